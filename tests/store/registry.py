"""Units and people of several regions in a database, and actors who work there."""

import json
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg

from lus.domain.access import Actor
from lus.domain.calendar import OpeningHours
from lus.domain.units import SIDES, Unit, UnitId
from lus.store.closed_days import observed
from lus.store.registry import hours_json
from tests.cases import SOCIAL, UNITS, WARD_2

REGIONS = (("04", "0480", "0484"), ("01", "0180", "0182"), ("03", "0380", "0381"))
PER_REGION = 20
SECOND_WARD = WARD_2
ROLES = {"ward": "nurse", "municipality": "case_worker", "open_care": "nurse", "coordinator": "coordinator"}


@dataclass
class Registry:
    """`actors` by unit. Units are numbered as in tests.cases, twenty on for each region."""

    units: dict[UnitId, Unit] = field(default_factory=dict)
    actors: dict[UnitId, Actor] = field(default_factory=dict)

    def also(self, unit: UnitId, *others: UnitId) -> Actor:
        """The unit's actor, who sees the cases of other units too."""
        one = self.actors[unit]
        return Actor(one.person, one.assignment, unit, one.side, one.role, one.provider, (unit, *others))


def unit_in(region: int, unit: UnitId) -> UnitId:
    """The id of tests.cases' unit in that region (counted from 0)."""
    return region * PER_REGION + unit


def _principal(region: int, unit: UnitId) -> str:
    county, town, other_town = REGIONS[region]
    model = UNITS[unit].principal
    return county if len(model) == len(county) else town if model == UNITS[SOCIAL].principal else other_town


def furnish(url: str, regions: int = 1, *, training: bool = False) -> Registry:
    """Write them as the owner, who alone may. `url`: the owner's."""
    made = Registry()
    with psycopg.connect(url) as owner:
        for region in range(regions):
            for model in UNITS.values():
                coordinator = unit_in(region, model.coordinator) if model.coordinator else None
                principal = _principal(region, model.id)
                unit = Unit(unit_in(region, model.id), model.kind, principal, observed(model.hours), coordinator)
                made.units[unit.id] = unit
                made.actors[unit.id] = _person(owner, unit, model.hours)
        for unit in made.units.values():
            owner.execute("update units set coordinator_id = %s where id = %s", [unit.coordinator, unit.id])
        if training:
            # One click signs them in: the account of a unit is named after it.
            owner.execute(
                "insert into accounts (person_id, issuer, subject) select a.person_id, 'training', 'unit-' || a.unit_id"
                "  from assignments a"
            )
        owner.execute("update clock set training = %s", [training])
    return made


def _person(owner: "psycopg.Connection[tuple[Any, ...]]", unit: Unit, hours: OpeningHours) -> Actor:
    provider = f"provider {unit.principal}"
    owner.execute("insert into providers values (%s, %s, false) on conflict do nothing", [unit.principal, provider])
    owner.execute(
        "insert into units (id, kind, name, short_name, principal, provider, hours)"
        " values (%s, %s, %s, %s, %s, %s, %s)",
        [
            unit.id,
            unit.kind,
            f"{unit.kind} {unit.id}",
            str(unit.id),
            unit.principal,
            provider,
            json.dumps(hours_json(hours)) if hours_json(hours) else None,
        ],
    )
    _takes_in(owner, unit)
    person = _id(
        owner, "insert into persons (name, provider) values (%s, %s) returning id", [f"Person {unit.id}", provider]
    )
    role = ROLES[unit.side]
    assignment = _id(
        owner,
        "insert into assignments (person_id, unit_id, role, from_on) values (%s, %s, %s, '2026-01-01') returning id",
        [person, unit.id, role],
    )
    return Actor(person, assignment, unit.id, unit.side, role, provider, (unit.id,))


def administrator(url: str, unit: UnitId, name: str = "Ada Min") -> Actor:
    """Somebody who administers the unit's provider, with a local account. `url`: the owner's."""
    with psycopg.connect(url) as owner:
        row = owner.execute("select kind, provider from units where id = %s", [unit]).fetchone()
        assert row
        provider = str(row[1])
        person = _id(owner, "insert into persons (name, provider) values (%s, %s) returning id", [name, provider])
        owner.execute(
            "insert into accounts (person_id, issuer, subject) values (%s, 'local', %s)", [person, f"admin-{person}"]
        )
        assignment = _id(
            owner,
            "insert into assignments (person_id, unit_id, role, from_on)"
            " values (%s, %s, 'administrator', '2026-01-01') returning id",
            [person, unit],
        )
    return Actor(person, assignment, unit, SIDES[str(row[0])], "administrator", provider, (unit,))


TAKES_IN = {
    "social_services": ("older", "lss", "children", "psychiatry"),
    "municipal_care": ("home_care", "rehabilitation"),
}


def _takes_in(owner: "psycopg.Connection[tuple[Any, ...]]", unit: Unit) -> None:
    """The first of its kind in a municipality takes in what such units do."""
    for kind in TAKES_IN.get(unit.kind, ()):
        owner.execute("insert into routing values (%s, %s, %s) on conflict do nothing", [unit.principal, kind, unit.id])


def _id(owner: "psycopg.Connection[tuple[Any, ...]]", statement: LiteralString, values: list[object]) -> int:
    row = owner.execute(statement, values).fetchone()
    assert row
    return int(row[0])
