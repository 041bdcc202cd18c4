"""Duties about the way home: booking it, leaving, informing units and patient, the first contact."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from lus.domain.calendar import day_of
from lus.domain.case import History, Kind, Readiness
from lus.domain.duties.admission import expected_date
from lus.domain.duties.readiness import answers_in, awaited_until, completions
from lus.domain.duty import GUIDELINE, Duty, Lapse, duty, lus, owed
from lus.domain.facts import (
    AdmissionNotified,
    Discharged,
    DischargeInformed,
    DutyDismissed,
    Fact,
    FirstContactMade,
    HandoverAnswered,
    HomegoingBooked,
    MessageWithheld,
    OpenCompulsoryCareDecided,
    PartyRemoved,
    PatientInformed,
    ReadyNotified,
    ReadyWithdrawn,
    WrongRecipient,
)
from lus.domain.terms import Finding, Terms, finding
from lus.domain.units import UnitId

COMPLETED_BY = (HandoverAnswered, WrongRecipient, PartyRemoved, DutyDismissed)
"""What may be the last answer awaited: an answer, or that a unit is awaited no more."""


@duty("book_homegoing", GUIDELINE, COMPLETED_BY, (HomegoingBooked,))
def book_homegoing(history: History, terms: Terms) -> Iterator[Duty | None]:
    """The ward, within the guideline's opening hours after the last unit accepted or had nothing to give."""
    hours = terms.guideline("book_homegoing.hours")
    for period in history.readiness:
        booked = _in_plan(history, HomegoingBooked, period)
        for answered, broken in completions(history, period):
            if booked and history.comes_before(booked, answered):
                continue
            ward = history.ward_at(answered)
            due_at = terms.units[ward].hours.after(answered.moment, timedelta(hours=hours))
            because = (finding("all_answered", at=answered.moment), finding("opening_hours", hours=hours))
            yield owed(
                history,
                "book_homegoing",
                ward,
                answered,
                due_at,
                because,
                met=booked,
                lapses=[(period.withdrawn, "withdrawn"), (broken, "answers_changed")],
            )


def _in_plan(history: History, kind: type[Kind], period: Readiness) -> Kind | None:
    """The first fact of the kind since the last withdrawal before the period, if the period had not ended."""
    before = history.last(ReadyWithdrawn, lambda fact: history.comes_before(fact, period.first))
    return history.first(
        kind,
        lambda fact: (
            not (before and history.comes_before(fact, before))
            and not (period.withdrawn and history.comes_before(period.withdrawn, fact))
        ),
    )


@duty("discharge_patient", lus(1, 2), (*COMPLETED_BY, HomegoingBooked), (Discharged, ReadyWithdrawn))
def discharge_patient(history: History, terms: Terms) -> Iterator[Duty | None]:  # noqa: ARG001 every rule is handed the terms
    """The ward, at the booked time, else the latest accepted one, else the end of the day of the last answer."""
    periods = {period.first.seq: completions(history, period) for period in history.readiness}
    stretches = [stretch for found in periods.values() for stretch in found]
    begins = {begun.seq for begun, _ in stretches}
    broken_by = {begun.seq: broken for begun, broken in stretches}
    opened: Fact | None = None
    booked: HomegoingBooked | None = None
    for fact in history.facts:
        if fact is history.end:
            break
        if isinstance(fact, ReadyWithdrawn):
            if opened:
                yield _leaving(history, opened, booked, met=fact)
            opened = booked = None
        elif opened and booked is None and fact is broken_by.get(opened.seq):
            yield _leaving(history, opened, booked, lapses=[(fact, "answers_changed")])
            opened = None
        if isinstance(fact, HomegoingBooked):
            booked = fact
        if opened is None and (fact.seq in begins or isinstance(fact, HomegoingBooked)):
            opened = fact
    if opened:
        yield _leaving(history, opened, booked, met=history.first(Discharged))


def _leaving(history: History, opened: Fact, booked: HomegoingBooked | None, **ended: Any) -> Duty | None:
    due = _leave_due(history, opened, booked)
    return owed(history, "discharge_patient", history.ward_at(opened), opened, *due, **ended)


def _leave_due(
    history: History, opened: Fact, booked: HomegoingBooked | None
) -> tuple[datetime | date, tuple[Finding, ...]]:
    if booked:
        return booked.homegoing_at, (finding("homegoing_booked", at=booked.homegoing_at),)
    accepted = _accepted_from(history, opened)
    if accepted and accepted > opened.moment:
        return accepted, (finding("all_answered", at=opened.moment), finding("accepted_from", at=accepted))
    return day_of(opened.moment), (finding("all_answered", at=opened.moment), finding("end_of_that_day"))


def _accepted_from(history: History, opened: Fact) -> datetime | None:
    """The latest time from which a unit accepts, by the latest answer of each unit up to `opened`."""
    latest: dict[UnitId, HandoverAnswered] = {}
    for period in history.readiness:
        if not history.comes_before(opened, period.first):
            given = answers_in(history, period)
            latest = {unit: answer for unit, answer in given if not history.comes_before(opened, answer)}
    return max((a.from_at for a in latest.values() if a.settles and a.from_at), default=None)


@duty("inform_units", lus(3, 2), (ReadyNotified, OpenCompulsoryCareDecided), (DischargeInformed, MessageWithheld))
def inform_units(history: History, terms: Terms) -> Iterator[Duty | None]:
    """The ward, each unit that had the ready notice, at latest the day of discharge."""
    for period in history.readiness:
        due_at, because = _discharge_day(history, terms, period)
        for unit, notice in period.told.items():
            lapses: list[Lapse] = [(period.withdrawn, "withdrawn"), history.left(unit, notice)]
            met = _informed(history, period, unit)
            ward = history.ward_at(notice)
            yield owed(history, "inform_units", ward, notice, due_at, because, met=met, lapses=lapses, toward=unit)


def _informed(history: History, period: Readiness, unit: UnitId) -> Fact | None:
    """What informed the unit, or withheld it from it, since the last withdrawal before the period."""
    before = history.last(ReadyWithdrawn, lambda fact: history.comes_before(fact, period.first))
    withheld = (fact for fact in history.all(MessageWithheld) if fact.of_kind == "discharge_informed")
    told: list[Fact] = [
        *(fact for fact in history.all(DischargeInformed) if unit in fact.to_units),
        *(fact for fact in withheld if fact.from_unit == unit),
    ]
    after = (fact for fact in told if before is None or history.comes_before(before, fact))
    return min(after, key=lambda fact: history.place[fact.seq], default=None)


@duty(
    "inform_patient",
    "patientlagen (2014:821) 3 kap. 2 b §",
    (ReadyNotified, OpenCompulsoryCareDecided),
    (PatientInformed,),
)
def inform_patient(history: History, terms: Terms) -> Iterator[Duty | None]:
    """The ward, the patient, at latest the day of discharge."""
    for period in history.readiness:
        due_at, because = _discharge_day(history, terms, period)
        met = _in_plan(history, PatientInformed, period)
        lapses: list[Lapse] = [(period.withdrawn, "withdrawn")]
        ward = history.ward_at(period.first)
        yield owed(history, "inform_patient", ward, period.first, due_at, because, met=met, lapses=lapses)


def _discharge_day(history: History, terms: Terms, period: Readiness) -> tuple[datetime | date, tuple[Finding, ...]]:
    """24.00 on the day of discharge; until known the booked, accepted or expected day, never before the notice.

    Nobody leaves before the answers that are awaited have come: not before the day on which the last of them is due.
    """
    discharged = history.first(Discharged)
    if discharged and period.withdrawn is None:
        day = day_of(discharged.moment)
        return day, (finding("day_of_discharge", on=day),)
    day, code = _likely_day(history, period)
    day = max(day, day_of(period.first.moment))
    awaited = awaited_until(history, terms, period) if code != "booked_day" else None
    if awaited and awaited > day:
        return awaited, (finding("awaited_day", on=awaited),)
    return day, (finding(code, on=day),)


def _likely_day(history: History, period: Readiness) -> tuple[date, str]:
    booked = _in_plan(history, HomegoingBooked, period)
    if booked:
        last = history.last(HomegoingBooked) or booked
        return day_of(last.homegoing_at), "booked_day"
    accepted = _accepted_from(history, history.facts[-1]) if period is history.standing else None
    if accepted:
        return day_of(accepted), "accepted_day"
    if history.first(AdmissionNotified):
        return expected_date(history).expected_discharge_on, "expected_day"
    return day_of(period.first.moment), "day_of_notice"


@duty("first_contact", GUIDELINE, (Discharged,), (FirstContactMade,))
def first_contact(history: History, terms: Terms) -> Iterator[Duty | None]:
    """The unit of the fast vårdkontakt, within the guideline's hours after the homecoming."""
    discharged = history.first(Discharged)
    if discharged is None or discharged.manner == "to_other_hospital":
        return
    met = history.first(FirstContactMade)
    unit = history.open_care_at(met or history.facts[-1])
    if unit is not None:
        hours = terms.guideline("first_contact.hours")
        because = (finding("discharged", at=discharged.moment), finding("hours_thereafter", hours=hours))
        due_at = discharged.moment + timedelta(hours=hours)
        origin = history.open_care_at(discharged) or unit
        yield owed(history, "first_contact", unit, discharged, due_at, because, met=met, origin=origin)
