"""What makes the facts about a question between units impossible."""

from collections.abc import Callable, Iterator
from typing import Any

from lus.domain.case import Case, History
from lus.domain.derive import derive
from lus.domain.errors import Refusal
from lus.domain.facts import RECEIVERS, WARD, CoordinationAnswered, CoordinationOpened, Fact
from lus.domain.terms import Terms
from lus.domain.units import UnitId

MAY_BE_ASKED = RECEIVERS | WARD


def _opened(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """One unit is asked, another than the asker; anew only by who asked, when nobody is to answer."""
    if len(fact.receivers) > 1:
        yield Refusal("one_receiver", {}, "to")
    for unit in fact.to_units:
        if terms.units[unit].side not in MAY_BE_ASKED:
            yield Refusal("cannot_be_asked", {"unit": unit}, "to")
    if history.began is None:
        return
    if fact.unit != history.began.unit:
        yield Refusal("not_your_act", {"kind": fact.kind})
    elif any(duty.kind == "answer_coordination" for duty in derive(case, terms).open_duties):
        yield Refusal("already_asked", {})


def _answered(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """By the unit that the question is put to; by the coordinator that is to decide who answers."""
    question = history.fact(fact.of)
    if not isinstance(question, CoordinationOpened):
        yield Refusal("not_asked_of_you", {})
        return
    owed = derive(case, terms).open_duties
    asked = [duty.unit for duty in owed if duty.kind == "answer_coordination" and _about(duty.opened, question)]
    decides = any(duty.kind == "resolve_bounce" and duty.unit == fact.unit for duty in owed)
    if history.side(fact.unit) == "coordinator":
        if not decides:
            yield Refusal("not_your_duty", {})
        elif fact.settles:
            yield Refusal("coordinator_decides_who", {}, "answer")
        elif fact.next_unit not in asked_so_far(history, question):
            yield Refusal("not_asked_before", {"unit": fact.next_unit}, "next_unit")
    elif fact.unit not in asked:
        yield Refusal("not_asked_of_you", {})
    elif fact.next_unit is not None and not _may_be_asked(fact.next_unit, fact, terms):
        yield Refusal("cannot_be_asked", {"unit": fact.next_unit}, "next_unit")


def _may_be_asked(unit: UnitId, fact: Fact, terms: Terms) -> bool:
    return unit != fact.unit and terms.units[unit].side in MAY_BE_ASKED


def _about(opened: Fact, question: CoordinationOpened) -> bool:
    return opened is question or opened.refers_to == question.seq


def asked_so_far(history: History, question: CoordinationOpened) -> list[UnitId]:
    """Who asks and every unit that the question was put to: they have read it, and one of them answers it."""
    answers = (fact for fact in history.all(CoordinationAnswered) if fact.of == question.seq)
    passed = [fact.next_unit for fact in answers if fact.next_unit is not None]
    return list(dict.fromkeys((question.unit, *question.to_units, *passed)))


COORDINATION: dict[type[Fact], Callable[[History, Any, Case, Terms], Iterator[Refusal]]] = {
    CoordinationOpened: _opened,
    CoordinationAnswered: _answered,
}
"""Kind ► what makes it impossible, beyond what holds for all."""
