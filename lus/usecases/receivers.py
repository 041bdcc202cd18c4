"""To whom a fact goes when its form does not ask: the audience of its kind, worked out from the case."""

from lus.domain import plan
from lus.domain.calendar import day_of
from lus.domain.case import History
from lus.domain.duties.handling import called_on
from lus.domain.facts import (
    KINDS,
    AdmissionNotified,
    ChangeAsked,
    Consent,
    CoordinationAnswered,
    Fact,
    Moved,
    OrdinationQuestioned,
    PartyAdded,
    PlanningNoted,
    Receiver,
)
from lus.domain.terms import Terms
from lus.domain.units import Unit, UnitId

WITHOUT_RESERVATION = frozenset({"admission_notified", "expected_discharge_changed", "sip_called"})
"""What the act itself makes a duty to tell (2 kap. 1-4 §§, 4 kap. 3 §). Others need a ground of their own."""

WORKED_OUT = frozenset(kind for kind, fact in KINDS.items() if fact.to in {"sender", "receivers"})
"""Kinds whose receivers are never chosen: an answer goes where the message came from or went."""


NOT_CHOSEN = frozenset({"parties", "both", "concerned", "chosen"})
"""Audiences that are worked out where nobody chose among them, and are not those of an earlier message."""


def receivers(history: History, fact: Fact, chosen: tuple[Receiver, ...] | None, terms: Terms) -> tuple[Receiver, ...]:
    """`chosen` by the sender, else the audience of the kind, in the order in which the units came to the case."""
    if chosen is not None and fact.kind not in WORKED_OUT:
        return chosen
    # Who passes a question on to another principal says on what ground; who asked knows the question.
    passed_on = fact.next_unit if isinstance(fact, CoordinationAnswered) else None
    said = {one.unit: one.ground for one in chosen or () if one.unit == passed_on}
    return tuple(
        Receiver(unit, ground(history, fact, unit) or said.get(unit))
        for unit in audience(history, fact, terms)
        if unit in history.units
    )


def audience(history: History, fact: Fact, terms: Terms) -> list[UnitId]:
    """The units that facts of this kind go to, and who is called on by it to act.

    Secrecy that kept one message from a unit keeps the others that nobody chose to send it, too.
    """
    called = called_on(history, terms, fact.kind, fact.unit, fact.refers_to)
    free = fact.kind in WITHOUT_RESERVATION or fact.to not in NOT_CHOSEN or fact.in_reply_to is not None
    found = (unit for unit in _audience(history, fact) if free or unit not in history.withheld)
    return list(dict.fromkeys((*found, *([called] if called is not None else []))))


def _audience(history: History, fact: Fact) -> list[UnitId]:
    if fact.to in {"sender", "receivers"} or (fact.to == "chosen" and fact.in_reply_to):
        return _of(history, fact)
    if fact.to in {"parties", "both"}:
        came = [fact.party] if isinstance(fact, PartyAdded) else [fact.ward] if isinstance(fact, Moved) else []
        may = plan.readers(history, type(fact), day_of(fact.moment)) if history.kind == "plan" else None
        units = (unit for unit in (*history.parties, *came) if unit not in {fact.unit, None})
        return list(dict.fromkeys(unit for unit in units if may is None or unit in may))
    if isinstance(fact, PlanningNoted | Consent):
        return [unit for unit in history.parties if unit != fact.unit]
    if fact.to in {"notified", "concerned"}:
        return _told(history)
    return []


def _of(history: History, fact: Fact) -> list[UnitId]:
    """The sender of the fact that it is about, or its receivers; of an ordination, who answers for it now."""
    target = _referred(history, fact)
    if target is None:
        return []
    if isinstance(fact, CoordinationAnswered):
        told = dict.fromkeys((target.unit, fact.next_unit))
        return [unit for unit in told if unit not in {None, fact.unit}]
    if isinstance(fact, ChangeAsked):
        return [plan.lead(history)]
    if isinstance(fact, OrdinationQuestioned):
        return list(history.answering_for(target.unit))
    # Who ends an ordination that it was told of itself knows.
    return [unit for unit in target.to_units if unit != fact.unit] if fact.to == "receivers" else [target.unit]


def ground(history: History, fact: Fact, unit: UnitId) -> str | None:
    """The ground of the disclosure that needs no asking; None: there is none, and the sender must know one."""
    if fact.kind in WITHOUT_RESERVATION:
        return "lag_2017_612"
    if history.kind == "plan":
        return plan.ground(history, day_of(fact.moment), unit)
    sender, receiver = history.units[fact.unit], history.units[unit]
    return "same_region" if _is_region(sender) and sender.principal == receiver.principal else None


def _is_region(unit: Unit) -> bool:
    return unit.side in {"ward", "open_care"}


def _referred(history: History, fact: Fact) -> Fact | None:
    seq = getattr(fact, "of", None) or fact.in_reply_to
    return next((one for one in history.facts if one.seq == seq), None)


def _told(history: History) -> list[UnitId]:
    """The units that the earlier notices went to: of the admission, and of the standing readiness."""
    told = [unit for notice in history.all(AdmissionNotified) for unit in notice.to_units]
    if history.standing:
        told += history.standing.told
    return list(dict.fromkeys(told))
