"""What a stay asks of a plan, a case of its own, new or there already (docs/adr/0032).

A call to a SIP has its meeting on one; with a decision of open compulsory care its plan begins. Facts on two cases,
each in a transaction of its own, and each with a key that follows from the call's or the decision's: sent again, what
is missing is done and nothing twice. What is recorded in the stay comes first, for it is what the law asks for.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from lus.domain.access import Actor
from lus.domain.calendar import day_of
from lus.domain.case import History
from lus.domain.facts import MeetingBooked, MeetingMoved, Receiver, Seq
from lus.domain.plan import ground, lead, opened, readers, standing_meeting
from lus.domain.units import UnitId
from lus.store import journal, registry
from lus.store.audit import Record, Shown
from lus.usecases.following import units_of
from lus.usecases.outcomes import Recorded, Repeated
from lus.usecases.record import PURPOSE, Act, Header, System, record

WHY = "Kallad till SIP inför utskrivning från sjukhus."
DECIDED = "Öppen psykiatrisk tvångsvård är beslutad."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the stay `ref` asks for, towards `receivers`, and the `key` that it was recorded with.

    `named`: who may know who the patient is, where that is protected.
    """

    ref: str
    key: str
    receivers: tuple[Receiver, ...]
    registered_in: str | None = None
    named: frozenset[UnitId] = frozenset()

    def opening(self, patient: Header, why: str, **own: object) -> Act:
        """The plan's first fact; of the receivers no other learns by it who a protected person is than knew before."""
        fields = {
            "why": why,
            "from_case": self.ref,
            "registered_in": self.registered_in,
            "named": tuple(one.unit for one in self.receivers if one.unit in self.named),
        }
        return Act(
            case=patient, kind="plan_opened", fields=fields | own, key=f"{self.key}:plan", receivers=self.receivers
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Asked):
    """A call to a SIP. Its questions stay with it: a plan says nothing about the person before there is consent.

    `unchanged`: an earlier call of the stay said the same.
    """

    called_at: datetime
    meeting_at: datetime | None
    form: str | None
    place: str | None
    unchanged: bool = False

    @property
    def meeting(self) -> dict[str, object]:
        """The meeting's own fields."""
        return {"meeting_at": self.meeting_at, "form": self.form, "place": self.place}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Asked):
    """A decision of open compulsory care, when, and by which chief physician."""

    decided_at: datetime
    physician: str | None


def take_to_plan(system: System, actor: Actor, call: Call, patient: Header, plans: Mapping[str, bool]) -> None:
    """Book or move the meeting on the plan that an earlier call of the stay opened; else on a SIP that is current.

    Without either, or where the current one takes no meeting, the call opens a plan. `plans`: the patient's that the
    actor's unit is on and that are open, and whether each is current. A meeting that is not ahead is booked by who
    leads. Raises DatabaseGone.
    """
    found = [
        (ref, plan, began)
        for ref in plans
        if (plan := _history(system, actor, ref)) and (began := opened(plan)) and not began.compulsory
    ]
    for ref, plan, began in sorted(found, key=lambda one: one[2].from_case != call.ref):
        ours = began.from_case == call.ref
        if (ours or plans[ref]) and (_meet(system, actor, call, ref, plan) or ours):
            return
    outcome = record(system, actor, call.opening(patient, WHY, called_at=call.called_at))
    if isinstance(outcome, Recorded | Repeated):
        _said(system, actor, call, outcome.ref, call.receivers)


def begin_compulsory(system: System, actor: Actor, decision: Decision, patient: Header) -> None:
    """The plan of open compulsory care, led by the ward that decided it. Raises DatabaseGone."""
    own = {"plan": "compulsory", "decision_at": decision.decided_at, "physician": decision.physician}
    record(system, actor, decision.opening(patient, DECIDED, **own))


def _history(system: System, actor: Actor, ref: str) -> History | None:
    """What counts of the plan; None: the actor's unit has left it."""
    with system.writing(actor, ref, PURPOSE) as door:
        log, locked = Record("Läsa", "case"), door.case
        door.log(log)
        if locked is None:
            log.outcome, log.sought = "not_found", ref
            return None
        log.add([Shown(locked.id, locked.person, (actor.provider,))])
        case = journal.load(door.connection, locked.id)
        cards = registry.cards(door.connection, units_of(case))
        return case.history({unit: card.unit for unit, card in cards.items()})


def _meet(system: System, actor: Actor, call: Call, ref: str, plan: History) -> bool:
    """Whether the plan has the meeting by now. Who leads is told too, and who was called to it before."""
    there = standing_meeting(plan)
    if there is None:
        return _said(system, actor, call, ref, _told(plan, actor, call))
    if call.unchanged and (there.at, there.last.form) == (call.meeting_at, call.form):
        return True
    return _said(system, actor, call, ref, _told(plan, actor, call, there.booked.units), moved=there.booked.seq)


def _told(plan: History, actor: Actor, call: Call, before: frozenset[UnitId] = frozenset()) -> Iterator[Receiver]:
    """Of those called, who leads and `before`: the units on the plan that may be told when and where one meets."""
    on = day_of(call.called_at)
    may = readers(plan, MeetingBooked, on)
    wanted = {one.unit for one in call.receivers} | {lead(plan)} | before
    for unit in plan.parties:
        if unit in wanted and unit != actor.unit and (may is None or unit in may):
            yield Receiver(unit, ground(plan, on, unit))


def _said(
    system: System, actor: Actor, call: Call, ref: str, to: Iterable[Receiver], *, moved: Seq | None = None
) -> bool:
    """Whether it stands: recorded now, or when the same call was sent before. `moved`: the meeting, if one is."""
    kind, of = (MeetingMoved.kind, {"of": moved}) if moved else (MeetingBooked.kind, {})
    act = Act(case=ref, kind=kind, fields={**call.meeting, **of}, key=f"{call.key}:meeting", receivers=tuple(to))
    return isinstance(record(system, actor, act), Recorded | Repeated)
