"""Consent to a plan: what it rests on, whom it names and until when, and what a no stops."""

from collections.abc import Iterable
from datetime import date

from lus.domain.calendar import DAY
from lus.domain.case import History
from lus.domain.duty import Lapse
from lus.domain.fact import PLAN, has_content
from lus.domain.facts import Consent, ConsentGiven, Fact, MeetingBooked, MeetingCancelled, MeetingMoved, PlanOpened
from lus.domain.units import UnitId

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
