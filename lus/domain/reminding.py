"""Reminders: who is told of what is owed, and when. Codes, units and moments; no patient, no content, no clock.

A ladder is a list of steps for one kind of duty (lus/law/reminders.toml). `plan` gives the whole ladder of what is open
now, past steps included; what is no longer planned is void, which whoever stores it sees to.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal, TypeAlias

from lus.domain.board import Liability
from lus.domain.calendar import start_of
from lus.domain.derive import Derived
from lus.domain.duty import GUIDELINE, Duty
from lus.domain.facts import Escalated, Reminded
from lus.domain.immutable import immutable
from lus.domain.terms import Terms
from lus.domain.units import Unit, UnitId

To: TypeAlias = Literal["taker", "unit", "manager", "coordinator"]
Receiver: TypeAlias = tuple[UnitId, int | None]
"""A unit, or one person there."""

LIABILITY = "liability"
"""What is reminded of that nobody owes: the municipality's liability begins."""

HOMEGOING = frozenset(
    {"answer_handover", "answer_open_care", "appoint_care_contact", "call_to_sip", "correct_recipient"}
)
"""What is missing if it is still open on the eve of the way home."""


@immutable()
class Step:
    """A step of a ladder. `offset`: elapsed time from when the duty is due, negative before it.

    `if_missing`: only while something of HOMEGOING is open.
    """

    name: str
    offset: timedelta
    to: To
    if_missing: bool = False


@immutable()
class Ladders:
    """Every ladder by kind of duty, and two times that hold for all.

    `together`: what one receiver is told within it is told at once; `before_closing`: how long before it closes a unit
    is told of what cannot wait until it opens. `fingerprint` changes when anything of it does.
    """

    steps: Mapping[str, tuple[Step, ...]]
    together: timedelta
    before_closing: timedelta
    fingerprint: str


@immutable()
class Asked:
    """Somebody asked by hand: when, and of whom."""

    name: str
    at: datetime
    to: To


@immutable()
class Occasion:
    """What is reminded of: an open duty, or a liability that begins. `key` is its key on the case.

    `known_at`: since when it can be known; `binding`: due by law, or what begins to cost; `taker`: the person of the
    unit who has taken it. `version` changes with `due_at` and `unit`; None: the duty's own, which the store counts.
    """

    kind: str
    key: str
    unit: UnitId
    due_at: datetime
    known_at: datetime
    binding: bool
    taker: int | None = None
    missing: bool = False
    asked: tuple[Asked, ...] = ()
    version: int | None = None


@immutable()
class Planned:
    """A step with its moment and its receiver: a person at the unit, or the unit itself."""

    occasion: Occasion
    step: str
    unit: UnitId
    person: int | None
    at: datetime


def occasions(derived: Derived, liability: Liability | None, terms: Terms) -> Iterator[Occasion]:
    """What the case gives reason to remind of."""
    history = derived.history
    by_hand: list[Reminded | Escalated] = [*history.all(Reminded), *history.all(Escalated)]
    open_duties = derived.open_duties
    for duty in open_duties:
        asked = tuple(
            Asked(f"{fact.kind}-{fact.seq}", fact.recorded_at, "manager" if isinstance(fact, Escalated) else "taker")
            for fact in by_hand
            if fact.duty == duty.key
        )
        missing = any(one.kind in HOMEGOING for one in open_duties)
        yield _of_duty(duty, asked, missing=missing)
    if liability and liability.state == "liable" and liability.first_on and history.standing:
        notice = history.standing.first
        for unit in derived.parties:
            if terms.units[unit].municipality == liability.payer is not None:
                yield Occasion(
                    LIABILITY,
                    f"{LIABILITY}:{notice.seq}:{unit}",
                    unit,
                    start_of(liability.first_on),
                    notice.recorded_at,
                    binding=True,
                    version=liability.first_on.toordinal(),
                )


def _of_duty(duty: Duty, asked: tuple[Asked, ...], *, missing: bool) -> Occasion:
    return Occasion(
        duty.kind,
        duty.key,
        duty.unit,
        duty.due_at,
        duty.opened.recorded_at,
        duty.source != GUIDELINE,
        duty.taken.person if duty.taken else None,
        missing,
        asked,
    )


def plan(occasion: Occasion, units: Mapping[UnitId, Unit], ladders: Ladders) -> tuple[Planned, ...]:
    """The steps with their moments, earliest first.

    What would have come before the duty was known is not said; one that was late when it became known is late since
    then. Steps that reach the same receiver at the same moment are one: the last.
    """
    found: list[Planned] = []
    for step in ladders.steps[occasion.kind]:
        before = step.offset < timedelta(0)
        at = step.offset + (occasion.due_at if before else max(occasion.due_at, occasion.known_at))
        if (before and at <= occasion.known_at) or (step.if_missing and not occasion.missing):
            continue
        found.append(_placed(occasion, step.name, step.to, at, units, ladders))
    found += [_placed(occasion, asked.name, asked.to, asked.at, units, ladders) for asked in occasion.asked]
    found.sort(key=_when_and_whom)
    return tuple([*same][-1] for _, same in groupby(found, key=_when_and_whom))


def _when_and_whom(planned: Planned) -> tuple[datetime, UnitId, int]:
    return planned.at, planned.unit, planned.person or 0


def _placed(  # noqa: PLR0917 one step of one ladder
    occasion: Occasion, name: str, to: To, at: datetime, units: Mapping[UnitId, Unit], ladders: Ladders
) -> Planned:
    unit, person = _receiver(occasion, to, units)
    hours = units[unit].hours
    opens = hours.opening(at)
    if opens == at:
        return Planned(occasion, name, unit, person, at)
    if occasion.binding and at <= occasion.due_at <= opens:
        # Due, or costing, before anybody is there again: said while somebody still is.
        closing = hours.last_closing(at)
        told = closing - ladders.before_closing if closing else occasion.known_at
        if told > occasion.known_at:
            return Planned(occasion, name, unit, person, told)
    on_call = units.get(units[unit].on_call or 0)
    if on_call and on_call.hours.open_at(at):
        return Planned(occasion, name, on_call.id, None, at)
    return Planned(occasion, name, unit, person, opens)


def _receiver(occasion: Occasion, to: To, units: Mapping[UnitId, Unit]) -> Receiver:
    """Who the step goes to: the next higher up where there is nobody, at last the unit itself."""
    unit = units[occasion.unit]
    coordinator = units.get(unit.coordinator or 0)
    above: Receiver | None = (coordinator.id, None) if coordinator else None
    manager: Receiver | None = (unit.id, unit.manager) if unit.manager is not None else None
    if to == "taker":
        return unit.id, occasion.taker
    if to == "manager":
        return manager or above or (unit.id, None)
    if to == "coordinator":
        return above or manager or (unit.id, None)
    return unit.id, None
