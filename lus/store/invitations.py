"""Invitations to meetings as rows: written with the fact that makes them, put into the outbox, and what became of them.

The app writes and reads those of plans that its unit is on; workers send them. Nothing in a row is about a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, text

from lus.domain.facts import Seq
from lus.domain.invitation import Invitation
from lus.domain.units import UnitId
from lus.store.clock import MOMENT

_NOW: Final = f"(select {MOMENT})"
_LATEST: Final = """not exists (
   select from invitations l where l.case_id = i.case_id and l.meeting = i.meeting and l.unit_id = i.unit_id
      and l.sequence > i.sequence)"""
"""SQL: no later one has taken the place of the invitation i."""

_WRITE = text("""
insert into invitations (key, case_id, case_ref, meeting, sequence, method, meeting_at, form, unit_id)
values (:key, :case_id, :case_ref, :meeting, :sequence, :method, :meeting_at, :form, :unit_id)
""")
_WAITING = text(f"""
select id, key, unit_id, {_NOW} as now from invitations where put_at is null order by id limit :most
   for update skip locked
""")  # noqa: S608 constants
_PUT = text("""
insert into deliveries (channel, key, unit_id, reminders, made_at, planned_at, next_at, invitation_id, outcome, error,
                        ended_at)
values ('mail', :key, :unit, '{}', :now, :next_at, :next_at, :id, :outcome, :error,
        case when cast(:outcome as text) is not null then cast(:now as timestamptz) end)
""")
_IS_PUT = text("update invitations set put_at = :now, outcome = :outcome where id = :id")
# Of a meeting that has been, and of what a later one has taken the place of, nobody is told any more: an address that
# refused it may have been set right weeks later.
_CARRIED = text(f"""
select i.id, i.case_ref, i.meeting, i.sequence, i.method, i.meeting_at, i.form from invitations i
 where i.id = any(cast(:ids as bigint[])) and i.meeting_at > {_NOW} and {_LATEST}
""")  # noqa: S608 constants
# Void, and still to be told: the unit has taken its address away since.
_BECAME = text(f"""
update invitations i
   set outcome = case when d.outcome = 'void' and i.meeting_at > {_NOW} and {_LATEST} then 'unaddressed'
                      else d.outcome end
  from deliveries d where d.id = :delivery and i.id = d.invitation_id
""")  # noqa: S608 constants
# In the name of who is to hold the meeting, or was when it was cancelled.
_UNDELIVERED = text(f"""
select i.id, i.key, i.case_ref, i.meeting, i.unit_id, h.unit_id as lead
  from invitations i
  left join duties h on h.case_id = i.case_id and h.kind = 'hold_meeting' and h.opened_seq = i.meeting
   and h.met_at is null and {_LATEST}
 where i.outcome in ('failed', 'parked') and i.told_at is null order by i.id limit :most
""")  # noqa: S608 constants
_TOLD = text(f"update invitations set told_at = {_NOW} where id = :id")  # noqa: S608 a constant


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation that is in no message yet. `now`: database time."""

    id: int
    key: str
    unit: UnitId
    now: datetime


@dataclass(frozen=True, slots=True)
class Undelivered:
    """An invitation that was given up and that the plan says nothing of.

    `lead` None: the meeting was held, or another invitation has gone.
    """

    id: int
    key: str
    ref: str
    meeting: Seq
    unit: UnitId
    lead: UnitId | None


def write(connection: Connection, case_id: int, made: Iterable[tuple[Invitation, UnitId]]) -> None:
    """Those that the fact just recorded makes."""
    rows = [row(case_id, one, unit) for one, unit in made]
    if rows:
        connection.execute(_WRITE, rows)


def row(case_id: int, one: Invitation, unit: UnitId) -> dict[str, Any]:
    """A unit's invitation as it is stored, before any worker has seen it."""
    return {
        "key": f"{one.key}:{unit}",
        "case_id": case_id,
        "case_ref": one.ref,
        "meeting": one.number,
        "sequence": one.sequence,
        "method": one.method,
        "meeting_at": one.at,
        "form": one.form,
        "unit_id": unit,
    }


def waiting(connection: Connection, most: int) -> tuple[Waiting, ...]:
    """Some that are in no message yet, locked."""
    return tuple(Waiting(*row) for row in connection.execute(_WAITING, {"most": most}))


def put(connection: Connection, one: Waiting, next_at: datetime | None, error: str | None = None) -> None:
    """Into the outbox, to leave at `next_at`; None: nobody is mailed at that unit. `error`: why it fails at once."""
    failed = "failed" if error else None
    if next_at:
        values = {"unit": one.unit, "now": one.now, "next_at": next_at, "id": one.id}
        connection.execute(_PUT, {"key": one.key, "outcome": failed, "error": error, **values})
    outcome = failed if next_at else "unaddressed"
    connection.execute(_IS_PUT, {"id": one.id, "now": one.now, "outcome": outcome})


def carried(connection: Connection, ids: Iterable[int]) -> dict[int, Invitation]:
    """Those of these that no later one has taken the place of."""
    rows = connection.execute(_CARRIED, {"ids": list(ids)})
    return {row.id: Invitation(*row[1:]) for row in rows}


def became(connection: Connection, delivery: int) -> None:
    """The message has ended: so has what it carries, if it carries one."""
    connection.execute(_BECAME, {"delivery": delivery})


def undelivered(connection: Connection, most: int) -> tuple[Undelivered, ...]:
    """Some that were given up, and that the plan says nothing of."""
    return tuple(Undelivered(*row) for row in connection.execute(_UNDELIVERED, {"most": most}))


def told(connection: Connection, one: Undelivered) -> None:
    """The plan says it, or needs not."""
    connection.execute(_TOLD, {"id": one.id})
