"""Where a unit, or one person there, is told: kept by whom the policies let, and tried out through the outbox."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from lus.domain.delivery import Channel, Outcome
from lus.domain.preference import Preference
from lus.domain.units import UnitId
from lus.store.clock import MOMENT

# What a unit's webhook is signed with is not the app's to read.
_OF = text("""
select mail, mail_refused_at, only_binding, quiet_from, quiet_until, webhook, webhook_refused_at
  from preferences where unit_id = :unit and person_id is not distinct from cast(:person as bigint)
""")
# Whoever saves an address says that it is right: it is tried anew, whatever it answered before.
_KEEP = text("""
insert into preferences (unit_id, person_id, mail, only_binding, quiet_from, quiet_until)
values (:unit, :person, :mail, :only_binding, :quiet_from, :quiet_until)
on conflict (unit_id, person_id) do update
   set mail = excluded.mail, mail_refused_at = null, only_binding = excluded.only_binding,
       quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, webhook_refused_at = null
""")
_HOOK = text("""
update preferences set webhook = :webhook, webhook_secret = :secret where unit_id = :unit and person_id is null
""")
_MANAGED = text("select name, coalesce(manager_id = :person, false) as managed from units where id = :unit")
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('preferences'), :unit)")
_TRY = text(f"""
insert into deliveries (channel, key, unit_id, person_id, reminders, made_at, next_at, test)
values (:channel, :key, :unit, :person, '{{}}', {MOMENT}, {MOMENT}, true) on conflict do nothing
""")  # noqa: S608 a constant
_TRIED = text("""
select distinct on (channel) channel, outcome, attempts, made_at, ended_at, next_at, error
  from deliveries where test and unit_id = :unit and person_id is not distinct from cast(:person as bigint)
 order by channel, id desc
""")


NOTHING_WANTED = Preference()


@dataclass(frozen=True, slots=True)
class Kept:
    """What is wanted, and when an address was refused."""

    wanted: Preference = NOTHING_WANTED
    mail_refused_at: datetime | None = None
    webhook_refused_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """The last message that tried a channel out. `outcome` None: under way, next at `next_at`."""

    channel: Channel
    outcome: Outcome | None
    attempts: int
    made_at: datetime
    ended_at: datetime | None
    next_at: datetime
    error: str | None


def of(connection: Connection, unit: UnitId, person: int | None) -> Kept:
    """As it stands; nothing is wanted where nobody has said anything."""
    row = connection.execute(_OF, {"unit": unit, "person": person}).one_or_none()
    if row is None:
        return Kept()
    quiet = None if row.quiet_from is None else (row.quiet_from, row.quiet_until)
    wanted = Preference(row.mail, row.only_binding, quiet, row.webhook)
    return Kept(wanted, row.mail_refused_at, row.webhook_refused_at)


def managed(connection: Connection, unit: UnitId, person: int | None) -> tuple[str, bool]:
    """What the unit is called, and whether that person is its manager."""
    row = connection.execute(_MANAGED, {"unit": unit, "person": person}).one()
    return row.name, row.managed


def one_at_a_time(connection: Connection, unit: UnitId) -> None:
    """Whoever else changes that unit's waits until this transaction ends."""
    connection.execute(_ONE_AT_A_TIME, {"unit": unit})


def keep(connection: Connection, unit: UnitId, person: int | None, wanted: Preference) -> None:
    """Everything but the webhook."""
    quiet_from, quiet_until = wanted.quiet or (None, None)
    values: dict[str, Any] = {"unit": unit, "person": person, "mail": wanted.mail, "only_binding": wanted.only_binding}
    connection.execute(_KEEP, values | {"quiet_from": quiet_from, "quiet_until": quiet_until})


def hook(connection: Connection, unit: UnitId, webhook: str | None) -> str:
    """Where the unit's system is told. What it is signed with from now on, to be shown once; empty: there is none."""
    secret = f"whsec_{secrets.token_urlsafe(24).replace('-', '+').replace('_', '/')}" if webhook else None
    connection.execute(_HOOK, {"unit": unit, "webhook": webhook, "secret": secret})
    return secret or ""


def try_out(connection: Connection, unit: UnitId, person: int | None, channels: Iterable[Channel]) -> None:
    """A message through each of them; where one is under way already, no other."""
    for channel in channels:
        key = f"prov:{secrets.token_hex(8)}"
        connection.execute(_TRY, {"channel": channel, "key": key, "unit": unit, "person": person})


def tried(connection: Connection, unit: UnitId, person: int | None) -> tuple[Trial, ...]:
    """The last of each channel."""
    return tuple(Trial(*row) for row in connection.execute(_TRIED, {"unit": unit, "person": person}))
