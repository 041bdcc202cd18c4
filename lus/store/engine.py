"""One pool per process, and what its errors mean to those who may not know SQLAlchemy."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, exc

from lus.trouble import DatabaseGone

# Classes of SQLSTATE that say "not now": connection, resources (disk full, too many), shutting down.
_PASSING = ("08", "53", "57P")
_WAIT_S = 3


def connect(url: str) -> Engine:
    """`url` with its driver, postgresql+psycopg://…. Nothing is opened until somebody asks."""
    return create_engine(
        url,
        pool_size=10,
        max_overflow=10,
        pool_timeout=_WAIT_S,
        # One round trip per transaction buys that the web is well again as soon as PostgreSQL is.
        pool_pre_ping=True,
        connect_args={"connect_timeout": _WAIT_S, "application_name": "hemgang"},
    )


@contextmanager
def transaction(engine: Engine, *, writes: bool) -> Iterator[Connection]:
    """Commits on leaving without an error; rolls back otherwise. Raises DatabaseGone when PostgreSQL cannot serve."""
    try:
        with engine.connect() as plain:
            connection = plain.execution_options(postgresql_readonly=not writes)
            with connection.begin():
                yield connection
    except exc.TimeoutError as error:
        raise DatabaseGone("Databasen är överlastad.") from error
    except (exc.OperationalError, exc.InterfaceError) as error:
        state = getattr(error.orig, "sqlstate", None)
        if state == "53100":
            raise DatabaseGone("Databasens disk är full.") from error
        if state is None or state.startswith(_PASSING):
            raise DatabaseGone from error
        raise
