"""Until the doors of M3 there are two plain ways in; the reading one already refuses to write."""

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError

from lus.bootstrap import System, system
from lus.queries.board import board
from lus.settings import Settings
from lus.trouble import DatabaseGone, Trouble
from lus.usecases.heartbeat import beat
from tests.cases import WARD
from tests.store.registry import furnish


def test_a_reader_cannot_write(system: System) -> None:
    with pytest.raises(InternalError, match="read-only"), system.read() as connection:
        beat(connection, "worker", "lus@here", 1, 1)


def test_a_mistake_in_sql_is_no_absent_database(system: System) -> None:
    with pytest.raises(Exception, match="division by zero") as caught, system.read() as connection:
        connection.execute(text("select 1/0"))
    assert not isinstance(caught.value, DatabaseGone)


def test_a_cut_connection_says_that_the_database_is_gone_and_the_next_one_works(
    system: System, database_url: str
) -> None:
    def be_cut() -> None:
        with system.read() as connection:
            pid = connection.execute(text("select pg_backend_pid()")).scalar()
            with psycopg.connect(database_url) as owner:
                owner.execute("select pg_terminate_backend(%s)", [pid])
            connection.execute(text("select 1"))

    with pytest.raises(DatabaseGone):
        be_cut()
    with system.read() as connection:
        assert connection.execute(text("select 1")).scalar() == 1


def test_a_door_whose_connection_is_cut_says_so_too_and_the_next_one_opens(system: System, database_url: str) -> None:
    registry = furnish(database_url)
    actor = registry.actors[WARD]

    def be_cut() -> None:
        with system.reading(actor, "Vård och behandling") as door:
            pid = door.connection.execute(text("select pg_backend_pid()")).scalar()
            with psycopg.connect(database_url) as owner:
                owner.execute("select pg_terminate_backend(%s)", [pid])
            board(door, WARD)

    with pytest.raises(DatabaseGone):
        be_cut()
    with system.reading(actor, "Vård och behandling") as door:
        assert board(door, WARD).rows == ()


def test_an_address_where_nothing_listens_is_said_in_one_line() -> None:
    gone = system_at("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(DatabaseGone) as caught, gone.read():
        pass
    assert "\n" not in str(caught.value)
    gone.close()


def test_an_address_that_is_no_postgresql_is_refused_with_the_remedy() -> None:
    with pytest.raises(Trouble, match="postgresql://"):
        system_at("mysql://root@localhost/x")


def system_at(url: str) -> System:
    return system(Settings(database_url=url))
