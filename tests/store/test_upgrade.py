"""A database that was in use before administrators could change anything keeps its units and people."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from alembic import command
from psycopg import sql

from lus.embedded import address, create_database
from lus.settings import Settings
from lus.store import engine, migrations
from tests.conftest import SOCKETS

BEFORE = """
insert into units (id, kind, name, short_name, principal, provider) values
  (1, 'ward', 'Avd', 'Avd', '04', 'Region Sörmland'), (2, 'social_services', 'B', 'B', '0482', 'Flens kommun');
insert into persons (name) values ('Ada'), ('Siv');
insert into assignments (person_id, unit_id, role, from_on) values (1, 2, 'case_worker', '2018-01-01');
insert into accounts (person_id, issuer, subject) values (1, 'local', 'ada');
"""


@pytest.fixture
def empty(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database without a table."""
    sockets = request.config.stash[SOCKETS]
    name = f"lus_old_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    create_database(address(sockets, "postgres"), name)
    yield address(sockets, name)
    with psycopg.connect(address(sockets, "postgres"), autocommit=True) as owner:
        owner.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def test_who_ran_a_unit_runs_it_and_who_works_there_is_theirs(empty: str) -> None:
    database = engine.connect(Settings(database_url=empty).sqlalchemy_url())
    with database.connect() as connection:
        command.upgrade(migrations.config(connection), "0005")
    with database.begin() as connection:
        connection.exec_driver_sql(BEFORE)
    migrations.upgrade(database)
    with database.connect() as connection:
        ask = connection.exec_driver_sql
        assert [tuple(row) for row in ask("select * from providers order by 1")] == [
            ("04", "Region Sörmland", False),
            ("0482", "Flens kommun", False),
        ]
        assert [tuple(row) for row in ask("select name, provider from persons order by id")] == [
            ("Ada", "Flens kommun"),
            ("Siv", None),
        ]
        assert ask("select granted_at, ended_at from assignments").one() == (None, None)
    database.dispose()
