"""Why a fact cannot be recorded, and what to do first.

Refuse little: the law makes sending a duty, so a message is accepted wherever it helps the patient. Only wrong
input and the impossible are refused.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from lus.domain.calendar import day_of
from lus.domain.case import Case, History, effective
from lus.domain.derive import Derived, derive
from lus.domain.errors import Refusal
from lus.domain.facts import (
    Acknowledged,
    AdmissionNotified,
    Admitted,
    Closed,
    Died,
    Discharged,
    ExpectedDischargeChanged,
    Fact,
    FirstContactMade,
    HandoverAnswered,
    HomegoingBooked,
    NeedAssessed,
    ReadyJudged,
    ReadyNotified,
    ReadyWithdrawn,
    Seq,
    SipNeedDecided,
    Voided,
)
from lus.domain.terms import Terms
from lus.domain.units import UnitId

AHEAD = timedelta(minutes=2)
"""How far ahead of the database's clock a time may be told: workstations' clocks differ a little."""

MUST_BE_PAST = (Admitted, NeedAssessed, ReadyJudged, Discharged, FirstContactMade, Died)
AFTER_THE_END = (Voided,)
"""What may be recorded on a closed case, also after death."""


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
    if fact.to in {"concerned", "notified"}:
        found += _faults_of_receivers(history, fact)
    found += _impossible(history, fact, case, terms, known)
    return tuple(found)


def _faults_of_time(history: History, fact: Fact) -> Iterator[Refusal]:
    latest = fact.recorded_at + AHEAD
    if fact.at > latest:
        yield Refusal("in_the_future", {"at": fact.at}, "at")
    if isinstance(fact, ReadyNotified) and fact.judged_at and fact.judged_at > latest:
        yield Refusal("in_the_future", {"at": fact.judged_at}, "judged_at")
    admitted = history.admitted
    if admitted is None:
        return
    if fact.at < admitted.at:
        yield Refusal("before_admission", {"at": fact.at, "admitted_at": admitted.at}, "at")
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
    if isinstance(fact, HandoverAnswered):
        yield from ((name, at) for name in ("from_at", "next_answer_at") if (at := getattr(fact, name)))


def _faults_of_receivers(history: History, fact: Fact) -> Iterator[Refusal]:
    if not fact.receivers:
        yield Refusal("no_receiver", {"kind": fact.kind}, "to")
    for receiver in fact.receivers:
        if history.side(receiver.unit) not in {"municipality", "open_care"}:
            yield Refusal("not_a_receiver", {"unit": receiver.unit, "kind": fact.kind}, "to")


def _impossible(
    history: History, fact: Fact, case: Case, terms: Terms, known: Derived | None = None
) -> Iterator[Refusal]:
    if isinstance(fact, Admitted):
        if history.admitted:
            yield Refusal("already_admitted", {"at": history.admitted.at})
        return
    if history.admitted is None:
        yield Refusal("not_admitted", {"kind": fact.kind})
        return
    closed = history.first(Closed)
    end = history.died or closed
    if end and not isinstance(fact, AFTER_THE_END):
        yield Refusal("case_ended", {"kind": end.kind, "at": end.moment})
        return
    ask = _ASK.get(type(fact))
    if isinstance(fact, Closed):
        yield from _closing(fact, known or derive(case, terms))
    elif ask:
        yield from ask(history, fact, case, terms)


def _in_hospital(history: History, fact: Fact, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    end = history.end
    if end:
        yield Refusal("already_discharged", {"kind": fact.kind, "at": end.moment})


def _acknowledged(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    message = _counted(history, fact.of)
    if message is None or not message.receipt or fact.unit not in message.units:
        yield Refusal("not_sent_to_you", {"of": fact.of})
        return
    before = history.first(Acknowledged, lambda one: one.of == fact.of and one.unit == fact.unit)
    if before:
        yield Refusal("already_acknowledged", {"at": before.moment})


def _counted(history: History, seq: Seq) -> Fact | None:
    return next((fact for fact in history.facts if fact.seq == seq), None)


def _date_changed(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    yield from _in_hospital(history, fact, case, terms)
    notices = history.all(AdmissionNotified)
    if not notices:
        yield Refusal("notify_admission_first", {})
    yield from _to_the_same(fact, dict.fromkeys(unit for notice in notices for unit in notice.to_units))


def _ready_judged(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    yield from _in_hospital(history, fact, case, terms)
    if history.standing:
        yield Refusal("already_ready", {"at": history.standing.first.moment})


def _ready_notified(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    yield from _in_hospital(history, fact, case, terms)
    if history.standing and fact.units <= set(history.standing.told):
        yield Refusal("already_ready", {"at": history.standing.first.moment})


def _ready_withdrawn(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    yield from _in_hospital(history, fact, case, terms)
    if not history.standing:
        yield Refusal("not_ready", {"kind": fact.kind})
    else:
        yield from _to_the_same(fact, history.standing.told)


def _to_the_same(fact: Fact, told: Iterable[UnitId]) -> Iterator[Refusal]:
    """What changes a message reaches everybody who had it (2 kap. 4 §)."""
    left_out = tuple(unit for unit in told if unit not in fact.units)
    if left_out:
        yield Refusal("left_out", {"units": left_out}, "to")


def _handover_answered(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    yield from _in_hospital(history, fact, case, terms)
    if not history.standing:
        yield Refusal("not_ready", {"kind": fact.kind})
    elif fact.unit not in history.standing.told:
        yield Refusal("not_asked", {})
    if fact.next_answer_at and fact.next_answer_at <= fact.moment:
        yield Refusal("not_ahead", {"at": fact.next_answer_at}, "next_answer_at")


def _sip_need(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    """Open care decides; the ward until open care has acknowledged (4 kap. 1 §)."""
    if history.side(fact.unit) == "ward":
        read = history.first(Acknowledged, lambda one: history.side(one.unit) == "open_care")
        decided = history.first(SipNeedDecided, lambda one: history.side(one.unit) == "open_care")
        if read or decided:
            yield Refusal("open_care_decides", {"at": (read or decided or fact).moment})


def _discharged(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    before = history.first(Discharged)
    if before:
        yield Refusal("already_discharged", {"kind": fact.kind, "at": before.moment})
    for later in history.facts:
        if isinstance(later, ReadyNotified | ReadyWithdrawn) and later.moment > fact.at:
            yield Refusal("later_contradicts", {"kind": later.kind, "at": later.moment}, "at")
            return


def _died(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    """The ward tells while the patient is in hospital; afterwards any party."""
    if not history.first(Discharged) and history.side(fact.unit) != "ward":
        yield Refusal("not_your_act", {"kind": fact.kind})


def _first_contact(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    discharged = history.first(Discharged)
    if discharged is None:
        yield Refusal("not_discharged", {"kind": fact.kind})
    elif fact.at < discharged.at:
        yield Refusal("before_discharge", {"at": fact.at, "discharged_at": discharged.at}, "at")


def _voided(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """Only by the sender; never the admission; what others rest on is voided after them."""
    target = _counted(history, fact.of)
    if target is None:
        yield Refusal("nothing_to_void", {"of": fact.of})
    elif isinstance(target, Voided | Admitted):
        yield Refusal("cannot_be_voided", {"kind": target.kind})
    elif target.unit != fact.unit:
        yield Refusal("not_the_sender", {"kind": target.kind})
    else:
        resting = _resting_on(target, fact, case, terms)
        if resting:
            yield Refusal("void_first", {"facts": tuple((one.kind, one.moment, one.seq) for one in resting)})


def _resting_on(target: Fact, voiding: Fact, case: Case, terms: Terms) -> list[Fact]:
    """The later facts that would be impossible had the target never been recorded."""
    left = Case(effective((*case.facts, voiding)), case.kind).facts
    resting = []
    for later in left:
        if later.seq > target.seq and not isinstance(later, Voided):
            before = Case(tuple(fact for fact in left if fact.seq < later.seq), case.kind)
            if any(_impossible(before.history(terms.units), later, before, terms)):
                resting.append(later)
    return resting


def _closing(fact: Closed, derived: Derived) -> Iterator[Refusal]:
    """Only when nothing else is open in a discharged or needless case, by the unit that owes it."""
    open_duties = [duty for duty in derived.open_duties if duty.of_care]
    others = tuple((duty.kind, duty.unit) for duty in open_duties if duty.kind != "close_case")
    closing = next((duty for duty in open_duties if duty.kind == "close_case"), None)
    if others or closing is None:
        yield Refusal("still_open", {"duties": others})
    elif closing.unit != fact.unit:
        yield Refusal("others_close", {"unit": closing.unit})


_ASK: dict[type[Fact], Callable[[History, Any, Case, Terms], Iterator[Refusal]]] = {
    Acknowledged: _acknowledged,
    ExpectedDischargeChanged: _date_changed,
    ReadyJudged: _ready_judged,
    ReadyNotified: _ready_notified,
    ReadyWithdrawn: _ready_withdrawn,
    HandoverAnswered: _handover_answered,
    SipNeedDecided: _sip_need,
    HomegoingBooked: _in_hospital,
    Discharged: _discharged,
    Died: _died,
    FirstContactMade: _first_contact,
    Voided: _voided,
}
"""Kind ► what makes it impossible, beyond what holds for all."""
