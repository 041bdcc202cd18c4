"""What makes the facts of a plan's meetings impossible."""

from collections.abc import Callable, Iterator
from typing import Any

from lus.domain.calendar import day_of
from lus.domain.case import Case, History
from lus.domain.derive import derive
from lus.domain.errors import Refusal
from lus.domain.facts import (
    Fact,
    InvitationUndelivered,
    InviteeReached,
    MeetingBooked,
    MeetingCancelled,
    MeetingHeld,
    MeetingMoved,
)
from lus.domain.plan import (
    MEET,
    agreed_to_meet,
    consents,
    meetings,
    opened,
    refused,
    rests_on_consent,
    standing_meeting,
)
from lus.domain.refusals.consent import is_child, on_the_plan, to_consented
from lus.domain.terms import Terms

Asked = Callable[[History, Any, Case, Terms], Iterator[Refusal]]


def _booked(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    """In time to come; a call needs no consent (4 kap. 3 §), a no is heeded. One at a time."""
    yield from _ahead(fact)
    no = refused(history, MEET)
    if no:
        yield Refusal("meeting_is_refused", {"at": no.moment})
    elif opened(history) and not _called(history) and rests_on_consent(history):
        yield from () if consents(history, "meeting", day_of(fact.moment)) else (Refusal("no_consent_to_meet", {}),)
    yield from to_consented(history, fact)
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
    yield from to_consented(history, fact)
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
    yield from on_the_plan(history, fact.unreached, "unreached")
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
        yield from on_the_plan(history, unit, "came")
    no = refused(history, MEET)
    if no:
        yield Refusal("meeting_is_refused", {"at": no.moment})
    elif rests_on_consent(history) and not consents(history, "meeting", day_of(fact.moment)):
        yield Refusal("no_consent_to_meet", {})
    began = opened(history)
    if began and is_child(began, day_of(fact.moment)) and not fact.heard:
        yield Refusal("child_not_heard", {}, "heard")
    yield from to_consented(history, fact)


MEETINGS: dict[type[Fact], Asked] = {
    MeetingBooked: _booked,
    MeetingMoved: _moved,
    MeetingCancelled: _about_standing,
    InvitationUndelivered: _undelivered,
    InviteeReached: _reached,
    MeetingHeld: _held,
}
"""Kind ► what makes it impossible, beyond what holds for all."""
