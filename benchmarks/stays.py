"""Stays along the line, from a number: the same number gives the same patient, units and steps.

Steps have the shape of the training region's stories. Moments only grow, so that every step may be recorded at its own.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from benchmarks import region
from lus.domain.calendar import from_local, local
from lus.domain.facts import KINDS, Receiver
from lus.domain.identity import PersonId, check_digit, person_of
from lus.store.patient import Header
from lus.usecases.record import CROCKFORD, Act
from lus.usecases.training import stories
from lus.usecases.training.steps import Step, Telling

START = from_local(datetime(2026, 3, 3, 14, 30))  # noqa: DTZ001 a clock in Stockholm: a Tuesday, offices are open
DAY = timedelta(days=1)
PER_WARD = 30
OPEN = region.WARDS * PER_WARD
"""The first numbers are the open cases."""

READ = Telling(local(START).date(), {}, {}, timedelta(), frozenset())
TEXTS = {kind: READ.fields(kind, given) for kind, given in stories.usual_texts().items()}

SPREAD_DAYS = 720
NAMES = ("Almqvist", "Bergström", "Cederlund", "Dahl", "Ek", "Forsberg", "Gran", "Holmgren", "Isaksson", "Jansson")
GIVEN = ("Signe", "Nils", "Greta", "Ivar", "Märta", "Axel", "Hulda", "Arvid", "Elin", "Karl", "Selma", "Verner")


@dataclass(frozen=True)
class Stay:
    """One stay: its patient, its units by part (ward, social, care, centre) and its steps, in order of time."""

    number: int
    ref: str
    header: Header
    municipality: str
    units: Mapping[str, int]
    steps: tuple[Step, ...]

    def act(self, seq: int, case: str | Header) -> Act:
        """What is recorded as its fact of that seq. `case`: its ref, or the header of a new one."""
        step = self.steps[seq - 1]
        at = None if KINDS[step.kind].sent else step.at
        key = f"{type(self).__name__} {self.number} {seq}"
        return Act(case=case, kind=step.kind, fields=self.fields(step, seq), key=key, at=at, receivers=self.to(step))

    def fields(self, step: Step, seq: int) -> dict[str, Any]:
        """The step's own, with units by number."""
        if step.kind != "admitted":
            return dict(step.fields)
        room = f"{seq}:{self.number % 9}"
        return {**step.fields, "registered_in": self.municipality, "listed_at": self.units["centre"], "room": room}

    def to(self, step: Step) -> tuple[Receiver, ...] | None:
        """Whom the step names; None: whom such facts go to."""
        if step.kind != "admission_notified":
            return None
        return tuple(Receiver(self.units[who], "lag_2017_612") for who in ("social", "care", "centre"))


def stay(number: int) -> Stay:
    """The stay of that number, counted from 0."""
    chance = random.Random(f"stay {number}")  # noqa: S311 an invented patient
    place = number % region.WARDS
    county = place % len(region.COUNTIES)
    municipality = county + len(region.COUNTIES) * chance.randrange(region.MUNICIPALITIES // len(region.COUNTIES))
    units = {
        "ward": region.ward(place),
        "social": region.social(municipality),
        "care": region.social(municipality) + 1,
        "centre": region.centre(county + len(region.COUNTIES) * chance.randrange(region.CENTRES // 3)),
    }
    steps = _open_steps(chance) if number < OPEN else _closed_steps(chance)
    return Stay(number, ref(number), header(number, chance), region.municipality_code(municipality), units, steps)


def ref(number: int) -> str:
    """Eight letters, no two alike: the number scattered by a factor that shares nothing with 32 to the eighth."""
    scattered = (number * 0x9E3779B1 + 0x5DEECE66D) % len(CROCKFORD) ** 8
    return "".join(CROCKFORD[scattered >> 5 * place & 31] for place in range(8))


def header(number: int, chance: random.Random) -> Header:
    """A person born 1890-1899: a right check digit, and nobody who lives."""
    born = date(1890, 1, 1) + chance.randrange(3650) * DAY
    nine = f"{born:%y%m%d}{number % 1000:03}"
    person = PersonId(f"18{nine}{check_digit(nine)}", "personnummer")
    name = f"{NAMES[chance.randrange(len(NAMES))]}, {GIVEN[chance.randrange(len(GIVEN))]}"
    protected = "skyddad folkbokföring" if chance.random() < 0.01 else None  # noqa: PLR2004 one in a hundred
    address = None if protected else f"Kyrkogatan {number % 99 + 1}"
    return Header(person_of(person), name, person.value, protected, address, "018-00 00 00")


def _open_steps(chance: random.Random) -> tuple[Step, ...]:
    """The line as far as it has come at START, wherever that cuts it; never to its end."""
    back = chance.uniform(0.3, 14) * DAY
    steps = tuple(step for step in _line(chance, START - back) if step.at < START - timedelta(minutes=10))
    return steps if steps[-1].kind != "closed" else steps[:-1]


def _closed_steps(chance: random.Random) -> tuple[Step, ...]:
    """The whole line; one in eight needs nothing, one in thirty dies."""
    first = START - (40 + chance.uniform(0, SPREAD_DAYS)) * DAY
    throw = chance.random()
    if throw < 1 / 8:
        return tuple(_needless(chance, first))
    steps = tuple(_line(chance, first))
    if throw < 1 / 8 + 1 / 30:
        kept = steps[: chance.randrange(3, len(steps) - 4)]
        return (*kept, Step(kept[-1].at + timedelta(hours=5), "ward", "died", {}))
    return steps


@dataclass
class Pen:
    """Writes steps one after the other, each later than the one before."""

    chance: random.Random
    at: datetime
    steps: list[Step] = field(default_factory=list)

    def then(self, who: str, kind: str, **own: Any) -> int:
        """The step some time later; its seq."""
        self.at += timedelta(minutes=self.chance.randrange(7, 75))
        self.steps.append(Step(self.at, who, kind, {**TEXTS.get(kind, {}), **own}))
        return len(self.steps)

    def morning(self, days: float) -> None:
        """Go on that many days later, between eight and ten; never back."""
        on = local(self.at).date() + round(days) * DAY
        minutes = 480 + self.chance.randrange(120)
        self.at = max(self.at, from_local(datetime.combine(on, time(minutes // 60, minutes % 60))))

    def read(self, seq: int) -> None:
        """Everybody acknowledges it."""
        for who in ("social", "care", "centre"):
            self.then(who, "acknowledged", of=seq)


def minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _needless(chance: random.Random, first: datetime) -> list[Step]:
    pen = Pen(chance, minute(first))
    pen.then("ward", "admitted")
    pen.then("ward", "need_assessed", needed=False, principals=())
    pen.morning(chance.randrange(1, 9))
    pen.then("ward", "closed")
    return pen.steps


def _line(chance: random.Random, first: datetime) -> Iterator[Step]:
    pen = Pen(chance, minute(first))
    _admission(pen)
    _planning(pen)
    if chance.random() < 0.08:  # noqa: PLR2004 so many get worse again
        _readiness(pen)
        pen.morning(1)
        pen.read(pen.then("ward", "ready_withdrawn", reason="worse"))
        pen.morning(chance.randrange(1, 4))
    _readiness(pen)
    _answers(pen)
    _home(pen)
    return iter(pen.steps)


def _admission(pen: Pen) -> None:
    pen.then("ward", "admitted")
    pen.then("ward", "need_assessed", pace="fast" if pen.chance.random() < 0.05 else "ordinary")  # noqa: PLR2004
    on = local(pen.at).date() + pen.chance.randrange(3, 9) * DAY
    pen.read(pen.then("ward", "admission_notified", expected_discharge_on=on))


def _planning(pen: Pen) -> None:
    pen.morning(1)
    pen.then("social", "planning_noted")
    noted = pen.then("care", "planning_noted")
    if pen.chance.random() < 0.02:  # noqa: PLR2004 so many are sent on the wrong patient
        taken = pen.then("care", "voided", of=noted, reason="wrong_receiver")
        for who in ("ward", "social", "centre"):
            pen.then(who, "acknowledged", of=taken)
        pen.then("care", "planning_noted")
    pen.then("centre", "care_contact_appointed")
    for _ in range(pen.chance.choice((0, 1, 1, 2))):
        pen.morning(pen.chance.randrange(1, 3))
        on = local(pen.at).date() + pen.chance.randrange(1, 6) * DAY
        pen.read(pen.then("ward", "expected_discharge_changed", expected_discharge_on=on))


def _readiness(pen: Pen) -> None:
    pen.morning(pen.chance.randrange(1, 4))
    pen.then("ward", "ready_judged")
    judged_at = pen.at
    if pen.chance.random() < 0.2:  # noqa: PLR2004 so many are told after noon
        pen.at += timedelta(hours=5)
    pen.read(pen.then("ward", "ready_notified", judged_at=judged_at))


def _answers(pen: Pen) -> None:
    ahead = pen.at + pen.chance.randrange(1, 5) * DAY
    if pen.chance.random() < 0.25:  # noqa: PLR2004 so many cannot at first
        again = minute(pen.at + DAY)
        pen.then("social", "handover_answered", answer="cannot", reason="home_care_missing", next_answer_at=again)
        pen.then("care", "handover_answered", answer="accepts", from_at=ahead)
        pen.morning(1)
        ahead = pen.at + pen.chance.randrange(1, 4) * DAY
        pen.then("social", "handover_answered", answer="accepts", from_at=ahead)
    else:
        pen.then("social", "handover_answered", answer="accepts", from_at=ahead)
        pen.then("care", "handover_answered", answer="accepts", from_at=ahead)
    pen.then("centre", "handover_answered", answer="nothing_to_give", reason="no_need")
    pen.then("ward", "homegoing_booked", homegoing_at=ahead)
    if pen.chance.random() < 0.9:  # noqa: PLR2004 so many are called in time; the others need no SIP
        pen.then("centre", "sip_called", meeting_at=ahead + 5 * DAY)
    else:
        pen.then("centre", "sip_need_decided", needed=False, why="Bara kommunens insatser behövs.")
    pen.at = max(pen.at, ahead - timedelta(hours=4))


def _home(pen: Pen) -> None:
    pen.then("ward", "discharge_informed")
    pen.then("ward", "patient_informed")
    pen.then("ward", "discharged")
    pen.morning(2)
    pen.then("centre", "first_contact_made")
    pen.morning(pen.chance.randrange(1, 6))
    pen.then("centre", "closed")
