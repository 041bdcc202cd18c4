"""A case: its facts, and the same facts as a history that rules can ask.

`Case` is what is stored. `History` is what counts: the facts in order, without what was voided. Both leave out
who the patient is; no rule needs it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal, TypeVar

from lus.domain.facts import (
    Acknowledged,
    Admitted,
    CareContactAppointed,
    Died,
    Discharged,
    Fact,
    HandoverAnswered,
    NeedAssessed,
    PlanningNoted,
    ReadyNotified,
    ReadyWithdrawn,
    Seq,
    SipNeedDecided,
    Voided,
)
from lus.domain.stored import dump
from lus.domain.units import Side, Unit, UnitId

Kind = TypeVar("Kind", bound=Fact)


@dataclass(frozen=True, slots=True)
class Case:
    """One stay in hospital as it was recorded, in any order."""

    facts: tuple[Fact, ...] = ()
    kind: Literal["stay"] = "stay"

    def with_fact(self, fact: Fact) -> "Case":
        """The case with one fact more, numbered next."""
        return Case((*self.facts, fact), self.kind)

    def history(self, units: Mapping[UnitId, Unit]) -> "History":
        """What counts of it, in order."""
        return History(effective(self.facts), units)


def effective(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts that count, in order: without the voided, and what refers only to them.

    A `voided` stays: its receivers owe a receipt for it.
    """
    facts = tuple(facts)
    gone: set[Seq] = {fact.of for fact in facts if isinstance(fact, Voided)}
    if gone:
        gone |= {fact.seq for fact in facts if fact.refers_to in gone and not isinstance(fact, Voided)}
    counted = sorted((fact for fact in facts if fact.seq not in gone), key=lambda fact: fact.order)
    if any(one.order[:2] == other.order[:2] for one, other in pairwise(counted)):
        # Told at the same instant: what they say settles it, not which was written first.
        counted.sort(
            key=lambda fact: (*fact.order[:2], repr(dump(fact, "skeleton")), fact.unit, fact.to_units, fact.seq)
        )
    return tuple(counted)


@dataclass(frozen=True, slots=True)
class Readiness:
    """One period as utskrivningsklar: from the first notice to its withdrawal, if it was withdrawn."""

    notices: tuple[ReadyNotified, ...]
    withdrawn: ReadyWithdrawn | None

    @property
    def first(self) -> ReadyNotified:
        """The notice that began it."""
        return self.notices[0]

    @property
    def told(self) -> dict[UnitId, ReadyNotified]:
        """Each unit told, and the notice that first told it."""
        told: dict[UnitId, ReadyNotified] = {}
        for notice in self.notices:
            for receiver in notice.receivers:
                told.setdefault(receiver.unit, notice)
        return told


class History:
    """The facts of one stay that count, in order, and the questions that rules ask of them."""

    def __init__(self, facts: tuple[Fact, ...], units: Mapping[UnitId, Unit]) -> None:
        """`facts` in order; `units` by id, with every unit of the facts."""
        self.facts = facts
        self.units = units
        self.place: dict[Seq, int] = {fact.seq: place for place, fact in enumerate(facts)}
        self._by_kind: dict[type[Fact], list[Any]] = {}
        for fact in facts:
            self._by_kind.setdefault(type(fact), []).append(fact)

    def all(self, kind: type[Kind]) -> list[Kind]:
        """Every fact of the kind, in order."""
        return self._by_kind.get(kind, [])

    def first(self, kind: type[Kind], having: Callable[[Kind], bool] = bool) -> Kind | None:
        """The first fact of the kind for which `having` holds."""
        return next((fact for fact in self.all(kind) if having(fact)), None)

    def last(self, kind: type[Kind], having: Callable[[Kind], bool] = bool) -> Kind | None:
        """The last fact of the kind for which `having` holds."""
        return next((fact for fact in reversed(self.all(kind)) if having(fact)), None)

    def after(self, fact: Fact) -> tuple[Fact, ...]:
        """The facts that come after this one."""
        return self.facts[self.place[fact.seq] + 1 :]

    def comes_before(self, one: Fact, other: Fact) -> bool:
        """Whether `one` stands before `other`."""
        return self.place[one.seq] < self.place[other.seq]

    def until(self, moment: datetime) -> "History":
        """What had happened by then, that moment included."""
        return History(tuple(fact for fact in self.facts if fact.moment <= moment), self.units)

    def side(self, unit: UnitId) -> Side:
        """The unit's side of the case."""
        return self.units[unit].side

    def receivers(self, fact: Fact, side: Side) -> list[UnitId]:
        """The fact's receiving units on that side, as named."""
        return [receiver.unit for receiver in fact.receivers if self.side(receiver.unit) == side]

    @cached_property
    def admitted(self) -> Admitted | None:
        """The admission."""
        return self.first(Admitted)

    @property
    def admission(self) -> Admitted:
        """The admission, without which there is no stay. Raises ValueError where it is missing."""
        if self.admitted is None:
            msg = "a stay begins with an admission"
            raise ValueError(msg)
        return self.admitted

    @property
    def ward(self) -> UnitId:
        """The ward that answers for the stay."""
        return self.admission.unit

    @cached_property
    def end(self) -> Discharged | Died | None:
        """What ended the stay: the discharge or the death, whichever came first."""
        ends: list[Discharged | Died] = [*self.all(Discharged), *self.all(Died)]
        return min(ends, key=lambda fact: fact.order, default=None)

    @cached_property
    def died(self) -> Died | None:
        """The death."""
        return self.first(Died)

    @cached_property
    def readiness(self) -> list[Readiness]:
        """The periods as utskrivningsklar, in order. What was sent after the stay's end opens none."""
        periods: list[Readiness] = []
        notices: list[ReadyNotified] = []
        for fact in self._in_stay(ReadyNotified, ReadyWithdrawn):
            if isinstance(fact, ReadyNotified):
                notices.append(fact)
            elif notices and isinstance(fact, ReadyWithdrawn):
                periods.append(Readiness(tuple(notices), fact))
                notices = []
        if notices:
            periods.append(Readiness(tuple(notices), None))
        return periods

    def _in_stay(self, *kinds: type[Fact]) -> Iterator[Fact]:
        for fact in self.facts:
            if fact is self.end:
                return
            if isinstance(fact, kinds):
                yield fact

    @property
    def standing(self) -> Readiness | None:
        """The period as utskrivningsklar that was not withdrawn, if any. A discharge leaves it standing."""
        last = self.readiness[-1] if self.readiness else None
        return last if last and last.withdrawn is None else None

    @cached_property
    def need(self) -> NeedAssessed | None:
        """The latest judgement of the need."""
        return self.last(NeedAssessed)

    @cached_property
    def sip_needed(self) -> bool:
        """Whether a SIP is to be made: yes until somebody has decided that none is needed (4 kap. 1 §)."""
        decided = self.last(SipNeedDecided)
        return decided.needed if decided else True

    @cached_property
    def care_contact(self) -> CareContactAppointed | None:
        """The latest appointment of a fast vårdkontakt."""
        return self.last(CareContactAppointed)

    @cached_property
    def open_care(self) -> UnitId | None:
        """The open-care unit that answers for the patient: see `open_care_at`."""
        return self.open_care_at(self.facts[-1]) if self.facts else None

    def open_care_at(self, last: Fact) -> UnitId | None:
        """The unit of the fast vårdkontakt; until appointed the listed unit if it is on the case, else the first.

        As things stood when `last` had been recorded; None where no open-care unit was on the case.
        """
        contact = self.last(CareContactAppointed, lambda fact: self.place[fact.seq] <= self.place[last.seq])
        if contact:
            return contact.unit
        present: list[UnitId] = []
        for fact in self.facts[: self.place[last.seq] + 1]:
            if not isinstance(fact, Voided):
                present += (unit for unit in (fact.unit, *fact.to_units) if self.side(unit) == "open_care")
        listed = self.admitted.listed_at if self.admitted else None
        return listed if listed in present else next(iter(present), None)

    @cached_property
    def parties(self) -> dict[UnitId, Side]:
        """The units on the case, in the order in which they came, and their capacity."""
        parties: dict[UnitId, Side] = {}
        for fact in self.facts:
            for unit in (fact.unit, *fact.to_units):
                if unit not in parties:
                    parties[unit] = self.side(unit)
        return parties

    def answers(self, message: Fact, unit: UnitId) -> Iterator[Fact]:
        """What counts as the unit's receipt for the message: a receipt, or any answer to it."""
        natural = _ANSWERED_BY.get(message.kind, ())
        for fact in self.facts:
            if (
                fact.unit == unit
                and not isinstance(fact, Voided)
                and (
                    (isinstance(fact, Acknowledged) and fact.of == message.seq)
                    or fact.in_reply_to == message.seq
                    or (isinstance(fact, natural) and self.comes_before(message, fact))
                )
            ):
                yield fact


_ANSWERED_BY: dict[str, tuple[type[Fact], ...]] = {
    "admission_notified": (PlanningNoted, CareContactAppointed),
    "ready_notified": (HandoverAnswered,),
}
