"""A unit's plans: the stored rows of its cases that are plans and are open, most urgent first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from lus.domain.board import PlanRow, Step
from lus.domain.units import UnitId
from lus.queries.board import planned
from lus.store import driver
from lus.store.audit import Record, Shown
from lus.store.doors import Door

LONGEST = 500
"""Rows of one list at most; a unit of a region of two millions has some two hundred."""

_ROWS: Final = """
select b.case_id, b.case_ref, b.status, b.summary, p.person_id, p.name, p.number, p.protected
  from board b left join patients p on p.case_id = b.case_id
 where b.unit_id = %(unit)s and b.status in ('opened', 'invited', 'held', 'confirmed')
 order by b.urgency, b.case_id limit %(limit)s
"""


OF_THE_PERSON: Final = """
(select json_agg(json_build_array(one.case_ref, one.plan) order by one.case_id desc)
   from (select b.case_id, b.case_ref, b.summary -> 'plan' as plan
           from patients o join board b on b.case_id = o.case_id and b.unit_id = %(unit)s
          where o.person_id = p.person_id and o.case_id <> c.id
            and b.status in ('opened', 'invited', 'held', 'confirmed')
          order by b.case_id desc limit 5) one)
"""
"""SQL: what `others` reads, for a case called c and its patient called p, if the unit may know who that is."""

INVITED: Final = """
(select json_agg(json_build_array(last.unit_id, last.outcome))
   from (select distinct on (i.unit_id) i.unit_id, i.outcome from invitations i
          where i.case_id = c.id
            and i.meeting = (select max(l.meeting) from invitations l where l.case_id = c.id)
          order by i.unit_id, i.sequence desc) last)
"""
"""SQL: what became of each unit's latest invitation to the latest meeting, for a case called c; null: under way."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One plan of the unit. `name` None: identity is protected, and the unit is not among those named.

    Of a protected person no unit is named: `lead` 0, and a step's unit is None.
    """

    ref: str
    name: str | None
    number: str | None
    protected: str | None
    status: str
    next_step: Step | None
    plan: PlanRow


def plans(door: Door, unit: UnitId) -> tuple[tuple[PlanLine, ...], bool]:
    """The open plans of one of the actor's units, and whether there are more. Logged as one view of the patients."""
    found = driver.rows(door.connection, _ROWS, {"unit": unit, "limit": LONGEST + 1})
    shown = found[:LONGEST]
    log = Record("Läsa", "plans")
    log.add(Shown(row.case_id, row.person_id) for row in shown)
    door.log(log)
    return tuple(_line(row) for row in shown), len(found) > len(shown)


@dataclass(frozen=True, slots=True)
class Other:
    """Another open plan of the patient that the unit in use is on."""

    ref: str
    plan: PlanRow


def others(stored: Iterable[list[Any]] | None) -> tuple[Other, ...]:
    """What OF_THE_PERSON answered, the newest first."""
    found = ((ref, planned(plan, None)) for ref, plan in stored or ())
    return tuple(Other(ref, plan) for ref, plan in found if plan)


def _line(row: Any) -> PlanLine:
    step = row.summary["next_step"]
    told: set[UnitId] | None = set() if row.protected or row.name is None else None
    found = planned(row.summary["plan"], told)
    if found is None:
        raise LookupError(row.case_ref)
    due = None
    if step:
        due_on = date.fromisoformat(step["due_on"]) if step["due_on"] else None
        unit = None if told is not None else step["unit"]
        due = Step(step["kind"], unit, datetime.fromisoformat(step["due_at"]), due_on)
    return PlanLine(row.case_ref, row.name, row.number, row.protected, row.status, due, found)
