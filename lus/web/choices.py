"""What a form may point at on this case: the facts, duties and units that fit each kind."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeAlias

from lus.domain import plan
from lus.domain.calendar import day_of
from lus.domain.duty import NEVER_DISMISSED, UNIT_DISMISSES, Duty
from lus.domain.facts import (
    KINDS,
    OPEN_CARE,
    RECEIVERS,
    Acknowledged,
    Admitted,
    CoordinationOpened,
    DeviationReported,
    DutyAccepted,
    DutyDeclined,
    DutyOffered,
    Fact,
    Forwarded,
    GoalSet,
    LiabilityDisputed,
    MeasureAgreed,
    PartyAdded,
    PlanOpened,
    Voided,
)
from lus.domain.ordinations import KIND, Ordination, may_change, ordinations
from lus.domain.refusals.coordination import MAY_BE_ASKED, asked_so_far
from lus.domain.refusals.duties import STAYS
from lus.domain.refusals.parties import staying
from lus.domain.units import UnitId
from lus.web.situation import Situation, outside_region

REACHING = frozenset(
    {"moved", "forwarded", "party_added", "coordination_opened", "coordination_answered"}
    | {"consent_given", "party_invited"}
)
"""Kinds that may name units off the case, besides those that a ward tells."""


def facts_for(here: Situation, kind: str) -> list[Fact]:
    """The facts that one of the kind may be about, the newest first."""
    wanted = _FACTS[kind](here) if kind in _FACTS else _any
    return [fact for fact in reversed(here.history.facts) if wanted(fact)]


Wanted: TypeAlias = Callable[[Fact], bool]


def _any(_fact: Fact) -> bool:
    return True


def _to_us(here: Situation) -> Wanted:
    return lambda fact: fact.receipt and here.unit in fact.units and not isinstance(fact, Voided)


def _owed(kind: str) -> Callable[[Situation], Wanted]:
    """The facts that opened a duty of that kind that we owe still."""

    def opening(here: Situation) -> Wanted:
        ours = {d.opened.seq for d in here.derived.open_duties if d.kind == kind and d.unit == here.unit}
        return lambda fact: fact.seq in ours

    return opening


def _offered_to_us(here: Situation) -> Wanted:
    answers: list[DutyAccepted | DutyDeclined] = [*here.history.all(DutyAccepted), *here.history.all(DutyDeclined)]
    answered = {one.of for one in answers}
    owed = {duty.key for duty in here.derived.open_duties}
    return lambda fact: (
        isinstance(fact, DutyOffered) and here.unit in fact.units and fact.duty in owed and fact.seq not in answered
    )


def _put_to_us(here: Situation) -> Wanted:
    """The questions that we are to answer, or of which we decide who does."""
    ours = [duty for duty in here.derived.open_duties if duty.unit == here.unit]
    about = {duty.opened.refers_to or duty.opened.seq for duty in ours if duty.kind == "answer_coordination"}
    about |= {duty.opened.refers_to or 0 for duty in ours if duty.kind == "resolve_bounce"}
    return lambda fact: isinstance(fact, CoordinationOpened) and fact.seq in about


def _to_be_received(here: Situation) -> Wanted:
    """The ordinations that we are to receive, whether or not a question of ours waits."""
    ours = {
        one.given.seq
        for one in _standing(here)
        for unit, received in one.received.items()
        if received is None and _answered_by(here, one.given, unit)
    }
    return lambda fact: fact.seq in ours


def _ours_to_ask_about(here: Situation) -> Wanted:
    ours = {
        one.given.seq
        for one in _standing(here)
        if any(_answered_by(here, one.given, unit) for unit in here.history.receivers(one.given, "municipality"))
    }
    return lambda fact: fact.seq in ours


def _ours_to_change(here: Situation) -> Wanted:
    ours = {one.given.seq for one in _standing(here) if may_change(here.history, one.given, here.unit)}
    return lambda fact: fact.seq in ours


def _standing(here: Situation) -> list[Ordination]:
    """The ordinations that have been neither ended nor changed."""
    return [one for one in ordinations(here.history) if one.ended is None]


def _answered_by(here: Situation, given: Fact, unit: UnitId) -> bool:
    """Whether what the ordination made that unit owe is ours now."""
    return here.history.holder(KIND, given, unit, None) == here.unit


def _of_meeting(here: Situation) -> Wanted:
    """The meeting that is booked."""
    there = plan.standing_meeting(here.history)
    return lambda fact: there is not None and fact.seq == there.booked.seq


def _latest_version(here: Situation) -> Wanted:
    """The latest version, where it was sent to us."""
    made = plan.version(here.history)
    return lambda fact: fact is made and here.unit in fact.units


def _agreed(kind: type[Fact]) -> Callable[[Situation], Wanted]:
    """The goals or measures that stand."""

    def standing(here: Situation) -> Wanted:
        said = plan.agreed(here.history)
        stands = {one.seq for one in (*said.goals, *said.measures) if isinstance(one, kind)}
        return lambda fact: fact.seq in stands

    return standing


def may_be_voided(here: Situation, fact: Fact) -> bool:
    """Whether facts of the kind are ever taken back: not what the case began with, nor a voiding."""
    began = here.history.began
    return not isinstance(fact, Voided | Admitted | PlanOpened) and (began is None or fact.seq != began.seq)


_FACTS: dict[str, Callable[[Situation], Wanted]] = {
    "acknowledged": _owed("acknowledge"),
    "forwarded": _to_us,
    "wrong_recipient": _to_us,
    "duty_accepted": _offered_to_us,
    "duty_declined": _offered_to_us,
    "deviation_answered": _owed("answer_deviation"),
    "deviation_reported": lambda _here: lambda fact: not isinstance(fact, Acknowledged | Voided),
    "liability_settled": lambda _here: lambda fact: isinstance(fact, LiabilityDisputed),
    "coordination_answered": _put_to_us,
    "ordination_given": _ours_to_change,
    "ordination_received": _to_be_received,
    "ordination_questioned": _ours_to_ask_about,
    "ordination_answered": _owed("answer_question"),
    "ordination_ended": _ours_to_change,
    "goal_set": _agreed(GoalSet),
    "measure_agreed": _agreed(MeasureAgreed),
    "meeting_moved": _of_meeting,
    "meeting_cancelled": _of_meeting,
    "meeting_held": _of_meeting,
    "invitation_undelivered": _of_meeting,
    "invitee_reached": _owed("reach_invitee"),
    "plan_confirmed": _latest_version,
    "change_asked": _latest_version,
    "voided": lambda here: lambda fact: fact.unit == here.unit and may_be_voided(here, fact),
}
"""Kind ► which facts it may be about, on the case as it stands."""


def duties_for(here: Situation, kind: str) -> list[Duty]:
    """The open duties that a fact of the kind may be about; first what came back so often that we see to it.

    Of a deviation: what the other principal did not do in time, done since or not.
    """
    among = here.derived.duties if kind == DeviationReported.kind else here.derived.open_duties
    fitting = [duty for duty in among if fits(here, kind, duty)]
    first = bounced(here) if kind == "duty_offered" else []
    return [*first, *(duty for duty in fitting if duty not in first)]


def bounced(here: Situation) -> list[Duty]:
    """The open duties that came back so often that our unit has to find somebody for them."""
    found: list[Duty] = []
    for ours in here.derived.open_duties:
        if ours.kind != "resolve_bounce" or ours.unit != here.unit:
            continue
        offer = here.history.fact(ours.opened.of) if isinstance(ours.opened, DutyDeclined) else None
        root = here.history.forwarded_from(ours.opened) if isinstance(ours.opened, Forwarded) else None
        for duty in here.derived.open_duties:
            handed_on = root is not None and (duty.opened, duty.unit) == root
            if (handed_on or (isinstance(offer, DutyOffered) and duty.key == offer.duty)) and duty not in found:
                found.append(duty)
    return [duty for duty in found if fits(here, "duty_offered", duty)]


def fits(here: Situation, kind: str, duty: Duty) -> bool:
    """Whether a fact of the kind may be about that duty."""
    return _DUTIES[kind](here, duty)


def coordinates(here: Situation, duty: Duty) -> bool:
    """Whether our unit coordinates for the one that owes it."""
    return here.terms.coordinator(duty.unit) == here.unit


def _of_the_other(here: Situation) -> set[UnitId]:
    return set(outside_region(here, here.derived.parties))


def _was_late(duty: Duty, now: datetime) -> bool:
    return duty.due_at < (duty.ended.moment if duty.ended else now)


NOT_HANDED_ON = STAYS | {"acknowledge"}
"""Duties that nobody hands on; a message is handed on as such."""

_DUTIES: dict[str, Callable[[Situation, Duty], bool]] = {
    "duty_taken": lambda here, duty: duty.unit == here.unit,
    "duty_released": lambda here, duty: duty.unit == here.unit and duty.taken is not None,
    "duty_offered": lambda here, duty: (
        duty.kind not in NOT_HANDED_ON and (duty.unit == here.unit or coordinates(here, duty))
    ),
    "duty_dismissed": lambda here, duty: (
        duty.kind not in NEVER_DISMISSED
        and (coordinates(here, duty) or (duty.unit == here.unit and duty.kind in UNIT_DISMISSES))
    ),
    "reminded": lambda here, duty: duty.unit != here.unit,
    "escalated": lambda here, duty: duty.unit != here.unit,
    "noted": lambda here, duty: duty.unit != here.unit,
    "deviation_reported": lambda here, duty: duty.unit in _of_the_other(here) and _was_late(duty, here.now),
}


def units_for(here: Situation, kind: str, name: str) -> list[UnitId]:  # noqa: PLR0911 one for each kind of field
    """The units that the field of that name may hold."""
    known, parties = here.terms.units, here.derived.parties
    if name == "ward":
        ours = known[here.history.ward].principal
        return [u for u in here.cards if (known[u].side, known[u].principal) == ("ward", ours) and u != here.unit]
    if name == "party" and here.side == "coordinator":
        return [here.unit]
    if name == "party" and kind == "party_added":
        # Which units the list lacks would tell where a protected person is.
        fit = () if here.hidden else here.cards
        may = consented(here)
        return [u for u in fit if u not in parties and known[u].side in RECEIVERS and (may is None or u in may)]
    if name == "party" and here.unit != staying(here.history):
        added = {fact.party for fact in here.history.all(PartyAdded) if fact.unit == here.unit}
        return [unit for unit in parties if unit in added]
    if name in {"lead", "owner", "came", "unreached"}:
        leads = plan.lead(here.history) if kind == "lead_changed" else None
        but = {leads, here.unit if name == "unreached" else None}
        on_it = [unit for unit in parties if known[unit].side in MAY_BE_ASKED and unit not in but]
        may = consented(here) if name == "lead" else None
        return [unit for unit in on_it if not may or unit in may]
    if name in {"party", "from_unit", "named"}:
        stays = staying(here.history)
        but = {stays} if name != "named" else set()
        return [unit for unit in parties if unit not in but]
    sides = MAY_BE_ASKED if name == "next_unit" else OPEN_CARE
    return [unit for unit in _among(here, name) if known[unit].side in sides and unit != here.unit]


def consented(here: Situation) -> frozenset[UnitId] | None:
    """The units that consent names, on a plan that rests on it; None: any."""
    return plan.covered(here.history, day_of(here.now))


def _among(here: Situation, name: str) -> Iterable[UnitId]:
    """The units that the rules let be chosen among: a coordinator names one that has read the question."""
    question = here.history.last(CoordinationOpened)
    decides = name == "next_unit" and here.side == "coordinator" and question is not None
    return asked_so_far(here.history, question) if decides and question else here.cards


def points_at_a_duty(kind: str) -> bool:
    """Whether facts of the kind are about a duty."""
    return "duty" in KINDS[kind].__dataclass_fields__
