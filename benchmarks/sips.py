"""Plans of one large region, from a number: opened over two years, most followed up, one in thirteen left lying.

They have the shape of stays: patient, units by part, steps. Nobody is called in a stay that is there, but most begin
as calls do.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from benchmarks import region, stays
from benchmarks.stays import DAY, START, Pen, Stay
from lus.domain.calendar import local
from lus.domain.facts import Receiver
from lus.domain.identity import PersonId, check_digit, person_of
from lus.store.patient import Header
from lus.usecases.training.steps import Step

PLANS = 20_000
FIRST = 1_000_000
"""Their numbers are none that a stay has."""

LATE = 0.083
"""So many are late: 1,500."""

COUNTY = 1
"""The place of the region among the benchmark's: Stockholm's code, 13 municipalities, 54 health centres."""

SPREAD_DAYS = 720
FOLLOWED_DAYS = 90
READERS = ("social", "care")

DECISIVE = frozenset({"consent_given", "meeting_booked", "meeting_held", "plan_versioned", "follow_up_held"})
"""Kinds after which duties move or go: as lus.benchmarks.rows has them of stays."""


@dataclass(frozen=True)
class Plan(Stay):
    """One plan, led by the health centre."""

    def fields(self, step: Step, seq: int) -> dict[str, Any]:
        """The step's own, with units by number and meetings and versions by seq."""
        named = {name: self._unit(value) for name, value in step.fields.items() if name in {"owner", "lead", "came"}}
        if step.kind == "plan_opened":
            named["registered_in"] = self.municipality
        return {**super().fields(step, seq), **named}

    def _unit(self, value: Any) -> Any:
        return tuple(self.units[who] for who in value) if isinstance(value, tuple) else self.units[value]

    def to(self, step: Step) -> tuple[Receiver, ...] | None:
        """Those called, and those that consent names."""
        called = step.kind == "plan_opened" and "called_at" in step.fields
        if step.kind == "consent_given" or called:
            return tuple(Receiver(self.units[who], "lag_2017_612" if called else "consent") for who in READERS)
        return () if step.kind == "plan_opened" else None


def plan(number: int) -> Plan:
    """The plan of that number, counted from 0."""
    chance = random.Random(f"plan {number}")  # noqa: S311 an invented patient
    municipality = COUNTY + len(region.COUNTIES) * (number % (region.MUNICIPALITIES // len(region.COUNTIES)))
    units = {
        "social": region.social(municipality),
        "care": region.social(municipality) + 1,
        "centre": region.centre(COUNTY + len(region.COUNTIES) * chance.randrange(region.CENTRES // 3)),
    }
    steps = tuple(_steps(chance, late=chance.random() < LATE))
    code = region.municipality_code(municipality)
    case = FIRST + number
    return Plan(case, stays.ref(case), _header(number, chance), code, units, steps)


def _header(number: int, chance: random.Random) -> Header:
    """Three in ten are younger: of a serial that no living person has."""
    old = stays.header(number, chance)
    if chance.random() < 0.7:  # noqa: PLR2004
        return old
    born = START.date() - timedelta(days=chance.randrange(6 * 365, 75 * 365))
    nine = f"{born:%y%m%d}{980 + number % 20}"
    person = PersonId(f"{born:%Y}"[:2] + nine + str(check_digit(nine)), "personnummer")
    return replace(old, person=person_of(person), number=person.value)


def _steps(chance: random.Random, *, late: bool) -> Iterator[Step]:
    """To its end, or as far as it has come at START; a late one stops where its next step has been due."""
    back = chance.uniform(30, 200) if late else chance.uniform(20, SPREAD_DAYS)
    pen = Pen(chance, stays.minute(START - back * DAY))
    stops = chance.choice(("call", "meeting", "confirmation", "unset", "follow_up")) if late else ""
    _begun(pen, stops)
    if stops not in {"call", "meeting"}:
        _made(pen, stops)
    if stops not in {"call", "meeting", "confirmation", "unset"}:
        _followed(pen, late=late)
    return iter(step for step in pen.steps if step.at < START - timedelta(minutes=10))


def _begun(pen: Pen, stops: str) -> None:
    called = {"called_at": pen.at - timedelta(hours=1)} if pen.chance.random() < 0.6 else {}  # noqa: PLR2004
    pen.then("centre", "plan_opened", plan="sip", **called)
    pen.then("centre", "consent_given", scope=("information", "meeting", "plan"), by_whom="self", form="oral")
    if stops != "call":
        pen.morning(1)
        at = stays.minute(pen.at + pen.chance.randrange(3, 12) * DAY)
        pen.then("centre", "meeting_booked", meeting_at=at)


def _made(pen: Pen, stops: str) -> None:
    booked = len(pen.steps)
    pen.at = _meeting_at(pen)
    pen.then("centre", "meeting_held", of=booked, came=("centre", *READERS))
    if stops == "unset":
        return
    pen.then("centre", "need_set")
    pen.then("centre", "goal_set")
    on = local(pen.at).date() + pen.chance.randrange(5, 30) * DAY
    pen.then("centre", "measure_agreed", owner="care", by_on=on)
    pen.then("centre", "responsibility_set", lead="centre")
    made = pen.then("centre", "plan_versioned")
    pen.then("social", "plan_confirmed", of=made)
    pen.then("centre", "follow_up_set", follow_up_on=local(pen.at).date() + FOLLOWED_DAYS * DAY)
    if stops != "confirmation":
        pen.then("care", "plan_confirmed", of=made)


def _meeting_at(pen: Pen) -> datetime:
    at: datetime = pen.steps[-1].fields["meeting_at"]
    return at


def _followed(pen: Pen, *, late: bool) -> None:
    """Every three months; one in five is closed each time, unless somebody forgot it."""
    while not late and pen.at + FOLLOWED_DAYS * DAY < START:
        pen.morning(FOLLOWED_DAYS - 1)
        if pen.chance.random() < 0.2:  # noqa: PLR2004
            pen.then("centre", "plan_closed", result="met")
            return
        then = local(pen.at).date() + FOLLOWED_DAYS * DAY
        pen.then("centre", "follow_up_held", result="kept", follow_up_on=then)
