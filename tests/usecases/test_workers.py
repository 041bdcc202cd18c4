"""What workers do by themselves: turns, closing, planning what is unplanned, comparing, culling, the log's months."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from lus import bootstrap
from lus.bootstrap import System
from lus.embedded import LOGIN, OWNER
from lus.settings import Settings
from lus.store import clock
from lus.usecases import closing, housekeeping, recompute, turns
from lus.usecases.schedule import SCHEDULE
from tests.cases import SOCIAL, WARD
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, notified, ready
from workers.app import app as celery
from workers.tasks import TASKS, take

DAY = timedelta(days=1)


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url, training=True)


def rows(url: str, statement: str, *values: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as owner:
        cursor = owner.execute(statement, values)  # type: ignore[arg-type,unused-ignore]
        return cursor.fetchall() if cursor.description else []


def test_every_task_runs_on_an_installation_with_work(system: System, registry: Registry, database_url: str) -> None:
    ready(system, registry)
    assert set(TASKS) == {entry.task for entry in SCHEDULE}
    assert all(entry.silence_s > entry.every_s > 0 for entry in SCHEDULE)
    for name in TASKS:
        assert take(system, name)
    told = rows(database_url, "select task, error, alarm, ended_at >= started_at and well_at = ended_at from runs")
    assert sorted(told) == [(name, None, None, True) for name in sorted(TASKS)]


def test_a_turn_is_one_workers_and_comes_again(system: System, database_url: str) -> None:
    done: list[int] = []

    def work() -> None:
        done.append(1)

    def all_at_once() -> None:
        turns.take(system, "cull", 3600, "here", work)

    workers = [threading.Thread(target=all_at_once) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(done) == 1
    assert turns.due(system, {"cull": 3600, "other": 1}) == ["other"]
    rows(database_url, "update runs set started_at = now() - interval '61 minutes'")
    assert turns.take(system, "cull", 3600, "here", work)


def test_a_turn_whose_worker_ended_comes_again_before_the_next(system: System, database_url: str) -> None:
    rows(database_url, "insert into runs (task, started_at) values ('nightly', now() - interval '9 minutes')")
    assert turns.due(system, {"nightly": 86_400}) == []
    rows(database_url, "update runs set started_at = now() - interval '11 minutes'")
    assert turns.due(system, {"nightly": 86_400}) == ["nightly"]


def test_what_goes_wrong_is_noted_and_the_next_turn_comes(system: System, database_url: str) -> None:
    def breaks() -> None:
        raise KeyError("Signe Almqvist")

    assert turns.take(system, "breaks", 0, "here", breaks)
    assert rows(database_url, "select error, well_at from runs") == [("KeyError", None)]
    assert turns.take(system, "breaks", 0, "here", lambda: "två saknas")
    assert rows(database_url, "select error, alarm, well_at is not null from runs") == [(None, "två saknas", True)]
    assert turns.take(system, "breaks", 0, "here", lambda: None)
    standing = rows(database_url, "select alarm, alarm_at < ended_at from runs")
    assert standing == [("två saknas", True)], "it stands until somebody has seen to it"


def test_a_message_through_the_broker_is_noted(system: System, database_url: str) -> None:
    turns.asked(system, "deliver")
    assert rows(database_url, "select asked_at is not null, started_at from runs") == [(True, None)]


def needless(system: System, registry: Registry) -> Recorder:
    stay = Recorder(system, registry)
    stay("admitted", WARD)
    stay("need_assessed", WARD, needed=False, principals=(), physician="Anna Holm", person_says="Klarar mig.")
    return stay


def test_a_worker_waits_for_its_broker_for_ever() -> None:
    # Celery gives up after a hundred tries, fifty minutes, and ends: `make punctual` found it.
    assert celery.conf.broker_connection_max_retries is None


def test_a_case_in_which_nothing_is_left_is_closed_when_its_time_has_come(
    system: System, registry: Registry, database_url: str
) -> None:
    needless(system, registry)
    notified(system, registry)
    assert closing.close(system) == 0
    with system.write() as connection:
        clock.wind(connection, 9 * DAY)
    assert closing.close(system) == 1
    assert closing.close(system) == 0
    assert rows(database_url, "select count(*) from facts where kind = 'closed' and person_id is null") == [(1,)]
    assert rows(database_url, "select count(*) from cases where status = 'closed'") == [(1,)]


def test_many_workers_close_a_case_once(system: System, registry: Registry, database_url: str) -> None:
    needless(system, registry)
    with system.write() as connection:
        clock.wind(connection, 9 * DAY)
    workers = [threading.Thread(target=closing.close, args=(system,)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert rows(database_url, "select count(*) from facts where kind = 'closed'") == [(1,)]


def test_cases_without_reminders_get_them(system: System, registry: Registry, database_url: str) -> None:
    """As after the upgrade that brought reminders."""
    notified(system, registry)
    wanted = rows(database_url, "select key, at from reminders where void_at is null order by key")
    rows(database_url, "delete from reminders")
    assert recompute.plan_missing(system) == 1
    assert rows(database_url, "select key, at from reminders where void_at is null order by key") == wanted
    assert recompute.plan_missing(system) == 0


def test_a_changed_ladder_reaches_cases_that_nobody_touches(
    system: System, registry: Registry, database_url: str
) -> None:
    notified(system, registry)
    rows(database_url, "update reminders set ladder = 'old'")
    rows(database_url, "update reminders set step = 'x', key = key || 'x' where step = 'late'")
    assert recompute.plan_missing(system) == 1
    standing = rows(database_url, "select distinct step from reminders where void_at is null")
    assert ("late",) in standing
    assert ("x",) not in standing


@pytest.mark.parametrize(
    "tampered",
    [
        "update duties set due_at = due_at + interval '1 hour' where kind = 'acknowledge' and unit_id = 2",
        "update duties set met_at = now(), met_seq = 1 where kind = 'acknowledge' and unit_id = 2",
        "update reminders set at = at + interval '1 hour' where unit_id = 2",
        "delete from reminders where step = 'late'",
    ],
)
def test_a_row_that_is_not_what_the_facts_give_is_an_alarm(
    system: System, registry: Registry, database_url: str, tampered: str
) -> None:
    stay = notified(system, registry)
    ready(system, registry)
    assert recompute.sample(system) == recompute.Compared(2, ())
    rows(database_url, tampered + " and case_id = (select id from cases where ref = %s)", stay.ref)  # noqa: S608
    found = recompute.sample(system)
    assert found.differing == (stay.ref,)
    assert TASKS["recompute_sample"](system) == f"1 av 2 ärenden är lagrade annorlunda: {stay.ref}"
    logged = rows(database_url, "select distinct role, purpose, activity from access_log where what = 'recomputed'")
    assert logged == [("system", "Kvalitetssäkring", "Läsa")]


def test_rows_of_other_rules_are_no_alarm(system: System, registry: Registry, database_url: str) -> None:
    notified(system, registry)
    rows(database_url, "update duties set engine = 'before', due_at = due_at + interval '1 hour'")
    rows(database_url, "update reminders set void_at = now()")
    assert recompute.sample(system).differing != ()
    rows(database_url, "delete from reminders")
    recompute.plan_missing(system)
    assert recompute.sample(system).differing == ()


def test_sessions_and_void_reminders_are_forgotten_in_time(
    system: System, registry: Registry, database_url: str
) -> None:
    stay = notified(system, registry)
    stay("acknowledged", SOCIAL, of=3)
    ((account,),) = rows(database_url, "select min(id) from accounts")
    for age in (1, 3):
        rows(
            database_url,
            "insert into sessions (token_hash, account_id, created_at, seen_at)"
            " values (%s, %s, now() - %s, now() - %s)",
            str(age).encode(),
            account,
            age * DAY,
            age * DAY,
        )
    with system.sweeping() as connection:
        assert housekeeping.cull_sessions(connection) == 1
        assert housekeeping.cull_reminders(connection) == 0
    rows(database_url, "update reminders set void_at = void_at - interval '25 hours' where void_at is not null")
    ((void,),) = rows(database_url, "select count(*) from reminders where void_at is not null")
    with system.sweeping() as connection:
        assert housekeeping.cull_reminders(connection) == void > 0


@pytest.fixture
def months(database_url: str) -> Iterator[System]:
    made = bootstrap.system(Settings(database_url=database_url.replace(OWNER, LOGIN, 1)))
    yield made
    made.close()


def test_the_access_log_has_room_for_the_months_to_come(months: System, database_url: str) -> None:
    with months.sweeping() as connection:
        assert housekeeping.make_log_months(connection) == housekeeping.MONTHS_AHEAD
        assert housekeeping.make_log_months(connection) == 0
    furnish(database_url)
    rows(
        database_url,
        "insert into access_log (at, activity, purpose, outcome, what, role, unit_id, provider, case_ids, patients,"
        " owners) values (date_trunc('month', now()) + interval '40 days', 'Läsa', 'Administration', 'shown', 'x', 'x',"
        " 1, 'x', '{}', '{}', '{}')",
    )
    held = rows(database_url, "select tableoid::regclass::text ~ '^access_log_[0-9]{4}_[0-9]{2}$' from access_log")
    assert held == [(True,)]
    protected = rows(
        database_url,
        "select bool_and(relrowsecurity and relforcerowsecurity), count(*) from pg_class"
        " where relkind = 'r' and relispartition and relname ~ '^access_log_2'",
    )
    assert protected == [(True, housekeeping.MONTHS_AHEAD)]
    with psycopg.connect(database_url.replace(OWNER, LOGIN, 1)) as app:
        app.execute("set role lus_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("select make_access_log_months(1)")
