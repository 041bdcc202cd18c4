"""Days, opening hours and the two nights on which the clock is moved."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lus.domain.calendar import (
    ALWAYS,
    OpeningHours,
    day_of,
    end_of,
    from_local,
    local,
    months_after,
    occurs_twice,
    start_of,
)
from tests.cases import EVERY_DAY, OFFICE

MORNING, LAST = time(10), timedelta(hours=2)


def _at(text: str) -> datetime:
    return from_local(datetime.fromisoformat(text))


def test_a_day_is_stockholms() -> None:
    """An instant before midnight in UTC may be the next day here."""
    assert day_of(datetime(2026, 3, 9, 23, 30, tzinfo=UTC)) == date(2026, 3, 10)
    assert end_of(date(2026, 3, 9)) == start_of(date(2026, 3, 10)) == datetime(2026, 3, 9, 23, tzinfo=UTC)


def test_an_hour_that_occurs_twice_is_the_earlier_one() -> None:
    """When summer time ends."""
    assert occurs_twice(datetime(2026, 10, 25, 2, 30))  # noqa: DTZ001 a clock on the wall
    assert _at("2026-10-25T02:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert not occurs_twice(datetime(2026, 10, 25, 3, 30))  # noqa: DTZ001


def test_an_hour_that_does_not_exist_is_refused() -> None:
    """When summer time begins."""
    with pytest.raises(ValueError, match="moved"):
        _at("2026-03-29T02:30")


@pytest.mark.parametrize(
    ("start", "hours", "until"),
    [
        ("2026-03-02T08:00", 4, "2026-03-02T12:00"),
        ("2026-03-02T15:00", 4, "2026-03-03T10:30"),
        ("2026-03-06T16:30", 4, "2026-03-09T12:00"),
        ("2026-03-07T11:00", 4, "2026-03-09T12:00"),
        ("2026-04-02T15:30", 4, "2026-04-07T11:00"),
        ("2026-03-02T05:00", 20, "2026-03-04T11:00"),
    ],
)
def test_opening_hours_pass_over_nights_weekends_and_closed_days(start: str, hours: int, until: str) -> None:
    """An office that is open 8.00 to 16.30, Monday to Friday, closed over Easter."""
    assert OFFICE.after(_at(start), timedelta(hours=hours)) == _at(until)


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-03-02T07:00", "2026-03-02T16:30"),
        ("2026-03-02T14:29", "2026-03-02T16:30"),
        ("2026-03-02T14:30", "2026-03-03T10:00"),
        ("2026-03-02T20:00", "2026-03-03T10:00"),
        ("2026-03-06T16:20", "2026-03-09T10:00"),
        ("2026-04-03T09:00", "2026-04-07T10:00"),
    ],
)
def test_an_answer_is_due_by_closing_or_the_next_opening_morning(sent: str, due: str) -> None:
    """The last two hours, evenings, weekends and closed days go to the next opening day."""
    assert OFFICE.answer_due(_at(sent), MORNING, LAST) == _at(due)


def test_always_open_closes_at_midnight() -> None:
    """Around the clock, a day ends at 24.00."""
    assert ALWAYS.closing(date(2026, 3, 2)) == end_of(date(2026, 3, 2))
    assert ALWAYS.answer_due(_at("2026-03-02T21:59"), MORNING, LAST) == end_of(date(2026, 3, 2))
    assert ALWAYS.answer_due(_at("2026-03-02T22:00"), MORNING, LAST) == _at("2026-03-03T10:00")


instants = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(start=instants, one=st.integers(0, 30), more=st.integers(1, 30))
def test_opening_time_adds_up(start: datetime, one: int, more: int) -> None:
    """Hours passed in two goes are hours passed in one, clock changes included."""
    for hours in (ALWAYS, OFFICE, EVERY_DAY):
        in_two = hours.after(hours.after(start, timedelta(hours=one)), timedelta(hours=more))
        assert in_two == hours.after(start, timedelta(hours=one + more))


@given(start=instants)
def test_an_answer_is_never_due_before_it_was_asked_for(start: datetime) -> None:
    """Nor on a day on which the unit is closed."""
    due = OFFICE.answer_due(start, MORNING, LAST)
    assert due > start
    assert OFFICE.closing(local(due).date())


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [("2026-03-03", 3, "2026-06-03"), ("2026-11-30", 3, "2027-02-28"), ("2027-12-31", 2, "2028-02-29")],
)
def test_months_later_is_the_same_day_or_the_months_last(day: str, months: int, then: str) -> None:
    """There is no 30 February."""
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(then)


def test_a_unit_that_never_opens_counts_as_always_open() -> None:
    """A register without hours must not make a duty fall due in the year 9999."""
    never = OpeningHours(week=((),) * 7)
    start = _at("2026-03-02T08:00")
    assert never.after(start, timedelta(hours=4)) == start + timedelta(hours=4)
