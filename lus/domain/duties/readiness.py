"""Duties from the judgement utskrivningsklar on: telling of it, answering it, calling to a SIP."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from lus.domain.calendar import DAY, day_of
from lus.domain.case import History, Readiness, parts
from lus.domain.duty import GUIDELINE, Duty, Lapse, duty, held_by, lus, owed
from lus.domain.facts import (
    AdmissionNotified,
    DutyDismissed,
    Fact,
    HandoverAnswered,
    MessageWithheld,
    OpenCareAvailable,
    OpenCareTold,
    OpenCareUnavailable,
    OpenCareUnclear,
    OpenCompulsoryCareDecided,
    ReadyJudged,
    ReadyNotified,
    ReadyWithdrawn,
    Seq,
    SipCalled,
    SipNeedDecided,
)
from lus.domain.terms import Finding, Terms, finding
from lus.domain.units import UnitId


@duty("notify_ready", lus(3, 1), (ReadyJudged,), (ReadyNotified, OpenCompulsoryCareDecided, MessageWithheld))
def notify_ready(history: History, terms: Terms) -> Iterator[Duty | None]:
    """The ward tells each unit concerned as soon as possible after the judgement: a duty per unit."""
    hours = terms.guideline("notify_ready.hours")
    for judged in history.all(ReadyJudged):
        because = (finding("ready_judged", at=judged.moment), finding("as_soon_as_possible", hours=hours))
        due_at = judged.moment + timedelta(hours=hours)
        withdrawn = next((fact for fact in history.after(judged) if isinstance(fact, ReadyWithdrawn)), None)
        told = _told_when(history, judged)
        for unit in _concerned(history, judged):
            if unit not in told:
                met = _notice_after(history, judged, unit)
                lapses: list[Lapse] = [(withdrawn, "withdrawn")]
                if unit is not None:
                    lapses.append(history.left(unit, judged))
                yield owed(
                    history, "notify_ready", judged.unit, judged, due_at, because, met=met, lapses=lapses, toward=unit
                )


def _concerned(history: History, judged: ReadyJudged) -> list[UnitId | None]:
    """The units that had the admission notice and are on the case; none: one duty towards nobody named."""
    present = history.parties_at(judged)
    told = dict.fromkeys(
        receiver.unit
        for notice in history.all(AdmissionNotified)
        if history.comes_before(notice, judged)
        for receiver in notice.receivers
        if receiver.unit in present
    )
    return list(told) or [None]


def _told_when(history: History, judged: ReadyJudged) -> set[UnitId | None]:
    """The units that a standing notice had told already when the judgement was made."""
    for period in history.readiness:
        ended_before = period.withdrawn and history.comes_before(period.withdrawn, judged)
        if history.comes_before(period.first, judged) and not ended_before:
            return {None, *period.told}
    return set()


def _notice_after(history: History, judged: ReadyJudged, unit: UnitId | None) -> Fact | None:
    """What told the unit, or withheld it from it; nobody named: whatever told or withheld first."""
    for fact in history.after(judged):
        if isinstance(fact, ReadyNotified) and (unit is None or unit in fact.units):
            return fact
        if isinstance(fact, MessageWithheld) and fact.of_kind == "ready_notified" and unit in {None, fact.from_unit}:
            return fact
    return None


@duty(
    "answer_handover",
    GUIDELINE,
    (ReadyNotified, OpenCompulsoryCareDecided, HandoverAnswered),
    (HandoverAnswered,),
)
def answer_handover(history: History, terms: Terms) -> Iterator[Duty | None]:
    """Each municipal unit and open-care unit that got the ready notice; opened again by each *cannot*."""
    for period in history.readiness:
        withdrawn: Lapse = (period.withdrawn, "withdrawn")
        given = answers_in(history, period)
        for unit, notice in period.told.items():
            lapses = [withdrawn, history.left(unit, notice)]
            opened: Fact | None = notice
            for told, answer in given:
                if told != unit or history.comes_before(answer, notice):
                    continue
                if opened:
                    again: Lapse = (answer, "answered_cannot")
                    ended: dict[str, Any] = (
                        {"met": answer, "lapses": lapses} if answer.settles else {"lapses": [again, *lapses]}
                    )
                    due = _answer_due(history, terms, unit, opened)
                    yield owed(history, "answer_handover", unit, opened, *due, **ended)
                opened = None if answer.settles else answer
            if opened:
                due_at, because = _answer_due(history, terms, unit, opened)
                yield owed(history, "answer_handover", unit, opened, due_at, because, lapses=lapses)


def answers_in(history: History, period: Readiness) -> list[tuple[UnitId, HandoverAnswered]]:
    """The answers given while that period lasted, each with the unit told that it answers for.

    An answer is the unit's own, or that of who took over its message or its duty to answer.
    """
    key = ("answers_in", period.first.seq)
    if key not in history.worked_out:
        history.worked_out[key] = _answers_in(history, period)
    found: list[tuple[UnitId, HandoverAnswered]] = history.worked_out[key]
    return found


def _answers_in(history: History, period: Readiness) -> list[tuple[UnitId, HandoverAnswered]]:
    given: list[tuple[UnitId, HandoverAnswered]] = []
    for answer in history.told_between(HandoverAnswered, period.first, period.withdrawn):
        for unit, notice in period.told.items():
            opened = next((one for told, one in reversed(given) if told == unit), notice)
            acts = history.acts_for(answer, "answer_handover", notice, unit) or history.acts_for(
                answer, "answer_handover", opened, unit
            )
            if acts:
                given.append((unit, answer))
    return given


def _answer_due(
    history: History, terms: Terms, unit: UnitId, opened: Fact
) -> tuple[datetime | date, tuple[Finding, ...]]:
    """The promised time; else two hours in fast pace; else by the unit's closing time."""
    if isinstance(opened, HandoverAnswered) and opened.next_answer_at:
        promised = finding("answer_promised", at=opened.moment, by=opened.next_answer_at)
        return opened.next_answer_at, (promised,)
    sent = finding("message_sent", kind=opened.kind, at=opened.moment)
    if history.need and history.need.pace == "fast":
        hours = terms.guideline("answer_handover.fast_hours")
        return opened.moment + timedelta(hours=hours), (sent, finding("fast_pace", hours=hours))
    last = timedelta(hours=terms.guideline("answer_handover.last_hours"))
    morning = terms.guideline_time("answer_handover.next_morning")
    due_at = terms.units[unit].hours.answer_due(opened.moment, morning, last)
    return due_at, (sent, finding("answer_by_closing", by=due_at))


def awaited_until(history: History, terms: Terms, period: Readiness) -> date | None:
    """The day on which the last of the answers that are awaited is due; None: none is."""
    given = answers_in(history, period)
    dismissed = {parts(one.duty)[2] for one in _dismissed(history, period)}
    days: list[date] = []
    for unit, notice in period.told.items():
        last = next((answer for told, answer in reversed(given) if told == unit), None)
        if unit in dismissed or (last and last.settles) or history.left(unit, notice)[0]:
            continue
        due = _answer_due(history, terms, unit, last or notice)[0]
        days.append(day_of(due) if isinstance(due, datetime) else due)
    return max(days, default=None)


def _dismissed(history: History, period: Readiness) -> Iterator[DutyDismissed]:
    """What was dismissed of the period's answers."""
    for fact in history.told_between(DutyDismissed, period.first, period.withdrawn):
        kind, _, unit = parts(fact.duty)
        if kind == "answer_handover" and unit in period.told:
            yield fact


def completions(history: History, period: Readiness) -> list[tuple[Fact, Fact | None]]:
    """The stretches in which no unit's answer is awaited: what completed it, what broke it again.

    A unit that was the wrong one or was removed, or whose duty to answer was dismissed, is awaited no more.
    """
    key = ("completions", period.first.seq)
    if key not in history.worked_out:
        history.worked_out[key] = _completions(history, period)
    found: list[tuple[Fact, Fact | None]] = history.worked_out[key]
    return found


def _completions(history: History, period: Readiness) -> list[tuple[Fact, Fact | None]]:
    stretches: list[tuple[Fact, Fact | None]] = []
    awaited: set[UnitId] = set()
    complete: Fact | None = None
    given = answers_in(history, period)
    settling = _settling(history, period, given)
    notices = {notice.seq for notice in period.notices}
    for fact in history.facts:
        if fact.seq in notices:
            settled = {unit for unit, answer in given if history.comes_before(answer, fact)}
            awaited |= fact.units - settled
        for unit, done in settling.get(fact.seq, ()):
            (awaited.discard if done else awaited.add)(unit)
        if fact.seq not in notices and fact.seq not in settling:
            continue
        if complete and awaited:
            stretches.append((complete, fact))
            complete = None
        elif complete is None and not awaited:
            complete = fact
    if complete:
        stretches.append((complete, period.withdrawn))
    return stretches


def _settling(
    history: History, period: Readiness, given: list[tuple[UnitId, HandoverAnswered]]
) -> dict[Seq, list[tuple[UnitId, bool]]]:
    """What each fact does to whose answer is awaited: the unit, and whether it is awaited no more."""
    events: dict[Seq, list[tuple[UnitId, bool]]] = {}
    for unit, answer in given:
        events.setdefault(answer.seq, []).append((unit, answer.settles))
    for unit, notice in period.told.items():
        gone = history.left(unit, notice)[0]
        if gone and not (period.withdrawn and history.comes_before(period.withdrawn, gone)):
            events.setdefault(gone.seq, []).append((unit, True))
    for dismissed in _dismissed(history, period):
        events.setdefault(dismissed.seq, []).append((parts(dismissed.duty)[2], True))
    return events


@duty("call_to_sip", lus(4, 3), (ReadyNotified, SipNeedDecided), (SipCalled,))
def call_to_sip(history: History, terms: Terms) -> Iterator[Duty | None]:
    """The unit of the fast vårdkontakt, at latest the third calendar day after the ready notice. Earlier is fine."""
    met = history.first(SipCalled, lambda call: _counts(history, terms, call))
    refused = history.plan_refused if terms.parameter("plan_refused") == "call_not_required" else None
    for period in history.readiness:
        if any(isinstance(notice, OpenCompulsoryCareDecided) for notice in period.notices):
            continue
        days = terms.rule("sip_call.days", day_of(period.first.moment)).value
        due_at = day_of(period.first.moment) + days * DAY
        sent = finding("message_sent", kind="ready_notified", at=period.first.moment)
        because = (sent, finding("end_of_day_after", days=days))
        for opened, decided_against in _needed_while(history, period):
            lapses: list[Lapse] = [(period.withdrawn, "withdrawn"), (decided_against, "sip_not_needed")]
            origin = history.open_care_at(opened) or history.ward_at(opened)
            refusal: Lapse = (refused, "plan_refused")
            lapses.append(refusal)
            before = [fact for fact in (decided_against, refused) if fact and history.comes_before(fact, opened)]
            needless = bool(before)
            first = owed(
                history,
                "call_to_sip",
                origin,
                opened,
                due_at,
                because,
                met=None if needless else met,
                lapses=lapses,
                even_lapsed_before=needless,
            )
            if first:
                last = first.ended or history.facts[-1]
                yield held_by(history, first, history.open_care_at(last) or history.ward_at(last))


def _counts(history: History, terms: Terms, call: SipCalled) -> bool:
    """A ward's call meets the duty unless the parameter says that it is invalid."""
    return history.side(call.unit) != "ward" or terms.parameter("sip_called_by_ward") != "invalid"


def _needed_while(history: History, period: Readiness) -> list[tuple[Fact, Fact | None]]:
    """What opened the duty and what decided against it: from the notice on, as decided before and during the period."""
    stretches: list[tuple[Fact, Fact | None]] = []
    before = history.last(SipNeedDecided, lambda decided: history.comes_before(decided, period.first))
    opened: Fact | None = period.first
    if before and not before.needed:
        stretches.append((period.first, before))
        opened = None
    for decided in history.all(SipNeedDecided):
        if history.comes_before(decided, period.first):
            continue
        if period.withdrawn and history.comes_before(period.withdrawn, decided):
            break
        if opened and not decided.needed:
            stretches.append((opened, decided))
            opened = None
        elif opened is None and decided.needed:
            opened = decided
    if opened:
        stretches.append((opened, None))
    return stretches


@duty(
    "answer_open_care",
    lus(5, 5),
    (OpenCareUnclear, OpenCareUnavailable),
    (OpenCareAvailable, OpenCareUnavailable),
)
def answer_open_care(history: History, terms: Terms) -> Iterator[Duty | None]:  # noqa: ARG001 every rule is handed the terms
    """Open care answers whether it is there, when promised; while it is missing, again and again (5 kap. 5 §)."""
    opened: OpenCareUnclear | OpenCareUnavailable | None = None
    for fact in history.all(OpenCareTold):
        if opened:
            ended: dict[str, Any] = (
                {"lapses": [(fact, "asked_again")]} if isinstance(fact, OpenCareUnclear) else {"met": fact}
            )
            yield _open_care(history, opened, **ended)
        opened = fact if isinstance(fact, OpenCareUnclear | OpenCareUnavailable) else None
    if opened:
        yield _open_care(history, opened)


def _open_care(history: History, opened: OpenCareUnclear | OpenCareUnavailable, **ended: Any) -> Duty | None:
    """Owed by the open-care unit that promised it, else the one that answers for the patient; none: the ward."""
    unit = history.open_care_at(opened) or history.ward_at(opened)
    if history.side(opened.unit) == "open_care":
        unit = opened.unit
    due_at = opened.next_answer_at or opened.moment
    because = (finding("open_care_promised", kind=opened.kind, at=opened.moment, by=due_at),)
    return owed(history, "answer_open_care", unit, opened, due_at, because, **ended)
