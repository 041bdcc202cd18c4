"""What a page asks the database: the statements, how often the driver waits for an answer, the plans as lus_app."""

import contextlib
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from lus.bootstrap import system
from lus.settings import Settings
from lus.store import doors
from lus.store import engine as database
from lus.web.app import create_app

BIG = 10_000
"""A table of more rows than this is never to be read whole."""

_ROWS = "select relname, reltuples::bigint from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
_SEQUENTIAL = "select relname, seq_scan from pg_stat_user_tables"


@dataclass
class Heard:
    """What one request sent: statements with their parameters, and how often an answer was waited for."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    round_trips: int = 0


@contextmanager
def listening() -> Iterator[Heard]:
    """Whatever any engine of this process sends meanwhile. Round trips are counted in libpq's own trace."""
    heard = Heard()

    def hear(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        heard.statements.append((statement, parameters))

    with tempfile.TemporaryFile() as trace:

        def follow(connection: "psycopg.Connection[Any]", *_: object) -> None:
            connection.pgconn.trace(trace.fileno())

        def leave(connection: "psycopg.Connection[Any]", *_: object) -> None:
            connection.pgconn.untrace()

        event.listen(Engine, "before_cursor_execute", hear)
        event.listen(Engine, "checkout", follow)
        event.listen(Engine, "checkin", leave)
        try:
            yield heard
        finally:
            event.remove(Engine, "before_cursor_execute", hear)
            event.remove(Engine, "checkout", follow)
            event.remove(Engine, "checkin", leave)
        trace.seek(0)
        heard.round_trips = trace.read().count(b"ReadyForQuery")


def heard(url: str, cookie: str, path: str) -> Heard:
    """What our page sends for a request, once everything is warm."""
    made = system(Settings(database_url=url))
    try:
        client = TestClient(create_app(made), base_url="https://testserver", headers={"cookie": cookie})
        with client, contextlib.redirect_stdout(io.StringIO()):  # its log of requests
            for _ in range(8):
                client.get(path).raise_for_status()
            with listening() as found:
                client.get(path).raise_for_status()
    finally:
        made.close()
    return found


@dataclass(frozen=True)
class Plan:
    """One statement as lus_app: how it reads each table, the pages it touches, how long it takes."""

    statement: str
    reads: tuple[tuple[str, str], ...]
    pages: int
    took_ms: float

    def too_big(self, sizes: dict[str, int]) -> list[str]:
        """Tables above BIG rows that it reads from beginning to end."""
        return [table for node, table in self.reads if node == "Seq Scan" and sizes.get(table, 0) > BIG]


def plans(url: str, units: tuple[int, ...], statements: list[tuple[str, Any]]) -> Iterator[Plan]:
    """EXPLAIN (analyze, buffers) of each, in the name of those units, rolled back."""
    engine = database.connect(Settings(database_url=url).sqlalchemy_url(), "lus_app")
    with engine.connect() as connection:
        doors.enter(connection, units)
        for statement, parameters in statements:
            asked = f"explain (analyze, buffers, format json) {statement}"
            found: Any = connection.exec_driver_sql(asked, parameters).scalar_one()
            top = found[0]["Plan"]
            pages = top["Shared Hit Blocks"] + top["Shared Read Blocks"]
            yield Plan(" ".join(statement.split()), tuple(_reads(top)), pages, found[0]["Execution Time"])
        connection.rollback()
    engine.dispose()


def _reads(plan: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "Relation Name" in plan and plan["Node Type"] != "ModifyTable":
        yield plan["Node Type"], plan["Relation Name"]
    for below in plan.get("Plans", ()):
        yield from _reads(below)


def sizes(url: str) -> dict[str, int]:
    """Rows of each table, as PostgreSQL estimates them."""
    with psycopg.connect(url) as owner:
        return dict(owner.execute(_ROWS).fetchall())


def sequential(url: str) -> dict[str, int]:
    """How often each table has been read whole since the statistics began: what ran, whichever plan was chosen."""
    with psycopg.connect(url) as owner:
        owner.execute("select pg_stat_force_next_flush()")
        return dict(owner.execute(_SEQUENTIAL).fetchall())
