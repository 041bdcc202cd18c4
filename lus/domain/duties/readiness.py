"""Duties from the judgement utskrivningsklar on: telling of it, answering it, calling to a SIP."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from lus.domain.calendar import DAY, day_of
from lus.domain.case import History, Readiness
from lus.domain.duty import GUIDELINE, Duty, Lapse, duty, lus, owed
from lus.domain.facts import (
    AdmissionNotified,
    Fact,
    HandoverAnswered,
    ReadyJudged,
    ReadyNotified,
    ReadyWithdrawn,
    SipCalled,
    SipNeedDecided,
)
from lus.domain.terms import Finding, Terms, finding
from lus.domain.units import UnitId


@duty("notify_ready", lus(3, 1))
def notify_ready(history: History, terms: Terms) -> Iterator[Duty | None]:
    """The ward tells each unit concerned as soon as possible after the judgement: a duty per unit."""
    hours = terms.guideline("notify_ready.hours")
    for judged in history.all(ReadyJudged):
        because = (finding("ready_judged", at=judged.moment), finding("hours_thereafter", hours=hours))
        due_at = judged.moment + timedelta(hours=hours)
        withdrawn = next((fact for fact in history.after(judged) if isinstance(fact, ReadyWithdrawn)), None)
        told = _told_when(history, judged)
        for unit in _concerned(history, judged):
            if unit not in told:
                met = _notice_after(history, judged, unit)
                lapses: list[Lapse] = [(withdrawn, "withdrawn")]
                yield owed(
                    history, "notify_ready", judged.unit, judged, due_at, because, met=met, lapses=lapses, toward=unit
                )


def _concerned(history: History, judged: ReadyJudged) -> list[UnitId | None]:
    """The units that had the admission notice; nobody told yet: one duty towards nobody named."""
    told = dict.fromkeys(
        receiver.unit
        for notice in history.all(AdmissionNotified)
        if history.comes_before(notice, judged)
        for receiver in notice.receivers
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
    return next(
        (f for f in history.after(judged) if isinstance(f, ReadyNotified) and (unit is None or unit in f.units)), None
    )


@duty("answer_handover", GUIDELINE)
def answer_handover(history: History, terms: Terms) -> Iterator[Duty | None]:
    """Each municipal unit and open-care unit that got the ready notice; opened again by each *cannot*."""
    for period in history.readiness:
        withdrawn: Lapse = (period.withdrawn, "withdrawn")
        for unit, notice in period.told.items():
            opened: Fact | None = notice
            for answer in answers_in(history, period):
                if answer.unit != unit or history.comes_before(answer, notice):
                    continue
                if opened:
                    ended = {"met": answer} if answer.settles else {"lapses": [(answer, "answered_cannot"), withdrawn]}
                    yield owed(
                        history, "answer_handover", unit, opened, *_answer_due(history, terms, unit, opened), **ended
                    )
                opened = None if answer.settles else answer
            if opened:
                due_at, because = _answer_due(history, terms, unit, opened)
                yield owed(history, "answer_handover", unit, opened, due_at, because, lapses=[withdrawn])


def answers_in(history: History, period: Readiness) -> list[HandoverAnswered]:
    """The answers given while that period lasted, by units that its notices told."""
    return [
        answer
        for answer in history.all(HandoverAnswered)
        if answer.unit in period.told
        and history.comes_before(period.first, answer)
        and not (period.withdrawn and history.comes_before(period.withdrawn, answer))
    ]


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


def completions(history: History, period: Readiness) -> list[tuple[Fact, Fact | None]]:
    """The stretches in which every unit told has settled its answer: what completed it, what broke it again."""
    stretches: list[tuple[Fact, Fact | None]] = []
    awaited: set[UnitId] = set()
    complete: Fact | None = None
    for fact in sorted([*period.notices, *answers_in(history, period)], key=lambda fact: fact.order):
        if isinstance(fact, ReadyNotified):
            settled = {answer.unit for answer in answers_in(history, period) if history.comes_before(answer, fact)}
            awaited |= fact.units - settled
        elif isinstance(fact, HandoverAnswered):
            (awaited.discard if fact.settles else awaited.add)(fact.unit)
        if complete and awaited:
            stretches.append((complete, fact))
            complete = None
        elif complete is None and not awaited:
            complete = fact
    if complete:
        stretches.append((complete, period.withdrawn))
    return stretches


@duty("call_to_sip", lus(4, 3))
def call_to_sip(history: History, terms: Terms) -> Iterator[Duty | None]:
    """The unit of the fast vårdkontakt, at latest the third calendar day after the ready notice. Earlier is fine."""
    met = history.first(SipCalled, lambda call: _counts(history, terms, call))
    for period in history.readiness:
        days = terms.rule("sip_call.days", day_of(period.first.moment)).value
        due_at = day_of(period.first.moment) + days * DAY
        sent = finding("message_sent", kind="ready_notified", at=period.first.moment)
        because = (sent, finding("end_of_day_after", days=days))
        for opened, decided_against in _needed_while(history, period):
            lapses: list[Lapse] = [(period.withdrawn, "withdrawn"), (decided_against, "sip_not_needed")]
            origin = history.open_care_at(opened) or history.ward
            needless = decided_against is not None and history.comes_before(decided_against, opened)
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
                unit = history.open_care_at(first.ended or history.facts[-1]) or history.ward
                yield replace(first, unit=unit)


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
