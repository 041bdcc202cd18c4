"""Reminders as rows: what a case plans now, written and voided in the transaction of the fact; and that they are seen.

`changed` compares the plan with what stands, so that a fact writes only what it changes; who has been told stays told.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString

from sqlalchemy import Connection, text

from lus.domain.coordination import handle
from lus.domain.reminding import Planned
from lus.domain.units import UnitId
from lus.store import driver

UNSEEN: Final = """told_at is not null and void_at is null and seen_at is null
   and unit_id = %(unit)s and (person_id is null or person_id = %(person)s)"""
"""SQL: what the unit in use, or the person there, has been told and not seen."""

# Never waits: what a fact changes right now is seen another time, and two who look never wait in a ring.
_SEE: Final = f"""
update reminders set seen_at = %(now)s, seen_by = %(person)s
 where id in (select id from reminders where {UNSEEN} and {{chosen}} for update skip locked) returning 1
"""  # noqa: S608 constants
_SEE_OF_CASE: Final = _SEE.format(chosen="case_id = %(case)s")
_SEE_SOME: Final = _SEE.format(chosen="key = any(%(keys)s)")
_SEE_UNTIL: Final = _SEE.format(chosen="told_at <= %(until)s")

# Parts of the statement that writes the board's rows. A row that a worker tells of meanwhile is waited for: whether it
# was told or not, it is void from then on if the case no longer plans it.
REPLACING: Final = """, voided as (
  update reminders
     set void_at = coalesce(void_at, cast(:now as timestamptz)),
         coordinator_id = case when :followed then coordinator_id end
    from unnest(cast(:void as text[])) gone(key)
   where reminders.key = gone.key and case_id = :case_id returning 1
), planned as (
  insert into reminders (key, case_id, case_ref, duty, kind, step, unit_id, person_id, coordinator_id, at, due_at,
                         binding, ladder)
  select key, case_id, case_ref, duty, kind, step, unit_id, person_id, coordinator_id, at, due_at, binding, ladder
    from jsonb_populate_recordset(null::reminders, cast(:planned as jsonb))
  on conflict (key) do update
     set unit_id = case when reminders.told_at is null then excluded.unit_id else reminders.unit_id end,
         person_id = case when reminders.told_at is null then excluded.person_id else reminders.person_id end,
         at = case when reminders.told_at is null then excluded.at else reminders.at end,
         coordinator_id = excluded.coordinator_id,
         due_at = excluded.due_at, binding = excluded.binding, ladder = excluded.ladder, void_at = null
  returning 1
)"""
WRITTEN: Final = "(select count(*) from voided) as voided, (select count(*) from planned) as planned"

STORED: Final = """
(select jsonb_agg(jsonb_build_array(key, unit_id, person_id, coordinator_id, at, ladder,
                                    told_at is not null, void_at is not null))
   from reminders where case_id = :case_id)
"""
"""SQL: what `Standing` is made of, for a case."""


_ALONE = text(f"with nothing as (select 1){REPLACING} select {WRITTEN}")


@dataclass(frozen=True, slots=True)
class Standing:
    """A reminder as it is stored."""

    key: str
    unit: UnitId
    person: int | None
    coordinator: UnitId | None
    at: datetime
    ladder: str
    told: bool
    void: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows to write, and the keys of those that are void from now on. `followed`: their coordinators go on reading."""

    planned: list[dict[str, Any]]
    void: list[str]
    followed: bool


def standing(stored: Iterable[list[Any]] | None) -> tuple[Standing, ...]:
    """What STORED answered."""
    return tuple(
        Standing(key, unit, person, coordinator, datetime.fromisoformat(at), *rest)
        for key, unit, person, coordinator, at, *rest in stored or ()
    )


def write(connection: Connection, case_id: int, changes: Changes, now: datetime) -> None:
    """Those rows alone: nothing was recorded, but other ladders plan otherwise."""
    connection.execute(_ALONE, {"case_id": case_id, "now": now, **values(changes)})


def values(changes: Changes) -> dict[str, Any]:
    """What REPLACING asks for, besides `case_id` and `now`."""
    rows = [{name: _json(value) for name, value in row.items()} for row in changes.planned]
    return {"planned": json.dumps(rows), "void": changes.void, "followed": changes.followed}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


@dataclass(frozen=True, slots=True)
class Seeing:
    """Who sees: the person in use at the unit in use, now."""

    unit: UnitId
    person: int | None
    now: datetime

    def of_case(self, connection: Connection, case_id: int) -> int:
        """Whatever they have been told of the case is seen by that. How many were not before; so of the others."""
        return self._see(connection, _SEE_OF_CASE, case=case_id)

    def some(self, connection: Connection, keys: Iterable[str]) -> int:
        """Those of these that are theirs."""
        return self._see(connection, _SEE_SOME, keys=list(keys))

    def until(self, connection: Connection, until: datetime) -> int:
        """All that they had been told by then."""
        return self._see(connection, _SEE_UNTIL, until=until)

    def _see(self, connection: Connection, statement: LiteralString, **chosen: Any) -> int:
        who = {"unit": self.unit, "person": self.person, "now": self.now}
        return len(driver.rows(connection, statement, who | chosen))


def changed(
    case_id: int,
    ref: str,
    planned: Iterable[Planned],
    versions: Mapping[str, int],
    before: Iterable[Standing],
    *,
    coordinator: Callable[[UnitId], UnitId | None] | None,
    ladder: str,
) -> Changes:
    """What to write so that the rows are the plan.

    `versions`: the due version of each duty by its key; `coordinator` of a unit, None: identity is protected, and no
    list names a unit. `ladder`: fingerprint of the ladders that it was planned by.
    """
    stood = {one.key: one for one in before}
    written = []
    for one in planned:
        row = _row(case_id, ref, one, versions, coordinator) | {"ladder": ladder}
        old = stood.pop(row["key"], None)
        if old is None or old.void or _differs(old, row):
            written.append(row)
    void = [one.key for one in stood.values() if not one.void or (coordinator is None and one.coordinator)]
    return Changes(written, void, coordinator is not None)


def _differs(old: Standing, row: Mapping[str, Any]) -> bool:
    if (old.coordinator, old.ladder) != (row["coordinator_id"], row["ladder"]):
        return True
    # Whom it was told, and when it was planned for, is as it was told.
    return not old.told and (old.unit, old.person, old.at) != (row["unit_id"], row["person_id"], row["at"])


def _row(
    case_id: int,
    ref: str,
    one: Planned,
    versions: Mapping[str, int],
    coordinator: Callable[[UnitId], UnitId | None] | None,
) -> dict[str, Any]:
    about = one.occasion
    version = versions[about.key] if about.version is None else about.version
    duty = handle(ref, about.key)
    return {
        "key": f"{ref}:{duty}:{one.step}:{version}",
        "case_id": case_id,
        "case_ref": ref,
        "duty": duty,
        "kind": about.kind,
        "step": one.step,
        "unit_id": one.unit,
        "person_id": one.person,
        "coordinator_id": coordinator(about.unit) if coordinator else None,
        "at": one.at,
        "due_at": about.due_at,
        "binding": about.binding,
    }
