"""Accounts, assignments, sessions: who is signed in, for which unit. Real time, never the training clock."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update
from typing import Any

from lus.store.tables import accounts, assignments, clock, persons, sessions, sign_in_failures, units

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
"""A session is marked as seen at most this often: reading a page need not write."""


def digest(secret: str) -> bytes:
    """What is kept of a token or an address: enough to know it again."""
    return hashlib.sha256(secret.encode()).digest()


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A local account. `secret` is the hash of its password; None: it has none."""

    id: int
    person_id: int
    secret: str | None


def account(connection: Connection, issuer: str, subject: str) -> AccountRow | None:
    """The account that the issuer knows by that name."""
    columns = accounts.c.id, accounts.c.person_id, accounts.c.secret
    row = connection.execute(select(*columns).where(accounts.c.issuer == issuer, accounts.c.subject == subject)).first()
    return AccountRow(*row) if row else None


def in_force(on: Any) -> Any:
    """The condition that an assignment holds on that day."""
    return and_(assignments.c.from_on <= on, or_(assignments.c.until_on.is_(None), assignments.c.until_on >= on))


def first_assignment(connection: Connection, person_id: int) -> int | None:
    """The person's oldest assignment in force today."""
    mine = select(assignments.c.id).where(assignments.c.person_id == person_id, in_force(func.current_date()))
    return connection.execute(mine.order_by(assignments.c.id).limit(1)).scalar()


def open_session(connection: Connection, token: str, account_id: int, assignment_id: int) -> None:
    """Begin a session under that token."""
    values = {"token_hash": digest(token), "account_id": account_id, "assignment_id": assignment_id}
    connection.execute(insert(sessions).values(**values))


def close_session(connection: Connection, token: str) -> None:
    """Revoke it: the token opens nothing from now on."""
    mine = sessions.c.token_hash == digest(token)
    connection.execute(update(sessions).where(mine).values(revoked_at=func.now()))


def use_assignment(connection: Connection, token: str, assignment_id: int) -> bool:
    """Work through another of one's own assignments. False: it is not the person's, or not in force."""
    owns = (
        select(assignments.c.id)
        .join(accounts, accounts.c.person_id == assignments.c.person_id)
        .where(
            accounts.c.id == sessions.c.account_id,
            assignments.c.id == assignment_id,
            in_force(func.current_date()),
        )
        .exists()
    )
    changed = update(sessions).where(sessions.c.token_hash == digest(token), owns).values(assignment_id=assignment_id)
    return connection.execute(changed).rowcount == 1


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session that is neither idle for too long, too old nor revoked, and the assignment in use."""

    person_id: int
    person_name: str
    hsa_id: str | None
    assignment_id: int
    role: str
    unit_id: int
    expires_at: datetime
    seen_at: datetime
    training: bool


def session(connection: Connection, token: str) -> SessionRow | None:
    """The session of that token, in one statement; None where it opens nothing."""
    now = func.now()
    ends = func.least(sessions.c.seen_at + IDLE, sessions.c.created_at + LONGEST)
    found = (
        select(
            persons.c.id,
            persons.c.name,
            persons.c.hsa_id,
            assignments.c.id,
            assignments.c.role,
            assignments.c.unit_id,
            ends,
            sessions.c.seen_at,
            clock.c.training,
        )
        .join(accounts, accounts.c.id == sessions.c.account_id)
        .join(persons, persons.c.id == accounts.c.person_id)
        .join(assignments, assignments.c.id == sessions.c.assignment_id)
        .join(clock, clock.c.id == 1)
        .where(
            sessions.c.token_hash == digest(token),
            sessions.c.revoked_at.is_(None),
            ends > now,
            in_force(func.current_date()),
        )
    )
    row = connection.execute(found).first()
    return SessionRow(*row) if row else None


def seen(connection: Connection, token: str) -> None:
    """The person did something: the idle time starts again."""
    due = sessions.c.seen_at < func.now() - SEEN_EVERY
    mine = sessions.c.token_hash == digest(token)
    connection.execute(update(sessions).where(mine, due, sessions.c.revoked_at.is_(None)).values(seen_at=func.now()))


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One of a person's assignments in force, to switch to."""

    id: int
    role: str
    unit_id: int
    unit_name: str


def assignments_of(connection: Connection, person_id: int) -> list[AssignmentRow]:
    """The person's assignments in force today, oldest first."""
    mine = (
        select(assignments.c.id, assignments.c.role, assignments.c.unit_id, units.c.name)
        .join(units, units.c.id == assignments.c.unit_id)
        .where(assignments.c.person_id == person_id, in_force(func.current_date()))
        .order_by(assignments.c.id)
        .limit(100)
    )
    return [AssignmentRow(*row) for row in connection.execute(mine)]


def failed(connection: Connection, of: bytes) -> None:
    """A sign-in failed, for an account or from an address (its digest)."""
    connection.execute(insert(sign_in_failures).values(of=of))


def failures(connection: Connection, of: bytes, within: timedelta) -> int:
    """How many sign-ins failed lately; older ones are forgotten."""
    recent = sign_in_failures.c.at > func.now() - within
    connection.execute(delete(sign_in_failures).where(sign_in_failures.c.of == of, ~recent))
    counted = select(func.count()).where(sign_in_failures.c.of == of, recent)
    return connection.execute(counted).scalar_one()


def forget_failures(connection: Connection, of: bytes) -> None:
    """A sign-in succeeded."""
    connection.execute(delete(sign_in_failures).where(sign_in_failures.c.of == of))


def add_person(connection: Connection, name: str, issuer: str, subject: str, secret: str | None) -> int:
    """A person with one account. Returns the person's id."""
    person_id = connection.execute(insert(persons).values(name=name).returning(persons.c.id)).scalar_one()
    values = {"person_id": person_id, "issuer": issuer, "subject": subject, "secret": secret}
    connection.execute(insert(accounts).values(**values))
    return person_id


def assign(connection: Connection, person_id: int, unit_id: int, role: str, from_on: date) -> int:
    """Give the person an assignment. Returns its id."""
    values = {"person_id": person_id, "unit_id": unit_id, "role": role, "from_on": from_on}
    return connection.execute(insert(assignments).values(**values).returning(assignments.c.id)).scalar_one()


def training_accounts(connection: Connection) -> list[Row[Any]]:
    """Every account of the training region: subject, person's name, and the units it works for."""
    listed = (
        select(accounts.c.subject, persons.c.name, assignments.c.role, units.c.name.label("unit"))
        .join(persons, persons.c.id == accounts.c.person_id)
        .join(assignments, assignments.c.person_id == persons.c.id)
        .join(units, units.c.id == assignments.c.unit_id)
        .where(accounts.c.issuer == "training")
        .order_by(assignments.c.id)
        .limit(500)
    )
    return list(connection.execute(listed))
