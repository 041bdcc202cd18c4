"""PostgreSQL killed in the middle of recording: the fact is wholly there, and what follows from it, or not at all."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from lus import bootstrap
from lus.embedded import LOGIN, Server
from lus.settings import Settings
from lus.store import engine as database
from lus.store import migrations
from lus.trouble import DatabaseGone
from lus.usecases.outcomes import Outcome, Recorded
from tests.cases import SOCIAL
from tests.conftest import binaries, new_open_folder
from tests.store.registry import Registry, furnish
from tests.store.stays import notified

MIDDLE = ("insert into facts", "update cases", "insert into duties", "insert into board", "insert into access_log")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    made = new_open_folder()
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    """One that keeps what it has committed, whatever happens to it."""
    made = Server(folder, binaries=binaries())
    made.start()
    yield made
    made.stop()


def prepared(server: Server) -> tuple[bootstrap.System, Registry]:
    owner = database.connect(Settings(database_url=server.url()).sqlalchemy_url())
    migrations.upgrade(owner)
    owner.dispose()
    with psycopg.connect(server.url()) as connection:
        connection.execute("truncate cases, units, persons, access_log restart identity cascade")
    return bootstrap.system(Settings(database_url=server.url(role=LOGIN))), furnish(server.url())


def kill(server: Server) -> None:
    """Every process of the server, as when the machine loses power."""
    assert server.pid
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    os.kill(server.pid, signal.SIGKILL)
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    server.stop()


def state(server: Server) -> tuple[int, ...]:
    """What there is of the fourth fact, in every table, and the case's version."""
    with psycopg.connect(server.url()) as connection:
        row = connection.execute(
            """
            select (select version from cases), (select max(seq) from facts), (select max(seq) from fact_receivers),
                   (select count(*) from idempotency where seq = 4), (select count(*) from duties where met_seq = 4),
                   (select count(*) from board where summary #>> '{own_step,kind}' = 'acknowledge'),
                   (select count(*) from access_log where what = 'acknowledged')
            """
        ).fetchone()
    assert row
    return tuple(int(value) for value in row)


def record_until(server: Server, moment: str) -> Outcome | None:
    """Record, and kill the server as the statement that begins so is to be sent, or after the commit."""
    system, registry = prepared(server)
    stay = notified(system, registry)

    def strike(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if moment in statement:
            kill(server)

    event.listen(Engine, "before_cursor_execute", strike)
    try:
        return stay.tries("acknowledged", registry.actors[SOCIAL], of=3)
    except DatabaseGone:
        return None
    finally:
        event.remove(Engine, "before_cursor_execute", strike)
        system.close()


@pytest.mark.parametrize("moment", MIDDLE)
def test_a_server_killed_in_the_middle_leaves_nothing_of_the_fact(server: Server, moment: str) -> None:
    assert record_until(server, moment) is None
    server.start()
    assert state(server) == (3, 3, 3, 0, 0, 3, 0)


def test_a_server_killed_after_the_answer_has_all_of_it(server: Server) -> None:
    assert isinstance(record_until(server, "never"), Recorded)
    kill(server)
    server.start()
    assert state(server) == (4, 4, 4, 1, 1, 2, 1)
