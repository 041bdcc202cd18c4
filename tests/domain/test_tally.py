"""What a coordinator's month holds of a stay: as much as decides the money, and nobody's name."""

from dataclasses import fields, replace
from typing import Any

import pytest

from lus.domain.calendar import DAY, day_of
from lus.domain.case import Case
from lus.domain.derive import derive
from lus.domain.facts import KINDS, ProtectionMarked, Receiver, RegistrationChanged
from lus.domain.settled import Changed, answer_of, changed, figures_changed
from lus.domain.settlement import settle_stays
from lus.domain.tally import DECIDING, stay_of, tallies
from tests.usecases.situations import Situation, situations

CASES = {name: case for name, case in situations().items() if list(tallies(case.derived, case.terms))}


def test_most_situations_are_in_a_month() -> None:
    assert len(CASES) > 40
    assert set(KINDS) > DECIDING


@pytest.mark.parametrize("name", CASES)
def test_its_liability_is_that_of_the_whole_case(name: str) -> None:
    """For every coordinator: state, payer, days, kronor, readings and reasons."""
    case = CASES[name]
    for one in tallies(case.derived, case.terms):
        found = stay_of("x", one.facts, one.ended_on, case.terms, case.at).answer
        assert found == case.liability
        assert one.municipality == case.liability.payer


@pytest.mark.parametrize("name", CASES)
def test_no_person_and_no_content_is_in_it(name: str) -> None:
    case = CASES[name]
    for one in tallies(case.derived, case.terms):
        assert {(fact.person, fact.assignment, fact.in_reply_to) for fact in one.facts} == {(None, None, None)}
    assert "name" not in {field.name for field in fields(one)}


def test_both_principals_coordinators_have_the_stay() -> None:
    case = situations()["weekend_discharge"]
    kinds = {case.terms.units[one.unit].principal for one in tallies(case.derived, case.terms)}
    assert kinds == {"04", case.liability.payer}


def test_a_protected_person_is_in_nobodys_month() -> None:
    case = situations()["weekend_discharge"]
    last = case.history.facts[-1]
    marked = ProtectionMarked(
        at=last.recorded_at,
        recorded_at=last.recorded_at,
        unit=case.history.ward,
        seq=len(case.case.facts) + 1,
        protection="sekretessmarkering",
    )
    assert list(tallies(derive(case.case.with_fact(marked), case.terms), case.terms)) == []


def test_a_municipality_that_the_person_moved_from_has_its_days_in_its_month() -> None:
    """And the one that the person moved to has them in doubt; each sees its own month."""
    case = situations()["weekend_discharge"]
    first = next(fact for fact in case.history.facts if fact.kind == "ready_notified")
    other = next(unit for unit in case.terms.units.values() if unit.municipality not in {None, case.liability.payer})
    last = case.history.facts[-1]
    moved = RegistrationChanged(
        at=last.recorded_at,
        recorded_at=last.recorded_at,
        unit=case.history.ward,
        seq=len(case.case.facts) + 1,
        code=other.municipality,
        from_on=day_of(first.moment) + DAY,
    )
    told = [
        replace(fact, seq=moved.seq + place, receivers=(Receiver(other.id),))
        for place, fact in enumerate((case.last("admission_notified"), first), 1)
    ]
    derived = derive(Case((*case.case.facts, moved, *told)), case.terms)
    found = list(tallies(derived, case.terms))
    assert {one.municipality for one in found} == {case.liability.payer, other.municipality}
    for one in found:
        stay = stay_of("x", one.facts, one.ended_on, replace(case.terms, payer=one.municipality), case.at)
        assert stay.answer
        assert (stay.answer.payer, stay.answer.sum.state) == (one.municipality, "undecided")


def _month(case: Situation, ref: str = "AAAA0000") -> dict[str, Any]:
    (one, *_) = tallies(case.derived, case.terms)
    assert one.ended_on
    stay = stay_of(ref, one.facts, one.ended_on, case.terms, case.at)
    return answer_of(settle_stays(case.terms.law, one.municipality, one.ended_on.replace(day=1), [stay]))


def test_what_differs_since_a_month_was_settled_is_told_stay_by_stay() -> None:
    case = situations()["weekend_discharge"]
    before = _month(case)
    assert list(changed(before, _month(case))) == []
    renamed = _month(case, "BBBB0000")
    kept = before["stays"]["AAAA0000"]
    assert list(changed(before, renamed)) == [Changed("AAAA0000", kept, None), Changed("BBBB0000", None, kept)]
    (otherwise,) = changed(before, {**before, "stays": {"AAAA0000": {**kept, "days": 99}}})
    assert (otherwise.before, otherwise.now) == (kept, {**kept, "days": 99})


def test_a_sum_that_changed_under_the_same_stays_is_told() -> None:
    """Another amount for a day, or a rate that was missing: no stay differs, and the sum does."""
    case = situations()["weekend_discharge"]
    before = _month(case)
    dearer = {**before, "amount_sek": (before["amount_sek"] or 0) + 1000}
    assert list(changed(before, dearer)) == []
    assert list(figures_changed(before, dearer)) == [("amount_sek", before["amount_sek"], dearer["amount_sek"])]
    assert list(figures_changed(before, before)) == []
