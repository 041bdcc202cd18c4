"""The stays of the training region, as steps at moments: read from stories.toml, the same for the same start."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from typing import Any

from lus.domain.calendar import from_local, local
from lus.domain.identity import PersonId, check_digit, parse

FOLDER = resources.files("lus.usecases.training")
FIRST_WEEKDAY, FIRST_TIME = 1, time(14, 30)
"""The training clock starts on a Tuesday at 14.30: offices are open, and so is the next day."""

TEXTS: dict[str, dict[str, Any]] = {
    "need_assessed": {
        "needed": True,
        "principals": ("municipality", "region"),
        "physician": "Anna Holm",
        "person_says": "Jag vill hem så snart det går.",
    },
    "planning_noted": {
        "services": "Trygghetslarm finns. Hemtjänst två gånger om dagen.",
        "needs": "Hjälp med förflyttning och läkemedel.",
        "aids": "Rullator på plats.",
        "person_says": "Jag vill sova i min egen säng och klara trappan.",
    },
    "care_contact_appointed": {"name": "Lena Moberg", "role": "distriktssköterska", "phone": "016-00 00 00"},
    "ready_judged": {"physician": "Anna Holm"},
    "ready_notified": {"physician": "Anna Holm"},
    "handover_answered": {"person_says": "Vill hem."},
    "sip_called": {"form": "home", "place": "Hemma hos personen"},
    "homegoing_booked": {
        "transport": "sjukresa med bår",
        "meets": "hemtjänsten",
        "keys": "i nyckelskåpet",
        "medicines": "tre dagars läkemedel med",
        "aids": "rullator",
    },
    "discharge_informed": {
        "state": "Uppegående med rullator, smärtfri.",
        "care_given": "Vårdad för lunginflammation, färdigbehandlad.",
        "risks": "Fallrisk.",
        "medicines": "Ändrad läkemedelslista bifogas i läkemedelsmodulen.",
        "contacts": "Avdelningen, dygnet runt.",
    },
    "patient_informed": {"summary": "Du har vårdats för lunginflammation och är färdigbehandlad.", "printed": True},
    "discharged": {"manner": "planned", "destination": "own_home"},
    "first_contact_made": {"form": "visit", "by_whom": "Lena Moberg"},
}
"""What is written in a step of the kind, unless the step says otherwise. Invented."""


@dataclass(frozen=True, slots=True)
class Step:
    """One fact of a story. `who`: ward, social, care or centre. `fields`: its own fields, moments as instants."""

    at: datetime
    who: str
    kind: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """One stay. `units` names the unit (by key in units.toml) that plays each part."""

    name: str
    number: PersonId
    protected: bool
    room: str | None
    municipality: str
    units: Mapping[str, str]
    steps: tuple[Step, ...]


def first_moment(now: datetime) -> datetime:
    """Where the training clock starts: the first Tuesday 14.30 in Stockholm that is not before `now`."""
    today = local(now)
    day = today.date() + timedelta(days=(FIRST_WEEKDAY - today.weekday()) % 7)
    start = from_local(datetime.combine(day, FIRST_TIME))
    return start if start >= now else from_local(datetime.combine(day + timedelta(days=7), FIRST_TIME))


def stories(start: datetime) -> Iterator[Story]:
    """Every stay up to `start` (an instant), in the order of the file."""
    day = local(start).date()
    for serial, row in enumerate(_rows("stories.toml", "case"), 201):
        municipality = row["municipality"]
        units = {
            "ward": row["ward"],
            "social": f"{municipality}_bistand",
            "care": f"{municipality}_hemsjukvard",
            "centre": row["centre"],
        }
        number = parse(row["number"], day) if "number" in row else _number(date.fromisoformat(row["born"]), serial)
        steps = tuple(_step(line, day) for line in row["steps"].strip().splitlines())
        yield Story(row["name"], number, row.get("protected", False), row.get("room"), municipality, units, steps)


@cache
def _rows(file: str, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((FOLDER / file).read_text(encoding="utf-8"))[table]
    return found


def units() -> list[dict[str, Any]]:
    """The rows of units.toml."""
    return _rows("units.toml", "unit")


def routing() -> list[dict[str, Any]]:
    """Which unit takes in what, from units.toml: a row for each municipality or region."""
    return _rows("units.toml", "routing")


def people() -> list[dict[str, Any]]:
    """The rows of people.toml."""
    return _rows("people.toml", "person")


def _number(born: date, serial: int) -> PersonId:
    """A person born 1890–1899: right check digit, and nobody who lives."""
    nine = f"{born:%y%m%d}{serial:03}"
    return PersonId(f"{born:%Y}"[:2] + nine + str(check_digit(nine)), "personnummer")


def _step(line: str, first_day: date) -> Step:
    offset, clock, who, kind, *given = line.split()
    at = _moment(f"{offset}T{clock}", first_day)
    fields = dict(TEXTS.get(kind, {}))
    for name, value in (pair.split("=") for pair in given):
        fields.update(_field(name, value, first_day, at))
    return Step(at, who, kind, fields)


def _moment(text: str, first_day: date) -> datetime:
    """An instant from "-5T09.10": the day counts from the first day."""
    offset, clock = text.split("T")
    hour, minute = clock.split(".")
    return from_local(datetime.combine(first_day + timedelta(days=int(offset)), time(int(hour), int(minute))))


def _field(name: str, value: str, first_day: date, at: datetime) -> dict[str, Any]:
    if name == "on":
        return {"expected_discharge_on": first_day + timedelta(days=int(value))}
    if name == "judged":
        hour, minute = value.split(".")
        return {"judged_at": from_local(datetime.combine(local(at).date(), time(int(hour), int(minute))))}
    if name == "needed":
        return {"needed": value == "yes", "principals": ()}
    moments = {"from": "from_at", "next": "next_answer_at", "home": "homegoing_at", "meeting": "meeting_at"}
    return {moments[name]: _moment(value, first_day)} if name in moments else {name: value}
