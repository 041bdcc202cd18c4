"""What makes the facts about ordinations impossible."""

from collections.abc import Callable, Iterator
from typing import Any

from lus.domain.case import Case, History
from lus.domain.errors import Refusal
from lus.domain.facts import (
    Fact,
    OrdinationAnswered,
    OrdinationEnded,
    OrdinationGiven,
    OrdinationQuestioned,
    OrdinationReceived,
)
from lus.domain.ordinations import KIND, Ordination, carrying, may_change, ordinations
from lus.domain.terms import Terms
from lus.domain.units import UnitId


def _found(history: History, seq: int | None) -> Ordination | None:
    return next((one for one in ordinations(history) if one.given.seq == seq), None)


def _ended(history: History) -> Iterator[Refusal]:
    """A case that has ended takes no more; one that ended because the patient came back, what still holds."""
    end = history.ended
    if end and end is not history.readmission:
        yield Refusal("case_ended", {"kind": end.kind, "at": end.moment})


def _given(history: History, fact: Any, _case: Case, terms: Terms) -> Iterator[Refusal]:
    for unit in fact.to_units:
        if not terms.units[unit].gives_care:
            yield Refusal("reads_no_ordinations", {"unit": unit}, "to")
    if fact.receivers and not carrying(history, fact):
        yield Refusal("nobody_carries_it_out", {}, "to")
    if fact.replaces is not None:
        yield from _changed(history, fact, fact.replaces, "replaces")


def _changed(history: History, fact: Fact, seq: int, field: str | None = None) -> Iterator[Refusal]:
    found = _found(history, seq)
    if found is None or not may_change(history, found.given, fact.unit):
        yield Refusal("not_your_ordination", {}, field)
    elif found.ended:
        yield Refusal("ordination_ended", {"at": found.ended.moment}, field)


def _ends(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    yield from _changed(history, fact, fact.of)


def _told(history: History, fact: Any) -> tuple[Ordination | None, UnitId | None]:
    """The ordination, and the unit told that the fact speaks for: itself, or whose message it took over."""
    found = _found(history, fact.of)
    units = found.received if found else {}
    return found, next((unit for unit in units if history.acts_for(fact, KIND, found.given, unit)), None)  # type: ignore[union-attr]


def _questioned(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    yield from _ended(history)
    found, unit = _told(history, fact)
    if found is None or unit is None:
        yield Refusal("not_sent_to_you", {"of": fact.of})
    elif found.ended:
        yield Refusal("ordination_ended", {"at": found.ended.moment})


def _received(history: History, fact: Any, case: Case, terms: Terms) -> Iterator[Refusal]:
    """As a question about it, and once."""
    yield from _questioned(history, fact, case, terms)
    found, unit = _told(history, fact)
    if found and unit is not None and not found.ended and (before := found.received[unit]):
        yield Refusal("already_received", {"at": before.moment})


def _answered(history: History, fact: Any, _case: Case, _terms: Terms) -> Iterator[Refusal]:
    yield from _ended(history)
    asked = history.fact(fact.of)
    given = history.fact(asked.of) if isinstance(asked, OrdinationQuestioned) else None
    if given is None or asked is None or fact.unit not in history.answering_for(given.unit):
        yield Refusal("not_asked_of_you", {})
        return
    before = history.first(OrdinationAnswered, lambda one: one.of == asked.seq)
    if before:
        yield Refusal("already_answered", {"at": before.moment})


ORDINATIONS: dict[type[Fact], Callable[[History, Any, Case, Terms], Iterator[Refusal]]] = {
    OrdinationGiven: _given,
    OrdinationReceived: _received,
    OrdinationQuestioned: _questioned,
    OrdinationAnswered: _answered,
    OrdinationEnded: _ends,
}
"""Kind ► what makes it impossible, beyond what holds for all."""
