"""Questions between units that were passed on, as their coordinators count them: by whom, to whom, when and why.

A question that is answered by the unit asked is in it nowhere. No patient, no content; nobody protected.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal, TypeAlias

from lus.domain.case import History
from lus.domain.derive import Derived
from lus.domain.facts import CoordinationAnswered, CoordinationOpened, Seq
from lus.domain.immutable import immutable
from lus.domain.terms import Terms
from lus.domain.units import UnitId

Step: TypeAlias = Literal["asked", "passed_on", "decided", "answered", "taken"]


@immutable()
class Handed:
    """A step of a question's way, in the list of a coordinator's `unit`. `taker` None: it was answered.

    `why`: the code given by who passed it on. `decided`: by a coordinator, after the second time.
    """

    unit: UnitId
    seq: Seq
    step: Step
    giver: UnitId
    taker: UnitId | None
    at: datetime
    why: str | None


def handed(derived: Derived, terms: Terms) -> Iterator[Handed]:
    """Every step of each question that was passed on, for each coordinator of a unit on its way."""
    history = derived.history
    if history.protection:
        return
    for question in history.all(CoordinationOpened):
        answers = [fact for fact in history.all(CoordinationAnswered) if fact.of == question.seq]
        if all(fact.settles for fact in answers):
            continue
        units = {question.unit, *question.to_units, *(fact.unit for fact in answers)}
        units |= {fact.next_unit for fact in answers if fact.next_unit is not None}
        for unit in sorted({found for one in units if (found := terms.coordinator(one)) is not None}):
            yield from _way(history, unit, question, answers)


def _way(
    history: History, unit: UnitId, question: CoordinationOpened, answers: Iterable[CoordinationAnswered]
) -> Iterator[Handed]:
    for asked in question.to_units[:1]:
        yield Handed(unit, question.seq, "asked", question.unit, asked, question.moment, None)
    for fact in answers:
        decides = history.side(fact.unit) == "coordinator"
        step: Step = "decided" if decides else "taken" if fact.answer == "taken" else "answered"
        if not decides and not fact.settles:
            step = "passed_on"
        yield Handed(unit, fact.seq, step, fact.unit, fact.next_unit, fact.moment, fact.why)
