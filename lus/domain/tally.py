"""What a coordinator's month holds of a stay: what decides the money, and nothing about who the patient is.

The region's coordinator has every stay of its wards, in the month of the municipality that pays as things stand; a
municipality's coordinator those that it pays for, or paid for before the person moved, and was told of. No clock is
read here: whoever shows the month reckons the liability of these facts as the case page does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from lus.domain.calendar import day_of
from lus.domain.case import History, effective
from lus.domain.derive import Derived
from lus.domain.facts import Fact, MessageWithheld
from lus.domain.immutable import immutable
from lus.domain.liability import ever_paying, paying
from lus.domain.month import Stay
from lus.domain.reckoning import answer
from lus.domain.terms import Terms
from lus.domain.units import UnitId

DECIDING = frozenset(
    {
        *("admitted", "moved", "need_assessed", "admission_notified", "acknowledged", "registration_changed"),
        *("ready_notified", "open_compulsory_care_decided", "ready_withdrawn", "message_withheld", "sip_called"),
        *("sip_need_decided", "consent_given", "consent_refused", "planning_noted", "care_contact_appointed"),
        *("open_care_unavailable", "open_care_unclear", "open_care_available", "leave_started", "leave_ended"),
        *("handover_answered", "discharged", "died", "interrupted", "reading_decided"),
        *("liability_disputed", "liability_settled"),
    }
)
"""Kinds that liability or a dispute rests on; answers and appointments, as they confirm a time told by phone."""


@immutable()
class Tally:
    """A stay in the month of a coordinator's `unit`. `municipality` pays; `notified_on`: the first ready notice.

    `facts`: the deciding ones that count, in order, as a party that is no receiver sees them. `ended_on`: the day on
    which the patient left; None while there.
    """

    unit: UnitId
    municipality: str
    notified_on: date
    ended_on: date | None
    disputed: bool
    facts: tuple[Fact, ...]


def tallies(derived: Derived, terms: Terms) -> Iterator[Tally]:
    """One for each coordinator whose month the stay belongs in; none of a stay without a ready notice.

    None of a person with protected identity, whose payer is settled with by hand.
    """
    history = derived.history
    notified_on = _notified_on(history)
    payer = paying(history) if notified_on else None
    if notified_on is None or payer is None or history.protection:
        return
    payers = dict.fromkeys((payer, *ever_paying(history)))
    theirs = {unit: code for unit in derived.parties if (code := terms.units[unit].municipality) in payers}
    coordinators: dict[UnitId | None, str] = {terms.coordinator(history.ward): payer}
    for party, code in sorted(theirs.items(), key=lambda one: one[1] != payer):
        coordinators.setdefault(terms.coordinator(party), code)
    ended_on = day_of(history.end.moment) if history.end else None
    # Before any ready notice, who pays is told by the day of the last fact, whatever it is.
    last = None if history.readiness else history.facts[-1]
    facts = tuple(_bare(fact) for fact in history.facts if fact.kind in DECIDING or fact is last)
    for unit, code in coordinators.items():
        if unit is not None:
            yield Tally(unit, code, notified_on, ended_on, "disputed" in derived.flags, facts)


def stay_of(ref: str, facts: Iterable[Fact], ended_on: date | None, terms: Terms, as_of: datetime) -> Stay:
    """The stay as a month sees it, its liability reckoned at that moment (an instant)."""
    found = answer(History(effective(facts), terms.units), terms, as_of)
    return Stay(ref, answer=found, as_of=as_of, ended_on=ended_on)


def _notified_on(history: History) -> date | None:
    """The day of the first ready notice; of the first that was withheld, where none was sent."""
    if history.readiness:
        return day_of(history.readiness[0].first.moment)
    withheld = history.first(MessageWithheld, lambda fact: fact.of_kind == "ready_notified")
    return day_of(withheld.moment) if withheld else None


def _bare(fact: Fact) -> Fact:
    """Without who recorded it, and what it answered."""
    return replace(fact, person=None, assignment=None, in_reply_to=None)
