"""What makes the facts of a plan impossible."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from lus.domain.calendar import day_of
from lus.domain.case import Case, History
from lus.domain.derive import derive
from lus.domain.errors import Refusal
from lus.domain.facts import (
    ChangeAsked,
    ConsentGiven,
    Fact,
    FollowUpHeld,
    FollowUpSet,
    GoalSet,
    InvitationUndelivered,
    InviteeReached,
    LeadChanged,
    MeasureAgreed,
    MeetingBooked,
    MeetingCancelled,
    MeetingHeld,
    MeetingMoved,
    MessageSent,
    NeedSet,
    PartyInvited,
    PartyLeft,
    PersonInvited,
    PlanClosed,
    PlanConfirmed,
    PlanOpened,
    PlanVersioned,
    ResponsibilitySet,
)
from lus.domain.plan import (
    GUARDIANS,
    MAKE,
    MEET,
    agreed,
    agreed_to_meet,
    confirming,
    consents,
    covered,
    lapsed,
    lead,
    meetings,
    opened,
    readers,
    refused,
    rests_on_consent,
    standing_meeting,
    unread,
    version,
)
from lus.domain.refusals.coordination import MAY_BE_ASKED
from lus.domain.terms import Terms
from lus.domain.units import UnitId

Asked = Callable[[History, Any, Case, Terms], Iterator[Refusal]]

PSYCHIATRY = frozenset({"psychiatry_ward", "psychiatry"})
"""Kinds of unit whose chief physician makes the plan of open compulsory care."""


def _opened(_history: History, fact: Any, _case: Case, terms: Terms) -> Iterator[Refusal]:
    """The plan of compulsory care by psychiatry, before the decision or after it."""
    if fact.compulsory and terms.units[fact.unit].kind not in PSYCHIATRY:
        yield Refusal("not_psychiatry", {}, "plan")


def said_yes(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    """A guardian speaks for a child only; whoever speaks for a child tells whether it was heard. Next of kin do not."""
    began = opened(history)
    if began is None:
        return
    on = day_of(fact.at)
    if fact.by_whom in GUARDIANS and _grown(began, on):
        yield Refusal("guardian_of_adult", {}, "by_whom")
    elif fact.by_whom == "next_of_kin" and isinstance(fact, ConsentGiven):
        yield Refusal("kin_cannot_consent", {}, "by_whom")
    elif not fact.heard and (fact.by_whom in GUARDIANS or _said_for_child(began, fact, on)):
        yield Refusal("child_not_heard", {}, "heard")
    if isinstance(fact, ConsentGiven):
        if fact.until_on and fact.until_on < on:
            yield Refusal("consent_ended_already", {}, "until_on")
        if not fact.receivers:
            yield Refusal("no_receiver", {"kind": fact.kind}, "to")


def _grown(began: PlanOpened, on: date) -> bool:
    return began.age_group not in {None, "0-17"} or (began.of_age_on is not None and began.of_age_on <= on)


def _said_for_child(began: PlanOpened, fact: Any, on: date) -> bool:
    return isinstance(fact, ConsentGiven) and fact.by_whom != "self" and _child(began, on)


def _child(began: PlanOpened, on: date) -> bool:
    """Whether the plan is a child's; nobody knows: it is not taken for one."""
    return not _grown(began, on) and (began.age_group is not None or began.of_age_on is not None)


def _needs_consent(history: History, fact: Any) -> Iterator[Refusal]:
    """No consent, no plan."""
    if rests_on_consent(history) and not consents(history, "plan", day_of(fact.moment)):
        no = refused(history, MAKE)
        code = "plan_is_refused" if no else "no_consent_to_plan"
        yield Refusal(code, {"at": no.moment} if no else {})


def _to_consented(history: History, fact: Any) -> Iterator[Refusal]:
    """Who the consent does not name reads nothing of the plan."""
    may = readers(history, type(fact), day_of(fact.moment))
    left_out = tuple(unit for unit in fact.to_units if may is not None and unit not in may and unit != fact.unit)
    if left_out:
        yield Refusal("not_in_consent", {"units": left_out}, "to")


def tells_of(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    """Consent names who is told of the person on a plan, and who is let onto it; a coordinator adds itself."""
    may = covered(history, day_of(fact.moment))
    told = fact.to_units if isinstance(fact, MessageSent) else () if fact.party == fact.unit else (fact.party,)
    if may is not None and (left_out := tuple(unit for unit in told if unit not in may)):
        yield Refusal("not_in_consent", {"units": left_out}, "to" if isinstance(fact, MessageSent) else "party")


def _of_plan(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    """What the plan says rests on consent, and goes to whom the consent names."""
    yield from _needs_consent(history, fact)
    yield from _to_consented(history, fact)


def _invited(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """One unit at a time, which is not on the plan yet, and which the consent names."""
    if len(fact.receivers) > 1:
        yield Refusal("one_receiver", {}, "to")
    for unit in fact.to_units:
        if terms.units[unit].side not in MAY_BE_ASKED:
            yield Refusal("cannot_be_invited", {"unit": unit}, "to")
        elif _invited_already(history, unit) and not unread(history, unit):
            yield Refusal("already_invited", {"unit": unit}, "to")
    yield from _of_plan(history, fact, case, terms)


def _invited_already(history: History, unit: UnitId) -> bool:
    return unit in history.parties and any(unit in one.units for one in history.all(PartyInvited))


def _goal(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    yield from _replacing(history, fact, [one.seq for one in agreed(history).goals])
    yield from _of_plan(history, fact, case, terms)


def _measure(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """By a unit on the plan, on a day to come."""
    yield from _replacing(history, fact, [one.seq for one in agreed(history).measures])
    yield from _on_the_plan(history, fact.owner, "owner")
    if fact.state == "agreed" and fact.by_on < day_of(fact.moment):
        yield Refusal("day_has_been", {"at": fact.by_on}, "by_on")
    yield from _of_plan(history, fact, case, terms)


def _replacing(_history: History, fact: Any, stands: list[int]) -> Iterator[Refusal]:
    if fact.replaces is not None and fact.replaces not in stands:
        yield Refusal("nothing_to_replace", {}, "replaces")
    elif fact.replaces is None and fact.state not in {"set", "agreed"}:
        yield Refusal("says_of_which", {}, "replaces")


def _on_the_plan(history: History, unit: UnitId | None, field: str) -> Iterator[Refusal]:
    if unit not in history.parties or (unit is not None and history.side(unit) == "coordinator"):
        yield Refusal("not_on_the_plan", {"unit": unit}, field)


def _leads(history: History, fact: Any) -> Iterator[Refusal]:
    """Who leads owes the plan's work, and so reads it."""
    yield from _on_the_plan(history, fact.lead, "lead")
    may = covered(history, day_of(fact.moment))
    if may and fact.lead not in may:
        yield Refusal("not_in_consent", {"units": (fact.lead,)}, "lead")


def _responsible(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    yield from _leads(history, fact)
    yield from _of_plan(history, fact, case, terms)


def _lead_changed(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    """By the unit that takes over, by who leads, or by a coordinator: nobody else hands it on."""
    yield from _leads(history, fact)
    leads = lead(history)
    if fact.lead == leads:
        yield Refusal("leads_already", {"unit": fact.lead}, "lead")
    if fact.unit not in {leads, fact.lead} and history.side(fact.unit) != "coordinator":
        yield Refusal("lead_decides", {"unit": leads})
    yield from _to_consented(history, fact)


def _booked(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    """In time to come; a call needs no consent (4 kap. 3 §), a no is heeded. One at a time."""
    yield from _ahead(fact)
    no = refused(history, MEET)
    if no:
        yield Refusal("meeting_is_refused", {"at": no.moment})
    elif opened(history) and not _called(history) and rests_on_consent(history):
        yield from () if consents(history, "meeting", day_of(fact.moment)) else (Refusal("no_consent_to_meet", {}),)
    yield from _to_consented(history, fact)
    if isinstance(fact, MeetingBooked) and fact.questions and rests_on_consent(history):
        may = agreed_to_meet(history, day_of(fact.moment))
        if left_out := tuple(unit for unit in fact.to_units if unit not in may):
            yield Refusal("questions_need_consent", {"units": left_out}, "questions")
    if isinstance(fact, MeetingBooked) and (there := standing_meeting(history)):
        yield Refusal("already_booked", {"at": there.at})


def _called(history: History) -> bool:
    began = opened(history)
    return began is not None and began.called_at is not None


def _ahead(fact: Any) -> Iterator[Refusal]:
    if fact.meeting_at and fact.meeting_at <= fact.moment:
        yield Refusal("meeting_in_the_past", {"at": fact.meeting_at}, "meeting_at")


def _moved(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    yield from _ahead(fact)
    yield from _to_consented(history, fact)
    yield from _about_standing(history, fact)


def _about_standing(history: History, fact: Any, _case: Any = None, _terms: Any = None) -> Iterator[Refusal]:
    there = standing_meeting(history)
    if there is None or there.booked.seq != fact.of:
        yield Refusal("no_such_meeting", {})


def _undelivered(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """Of a meeting that stands, or ahead when it was cancelled; a unit on the plan, once for each change of it."""
    about = next((one for one in meetings(history) if one.booked.seq == fact.of), None)
    over = about and (about.ended or history.ended)
    if about is None or (over and (isinstance(over, MeetingHeld) or about.at <= fact.moment)):
        yield Refusal("no_such_meeting", {})
    yield from _on_the_plan(history, fact.unreached, "unreached")
    if any(one.unreached == fact.unreached for one in _unreached(case, terms)):
        yield Refusal("told_already", {"unit": fact.unreached}, "unreached")


def _reached(_history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """Of a unit that is still to be reached."""
    if fact.of not in {one.seq for one in _unreached(case, terms)}:
        yield Refusal("nobody_to_reach", {})


def _unreached(case: Case, terms: Terms) -> list[Any]:
    """What tells of units that somebody still has to reach."""
    return [one.opened for one in derive(case, terms).open_duties if one.kind == "reach_invitee"]


def _held(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    """Of a meeting that stands; with units on the plan, by consent given at the latest there."""
    there = standing_meeting(history)
    if fact.of is not None:
        yield from _about_standing(history, fact)
    elif there:
        yield Refusal("which_meeting", {"at": there.at}, "of")
    for unit in fact.came:
        yield from _on_the_plan(history, unit, "came")
    no = refused(history, MEET)
    if no:
        yield Refusal("meeting_is_refused", {"at": no.moment})
    elif rests_on_consent(history) and not consents(history, "meeting", day_of(fact.moment)):
        yield Refusal("no_consent_to_meet", {})
    began = opened(history)
    if began and _child(began, day_of(fact.moment)) and not fact.heard:
        yield Refusal("child_not_heard", {}, "heard")
    yield from _to_consented(history, fact)


def _versioned(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """By who leads; whole; to units that have it all; the other principal too, for that is what a SIP is for."""
    yield from _by_lead(history, fact)
    yield from _of_plan(history, fact, case, terms)
    missing = agreed(history).missing
    if missing:
        yield Refusal("version_incomplete", {"kinds": missing})
    if without := tuple(
        unit for unit in fact.to_units if terms.units[unit].side != "coordinator" and unread(history, unit)
    ):
        yield Refusal("invite_first", {"units": without}, "to")
    ours = terms.units[fact.unit].side == "municipality"
    if not any((terms.units[unit].side == "municipality") != ours for unit in fact.to_units):
        yield Refusal("one_principal_only", {}, "to")


def _by_lead(history: History, fact: Any) -> Iterator[Refusal]:
    leads = lead(history)
    if fact.unit != leads:
        yield Refusal("lead_does_it", {"unit": leads, "kind": fact.kind})


def _answered(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    """Of the latest version, by a unit that it was sent to."""
    made = version(history)
    if made is None or made.seq != fact.of:
        yield Refusal("not_the_latest_version", {})
    elif not any(history.acts_for(fact, confirming(history), made, unit) for unit in made.units):
        yield Refusal("not_sent_to_you", {"of": fact.of})
    elif lapsed(history, made) and not refused(history, MAKE):
        yield Refusal("version_lapsed", {"unit": lead(history)})
    yield from _needs_consent(history, fact)


def _follow_up(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """Of a version; on a day to come, not before the meeting."""
    yield from _by_lead(history, fact)
    if version(history) is None:
        yield Refusal("no_version", {})
    yield from _of_plan(history, fact, case, terms)
    if fact.follow_up_on is None:
        return
    told = [one.at for one in meetings(history) if one.ended is None or isinstance(one.ended, MeetingHeld)]
    if fact.follow_up_on < day_of(fact.moment):
        yield Refusal("day_has_been", {"at": fact.follow_up_on}, "follow_up_on")
    elif told and fact.follow_up_on <= day_of(max(told)):
        yield Refusal("follow_up_before_meeting", {"at": max(told)}, "follow_up_on")


def _left(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    """Not who leads, nor who has agreed to do something that stands."""
    yield from may_leave(history, fact.unit)
    if fact.unit not in history.parties:
        yield Refusal("not_a_party", {"unit": fact.unit})


def may_leave(history: History, unit: UnitId) -> Iterator[Refusal]:
    """Why the unit cannot go from the plan."""
    if opened(history) is None:
        return
    if unit == lead(history):
        yield Refusal("the_lead_stays", {"unit": unit})
    elif any(one.owner == unit and one.state == "agreed" for one in agreed(history).measures):
        yield Refusal("owns_measures", {"unit": unit})


def _closed(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    yield from _by_lead(history, fact)
    yield from _to_consented(history, fact)


PLANS: dict[type[Fact], Asked] = {
    PlanOpened: _opened,
    PartyInvited: _invited,
    PersonInvited: _of_plan,
    NeedSet: _of_plan,
    GoalSet: _goal,
    MeasureAgreed: _measure,
    ResponsibilitySet: _responsible,
    LeadChanged: _lead_changed,
    MessageSent: tells_of,
    MeetingBooked: _booked,
    MeetingMoved: _moved,
    MeetingCancelled: _about_standing,
    InvitationUndelivered: _undelivered,
    InviteeReached: _reached,
    MeetingHeld: _held,
    PlanVersioned: _versioned,
    PlanConfirmed: _answered,
    ChangeAsked: _answered,
    FollowUpSet: _follow_up,
    FollowUpHeld: _follow_up,
    PartyLeft: _left,
    PlanClosed: _closed,
}
"""Kind ► what makes it impossible, beyond what holds for all."""
