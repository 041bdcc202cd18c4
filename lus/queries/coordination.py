"""A coordinator's list: what is overdue among the units that its unit coordinates for. No patient is in it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from lus.domain.coordination import Done
from lus.domain.units import Side, UnitId
from lus.queries import reminders
from lus.queries.late import NEEDED
from lus.queries.reminders import OF_A_DUTY, Reminder
from lus.store import driver
from lus.store.audit import Activity as Activity  # noqa: PLC0414 the page says it
from lus.store.audit import Record
from lus.store.doors import Door

LONGEST = 200
"""Rows shown at once on the board, the oldest of each kind first; the counts are of all."""

A_PAGE = 100
"""Rows of *Försenade SIP* at once."""

EVERY = 20_000
"""Rows of a file at most: several times what the largest region has."""

_ROW: Final = """
k.case_id, k.case_ref, k.duty, k.kind, k.owing_id, k.owing_side, k.toward_id, k.opened_at, k.due_at, k.due_on, k.done,
k.municipality, k.lead_id
"""
_MINE: Final = "k.done @> jsonb_build_array(jsonb_build_object('by', %(me)s::int))"
_REMINDED: Final = """'[{"kind": "reminded"}]'"""
# All that is overdue; or what is late with SIPs, the stays among them that needed a plan and got none: these also where
# nobody whom the unit coordinates for owes the call.
_DUE: Final = f"""
k as (select {_ROW}, k.kind as what, k.due_at as since_at
        from coordinated k where k.unit_id = %(unit)s and k.due_at <= %(now)s)
"""  # noqa: S608 constants
_LATE: Final = f"""
needed as ({NEEDED}), late as (
  select {_ROW}, case when n.case_id is not null and k.kind = 'call_to_sip' then 'needed' else k.late end as what,
         k.late_at as since_at
    from coordinated k left join needed n on n.case_id = k.case_id
   where k.unit_id = %(unit)s and k.late is not null and k.late_at <= %(now)s
), k as (
  select * from late
  union all
  select n.case_id, n.case_ref, '', 'call_to_sip', n.lead_id, 'open_care', null::int, n.from_at, n.from_at, null::date,
         '[]'::jsonb, n.municipality, null::int, 'needed', n.from_at
    from needed n where not exists (select from late l where l.case_id = n.case_id and l.what = 'needed')
)
"""  # noqa: S608 constants
# Of contents the policy lets through what the unit itself wrote, also on a case that it is not on.
_ROWS: Final = f"""
select k.*,
       (select jsonb_object_agg(t.seq, t.content ->> 'text') from fact_contents t
         where t.case_id = k.case_id
           and t.seq in (select (one ->> 'seq')::int from jsonb_array_elements(k.done) one)) as said,
       (select true from board b where b.unit_id = %(unit)s and b.case_id = k.case_id) as ours,
       {OF_A_DUTY} as reminders
  from k
 where (%(what)s = '' or k.what = %(what)s) and (%(municipality)s = '' or k.municipality = %(municipality)s)
   and (%(named)s::int is null or %(named)s in (k.owing_id, k.lead_id))
   and not (%(unreminded)s and k.done @> {_REMINDED}) and (not %(mine)s or {_MINE})
 order by array_position(%(order)s::text[], k.what), k.since_at, k.case_id, k.duty limit %(limit)s offset %(offset)s
"""  # noqa: S608 constants
_CROWDS: Final = f"""
select k.what, k.owing_id, k.lead_id, k.municipality, k.done @> {_REMINDED} as reminded, {_MINE} as mine,
       count(*) as number
  from k group by 1, 2, 3, 4, 5, 6
"""  # noqa: S608 constants


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the list is asked for. `late`: what is late with SIPs, else all that is overdue.

    `what`: a kind of duty, or of what is late; `unit`: owes it, or leads the plan; `municipality`: where the person
    lives; `unreminded`: only what no coordinator has reminded of; `mine`: what the actor has done something about.
    `page` from 1, of `limit` rows; `order`: the kinds.
    """

    late: bool = False
    what: str = ""
    unit: UnitId | None = None
    municipality: str = ""
    unreminded: bool = False
    mine: bool = False
    page: int = 1
    limit: int = LONGEST
    order: tuple[str, ...] = ("call_to_sip",)

    def lets(self, one: "Crowd") -> bool:
        """Whether those rows pass, whatever their kind."""
        return (
            (self.unit is None or self.unit in {one.owing, one.lead})
            and (not self.municipality or self.municipality == one.municipality)
            and not (self.unreminded and one.reminded)
            and (one.mine or not self.mine)
        )


ALL = Asked()


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many rows of one kind, unit and municipality; whether they are reminded of, and the actor's to follow."""

    what: str
    owing: UnitId | None
    lead: UnitId | None
    municipality: str | None
    reminded: bool
    mine: bool
    number: int


@dataclass(frozen=True, slots=True)
class Overdue:
    """A duty that is overdue. `duty`: what the list calls it, empty where nobody owes it; `owing` None: not told, of a
    protected person.

    `toward`: who is to be told, where each is owed by itself. `what`: its kind, as the list is grouped, and `since_at`
    from when it is late so. `said`: what the unit itself wrote, by the fact's number. `reminders`: what was told of it,
    as far as the unit follows it. `municipality`: where the person lives; `lead`: who leads the plan. `ours`: the
    coordinator's unit is on the case.
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
    what: str = ""
    since_at: datetime | None = None
    municipality: str | None = None
    lead: UnitId | None = None
    ours: bool = False

    @property
    def named(self) -> set[UnitId]:
        """The units that the row names."""
        told = {one.unit for one in self.reminders}
        return {unit for unit in (self.owing, self.toward, self.lead) if unit is not None} | told


@dataclass(frozen=True)
class CoordinatorsList:
    """`rows` as asked for, by kind and then by how long they have waited; `crowds`: all that is overdue."""

    asked: Asked
    rows: tuple[Overdue, ...]
    crowds: tuple[Crowd, ...]
    now: datetime

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many pass what is asked for, of each kind."""
        found: Counter[str] = Counter()
        for one in self.crowds:
            if self.asked.lets(one):
                found[one.what] += one.number
        return found

    @property
    def owing(self) -> frozenset[UnitId]:
        """The units that owe something of it."""
        return frozenset(one.owing for one in self.crowds if one.owing is not None)

    @property
    def named(self) -> set[UnitId]:
        """The units that the list names, or may be narrowed to."""
        crowds = {unit for one in self.crowds for unit in (one.owing, one.lead) if unit is not None}
        return crowds.union(*(one.named for one in self.rows))


def overdue(
    door: Door, unit: UnitId, asked: Asked = ALL, *, needed_days: int = 0, activity: Activity = "Läsa"
) -> CoordinatorsList:
    """What is overdue now in the list of one of the actor's units. `needed_days`: after a discharge, of what is late.

    Logged as a view that shows no patient; `activity` says what for.
    """
    door.log(Record(activity, "late" if asked.late else "coordination"))
    scope = _LATE if asked.late else _DUE
    values = {"unit": unit, "now": door.now, "days": needed_days, "me": door.actor.person}
    crowds = tuple(Crowd(*row) for row in driver.rows(door.connection, f"with {scope} {_CROWDS}", values))
    values |= {
        "what": asked.what,
        "named": asked.unit,
        "municipality": asked.municipality,
        "unreminded": asked.unreminded,
        "mine": asked.mine,
        "order": list(asked.order),
        "limit": min(asked.limit, EVERY),
        "offset": (asked.page - 1) * asked.limit,
    }
    rows: Iterable[Any] = driver.rows(door.connection, f"with {scope} {_ROWS}", values) if crowds else ()
    return CoordinatorsList(asked, tuple(_row(row) for row in rows), crowds, door.now)


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
        row.what,
        row.since_at,
        row.municipality,
        row.lead_id,
        row.ours is True,
    )
