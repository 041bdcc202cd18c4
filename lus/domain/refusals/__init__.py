"""Why a fact cannot be recorded, and what to do first.

Refuse little: the law makes sending a duty, so a message is accepted wherever it helps the patient. Only wrong
input and the impossible are refused.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from lus.domain.calendar import day_of
from lus.domain.case import Case, History, effective
from lus.domain.derive import Derived, derive
from lus.domain.errors import Refusal
from lus.domain.facts import (
    RECEIVERS,
    WARD,
    Acknowledged,
    AdmissionNotified,
    Admitted,
    Closed,
    Consent,
    CoordinationAnswered,
    CoordinationOpened,
    Died,
    Discharged,
    DutyAccepted,
    ExpectedDischargeChanged,
    Fact,
    Forwarded,
    HandoverAnswered,
    HomegoingBooked,
    IdentityLinked,
    Interrupted,
    MessageSent,
    Moved,
    OrdinationGiven,
    PlanOpened,
    ProtectionEnded,
    ProtectionMarked,
    ReadyNotified,
    Voided,
    WrongRecipient,
    slots,
)
from lus.domain.refusals.coordination import COORDINATION
from lus.domain.refusals.duties import ABOUT_DUTIES, closing
from lus.domain.refusals.meetings import MEETINGS
from lus.domain.refusals.ordinations import ORDINATIONS
from lus.domain.refusals.parties import PARTIES, about_identity
from lus.domain.refusals.plans import PLANS
from lus.domain.refusals.stay import STAY
from lus.domain.terms import Terms
from lus.domain.units import UnitId

AHEAD = timedelta(minutes=2)
"""How far ahead of the database's clock a time may be told: workstations' clocks differ a little."""


BEFORE = {"stay": "before_admission", "coordination": "before_question", "plan": "before_plan"}
"""Kind of case ► what to say of a time before it began."""

LATE = timedelta(hours=24)
"""What is told later than this after it happened asks for a reason."""


MOST_FACTS = 10_000
"""Facts of one case, five hundred times the ordinary, beyond which it takes in only what ends it, and voidings."""

ALWAYS_TAKEN = (Discharged, Died, Interrupted, Closed, Voided)
"""What is recorded on a full case too."""


def refusals(case: Case, fact: Fact, terms: Terms, known: Derived | None = None) -> tuple[Refusal, ...]:
    """Why `fact` cannot be recorded on the case, input faults first; empty: it can.

    `fact.unit` must be a unit of the terms. `known`: what follows from the case, where somebody has derived it.
    """
    found = [Refusal(code, {}, name) for name, code in fact.faults().items()]
    history = known.history if known else case.history(terms.units)
    found = found or list(_faults_of_time(history, fact))
    if found:
        return tuple(found)
    if history.side(fact.unit) not in fact.by:
        return (Refusal("not_your_act", {"kind": fact.kind}),)
    if len(case.facts) >= MOST_FACTS and not isinstance(fact, ALWAYS_TAKEN):
        return (Refusal("case_full", {"most": MOST_FACTS}),)
    found += _faults_of_receivers(history, fact, terms)
    found += _impossible(history, fact, case, terms, known)
    return tuple(found)


def _faults_of_time(history: History, fact: Fact) -> Iterator[Refusal]:
    latest = fact.recorded_at + AHEAD
    if fact.at > latest:
        yield Refusal("in_the_future", {"at": fact.at}, "at")
    if fact.recorded_at - fact.at > LATE and not fact.late_reason:
        yield Refusal("told_late", {"at": fact.at}, "late_reason")
    if isinstance(fact, ReadyNotified) and fact.judged_at and fact.judged_at > latest:
        yield Refusal("in_the_future", {"at": fact.judged_at}, "judged_at")
    admitted = history.admitted
    if history.began and fact.at < history.began.at:
        code = BEFORE[history.kind]
        yield Refusal(code, {"at": fact.at, "admitted_at": history.began.at}, "at")
    if admitted is None:
        return
    for name, value in _told_ahead(fact):
        if day_of(value) < day_of(admitted.at) if isinstance(value, datetime) else value < day_of(admitted.at):
            yield Refusal("before_admission", {"at": value, "admitted_at": admitted.at}, name)


def _told_ahead(fact: Fact) -> Iterator[tuple[str, Any]]:
    """The dates and times that a fact tells of what is to come."""
    if isinstance(fact, AdmissionNotified | ExpectedDischargeChanged):
        yield "expected_discharge_on", fact.expected_discharge_on
    if isinstance(fact, HomegoingBooked):
        yield "homegoing_at", fact.homegoing_at
    if isinstance(fact, ReadyNotified) and fact.judged_at:
        yield "judged_at", fact.judged_at
    if isinstance(fact, OrdinationGiven) and fact.first_at:
        yield "first_at", fact.first_at
    if isinstance(fact, HandoverAnswered):
        yield from ((name, at) for name in ("from_at", "next_answer_at") if (at := getattr(fact, name)))


def _faults_of_receivers(history: History, fact: Fact, terms: Terms) -> Iterator[Refusal]:
    named = [unit for slot in slots(type(fact)) if slot.control == "unit" and (unit := getattr(fact, slot.name))]
    strangers = [unit for unit in (*fact.to_units, *named) if unit not in terms.units]
    if strangers:
        yield from (Refusal("not_a_receiver", {"unit": unit, "kind": fact.kind}, "to") for unit in strangers)
    elif fact.to in NEED_RECEIVER and not fact.receivers and not _said_before_others_came(history, fact):
        yield Refusal("no_receiver", {"kind": fact.kind}, "to")
    for receiver in () if strangers else fact.receivers:
        unit = receiver.unit
        if fact.to in {"concerned", "carers", "notified"} and history.side(unit) not in RECEIVERS:
            yield Refusal("not_a_receiver", {"unit": unit, "kind": fact.kind}, "to")
        elif fact.to in {"chosen", "other_principal"} and unit not in history.parties and not _may_join(history, fact):
            yield Refusal("not_a_party", {"unit": unit}, "to")
        elif fact.to == "same_principal" and not _colleague(terms, unit, fact.unit):
            yield Refusal("not_your_organisation", {"unit": unit}, "to")
        elif fact.to == "other_principal" and terms.units[unit].principal == terms.units[fact.unit].principal:
            yield Refusal("same_principal", {"unit": unit}, "to")
        elif unit == fact.unit and fact.to not in {"sender", "receivers"}:
            yield Refusal("to_yourself", {"unit": unit}, "to")


def _may_join(history: History, fact: Fact) -> bool:
    """Whether a unit off the case may be named: what begins it; and the units that a consent to a plan is for."""
    return history.began is None or (history.kind == "plan" and isinstance(fact, Consent))


def _said_before_others_came(history: History, fact: Fact) -> bool:
    """Whether a person's yes or no is recorded while nobody else is on the case: it need not wait for them."""
    return isinstance(fact, Consent) and set(history.parties) <= {fact.unit}


NEED_RECEIVER = {"concerned", "carers", "anyone", "notified", "chosen", "same_principal", "other_principal"}
"""Audiences of which at least one unit must be named."""


def _colleague(terms: Terms, one: UnitId, other: UnitId) -> bool:
    """Whether the two are different units of one organisation, on the same side of a case."""
    mine, theirs = terms.units[other], terms.units[one]
    return one != other and (mine.principal, mine.side) == (theirs.principal, theirs.side)


def _impossible(
    history: History, fact: Fact, case: Case, terms: Terms, known: Derived | None = None
) -> Iterator[Refusal]:
    began = history.began
    if began is None or isinstance(fact, Admitted | PlanOpened):
        yield from _beginning(began, fact)
        if isinstance(fact, CoordinationOpened | PlanOpened):
            yield from _ASK[type(fact)](history, fact, case, terms)
        return
    if history.kind not in fact.cases:
        yield Refusal("not_on_such_a_case", {"kind": fact.kind})
        return
    end = history.ended
    if end and not fact.after_the_end:
        yield Refusal("case_ended", {"kind": end.kind, "at": end.moment})
        return
    if fact.by == WARD and fact.unit != history.ward and not _before_it_moved(history, fact):
        yield Refusal("moved_away", {"unit": history.ward})
        return
    if isinstance(fact, Closed):
        yield from closing(fact, known or derive(case, terms))
    elif ask_duty := ABOUT_DUTIES.get(type(fact)):
        yield from ask_duty(known or derive(case, terms), fact, terms)
    elif ask := _ASK.get(type(fact)):
        yield from ask(history, fact, case, terms)


def _beginning(began: Fact | None, fact: Fact) -> Iterator[Refusal]:
    """A stay begins with an admission, once, and a plan with being opened; what is left with a question."""
    if isinstance(began, Admitted) and isinstance(fact, Admitted):
        yield Refusal("already_admitted", {"at": began.at})
    elif began:
        yield Refusal("not_on_such_a_case", {"kind": fact.kind})
    elif not isinstance(fact, Admitted | CoordinationOpened | PlanOpened):
        yield Refusal("not_admitted", {"kind": fact.kind})


def _before_it_moved(history: History, fact: Fact) -> bool:
    """Whether the ward tells of a time when the patient still was there."""
    away = history.last(Moved, lambda moved: moved.unit == fact.unit)
    return away is not None and fact.moment <= away.moment


def _voided(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """Only by the sender; never the admission; what others rest on is voided after them."""
    target: Fact | None = history.fact(fact.of)
    if target is None:
        yield Refusal("nothing_to_void", {"of": fact.of})
    elif isinstance(target, Voided | Admitted) or (history.began and target.seq == history.began.seq):
        yield Refusal("cannot_be_voided", {"kind": target.kind})
    elif target.unit != fact.unit:
        yield Refusal("not_the_sender", {"kind": target.kind})
    else:
        if isinstance(target, IdentityLinked | ProtectionMarked | ProtectionEnded | WrongRecipient):
            yield from about_identity(history, fact, case, terms)
        resting = _resting_on(target, fact, case, terms)
        if resting:
            yield Refusal("void_first", {"facts": tuple((one.kind, one.moment, one.unit) for one in resting)})


def _resting_on(target: Fact, voiding: Fact, case: Case, terms: Terms) -> list[Fact]:
    """The later facts that would be impossible had the target never been recorded."""
    left = effective((*case.facts, voiding))
    kept = {fact.seq for fact in left}
    handed = any(isinstance(fact, HANDING) for fact in case.facts if fact.seq not in kept)
    resting = []
    for later in left:
        # Thousands of messages and receipts are not each tried on a case of their own: see `_stands_alone`.
        if later.seq > target.seq and not isinstance(later, Voided) and (handed or not _stands_alone(later)):
            before = Case(tuple(fact for fact in left if fact.seq < later.seq))
            if any(_impossible(before.history(terms.units), later, before, terms)):
                resting.append(later)
    return resting


HANDING = (Moved, Forwarded, DutyAccepted, CoordinationAnswered)
"""What makes somebody else answer for the patient, a message, a duty or a question."""


def _stands_alone(later: Fact) -> bool:
    """Whether nothing but what it refers to, and who answers for that, can make it impossible: that takes it along.

    A message rests on a plan's consent when it is sent; what was said then stays said.
    """
    asking = {*_ASK, *ABOUT_DUTIES, Closed} - {Acknowledged, MessageSent}
    return type(later) not in asking


_ASK = {**STAY, **PARTIES, **ORDINATIONS, **COORDINATION, **PLANS, **MEETINGS, Voided: _voided}
