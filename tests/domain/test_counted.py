"""What coordinators count of plans: when one is made, current, late, followed up, or needed and never made."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from lus.domain.calendar import DAY, end_of, from_local, start_of
from lus.domain.case import Case
from lus.domain.counted import Counted, counted
from lus.domain.derive import derive
from lus.domain.late import late
from lus.domain.plan import standing
from tests.cases import (
    CENTRE,
    COORDINATOR,
    HOME_CARE,
    PSYCHIATRY,
    REGION_COORDINATOR,
    SOCIAL,
    START,
    WARD,
    Stay,
    terms,
    to,
)

TERMS = terms()
PLAN = ("meeting", "plan")
A_DAY = 24


def of(case: Stay, unit: int = REGION_COORDINATOR) -> Counted:
    (found,) = [one for one in counted(derive(case.case, TERMS), TERMS) if one.unit == unit]
    return found


def spans(case: Stay, what: str) -> list[tuple[datetime, datetime | None]]:
    found = [one for one in counted(derive(case.case, TERMS), TERMS) if one.unit == REGION_COORDINATOR]
    return [(span.from_at, span.until_at) for one in found for span in one.spans if span.what == what]


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def begun(*, until_on: date | None = None) -> Stay:
    """Opened on Monday 2 March, with consent; not called to in a stay."""
    plan = Stay()
    plan("plan_opened", CENTRE, 0, why="Hjälp", registered_in="0484", age_group="80-")
    given: dict[str, Any] = {"scope": PLAN, "form": "oral", "by_whom": "self", "until_on": until_on}
    plan("consent_given", CENTRE, 1, receivers=to(SOCIAL), **given)
    return plan


def confirmed(**own: date) -> Stay:
    """Met on the third day, written, confirmed on the fifth, to be followed up on 1 June."""
    plan = begun(**own)
    plan("meeting_booked", CENTRE, 2, meeting_at=at(2 * A_DAY), form="home", receivers=to(SOCIAL))
    plan("meeting_held", CENTRE, 2 * A_DAY, of=3, person_came=True)
    plan("plan_versioned", CENTRE, 3 * A_DAY, receivers=to(SOCIAL))
    plan("plan_confirmed", SOCIAL, 4 * A_DAY, of=5)
    plan("follow_up_set", CENTRE, 5 * A_DAY, follow_up_on=date(2026, 6, 1))
    return plan


def test_a_plan_is_made_with_its_first_version_and_current_until_its_follow_up_has_passed() -> None:
    plan = confirmed()
    assert spans(plan, "plan") == [(START, None)]
    assert spans(plan, "made") == [(at(3 * A_DAY), at(3 * A_DAY))]
    passed = end_of(date(2026, 6, 1))
    assert spans(plan, "current") == [(at(5 * A_DAY), passed)]
    assert spans(plan, "late") == [(passed, None)]
    plan("follow_up_held", CENTRE, 100 * A_DAY, result="kept", follow_up_on=date(2026, 9, 1), text="Bra.")
    assert spans(plan, "followed_up") == [(at(100 * A_DAY), at(100 * A_DAY))]
    # Late for nine days of June, and done before the month was over: nobody counts it.
    assert spans(plan, "late") == [(end_of(date(2026, 9, 1)), None)]


def test_it_is_told_where_the_person_lives_who_leads_and_how_it_began() -> None:
    for unit in (REGION_COORDINATOR, COORDINATOR):
        found = of(confirmed(), unit)
        assert (found.municipality, found.lead, found.age_group, found.at_discharge) == ("0484", CENTRE, "80-", False)
    called = Stay()
    called("plan_opened", CENTRE, 0, called_at=START - timedelta(hours=1), receivers=to(SOCIAL))
    assert of(called).at_discharge
    assert of(called).municipality == TERMS.units[SOCIAL].municipality


def test_three_that_have_not_confirmed_make_one_late_plan() -> None:
    plan = begun()
    plan("consent_given", CENTRE, 2, scope=PLAN, receivers=to(HOME_CARE), form="oral", by_whom="self")
    plan("meeting_held", CENTRE, 3, person_came=True)
    plan("plan_versioned", CENTRE, 4, receivers=to(SOCIAL, HOME_CARE))
    plan("follow_up_set", CENTRE, 5, follow_up_on=date(2026, 6, 1))
    due = end_of(date(2026, 3, 9))
    assert spans(plan, "late") == [(due, None)]
    plan("plan_confirmed", SOCIAL, 9 * A_DAY, of=5)
    assert spans(plan, "late") == [(due, None)]
    plan("plan_confirmed", HOME_CARE, 40 * A_DAY, of=5)
    assert spans(plan, "late") == [(due, at(40 * A_DAY)), (end_of(date(2026, 6, 1)), None)]


def test_a_consent_is_late_when_it_has_ended_not_while_it_is_to_be_renewed() -> None:
    plan = confirmed(until_on=date(2026, 4, 30))
    derived = derive(plan.case, TERMS)
    (asked,) = [duty for duty in derived.open_duties if duty.kind == "renew_consent"]
    ended = end_of(date(2026, 4, 30))
    assert asked.due_at < ended
    assert late(derived.history, asked) == ("consent", ended)
    assert spans(plan, "late")[0] == (ended, None)
    assert spans(plan, "current") == [(at(5 * A_DAY), ended)]


def test_a_closed_plan_is_neither_current_nor_late() -> None:
    plan = confirmed()
    plan("plan_closed", CENTRE, 20 * A_DAY, result="met")
    assert spans(plan, "plan") == [(START, at(20 * A_DAY))]
    assert spans(plan, "late") == []
    assert spans(plan, "current") == []


def test_at_the_end_of_each_month_it_was_current_if_it_stood_so_then() -> None:
    """Current in March and April; changed in May, and confirmed in June."""
    plan = confirmed()
    may, june = (from_local(datetime(2026, month, 15, 9)) - START for month in (5, 6))  # noqa: DTZ001 in Stockholm
    plan("plan_versioned", CENTRE, may / timedelta(hours=1), receivers=to(SOCIAL))
    plan("follow_up_set", CENTRE, may / timedelta(hours=1) + 1, follow_up_on=date(2026, 9, 1))
    plan("plan_confirmed", SOCIAL, june / timedelta(hours=1), of=8)
    assert spans(plan, "current") == [
        (at(5 * A_DAY), start_of(date(2026, 5, 1))),
        (START + june, end_of(date(2026, 9, 1))),
    ]
    for month, current in ((4, True), (5, True), (6, False), (7, True), (10, False)):
        ends = start_of(date(2026, month, 1))
        before = Case(tuple(fact for fact in plan.case.facts if fact.moment < ends))
        then = derive(before, TERMS)
        assert (standing(then.history, then.duties).not_current(ends - timedelta(seconds=1)) is None) is current
        assert any(from_at < ends <= (until_at or ends) for from_at, until_at in spans(plan, "current")) is current


def test_followed_up_in_time_it_is_current_in_one_span() -> None:
    plan = confirmed()
    plan("follow_up_held", CENTRE, 80 * A_DAY, result="kept", follow_up_on=date(2026, 9, 1), text="Bra.")
    assert spans(plan, "current") == [(at(5 * A_DAY), end_of(date(2026, 9, 1)))]


def home(*answers: tuple[int, str]) -> Stay:
    """Discharged on the third day, without anybody having called to a SIP."""
    stay = Stay()
    stay("admitted", WARD, 0, registered_in="0484")
    told = to(SOCIAL, HOME_CARE, CENTRE)
    stay("admission_notified", WARD, 1, receivers=told, expected_discharge_on=date(2026, 3, 4))
    stay("ready_notified", WARD, 2, receivers=told, judged_at=START, physician="X")
    for unit, answer in answers:
        stay("handover_answered", unit, 3, answer=answer, from_at=at(A_DAY))
    stay("discharged", WARD, 2 * A_DAY, manner="planned", destination="own_home")
    return stay


BOTH = ((SOCIAL, "accepts"), (CENTRE, "accepts_part"))


def test_a_call_is_late_before_there_is_any_plan() -> None:
    stay = home()
    due = end_of(date(2026, 3, 5))
    assert spans(stay, "late") == [(due, None)]
    stay("sip_called", CENTRE, 40 * A_DAY, meeting_at=at(50 * A_DAY), form="home", receivers=to(SOCIAL))
    assert spans(stay, "late") == [(due, at(40 * A_DAY))]


def test_needed_and_not_made_is_counted_thirty_days_after_a_discharge_that_both_principals_took_over() -> None:
    thirty = end_of(date(2026, 3, 4) + 30 * DAY)
    assert spans(home(*BOTH), "needed") == [(thirty, None)]
    assert spans(home(BOTH[0]), "needed") == []
    assert spans(home(BOTH[1]), "needed") == []
    assert spans(home(BOTH[0], (CENTRE, "nothing_to_give")), "needed") == []


@pytest.mark.parametrize("day", [10, 60])
@pytest.mark.parametrize(
    ("kind", "unit", "own"),
    [
        ("sip_called", CENTRE, {"meeting_at": at(80 * A_DAY), "form": "home", "receivers": to(SOCIAL)}),
        ("consent_refused", CENTRE, {"scope": ("plan",), "by_whom": "self", "receivers": to(SOCIAL)}),
        ("died", WARD, {}),
        ("duty_dismissed", REGION_COORDINATOR, {"duty": f"call_to_sip:3:{CENTRE}", "reason": "patient_left"}),
    ],
)
def test_it_is_needed_until_called_refused_dismissed_or_dead(
    kind: str, unit: int, own: dict[str, Any], day: int
) -> None:
    stay = home(*BOTH)
    stay(kind, unit, day * A_DAY, **own)
    thirty = end_of(date(2026, 3, 4) + 30 * DAY)
    assert spans(stay, "needed") == ([] if day == 10 else [(thirty, at(60 * A_DAY))])


def test_no_sip_is_needed_for_another_hospital_or_where_somebody_has_decided_so() -> None:
    stay = home(*BOTH)
    stay("sip_need_decided", CENTRE, 60 * A_DAY, needed=False, why="Bara hemtjänst", receivers=to(SOCIAL))
    assert spans(stay, "needed") == []


def test_the_plan_of_compulsory_care_is_late_when_a_unit_has_not_adjusted_it() -> None:
    plan = Stay()
    decides: dict[str, Any] = {"plan": "compulsory", "decision_at": at(9 * A_DAY), "physician": "Anna Holm"}
    plan("plan_opened", PSYCHIATRY, 0, why="Vård", **decides)
    plan("party_invited", PSYCHIATRY, 1, receivers=to(SOCIAL), why="Boende")
    plan("plan_versioned", PSYCHIATRY, 2, receivers=to(SOCIAL))
    derived = derive(plan.case, TERMS)
    (owed,) = [duty for duty in derived.open_duties if duty.kind == "adjust_compulsory_plan"]
    assert late(derived.history, owed) == ("confirmation", at(9 * A_DAY))


def test_a_question_between_units_counts_for_nothing() -> None:
    question = Stay()
    question("coordination_opened", SOCIAL, 0, receivers=to(CENTRE))
    assert list(counted(derive(question.case, TERMS), TERMS)) == []
