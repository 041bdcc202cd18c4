"""Signing in, working for a unit, signing out. Local accounts, and the training region's one-click accounts."""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol, TypeAlias

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Connection

from lus.domain.access import Actor, roles
from lus.domain.units import SIDES, UnitId
from lus.store import people, registry
from lus.trouble import Trouble

WINDOW = timedelta(minutes=15)
ACCOUNT_LIMIT = 5
ADDRESS_LIMIT = 30
LOCAL = "local"
"""Who vouches for accounts with a password of ours."""

SHORTEST = 12

TRAINING = "training"
"""Who vouches for the training region's accounts: nobody, so they open nothing outside it."""

hasher = PasswordHasher()
NOBODY = hasher.hash(secrets.token_urlsafe(16))
"""Verified where there is no such account, so that the answer takes as long as for one that exists."""

Refused: TypeAlias = Literal[
    "wrong", "throttled", "no_assignment", "not_training", "choose", "too_late", "locked", "too_short", "not_the_same"
]
"""`choose`: the password was right, and for one use; a new one must be chosen now."""


class System(Protocol):
    """What bootstrap hands over, as far as signing in needs it."""

    @property
    def read(self) -> Callable[[], AbstractContextManager[Connection]]:
        """In nobody's name."""
        ...

    @property
    def write(self) -> Callable[[], AbstractContextManager[Connection]]:
        """In nobody's name."""
        ...


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session's token, for the cookie and nowhere else."""

    token: str


@dataclass(frozen=True, slots=True)
class Working:
    """Somebody signed in, and the unit in use. `places`: every assignment, to switch between.

    `ahead`: how far the training clock is ahead of real time; None in earnest.
    """

    actor: Actor
    name: str
    unit_name: str
    places: tuple[people.Place, ...]
    ends_at: datetime
    ahead: timedelta | None

    @property
    def training(self) -> bool:
        """Whether this is a training installation."""
        return self.ahead is not None


def working(system: System, token: str) -> Working | None:
    """Who has that token, in one statement; None: the session is idle, too old, revoked, or never was."""
    with system.read() as connection:
        found = people.session(connection, token)
    if found is None:
        return None
    if found.due_to_be_seen:
        with system.write() as connection:
            people.seen(connection, token)
    actor = Actor(
        found.person_id,
        found.assignment_id,
        found.unit_id,
        SIDES[found.unit_kind],
        found.role,
        found.provider,
        (found.unit_id,),
        found.hsa_id,
    )
    return Working(actor, found.person_name, found.unit_name, found.places, found.ends_at, found.ahead)


def sign_in(system: System, subject: str, password: str, address: str) -> SignedIn | Refused:
    """Open a session for a local account. `address` is where the request came from; kept as a digest only."""
    found = _known(system, subject, password, address)
    if isinstance(found, str):
        return found
    if found.choose_by:
        return "choose" if found.choose_by > datetime.now(UTC) else "too_late"
    with system.write() as connection:
        return _begin(connection, LOCAL, subject, found.secret)


def choose_password(  # noqa: PLR0917 what is typed
    system: System, subject: str, password: str, new: str, again: str, address: str
) -> SignedIn | Refused:
    """Sign in with a password for one use, and leave one's own in its place."""
    if len(new) < SHORTEST or new == password:
        return "too_short"
    if new != again:
        return "not_the_same"
    found = _known(system, subject, password, address)
    if isinstance(found, str):
        return found
    secret = hasher.hash(new)
    with system.write() as connection:
        account = people.account(connection, LOCAL, subject)
        if account is None or not people.choose_secret(connection, account.id, found.secret or "", secret):
            return "too_late"
        return _begin(connection, LOCAL, subject, secret)


def _known(system: System, subject: str, password: str, address: str) -> people.AccountRow | Refused:
    """The account, if the password is right and it was not tried too often."""
    marks = people.digest(f"account {subject}"), people.digest(f"address {address}")
    with system.write() as connection:
        failed = [people.failures(connection, mark, WINDOW) for mark in marks]
        found = people.account(connection, LOCAL, subject)
    if failed[0] >= ACCOUNT_LIMIT or failed[1] >= ADDRESS_LIMIT:
        return "throttled"
    # Between the transactions: a hash takes long on purpose, and a connection is not held for it.
    right = _matches(found.secret if found else None, password)
    with system.write() as connection:
        if found is None or not right:
            for mark in marks:
                people.failed(connection, mark)
            return "wrong"
        people.forget_failures(connection, marks[0])
    return found


def _matches(secret: str | None, password: str) -> bool:
    try:
        return hasher.verify(secret or NOBODY, password) and secret is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def sign_in_training(system: System, subject: str) -> SignedIn | Refused:
    """Open a session for an account of the training region; in training only."""
    with system.write() as connection:
        return _begin(connection, TRAINING, subject, None) if people.is_training(connection) else "not_training"


def _begin(connection: Connection, issuer: str, subject: str, secret: str | None) -> SignedIn | Refused:
    """The account as it stands now: it may have been locked, or its password renewed, since that was verified."""
    account = people.account(connection, issuer, subject)
    if account is None or account.secret != secret:
        return "not_training" if issuer == TRAINING else "wrong"
    if account.locked:
        return "locked"
    assignment_id = people.first_assignment(connection, account)
    if assignment_id is None:
        return "no_assignment"
    token = secrets.token_urlsafe(32)
    people.open_session(connection, token, account.id, assignment_id)
    return SignedIn(token)


@dataclass(frozen=True, slots=True)
class Left:
    """`lasts`: until the session ends if nothing is done. `longer`: whether doing something would lengthen it."""

    lasts: timedelta
    longer: bool


def left(system: System, token: str) -> Left | None:
    """What is left of a session; None: nothing. Asking is no work, and does not lengthen it."""
    with system.read() as connection:
        found = people.left(connection, token)
    return Left(found.idle, found.longest > found.idle) if found else None


def switch(system: System, token: str, assignment_id: int) -> bool:
    """Work for another unit of one's own. False: there is no such assignment in force."""
    with system.write() as connection:
        return people.use_assignment(connection, token, assignment_id)


def sign_out(system: System, token: str) -> None:
    """Revoke the session: the token opens nothing from now on, wherever it was copied."""
    with system.write() as connection:
        people.close_session(connection, token)


@dataclass(frozen=True, slots=True)
class TrainingAccount:
    """An account that one click signs in: who, in which role (a code), for which units; `group`: kind of unit."""

    subject: str
    name: str
    role: str
    unit_kind: str
    units: tuple[str, ...]


def training_accounts(system: System) -> list[TrainingAccount]:
    """The accounts of the training region, by kind of unit; none outside a training installation."""
    with system.read() as connection:
        rows = people.training_accounts(connection, TRAINING) if people.is_training(connection) else []
    found: dict[str, TrainingAccount] = {}
    for row in rows:
        known = found.get(row.subject)
        units = (*known.units, row.unit_name) if known else (row.unit_name,)
        kind = known.unit_kind if known else row.unit_kind
        found[row.subject] = TrainingAccount(row.subject, row.name, row.role, kind, units)
    return list(found.values())


def unguarded_accounts(system: System) -> bool:
    """Whether training accounts, which need no password, stand in an installation that is no training one."""
    with system.read() as connection:
        return not people.is_training(connection) and people.any_account(connection, TRAINING)


def add_local_account(  # noqa: PLR0917 what an account is
    connection: Connection, name: str, subject: str, password: str, unit: UnitId, role: str
) -> None:
    """A person with a local account and an assignment from today, as the tables' owner. Raises Trouble."""
    if len(password) < SHORTEST:
        raise Trouble(f"Lösenordet är kortare än {SHORTEST} tecken.", "Välj ett längre.")
    card = registry.cards(connection, [unit]).get(unit)
    if card is None:
        raise Trouble(f"Det finns ingen enhet med nummer {unit}.", "Se numren i tabellen units.")
    known = roles(card.unit.side)
    if role not in known:
        raise Trouble(f"Rollen {role} finns inte på en sådan enhet.", f"Välj någon av {', '.join(sorted(known))}.")
    if people.account(connection, LOCAL, subject):
        raise Trouble(f"Användarnamnet {subject} är upptaget.", "Välj ett annat.")
    person_id = people.add_person(connection, name, card.provider, LOCAL, subject, hasher.hash(password))
    people.assign(connection, person_id, unit, role, datetime.now(UTC).date())
