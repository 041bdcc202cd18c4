"""What answers what, and the times of a message on both sides: when it was sent, and when each receiver read it."""

from lus.domain.case import parts
from lus.domain.facts import DeviationReported, Fact, Seq
from lus.web.moments import when
from lus.web.situation import Situation
from lus.words import KIND, inside


def answers(here: Situation, fact: Fact) -> tuple[Seq, str, str] | None:
    """The fact that a message answers, hands on or sends back: its number, how it is called, and "Svar på"."""
    seq = fact.in_reply_to or (fact.refers_to if fact.kind in {"forwarded", "wrong_recipient"} else None)
    target = find(here, seq)
    return (target.seq, named(here, target), "Svar på" if fact.in_reply_to else "Gäller") if target else None


def find(here: Situation, seq: Seq | None) -> Fact | None:
    """The fact of that number, also where it no longer counts."""
    return next((fact for fact in here.case.facts if fact.seq == seq), None)


def named(here: Situation, fact: Fact) -> str:
    """A fact in a sentence: underrättelse om utskrivningsklar från Avd 3 tors 10 dec 9.10."""
    by = "er" if fact.unit == here.unit else here.cards[fact.unit].short
    return f"{inside(KIND[fact.kind])} från {by} {when(fact.moment, here.now)}"


def both_sides(here: Situation, fact: Fact) -> tuple[str, ...]:
    """When the fact happened and was told, and when each receiver read it, as both principals have it."""
    by = here.cards[fact.unit].short
    told = [f"{KIND[fact.kind]}, {by}: {'skickat' if fact.sent else 'hände'} {when(fact.moment, here.now)}"]
    if when(fact.recorded_at, here.now) != when(fact.moment, here.now):
        told.append(f"Noterat här {when(fact.recorded_at, here.now)}")
    owed = {
        parts(duty.key)[2]: duty
        for duty in here.derived.duties
        if duty.opened.seq == fact.seq and duty.kind == "acknowledge"
    }
    for unit in fact.to_units if fact.receipt else ():
        duty = owed.get(unit)
        read = f"läst {when(duty.met_at, here.now)}" if duty and duty.met_at else "inte kvitterat"
        told.append(f"{here.cards[unit].short}: {read}")
    return tuple(told)


def deviation_times(here: Situation, fact: Fact) -> tuple[str, ...]:
    """The times of what a deviation is about; none where it names no event."""
    target = find(here, fact.about) if isinstance(fact, DeviationReported) else None
    return both_sides(here, target) if target else ()
