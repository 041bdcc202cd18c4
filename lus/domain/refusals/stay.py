"""What makes the facts of the stay impossible: from the changed date to the first contact."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lus.domain.case import Case, History
from lus.domain.duties.readiness import answers_in
from lus.domain.errors import Refusal
from lus.domain.facts import (
    RECEIVERS,
    Acknowledged,
    AdmissionNotified,
    Died,
    Discharged,
    DischargeInformed,
    ExpectedDischargeChanged,
    Fact,
    FirstContactMade,
    HandoverAnswered,
    HomegoingBooked,
    Interrupted,
    LeaveEnded,
    LeaveStarted,
    MessageWithheld,
    Moved,
    OpenCompulsoryCareDecided,
    ReadyJudged,
    ReadyNotified,
    ReadyWithdrawn,
    SipNeedDecided,
)
from lus.domain.plan import lead
from lus.domain.terms import Terms
from lus.domain.units import UnitId


def _in_hospital(history: History, fact: Fact, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    end = history.end
    if end:
        yield Refusal("already_discharged", {"kind": fact.kind, "at": end.moment})


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
    elif not any(_answers_for(history, fact, unit) for unit in history.standing.told):
        yield Refusal("not_asked", {})
    if fact.next_answer_at and fact.next_answer_at <= fact.moment:
        yield Refusal("not_ahead", {"at": fact.next_answer_at}, "next_answer_at")


def _answers_for(history: History, fact: Fact, unit: UnitId) -> bool:
    """Whether the unit that records is the one told, or has taken its message or its duty to answer over."""
    period = history.standing
    if fact.unit == unit or period is None or not history.handoffs:
        return fact.unit == unit
    given = [answer for told, answer in answers_in(history, period) if told == unit]
    opened: list[Fact] = [period.told[unit], *given[-1:]]
    return any(fact.unit == history.holder("answer_handover", one, unit, None) for one in opened)


def _sip_need(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    """Open care decides; the ward until open care has acknowledged (4 kap. 1 §)."""
    if history.side(fact.unit) == "ward":
        read = history.first(Acknowledged, lambda one: history.side(one.unit) == "open_care")
        decided = history.first(SipNeedDecided, lambda one: history.side(one.unit) == "open_care")
        if read or decided:
            yield Refusal("open_care_decides", {"at": (read or decided or fact).moment})


def _compulsory(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """Whom a psychiatric ward has cared for under LPT or LRV: open care follows on that, never on voluntary care."""
    yield from _ready_notified(history, fact, case, terms)
    if terms.units[fact.unit].kind != "psychiatry_ward":
        yield Refusal("not_a_psychiatric_ward", {"unit": fact.unit})
    elif history.admission.care != "psychiatric":
        yield Refusal("not_psychiatric", {})
    elif history.admission.legal_form == "voluntary":
        yield Refusal("voluntary_care", {})


def _withheld(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """Only what has not been told can be withheld."""
    if history.side(fact.from_unit) not in RECEIVERS:
        yield Refusal("not_a_receiver", {"unit": fact.from_unit, "kind": fact.of_kind}, "from_unit")
    if fact.of_kind == "ready_notified":
        yield from _in_hospital(history, fact, case, terms)
        told: dict[UnitId, Fact] = {**history.standing.told} if history.standing else {}
    else:
        told = {unit: one for one in history.all(DischargeInformed) for unit in one.units}
    if fact.from_unit in told:
        yield Refusal("already_told", {"unit": fact.from_unit, "kind": fact.of_kind, "at": told[fact.from_unit].moment})


def _leave_started(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    yield from _in_hospital(history, fact, case, terms)
    if history.on_leave:
        yield Refusal("already_on_leave", {"at": history.on_leave.moment})
    if fact.until_at <= fact.at:
        yield Refusal("not_ahead_of_start", {"at": fact.until_at}, "until_at")


def _leave_ended(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    yield from _in_hospital(history, fact, case, terms)
    if history.on_leave is None:
        yield Refusal("not_on_leave", {})
    elif fact.at < history.on_leave.at:
        yield Refusal("before_leave", {"at": fact.at, "left_at": history.on_leave.at}, "at")


def _moved(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """To another ward of the same region; elsewhere the patient is discharged to, and admitted anew."""
    yield from _in_hospital(history, fact, case, terms)
    new = terms.units[fact.ward]
    if new.side != "ward":
        yield Refusal("not_a_ward", {"unit": fact.ward}, "ward")
    elif fact.ward == history.ward:
        yield Refusal("already_there", {"unit": fact.ward}, "ward")
    elif new.principal != terms.units[history.ward].principal:
        yield Refusal("other_region", {"unit": fact.ward}, "ward")
    later = history.last(Moved)
    if later and later.moment > fact.at:
        yield Refusal("later_contradicts", {"kind": later.kind, "at": later.moment}, "at")


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
    if history.admitted and not history.first(Discharged) and history.side(fact.unit) != "ward":
        yield Refusal("not_your_act", {"kind": fact.kind})


def _interrupted(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    """The ward; once the patient has left, also the open care that answers for him or her.

    Of a question who asked it, of a plan who leads it.
    """
    side = history.side(fact.unit)
    leads = side == "open_care" and history.first(Discharged) and fact.unit == history.open_care
    asked = history.admitted is None and history.began and fact.unit == lead(history)
    if not asked and not (history.admitted and (side == "ward" or leads)):
        yield Refusal("not_your_act", {"kind": fact.kind})
    if fact.reason == "readmitted" and not history.first(Discharged):
        yield Refusal("not_discharged", {"kind": fact.kind})


def _first_contact(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    discharged = history.first(Discharged)
    if discharged is None:
        yield Refusal("not_discharged", {"kind": fact.kind})
    elif fact.at < discharged.at:
        yield Refusal("before_discharge", {"at": fact.at, "discharged_at": discharged.at}, "at")


STAY: dict[type[Fact], Callable[[History, Any, Case, Terms], Iterator[Refusal]]] = {
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
    OpenCompulsoryCareDecided: _compulsory,
    MessageWithheld: _withheld,
    LeaveStarted: _leave_started,
    LeaveEnded: _leave_ended,
    Moved: _moved,
    Interrupted: _interrupted,
}
"""Kind ► what makes it impossible, beyond what holds for all."""
