"""A database that was in use keeps what it holds, and has from then on what the newer program reads."""

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


IN_TWO_MONTHS = """
insert into providers values ('04', 'R', false), ('0480', 'N', false), ('0484', 'E', false);
insert into units (id, kind, name, short_name, principal, provider) values
  (1, 'coordinator', 'R', 'R', '04', 'R'), (2, 'coordinator', 'N', 'N', '0480', 'N'),
  (3, 'coordinator', 'E', 'E', '0484', 'E');
insert into cases (ref, kind, status, version, party_units) values ('AAAA0000', 'stay', 'closed', 1, '{}');
insert into tallies (unit_id, case_id, case_ref, municipality, notified_on, disputed, facts)
  select unit, c.id, c.ref, code, '2026-01-10', false, '[]'
    from cases c, (values (1, '0484'), (2, '0480'), (3, '0484')) told (unit, code);
"""


def test_the_region_has_a_closed_stay_in_each_payers_month(empty: str) -> None:
    database = engine.connect(Settings(database_url=empty).sqlalchemy_url())
    with database.connect() as connection:
        command.upgrade(migrations.config(connection), "0020")
    with database.begin() as connection:
        connection.exec_driver_sql(IN_TWO_MONTHS)
    migrations.upgrade(database)
    with database.connect() as connection:
        rows = connection.exec_driver_sql("select unit_id, municipality from tallies order by 1, 2")
        assert [tuple(row) for row in rows] == [(1, "0480"), (1, "0484"), (2, "0480"), (3, "0484")]
    database.dispose()


IN_ANOTHER_COUNTY = """
insert into providers values ('04', 'S', false), ('01', 'T', false), ('0182', 'N', false);
insert into units (id, kind, name, short_name, principal, provider) values
  (1, 'ward', 'A', 'A', '04', 'S'), (2, 'coordinator', 'S', 'S', '04', 'S'), (3, 'coordinator', 'N', 'N', '0182', 'N'),
  (4, 'coordinator', 'T', 'T', '01', 'T');
insert into cases (ref, kind, status, version, party_units) select ref, 'stay', 'closed', 1, '{}'
  from (values ('AAAA0000'), ('BBBB0000'), ('CCCC0000')) told (ref);
insert into tallies (unit_id, case_id, case_ref, municipality, notified_on, disputed, facts)
  select unit, c.id, c.ref, '0182', '2026-01-10', false, cast(facts as jsonb)
    from cases c join (values (2, 'AAAA0000', '[{"kind": "admitted", "unit": 1}]'),
                              (3, 'AAAA0000', '[{"kind": "admitted", "unit": 1}]'), (2, 'BBBB0000', '[]'),
                              (3, 'BBBB0000', '[]'), (3, 'CCCC0000', '[]')) told (unit, ref, facts) using (ref);
insert into persons (name, provider) values ('Ada', 'S');
insert into assignments (person_id, unit_id, role, from_on) values (1, 2, 'coordinator', '2018-01-01');
insert into settled_months
  (municipality, month, principal, unit_id, person_id, assignment_id, at, law, engine, answer, readers, key)
  select '0182', '2026-01-01', principal, unit, 1, 1, now(), '', '', '{}', '{}', principal
    from (values ('04', 2), ('01', 4), ('0182', 3)) told (principal, unit);
"""


def test_a_month_from_before_is_between_the_wards_region_and_the_municipality(empty: str) -> None:
    """Of the ward that admitted; where only coordinators are told of, theirs; where only the payer is, its county's."""
    database = engine.connect(Settings(database_url=empty).sqlalchemy_url())
    with database.connect() as connection:
        command.upgrade(migrations.config(connection), "0024")
    with database.begin() as connection:
        connection.exec_driver_sql(IN_ANOTHER_COUNTY)
    migrations.upgrade(database)
    with database.connect() as connection:
        rows = connection.exec_driver_sql("select case_ref, unit_id, region from tallies order by 1, 2")
        assert [tuple(row) for row in rows] == [
            *(("AAAA0000", 2, "04"), ("AAAA0000", 3, "04"), ("BBBB0000", 2, "04"), ("BBBB0000", 3, "04")),
            ("CCCC0000", 3, "01"),
        ]
        rows = connection.exec_driver_sql("select principal, region from settled_months order by 1")
        assert [tuple(row) for row in rows] == [("01", "01"), ("0182", "01"), ("04", "04")]
    database.dispose()
