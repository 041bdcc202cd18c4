"""What a coordinator's month holds of a stay: as much as decides the money, and nobody's name."""

from dataclasses import fields, replace
from typing import Any

import pytest

from lus.domain.calendar import DAY
from lus.domain.case import Case
from lus.domain.derive import derive
from lus.domain.facts import KINDS, ProtectionMarked, Receiver, RegistrationChanged
from lus.domain.liability import ever_paying
from lus.domain.reckoning import answer
from lus.domain.settled import Changed, alike, answer_of, changed, figures_changed
from lus.domain.settlement import Principals, ask, settle, settle_stays
from lus.domain.tally import DECIDING, stay_of, tallies
from lus.domain.units import UnitId
from tests.usecases.situations import Situation, situations

CASES = {name: case for name, case in situations().items() if list(tallies(case.derived, case.terms))}


def test_most_situations_are_in_a_month() -> None:
    assert len(CASES) > 40
    assert set(KINDS) > DECIDING


@pytest.mark.parametrize("name", CASES)
def test_its_liability_is_that_of_the_whole_case(name: str) -> None:
    """For every coordinator and payer: state, days, kronor, readings and reasons."""
    case = CASES[name]
    for one in tallies(case.derived, case.terms):
        assert one.region == case.terms.units[case.history.ward].principal
        terms = replace(case.terms, payer=one.municipality)
        found = stay_of("x", one.facts, one.ended_on, terms, case.at).answer
        assert found == answer(case.history, terms, case.at)
        assert found == case.liability or one.municipality != case.liability.payer


@pytest.mark.parametrize("name", CASES)
def test_each_coordinator_has_the_stay_once_for_each_payer(name: str) -> None:
    """The region's of all that may owe days of it, whoever was told; a municipality's of its own."""
    case = CASES[name]
    kept: dict[UnitId, list[str]] = {}
    for one in tallies(case.derived, case.terms):
        kept.setdefault(one.unit, []).append(one.municipality)
    region = kept.pop(case.terms.coordinator(case.history.ward) or 0)
    assert set(region) == {*ever_paying(case.history), case.liability.payer}
    assert len(region) == len(set(region))
    assert all(codes == [case.terms.units[unit].principal] for unit, codes in kept.items())


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


def _moved() -> Situation:
    """A stay whose person is registered elsewhere from the second liable day on, and who was told so in time."""
    case = situations()["weekend_discharge"]
    first = next(fact for fact in case.history.facts if fact.kind == "ready_notified")
    other = next(unit for unit in case.terms.units.values() if unit.municipality not in {None, case.liability.payer})
    last = case.history.facts[-1]
    begins = case.liability.sum.counted[0].on
    assert begins
    moved = RegistrationChanged(
        at=last.recorded_at,
        recorded_at=last.recorded_at,
        unit=case.history.ward,
        seq=len(case.case.facts) + 1,
        code=other.municipality,
        from_on=begins + DAY,
    )
    told = [
        replace(fact, seq=moved.seq + place, receivers=(Receiver(other.id),))
        for place, fact in enumerate((case.last("admission_notified"), first), 1)
    ]
    whole = Case((*case.case.facts, moved, *told))
    return replace(case, case=whole, derived=derive(whole, case.terms))


def test_a_municipality_that_the_person_moved_from_has_its_days_in_its_month() -> None:
    """And the one that the person moved to has them in doubt; each sees its own month."""
    case = _moved()
    found = list(tallies(case.derived, case.terms))
    assert len({one.municipality for one in found}) == 2
    for one in found:
        stay = stay_of("x", one.facts, one.ended_on, replace(case.terms, payer=one.municipality), case.at)
        assert stay.answer
        assert (stay.answer.payer, stay.answer.sum.state) == (one.municipality, "undecided")


@pytest.mark.parametrize("reading", ["notice_municipality", "day_by_day"])
def test_the_payers_months_have_between_them_the_days_of_the_stay_and_none_twice(reading: str) -> None:
    case = _moved()
    whole = [day.on for day in situations()["weekend_discharge"].liability.sum.counted]
    terms = replace(case.terms, parameters={"moved_during_stay": reading})
    shares = {}
    for one in tallies(case.derived, case.terms):
        stay = stay_of("x", one.facts, one.ended_on, replace(terms, payer=one.municipality), case.at)
        assert stay.answer
        assert stay.ended_on
        month = stay.ended_on.replace(day=1)
        asked = ask(
            case.terms.law, None, Principals(one.region, one.municipality), month, {"moved_during_stay": reading}
        )
        (part,) = settle(asked, [stay]).figures.parts
        shares[one.municipality] = [day.on for day in stay.answer.sum.counted]
        assert (part.in_mean or 0) + len(part.alone) == len(shares[one.municipality])
    assert sorted(day for days in shares.values() for day in days if day) == whole
    first, second = shares.values()
    assert (bool(first), bool(second)) == (True, reading == "day_by_day")


def _month(case: Situation, ref: str = "AAAA0000") -> dict[str, Any]:
    (one, *_) = tallies(case.derived, case.terms)
    assert one.ended_on
    stay = stay_of(ref, one.facts, one.ended_on, case.terms, case.at)
    principals = Principals(one.region, one.municipality)
    return answer_of(settle_stays(case.terms.law, principals, one.ended_on.replace(day=1), [stay]))


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


def test_principals_settle_alike_where_one_was_never_told_of_what_is_not_counted() -> None:
    case = situations()["weekend_discharge"]
    one = _month(case)
    untold = {"days": 0, "in_mean": None, "alone": 0, "excluded": "ready_not_notified"}
    assert alike(one, {**one, "stays": {**one["stays"], "BBBB0000": untold}})
    assert not alike(one, {**one, "stays": {**one["stays"], "BBBB0000": {**untold, "days": 3, "excluded": None}}})
    assert not alike(one, {**one, "days": one["days"] + 1})
