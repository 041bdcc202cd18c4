"""Quiet hours: what waits until they end, and what cannot."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lus.domain.calendar import from_local, local
from lus.domain.delivery import ATTEMPTS, PAUSES, leaves_at, quiet_until

NIGHT, LUNCH = (22 * 60, 7 * 60), (11 * 60, 12 * 60 + 30)


def at(text: str) -> datetime:
    return from_local(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("now", "quiet", "leaves"),
    [
        ("2026-03-02T23:10", NIGHT, "2026-03-03T07:00"),
        ("2026-03-03T06:59", NIGHT, "2026-03-03T07:00"),
        ("2026-03-03T07:00", NIGHT, "2026-03-03T07:00"),
        ("2026-03-03T21:59", NIGHT, "2026-03-03T21:59"),
        ("2026-03-03T11:00", LUNCH, "2026-03-03T12:30"),
        ("2026-03-03T12:30", LUNCH, "2026-03-03T12:30"),
        ("2026-12-31T23:59", NIGHT, "2027-01-01T07:00"),
        ("2026-03-28T23:00", NIGHT, "2026-03-29T07:00"),
        ("2026-10-24T23:00", NIGHT, "2026-10-25T07:00"),
        ("2026-03-03T12:00", (600, 600), "2026-03-03T12:00"),
        ("2026-03-03T12:00", None, "2026-03-03T12:00"),
    ],
)
def test_what_is_told_in_quiet_hours_leaves_when_they_end(now: str, quiet: tuple[int, int] | None, leaves: str) -> None:
    assert quiet_until(at(now), quiet) == at(leaves)


def test_a_deadline_of_law_that_passes_meanwhile_does_not_wait() -> None:
    now = at("2026-03-02T23:10")
    due = {"during": at("2026-03-03T00:00"), "after": at("2026-03-03T08:00"), "before": at("2026-03-02T20:00")}
    moved = at("2026-03-03T07:00")
    assert leaves_at(now, NIGHT, binding=True, due_at=due["during"]) == now
    assert leaves_at(now, NIGHT, binding=False, due_at=due["during"]) == moved
    assert leaves_at(now, NIGHT, binding=True, due_at=due["after"]) == moved
    assert leaves_at(now, NIGHT, binding=True, due_at=due["before"]) == moved


minutes = st.integers(0, 1439)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)), minutes, minutes)  # noqa: DTZ001
def test_quiet_hours_end_within_a_day_and_at_their_end(now: datetime, starts: int, ends: int) -> None:
    until = quiet_until(now, (starts, ends))
    assert now <= until <= now + timedelta(hours=25)
    if until > now:
        here = local(until)
        # A time that a clock passes over when summer time begins comes as the next that it shows.
        assert here.hour * 60 + here.minute == ends or (here.month, here.hour) == (3, 3)
        assert quiet_until(until, (starts, ends)) == until or ends == starts


def test_pauses_grow() -> None:
    assert list(PAUSES) == sorted(PAUSES)
    assert len(PAUSES) == ATTEMPTS - 1
