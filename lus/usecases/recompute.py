"""Stored rows against what the facts give: a sample is worked out anew each night, and what was never planned is.

Opens each case as the system, for the unit that owes its first open duty, and is logged like everybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from lus.domain.board import board_rows
from lus.domain.derive import derive
from lus.domain.terms import Terms
from lus.store import derived, journal, registry, reminders
from lus.store.audit import Purpose, Record, Shown
from lus.store.doors import WritingDoor
from lus.usecases import following
from lus.usecases.closing import in_the_name_of
from lus.usecases.following import engine_fingerprint, units_of
from lus.usecases.sweeping import System

PURPOSE: Purpose = "Kvalitetssäkring"
SAMPLE = 200
PLANNED_AT_ONCE = 100

_SAMPLE = text("""
select c.ref, (array_agg(d.unit_id order by d.due_at, d.key))[1] as unit_id
  from duties d join cases c on c.id = d.case_id
 where d.met_at is null and d.cancelled_at is null
 group by c.ref order by random() limit :most
""")

# Open before there were reminders, or planned by ladders that have been changed since.
_UNPLANNED = text("""
select c.ref, (array_agg(d.unit_id order by d.due_at, d.key))[1] as unit_id
  from duties d join cases c on c.id = d.case_id
 where d.met_at is null and d.cancelled_at is null
   and not exists (select from reminders r where r.case_id = d.case_id and r.ladder = :ladder)
 group by c.ref order by random() limit :most
""")


@dataclass(frozen=True, slots=True)
class Compared:
    """How many cases were worked out anew, and the references of those that are stored otherwise."""

    cases: int
    differing: tuple[str, ...]


def sample(system: System) -> Compared:
    """Work some open cases out anew and compare. Raises DatabaseGone."""
    with system.sweeping() as connection:
        drawn = connection.execute(_SAMPLE, {"most": SAMPLE}).all()
    differing = [door.case.ref for door, found in _opened(system, drawn) if door.case and _differs(found)]
    return Compared(len(drawn), tuple(differing))


def plan_missing(system: System) -> int:
    """Plan reminders for cases that have none by the ladders of today. How many. Raises DatabaseGone."""
    with system.sweeping() as connection:
        asked = {"ladder": system.ladders.fingerprint, "most": PLANNED_AT_ONCE}
        unplanned = connection.execute(_UNPLANNED, asked).all()
    planned = 0
    for door, found in _opened(system, unplanned):
        if door.case is not None:
            reminders.write(door.connection, door.case.id, found.reminders, door.now)
            planned += 1
    return planned


@dataclass(frozen=True, slots=True)
class _Found:
    """What of the stored rows is otherwise than the facts give. Rows of other rules than today's are not compared."""

    duties: tuple[dict[str, Any], ...]
    reminders: reminders.Changes


def _differs(found: _Found) -> bool:
    return bool(found.duties or found.reminders.planned or found.reminders.void)


def _opened(system: System, rows: Any) -> Iterator[tuple[WritingDoor, _Found]]:
    """Each case locked, with what it should be; committed when the next is asked for."""
    with system.read() as connection:
        actors = in_the_name_of(connection, {row.unit_id for row in rows})
    for row in rows:
        with system.writing(actors[row.unit_id], row.ref, PURPOSE) as door:
            door.log(Record("Läsa", "recomputed"))
            if door.case is None:
                continue
            door.log(Record("Läsa", "recomputed", shown={door.case.id: Shown(door.case.id, door.case.person)}))
            yield door, _found(system, door, door.case)


def _found(system: System, door: WritingDoor, locked: journal.Locked) -> _Found:
    stored = journal.moment(door.connection, locked.id, 0, "")
    case = journal.load(door.connection, locked.id)
    cards = registry.cards(door.connection, units_of(case))
    terms = Terms(system.law, {unit: card.unit for unit, card in cards.items()})
    derived_now = derive(case, terms)
    fingerprints = (terms.law.fingerprint, engine_fingerprint())
    before = derived.as_python(stored.duties)
    # Every fact writes all of a case's rows by the rules of its day.
    of_today = any((row["law"], row["engine"]) == fingerprints for row in before.values())
    versions = {key: row["due_version"] for key, row in before.items()}
    changed = derived.changed_duties(locked.id, derived_now.duties, before, fingerprints, door.now)
    versions |= {row["key"]: row["due_version"] for row in changed}
    shown = board_rows(derived_now, terms)
    planned = following.reminders(derived_now, shown, terms, system.ladders)
    protected = locked.patient is None or locked.patient.protected is not None
    told = reminders.changed(
        locked.id, locked.ref, planned, versions, stored.reminders,
        coordinator=None if protected else terms.coordinator, ladder=system.ladders.fingerprint,
    )  # fmt: skip
    return _Found(tuple(changed) if of_today else (), told)
