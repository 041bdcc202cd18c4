"""What makes the facts of a plan impossible."""

from collections.abc import Callable, Iterator
from typing import Any

from lus.domain.calendar import day_of
from lus.domain.case import Case, History
from lus.domain.errors import Refusal
from lus.domain.facts import (
    ChangeAsked,
    Fact,
    FollowUpHeld,
    FollowUpSet,
    GoalSet,
    LeadChanged,
    MeasureAgreed,
    MeetingHeld,
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
    MAKE,
    agreed,
    confirming,
    covered,
    lapsed,
    lead,
    meetings,
    opened,
    refused,
    unread,
    version,
)
from lus.domain.refusals.consent import needs_consent, of_plan, on_the_plan, tells_of, to_consented
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


def _invited(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """One unit at a time, which is not on the plan yet, and which the consent names."""
    if len(fact.receivers) > 1:
        yield Refusal("one_receiver", {}, "to")
    for unit in fact.to_units:
        if terms.units[unit].side not in MAY_BE_ASKED:
            yield Refusal("cannot_be_invited", {"unit": unit}, "to")
        elif _invited_already(history, unit) and not unread(history, unit):
            yield Refusal("already_invited", {"unit": unit}, "to")
    yield from of_plan(history, fact, case, terms)


def _invited_already(history: History, unit: UnitId) -> bool:
    return unit in history.parties and any(unit in one.units for one in history.all(PartyInvited))


def _goal(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    yield from _replacing(history, fact, [one.seq for one in agreed(history).goals])
    yield from of_plan(history, fact, case, terms)


def _measure(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """By a unit on the plan, on a day to come."""
    yield from _replacing(history, fact, [one.seq for one in agreed(history).measures])
    yield from on_the_plan(history, fact.owner, "owner")
    if fact.state == "agreed" and fact.by_on < day_of(fact.moment):
        yield Refusal("day_has_been", {"at": fact.by_on}, "by_on")
    yield from of_plan(history, fact, case, terms)


def _replacing(_history: History, fact: Any, stands: list[int]) -> Iterator[Refusal]:
    if fact.replaces is not None and fact.replaces not in stands:
        yield Refusal("nothing_to_replace", {}, "replaces")
    elif fact.replaces is None and fact.state not in {"set", "agreed"}:
        yield Refusal("says_of_which", {}, "replaces")


def _leads(history: History, fact: Any) -> Iterator[Refusal]:
    """Who leads owes the plan's work, and so reads it."""
    yield from on_the_plan(history, fact.lead, "lead")
    may = covered(history, day_of(fact.moment))
    if may and fact.lead not in may:
        yield Refusal("not_in_consent", {"units": (fact.lead,)}, "lead")


def _responsible(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    yield from _leads(history, fact)
    yield from of_plan(history, fact, case, terms)


def _lead_changed(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    """By the unit that takes over, by who leads, or by a coordinator: nobody else hands it on."""
    yield from _leads(history, fact)
    leads = lead(history)
    if fact.lead == leads:
        yield Refusal("leads_already", {"unit": fact.lead}, "lead")
    if fact.unit not in {leads, fact.lead} and history.side(fact.unit) != "coordinator":
        yield Refusal("lead_decides", {"unit": leads})
    yield from to_consented(history, fact)


def _versioned(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """By who leads; whole; to units that have it all; the other principal too, for that is what a SIP is for."""
    yield from _by_lead(history, fact)
    yield from of_plan(history, fact, case, terms)
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
    yield from needs_consent(history, fact)


def _follow_up(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """Of a version; on a day to come, not before the meeting."""
    yield from _by_lead(history, fact)
    if version(history) is None:
        yield Refusal("no_version", {})
    yield from of_plan(history, fact, case, terms)
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
    yield from to_consented(history, fact)


PLANS: dict[type[Fact], Asked] = {
    PlanOpened: _opened,
    PartyInvited: _invited,
    PersonInvited: of_plan,
    NeedSet: of_plan,
    GoalSet: _goal,
    MeasureAgreed: _measure,
    ResponsibilitySet: _responsible,
    LeadChanged: _lead_changed,
    MessageSent: tells_of,
    PlanVersioned: _versioned,
    PlanConfirmed: _answered,
    ChangeAsked: _answered,
    FollowUpSet: _follow_up,
    FollowUpHeld: _follow_up,
    PartyLeft: _left,
    PlanClosed: _closed,
}
"""Kind ► what makes it impossible, beyond what holds for all."""
