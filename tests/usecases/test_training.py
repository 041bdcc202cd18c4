"""The training region: recorded through the use cases, every stay as its story says."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, text

from lus import bootstrap
from lus.bootstrap import System
from lus.domain.calendar import local
from lus.embedded import LOGIN, OWNER
from lus.settings import Settings
from lus.store.registry import cards
from lus.usecases import sign_in
from lus.usecases.training import fill, stories
from tests.usecases.situations import situations

LOST = """
select count(*) from cases c where c.status <> 'closed' and not exists (
  select from duties d where d.case_id = c.id and d.met_at is null and d.cancelled_at is null)
"""
SAID = text("select c.ref, f.kind, date_trunc('minute', f.recorded_at) from facts f join cases c on c.id = f.case_id")


@pytest.fixture
def owner(database_url: str) -> Iterator[Connection]:
    """The tables' owner, who alone makes units and people."""
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@contextmanager
def cut_off(system: System, after: int) -> Iterator[System]:
    """The system of a machine that loses its power when so many transactions have been written."""
    left = iter(range(after))

    def writing(*asked: Any) -> AbstractContextManager[Any]:
        next(left)
        return system.writing(*asked)

    with pytest.raises(StopIteration):
        yield replace(system, writing=writing)


def test_every_stay_is_where_its_story_left_it(owner: Connection, system: System) -> None:
    """Told to the minute that the stories say, cut off and told on; the clock on a Tuesday at half past two."""
    with owner.begin():
        assert fill.is_empty(owner)
        start = fill.prepare(owner, datetime.now(UTC))
    with cut_off(system, after=200) as weak:
        fill.tell(weak, start)
    with owner.begin():
        assert fill.unfinished(owner) == start
    refs = fill.tell(system, start)
    assert local(start).strftime("%a %H.%M") == "Tue 14.30"
    assert timedelta() <= system.clock() - start < timedelta(minutes=1)
    with owner.begin():
        assert fill.unfinished(owner) is None
        status = {row.ref: row.status for row in owner.execute(text("select ref, status from cases"))}
        recorded = sorted(tuple(row) for row in owner.execute(SAID))
        assert owner.execute(text(LOST)).scalar() == 0
    told = situations(start)
    assert {ref: told[story].derived.status for story, ref in refs.items()} == status
    assert recorded == sorted((refs[story.id], step.kind, step.at) for step, story in stories.in_order(start))


def test_two_tell_it_as_one_does_each_by_a_clock_of_its_own(owner: Connection, database_url: str) -> None:
    """And the region's own clock stands still until both have told all."""
    with owner.begin():
        start = fill.prepare(owner, datetime.now(UTC))
    tellers = [
        bootstrap.system(Settings(database_url=database_url.replace(OWNER, LOGIN, 1)), hasty=True)
        for _ in range(fill.TELLERS)
    ]
    refs: dict[str, str] = {}
    for teller, one in reversed([*enumerate(tellers)]):
        refs |= fill.tell(one, start, teller, fill.TELLERS)
        with owner.begin():
            assert fill.unfinished(owner) == start
        one.close()
    with owner.begin():
        recorded = sorted(tuple(row) for row in owner.execute(SAID))
    assert recorded == sorted((refs[story.id], step.kind, step.at) for step, story in stories.in_order(start))


def test_the_clock_starts_on_a_tuesday_afternoon() -> None:
    """Offices are open, and so is the next day."""
    start = stories.first_moment(datetime(2026, 3, 4, 12, tzinfo=UTC))
    assert start == datetime(2026, 3, 10, 13, 30, tzinfo=UTC)
    assert stories.first_moment(start) == start
    assert stories.first_moment(start + timedelta(minutes=1)) == start + timedelta(days=7)


def test_each_unit_has_somebody_who_signs_in_with_one_click(owner: Connection, system: System) -> None:
    """And nobody does outside a training installation."""
    assert sign_in.sign_in_training(system, "karin.ek") == "not_training"
    assert sign_in.training_accounts(system) == []
    with owner.begin():
        fill.prepare(owner, datetime.now(UTC))
    accounts = sign_in.training_accounts(system)
    with system.read() as connection:
        units = cards(connection, range(100))
    assert {name for account in accounts for name in account.units} == {card.name for card in units.values()}
    found = sign_in.sign_in_training(system, "karin.ek")
    assert isinstance(found, sign_in.SignedIn)
    working = sign_in.working(system, found.token)
    assert working is not None
    assert (working.name, working.unit_name, working.training) == ("Karin Ek", "Avdelning 3, Mälarsjukhuset", True)
    assert sign_in.switch(system, found.token, working.places[1].assignment_id)
    switched = sign_in.working(system, found.token)
    assert switched is not None
    assert switched.unit_name == "Avdelning 7, Mälarsjukhuset"
    sign_in.sign_out(system, found.token)
    assert sign_in.working(system, found.token) is None
