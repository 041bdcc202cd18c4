"""Finding a case of the unit in use: by number or reference exactly, or by the beginnings of the words of a name."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, text

from lus.domain.board import PlanRow
from lus.domain.units import UnitId
from lus.queries.board import planned
from lus.store import search as keys
from lus.store.audit import Record, Shown
from lus.store.doors import Door

MOST = 50
"""Hits shown; whoever gets more writes more of the name."""

_FOUND = """
select b.case_id, b.case_ref, b.status, b.listed, b.expected_on, b.summary -> 'plan' as plan,
       p.person_id, p.name, p.number, p.protected
  from ({found}) k join board b on b.case_id = k.case_id and b.unit_id = :unit
  left join patients p on p.case_id = k.case_id
 order by b.listed desc, p.name, b.case_id desc limit :limit
"""
_BY_KEY = "select distinct case_id from search_keys where unit_id = :unit and key {condition}"
_BY_REF = "select id as case_id from cases where ref = :ref"


@dataclass(frozen=True, slots=True)
class Hit:
    """A case of the unit. `listed`: it still stands on the unit's board. `name` None: not for the unit to know."""

    ref: str
    status: str
    listed: bool
    expected_on: date | None
    name: str | None
    number: str | None
    protected: str | None
    plan: PlanRow | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, those on the board first. `exact`: by number or reference; `more`: there are others."""

    hits: tuple[Hit, ...]
    exact: bool
    more: bool


def search(door: Door, typed: str) -> Hits:
    """The cases of the unit in use that fit; a number or a reference before a name.

    Logged as one view of the patients shown; what was typed is written nowhere.
    """
    asked = keys.sought(typed)
    rows = _exactly(door, asked)
    exact = bool(rows)
    if not rows and asked.beginnings:
        rows = _by_name(door, asked)
    shown = rows[:MOST]
    log = Record("Läsa", "search")
    log.add(Shown(row.case_id, row.person_id) for row in shown)
    door.log(log)
    return Hits(tuple(map(_hit, shown)), exact, len(rows) > MOST)


def _exactly(door: Door, asked: keys.Sought) -> list["Row[Any]"]:
    values = {f"key{number}": key for number, key in enumerate(asked.exact)}
    ways = [_BY_KEY.format(condition=f"= :{name}") for name in values]
    if asked.ref:
        ways.append(_BY_REF)
        values["ref"] = asked.ref
    return _found(door, " union ".join(ways), values) if ways else []


def _by_name(door: Door, asked: keys.Sought) -> list["Row[Any]"]:
    values = {f"key{number}": key for number, key in enumerate(asked.beginnings)}
    return _found(door, " intersect ".join(_BY_KEY.format(condition=f"^@ :{name}") for name in values), values)


def _found(door: Door, found: str, values: dict[str, str]) -> list["Row[Any]"]:
    statement = text(_FOUND.format(found=found))
    return list(door.connection.execute(statement, {**values, "unit": door.actor.unit, "limit": MOST + 1}))


def _hit(row: "Row[Any]") -> Hit:
    told: set[UnitId] | None = set() if row.protected or row.name is None else None
    found = planned(row.plan, told)
    return Hit(row.case_ref, row.status, row.listed, row.expected_on, row.name, row.number, row.protected, found)
