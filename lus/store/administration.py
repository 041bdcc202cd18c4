"""What an administrator changes: units, routing, people, accounts, assignments. The database lets no other provider's.

What the tables forbid raises Broken with the constraint's name; nothing is left of it, and the transaction goes on.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, exc, func, insert, text, update

from lus.store.tables import accounts, assignments, persons, routing, sessions, units

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('administration of ' || :provider))")
_NUMBERING = text("select pg_advisory_xact_lock(hashtext('numbers of units'))")
_NEXT = text("select coalesce(max(id), 0) + 1 from units")


class Broken(ValueError):  # noqa: N818 an answer to a person
    """A constraint of the tables forbids it: its name."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


@contextmanager
def _tried(connection: Connection) -> Iterator[None]:
    """Raises Broken."""
    try:
        with connection.begin_nested():
            yield
    except exc.IntegrityError as error:
        raise Broken(getattr(error.orig, "diag").constraint_name or "") from None  # noqa: B009 psycopg's


def one_at_a_time(connection: Connection, provider: str) -> None:
    """Others who administer the same provider wait until this transaction ends, and see what it left."""
    connection.execute(_ONE_AT_A_TIME, {"provider": provider})


def add_unit(connection: Connection, values: Mapping[str, Any]) -> int:
    """A unit, from today. Returns its id. Raises Broken."""
    connection.execute(_NUMBERING)
    number: int = connection.execute(_NEXT).scalar_one()
    with _tried(connection):
        connection.execute(insert(units).values(id=number, **values))
    return number


def change_unit(connection: Connection, unit: int, version: int, values: Mapping[str, Any]) -> bool:
    """False: somebody changed it since that version, or it is not the provider's. Raises Broken."""
    as_shown = (units.c.id == unit, units.c.version == version)
    with _tried(connection):
        changed = update(units).where(*as_shown).values(version=version + 1, **values)
        return connection.execute(changed).rowcount == 1


def route(connection: Connection, principal: str, kind: str, unit: int | None) -> None:
    """Let that unit, or none, take in messages about the kind of help. Raises Broken."""
    with _tried(connection):
        connection.execute(delete(routing).where(routing.c.principal == principal, routing.c.help == kind))
        if unit is not None:
            connection.execute(insert(routing).values(principal=principal, help=kind, unit_id=unit))


def add_person(connection: Connection, person: Mapping[str, Any], account: Mapping[str, Any]) -> int:
    """A person with an account. Returns the person's id. Raises Broken."""
    with _tried(connection):
        person_id: int = connection.execute(insert(persons).values(**person).returning(persons.c.id)).scalar_one()
        connection.execute(insert(accounts).values(person_id=person_id, **account))
    return person_id


def lock(connection: Connection, account_id: int, *, locked: bool) -> bool:
    """Lock the account, which ends its sessions, or unlock it. False: it is so already. Raises Broken."""
    as_shown = accounts.c.locked_at.is_(None) if locked else accounts.c.locked_at.is_not(None)
    values = {"locked_at": func.now() if locked else None}
    with _tried(connection):
        done = connection.execute(update(accounts).where(accounts.c.id == account_id, as_shown).values(values)).rowcount
        if done and locked:
            _end_sessions(connection, account_id)
    return done == 1


def renew(connection: Connection, account_id: int, secret: str, choose_by: datetime) -> bool:
    """Another password, for one use until then; its sessions end. False: there is no such account."""
    values = {"secret": secret, "choose_by": choose_by}
    done = connection.execute(update(accounts).where(accounts.c.id == account_id).values(values)).rowcount
    _end_sessions(connection, account_id)
    return done == 1


def _end_sessions(connection: Connection, account_id: int) -> None:
    open_ones = (sessions.c.account_id == account_id, sessions.c.revoked_at.is_(None))
    connection.execute(update(sessions).where(*open_ones).values(revoked_at=func.now()))


def grant(connection: Connection, values: Mapping[str, Any]) -> None:
    """An assignment. Raises Broken."""
    with _tried(connection):
        connection.execute(insert(assignments).values(**values))


def end(connection: Connection, assignment: int, until_on: date | None, by: int) -> bool:
    """After that day, or at once. False: it had ended. Raises Broken."""
    values = {"ended_by": by, "until_on": until_on} if until_on else {"ended_by": by, "ended_at": func.now()}
    still = (assignments.c.id == assignment, assignments.c.ended_at.is_(None))
    with _tried(connection):
        return connection.execute(update(assignments).where(*still).values(values)).rowcount == 1
