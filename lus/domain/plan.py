"""What holds of a plan: who leads it, what rests on consent, its versions, what stands, and whether it is current."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TypeVar

from lus.domain.calendar import DAY, end_of
from lus.domain.case import History
from lus.domain.duty import Duty, Lapse
from lus.domain.fact import PLAN, has_content
from lus.domain.facts import (
    ChangeAsked,
    Consent,
    ConsentGiven,
    Fact,
    GoalSet,
    Leading,
    MeasureAgreed,
    MeetingBooked,
    MeetingCancelled,
    MeetingHeld,
    MeetingMoved,
    NeedSet,
    PartyInvited,
    PersonInvited,
    PlanConfirmed,
    PlanOpened,
    PlanVersioned,
    Replacing,
    ResponsibilitySet,
)
from lus.domain.immutable import immutable
from lus.domain.units import UnitId

Replaced = TypeVar("Replaced", bound=Replacing)

MEET: tuple[str, ...] = ("meeting", "plan")
"""The scopes of consent of which none may be refused where one is to meet."""

MAKE: tuple[str, ...] = ("plan",)
"""The scope of consent that a plan rests on."""


def opened(history: History) -> PlanOpened | None:
    """What the plan began with; None: the case is no plan."""
    return history.began if isinstance(history.began, PlanOpened) else None


def rests_on_consent(history: History) -> bool:
    """Whether the plan needs consent: a SIP does, the plan of open compulsory care does not (LPT 7 a §)."""
    began = opened(history)
    return began is not None and not began.compulsory


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


def said(history: History, scope: str) -> list[Consent]:
    """All that was said of consent in that scope, in order."""
    return [fact for fact in history.all(Consent) if scope in fact.scope]


def stop(history: History, since: Fact, scopes: Iterable[str]) -> Lapse:
    """The first refusal or withdrawal in one of the scopes that holds when `since` is recorded, or comes after it."""
    found: list[Consent] = []
    for scope in scopes if rests_on_consent(history) else ():
        no: Consent | None = None
        for fact in said(history, scope):
            if not isinstance(fact, ConsentGiven):
                no = no or fact
            elif no and history.comes_before(since, fact):
                break
            else:
                no = None
        found += [no] if no else []
    first = min(found, key=lambda fact: history.place[fact.seq], default=None)
    return first, first.kind if first else ""


def refused(history: History, scopes: Iterable[str]) -> Consent | None:
    """The refusal or withdrawal in one of the scopes that stands now."""
    last = (said(history, scope)[-1:] for scope in scopes if rests_on_consent(history))
    return next((one for found in last for one in found if not isinstance(one, ConsentGiven)), None)


GUARDIANS = frozenset({"guardian", "guardians"})
"""Who speaks for a child, until it is of age."""


def until(history: History, fact: ConsentGiven) -> date | None:
    """The last day on which a consent holds; None: it has no end. A guardian's ends when the child comes of age."""
    began = opened(history)
    grown = began.of_age_on if began and fact.by_whom in GUARDIANS else None
    return min((day for day in (fact.until_on, grown and grown - DAY) if day), default=None)


def ends(history: History) -> date | None:
    """The first day after which a unit on the plan that a consent names is named by none; None: there is none."""
    last: dict[UnitId, date] = {}
    for fact in consents(history, "plan", date.min):
        for unit in (fact.unit, *fact.to_units):
            last[unit] = max(last.get(unit, date.min), until(history, fact) or date.max)
    found = min((day for unit, day in last.items() if unit in history.parties), default=date.max)
    return None if found == date.max else found


def consents(history: History, scope: str, on: date) -> list[ConsentGiven]:
    """The consents in that scope that hold on the day: each adds to those before, until one says no."""
    held: list[ConsentGiven] = []
    for fact in said(history, scope):
        held = [*held, fact] if isinstance(fact, ConsentGiven) else []
    return [fact for fact in held if (until(history, fact) or date.max) >= on]


def covered(history: History, on: date) -> frozenset[UnitId] | None:
    """The units that may read the plan that day; None: whoever is on it, for it rests on no consent."""
    if not rests_on_consent(history):
        return None
    return frozenset(unit for fact in consents(history, "plan", on) for unit in (fact.unit, *fact.to_units))


def readers(history: History, kind: type[Fact], on: date) -> frozenset[UnitId] | None:
    """The units that a fact of the kind may be sent to that day; None: whoever is on the plan.

    What says when and where one meets also goes to who was called (4 kap. 3 §), or whom consent to meet names.
    """
    if not has_content(kind) or kind.cases != PLAN or not rests_on_consent(history):
        return None
    if kind not in MEETINGS:
        return covered(history, on)
    began = opened(history)
    called = began.units if began and began.called_at else frozenset()
    return called | agreed_to_meet(history, on)


def agreed_to_meet(history: History, on: date) -> frozenset[UnitId]:
    """The units that a consent to meet, or to the plan, names that day: they may be asked about the person."""
    given = (fact for scope in MEET for fact in consents(history, scope, on))
    return frozenset(unit for fact in given for unit in (fact.unit, *fact.to_units))


MEETINGS = (MeetingBooked, MeetingMoved, MeetingCancelled)
"""Kinds that say when and where one meets, and nothing else that a reader may not see."""


def ground(history: History, on: date, unit: UnitId) -> str | None:
    """The ground on which the unit is told of the plan that day; None: there is none."""
    if not rests_on_consent(history):
        return "compulsory_care"
    told = (fact for scope in MEET for fact in consents(history, scope, on))
    given = [fact for fact in told if unit in {fact.unit, *fact.to_units}]
    if given:
        return "cannot_consent" if given[-1].form == "presumed" else "consent"
    began = opened(history)
    return "lag_2017_612" if began and unit in began.units else None


@immutable()
class Meeting:
    """A meeting: when it was booked, all that was said of it since, and how it ended: held, cancelled, or by a no."""

    booked: MeetingBooked
    moved: tuple[MeetingMoved, ...]
    ended: MeetingCancelled | MeetingHeld | Consent | None

    @property
    def last(self) -> MeetingBooked | MeetingMoved:
        """What says when and where it is."""
        return self.moved[-1] if self.moved else self.booked

    @property
    def at(self) -> datetime:
        """When it begins."""
        return self.last.meeting_at or self.last.moment


def meetings(history: History) -> list[Meeting]:
    """Every meeting that was booked, in order. One that a no has ended does not come back with the next yes."""
    found = []
    for booked in history.all(MeetingBooked):
        ends: list[MeetingCancelled | MeetingHeld] = [*history.all(MeetingCancelled), *history.all(MeetingHeld)]
        no = stop(history, booked, MEET)[0]
        ended = min(
            [*(fact for fact in ends if fact.refers_to == booked.seq), *([no] if isinstance(no, Consent) else [])],
            key=lambda fact: history.place[fact.seq],
            default=None,
        )
        moved = [fact for fact in history.all(MeetingMoved) if fact.of == booked.seq]
        found.append(Meeting(booked, tuple(moved), ended))
    return found


def standing_meeting(history: History) -> Meeting | None:
    """The meeting that is booked and neither held nor ended."""
    return next((one for one in reversed(meetings(history)) if one.ended is None), None)


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


def answers(history: History, made: PlanVersioned) -> Iterator[PlanConfirmed | ChangeAsked]:
    """What the units said of a version, in order."""
    both: list[PlanConfirmed | ChangeAsked] = [*history.all(PlanConfirmed), *history.all(ChangeAsked)]
    yield from sorted((one for one in both if one.of == made.seq), key=lambda one: history.place[one.seq])


def answer(history: History, made: PlanVersioned, unit: UnitId) -> PlanConfirmed | ChangeAsked | None:
    """The last that the unit, or who took it over, said of the version."""
    said_of = [one for one in answers(history, made) if history.acts_for(one, confirming(history), made, unit)]
    return said_of[-1] if said_of else None


def confirming(history: History) -> str:
    """The duty by which each unit confirms a version."""
    return "confirm_plan" if rests_on_consent(history) else "adjust_compulsory_plan"


def asks_change(history: History) -> bool:
    """Whether a unit on the plan wants the latest version changed and has not confirmed it since."""
    made = version(history)
    return made is not None and any(isinstance(answer(history, made, unit), ChangeAsked) for unit in history.parties)


def lapsed(history: History, made: PlanVersioned) -> bool:
    """Whether somebody has said no since: a later yes is to what is sent anew."""
    return stop(history, made, MAKE)[0] is not None


def changed(history: History, made: PlanVersioned) -> bool:
    """Whether something was agreed since the version was sent. How it goes with what was agreed is no change."""
    return any(
        isinstance(fact, NeedSet | ResponsibilitySet)
        or (isinstance(fact, GoalSet | MeasureAgreed) and fact.state in {"set", "agreed"})
        for fact in history.after(made)
    )


def unconfirmed(history: History, made: PlanVersioned) -> list[UnitId]:
    """The units that the plan is also theirs and that have not confirmed the version, whether or not they got it."""
    named = covered(history, date.min)
    ours = (unit for unit, side in history.parties.items() if side != "coordinator" and unit != made.unit)
    may = (unit for unit in ours if named is None or unit in named)
    return [unit for unit in may if not isinstance(answer(history, made, unit), PlanConfirmed)]


def all_confirmed(history: History) -> bool:
    """Whether the plan stands as everybody on it has confirmed it."""
    made = version(history)
    return (
        made is not None and not lapsed(history, made) and not changed(history, made) and not unconfirmed(history, made)
    )


@immutable()
class Standing:
    """Whether a plan is current, as codes and moments: no clock is read.

    `reasons`: why it is not, the weightiest first; empty: it is, until `until`, and then not for the reason `then`.
    """

    reasons: tuple[str, ...]
    until: datetime | None = None
    then: str = ""

    def not_current(self, now: datetime) -> str | None:
        """The code of why it is not current at that moment; None: it is."""
        if self.reasons:
            return self.reasons[0]
        return self.then if self.until and self.until <= now else None


NOT_CURRENT = (
    "closed",
    "consent_refused",
    "consent_withdrawn",
    "no_consent",
    "not_made",
    "not_sent_again",
    "change_asked",
    "changed",
    "unconfirmed",
    "no_follow_up",
    "follow_up_passed",
    "consent_ended",
)
"""Why a plan is not current, the weightiest first. Words in lus.words.plans."""


def standing(history: History, duties: Iterable[Duty]) -> Standing:
    """Current: consent holds, not closed, everybody has confirmed the latest version, a follow-up is set."""
    owed = [duty for duty in duties if duty.ended is None]
    no = refused(history, MAKE)
    said_yes = consents(history, "plan", date.min)
    made = version(history)
    following = next((duty for duty in owed if duty.kind == "hold_follow_up"), None)
    holds = {
        "closed": history.ended is not None,
        "consent_refused": no is not None and no.kind == "consent_refused",
        "consent_withdrawn": no is not None and no.kind == "consent_withdrawn",
        "no_consent": rests_on_consent(history) and not said_yes and no is None,
        "not_made": made is None,
        "not_sent_again": made is not None and lapsed(history, made),
        "change_asked": asks_change(history),
        "changed": made is not None and changed(history, made),
        "unconfirmed": made is not None and bool(unconfirmed(history, made)),
        "no_follow_up": following is None,
    }
    passes: list[tuple[datetime, str]] = [(following.due_at, "follow_up_passed")] if following else []
    ending = ends(history) if rests_on_consent(history) else None
    passes += [(end_of(ending), "consent_ended")] if ending else []
    first, then = min(passes, default=(None, ""))
    return Standing(tuple(code for code, true in holds.items() if true), first, then)


CONFIRMING = frozenset({"confirm_plan", "adjust_compulsory_plan"})
"""Duties by which each unit confirms a version."""
