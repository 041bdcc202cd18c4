"""Where an act begins: the case as it stands, for one unit, now; to whom a kind of fact goes from here; its facts."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from lus.domain import plan
from lus.domain.calendar import day_of
from lus.domain.case import Case, History
from lus.domain.derive import Derived
from lus.domain.duties.handling import called_on
from lus.domain.errors import Refusal
from lus.domain.fact import PLAN
from lus.domain.fact import has_content as holds_content
from lus.domain.facts import (
    KINDS,
    RECEIVERS,
    AdmissionNotified,
    Consent,
    DischargeInformed,
    ExpectedDischargeChanged,
    Fact,
    OrdinationGiven,
    PartyInvited,
    PlanVersioned,
    Receiver,
    Seq,
)
from lus.domain.refusals import refusals
from lus.domain.refusals.coordination import MAY_BE_ASKED
from lus.domain.terms import Terms
from lus.domain.units import Side, UnitId
from lus.queries.case import Attached
from lus.queries.plans import Other
from lus.queries.reminders import Reminder
from lus.queries.units import Near
from lus.web.units import Cards

NOWHERE = Near()

LAW = "lag_2017_612"
WITHOUT_RESERVATION = frozenset({"admission_notified", "expected_discharge_changed", "sip_called"})
"""What the act makes a duty whatever secrecy says (2 kap. 1-4 §§, 4 kap. 3 §)."""

GROUND_ASKED = frozenset(
    {"ready_notified", "open_compulsory_care_decided", "discharge_informed", "homegoing_booked", "leave_started"}
    | {"planning_noted", "message_sent", "first_contact_made", "deviation_reported", "ordination_given"}
    | {"coordination_opened", "coordination_answered"}
)
"""Health or social data that needs a ground of its own towards each receiver outside the region (ADR 0043)."""


@dataclass(frozen=True, slots=True)
class Situation:
    """The case for `unit` at `now`. `candidates`: units off the case that may be told, `suggested`
    the likely ones. `people`: who recorded each fact. `municipalities`: the name of each code. `register`: who takes in
    what where the patient lives. `asked`: kind of duty ► address and title of a question for it. `hidden`: identity is
    protected, and the unit is not among those that may know. `previous`: the case before this one, where it is on both.
    `reminders`: what was told of the case's duties, and is to be.
    `regions`: those whose units the act may name, code ► name; of which `county` is chosen.
    `plans`: the patient's other open plans, as far as the unit is on them.
    """

    ref: str
    case: Case
    derived: Derived
    terms: Terms
    unit: UnitId
    now: datetime
    cards: Cards
    candidates: tuple[UnitId, ...] = ()
    suggested: frozenset[UnitId] = frozenset()
    people: Mapping[Seq, str | None] = field(default_factory=dict)
    protected: bool = False
    municipalities: Mapping[str, str] = field(default_factory=dict)
    register: Near = NOWHERE
    asked: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    hidden: bool = False
    previous: str | None = None
    files: tuple[Attached, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    regions: Mapping[str, str] = field(default_factory=dict)
    county: str = ""
    plans: tuple[Other, ...] = ()
    invited: Mapping[UnitId, str | None] = field(default_factory=dict)

    @property
    def history(self) -> History:
        """What counts."""
        return self.derived.history

    @property
    def side(self) -> Side:
        """The unit's side of the case."""
        return self.terms.units[self.unit].side

    @property
    def version(self) -> int:
        """The last fact's number: what an act was begun on."""
        return max([fact.seq for fact in self.case.facts], default=0)


@dataclass(frozen=True, slots=True)
class Audience:
    """To whom a fact may go, who is ticked beforehand, whether that may be changed, and whether it goes to one only."""

    offered: tuple[UnitId, ...]
    ticked: frozenset[UnitId]
    fixed: bool = False
    single: bool = False


TO_ONE = frozenset({"forwarded", "duty_offered", "coordination_opened"})
"""Kinds that go to one unit."""


def audience(here: Situation, kind: str, of: Seq | None = None, duty: str = "") -> Audience:
    """The receivers of a kind of fact from here. `of`: the fact that it is about; `duty`: the key of the duty."""
    to = KINDS[kind].to
    called = called_on(here.history, here.terms, kind, here.unit, of)
    beside = () if called is None else (called,)
    others = tuple(unit for unit in dict.fromkeys((*here.derived.parties, *beside)) if unit != here.unit)
    if to == "sender" or (kind == "message_sent" and of is not None):
        return _fixed([*_of(here, of), *beside])
    if to == "parties" and not has_content(kind):
        return _fixed(others)  # everybody on the case sees that it happened: there is nothing to choose
    if here.history.kind == "plan" and (found := _of_plan(here, kind, others)):
        return found
    offered, ticked = others, set(others)
    if to in {"nobody", "notified", "receivers"}:
        return _fixed(_notified(here, kind) if to == "notified" else _of(here, of))
    if to in {"concerned", "carers"}:
        offered, ticked = _reached(here, to), set(_carers(here) if to == "carers" else _concerned(here, kind))
    elif to in _OTHERS:
        offered, ticked = tuple(_OTHERS[to](here)), set()
    elif kind == "duty_offered":
        offered, ticked = tuple(_can_take(here, duty, others)), set()
    elif kind == "message_sent":
        ticked = set()
    if kind in TO_ONE and len(offered) == 1:
        ticked = set(offered)
    withheld = frozenset[UnitId]() if kind in WITHOUT_RESERVATION else here.history.withheld
    return Audience(offered, (frozenset(ticked) & frozenset(offered)) - withheld, single=kind in TO_ONE)


def _of_plan(here: Situation, kind: str, others: tuple[UnitId, ...]) -> Audience | None:
    """Of a plan: whom a consent is for may be anybody; what it says goes to whom the consent names."""
    fact = KINDS[kind]
    on = day_of(here.now)
    may = plan.covered(here.history, on)
    if kind == "consent_given":
        offered = dict.fromkeys((*others, *_may_be_asked(here)))
        return Audience(tuple(offered), frozenset(others if may is None or not may else set(others) & may))
    if kind == "party_invited":
        asked = {unit for one in here.history.all(PartyInvited) for unit in one.units} & set(here.derived.parties)
        asked = {unit for unit in asked if not plan.unread(here.history, unit)}
        offered = dict.fromkeys(u for u in _may_be_asked(here) if u not in asked and (may is None or u in may))
        return Audience(tuple(offered), frozenset(offered if len(offered) == 1 else ()), single=True)
    if kind == "message_sent":
        return Audience(tuple(unit for unit in others if may is None or unit in may), frozenset())
    if fact.cases != PLAN or fact.to != "parties" or not has_content(kind):
        return None
    may = plan.readers(here.history, fact, on)
    units = tuple(u for u in others if (may is None or u in may) and here.terms.units[u].side != "coordinator")
    return Audience(units, frozenset(units))


def _may_be_asked(here: Situation) -> Iterator[UnitId]:
    return (u for u in here.cards if here.terms.units[u].side in MAY_BE_ASKED and u != here.unit)


def _of_the_other(here: Situation) -> Iterator[UnitId]:
    """The units on the case of another principal than ours."""
    known, ours = here.terms.units, here.terms.units[here.unit].principal
    return (unit for unit in here.derived.parties if known[unit].principal != ours)


def _reached(here: Situation, to: str) -> tuple[UnitId, ...]:
    """The units on the case or not that may be told: all that receive, or those of them that give care."""
    known = here.terms.units
    every = dict.fromkeys((*here.derived.parties, *here.candidates))
    return tuple(u for u in every if known[u].side in RECEIVERS and (to == "concerned" or known[u].gives_care))


def _carers(here: Situation) -> set[UnitId]:
    """Whom our last ordination went to; the first time, the municipality's units on the case that give care."""
    last = here.history.last(OrdinationGiven, lambda given: given.unit == here.unit)
    if last:
        return set(last.units)
    known = here.terms.units
    return {unit for unit in here.derived.parties if known[unit].gives_care and known[unit].municipality}


def has_content(kind: str) -> bool:
    """Whether facts of the kind hold something of their own that only sender and receivers read."""
    return holds_content(KINDS[kind])


def _can_take(here: Situation, duty: str, others: Collection[UnitId]) -> Iterator[UnitId]:
    """The units on the case, on the side that owes the duty; where none is named yet, of any that may be handed on."""
    known, ours = here.terms.units, here.unit
    open_duties = [one for one in here.derived.open_duties if not duty or one.key == duty]
    offered = [one for one in open_duties if duty or ours in {one.unit, here.terms.coordinator(one.unit)}]
    return (
        unit for unit in others if any(unit != one.unit and known[unit].side == known[one.unit].side for one in offered)
    )


def colleagues(here: Situation) -> list[UnitId]:
    """The other units of our own organisation, on our side of the case."""
    known, mine = here.terms.units, here.terms.units[here.unit]
    alike = (unit for unit in here.cards if (known[unit].principal, known[unit].side) == (mine.principal, mine.side))
    return [unit for unit in alike if unit != here.unit]


_OTHERS: dict[str, Callable[[Situation], Iterable[UnitId]]] = {
    "anyone": _may_be_asked,
    "other_principal": _of_the_other,
    "same_principal": colleagues,
}
"""Audience of which nobody is ticked beforehand ► who is offered."""


def _fixed(units: Collection[UnitId]) -> Audience:
    return Audience(tuple(dict.fromkeys(units)), frozenset(units), True)


def _of(here: Situation, of: Seq | None) -> list[UnitId]:
    """The sender of the fact; where it is ours, its receivers."""
    target = next((fact for fact in here.case.facts if fact.seq == of), None)
    if target is None:
        return []
    if isinstance(target, PlanVersioned):
        return [plan.lead(here.history)]
    return (
        [unit for unit in (target.unit, *target.to_units) if unit != here.unit]
        if target.unit == here.unit
        else [target.unit]
    )


def told(here: Situation) -> tuple[UnitId, ...]:
    """The units that got an admission notice, in the order told."""
    return tuple(dict.fromkeys(unit for notice in here.history.all(AdmissionNotified) for unit in notice.to_units))


def _ready_told(here: Situation) -> tuple[UnitId, ...]:
    return tuple(here.history.standing.told) if here.history.standing else ()


def _notified(here: Situation, kind: str) -> tuple[UnitId, ...]:
    return _ready_told(here) if kind == "ready_withdrawn" else told(here)


def _concerned(here: Situation, kind: str) -> list[UnitId]:
    if kind == "admission_notified":
        return [unit for unit in here.suggested if unit not in told(here)]
    if kind == "ready_notified":
        return [unit for unit in told(here) or here.suggested if unit not in _ready_told(here)]
    informed = {unit for fact in here.history.all(DischargeInformed) for unit in fact.units}
    ready = _ready_told(here) or told(here)
    return [unit for unit in ready if unit not in informed] or list(ready)


def expected(here: Situation) -> AdmissionNotified | ExpectedDischargeChanged | None:
    """What last told the expected discharge."""
    dates: list[AdmissionNotified | ExpectedDischargeChanged] = [
        *here.history.all(AdmissionNotified),
        *here.history.all(ExpectedDischargeChanged),
    ]
    return max(dates, key=lambda fact: fact.order, default=None)


def outside_region(here: Situation, units: Collection[UnitId]) -> list[UnitId]:
    """The units of another principal than ours: secrecy stands between."""
    known, ours = here.terms.units, here.terms.units[here.unit].principal
    return [unit for unit in units if known[unit].principal != ours]


def usual_ground(here: Situation, units: Collection[UnitId]) -> str | None:
    """The consent to hand on information, on a plan's case to the plan, where it names the units; where nobody has said
    anything of it, the ground that this unit last gave on the case. None: somebody must judge, nobody by default.
    """
    scope = "plan" if here.history.kind == "plan" else "information"
    said = [fact for fact in here.history.all(Consent) if scope in fact.scope]
    if said:
        consent = here.history.consent(scope, day_of(here.now))
        return "consent" if consent and set(units) <= {consent.unit, *consent.units} else None
    given = [r.ground for f in here.history.facts if f.unit == here.unit for r in f.receivers]
    return next((ground for ground in reversed(given) if ground not in (None, LAW, "same_region")), None)


def asks_ground(here: Situation, kind: str) -> bool:
    """Whether the unit says on what ground it tells another principal; on a plan consent, or the law, is the ground."""
    return kind in GROUND_ASKED and here.history.kind != "plan"


def _receivers(here: Situation, kind: str, units: Collection[UnitId], ground: str | None) -> tuple[Receiver, ...]:
    if kind in WITHOUT_RESERVATION:
        return tuple(Receiver(unit, LAW) for unit in units)
    if here.history.kind == "plan":
        return tuple(Receiver(unit, plan.ground(here.history, day_of(here.now), unit)) for unit in units)
    if not asks_ground(here, kind):
        return tuple(Receiver(unit) for unit in units)
    outside = set(outside_region(here, units))
    return tuple(Receiver(unit, ground if unit in outside else "same_region") for unit in units)


def fact(
    here: Situation,
    kind: str,
    own: dict[str, Any],
    to: Collection[UnitId] = (),
    *,
    at: datetime | None = None,
    ground: str | None = None,
    seq: Seq = 0,
    **carried: Any,
) -> Fact:
    """A fact of the kind, recorded now by our unit; `seq` 0: not numbered yet. `carried`: what else every fact has."""
    receivers = _receivers(here, kind, to, ground)
    made: Fact = KINDS[kind](
        at=at or here.now, recorded_at=here.now, unit=here.unit, seq=seq, receivers=receivers, **carried, **own
    )
    return made


def together(here: Situation, kind: str, own: dict[str, Any], to: Collection[UnitId], **more: Any) -> tuple[Fact, ...]:
    """The facts that one sending makes: utskrivningsklar brings the admission notice to who has had none, first."""
    untold = [unit for unit in to if unit not in told(here)]
    on = own.pop("expected_discharge_on", None) if kind == "ready_notified" else None
    ready = fact(here, kind, own, to, **more)
    if kind != "ready_notified" or not untold:
        return (ready,)
    before = expected(here)
    on = on or (before.expected_discharge_on if before else None)
    return fact(here, "admission_notified", {"expected_discharge_on": on}, untold), ready


def tried(here: Situation, facts: Collection[Fact]) -> tuple[Case, tuple[Refusal, ...]]:
    """The case with the facts added in turn, numbered, and what refuses them."""
    case = here.case
    for seq, each in enumerate(facts, here.version + 1):
        numbered = replace(each, seq=seq)
        found = refusals(case, numbered, here.terms, here.derived if case is here.case else None)
        if found:
            return case, found
        case = case.with_fact(numbered)
    return case, ()
