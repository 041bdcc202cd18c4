"""What rests on consent to a plan: who may say yes, who may be told, and who is let onto it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from lus.domain.calendar import day_of
from lus.domain.case import Case, History
from lus.domain.errors import Refusal
from lus.domain.facts import (
    ConsentGiven,
    MessageSent,
    PlanOpened,
)
from lus.domain.plan import (
    GUARDIANS,
    MAKE,
    consents,
    covered,
    opened,
    readers,
    refused,
    rests_on_consent,
)
from lus.domain.terms import Terms
from lus.domain.units import UnitId


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
    return isinstance(fact, ConsentGiven) and fact.by_whom != "self" and is_child(began, on)


def is_child(began: PlanOpened, on: date) -> bool:
    """Whether the plan is a child's; nobody knows: it is not taken for one."""
    return not _grown(began, on) and (began.age_group is not None or began.of_age_on is not None)


def needs_consent(history: History, fact: Any) -> Iterator[Refusal]:
    """No consent, no plan."""
    if rests_on_consent(history) and not consents(history, "plan", day_of(fact.moment)):
        no = refused(history, MAKE)
        code = "plan_is_refused" if no else "no_consent_to_plan"
        yield Refusal(code, {"at": no.moment} if no else {})


def to_consented(history: History, fact: Any) -> Iterator[Refusal]:
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


def of_plan(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    """What the plan says rests on consent, and goes to whom the consent names."""
    yield from needs_consent(history, fact)
    yield from to_consented(history, fact)


def on_the_plan(history: History, unit: UnitId | None, field: str) -> Iterator[Refusal]:
    if unit not in history.parties or (unit is not None and history.side(unit) == "coordinator"):
        yield Refusal("not_on_the_plan", {"unit": unit}, field)
