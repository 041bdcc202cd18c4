"""The training region: recorded through the use cases, every stay as its story says."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, create_engine, text

from lus.bootstrap import System
from lus.domain.calendar import local
from lus.store.registry import cards
from lus.usecases import sign_in
from lus.usecases.training import fill, stories

STATUS = {
    "Signe Almqvist": "ready",
    "Nils Bergström": "ready",
    "Greta Cederlund": "planning",
    "Ivar Dahl": "planning",
    "Märta Ek": "discharged",
    "Axel Forsberg": "admitted",
    "Arvid Holmgren": "admitted",
    "Anna Karlberg": "planning",
    "Gustav Norén": "closed",
    "Edvard Sjögren": "closed",
}


LOST = """
select count(*) from cases c where c.status <> 'closed' and not exists (
  select from duties d where d.case_id = c.id and d.met_at is null and d.cancelled_at is null)
"""


@pytest.fixture
def owner(database_url: str) -> Iterator[Connection]:
    """The tables' owner, who alone makes units and people."""
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _filled(owner: Connection, system: System, now: datetime) -> datetime:
    with owner.begin():
        assert fill.is_empty(owner)
        start = fill.prepare(owner, now)
    assert fill.tell(system, start) > 200
    return start


def test_every_stay_is_where_its_story_left_it(owner: Connection, system: System) -> None:
    """Twenty stays along the line, and the clock on a Tuesday at half past two."""
    start = _filled(owner, system, datetime.now(UTC))
    assert local(start).strftime("%a %H.%M") == "Tue 14.30"
    assert timedelta() <= system.clock() - start < timedelta(minutes=1)
    with owner.begin():
        rows = owner.execute(text("select p.name, c.status from cases c join patients p on p.case_id = c.id"))
        found = {row.name: row.status for row in rows}
        lost = owner.execute(text(LOST)).scalar()
    assert len(found) == 20
    assert {name: found[name] for name in STATUS} == STATUS
    assert lost == 0


def test_the_same_for_the_same_start(owner: Connection, system: System) -> None:
    """What is recorded is what the stories say of the first moment, to the minute; cut off, it is told on."""
    with owner.begin():
        start = fill.prepare(owner, datetime.now(UTC))
    assert fill.tell(system, start) == fill.tell(system, start)
    said = text(
        "select p.name, f.kind, date_trunc('minute', f.recorded_at) from facts f join patients p using (case_id)"
    )
    with owner.begin():
        recorded = sorted(tuple(row) for row in owner.execute(said))
        assert fill.unfinished(owner) is None
    told = [(story.name, step.kind, step.at) for story in stories.stories(start) for step in story.steps]
    assert recorded == sorted(told)


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
