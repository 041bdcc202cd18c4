"""A plan as its page prints it: what matters first, then goals, who does what, who has confirmed, consent, meeting."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from lus.domain import plan
from lus.domain.calendar import day_of
from lus.domain.facts import (
    ConsentGiven,
    Fact,
    GoalSet,
    InvitationUndelivered,
    InviteeReached,
    Leading,
    MeasureAgreed,
    MeetingHeld,
    PlanConfirmed,
    PlanVersioned,
)
from lus.domain.plan import Agreed
from lus.domain.units import UnitId
from lus.web.moments import day, when
from lus.web.offers import Offer, act_href
from lus.web.situation import Situation
from lus.web.status import Tag, current
from lus.web.timeline import Receipt
from lus.words.acts import ACT
from lus.words.codes import CODE
from lus.words.plans import INVITATION, NAME, NOT_SENT

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


@dataclass(frozen=True, slots=True)
class PlanPanel:
    """Everything that the page says of the plan. `changed`: what was agreed since the latest version."""

    name: str
    current: Tag
    why: str
    lead: str
    lead_told: str
    said: Said
    consent: tuple[str, ...]
    consent_offer: Offer | None
    meeting: str
    invited: tuple[Receipt, ...]
    calendar: str
    print_href: str
    follow_up: str
    version: Version | None
    confirmed: tuple[Receipt, ...]
    changed: bool
    compare: str
    offers: tuple[Offer, ...]


def panel(here: Situation) -> PlanPanel | None:
    """The plan of a case that is one."""
    began = plan.opened(here.history)
    if began is None:
        return None
    made = plan.version(here.history)
    leads = plan.lead(here.history)
    named = here.history.last(Leading)
    told = (named.lead_person, named.phone) if named else ()
    return PlanPanel(
        NAME[began.plan],
        current(plan.standing(here.history, here.derived.duties), here.now),
        began.why or "",
        here.cards[leads].name,
        ", ".join(part for part in told if part),
        said(here, plan.agreed(here.history)),
        consent(here, on_screen(here)),
        _ask(here),
        _meeting(here),
        _invited(here),
        f"/arende/{here.ref}/mote.ics" if plan.standing_meeting(here.history) else "",
        f"/arende/{here.ref}/plan" if printed(here) else "",
        _follow_up(here),
        _version(here, made) if made else None,
        _confirmed(here, made) if made else (),
        made is not None and plan.changed(here.history, made),
        f"/arende/{here.ref}/versioner" if made else "",
        _offers(here, leads),
    )


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
    return tuple(_given(one, speech) for one in given)


def _given(one: ConsentGiven, speech: Speech) -> str:
    units = ", ".join(speech.unit(unit) for unit in (one.unit, *one.to_units))
    until = f"till och med {speech.day(one.until_on)}" if one.until_on else "tills vidare"
    by = CODE["by_whom"][one.by_whom or "self"]
    scope = ", ".join(CODE["scope"][code] for code in one.scope)
    heard = f" Barnet hört: {CODE['heard'][one.heard]}." if one.heard else ""
    return f"{scope[:1].upper()}{scope[1:]}: {by}, {CODE['form'][one.form or 'oral']}, {until}. Gäller {units}.{heard}"


def _ask(here: Situation) -> Offer | None:
    """The way to record consent, where there is none."""
    on = day_of(here.now)
    if not here.derived.is_open or not plan.rests_on_consent(here.history) or plan.consents(here.history, "plan", on):
        return None
    return Offer(ACT["consent_given"], act_href(here.ref, "consent_given"), True)


def _meeting(here: Situation) -> str:
    there = plan.standing_meeting(here.history)
    if there:
        place = f", {there.last.place}" if there.last.place else ""
        moved = f" (flyttat {len(there.moved)} {'gång' if len(there.moved) == 1 else 'gånger'})" if there.moved else ""
        return f"{when(there.at, here.now)}, {CODE['form'][there.last.form or 'unit']}{place}{moved}"
    held = here.history.last(MeetingHeld)
    if held:
        came = ", ".join(here.cards[unit].short for unit in held.came)
        person = "personen var med" if held.person_came else "personen var inte med"
        return f"hölls {when(held.at, here.now)}; {person}{f'; {came}' if came else ''}"
    return "inget möte bokat"


def _invited(here: Situation) -> tuple[Receipt, ...]:
    """What became of the invitation to each unit called to the meeting that is booked."""
    there = plan.standing_meeting(here.history)
    if there is None:
        return ()
    reached = {fact.of for fact in here.history.all(InviteeReached)}
    by_hand = {
        fact.unreached: "reached" if fact.seq in reached else "failed"
        for fact in here.history.all(InvitationUndelivered)
        if fact.of == there.booked.seq and here.history.comes_before(there.last, fact)
    }
    became = {unit: by_hand.get(unit, outcome or "waits") for unit, outcome in here.invited.items()}
    return tuple(Receipt(LOOKS[code], f"{here.cards[unit].short}: {INVITATION[code]}") for unit, code in became.items())


LOOKS = {
    "waits": "wait",
    "sent": "sent",
    "reached": "ok",
    "failed": "late",
    "parked": "late",
    "void": "gone",
    "unaddressed": "gone",
}
"""What became of an invitation ► how it looks."""


def _follow_up(here: Situation) -> str:
    owed = next((duty for duty in here.derived.open_duties if duty.kind == "hold_follow_up"), None)
    return day(owed.due_on, here.now) if owed and owed.due_on else "ingen dag bestämd"


def _version(here: Situation, made: PlanVersioned) -> Version:
    number = here.history.all(PlanVersioned).index(made) + 1
    return Version(number, f"{when(made.moment, here.now)}, {here.cards[made.unit].short}", made.changes or "")


def versions(here: Situation) -> list[tuple[Version, Said]]:
    """Every version and what it says, in order; last the plan as it stands, where that is another."""
    every = here.history.all(PlanVersioned)
    found = [(_version(here, made), said(here, plan.agreed(here.history, made))) for made in every]
    if every and plan.changed(here.history, every[-1]):
        found.append((Version(len(every) + 1, "", ""), said(here, plan.agreed(here.history))))
    return found


def _confirmed(here: Situation, made: PlanVersioned) -> tuple[Receipt, ...]:
    """What each unit has said of the version."""
    last = {one.unit: one for one in plan.answers(here.history, made)}
    left = [unit for unit in made.to_units if unit not in here.history.parties]
    found = [Receipt("sent", f"{here.cards[made.unit].short} skrev den")]
    for unit in made.to_units:
        name, answer = here.cards[unit].short, last.get(unit)
        if unit in left:
            found.append(Receipt("gone", f"{name} är inte längre med"))
        elif answer is None:
            found.append(Receipt("wait", f"{name} har inte bekräftat"))
        elif isinstance(answer, PlanConfirmed):
            found.append(Receipt("ok", f"{name} bekräftade {when(answer.moment, here.now)}"))
        else:
            found.append(Receipt("late", f"{name} begär en ändring{f': {answer.text}' if answer.text else ''}"))
    without = [unit for unit in plan.unconfirmed(here.history, made) if unit not in made.units]
    found += [Receipt("wait", f"{here.cards[unit].short} har inte fått den") for unit in without]
    return tuple(found)


def _offers(here: Situation, leads: UnitId) -> tuple[Offer, ...]:
    """What is written on the plan itself, by any party that may read it; sending it whole is for who leads."""
    on = day_of(here.now)
    may = plan.covered(here.history, on)
    if not here.derived.is_open or here.side == "coordinator" or (may is not None and here.unit not in may):
        return ()
    kinds = ["need_set", "goal_set", "measure_agreed", "responsibility_set", "person_invited", "party_invited"]
    whole = not plan.agreed(here.history).missing
    kinds += ["plan_versioned"] if whole and here.unit == leads else []
    made = plan.version(here.history)
    unsent = made is None or plan.changed(here.history, made) or plan.lapsed(here.history, made)
    return tuple(Offer(ACT[kind], act_href(here.ref, kind), kind == "plan_versioned" and unsent) for kind in kinds)
