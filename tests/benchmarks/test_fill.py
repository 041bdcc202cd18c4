"""The benchmark's fast path ends in the rows that the use cases write: a sample recorded both ways, table by table."""

import os
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql

from benchmarks import fill, region, sips, stays
from benchmarks.rows import COLUMNS, DECISIVE, Rules, rows_of
from benchmarks.stays import Stay
from lus.bootstrap import System
from lus.domain.facts import KINDS
from lus.embedded import address, create_database
from lus.store import clock
from lus.usecases.outcomes import Recorded
from lus.usecases.record import record
from tests.conftest import SOCKETS, TEMPLATE

OPEN = (0, 333, 512, 1200)
CLOSED = (31_337, 99_999)

GENERATED = {
    "reminders": {"id"},  # numbers in the order of writing
    "invitations": {"id", "made_at"},  # the same; real time of the insert
    "cases": {"created_at"},  # real time of the insert, whatever the training clock says
    "idempotency": {"at"},  # the same
    "access_log": {"at", "id"},  # real time, and numbers in the order of writing
}
"""What cannot agree, by table. Everything else must: the fast path is given the ids, the refs and the moments."""


def _having(kind: str) -> int:
    """A closed stay in which there is such a fact."""
    return next(number for number in range(stays.OPEN, 10_000) if kind in {s.kind for s in stays.stay(number).steps})


def _sample() -> list[Stay]:
    seldom = ("died", "voided", "ready_withdrawn", "sip_need_decided")
    protected = next(n for n in range(stays.OPEN) if stays.stay(n).header.protected)
    uncalled = next(n for n in range(stays.OPEN) if stays.stay(n).steps[-1].kind == "handover_answered")
    numbers = dict.fromkeys((*OPEN, protected, uncalled, *CLOSED, *map(_having, seldom)))
    return [stays.stay(number) for number in numbers]


def _plans() -> list[sips.Plan]:
    """Twelve, those of the fewest steps among them: what stopped early is late."""
    return sorted(map(sips.plan, range(1_000)), key=lambda one: (len(one.steps), one.number))[::90]


@pytest.fixture
def filled_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A second migrated database."""
    sockets = request.config.stash[SOCKETS]
    name = f"lus_filled_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    create_database(address(sockets, "postgres"), name, template=TEMPLATE)
    yield address(sockets, name)
    with psycopg.connect(address(sockets, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def _record(system: System, sample: list[Stay]) -> dict[int, str]:
    """Every step of every stay at its own moment, through the use case; the refs that the cases got, by number."""
    members, refs = region.members(), dict[int, str]()
    steps = [(step.at, one.number, seq, one) for one in sample for seq, step in enumerate(one.steps, 1)]
    for at, number, seq, one in sorted(steps, key=lambda step: step[:3]):
        more = at - system.clock()
        if more > timedelta():
            with system.write() as connection:
                clock.wind(connection, more)
        actor = members[one.units[one.steps[seq - 1].who]].actor
        outcome = record(system, actor, one.act(seq, refs.get(number, one.header)))
        assert isinstance(outcome, Recorded), (number, seq, outcome)
        refs[number] = outcome.ref
    return refs


def _rows(owner: "psycopg.Connection[Any]", table: str) -> list[dict[str, Any]]:
    found = owner.execute(sql.SQL("select to_jsonb(t) from {} t").format(sql.Identifier(table))).fetchall()
    kept = [{name: value for name, value in row.items() if name not in GENERATED.get(table, ())} for (row,) in found]
    return sorted(kept, key=repr)


def test_the_fast_path_ends_in_the_rows_of_the_use_cases(system: System, database_url: str, filled_url: str) -> None:
    sample, rules = [*_sample(), *_plans()], Rules()
    first = min(one.steps[0].at for one in sample)
    with psycopg.connect(database_url) as owner:
        fill.furnish(owner, first - timedelta(hours=1))
    refs = _record(system, sample)
    with psycopg.connect(database_url) as recorded, psycopg.connect(filled_url) as copied:
        fill.furnish(copied)
        moments: dict[int, list[datetime]] = {}
        for case_id, at in recorded.execute("select case_id, recorded_at from facts order by case_id, seq").fetchall():
            moments.setdefault(case_id, []).append(at)
        ids: dict[str, int] = dict(recorded.execute("select ref, id from cases").fetchall())
        for one in sample:
            case_id = ids[refs[one.number]]
            fill.copy_in(
                copied, rows_of(replace(one, ref=refs[one.number]), case_id, rules, moments[case_id], _decisive(one))
            )
        fill.finish(copied)
        # What was planned on the way and is void is culled in the end: the fill never plans it.
        recorded.execute("delete from reminders where void_at is not null")
        for table in COLUMNS:
            assert _rows(recorded, table), table
            assert _rows(copied, table) == _rows(recorded, table), table
        assert _written_by_recording(recorded) == set(COLUMNS)


def _decisive(one: Stay) -> Collection[str]:
    return sips.DECISIVE if isinstance(one, sips.Plan) else DECISIVE


def _written_by_recording(owner: "psycopg.Connection[Any]") -> set[str]:
    """Every table that has rows, but for those that furnishing fills and the log's partition."""
    names = [name for (name,) in owner.execute("select tablename from pg_tables where schemaname = 'public'")]
    count = "select exists (select from {})"
    with_rows = {n for n in names if owner.execute(sql.SQL(count).format(sql.Identifier(n))).fetchone() == (True,)}  # type: ignore[arg-type,unused-ignore]
    return with_rows - {
        "units", "persons", "accounts", "assignments", "providers", "routing",
        "clock", "alembic_version", "access_log_rest",
        "reference_documents", "reference_parts", "reference_topics",
    }  # fmt: skip


def test_what_follows_may_wait_for_the_decisive_facts() -> None:
    """Leaving out the other facts is a shortcut: nothing comes out otherwise."""
    rules = Rules()
    for number in (*range(0, stays.OPEN, 60), *range(stays.OPEN, fill.CASES, 1_500)):
        one = stays.stay(number)
        quick = rows_of(one, number + 1, rules, decisive=DECISIVE)
        whole = rows_of(one, number + 1, rules, decisive=KINDS)
        assert {table: sorted(rows, key=repr) for table, rows in quick.items()} == {
            table: sorted(rows, key=repr) for table, rows in whole.items()
        }


def test_a_ward_has_thirty_open_cases_and_no_two_cases_one_name() -> None:
    numbers = range(stays.OPEN)
    assert {w: sum(n % region.WARDS == w for n in numbers) for w in range(3)} == {0: 30, 1: 30, 2: 30}
    assert len({stays.stay(number).ref for number in range(0, fill.CASES, 7)}) == len(range(0, fill.CASES, 7))
