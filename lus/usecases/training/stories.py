"""The stays of the training region, as steps at moments: read from stories.toml, the same for the same start."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from typing import Any

from lus.domain.calendar import from_local, local
from lus.domain.facts import KINDS, slots
from lus.domain.identity import COORDINATION, NumberKind, PersonId, check_digit, parse, reserve
from lus.usecases.training.steps import Step, Telling

FOLDER = resources.files("lus.usecases.training")
FILES = ("stories.toml", "late.toml")
"""Every story, in the order in which they are numbered."""

FIRST_WEEKDAY, FIRST_TIME = 1, time(14, 30)
"""The training clock starts on a Tuesday at 14.30: offices are open, and so is the next day."""

STREETS = (
    "Kyrkogatan",
    "Storgatan",
    "Östra Rundgatan",
    "Björkvägen",
    "Smedjegatan",
    "Nybrogatan",
    "Ekbacken",
    "Åvägen",
)


@dataclass(frozen=True, slots=True)
class Story:
    """One stay, and the situation that it shows, which `id` names.

    `units` names the unit (by key in units.toml) that plays each part, `tells` the parts that the admission notice goes
    to.
    """

    id: str
    name: str
    number: PersonId
    protected: bool
    address: str | None
    room: str | None
    registered_in: str | None
    listed: bool
    units: Mapping[str, str]
    tells: tuple[str, ...]
    steps: tuple[Step, ...]

    def unit(self, who: str) -> str:
        """The key of the unit that plays the part; a unit's own key is itself."""
        return self.units.get(who, who)


def first_moment(now: datetime) -> datetime:
    """Where the training clock starts: the first Tuesday 14.30 in Stockholm that is not before `now`."""
    today = local(now)
    day = today.date() + timedelta(days=(FIRST_WEEKDAY - today.weekday()) % 7)
    start = from_local(datetime.combine(day, FIRST_TIME))
    return start if start >= now else from_local(datetime.combine(day + timedelta(days=7), FIRST_TIME))


def stories(start: datetime) -> Iterator[Story]:
    """Every stay up to `start` (an instant), in the order of the files."""
    day = local(start).date()
    paths = {row["name"]: row["steps"] for file in FILES for row in _rows(file, "path")}
    for serial, row in enumerate((row for file in FILES for row in _rows(file, "case")), 201):
        parts = _parts(row)
        tells = tuple(row.get("tells", ("social", "care", "centre")))
        telling = Telling(
            day, _texts(row, parts), paths, timedelta(minutes=serial * 17 % 35), frozenset(parts) - {"ward", *tells}
        )
        yield Story(
            row["id"],
            row["name"],
            _number(row, serial, day),
            row.get("protected", False),
            None if row.get("protected") else row.get("address", f"{STREETS[serial % len(STREETS)]} {serial % 60 + 1}"),
            row.get("room"),
            None if row.get("registered") == "none" else row.get("registered", principal(parts["social"])),
            row.get("listed", True),
            parts,
            tells,
            telling.steps(row["steps"]),
        )


def in_order(start: datetime) -> list[tuple[Step, Story]]:
    """Every step of every story, on one time line."""
    steps = [(step, story) for story in stories(start) for step in story.steps]
    return sorted(steps, key=lambda pair: pair[0].at)


def told_by(teller: int, tellers: int, start: datetime) -> list[tuple[Step, Story]]:
    """What one of so many tellers tells of it, counted from 0. A stay that names an earlier one is told with that."""
    whose: dict[str, int] = {}
    for number, story in enumerate(stories(start)):
        whose[story.id] = next((whose[earlier] for earlier in _named(story)), number % tellers)
    return [(step, story) for step, story in in_order(start) if whose[story.id] == teller]


def _named(story: Story) -> Iterator[str]:
    """The stays that the story names, by id."""
    for step in story.steps:
        for slot in slots(KINDS[step.kind]):
            if slot.control == "case" and (earlier := step.fields.get(slot.name)):
                yield earlier


def _parts(row: Mapping[str, Any]) -> dict[str, str]:
    town = row["municipality"]
    usual = {"social": f"{town}_bistand", "care": f"{town}_hemsjukvard"}
    return {"ward": row["ward"], "centre": row["centre"]} | {who: row.get(who, key) for who, key in usual.items()}


def _texts(row: Mapping[str, Any], parts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What is written in each kind of step, with the names of those who work at the story's units."""
    usual, theme = usual_texts(), _file("texts.toml").get(row.get("theme", ""), {})
    texts = {kind: usual.get(kind, {}) | theme.get(kind, {}) for kind in usual | theme}
    physician = next(one["name"] for one in _working_at(parts["ward"]) if one["role"] == "physician")
    for kind in ("need_assessed", "ready_judged", "ready_notified", "open_compulsory_care_decided"):
        texts[kind]["physician"] = physician
    if _unit(parts["ward"])["kind"] == "psychiatry_ward":
        texts["admitted"] = {"care": "psychiatric"}
    contact = _working_at(parts["centre"])[0]
    phone = _unit(parts["centre"])["phone"]
    texts["care_contact_appointed"] = {"name": contact["name"], "role": contact["title"], "phone": phone}
    texts["first_contact_made"]["by_whom"] = contact["name"]
    return texts


def _working_at(unit: str) -> list[dict[str, Any]]:
    return [one for one in people() if unit in one["units"]]


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _rows(file: str, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _file(file)[table]
    return found


def usual_texts() -> dict[str, dict[str, str]]:
    """Kind ► field ► what is written there in most stories."""
    texts: dict[str, dict[str, str]] = _file("texts.toml")["usual"]
    return texts


def units() -> list[dict[str, Any]]:
    """The rows of units.toml."""
    return _rows("units.toml", "unit")


def principal(unit: str) -> str:
    """Whose the unit of that key is: a county code of two digits, a municipality code of four."""
    code: str = _unit(unit)["principal"]
    return code


def _unit(key: str) -> dict[str, Any]:
    return next(row for row in units() if row["key"] == key)


def routing() -> list[dict[str, Any]]:
    """Which unit takes in what, from units.toml: a row for each municipality or region."""
    return _rows("units.toml", "routing")


def people() -> list[dict[str, Any]]:
    """The rows of people.toml."""
    return _rows("people.toml", "person")


def _number(row: Mapping[str, Any], serial: int, day: date) -> PersonId:
    """The number given; else of a person born 1890–1899, or with a serial of the test series: nobody who lives."""
    if "number" in row:
        return parse(row["number"], day)
    if "reserve" in row:
        return reserve(row["reserve"], "reservnummer")
    born = date.fromisoformat(row["born"])
    kind: NumberKind = "samordningsnummer" if row.get("coordination") else "personnummer"
    days = born.day + (COORDINATION if row.get("coordination") else 0)
    nine = f"{born:%y%m}{days:02}{row.get('serial', serial):03}"
    return PersonId(f"{born:%Y}"[:2] + nine + str(check_digit(nine)), kind)
