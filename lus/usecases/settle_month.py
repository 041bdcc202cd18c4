"""Taking a month as settled: a fact in a list of its own, for the coordinators of both principals."""

import hashlib
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeAlias

from lus.domain.access import Actor
from lus.domain.calendar import DAY, day_of
from lus.domain.lawdata import Law
from lus.domain.month import month_of
from lus.domain.settled import answer_of
from lus.domain.settlement import Principals, Settlement, months_before, settle_stays
from lus.domain.tally import stay_of
from lus.domain.terms import Terms
from lus.store import months, registry
from lus.store.audit import Purpose, Record
from lus.store.doors import WritingDoor
from lus.store.tallies import tallied, units_of
from lus.usecases.following import engine_fingerprint

PURPOSE: Purpose = "Administration"
BACK = 2
"""Months before the asked one that a run of months may reach back to."""


class System(Protocol):
    """What bootstrap hands over, as far as settling needs it."""

    @property
    def writing(self) -> Callable[[Actor, str | None, Purpose], AbstractContextManager[WritingDoor]]:
        """The door."""
        ...

    @property
    def law(self) -> Law:
        """The law data."""
        ...


@dataclass(frozen=True, slots=True)
class Settled:
    """The month stands as settled by the actor's principal; `again`: this very form had settled it before."""

    again: bool = False


@dataclass(frozen=True, slots=True)
class NotSettled:
    """Nothing was recorded. `code`: why (lus.words.months.REFUSED)."""

    code: str


Outcome: TypeAlias = Settled | NotSettled


def span(month: date) -> tuple[date, date]:
    """The days whose stays are read for a month: from the first that a run of months reaches back to, up to its end."""
    return (*months_before(month, BACK),)[-1], month_of(month + 31 * DAY)


def digest(answer: dict[str, Any]) -> str:
    """What a form carries of the figures that it showed: settled is what somebody saw."""
    return hashlib.sha256(json.dumps(answer, sort_keys=True).encode()).hexdigest()[:16]


def settle(system: System, actor: Actor, principals: Principals, month: date, *, key: str, shown: str) -> Outcome:
    """Record the month (its first day) as it stands, if it is what `shown` is the digest of. Raises TooMany."""
    if actor.person is None or actor.assignment is None:
        raise PermissionError(actor.role)
    with system.writing(actor, None, PURPOSE) as door:
        log = Record("Signera", "month_settled")
        door.log(log)
        if months.known(door.connection, actor.person, key):
            log.outcome = "repeated"
            return Settled(again=True)
        found = _found(door, system.law, principals, month)
        answer = answer_of(found)
        code = refused(found, day_of(door.now)) or ("" if digest(answer) == shown else "month_changed")
        if code:
            log.outcome = "refused"
            return NotSettled(code)
        months.append(
            door.connection,
            principals=principals,
            month=month,
            actor=actor,
            at=door.now,
            fingerprints=(system.law.fingerprint, engine_fingerprint()),
            answer=json.dumps(answer),
            key=key,
        )
        log.outcome = "recorded"
    return Settled()


def _found(door: WritingDoor, law: Law, principals: Principals, month: date) -> Settlement:
    first, until = span(month)
    rows = tallied(door.connection, door.actor.unit, principals, first, until)
    units = {unit: card.unit for unit, card in registry.cards(door.connection, units_of(rows)).items()}
    terms = Terms(law, units, payer=principals.municipality)
    stays = [stay_of(row.ref, row.facts, row.ended_on, terms, door.now) for row in rows]
    return settle_stays(law, principals, month, stays)


def refused(found: Settlement, today: date) -> str:
    """Why the month cannot be taken as settled; empty where it can."""
    if month_of(found.asked.month + 31 * DAY) > today:
        return "month_runs"
    if found.asked.bound.terms.settlement == "unknown":
        return "terms_unknown"
    if found.readings:
        return "month_undecided"
    return "" if any(part.excluded != "other_month" for part in found.figures.parts) else "month_empty"
