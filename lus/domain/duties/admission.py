"""Duties from the admission on: judging the need, telling of it, reading, planning, the fast vårdkontakt."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from lus.domain.calendar import DAY, day_of, end_of
from lus.domain.case import ANSWERS, History
from lus.domain.duty import GUIDELINE, Duty, Lapse, duty, lus, owed
from lus.domain.fact import PLAN
from lus.domain.facts import (
    KINDS,
    AdmissionNotified,
    Admitted,
    CareContactAppointed,
    Discharged,
    DutyOffered,
    ExpectedDischargeChanged,
    Fact,
    HandoverAnswered,
    LeaveEnded,
    NeedAssessed,
    OpenCompulsoryCareDecided,
    OrdinationGiven,
    PlanningNoted,
    ReadyNotified,
    ReadyWithdrawn,
)
from lus.domain.ordinations import carrying, gone
from lus.domain.plan import MAKE, stop
from lus.domain.terms import Finding, Terms, finding
from lus.domain.units import Side, UnitId

SIDE_OF: dict[str, Side] = {"municipality": "municipality", "region": "open_care"}
"""Which side answers for a principal that the need concerns."""

ASK_RECEIPT = tuple(kind for kind in KINDS.values() if kind.receipt)


@duty("assess_need", GUIDELINE, (Admitted,), (NeedAssessed,))
def assess_need(history: History, terms: Terms) -> Iterator[Duty | None]:
    """The ward judges the need within the guideline's hours after admission."""
    hours = terms.guideline("assess_need.hours")
    admitted = history.admission
    because = (finding("admitted", at=admitted.moment), finding("hours_thereafter", hours=hours))
    due_at = admitted.moment + timedelta(hours=hours)
    yield owed(history, "assess_need", admitted.unit, admitted, due_at, because, met=history.first(NeedAssessed))


@duty("notify_admission", lus(2, 3), (NeedAssessed,), (AdmissionNotified,))
def notify_admission(history: History, terms: Terms) -> Iterator[Duty | None]:
    """Each judgement that help may be needed: the units concerned, within 24 elapsed hours (2 kap. 3 §)."""
    claimed: set[str] = set()
    for need in history.all(NeedAssessed):
        if not need.needed:
            claimed.clear()
            continue
        told = {p for p in _concerned(need) if (n := _told(history, p)) and history.comes_before(n, need)}
        # What an earlier judgement made the ward owe, or was told since, is not owed again; a first one is met early.
        concerned = tuple(p for p in _concerned(need) if p not in claimed and (p not in told or not claimed))
        if not concerned:
            continue
        claimed.update(concerned)
        hours = terms.rule("admission_notice.hours", day_of(need.moment)).value
        since = max(need.moment, history.admission.moment)
        code = "need_at_admission" if since == history.admission.moment else "need_assessed"
        because = (finding(code, at=since), finding("hours_thereafter", hours=hours))
        notices = [_told(history, principal) for principal in concerned]
        met = max((n for n in notices if n), key=lambda n: n.order) if all(notices) else None
        later = (fact for fact in history.after(need) if isinstance(fact, NeedAssessed))
        not_needed = next((fact for fact in later if not fact.needed), None)
        yield owed(
            history,
            "notify_admission",
            need.unit,
            need,
            since + timedelta(hours=hours),
            because,
            met=met,
            lapses=[(not_needed, "not_needed")],
        )


ANYBODY = ""
"""Stands for the principals of a judgement that does not say whom it concerns: whoever is told."""


def _concerned(need: NeedAssessed) -> tuple[str, ...]:
    return need.principals or (ANYBODY,)


def _told(history: History, principal: str) -> AdmissionNotified | None:
    """The first admission notice to a unit of that principal."""
    side = SIDE_OF.get(principal)
    return history.first(AdmissionNotified, lambda notice: side is None or bool(history.receivers(notice, side)))


REPLACING = (ExpectedDischargeChanged, ReadyNotified, Discharged)
"""What an expected date no longer holds after."""


@duty("acknowledge", GUIDELINE, ASK_RECEIPT, ANSWERS)
def acknowledge(history: History, terms: Terms) -> Iterator[Duty | None]:
    """Each receiver of a message, within the guideline's opening hours of the receiver. Any answer counts.

    Who is to carry out an ordination owes receiving it, which says more than that it is read; nobody owes reading one
    that no longer holds, nor what is said of a plan that somebody has said no to. An offer of a duty lapses with the
    duty: `acknowledge_offer`.
    """
    withdrawn_by = {notice.seq: period.withdrawn for period in history.readiness for notice in period.notices}
    gone_by = gone(history)
    for message in history.facts:
        if not message.receipt or isinstance(message, DutyOffered):
            continue
        carrying_out = carrying(history, message) if isinstance(message, OrdinationGiven) else ()
        for unit in message.to_units:
            if unit in carrying_out:
                continue
            lapses: list[Lapse] = [(withdrawn_by.get(message.seq), "withdrawn")]
            lapses += [gone_by[message.seq]] if message.seq in gone_by else []
            lapses += [stop(history, message, MAKE)] if message.cases == PLAN else []
            lapses += [_outdated(history, message, unit)] if isinstance(message, ExpectedDischargeChanged) else []
            yield receipt(history, terms, message, unit, lapses)


def _outdated(history: History, message: Fact, unit: UnitId) -> Lapse:
    """What says after the changed date that it no longer holds: a later one, that the patient is ready, or has left.

    Of two told at the same moment neither is the later: the order in which they are listed decides nothing.
    """
    after = (fact for fact in history.after(message) if isinstance(fact, REPLACING) and fact.moment > message.moment)
    return next((fact for fact in after if isinstance(fact, Discharged) or unit in fact.units), None), "outdated"


def receipt(history: History, terms: Terms, message: Fact, unit: UnitId, lapses: Iterable[Lapse]) -> Duty | None:
    """The unit's duty to say that it has read the message."""
    hours = terms.guideline("acknowledge.hours")
    because = (finding("message_sent", kind=message.kind, at=message.moment), finding("opening_hours", hours=hours))
    due_at = terms.units[unit].hours.after(message.moment, timedelta(hours=hours))
    met = next(history.answers(message, unit), None)
    ends = [history.left(unit, message), *lapses]
    return owed(history, "acknowledge", unit, message, due_at, because, met=met, lapses=ends)


@duty("write_planning_note", GUIDELINE, (AdmissionNotified,), (PlanningNoted,))
def write_planning_note(history: History, terms: Terms) -> Iterator[Duty | None]:
    """Each municipal unit that got the admission notice."""
    hours = terms.guideline("planning_note.hours")
    told: set[UnitId] = set()
    for notice in history.all(AdmissionNotified):
        because = (
            finding("message_sent", kind=notice.kind, at=notice.moment),
            finding("hours_thereafter", hours=hours),
        )
        for unit in history.receivers(notice, "municipality"):
            if unit not in told:
                told.add(unit)
                met = _planned(history, unit, notice)
                yield owed(
                    history,
                    "write_planning_note",
                    unit,
                    notice,
                    notice.moment + timedelta(hours=hours),
                    because,
                    met=met,
                    lapses=[history.left(unit, notice)],
                )


def _planned(history: History, unit: UnitId, notice: AdmissionNotified) -> PlanningNoted | None:
    """The unit's note after the notice, or that of who took the duty over."""
    return next(
        (
            fact
            for fact in history.told_between(PlanningNoted, notice, None)
            if history.acts_for(fact, "write_planning_note", notice, unit)
        ),
        None,
    )


@duty(
    "appoint_care_contact",
    lus(2, 5),
    (AdmissionNotified,),
    (CareContactAppointed, AdmissionNotified),
)
def appoint_care_contact(history: History, terms: Terms) -> Iterator[Duty | None]:  # noqa: ARG001 every rule is handed the terms
    """The open-care unit that got the notice, before discharge. None did: the ward owes adding one."""
    notices = history.all(AdmissionNotified)
    if not notices:
        return
    told = next((notice for notice in notices if history.receivers(notice, "open_care")), None)
    met = history.first(CareContactAppointed)
    due, because = _before_discharge(history, met)
    if told is None or told.moment > notices[0].moment:
        added = min((fact for fact in (told, met) if fact), key=lambda fact: fact.order, default=None)
        untold = (finding("no_open_care_told", at=notices[0].moment), *because)
        yield owed(history, "appoint_care_contact", history.ward_at(notices[0]), notices[0], due, untold, met=added)
    if told:
        because = (finding("message_sent", kind=told.kind, at=told.moment), *because)
        origin = history.receivers(told, "open_care")[0]
        unit = _appointing(history, notices, met or history.facts[-1])
        yield owed(history, "appoint_care_contact", unit, told, due, because, met=met, origin=origin)


def _appointing(history: History, notices: list[AdmissionNotified], last: Fact) -> UnitId:
    """The listed unit among those told that are still on the case, else the first of them; none: the ward."""
    present = history.parties_at(last)
    units = [unit for notice in notices for unit in history.receivers(notice, "open_care") if unit in present]
    listed = history.admission.listed_at
    return listed if listed in units else next(iter(units), history.ward_at(last))


def _before_discharge(history: History, met: Fact | None) -> tuple[datetime | date, tuple[Finding, ...]]:
    """The end of the expected day as known when the duty was met, but at latest the discharge."""
    expected = expected_date(history, met)
    on = expected.expected_discharge_on
    discharged = history.first(Discharged)
    if discharged and discharged.moment < end_of(on):
        return discharged.moment, (finding("before_discharge", at=discharged.moment),)
    return on, (finding("before_expected_discharge", on=on),)


def expected_date(history: History, until: Fact | None = None) -> AdmissionNotified | ExpectedDischargeChanged:
    """The latest fact that told an expected discharge, as known when `until` was recorded. One must have been told."""
    dates: list[AdmissionNotified | ExpectedDischargeChanged] = [
        *history.all(AdmissionNotified),
        *history.all(ExpectedDischargeChanged),
    ]
    dates.sort(key=lambda fact: history.place[fact.seq])
    known = [fact for fact in dates if until is None or history.comes_before(fact, until)]
    return known[-1] if known else dates[0]


ASK_FOR_DATE = (AdmissionNotified, ExpectedDischargeChanged, ReadyNotified, ReadyWithdrawn, HandoverAnswered)
"""What may open the confirmation of the expected date, or end it."""


@duty(
    "confirm_expected_date",
    lus(2, 4),
    (AdmissionNotified, ExpectedDischargeChanged, ReadyWithdrawn, HandoverAnswered),
    (ReadyNotified, OpenCompulsoryCareDecided, ExpectedDischargeChanged, AdmissionNotified),
)
def confirm_expected_date(history: History, terms: Terms) -> Iterator[Duty | None]:  # noqa: ARG001
    """The ward, by the end of the expected day; opened again by each new date, a withdrawal, a doubt."""
    opened: Fact | None = None
    ready = False
    for fact in history.facts:
        if not isinstance(fact, ASK_FOR_DATE):
            continue
        again = _asks_for_date(fact, opened, ready)
        if opened and (again or isinstance(fact, ReadyNotified | ReadyWithdrawn)):
            withdrawn = isinstance(fact, ReadyWithdrawn)
            ended = {"lapses": [(fact, "withdrawn")]} if withdrawn else {"met": fact}
            yield owed(
                history,
                "confirm_expected_date",
                history.ward_at(opened),
                opened,
                *_after_leave(history, opened, fact, *_date_due(opened)),
                **ended,
            )
            opened = None
        if again:
            opened = fact
        if isinstance(fact, ReadyNotified | ReadyWithdrawn):
            ready = isinstance(fact, ReadyNotified)
    if opened:
        due = _after_leave(history, opened, None, *_date_due(opened))
        yield owed(history, "confirm_expected_date", history.ward_at(opened), opened, *due)


def _after_leave(
    history: History, opened: Fact, ended: Fact | None, due: date, because: tuple[Finding, ...]
) -> tuple[datetime | date, tuple[Finding, ...]]:
    """On leave: the date is confirmed at the leave's end; once the patient is back, not before the day of return."""
    for leave, back in history.leaves:
        if ended and history.comes_before(ended, leave):
            break
        if back is None or (ended and history.comes_before(ended, back)):
            if leave.until_at:
                return leave.until_at, (finding("leave_until", at=leave.until_at),)
        elif isinstance(back, LeaveEnded) and history.comes_before(opened, back) and due < day_of(back.moment):
            due, because = day_of(back.moment), (*because, finding("back_from_leave", at=back.moment))
    return due, because


def _asks_for_date(fact: Fact, opened: Fact | None, ready: bool) -> bool:
    """Whether the fact makes the ward owe a confirmation of the expected date, anew or again."""
    if isinstance(fact, AdmissionNotified):
        told = (
            opened.expected_discharge_on if isinstance(opened, AdmissionNotified | ExpectedDischargeChanged) else None
        )
        return not ready and fact.expected_discharge_on != told
    if isinstance(fact, HandoverAnswered):
        return ready and fact.reason == "questions_ready"
    return isinstance(fact, ReadyWithdrawn | ExpectedDischargeChanged)


def _date_due(opened: Fact) -> tuple[date, tuple[Finding, ...]]:
    """The end of the expected day; after a withdrawal, of the next day; after a doubt, of the same day."""
    if isinstance(opened, AdmissionNotified | ExpectedDischargeChanged):
        on = opened.expected_discharge_on
        return on, (finding("expected_discharge", on=on),)
    if isinstance(opened, ReadyWithdrawn):
        return day_of(opened.moment) + DAY, (finding("withdrawn", at=opened.moment), finding("end_of_next_day"))
    return day_of(opened.moment), (finding("ready_questioned", at=opened.moment), finding("end_of_that_day"))
