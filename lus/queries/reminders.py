"""Reminders as people see them: what was told of a duty and what came of it, and what waits for whom in the bell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from lus.domain.board import PlanRow
from lus.domain.delivery import Channel, Outcome
from lus.domain.units import UnitId
from lus.queries.board import planned
from lus.store import driver
from lus.store.audit import Record, Shown
from lus.store.doors import Door

A_PAGE = 50
"""Reminders shown at once in the bell."""

MOST_PAGES = 40
"""Beyond these nobody pages: what is done leaves the bell by itself."""

# What was told stays, also when it is void since: it happened. What was only planned does not.
_OF: Final = """
(select json_agg(json_build_array(
          r.duty, r.kind, r.step, r.unit_id, r.person_id, who.name, r.at, r.told_at, r.seen_at, r.void_at is not null,
          case when coalesce(r.mail_id, r.webhook_id) is not null then (
            select json_agg(json_build_array(d.channel, d.attempts, d.token is not null, d.outcome, d.ended_at,
                                             d.next_at, d.error) order by d.channel)
              from deliveries d where d.id in (r.mail_id, r.webhook_id)) end)
        order by coalesce(r.told_at, r.at), r.id)
   from (select * from reminders where {of} and (void_at is null or told_at is not null)
          order by void_at is not null, at desc limit 200) r
   left join persons who on who.id = r.person_id)
"""
OF_THE_CASE: Final = _OF.format(of="case_id = c.id")
"""SQL: what `of` reads, for a case called c."""

OF_A_DUTY: Final = _OF.format(of="case_id = k.case_id and duty = k.duty")
"""The same for a row called k of a coordinator's list."""

# A duty that is told of again, or owed towards several units, is one thing to look at.
_BELL: Final = """
with told as (
  select case_id, kind, due_at, case_ref, array_agg(key order by key) as keys,
         bool_or(person_id is not null) as personal, bool_or(binding) as binding, max(told_at) as told_at,
         max(seen_at) as seen_at, bool_or(seen_at is null) as unseen,
         (array_agg(step order by at desc, key))[1] as step, (array_agg(duty order by at desc, key))[1] as duty,
         count(distinct at) as times
    from reminders
   where told_at is not null and void_at is null and unit_id = %(unit)s
     and (person_id is null or person_id = %(person)s)
   group by case_id, kind, due_at, case_ref
   order by max(told_at) desc, case_id, kind, due_at limit %(limit)s offset %(offset)s
)
select told.*, (select true from cases c where c.id = told.case_id) as ours, p.person_id as patient,
       p.name, p.protected, b.status, b.summary -> 'plan' as plan
  from told left join patients p on p.case_id = told.case_id
  left join board b on b.case_id = told.case_id and b.unit_id = %(unit)s
 order by told.told_at desc, told.case_id, told.kind, told.due_at
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that carried a reminder. `claimed`: a worker has it now; `outcome` None: under way.

    `ended_at`: when it was taken or given up; `next_at`: when it leaves, or is tried again; `error`: why not, a code.
    """

    channel: Channel
    attempts: int
    claimed: bool
    outcome: Outcome | None
    ended_at: datetime | None
    next_at: datetime
    error: str | None


@dataclass(frozen=True, slots=True)
class Reminder:
    """A step of a duty's ladder. `duty`: its digest; `name`: of the person at the unit who is told, None: the unit.

    `at`: planned for; `told_at` None: still planned; `void`: what it was about is done or has moved since.
    """

    duty: str
    kind: str
    step: str
    unit: UnitId
    person: int | None
    name: str | None
    at: datetime
    told_at: datetime | None
    seen_at: datetime | None
    void: bool
    sent: tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the bell tells of, in one or several reminders, called `keys`. `step`: the last, told `times` times in all.

    `duty`: the digest of one of the duties; `personal`: to the person alone; `seen_at` None: something of it is unseen;
    `ours`: the unit is on the case; `patient`, `name` None: not for the unit to know, or not on the case.
    `status`, `plan`: as the unit's row of the case says, empty where it has none.
    """

    keys: tuple[str, ...]
    case_id: int
    ref: str
    duty: str
    kind: str
    step: str
    times: int
    personal: bool
    binding: bool
    due_at: datetime
    told_at: datetime
    seen_at: datetime | None
    ours: bool
    patient: UUID | None
    name: str | None
    protected: str | None
    status: str
    plan: PlanRow | None


def of(stored: Iterable[list[Any]] | None) -> tuple[Reminder, ...]:
    """What OF_THE_CASE or OF_A_DUTY answered, in the order of what happened."""
    return tuple(_reminder(*one) for one in stored or ())


def _reminder(  # noqa: PLR0917 as OF_THE_CASE lists them
    duty: str,
    kind: str,
    step: str,
    unit: UnitId,
    person: int | None,
    name: str | None,
    at: str,
    told_at: str | None,
    seen_at: str | None,
    void: bool,
    sent: list[list[Any]] | None,
) -> Reminder:
    moments = datetime.fromisoformat(at), _moment(told_at), _moment(seen_at)
    return Reminder(duty, kind, step, unit, person, name, *moments, void, tuple(_sent(*one) for one in sent or ()))


def unseen(one: Reminder, unit: UnitId, person: int | None) -> bool:
    """Whether it waits to be seen by the unit, or by that person there."""
    waits = one.told_at is not None and one.seen_at is None and not one.void
    return waits and one.unit == unit and one.person in {None, person}


def _sent(*stored: Any) -> Sent:
    channel, attempts, claimed, outcome, ended_at, next_at, error = stored
    return Sent(channel, attempts, claimed, outcome, _moment(ended_at), datetime.fromisoformat(next_at), error)


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


def bell(door: Door, page: int = 1) -> tuple[Waiting, ...]:
    """One page (from 1) of what the unit in use, or the person there, has been told and is open still, newest first.

    Logged as one view of the patients shown.
    """
    offset = (min(max(page, 1), MOST_PAGES) - 1) * A_PAGE
    asked = {"unit": door.actor.unit, "person": door.actor.person, "limit": A_PAGE, "offset": offset}
    found = tuple(_waiting(row) for row in driver.rows(door.connection, _BELL, asked))
    log = Record("Läsa", "reminders")
    log.add(Shown(one.case_id, one.patient) for one in found if one.ours)
    door.log(log)
    return found


def _waiting(row: Any) -> Waiting:
    return Waiting(
        tuple(row.keys),
        row.case_id,
        row.case_ref,
        row.duty,
        row.kind,
        row.step,
        row.times,
        row.personal,
        row.binding,
        row.due_at,
        row.told_at,
        None if row.unseen else row.seen_at,
        bool(row.ours),
        row.patient,
        row.name,
        row.protected,
        row.status or "",
        planned(row.plan, set() if row.protected or row.name is None else None),
    )
