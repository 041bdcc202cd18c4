"""One pool per process, the role it works in, and what its errors mean to those who may not know SQLAlchemy."""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Literal, TypeAlias

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, exc, text

from lus.trouble import DatabaseGone, Trouble

Role: TypeAlias = Literal["lus_app", "lus_worker"]
"""What we work as. The login, which may have made the tables, only lends its name: it owns nothing we can reach."""

# Classes of SQLSTATE that say "not now": connection, resources (disk full, too many), shutting down, a lock not got.
_PASSING = ("08", "53", "57P", "55P03")
_WAIT_S = 3
MOST_AT_ONCE = 20
"""Connections of one process and engine."""

# Somebody who holds a case for so long has hung: others say so instead of hanging too.
_PATIENCE = "-c lock_timeout=5s -c idle_in_transaction_session_timeout=60s"
_READS = " -c default_transaction_read_only=on"
_HASTY = " -c synchronous_commit=off"

_WHO = text("""
select current_user as name, rolsuper, rolbypassrls,
       exists (select from pg_class t where t.relkind in ('r', 'p') and t.relnamespace = 'public'::regnamespace
                 and pg_has_role(current_user, t.relowner, 'member')) as owns
  from pg_roles where rolname = current_user
""")


def connect(url: str, role: Role | None = None, *, reads: bool = False, hasty: bool = False) -> Engine:
    """`url` with its driver, postgresql+psycopg://…. Nothing is opened until somebody asks.

    Every connection works as `role`; None, for migrations alone: as the login itself. `reads`: each statement is a
    transaction of its own and may not write, so that a question is one round trip instead of three. `hasty`: a commit
    does not wait for the disk, and the training clock is a copy that nobody else sees wound; only for what is done
    again when the last of it was lost.
    """
    arguments: dict[str, Any] = {"connect_timeout": _WAIT_S, "application_name": "hemgang"}
    if role:
        arguments["options"] = _PATIENCE + _READS * reads + _HASTY * hasty
    engine = create_engine(
        url,
        isolation_level="AUTOCOMMIT" if reads else None,
        # A clock of one's own is its connection's.
        pool_size=1 if hasty else MOST_AT_ONCE // 2,
        max_overflow=0 if hasty else MOST_AT_ONCE // 2,
        pool_timeout=_WAIT_S,
        # An exception's text must not quote what somebody typed.
        hide_parameters=True,
        connect_args=arguments,
    )
    event.listen(engine, "checkout", partial(_still_there, engine))
    if role:
        event.listen(engine, "connect", partial(_take, role))
    if hasty:
        event.listen(engine, "connect", _copy_the_clock)
    return engine


def _still_there(engine: Engine, connection: "psycopg.Connection[Any]", *_: object) -> None:
    """The web is well again as soon as PostgreSQL is: a connection that was closed meanwhile is taken for a new one.

    A closed one has its end to read, which the kernel knows; only where there is something to read is PostgreSQL asked.
    """
    idle = select.poll()
    idle.register(connection.fileno(), select.POLLIN)
    if not idle.poll(0):
        return
    try:
        engine.dialect.do_ping(connection)  # type: ignore[arg-type]
    except psycopg.Error as error:
        raise exc.DisconnectionError from error


def _take(role: Role, connection: "psycopg.Connection[Any]", _record: object) -> None:
    """On connecting, so that no transaction, however made, runs as the login. Raises Trouble."""
    try:
        connection.execute(f"set role {role}")  # type: ignore[arg-type,unused-ignore]
        connection.commit()
    except (psycopg.errors.InvalidParameterValue, psycopg.errors.InsufficientPrivilege) as error:
        login = connection.info.user
        connection.close()
        if isinstance(error, psycopg.errors.InsufficientPrivilege):
            raise Trouble(f"{login} får inte arbeta som {role}.", f"Kör: grant {role} to {login}.") from error
        raise Trouble(f"Databasen saknar rollen {role}.", "Kör lus migrate.") from error


def _copy_the_clock(connection: "psycopg.Connection[Any]", _record: object) -> None:
    """A temporary table hides the one of the same name from every statement of the connection."""
    connection.execute("create temporary table clock as table clock")
    connection.commit()


def check_role(engine: Engine) -> None:
    """Raises Trouble when row level security would not hold for the role that `engine` works as."""
    with transaction(engine) as connection:
        who = connection.execute(_WHO).one()
    faults = {
        "är superanvändare": who.rolsuper,
        "går förbi radskyddet": who.rolbypassrls,
        "äger tabeller": who.owns,
    }
    found = [fault for fault, holds in faults.items() if holds]
    if found:
        raise Trouble(
            f"Databasrollen {who.name} {' och '.join(found)}: patienternas uppgifter vore oskyddade.",
            f"Kör: alter role {who.name} nosuperuser nobypassrls, och låt en annan roll äga tabellerna.",
        )


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Commits on leaving without an error; rolls back otherwise. Raises DatabaseGone when PostgreSQL cannot serve."""
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    except exc.TimeoutError as error:
        raise DatabaseGone("Databasen är överlastad.") from error
    except (exc.OperationalError, exc.InterfaceError, psycopg.OperationalError, psycopg.InterfaceError) as error:
        state = getattr(error.orig if isinstance(error, exc.DBAPIError) else error, "sqlstate", None)
        if state == "53100":
            raise DatabaseGone("Databasens disk är full.", "Frigör utrymme där PostgreSQL har sina filer.") from error
        if state is None or state.startswith(_PASSING):
            raise DatabaseGone from error
        raise
