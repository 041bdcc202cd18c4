"""What makes facts about messages, parties and disputes impossible."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from lus.domain.case import Case, History
from lus.domain.derive import derive
from lus.domain.duties.handling import other_coordinator
from lus.domain.errors import Refusal
from lus.domain.facts import (
    SCOPES,
    Acknowledged,
    CareContactAppointed,
    ConsentGiven,
    ConsentRefused,
    ConsentWithdrawn,
    CoordinationAnswered,
    CoordinationOpened,
    DeviationAnswered,
    DeviationReported,
    DutyOffered,
    Fact,
    FirstContactMade,
    Forwarded,
    HandoverAnswered,
    IdentityLinked,
    LiabilityDisputed,
    LiabilitySettled,
    OrdinationGiven,
    OrdinationReceived,
    PartyAdded,
    PartyRemoved,
    PlanningNoted,
    ProtectionEnded,
    ProtectionMarked,
    SipCalled,
    Voided,
    WrongRecipient,
)
from lus.domain.plan import consents, lead
from lus.domain.refusals.consent import said_yes, tells_of
from lus.domain.refusals.plans import may_leave
from lus.domain.terms import Terms
from lus.domain.units import UnitId


def _acknowledged(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    message = history.fact(fact.of)
    if message is None or not message.receipt or not _may_acknowledge(history, fact, message):
        yield Refusal("not_sent_to_you", {"of": fact.of})
        return
    if isinstance(message, DutyOffered):
        yield Refusal("answer_the_offer", {})
    end = history.ended
    if end and not isinstance(message, Voided):
        yield Refusal("case_ended", {"kind": end.kind, "at": end.moment})
    before = history.first(Acknowledged, lambda one: one.of == fact.of and one.unit == fact.unit)
    if before:
        yield Refusal("already_acknowledged", {"at": before.moment})


def _may_acknowledge(history: History, fact: Fact, message: Fact) -> bool:
    """A receiver, or who took its receipt over; a coordinator confirms the time of what was told by hand."""
    if message.told_by_hand and history.side(fact.unit) == "coordinator":
        return True
    return any(history.acts_for(fact, "acknowledge", message, unit) for unit in message.units)


def _sent_to(history: History, fact: Any) -> Fact | None:
    """The message that the unit got. A voiding is not handed on or sent back: what it takes back was."""
    message = history.fact(fact.of)
    sent = message and message.receipt and not isinstance(message, Voided) and fact.unit in message.units
    return message if sent else None


def _first_sent(history: History, forward: Any) -> Fact | None:
    """The message that is handed on, whoever handed it on before."""
    message = history.fact(forward.of)
    root = history.forwarded_from(message) if isinstance(message, Forwarded) else None
    return root[0] if root else message


def _forwarded(history: History, fact: Any, _case: Case, terms: Terms) -> Iterator[Refusal]:
    if _sent_to(history, fact) is None:
        yield Refusal("not_sent_to_you", {"of": fact.of})
    if len(fact.receivers) > 1:
        yield Refusal("one_receiver", {}, "to")
    if isinstance(_first_sent(history, fact), CoordinationOpened):
        yield Refusal("passed_on_instead", {})
    if isinstance(_first_sent(history, fact), DutyOffered):
        yield Refusal("answer_the_offer", {})
    if isinstance(_first_sent(history, fact), OrdinationGiven):
        strangers = (unit for unit in fact.to_units if not terms.units[unit].gives_care)
        yield from (Refusal("reads_no_ordinations", {"unit": unit}, "to") for unit in strangers)
    if history.first(Forwarded, lambda one: one.of == fact.of and one.unit == fact.unit):
        yield Refusal("already_forwarded", {})


def _wrong_recipient(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    """A unit that has answered for the patient was not the wrong one: it takes that back first."""
    if _sent_to(history, fact) is None or fact.unit not in history.parties:
        yield Refusal("not_sent_to_you", {"of": fact.of})
        return
    theirs = (
        CareContactAppointed,
        HandoverAnswered,
        PlanningNoted,
        SipCalled,
        FirstContactMade,
        OrdinationReceived,
        OrdinationGiven,
        CoordinationAnswered,
    )
    acted = next((one for one in history.facts if one.unit == fact.unit and isinstance(one, theirs)), None)
    yield from may_leave(history, fact.unit)
    if acted:
        yield Refusal("already_acted", {"kind": acted.kind, "at": acted.moment})


def _party_added(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    if fact.party != fact.unit:
        yield from about_identity(history, fact, case, terms)
    yield from tells_of(history, fact, case, terms)
    if fact.party in history.parties:
        yield Refusal("already_a_party", {"unit": fact.party}, "party")
    if history.side(fact.unit) == "coordinator" and fact.party != fact.unit:
        yield Refusal("only_yourself", {}, "party")
    if terms.units[fact.party].side == "ward":
        yield Refusal("moved_instead", {"unit": fact.party}, "party")


STAYS = {"stay": "the_ward_stays", "coordination": "the_asker_stays", "plan": "the_lead_stays"}
"""Kind of case ► what to say where somebody would take the unit off without which nobody would answer for it."""


def staying(history: History) -> UnitId | None:
    """The unit that cannot be taken off the case: the ward, who asked, who leads."""
    if history.admitted:
        return history.ward
    return lead(history) if history.began else None


def _party_removed(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """By the unit that added it, or the ward; a coordinator leaves itself. Never the ward, nor who owes something.

    Of a question who asked it stays, of a plan who leads it, and either takes others off.
    """
    gone = {wrong.unit for wrong in history.all(WrongRecipient)}
    stays = staying(history)
    if fact.party == stays:
        yield Refusal(STAYS[history.kind], {"unit": fact.party}, "party")
        return
    if fact.party not in history.parties and fact.party not in gone:
        yield Refusal("not_a_party", {"unit": fact.party}, "party")
        return
    added = history.last(PartyAdded, lambda one: one.party == fact.party)
    leaves = fact.party == fact.unit and history.side(fact.unit) == "coordinator"
    if fact.unit != stays and not leaves and not (added and added.unit == fact.unit):
        yield Refusal("not_your_party", {"unit": fact.party}, "party")
    yield from (replace(one, field="party") for one in may_leave(history, fact.party))
    owes = [(one.kind, one.unit) for one in derive(case, terms).open_duties if one.unit == fact.party]
    if owes:
        yield Refusal("owes_something", {"unit": fact.party, "duties": tuple(owes)}, "party")


def _withdrawn_consent(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """Whatever yes stands, run out or not, is taken back: a no that is not heard would be worse than one too many."""
    yield from said_yes(history, fact, case, terms)
    held = [scope for scope in SCOPES if consents(history, scope, date.min)]
    if not set(held) & set(fact.scope):
        yield Refusal("no_consent", {}, "scope" if held else None)


def about_identity(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    """Who may not know who the patient is says nothing about it, and lets nobody know."""
    stands = history.protection
    if stands and fact.unit not in stands.named:
        yield Refusal("not_named", {})


def _protection_ended(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    yield from about_identity(history, fact, case, terms)
    if history.protection is None:
        yield Refusal("not_protected", {})


def _deviation_answered(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    reported = history.fact(fact.of)
    if not isinstance(reported, DeviationReported) or not any(
        history.acts_for(fact, "answer_deviation", reported, unit) for unit in reported.units
    ):
        yield Refusal("not_sent_to_you", {"of": fact.of})
        return
    before = history.first(DeviationAnswered, lambda one: one.of == fact.of and one.unit == fact.unit)
    if before:
        yield Refusal("already_answered", {"at": before.moment})


def _disputed(history: History, fact: Any, _case: Case, terms: Terms) -> Iterator[Refusal]:
    if not history.readiness:
        yield Refusal("not_ready", {"kind": fact.kind})
    elif other_coordinator(history, terms, fact.unit) in {None, fact.unit}:
        yield Refusal("no_coordinator", {})


def _settled(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    if not isinstance(history.fact(fact.of), LiabilityDisputed):
        yield Refusal("nothing_to_settle", {})


PARTIES: dict[type[Fact], Callable[[History, Any, Case, Terms], Iterator[Refusal]]] = {
    Acknowledged: _acknowledged,
    PartyAdded: _party_added,
    PartyRemoved: _party_removed,
    Forwarded: _forwarded,
    WrongRecipient: _wrong_recipient,
    ConsentGiven: said_yes,
    ConsentRefused: said_yes,
    ConsentWithdrawn: _withdrawn_consent,
    IdentityLinked: about_identity,
    ProtectionMarked: about_identity,
    ProtectionEnded: _protection_ended,
    DeviationAnswered: _deviation_answered,
    LiabilityDisputed: _disputed,
    LiabilitySettled: _settled,
}
"""Kind ► what makes it impossible, beyond what holds for all."""
