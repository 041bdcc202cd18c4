"""What follows from a case's facts and is written with them: parties, duties, boards, lists, reminders."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from lus.domain.board import BoardRow
from lus.domain.bounces import handed
from lus.domain.case import Case
from lus.domain.coordination import listed
from lus.domain.counted import counted
from lus.domain.derive import Derived
from lus.domain.facts import KINDS, Seq, slots
from lus.domain.reminding import Ladders, Planned, occasions, plan
from lus.domain.tally import tallies
from lus.domain.terms import Terms
from lus.domain.units import UnitId
from lus.store import derived as rows
from lus.store import journal, notify
from lus.store.doors import WritingDoor
from lus.store.patient import Known


def lend_eyes(door: WritingDoor, shown: Mapping[UnitId, BoardRow], patient: Known | None) -> bool:
    """A unit that leaves the case by this, or those who may know the patient, may not write what follows for the
    others: they lend it their eyes meanwhile. Whether they did.
    """
    ours = set(door.actor.units)
    unnamed = bool(patient and patient.named is not None and not patient.named & ours)
    leaving = not door.from_the_list and (not set(shown) & ours or unnamed)
    if leaving:
        door.look_as({*shown, *door.actor.units})
    return leaving


def follow(
    door: WritingDoor,
    locked: journal.Locked,
    found: Derived,
    shown: Mapping[UnitId, BoardRow],
    seq: Seq,
    *,
    terms: Terms,
    ladders: Ladders,
    moment: journal.Moment,
    patient: Known | None,
    leaving: bool,
) -> None:
    """Write everything that follows from the facts, of which `seq` is the last, and tell whose rows it changes.

    `shown`: the boards' rows; `patient`: who it is from now on, None where that is not for the unit to know.
    `leaving`: whether eyes were lent.
    """
    lists = tuple(listed(found, terms))
    rows.replace(
        door.connection,
        locked,
        found,
        shown,
        seq,
        coordinated=lists,
        planned=reminders(found, shown, terms, ladders),
        tallied=tuple(tallies(found, terms)),
        counted=tuple(counted(found, terms)),
        handed=tuple(handed(found, terms)),
        patient=patient,
        stored=moment,
        terms=terms,
        engine=engine_fingerprint(),
        ladder=ladders.fingerprint,
    )
    told = {*shown, *locked.party_units, *locked.coordinators, *(one.unit for one in lists)}
    notify.changed(door.connection, locked.ref, seq, told, look_as=door.actor.units if leaving else None)


def reminders(found: Derived, shown: Mapping[UnitId, BoardRow], terms: Terms, ladders: Ladders) -> Iterator[Planned]:
    """Everything that the case plans to remind of. `shown`: its boards' rows, which know the liability."""
    liability = next((row.liability for row in shown.values()), None)
    for occasion in occasions(found, liability, terms):
        yield from plan(occasion, terms.units, ladders)


def units_of(case: Case) -> Iterator[UnitId]:
    """Every unit that the case's facts name."""
    for fact in case.facts:
        yield fact.unit
        yield from fact.to_units
        yield from named(fact.kind, fact.__dict__)


def named(kind: str, fields: Mapping[str, Any]) -> Iterator[UnitId]:
    """The units that a fact's own fields name."""
    for slot in slots(KINDS[kind]):
        value = fields.get(slot.name)
        if value and slot.control in {"unit", "units"}:
            yield from (value if isinstance(value, tuple) else (value,))


@cache
def engine_fingerprint() -> str:
    """Changes when the rules do: every derived row says by which rules it was derived."""
    digest = hashlib.sha256()
    for path in sorted(_sources(resources.files("lus.domain")), key=str):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _sources(folder: Traversable) -> Iterator[Traversable]:
    for path in folder.iterdir():
        if path.is_dir():
            yield from _sources(path)
        elif path.name.endswith(".py"):
            yield path
