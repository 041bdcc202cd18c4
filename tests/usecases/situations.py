"""The stories of the training region as cases, told without a database, and what follows from each."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from lus.domain.access import Actor
from lus.domain.calendar import DAY, day_of, from_local
from lus.domain.case import Case, History
from lus.domain.derive import Derived, derive
from lus.domain.duty import Duty
from lus.domain.facts import Fact
from lus.domain.reckoning import Answer, answer
from lus.domain.refusals import refusals
from lus.domain.terms import Terms
from lus.domain.units import SIDES, Unit
from lus.law import loader
from lus.store.closed_days import observed
from lus.usecases.record import fact_of
from lus.usecases.training import fill, stories

START = datetime(2026, 3, 10, 13, 30, tzinfo=UTC)
"""A Tuesday, 14.30 in Stockholm."""


@dataclass(frozen=True)
class Situation:
    """One story as it stands at `at`. Units are called by their keys, the parts of the story among them."""

    story: stories.Story
    case: Case
    derived: Derived
    terms: Terms
    at: datetime

    @property
    def history(self) -> History:
        return self.derived.history

    @property
    def liability(self) -> Answer:
        """As of `at`."""
        return answer(self.history, self.terms, self.at)

    @property
    def parties(self) -> set[str]:
        """The units on the case."""
        return {KEYS[unit] for unit in self.derived.parties}

    @property
    def owed(self) -> set[tuple[str, str]]:
        """What is owed, and by which unit."""
        return {(duty.kind, KEYS[duty.unit]) for duty in self.derived.open_duties}

    @property
    def late(self) -> set[tuple[str, str]]:
        """What is owed and due."""
        return {(duty.kind, KEYS[duty.unit]) for duty in self.derived.open_duties if duty.due_at < self.at}

    def duty(self, kind: str, who: str) -> Duty:
        """The last of that kind that the unit owes or owed."""
        unit = fill.unit_ids()[self.story.unit(who)]
        return [duty for duty in self.derived.duties if (duty.kind, duty.unit) == (kind, unit)][-1]

    def last(self, kind: str) -> Fact:
        """The last fact of the kind."""
        return [fact for fact in self.history.facts if fact.kind == kind][-1]

    def day(self, offset: int) -> date:
        """That many days from the first."""
        return day_of(START) + offset * DAY

    def moment(self, offset: int, hour: int, minute: int = 0) -> datetime:
        """On that day, in Stockholm."""
        return from_local(
            datetime.combine(self.day(offset), datetime.min.time()) + timedelta(hours=hour, minutes=minute)
        )


KEYS = {number: key for key, number in fill.unit_ids().items()}


def actors() -> dict[str, Actor]:
    """For each unit somebody who works there."""
    ids = fill.unit_ids()
    working = {
        row["key"]: next(one for one in stories.people() if row["key"] in one["units"]) for row in stories.units()
    }
    return {
        row["key"]: Actor(
            1, 1, ids[row["key"]], SIDES[row["kind"]], working[row["key"]]["role"], row["provider"], (ids[row["key"]],)
        )
        for row in stories.units()
    }


def registered() -> dict[int, Unit]:
    """Every unit of the region, by id."""
    ids = fill.unit_ids()
    return {
        ids[row["key"]]: Unit(
            ids[row["key"]],
            row["kind"],
            row["principal"],
            observed(fill.HOURS[row["hours"]]),
            ids.get(row.get("coordinator", "")),
        )
        for row in stories.units()
    }


@cache
def situations(start: datetime = START) -> dict[str, Situation]:
    """Every story, told to its end. Fails at the first step that the rules refuse."""
    terms = Terms(loader.load(fill.LAW), registered())
    region = fill.Region(fill.unit_ids(), actors())
    cases: dict[str, Case] = {}
    for step, story in stories.in_order(start):
        assert step.at <= start, (story.id, step.kind)
        told = region.told.setdefault(story.id, fill.Told())
        before = cases.get(story.id, Case())
        fact = fact_of(before, fill.act(step, story, region), region.actors[story.unit(step.who)], step.at, terms)
        assert refusals(before, fact, terms) == (), (story.id, step.kind, step.at)
        cases[story.id] = before.with_fact(fact)
        told.note(step.kind, story.id, fact.seq)
    return {
        story.id: Situation(story, cases[story.id], derive(cases[story.id], terms), terms, start)
        for story in stories.stories(start)
    }
