"""What a coordinator's month holds of a stay: what decides the money, and nothing about who the patient is.

A month is between the region of the ward and one municipality, as agreements and liability are. A stay is in the month
of each municipality that may owe days of it: of the one that pays as things stand, and of those that the person was
registered in under way. The region's coordinator has every stay of its wards, once for each payer;
a municipality's coordinator those that the municipality was told of. No clock is read here: whoever shows the month
reckons the liability of these facts as the case page does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from lus.domain.calendar import day_of
from lus.domain.case import History, effective
from lus.domain.derive import Derived
from lus.domain.facts import Fact, MessageWithheld
from lus.domain.immutable import immutable
from lus.domain.liability import ever_paying, mine, paying, reached
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
    """A stay in a month of a region and a municipality, as a coordinator's `unit` has it.

    `region`: the principal whose ward it is (a county code; Gotland's municipality code). `notified_on`: its first
    ready notice. `facts`: the deciding ones that count, in order, as a party that is no receiver sees them.
    `ended_on`: the day on which the patient left; None while there.
    """

    unit: UnitId
    region: str
    municipality: str
    notified_on: date
    ended_on: date | None
    disputed: bool
    facts: tuple[Fact, ...]


def tallies(derived: Derived, terms: Terms) -> Iterator[Tally]:
    """One for each payer and coordinator whose month the stay belongs in; none of a stay without a ready notice.

    None of a person with protected identity, whose payer is settled with by hand.
    """
    history = derived.history
    payers = _payers(history)
    if not payers or history.protection:
        return
    region, coordinator = terms.units[history.ward].principal, terms.coordinator(history.ward)
    told = ((terms.coordinator(party), terms.units[party].municipality) for party in derived.parties)
    months = dict.fromkeys([*((coordinator, code) for code in payers), *(one for one in told if one[1] in payers)])
    ended_on = day_of(history.end.moment) if history.end else None
    # Before any ready notice, who pays is told by the day of the last fact, whatever it is.
    last = None if history.readiness else history.facts[-1]
    facts = tuple(_bare(fact) for fact in history.facts if fact.kind in DECIDING or fact is last)
    for unit, code in months:
        if unit is not None and code is not None:
            yield Tally(unit, region, code, day_of(payers[code].moment), ended_on, "disputed" in derived.flags, facts)


def stay_of(ref: str, facts: Iterable[Fact], ended_on: date | None, terms: Terms, as_of: datetime) -> Stay:
    """The stay as a month sees it, its liability reckoned at that moment (an instant)."""
    found = answer(History(effective(facts), terms.units), terms, as_of)
    return Stay(ref, answer=found, as_of=as_of, ended_on=ended_on)


def _payers(history: History) -> dict[str, Fact]:
    """The municipalities that may owe days, each with its first ready notice; the one withheld, where none was sent."""
    if history.readiness:
        firsts = {code: mine(history, code)[0] for code in ever_paying(history)}
        return {code: reached(history, period, code) or period.first for code, period in firsts.items()}
    withheld = history.first(MessageWithheld, lambda fact: fact.of_kind == "ready_notified")
    payer = paying(history) if withheld else None
    return {payer: withheld} if withheld and payer else {}


def _bare(fact: Fact) -> Fact:
    """Without who recorded it, and what it answered."""
    return replace(fact, person=None, assignment=None, in_reply_to=None)
