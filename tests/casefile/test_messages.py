"""To whom a case file's messages go where it does not say, and that what is later or voided changes nothing."""

import copy
from typing import Any

from lus.casefile.explain import explain
from lus.law.loader import load
from tests.casefile.test_bad_input import EXAMPLE


def _answer(*facts: dict[str, Any], as_of: str = "2022-04-01T00:00") -> dict[str, Any]:
    return explain({**copy.deepcopy(EXAMPLE), "facts": [EXAMPLE["facts"][0], *facts], "as_of": as_of}, load())


def _owed(answer: dict[str, Any], duty: str) -> list[tuple[str, str]]:
    return [(one["owed_by"], one["state"]) for one in answer["duties"] if one["duty"] == duty]


BOTH, MUNICIPALITY = ["municipality", "open_care"], ["municipality"]
NOTICE = {"kind": "admission_notified", "at": "2022-03-07T10:15", "expected_discharge_on": "2022-03-14"}
READY = {"kind": "ready_notified", "at": "2022-03-10T10:00"}
WITHDRAWN = {"kind": "ready_withdrawn", "at": "2022-03-11T10:00"}
LATER = {"kind": "ready_notified", "at": "2022-03-14T11:40", "to": BOTH}


def test_a_withdrawal_goes_to_whoever_had_the_notice_and_to_nobody_told_later() -> None:
    """Not to open care, which is told of readiness only three days afterwards."""
    until = _answer({**NOTICE, "to": MUNICIPALITY}, {**READY, "to": MUNICIPALITY}, WITHDRAWN, as_of="2022-03-12T00:00")
    after = _answer(
        {**NOTICE, "to": MUNICIPALITY}, {**READY, "to": MUNICIPALITY}, WITHDRAWN, LATER, as_of="2022-03-12T00:00"
    )
    assert until == after
    assert {who for who, _ in _owed(until, "acknowledge")} == {"municipality"}


def test_a_voided_notice_told_nobody() -> None:
    """The withdrawal of the second one goes to the second one's receivers."""
    voided = ({**READY, "to": BOTH, "id": "x"}, {"kind": "voided", "at": "2022-03-10T10:05", "of": "x"})
    again = {**READY, "at": "2022-03-10T11:00", "to": MUNICIPALITY}
    found = _answer({**NOTICE, "to": MUNICIPALITY}, *voided, again, WITHDRAWN)
    assert {who for who, _ in _owed(found, "acknowledge")} == {"municipality"}


def test_a_changed_date_asks_for_a_receipt_of_those_who_had_the_notice() -> None:
    """And the receipt meets it."""
    changed = {
        "kind": "expected_discharge_changed",
        "at": "2022-03-12T10:00",
        "expected_discharge_on": "2022-03-16",
        "id": "x",
    }
    read = {"kind": "acknowledged", "at": "2022-03-12T11:00", "of": "x", "by": "municipality"}
    found = _answer({**NOTICE, "to": MUNICIPALITY}, changed, read)
    assert _owed(found, "acknowledge") == [("municipality", "overdue"), ("municipality", "met")]


def test_facts_of_the_same_minute_may_stand_in_any_order() -> None:
    """Two notices at once with different dates: what they say settles it."""
    one = {**NOTICE, "to": MUNICIPALITY}
    other = {**NOTICE, "to": ["open_care"], "expected_discharge_on": "2022-03-16"}
    assert _answer(one, other, LATER) == _answer(other, one, LATER)


def test_duties_stand_in_order_of_time_also_when_an_hour_occurs_twice() -> None:
    """By instant, not by what the clock shows."""
    data = {
        **copy.deepcopy(EXAMPLE),
        "facts": [
            {"kind": "admitted", "at": "2022-10-29T22:00"},
            {**NOTICE, "at": "2022-10-29T22:40", "to": MUNICIPALITY, "expected_discharge_on": "2022-11-04"},
            {**NOTICE, "at": "2022-10-29T23:10", "to": ["open_care"], "expected_discharge_on": "2022-11-04"},
        ],
        "as_of": "2022-11-01T00:00",
    }
    due = [one["due_at"] for one in explain(data, load())["duties"] if one["duty"] == "acknowledge"]
    assert due == ["2022-10-30T02:40+02:00", "2022-10-30T02:10+01:00"]


def test_after_compulsory_care_that_goes_on_nobody_is_called_to_a_sip() -> None:
    """Another plan is made."""
    data = {**copy.deepcopy(EXAMPLE), "care": "compulsory_open"}
    assert _owed(explain(data, load()), "call_to_sip") == []
    needless = {**copy.deepcopy(EXAMPLE), "sip_needed": False}
    assert _owed(explain(needless, load()), "call_to_sip") == [("open_care", "cancelled")]
