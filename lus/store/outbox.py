"""The outbox: what is due is gathered into messages, claimed by one worker, sent by nobody here, and finalised.

All by the database's clock, as `lus_worker`: duties and reminders of everybody, not one row about a patient. A claim is
a lease with a token: who comes back too late finalises nothing, and the message is claimed anew.
"""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, text

from lus.domain.delivery import Channel, Item, Outcome
from lus.domain.invitation import Invitation
from lus.domain.units import UnitId
from lus.store import invitations
from lus.store.clock import MOMENT

LEASE = timedelta(seconds=120)
"""How long a message is its claimer's: longer than any attempt to send takes."""

# Asked once per statement, so that an index is used; the function alone would be asked for each row.
_NOW: Final = f"(select {MOMENT})"
_WAITING: Final = "told_at is null and void_at is null"

_DUE = text(f"""
with now as materialized (select {MOMENT} as at), due as materialized (
  select id, unit_id, person_id from reminders where {_WAITING} and at <= (select at from now)
   order by at limit :most for update skip locked
), receivers as materialized (
  select distinct unit_id, person_id from due
), soon as materialized (
  select r.id from receivers d
    join reminders r on r.unit_id = d.unit_id and r.person_id is not distinct from d.person_id
   where r.told_at is null and r.void_at is null and r.at > (select at from now)
     and r.at <= (select at from now) + :together
   for update of r skip locked
)
select r.id, r.key, r.unit_id, r.person_id, r.binding, r.at, r.due_at, (select at from now) as now
  from reminders r where r.id in (select id from due union all select id from soon) order by r.at, r.id
""")  # noqa: S608 constants

_PREFERENCES = text("""
select unit_id, person_id, mail is not null and mail_refused_at is null as mail,
       mail is not null and mail_refused_at is not null as refused, only_binding, quiet_from, quiet_until,
       webhook is not null and webhook_refused_at is null as webhook
  from preferences where unit_id = any(cast(:units as int[]))
""")

# In one order for everybody, so that two who gather for the same receivers do not wait for each other in a ring.
_PUT = text("""
insert into deliveries (channel, key, unit_id, person_id, reminders, made_at, planned_at, next_at)
select channel, key, unit_id, person_id, reminders, :now, planned_at, next_at
  from jsonb_to_recordset(cast(:rows as jsonb))
       as r(channel text, key text, unit_id int, person_id bigint, reminders bigint[], planned_at timestamptz,
            next_at timestamptz)
 order by channel, unit_id, person_id
on conflict (channel, unit_id, person_id)
      where outcome is null and attempts = 0 and not test and invitation_id is null do update
   set reminders = deliveries.reminders || excluded.reminders,
       planned_at = least(deliveries.planned_at, excluded.planned_at),
       next_at = least(deliveries.next_at, excluded.next_at)
returning id, channel, unit_id, person_id
""")

_TOLD = text("""
update reminders r set told_at = :now, mail_id = t.mail_id, webhook_id = t.webhook_id
  from jsonb_to_recordset(cast(:told as jsonb)) as t(id bigint, mail_id bigint, webhook_id bigint)
 where r.id = t.id
""")

_CLAIM = text(f"""
with due as materialized (
  select id from deliveries where outcome is null and next_at <= {_NOW} order by next_at limit :most
     for update skip locked
)
update deliveries d
   set attempts = d.attempts + 1, token = gen_random_uuid(), next_at = {_NOW} + :lease
  from due where d.id = due.id
returning d.id, d.channel, d.key, d.unit_id, d.person_id, d.reminders, d.attempts, d.token, clock_timestamp() as real,
          d.test, d.invitation_id
""")  # noqa: S608 constants

_ITEMS = text("""
select id, key, case_ref, kind, step, due_at, binding from reminders
 where id = any(cast(:ids as bigint[])) and void_at is null
""")

_ADDRESSES = text("""
select unit_id, person_id, mail, webhook, webhook_secret from preferences where unit_id = any(cast(:units as int[]))
""")

_FINALISE = text(f"""
update deliveries
   set outcome = cast(:outcome as text), token = null, error = coalesce(:error, error),
       ended_at = case when cast(:outcome as text) is not null then {_NOW} end,
       next_at = case when cast(:outcome as text) is null then {_NOW} + :pause else next_at end
 where id = :id and token = :token
""")  # noqa: S608 constants

_REFUSED = {
    "mail": text(f"""
update preferences set mail_refused_at = {_NOW}
 where unit_id = :unit and person_id is not distinct from :person and mail = :address
"""),  # noqa: S608 constants
    "webhook": text(f"""
update preferences set webhook_refused_at = {_NOW}
 where unit_id = :unit and person_id is null and webhook = :address
"""),  # noqa: S608 constants
}

ADDRESS_REFUSED: Final = "address_refused"
"""Error: the mail server takes nothing for the address."""

REFUSED_FOR: Final = (ADDRESS_REFUSED, "gone", "private_address")
"""Errors that are the address's fault."""

TROUBLED: Final = f"""
d.outcome in ('failed', 'parked') and (d.handled_at is null or d.handled_at < d.ended_at)
and (not d.test or d.error in {REFUSED_FOR})
"""
"""SQL: the delivery d was given up, and nobody has seen to it since. A trial says so itself to who tried, but for an
address that is refused."""

# Attempts begin again, but not from nothing: what nobody has claimed takes in what comes, and this was sent before.
AGAIN: Final = f"""
outcome = null, ended_at = null, token = null, attempts = 1, next_at = {_NOW}, planned_at = {_NOW},
handled_at = {_NOW}, note = null
"""
"""SQL: it leaves once more, under the same key. Trials do not: another is made at will."""

_MENDED = f"""
  from preferences p
 where {TROUBLED} and d.outcome = 'failed' and d.error in {REFUSED_FOR}
   and p.unit_id = d.unit_id and p.person_id is not distinct from d.person_id
   and case d.channel when 'mail' then p.mail is not null and p.mail_refused_at is null
                      else p.webhook is not null and p.webhook_refused_at is null end
"""
_LEAVE_AGAIN = text(f"update deliveries d set {AGAIN}, handled_by = null {_MENDED} and not d.test")  # noqa: S608 constants
_TRIED_BEFORE = text(f"update deliveries d set handled_at = {_NOW}, handled_by = null {_MENDED} and d.test")  # noqa: S608 constants


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder whose time has come, or comes within the time that is told together."""

    id: int
    key: str
    unit: UnitId
    person: int | None
    binding: bool
    at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit, or a person there, is told. `quiet`: minutes of the day, from and until.

    `mail`: there is an address that takes mail; `refused`: there is one, and it takes none.
    """

    unit: UnitId
    person: int | None
    mail: bool
    webhook: bool
    only_binding: bool
    quiet: tuple[int, int] | None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one receiver is to get through one channel. `key`: its first reminder's; `planned_at`: see the table."""

    channel: Channel
    key: str
    unit: UnitId
    person: int | None
    reminders: tuple[int, ...]
    planned_at: datetime
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is this worker's until the lease ends. `address` None: there is none any more.

    `attempt` counts from 1; `real`: real time when it was claimed; `test`: only tries the address out;
    `invitation`: what it carries instead of items, unless a later one has taken its place.
    """

    id: int
    channel: Channel
    key: str
    unit: UnitId
    person: int | None
    attempt: int
    token: uuid.UUID
    real: datetime
    items: tuple[Item, ...]
    address: str | None
    secret: str | None
    test: bool = False
    invitation: Invitation | None = None


def due(connection: Connection, most: int, together: timedelta) -> tuple[datetime | None, tuple[Due, ...]]:
    """Reminders whose time has come, locked; with what the same receivers are to be told within `together`.

    And database time, training's offset included; None where nothing is due.
    """
    rows = connection.execute(_DUE, {"most": most, "together": together}).all()
    found = tuple(Due(row.id, row.key, row.unit_id, row.person_id, row.binding, row.at, row.due_at) for row in rows)
    return (rows[0].now if rows else None), found


def places(connection: Connection, units: Iterable[UnitId]) -> dict[tuple[UnitId, int | None], Place]:
    """Where those units and their people are told."""
    rows = connection.execute(_PREFERENCES, {"units": sorted(set(units))})
    return {
        (row.unit_id, row.person_id): Place(
            row.unit_id,
            row.person_id,
            row.mail,
            row.webhook,
            row.only_binding,
            None if row.quiet_from is None else (row.quiet_from, row.quiet_until),
            row.refused,
        )
        for row in rows
    }


def put(connection: Connection, now: datetime, told: Iterable[Due], parcels: Iterable[Parcel]) -> None:
    """The parcels, each into what its receiver is to get anyway, if nobody has claimed that; all of `told` are told."""
    handed = {(one.channel, one.unit, one.person): one for one in parcels}
    rows = [
        {
            "channel": one.channel,
            "key": one.key,
            "unit_id": one.unit,
            "person_id": one.person,
            "reminders": one.reminders,
            "planned_at": one.planned_at.isoformat(),
            "next_at": one.next_at.isoformat(),
        }
        for one in handed.values()
    ]
    ids: dict[int, dict[str, Any]] = {one.id: {"id": one.id} for one in told}
    for row in connection.execute(_PUT, {"rows": json.dumps(rows), "now": now}) if rows else ():
        for reminder in handed[row.channel, row.unit_id, row.person_id].reminders:
            ids[reminder][f"{row.channel}_id"] = row.id
    connection.execute(_TOLD, {"told": json.dumps(list(ids.values())), "now": now})


def claim(connection: Connection, most: int) -> tuple[Claimed, ...]:
    """Messages that are due, for this worker alone until LEASE has passed. To be committed before anything is sent."""
    rows = connection.execute(_CLAIM, {"most": most, "lease": LEASE}).all()
    if not rows:
        return ()
    wanted = sorted({one for row in rows for one in row.reminders})
    items = {row.id: Item(*row[1:]) for row in connection.execute(_ITEMS, {"ids": wanted})}
    units = sorted({row.unit_id for row in rows})
    at = {(row.unit_id, row.person_id): row for row in connection.execute(_ADDRESSES, {"units": units})}
    carries = invitations.carried(connection, [row.invitation_id for row in rows if row.invitation_id])
    claimed = []
    for row in rows:
        place = at.get((row.unit_id, row.person_id))
        carried = tuple(items[one] for one in row.reminders if one in items)
        address = getattr(place, row.channel) if place else None
        secret = place.webhook_secret if place and row.channel == "webhook" else None
        who = (row.id, row.channel, row.key, row.unit_id, row.person_id, row.attempts, row.token, row.real)
        claimed.append(Claimed(*who, carried, address, secret, row.test, carries.get(row.invitation_id)))
    return tuple(claimed)


def finalise(
    connection: Connection, one: Claimed, outcome: Outcome | None, error: str | None, pause: timedelta
) -> bool:
    """What became of it; None: claimed again after the pause. False: the lease had passed, it is somebody else's."""
    values = {"id": one.id, "token": one.token, "outcome": outcome, "error": error, "pause": pause}
    mine = connection.execute(_FINALISE, values).rowcount == 1
    if mine and outcome:
        invitations.became(connection, one.id)
    return mine


def refused(connection: Connection, one: Claimed) -> None:
    """The address takes nothing: nothing more is sent there until somebody has set it right."""
    values = {"unit": one.unit, "address": one.address} | ({"person": one.person} if one.channel == "mail" else {})
    connection.execute(_REFUSED[one.channel], values)


def mended(connection: Connection) -> int:
    """What an address refused leaves again once the address has been set right. How many messages."""
    connection.execute(_TRIED_BEFORE)
    return connection.execute(_LEAVE_AGAIN).rowcount
