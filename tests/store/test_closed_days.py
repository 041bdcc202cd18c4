"""Which days the units of the register are closed."""

from datetime import date

import pytest

from lus.domain.calendar import ALWAYS
from lus.store.closed_days import observed, swedish
from tests.cases import EVERY_DAY, OFFICE


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        ("2026-01-06", True),
        ("2026-04-03", True),
        ("2026-04-04", False),
        ("2026-04-06", True),
        ("2026-06-19", True),
        ("2026-10-31", True),
        ("2026-12-24", True),
        ("2026-12-31", True),
        ("2027-03-26", True),
        ("2026-03-08", False),
    ],
)
def test_holidays_and_the_eves_that_are_holidays_in_practice(day: str, closed: bool) -> None:
    assert (date.fromisoformat(day) in swedish()) is closed


def test_an_office_is_closed_on_holidays_and_who_works_on_sundays_is_not() -> None:
    new_year = date(2027, 1, 1)
    assert list(OFFICE.spans(new_year))
    assert not list(observed(OFFICE).spans(new_year))
    assert observed(OFFICE).closed > OFFICE.closed
    assert observed(EVERY_DAY) == EVERY_DAY
    assert observed(ALWAYS) == ALWAYS
