"""The form as a ward or a municipality meets it: what is preselected, what it brings along, what follows."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lus.domain.derive import derive
from lus.domain.facts import CANNOT, NOTHING_TO_GIVE
from lus.store.closed_days import observed
from lus.web.filling import Filled, fill_in
from lus.web.offers import others
from lus.web.sheet import sheet
from tests.web.samples import (
    CARDS,
    CARE,
    CENTRE,
    OTHER_CENTRE,
    SOCIAL,
    WARD,
    home,
    just_admitted,
    planning,
    prepared,
    refused,
    sample,
    situation,
    waiting,
)

READY = {"physician": ["Anna Holm"], "judged_at_time": ["13.50"]}


def test_utskrivningsklar_asks_two_fields_and_knows_its_receivers() -> None:
    found = sample(planning)
    shown = sheet(situation(found, WARD), found.patient, "ready_notified", {})
    assert sorted(one.name for one in shown.main) == ["judged_at", "physician"]
    assert [option.value for option in shown.to.near if option.chosen] == [str(SOCIAL), str(CARE), str(CENTRE)]
    assert not shown.both


def test_utskrivningsklar_says_what_follows_and_no_day_where_months_are_settled() -> None:
    found = sample(planning)
    follows = sheet(situation(found, WARD), found.patient, "ready_notified", {}).follows
    assert follows
    assert "VC Skiftinge kallar till SIP" in [one.line for one in follows.opens]
    assert follows.liability == (
        "Dagarna som utskrivningsklar räknas per månad, enligt överenskommelsen.",
        "Kallelse till SIP saknas; sista dagen är fre 6 mars 2026.",
    )


@pytest.mark.parametrize(
    ("eve", "answered"),
    [
        (datetime(2026, 4, 2, 13, tzinfo=UTC), "tis 7 april"),
        (datetime(2026, 12, 23, 14, tzinfo=UTC), "mån 28 dec"),
    ],
)
def test_a_notice_before_a_holiday_says_that_the_answer_comes_after_it(eve: datetime, answered: str) -> None:
    found = sample(planning)
    here = situation(found, WARD)
    units = {one: replace(unit, hours=observed(unit.hours)) for one, unit in here.terms.units.items()}
    terms = replace(here.terms, units=units)
    here = replace(here, now=eve, terms=terms, derived=derive(here.case, terms))
    follows = sheet(here, found.patient, "ready_notified", {}).follows
    assert follows
    asked = [one.due.text for one in follows.opens if one.who == CARDS[SOCIAL].short and "mottagande" in one.line]
    assert asked == [f"senast {answered} 10.00"]


def test_to_somebody_who_was_never_told_both_are_sent_the_admission_notice_first() -> None:
    found = sample(just_admitted)
    here = situation(found, WARD)
    typed = {
        **READY,
        "to": [str(SOCIAL), str(CENTRE)],
        "expected_discharge_on": ["2026-03-03"],
        "judged_at_time": ["13.40"],
        "ground": ["consent"],
    }
    filled = fill_in(here, "ready_notified", typed)
    assert not filled.faults
    assert [fact.kind for fact in filled.facts] == ["admission_notified", "ready_notified"]
    assert sheet(here, found.patient, "ready_notified", {}).both
    without = fill_in(here, "ready_notified", {**typed, "expected_discharge_on": [""]})
    assert [fault.field for fault in without.faults] == ["expected_discharge_on"]


def test_grounds_are_the_region_within_it_and_the_chosen_one_beyond() -> None:
    here = situation(sample(planning), WARD)
    typed = {**READY, "to": [str(SOCIAL), str(CENTRE)], "ground": ["consent"]}
    (fact,) = fill_in(here, "ready_notified", typed).facts
    assert {receiver.unit: receiver.ground for receiver in fact.receivers} == {SOCIAL: "consent", CENTRE: "same_region"}
    wrong = fill_in(here, "ready_notified", {**typed, "ground": ["just because"]})
    assert [(fault.field, fault.code) for fault in wrong.faults] == [("ground", "unknown_code")]


def test_taking_over_asks_for_a_time_and_nothing_else() -> None:
    found = sample(prepared)
    shown = sheet(situation(found, SOCIAL), found.patient, "handover_answered", {"svar": ["accepts"]})
    assert [one.name for one in shown.main] == ["from_at"]
    typed = {"svar": ["accepts"], "from_at_day": ["2026-03-04"], "from_at_time": ["9.00"]}
    assert not fill_in(situation(found, SOCIAL), "handover_answered", typed).faults


def test_each_answer_offers_only_the_reasons_that_fit_it() -> None:
    found = sample(prepared)
    for answer, reasons in (("cannot", CANNOT), ("nothing_to_give", NOTHING_TO_GIVE)):
        shown = sheet(situation(found, SOCIAL), found.patient, "handover_answered", {"svar": [answer]})
        offered = next(one for one in shown.main if one.name == "reason").options
        assert tuple(option.value for option in offered) == reasons


def test_the_impossible_says_why_and_keeps_what_was_typed() -> None:
    found = sample(home)
    here = situation(found, WARD)
    typed = {**READY, "to": [str(SOCIAL)], "ground": ["consent"]}
    filled = fill_in(here, "ready_notified", typed)
    assert filled.impossible
    shown = sheet(here, found.patient, "ready_notified", typed, filled)
    assert "skrevs ut" in shown.refused[0]
    assert next(one for one in shown.main if one.name == "physician").value == "Anna Holm"


def test_nobody_judges_the_ground_of_a_disclosure_by_default() -> None:
    """The first time it is asked for; afterwards the unit's own judgement is proposed."""
    here = situation(sample(just_admitted), WARD)
    typed = {**READY, "to": [str(SOCIAL)], "expected_discharge_on": ["2026-03-03"], "judged_at_time": ["13.40"]}
    assert [(fault.code, fault.field) for fault in fill_in(here, "ready_notified", typed).faults] == [
        ("required_code", "ground")
    ]


def test_a_receipt_is_one_click() -> None:
    here = situation(sample(prepared), CARE)
    message = max(fact.seq for fact in here.case.facts if fact.kind == "ready_notified")
    (fact,) = fill_in(here, "acknowledged", {"of": [str(message)]}).facts
    assert fact.to_units == (WARD,)
    again = fill_in(situation(sample(prepared), SOCIAL), "acknowledged", {"of": [str(message)]})
    assert again.impossible


def test_where_the_statute_applies_the_first_day_is_told_before_sending() -> None:
    found = sample(waiting)
    here = situation(found, WARD)
    typed = {"reason": ["worse"]}
    shown = sheet(here, found.patient, "ready_withdrawn", typed, fill_in(here, "ready_withdrawn", typed))
    assert shown.follows
    assert not any("Betalningsansvar från" in line for line in shown.follows.liability)


def test_who_reads_and_who_only_sees_that_it_happened() -> None:
    found = sample(refused)
    shown = sheet(situation(found, WARD), found.patient, "patient_informed", {})
    assert shown.sees.read == ("er enhet",)
    assert "Nacka bistånd" in shown.sees.notice


def test_what_follows_waits_for_fields_by_name_and_is_told_once_they_are_there() -> None:
    found = sample(planning)
    here = situation(found, WARD)
    empty = sheet(here, found.patient, "party_added", {})
    assert empty.follows is None
    assert empty.awaits == "Visas när detta är ifyllt: Enhet."
    chosen = sheet(here, found.patient, "party_added", {"party": [str(OTHER_CENTRE)]}, Filled())
    assert chosen.follows is not None
    assert chosen.awaits == ""
    assert sheet(here, found.patient, "message_sent", {}).awaits == "Visas när detta är ifyllt: Till."


def test_what_forbids_an_act_is_said_before_it_is_sent() -> None:
    found = sample(planning)
    shown = sheet(situation(found, WARD), found.patient, "leave_ended", {})
    assert shown.follows is None
    assert shown.awaits
    assert "ifyllt" not in shown.awaits


def test_a_consent_need_not_wait_for_others_to_come_to_the_case() -> None:
    found = sample(just_admitted)
    here = situation(found, WARD)
    assert "Anteckna samtycke" in [offer.label for group in others(here) for offer in group.offers]
    typed = {"scope": ["information"], "by_whom": ["self"], "form": ["oral"], "at_day": ["2026-03-03"]}
    filled = fill_in(here, "consent_given", {**typed, "at_time": ["13.50"]})
    assert not filled.faults
    assert filled.facts[0].receivers == ()
    planned = situation(sample(planning), WARD)
    assert [f.field for f in fill_in(planned, "consent_given", {**typed, "at_time": ["13.50"]}).faults] == ["to"]


def test_units_farther_off_stand_under_their_kinds() -> None:
    found = sample(planning)
    farther = sheet(situation(found, WARD), found.patient, "admission_notified", {}).to.farther
    assert farther
    assert all(one.group and one.group.lower() not in one.label for one in farther)
