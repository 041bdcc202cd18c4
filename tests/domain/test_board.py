"""What a board shows of a case follows from its facts: codes, units and moments."""

from datetime import date, timedelta
from typing import Any

import pytest

from lus.domain.board import BoardRow, board_rows
from lus.domain.calendar import day_of
from lus.domain.derive import derive
from tests.cases import CENTRE, HOME_CARE, SOCIAL, START, WARD, Stay, terms, to

ACCEPTS: dict[str, Any] = {"answer": "accepts", "from_at": START + timedelta(days=4)}
CANNOT: dict[str, Any] = {
    "answer": "cannot",
    "reason": "home_care_missing",
    "next_answer_at": START + timedelta(days=5),
}


def rows(stay: Stay) -> dict[int, BoardRow]:
    return board_rows(derive(stay.case, terms()), terms())


@pytest.fixture
def stay() -> Stay:
    """Admitted on a Monday at 8, notified at 10, ready notice on Tuesday at 10."""
    made = Stay()
    made("admitted", WARD, 0, registered_in="0180")
    made("need_assessed", WARD, 1, needed=True, principals=("municipality", "region"), physician="X", person_says="Y")
    receivers = to(SOCIAL, HOME_CARE, CENTRE)
    made("admission_notified", WARD, 2, receivers=receivers, expected_discharge_on=date(2026, 3, 4))
    return made


def ready(stay: Stay) -> Stay:
    stay("ready_judged", WARD, 25, physician="X")
    receivers = to(SOCIAL, HOME_CARE, CENTRE)
    stay("ready_notified", WARD, 26, receivers=receivers, judged_at=START + timedelta(hours=25), physician="X")
    return stay


def test_every_unit_on_the_case_has_a_row_and_its_own_next_step(stay: Stay) -> None:
    found = rows(ready(stay))
    assert set(found) == {WARD, SOCIAL, HOME_CARE, CENTRE}
    derived = derive(stay.case, terms())
    for unit, row in found.items():
        due = [duty.due_at for duty in derived.open_duties]
        own = [duty.due_at for duty in derived.open_duties if duty.unit == unit]
        assert row.next_step
        assert row.next_step.due_at == min(due)
        assert row.own_step
        assert row.own_step.due_at == min(own)
        assert row.own_step.unit == unit


def test_receipts_and_answers_stand_with_their_moments(stay: Stay) -> None:
    ready(stay)("handover_answered", HOME_CARE, 28, **ACCEPTS)
    stay("handover_answered", SOCIAL, 29, **CANNOT)
    parties = {party.unit: party for party in rows(stay)[WARD].parties}
    read = {receipt.kind: receipt.read_at for receipt in parties[HOME_CARE].receipts}
    assert read == {"admission_notified": None, "ready_notified": START + timedelta(hours=28)}
    home_care, social = parties[HOME_CARE].answered, parties[SOCIAL].answered
    assert home_care
    assert social
    assert (home_care.answer, home_care.from_at) == ("accepts", ACCEPTS["from_at"])
    assert (social.reason, social.next_answer_at) == ("home_care_missing", CANNOT["next_answer_at"])
    assert parties[CENTRE].answered is None


def test_the_expected_date_says_how_often_it_moved(stay: Stay) -> None:
    for hours, day in ((4, 5), (5, 5), (6, 6)):
        receivers = to(SOCIAL)
        stay("expected_discharge_changed", WARD, hours, receivers=receivers, expected_discharge_on=date(2026, 3, day))
    row = rows(stay)[SOCIAL]
    assert (row.expected_on, row.moves) == (date(2026, 3, 6), 2)


def test_the_first_liable_day_stands_once_a_sip_was_called(stay: Stay) -> None:
    ready(stay)
    before = rows(stay)[WARD].liability
    assert before.first_on == date(2026, 3, 6)
    assert before.why_not == ("sip_not_called",)
    stay("sip_called", CENTRE, 30, meeting_at=START + timedelta(days=3), form="video", receivers=to(WARD))
    after = rows(stay)[WARD].liability
    assert (after.state, after.first_on, after.why_not) == ("liable", date(2026, 3, 6), ())


def test_what_is_in_doubt_is_named_and_no_day_is_given(stay: Stay) -> None:
    ready(stay)("sip_called", WARD, 30, meeting_at=START + timedelta(days=3), form="video", receivers=to(SOCIAL))
    liability = rows(stay)[WARD].liability
    assert (liability.state, liability.first_on) == ("undecided", None)
    assert liability.names == ("sip_called_by_ward",)


def test_before_any_ready_notice_there_is_no_day_and_no_block(stay: Stay) -> None:
    row = rows(stay)[SOCIAL]
    assert (row.ready_at, row.liability.state, row.liability.first_on) == (None, "none", None)


def test_a_dead_patient_is_on_nobodys_board(stay: Stay) -> None:
    stay("died", WARD, 5)
    assert {(row.status, row.listed, row.next_step) for row in rows(stay).values()} == {("closed", False, None)}


def test_the_first_day_is_the_first_that_counts(stay: Stay) -> None:
    ready(stay)("sip_called", CENTRE, 27)
    stay("leave_started", WARD, 48)
    chosen = terms(leave_days="not_counted")
    away = board_rows(derive(stay.case, chosen), chosen)[WARD].liability
    assert away.first_on is None, "nobody knows when the patient comes back"
    stay("leave_ended", WARD, 24 * 6)
    back = board_rows(derive(stay.case, chosen), chosen)[WARD].liability
    assert (back.state, back.first_on) == ("liable", day_of(START + timedelta(days=6)))
