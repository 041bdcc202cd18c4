"""Duties about a plan: meeting, agreeing on it, following it up, keeping its consent alive."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from lus.domain.calendar import DAY, day_of
from lus.domain.case import History
from lus.domain.duty import GUIDELINE, HEALTH, LPT, ROWS, SIP, Duty, Lapse, Row, duty, held_by, owed
from lus.domain.facts import (
    ChangeAsked,
    Closed,
    Consent,
    ConsentGiven,
    ConsentRefused,
    ConsentWithdrawn,
    DutyDismissed,
    Fact,
    FollowUpHeld,
    FollowUpSet,
    InvitationUndelivered,
    InviteeReached,
    MeetingBooked,
    MeetingCancelled,
    MeetingHeld,
    PlanConfirmed,
    PlanOpened,
    PlanVersioned,
)
from lus.domain.plan import MAKE, MEET, answers, lead_at, meetings, opened, rests_on_consent, stop, until, version
from lus.domain.terms import Finding, Terms, finding
from lus.domain.units import UnitId


@duty("book_meeting", SIP, (PlanOpened, MeetingCancelled, ConsentGiven), (MeetingBooked, MeetingHeld))
def book_meeting(history: History, terms: Terms) -> Iterator[Duty | None]:
    """Who leads calls to a meeting within the guideline's days of the call; again where it was cancelled.

    A yes after a no opens it again. A plan of compulsory care is made without.
    """
    if not rests_on_consent(history):
        return
    days = terms.guideline("book_meeting.days")
    met: Fact | None = None
    for since in _to_be_met(history):
        if met and history.comes_before(since, met):
            continue  # one meeting answers for all that asked for it
        later = (fact for fact in history.after(since) if isinstance(fact, MeetingBooked | MeetingHeld))
        no = stop(history, since, MEET)
        found = next(later, None)
        met = found if found and not (no[0] and history.comes_before(no[0], found)) else None
        began = since.called_at if isinstance(since, PlanOpened) and since.called_at else since.moment
        because = (finding("plan_asked", kind=since.kind, at=began), finding("days_thereafter", days=days))
        yield _by_lead(history, terms, "book_meeting", since, day_of(began) + days * DAY, because, met, [no])


def _to_be_met(history: History) -> Iterator[Fact]:
    """What asks for a meeting: the beginning, a cancellation before any was held, a yes after a no."""
    held = history.first(MeetingHeld)
    said_no = False
    for fact in history.facts:
        if held and history.comes_before(held, fact):
            return
        if isinstance(fact, PlanOpened) or (isinstance(fact, MeetingCancelled) and fact.why != "not_needed"):
            yield fact
        elif isinstance(fact, Consent) and set(fact.scope) & set(MEET):
            no = stop(history, fact, MEET)[0]
            stands = no is not None and not history.comes_before(fact, no)
            if said_no and not stands:
                yield fact
            said_no = stands


@duty("hold_meeting", SIP, (MeetingBooked,), (MeetingHeld,))
def hold_meeting(history: History, terms: Terms) -> Iterator[Duty | None]:
    """Who leads holds the meeting when it is to be; moved, at the new time."""
    for meeting in meetings(history):
        cancelled = meeting.ended if isinstance(meeting.ended, MeetingCancelled) else None
        met = meeting.ended if isinstance(meeting.ended, MeetingHeld) else None
        lapses: list[Lapse] = [(cancelled, "meeting_cancelled"), stop(history, meeting.booked, MEET)]
        because = (finding("meeting_at", kind=meeting.last.kind, at=meeting.last.moment, on=meeting.at),)
        yield _by_lead(history, terms, "hold_meeting", meeting.booked, meeting.at, because, met, lapses)


@duty("reach_invitee", GUIDELINE, (InvitationUndelivered,), (InviteeReached,))
def reach_invitee(history: History, terms: Terms) -> Iterator[Duty | None]:
    """Who leads tells a unit that no invitation reached, before the meeting; moved or cancelled, another one goes.

    So too a unit that was not told that it is cancelled: neither a no nor the plan's end tells it.
    """
    hours = terms.guideline("reach_invitee.hours")
    for meeting in meetings(history):
        changed = (*meeting.moved, *((meeting.ended,) if meeting.ended else ()))
        for told in history.all(InvitationUndelivered):
            if told.of != meeting.booked.seq or told.unreached is None:
                continue
            then = next((fact for fact in changed if history.comes_before(told, fact)), None)
            met = next((fact for fact in history.all(InviteeReached) if fact.of == told.seq), None)
            opens = terms.units[lead_at(history, told)].hours.after(told.moment, timedelta(hours=hours))
            because = (
                finding("invitation_undelivered", at=told.moment, unit=told.unreached),
                finding("opening_hours", hours=hours),
            )
            lapses = [(then, then.kind if then else ""), history.left(told.unreached, told)]
            at = max(told.moment, min(opens, meeting.at))
            over = meeting.ended or history.ended
            outlives = over is not None and history.comes_before(over, told)
            yield _by_lead(history, terms, "reach_invitee", told, at, because, met, lapses, outlives=outlives)


@duty("confirm_plan", SIP, (PlanVersioned,), (PlanConfirmed,))
def confirm_plan(history: History, terms: Terms) -> Iterator[Duty | None]:
    """Each unit that a version was sent to confirms it, or says what must change. A new version asks anew."""
    if rests_on_consent(history):
        yield from _confirming(history, terms, "confirm_plan")


@duty("adjust_compulsory_plan", LPT, (PlanVersioned,), (PlanConfirmed,))
def adjust_compulsory_plan(history: History, terms: Terms) -> Iterator[Duty | None]:
    """The same for the plan of open compulsory care, before the chief physician decides."""
    if not rests_on_consent(history):
        yield from _confirming(history, terms, "adjust_compulsory_plan")


def _confirming(history: History, terms: Terms, kind: str) -> Iterator[Duty | None]:
    days = terms.guideline("confirm_plan.days")
    began = opened(history)
    decides_at = began.decision_at if began else None
    versions = history.all(PlanVersioned)
    for place, made in enumerate(versions):
        due: datetime | date = day_of(made.moment) + days * DAY
        because = (finding("plan_versioned", at=made.moment, number=place + 1), finding("days_thereafter", days=days))
        if kind == "adjust_compulsory_plan" and decides_at and decides_at > made.moment:
            due, because = decides_at, (because[0], finding("before_decision", at=decides_at))
        newer = versions[place + 1] if place + 1 < len(versions) else None
        said = list(answers(history, made))
        for unit in made.to_units:
            if terms.units[unit].side == "coordinator":
                continue
            ours = [one for one in said if history.acts_for(one, kind, made, unit)]
            first = next(iter(ours), None)
            asked: Lapse = (first if isinstance(first, ChangeAsked) else None, "change_asked")
            met = first if isinstance(first, PlanConfirmed) else None
            lapses = [asked, (newer, "new_version"), stop(history, made, MAKE), history.left(unit, made)]
            yield _dated(owed(history, kind, unit, made, due, because, met=met, lapses=lapses), terms)


@duty("hold_follow_up", SIP, (FollowUpSet, FollowUpHeld), (FollowUpHeld,))
def hold_follow_up(history: History, terms: Terms) -> Iterator[Duty | None]:
    """Who leads follows the plan up on its day; another day takes its place."""
    told: list[FollowUpSet | FollowUpHeld] = [*history.all(FollowUpSet), *history.all(FollowUpHeld)]
    told.sort(key=lambda fact: history.place[fact.seq])
    for place, fact in enumerate(told):
        if fact.follow_up_on is None or (isinstance(fact, FollowUpHeld) and fact.result == "closed"):
            continue
        then = told[place + 1] if place + 1 < len(told) else None
        met = then if isinstance(then, FollowUpHeld) else None
        lapses: list[Lapse] = [stop(history, fact, MAKE)]
        if isinstance(then, FollowUpSet):
            lapses.append((then, "follow_up_moved"))
        because = (finding("follow_up_set", at=fact.moment, on=fact.follow_up_on),)
        yield _by_lead(history, terms, "hold_follow_up", fact, fact.follow_up_on, because, met, lapses)


@duty("renew_consent", SIP, (ConsentGiven,), (ConsentGiven,))
def renew_consent(history: History, terms: Terms) -> Iterator[Duty | None]:
    """Who leads asks again before a consent to the plan ends."""
    if not rests_on_consent(history):
        return
    days = terms.guideline("renew_consent.days")
    given = [fact for fact in history.all(ConsentGiven) if "plan" in fact.scope]
    ending = history.first(FollowUpHeld, lambda fact: fact.result == "closed")
    for fact in given:
        ends_on = until(history, fact)
        if ends_on is None:
            continue
        before = ends_on - days * DAY
        due_on = before if before >= day_of(fact.moment) else ends_on
        because = (finding("consent_until", on=ends_on), finding("days_before", days=days))
        lapses = [stop(history, fact, MAKE), (ending, "plan_ending")]
        met = _renewed(history, fact, ends_on, given)
        yield _by_lead(history, terms, "renew_consent", fact, due_on, because, met, lapses)


def _renewed(history: History, ending: ConsentGiven, ends_on: date, given: list[ConsentGiven]) -> Fact | None:
    """What names, with others since, for longer each unit still on the plan that the ending consent named."""
    named: set[UnitId] = set()
    for fact in given:
        if not history.comes_before(ending, fact) or (until(history, fact) or date.max) <= ends_on:
            continue
        named |= {fact.unit, *fact.to_units}
        if {ending.unit, *ending.to_units} & set(history.parties_at(fact)) <= named:
            return fact
    return None


def set_follow_up(history: History, terms: Terms, others: Iterable[Duty]) -> Iterator[Duty | None]:
    """Who leads makes the plan and sets its day of follow-up, from when no meeting is awaited and none is set.

    Due with the confirmations of the latest version; before there is one, as many days after what opened it.
    """
    if opened(history) is None:
        return
    waits = [one for one in others if one.kind in AWAITED]
    days = terms.guideline("confirm_plan.days")
    since: Fact | None = None
    going = True
    for fact in history.facts:
        if isinstance(fact, FollowUpHeld):
            going = fact.result != "closed"
        elif isinstance(fact, FollowUpSet | PlanVersioned | MeetingBooked):
            going = True
        no = stop(history, fact, MAKE)[0]
        no = no if no and not history.comes_before(fact, no) else None
        ended = fact is history.cut or isinstance(fact, Closed)
        awaited = any(_open_after(history, one, fact) for one in waits)
        if since and (isinstance(fact, FollowUpSet | FollowUpHeld) or no or ended):
            yield _setting(history, terms, since, days, fact)
            since = None
        if since is None and going and not (no or ended or awaited):
            since = fact
        if ended:
            return
    if since:
        yield _setting(history, terms, since, days, None)


ROWS["set_follow_up"] = Row(
    "set_follow_up",
    GUIDELINE,
    (
        *(MeetingHeld, MeetingCancelled, PlanVersioned, PlanOpened, FollowUpHeld),
        *(ConsentGiven, ConsentRefused, ConsentWithdrawn, DutyDismissed),
    ),
    (FollowUpSet, FollowUpHeld),
)

AWAITED = frozenset({"book_meeting", "hold_meeting", "hold_follow_up"})
"""While one of these is owed it is known when the plan is next talked of."""


def _open_after(history: History, one: Duty, fact: Fact) -> bool:
    place = history.place[fact.seq]
    return history.place[one.opened.seq] <= place and (one.ended is None or history.place[one.ended.seq] > place)


def _setting(history: History, terms: Terms, since: Fact, days: int, ended: Fact | None) -> Duty | None:
    made = version(history)
    began = made if made and not (ended and history.comes_before(ended, made)) else since
    because = (finding("no_follow_up", at=since.moment), finding("days_thereafter", days=days))
    met = ended if isinstance(ended, FollowUpSet | FollowUpHeld) else None
    lapses: list[Lapse] = [] if met or ended is history.cut else [(ended, ended.kind if ended else "")]
    return _by_lead(history, terms, "set_follow_up", since, day_of(began.moment) + days * DAY, because, met, lapses)


def _by_lead(  # noqa: PLR0917 a row of the table
    history: History,
    terms: Terms,
    kind: str,
    since: Fact,
    due: datetime | date,
    because: tuple[Finding, ...],
    met: Fact | None,
    lapses: list[Lapse],
    *,
    outlives: bool = False,
) -> Duty | None:
    """A duty of who leads the plan: it goes with the lead until it is done."""
    origin: UnitId = lead_at(history, since)
    found = _dated(owed(history, kind, origin, since, due, because, met=met, lapses=lapses, outlives=outlives), terms)
    return held_by(history, found, lead_at(history, found.ended or history.facts[-1])) if found else None


def _dated(found: Duty | None, terms: Terms) -> Duty | None:
    """With the paragraph that social services' part rested on the day it was opened: it has moved."""
    if found is None or found.source != SIP:
        return found
    social = terms.rule("sip.social_services", day_of(found.opened.moment)).source
    return replace(found, source=f"{HEALTH}, {social}")
