"""Protected identity: of which kind, and which units may know who the patient is (docs/adr/0023).

Worked out in the order of recording, not of telling: a mark that is told of yesterday changes nothing for what was
handed on meanwhile, and never names anybody anew.
"""

from collections.abc import Iterable
from dataclasses import replace

from lus.domain.facts import (
    AdmissionNotified,
    Admitted,
    CoordinationAnswered,
    CoordinationOpened,
    Fact,
    Forwarded,
    Moved,
    OrdinationGiven,
    PartyInvited,
    PlanOpened,
    ProtectionEnded,
    ProtectionMarked,
    WrongRecipient,
)
from lus.domain.immutable import immutable
from lus.domain.units import UnitId


@immutable()
class Protection:
    """The mark that stands. `named`: who sees name and number; every other party sees the case alone."""

    kind: str
    named: frozenset[UnitId]


def protection(facts: Iterable[Fact]) -> Protection | None:
    """What the facts that count say; None: everybody on the case may know who the patient is."""
    found: Protection | None = None
    ward: UnitId | None = None
    for fact in sorted(facts, key=lambda one: one.seq):
        if ward is None and isinstance(fact, Admitted | CoordinationOpened | PlanOpened):
            ward = fact.unit
            # A call names units for a plan, and lets nobody know who did not know in the stay.
            known = fact.named if isinstance(fact, PlanOpened) else fact.to_units
            found = Protection(fact.protection, frozenset({ward, *known})) if fact.protection else None
        elif isinstance(fact, ProtectionMarked):
            named = {fact.unit, *fact.named, *([ward] if ward is not None else [])}
            found = Protection(fact.protection or "", frozenset(named))
        elif isinstance(fact, ProtectionEnded):
            found = None
        elif found:
            found = replace(found, named=_handed_on(found.named, fact))
        if isinstance(fact, Moved):
            ward = fact.ward
    return found


def _handed_on(named: frozenset[UnitId], fact: Fact) -> frozenset[UnitId]:
    """Who is named hands the patient on: tells of the admission, orders care, forwards a message, moves to a ward."""
    if isinstance(fact, WrongRecipient):
        return named - {fact.unit}
    if fact.unit not in named:
        return named
    if isinstance(fact, AdmissionNotified | OrdinationGiven | Forwarded | CoordinationOpened | PartyInvited):
        return named | fact.units
    if isinstance(fact, CoordinationAnswered) and fact.next_unit is not None:
        return named | {fact.next_unit}
    return named | {fact.ward} if isinstance(fact, Moved) and fact.ward is not None else named
