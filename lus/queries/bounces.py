"""Questions that were passed on, among the units that a coordinator's unit coordinates for. No patient is in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lus.domain.units import UnitId
from lus.store import driver
from lus.store.audit import Record
from lus.store.doors import Door

MOST_PAIRS = 100
"""Pairs shown at most, those that pass on the most first."""

MOST_QUESTIONS = 50
"""Questions of a pair shown at most, the latest passed on first."""

_PAIRS: Final = """
select least(giver_id, taker_id) as one, greatest(giver_id, taker_id) as other,
       count(*) filter (where giver_id < taker_id) as there, count(*) filter (where giver_id > taker_id) as back,
       count(distinct case_id) as questions, max(at) as last_at
  from bounces
 where unit_id = %(unit)s and step = 'passed_on' and at >= %(since)s
 group by 1, 2 order by count(*) desc, max(at) desc, 1, 2 limit %(limit)s
"""
_WAYS: Final = """
select b.case_ref, b.step, b.giver_id, b.taker_id, b.at, b.why, s.case_id is not null as ours
  from (select case_id, max(at) as last_at from bounces
         where unit_id = %(unit)s and step = 'passed_on' and at >= %(since)s
           and least(giver_id, taker_id) = %(one)s and greatest(giver_id, taker_id) = %(other)s
         group by case_id order by max(at) desc, case_id limit %(limit)s) l
  join bounces b on b.case_id = l.case_id and b.unit_id = %(unit)s
  left join board s on s.case_id = l.case_id and s.unit_id = %(unit)s
 order by l.last_at desc, b.case_id, b.seq
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two units that pass questions on to each other. `there`: times from `one` to `other`; `back`: the other way."""

    one: UnitId
    other: UnitId
    there: int
    back: int
    questions: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a question's way, as lus.domain.bounces.Handed."""

    step: str
    giver: UnitId
    taker: UnitId | None
    at: datetime
    why: str | None


@dataclass(frozen=True, slots=True)
class Way:
    """Everything that happened to a question, in order. `ours`: the coordinator's unit is on the case."""

    ref: str
    ours: bool
    steps: tuple[Step, ...]


def pairs(door: Door, unit: UnitId, since: datetime) -> tuple[Pair, ...]:
    """The pairs between whom questions were passed on since then, most often first.

    Logged as a view that shows no patient.
    """
    door.log(Record("Läsa", "bounces"))
    rows = driver.rows(door.connection, _PAIRS, {"unit": unit, "since": since, "limit": MOST_PAIRS})
    return tuple(Pair(row.one, row.other, row.there, row.back, row.questions, row.last_at) for row in rows)


def ways(door: Door, unit: UnitId, since: datetime, pair: tuple[UnitId, UnitId]) -> tuple[Way, ...]:
    """The questions that the two passed on to each other since then, each with its whole way."""
    one, other = sorted(pair)
    asked = {"unit": unit, "since": since, "one": one, "other": other, "limit": MOST_QUESTIONS}
    found: dict[str, tuple[bool, list[Step]]] = {}
    for row in driver.rows(door.connection, _WAYS, asked):
        step = Step(row.step, row.giver_id, row.taker_id, row.at, row.why)
        found.setdefault(row.case_ref, (row.ours, []))[1].append(step)
    return tuple(Way(ref, ours, tuple(steps)) for ref, (ours, steps) in found.items())
