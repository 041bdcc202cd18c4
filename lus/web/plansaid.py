"""What a plan says, on a screen or on paper: what matters, goals, who does what, consent; now, and as each version."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from lus.domain import plan
from lus.domain.calendar import day_of
from lus.domain.facts import ConsentGiven, Fact, GoalSet, MeasureAgreed, PlanVersioned
from lus.domain.plan import Agreed
from lus.domain.units import UnitId
from lus.web.moments import day, when
from lus.web.situation import Situation
from lus.words.codes import CODE
from lus.words.plans import NOT_SENT

OPEN_GOAL = "set"
OPEN_MEASURE = "agreed"


@dataclass(frozen=True, slots=True)
class Speech:
    """How days, moments and units are told: on a screen that is read now, or on paper that is read whenever."""

    day: Callable[[date], str]
    moment: Callable[[datetime], str]
    unit: Callable[[UnitId], str]


def on_screen(here: Situation) -> Speech:
    """Days near now by their names, units by the short ones."""
    return Speech(
        lambda on: day(on, here.now),
        lambda at: when(at, here.now),
        lambda unit: here.cards[unit].short,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A goal, a measure, somebody who takes part: what it says, and what is told beside it. `done`: no longer open."""

    text: str
    told: tuple[str, ...] = ()
    done: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What the plan says at one time: now, or as a version. `hidden`: it is not for this unit to read."""

    matters: str
    needs: str
    goals: tuple[Line, ...]
    measures: tuple[Line, ...]
    answers: tuple[tuple[str, str], ...]
    people: tuple[Line, ...]
    hidden: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One version: its number, when and by whom it was sent, and what had changed. `sent` empty: it is not, yet."""

    number: int
    sent: str
    changes: str

    @property
    def name(self) -> str:
        """As a heading."""
        return f"Version {self.number}" if self.sent else NOT_SENT


def said(here: Situation, agreed: Agreed, speech: Speech | None = None) -> Said:
    """What was agreed, as far as the unit may read it. `speech` None: on a screen."""
    speech = speech or on_screen(here)
    need, shared = agreed.need, agreed.responsibility
    answers = [("Övergripande ansvar", CODE["overall"][shared.overall])] if shared and shared.overall else []
    for label, text in (
        ("Regionen", shared.region_does if shared else None),
        ("Kommunen", shared.municipality_does if shared else None),
    ):
        answers += [(label, text)] if text else []
    everything = (need, shared, *agreed.goals, *agreed.measures)
    return Said(
        (need.matters if need else "") or "",
        (need.needs if need else "") or "",
        tuple(_goal(one) for one in agreed.goals if one.goal),
        tuple(_measure(here, one, speech) for one in agreed.measures),
        tuple(answers),
        tuple(
            Line(p.name, tuple(t for t in (CODE["role"][p.role or "other"], p.contact) if t))
            for p in agreed.people
            if p.name
        ),
        any(one is not None for one in everything) and not any(_read(one) for one in everything if one),
    )


def readable(here: Situation) -> bool:
    """Whether there is anything in it that the unit may read."""
    found = said(here, plan.agreed(here.history))
    return not found.hidden and bool(found.needs or found.measures)


def printed(here: Situation) -> bool:
    """Whether there is anything for the person to take home: nothing is printed of what somebody has said no to."""
    return readable(here) and not plan.refused(here.history, plan.MAKE)


def _read(fact: Fact) -> bool:
    """Whether what it says came with it."""
    return any(getattr(fact, name, None) for name in ("matters", "goal", "what", "region_does"))


def _goal(goal: GoalSet) -> Line:
    told = () if goal.state == OPEN_GOAL else (CODE["state"][goal.state],)
    return Line(goal.goal or "", told, goal.state != OPEN_GOAL)


def _measure(here: Situation, one: MeasureAgreed, speech: Speech) -> Line:
    open_ = one.state == OPEN_MEASURE
    by_on: date = one.by_on or day_of(one.moment)
    owner = speech.unit(one.owner) if one.owner is not None else ""
    told = [owner, f"senast {speech.day(by_on)}" if open_ else CODE["state"][one.state]]
    told += [f"andra: {one.others}"] if one.others else []
    return Line(one.what or "Insats", tuple(told), not open_, open_ and by_on < day_of(here.now))


def consent(here: Situation, speech: Speech) -> tuple[str, ...]:
    """What holds of consent: for what, by whom, for which units, until when; or why there is none."""
    if not plan.rests_on_consent(here.history):
        return ("Planen vilar på lag, inte på samtycke (LPT 7 a §).",)
    no = plan.refused(here.history, plan.MAKE)
    if no:
        name = "Samtycket återkallades" if no.kind == "consent_withdrawn" else "Personen sa nej"
        return (f"{name} {speech.moment(no.moment)}. Planen görs inte.",)
    given = plan.consents(here.history, "plan", day_of(here.now))
    if not given:
        return ("Inget samtycke är antecknat. Utan samtycke görs ingen plan.",)
    return tuple(_given(one, plan.until(here.history, one), speech) for one in given)


def _given(one: ConsentGiven, until_on: date | None, speech: Speech) -> str:
    units = ", ".join(speech.unit(unit) for unit in (one.unit, *one.to_units))
    until = f"till och med {speech.day(until_on)}" if until_on else "tills vidare"
    by = CODE["by_whom"][one.by_whom or "self"]
    scope = ", ".join(CODE["scope"][code] for code in one.scope)
    heard = f" Barnet hört: {CODE['heard'][one.heard]}." if one.heard else ""
    return f"{scope[:1].upper()}{scope[1:]}: {by}, {CODE['form'][one.form or 'oral']}, {until}. Gäller {units}.{heard}"


def version_of(here: Situation, made: PlanVersioned) -> Version:
    number = here.history.all(PlanVersioned).index(made) + 1
    return Version(number, f"{when(made.moment, here.now)}, {here.cards[made.unit].short}", made.changes or "")


def versions(here: Situation) -> list[tuple[Version, Said]]:
    """Every version and what it says, in order; last the plan as it stands, where that is another."""
    every = here.history.all(PlanVersioned)
    found = [(version_of(here, made), said(here, plan.agreed(here.history, made))) for made in every]
    if every and plan.changed(here.history, every[-1]):
        found.append((Version(len(every) + 1, "", ""), said(here, plan.agreed(here.history))))
    return found
