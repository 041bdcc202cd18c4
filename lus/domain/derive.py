"""The one function: facts and terms in; status, parties, duties and liability out. It knows no clock."""

from collections.abc import Mapping
from functools import cached_property
from typing import Literal, TypeAlias

from lus.domain.case import Case, History
from lus.domain.duties import duties
from lus.domain.duty import Duty
from lus.domain.facts import (
    Discharged,
    MeetingBooked,
    MeetingHeld,
    PartyInvited,
    ReadyWithdrawn,
    Voided,
)
from lus.domain.immutable import immutable
from lus.domain.plan import all_confirmed, version
from lus.domain.terms import Terms
from lus.domain.units import Side, UnitId

Status: TypeAlias = Literal[
    "admitted",
    "planning",
    "ready",
    "discharged",
    "asked",
    "answered",
    "opened",
    "invited",
    "held",
    "confirmed",
    "closed",
]


@immutable(slots=False)
class Derived:
    """What follows from the facts.

    `parties` maps each unit on the case to its capacity, in order of arrival; who owes a duty is on the case.
    """

    status: Status
    flags: frozenset[str]
    parties: Mapping[UnitId, Side]
    duties: tuple[Duty, ...]
    history: History

    @cached_property
    def open_duties(self) -> tuple[Duty, ...]:
        """What is still owed, most urgent first."""
        return tuple(duty for duty in self.duties if duty.ended is None)

    @cached_property
    def by_key(self) -> Mapping[str, Duty]:
        """Every duty, by its key."""
        return {duty.key: duty for duty in self.duties}

    @property
    def is_open(self) -> bool:
        """Whether the case is open: not closed, and the patient alive."""
        return self.status != "closed"


def derive(case: Case, terms: Terms) -> Derived:
    """Everything that follows from the case's facts under the terms."""
    history = case.history(terms.units)
    owed = duties(history, terms)
    parties = dict(history.parties)
    for duty in owed:
        if duty.ended is None:
            parties.setdefault(duty.unit, history.side(duty.unit))
    return Derived(status(history, owed), flags(history, owed), parties, owed, history)


def flags(history: History, owed: tuple[Duty, ...]) -> frozenset[str]:
    """What holds besides the status. Liable is not among them: it needs a clock."""
    holds = {
        "fast": bool(history.need and history.need.pace == "fast"),
        "on_leave": history.on_leave is not None,
        "disputed": any(duty.kind == "settle_dispute" and duty.ended is None for duty in owed),
        "protected": history.protection is not None,
        "ordinations": any(duty.kind in {"receive_ordination", "answer_question"} for duty in owed if not duty.ended),
    }
    return frozenset(name for name, true in holds.items() if true)


def plan_status(history: History) -> Status:
    """Where an open plan is: opened ► invited ► held (the meeting, or a version) ► confirmed."""
    if all_confirmed(history):
        return "confirmed"
    if version(history) or history.all(MeetingHeld):
        return "held"
    called = history.began is not None and bool(history.began.to_units)
    invited = bool(history.all(PartyInvited)) or bool(history.all(MeetingBooked))
    return "invited" if called or invited else "opened"


def status(history: History, owed: tuple[Duty, ...]) -> Status:
    """Where it is. A stay: admitted ► planning (first receipt) ► ready ► discharged ► closed."""
    if history.ended:
        return "closed"
    if history.kind == "coordination":
        return "asked" if any(duty.kind == "answer_coordination" and not duty.ended for duty in owed) else "answered"
    if history.kind == "plan":
        return plan_status(history)
    if history.first(Discharged):
        return "discharged"
    if history.standing:
        return "ready"
    read = any(duty.kind == "acknowledge" and duty.met and not isinstance(duty.opened, Voided) for duty in owed)
    return "planning" if read or history.first(ReadyWithdrawn) else "admitted"
