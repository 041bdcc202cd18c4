"""`lus rederive`: open cases derived again under the law data and the rules of this installation, and what moved.

Each case is a transaction of its own, so that it may be interrupted and run again: what is done is not done twice.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import Connection

from lus.domain.access import Actor
from lus.domain.board import board_rows
from lus.domain.derive import Derived, derive
from lus.domain.lawdata import Law
from lus.domain.reminding import Ladders
from lus.domain.terms import Terms
from lus.domain.units import SIDES
from lus.store import journal, registry, stale
from lus.store.audit import Purpose, Record, Shown
from lus.store.doors import WritingDoor
from lus.store.stale import Stale
from lus.usecases.following import engine_fingerprint, follow, lend_eyes, units_of

PURPOSE: Purpose = "Administration"
BATCH = 200


class System(Protocol):
    """What bootstrap hands over, as far as this needs it."""

    @property
    def writing(self) -> Callable[[Actor, str | int | None, Purpose], AbstractContextManager[WritingDoor]]:
        """The door."""
        ...

    @property
    def sweeping(self) -> Callable[[], AbstractContextManager[Connection]]:
        """As a worker."""
        ...

    @property
    def law(self) -> Law:
        """The law data."""
        ...

    @property
    def ladders(self) -> Ladders:
        """Who is reminded of what, and when."""
        ...


@dataclass(frozen=True, slots=True)
class Due:
    """A duty's due time before and after; None: it was not open, or no longer is."""

    kind: str
    old: datetime | None
    new: datetime | None


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved in a case. `liability`: state and first liable day before and after, None where they stand."""

    ref: str
    duties: tuple[Due, ...]
    liability: tuple[tuple[str, date | None], tuple[str, date | None]] | None


def waiting(system: System) -> int:
    """How many open cases were derived by other law data or other rules than these."""
    with system.sweeping() as connection:
        return stale.count(connection, system.law.fingerprint, engine_fingerprint())


def rederive(system: System, *, dry_run: bool = False, batch: int = BATCH) -> Iterator[Moved]:
    """Each open case that was derived otherwise, once it is done; `dry_run`: as it would be, and nothing is changed.

    Raises DatabaseGone, and whatever else: the cases yielded until then are done.
    """
    after = 0
    while found := _batch(system, after, batch):
        for one in found:
            moved = _again(system, one, dry_run=dry_run)
            if moved:
                yield moved
        after = found[-1].case_id


def _batch(system: System, after: int, limit: int) -> list[Stale]:
    with system.sweeping() as connection:
        return list(stale.batch(connection, system.law.fingerprint, engine_fingerprint(), after, limit))


def _again(system: System, one: Stale, *, dry_run: bool) -> Moved | None:
    """In the name of the unit that owes the case's first open duty, as the system. None: it left the case meanwhile."""
    actor = Actor(None, None, one.unit, SIDES[one.kind], "system", one.provider, (one.unit,))
    with system.writing(actor, one.case_id, PURPOSE) as door:
        log = Record("Läsa" if dry_run else "Skriva", "rederive")
        door.log(log)
        locked = door.case
        if locked is None:
            log.outcome = "not_found"
            return None
        log.add([Shown(locked.id, locked.person, (actor.provider,))])
        moment = journal.moment(door.connection, locked.id, 0, "")
        case = journal.load(door.connection, locked.id)
        cards = registry.cards(door.connection, {actor.unit, *units_of(case)})
        terms = Terms(system.law, {unit: card.unit for unit, card in cards.items()})
        found = derive(case, terms)
        shown = board_rows(found, terms)
        before = stale.liability(door.connection, locked.id, actor.units)
        if not dry_run:
            version = locked.version
            follow(
                door, locked, found, shown, version, terms=terms, ladders=system.ladders, moment=moment,
                patient=locked.patient, leaving=lend_eyes(door, shown, locked.patient),
            )  # fmt: skip
            log.outcome = "recorded"
    liability = next((row.liability for row in shown.values()), None)
    after = (liability.state, liability.first_on) if liability else before
    money = (before, after) if before and after and before != after else None
    return Moved(locked.ref, tuple(_moved(moment, found)), money)


def _moved(moment: journal.Moment, found: Derived) -> Iterator[Due]:
    old = {
        row["key"]: (row["kind"], datetime.fromisoformat(row["due_at"]))
        for row in moment.duties
        if row["met_at"] is None and row["cancelled_at"] is None
    }
    new = {duty.key: (duty.kind, duty.due_at) for duty in found.open_duties}
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        if was != now:
            yield Due((was or now or ("", None))[0], was[1] if was else None, now[1] if now else None)
