"""What a plan says, and who leads it: what stands of what was agreed, its versions, and what came after them."""

from typing import TypeVar

from lus.domain.case import History
from lus.domain.facts import (
    Fact,
    GoalSet,
    Leading,
    MeasureAgreed,
    NeedSet,
    PartyInvited,
    PersonInvited,
    PlanVersioned,
    Replacing,
    ResponsibilitySet,
)
from lus.domain.immutable import immutable
from lus.domain.units import UnitId

Replaced = TypeVar("Replaced", bound=Replacing)


def lead_at(history: History, last: Fact) -> UnitId:
    """The unit that led the plan once `last` had been recorded: who opened it, until somebody else was named."""
    place = history.place[last.seq]
    named = history.last(Leading, lambda fact: history.place[fact.seq] <= place)
    if named and named.lead is not None:
        return named.lead
    return history.began.unit if history.began else last.unit


def lead(history: History) -> UnitId:
    """The unit that leads the plan now."""
    return lead_at(history, history.facts[-1])


@immutable()
class Agreed:
    """What the plan says: needs, goals, measures, who answers, who takes part."""

    need: NeedSet | None
    goals: tuple[GoalSet, ...]
    measures: tuple[MeasureAgreed, ...]
    responsibility: ResponsibilitySet | None
    people: tuple[PersonInvited, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What a plan must say and this one does not yet, as kinds of fact."""
        there = {"need_set": self.need, "measure_agreed": self.measures, "responsibility_set": self.responsibility}
        return tuple(kind for kind, said in there.items() if not said)


def agreed(history: History, until: Fact | None = None) -> Agreed:
    """What was agreed when `until` had been recorded; None: now."""
    last = history.place[until.seq] if until else len(history.facts)

    def stands(facts: list[Replaced]) -> tuple[Replaced, ...]:
        told = [fact for fact in facts if history.place[fact.seq] <= last]
        gone = {fact.replaces for fact in told}
        return tuple(fact for fact in told if fact.seq not in gone)

    def latest(fact: Fact) -> bool:
        return history.place[fact.seq] <= last

    return Agreed(
        history.last(NeedSet, latest),
        stands(history.all(GoalSet)),
        stands(history.all(MeasureAgreed)),
        history.last(ResponsibilitySet, latest),
        tuple(fact for fact in history.all(PersonInvited) if latest(fact)),
    )


def unread(history: History, unit: UnitId) -> bool:
    """Whether something that the plan says was neither sent to the unit nor there when it was invited."""
    invited = history.last(PartyInvited, lambda fact: unit in fact.units)
    said_now = agreed(history)
    stands = (said_now.need, *said_now.goals, *said_now.measures, said_now.responsibility)
    return any(
        fact is not None
        and unit not in {fact.unit, *fact.to_units}
        and not (invited and history.comes_before(fact, invited))
        for fact in stands
    )


def version(history: History) -> PlanVersioned | None:
    """The latest version."""
    return history.last(PlanVersioned)


def changed(history: History, made: PlanVersioned) -> bool:
    """Whether something was agreed since the version was sent. How it goes with what was agreed is no change."""
    return any(
        isinstance(fact, NeedSet | ResponsibilitySet)
        or (isinstance(fact, GoalSet | MeasureAgreed) and fact.state in {"set", "agreed"})
        for fact in history.after(made)
    )
