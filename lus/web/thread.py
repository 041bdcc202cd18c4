"""What answers what, and the times of a message on both sides: when it was sent, and when each receiver read it."""

from lus.domain.case import parts
from lus.domain.duty import IN_THE_INBOX
from lus.domain.fact import AboutFact
from lus.domain.facts import (
    CoordinationAnswered,
    DeviationAnswered,
    DeviationReported,
    DutyAccepted,
    DutyDeclined,
    Fact,
    LiabilitySettled,
    OrdinationAnswered,
    OrdinationGiven,
    Seq,
)
from lus.web.moments import when
from lus.web.ordinations import called
from lus.web.situation import Situation
from lus.words import DUTY, KIND, inside


def answers(here: Situation, fact: Fact) -> tuple[Seq, str, str] | None:
    """The fact that a fact answers or is about: its number, how it is called, and "Svar på" or "Gäller"."""
    target = find(here, fact.in_reply_to or (fact.refers_to if isinstance(fact, AboutFact) else None))
    if target is None or isinstance(fact, OF_ITS_OWN):
        return None
    return target.seq, named(here, target), "Svar på" if fact.in_reply_to or isinstance(fact, ANSWERS) else "Gäller"


ANSWERS = (CoordinationAnswered, DeviationAnswered, OrdinationAnswered)
OF_ITS_OWN = (DutyAccepted, DutyDeclined, LiabilitySettled)
"""What says in its title what it is about."""


def find(here: Situation, seq: Seq | None) -> Fact | None:
    """The fact of that number, also where it no longer counts."""
    return next((fact for fact in here.case.facts if fact.seq == seq), None)


def named(here: Situation, fact: Fact) -> str:
    """A fact in a sentence: underrättelse om utskrivningsklar från Avd 3 tors 10 dec 9.10. An ordination: which."""
    by = "er" if fact.unit == here.unit else here.cards[fact.unit].short
    which = f": {called(fact)}" if isinstance(fact, OrdinationGiven) and fact.what else ""
    return f"{inside(KIND[fact.kind])} från {by} {when(fact.moment, here.now)}{which}"


def both_sides(here: Situation, fact: Fact) -> tuple[str, ...]:
    """When the fact happened and was told, and when each receiver read it, as both principals have it."""
    by = here.cards[fact.unit].short
    told = [f"{KIND[fact.kind]}, {by}: {'skickat' if fact.sent else 'hände'} {when(fact.moment, here.now)}"]
    if when(fact.recorded_at, here.now) != when(fact.moment, here.now):
        told.append(f"Noterat här {when(fact.recorded_at, here.now)}")
    owed = {
        parts(duty.key)[2]: duty
        for duty in here.derived.duties
        if duty.opened.seq == fact.seq and duty.kind in IN_THE_INBOX
    }
    for unit in fact.to_units if fact.receipt else ():
        duty = owed.get(unit)
        read = f"läst {when(duty.met_at, here.now)}" if duty and duty.met_at else "inte kvitterat"
        told.append(f"{here.cards[unit].short}: {read}")
    return tuple(told)


def owed_by_when(here: Situation, key: str) -> tuple[str, ...]:
    """By when the duty was to be met, and when it was; none where there is no such duty."""
    duty = here.derived.by_key.get(key)
    if duty is None:
        return ()
    toward = f" till {here.cards[duty.toward].short}" if duty.toward is not None else ""
    done = f"gjort {when(duty.met_at, here.now)}" if duty.met_at else "inte gjort"
    by = f"{here.cards[duty.unit].short}: skulle {DUTY[duty.kind]}{toward} senast {when(duty.due_at, here.now)}"
    return (f"{by}, {done}",)


def deviation_times(here: Situation, fact: Fact) -> tuple[str, ...]:
    """The times of what a deviation is about; none where it names neither event nor duty."""
    if not isinstance(fact, DeviationReported):
        return ()
    target = find(here, fact.about)
    return (*(both_sides(here, target) if target else ()), *owed_by_when(here, fact.missed or ""))
