"""What makes facts about a duty, and the closing, impossible: they are asked of what follows from the case."""

from collections.abc import Callable, Iterator
from typing import Any

from lus.domain.derive import Derived
from lus.domain.duty import NEVER_DISMISSED, UNIT_DISMISSES, Duty
from lus.domain.errors import Refusal
from lus.domain.facts import (
    Closed,
    DeviationReported,
    DutyAccepted,
    DutyDeclined,
    DutyDismissed,
    DutyOffered,
    DutyReleased,
    DutyTaken,
    Escalated,
    Fact,
    Noted,
    Reminded,
)
from lus.domain.terms import Terms

STAYS = frozenset(
    {"close_case", "resolve_bounce", "settle_dispute", "receive_ordination", "answer_question", "answer_coordination"}
)
"""Duties that nobody offers to another: what one must read to do is handed on with its message, or passed on."""


def _owed(derived: Derived, key: str) -> Duty | None:
    return next((duty for duty in derived.open_duties if duty.key == key), None)


def _taken(derived: Derived, fact: Any, _terms: Terms) -> Iterator[Refusal]:
    duty = _owed(derived, fact.duty)
    if duty is None or duty.unit != fact.unit:
        yield Refusal("not_your_duty", {}, "duty")
    elif duty.taken and fact.person is not None and duty.taken.person == fact.person:
        yield Refusal("already_yours", {"at": duty.taken.moment})


def _released(derived: Derived, fact: Any, _terms: Terms) -> Iterator[Refusal]:
    duty = _owed(derived, fact.duty)
    if duty is None or duty.unit != fact.unit:
        yield Refusal("not_your_duty", {}, "duty")
    elif duty.taken is None:
        yield Refusal("nobody_has_it", {})


def _offered(derived: Derived, fact: Any, terms: Terms) -> Iterator[Refusal]:
    """By who owes it, or by the coordinator of who does; to one unit that can do it."""
    duty = _owed(derived, fact.duty)
    if duty is None or fact.unit not in {duty.unit, terms.coordinator(duty.unit)}:
        yield Refusal("not_your_duty", {}, "duty")
        return
    if len(fact.receivers) > 1:
        yield Refusal("one_receiver", {}, "to")
    for unit in fact.to_units:
        if unit == duty.unit or terms.units[unit].side != terms.units[duty.unit].side:
            yield Refusal("cannot_take_it", {"unit": unit}, "to")
    if duty.kind in STAYS:
        yield Refusal("stays_where_it_is", {"duty": duty.kind})


def _offer_to(derived: Derived, fact: Any) -> DutyOffered | None:
    """The offer to the unit that is still to be answered, of a duty that is still owed."""
    offer = derived.history.fact(fact.of)
    if not isinstance(offer, DutyOffered) or fact.unit not in offer.units or _owed(derived, offer.duty) is None:
        return None
    answers: list[DutyAccepted | DutyDeclined] = [
        *derived.history.all(DutyAccepted),
        *derived.history.all(DutyDeclined),
    ]
    answered = {answer.of for answer in answers}
    return None if offer.seq in answered else offer


def _answered_offer(derived: Derived, fact: Any, _terms: Terms) -> Iterator[Refusal]:
    if _offer_to(derived, fact) is None:
        yield Refusal("not_offered_to_you", {})


def _dismissed(derived: Derived, fact: Any, terms: Terms) -> Iterator[Refusal]:
    """The owing unit a few kinds of duty, else its coordinator; nobody what a patient or a case rests on."""
    duty = _owed(derived, fact.duty)
    if duty is None:
        yield Refusal("no_such_duty", {}, "duty")
    elif duty.kind in NEVER_DISMISSED:
        yield Refusal("cannot_be_dismissed", {"duty": duty.kind})
    elif fact.unit != terms.coordinator(duty.unit) and not (fact.unit == duty.unit and duty.kind in UNIT_DISMISSES):
        yield Refusal("coordinator_dismisses", {"duty": duty.kind})


def _about(derived: Derived, fact: Any, _terms: Terms) -> Iterator[Refusal]:
    duty = _owed(derived, fact.duty)
    if duty is None:
        yield Refusal("no_such_duty", {}, "duty")
    elif duty.unit == fact.unit:
        yield Refusal("your_own_duty", {})


def _missed(derived: Derived, fact: Any, _terms: Terms) -> Iterator[Refusal]:
    """A deviation about what was owed, done or not."""
    if fact.missed is not None and fact.missed not in derived.by_key:
        yield Refusal("no_such_duty", {}, "missed")


def closing(fact: Closed, derived: Derived) -> Iterator[Refusal]:
    """Only when nothing else is open in a discharged or needless case, by the unit that owes it."""
    open_duties = [duty for duty in derived.open_duties if duty.of_care]
    others = tuple((duty.kind, duty.unit) for duty in open_duties if duty.kind != "close_case")
    closing = next((duty for duty in open_duties if duty.kind == "close_case"), None)
    if others or closing is None:
        yield Refusal("still_open", {"duties": others})
    elif closing.unit != fact.unit:
        yield Refusal("others_close", {"unit": closing.unit})


ABOUT_DUTIES: dict[type[Fact], Callable[[Derived, Any, Terms], Iterator[Refusal]]] = {
    DutyTaken: _taken,
    DutyReleased: _released,
    DutyOffered: _offered,
    DutyAccepted: _answered_offer,
    DutyDeclined: _answered_offer,
    DutyDismissed: _dismissed,
    Reminded: _about,
    Escalated: _about,
    Noted: _about,
    DeviationReported: _missed,
}
"""Kinds that are about a duty ► what makes them impossible."""
