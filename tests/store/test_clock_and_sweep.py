"""The training clock, the workers' way in, and what other processes are told."""

import json
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from lus.bootstrap import System
from lus.queries.case import case
from lus.store import clock, notify
from tests.cases import CENTRE, COORDINATOR, HOME_CARE, REGION_COORDINATOR, SOCIAL, WARD
from tests.store.registry import furnish
from tests.store.stays import notified

HOUR = timedelta(hours=1)


def test_the_training_clock_moves_facts_forward_and_never_back(system: System, database_url: str) -> None:
    registry = furnish(database_url, training=True)
    before = system.clock()
    with system.write() as connection:
        assert clock.wind(connection, 5 * HOUR)
    assert system.clock() - before > 5 * HOUR
    stay = notified(system, registry)
    with system.reading(registry.actors[WARD], "Vård och behandling") as door:
        recorded_at = door.connection.execute(text("select recorded_at from facts where seq = 3")).scalar_one()
        assert case(door, stay.ref)
    assert recorded_at - before > 5 * HOUR
    with pytest.raises(DBAPIError, match="wound back"), system.write() as connection:
        clock.wind(connection, -HOUR)


def test_outside_training_the_clock_stands(system: System) -> None:
    with system.write() as connection:
        assert not clock.wind(connection, HOUR)
    with pytest.raises(DBAPIError, match="only_in_training"), system.write() as connection:
        connection.execute(text("update clock set ahead = '1 hour'"))


def test_the_log_keeps_real_time_in_training(system: System, database_url: str) -> None:
    registry = furnish(database_url, training=True)
    with system.write() as connection:
        clock.wind(connection, 500 * HOUR)
    notified(system, registry)
    with psycopg.connect(database_url) as owner:
        row = owner.execute("select max(at) < now() + interval '1 minute' from access_log").fetchone()
    assert row == (True,)


def test_workers_see_every_duty_and_no_patient(system: System, database_url: str) -> None:
    registry = furnish(database_url)
    notified(system, registry)
    with system.sweeping() as connection:
        owing = {row.unit_id for row in connection.execute(text("select unit_id from duties"))}
    assert owing >= {SOCIAL, HOME_CARE, CENTRE, WARD}
    with system.sweeping() as connection:
        assert len(connection.execute(text("select id, ref from cases")).all()) == 1
    for table in ("patients", "facts", "fact_contents", "board", "access_log", "(select status from cases)"):
        with pytest.raises(DBAPIError, match="permission denied"), system.sweeping() as connection:
            connection.execute(text(f"select 1 from {table} t"))  # noqa: S608 names from above


def test_others_are_told_of_ids_when_it_is_committed(system: System, database_url: str) -> None:
    registry = furnish(database_url)
    with psycopg.connect(database_url, autocommit=True) as listener:
        listener.execute(f"listen {notify.CHANNEL}")  # type: ignore[arg-type,unused-ignore]
        stay = notified(system, registry)
        told = [json.loads(one.payload) for one in listener.notifies(timeout=5, stop_after=3)]
    assert [one["version"] for one in told] == [1, 2, 3]
    # The coordinators' lists changed too: of ids they hear as the units on the case do.
    units = [WARD, SOCIAL, HOME_CARE, CENTRE, REGION_COORDINATOR, COORDINATOR]
    assert told[-1] == {"case": stay.ref, "version": 3, "units": units}
