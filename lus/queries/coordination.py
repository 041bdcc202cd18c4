"""A coordinator's list: what is overdue among the units that its unit coordinates for. No patient is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from lus.domain.coordination import Done
from lus.domain.units import Side, UnitId
from lus.queries import reminders
from lus.queries.reminders import OF_A_DUTY, Reminder
from lus.store import driver
from lus.store.audit import Record
from lus.store.doors import Door

LONGEST = 200
"""Rows shown at most, the oldest of each kind first; the counts are of all."""

# Of contents the policy lets through what the unit itself wrote, also on a case that it is not on.
_OVERDUE: Final = f"""
select k.case_ref, k.duty, k.kind, k.owing_id, k.owing_side, k.toward_id, k.opened_at, k.due_at, k.due_on, k.done,
       (select jsonb_object_agg(t.seq, t.content ->> 'text') from fact_contents t
         where t.case_id = k.case_id
           and t.seq in (select (one ->> 'seq')::int from jsonb_array_elements(k.done) one)) as said,
       {OF_A_DUTY} as reminders
  from coordinated k
 where k.unit_id = %(unit)s and k.due_at <= %(now)s and (%(kind)s = '' or k.kind = %(kind)s) {{chosen}}
 order by k.kind <> 'call_to_sip', k.due_at, k.case_id, k.duty limit %(limit)s
"""  # noqa: S608 constants
_COUNTS: Final = """
select k.kind, count(*) as number from coordinated k where k.unit_id = %(unit)s and k.due_at <= %(now)s {chosen}
 group by k.kind
"""
_OF: Final = "and k.owing_id = %(owing)s"
_IN: Final = "and k.owing_id in (select u.id from units u where u.principal = %(municipality)s)"
_BY: Final = "and k.done @> jsonb_build_array(jsonb_build_object('by', %(by)s::int))"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of the list: the unit that owes, its municipality, what that person has done something about."""

    unit: UnitId | None = None
    municipality: str | None = None
    by: int | None = None

    @property
    def condition(self) -> str:
        """The same as SQL."""
        asked = ((self.unit, _OF), (self.municipality, _IN), (self.by, _BY))
        return " ".join(condition for value, condition in asked if value)


ALL: Final = Chosen()


@dataclass(frozen=True, slots=True)
class Overdue:
    """A duty that is overdue. `duty`: what the list calls it; `owing` None: not told, of a protected person.

    `toward`: who is to be told, where each is owed by itself. `said`: what the unit itself wrote, by the fact's number.
    `reminders`: what was told of it, as far as the unit follows it.
    """

    ref: str
    duty: str
    kind: str
    owing: UnitId | None
    side: Side
    toward: UnitId | None
    opened_at: datetime
    due_at: datetime
    due_on: date | None
    done: tuple[Done, ...]
    said: Mapping[int, str]
    reminders: tuple[Reminder, ...] = ()

    @property
    def named(self) -> set[UnitId]:
        """The units that the row names."""
        told = {one.unit for one in self.reminders}
        return {unit for unit in (self.owing, self.toward) if unit is not None} | told


@dataclass(frozen=True, slots=True)
class CoordinatorsList:
    """`rows`: calls to SIP first, then what has waited longest; `counts`: of all that is overdue, by kind."""

    rows: tuple[Overdue, ...]
    counts: Mapping[str, int]
    now: datetime


def overdue(door: Door, unit: UnitId, kind: str = "", chosen: Chosen = ALL, limit: int = LONGEST) -> CoordinatorsList:
    """What is overdue now in the list of one of the actor's units; of one kind only, where it is said.

    Logged as a view that shows no patient.
    """
    door.log(Record("Läsa", "coordination"))
    asked = {"unit": unit, "now": door.now, "kind": kind, "limit": min(limit, LONGEST)}
    asked |= {"owing": chosen.unit, "municipality": chosen.municipality, "by": chosen.by}
    counted = driver.rows(door.connection, _COUNTS.format(chosen=chosen.condition), asked)
    counts = {row.kind: row.number for row in counted}
    rows = driver.rows(door.connection, _OVERDUE.format(chosen=chosen.condition), asked) if counts else ()
    return CoordinatorsList(tuple(_row(row) for row in rows), counts, door.now)


def _row(row: Any) -> Overdue:
    done = (
        Done(one["kind"], one["seq"], datetime.fromisoformat(one["at"]), one["ours"], one.get("by")) for one in row.done
    )
    said = {int(seq): text for seq, text in (row.said or {}).items() if text}
    return Overdue(
        row.case_ref,
        row.duty,
        row.kind,
        row.owing_id,
        row.owing_side,
        row.toward_id,
        row.opened_at,
        row.due_at,
        row.due_on,
        tuple(done),
        said,
        reminders.of(row.reminders),
    )
