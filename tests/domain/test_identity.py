"""Identity numbers, with a library of others as the oracle."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from personnummer import personnummer

from lus.domain.identity import IdentityError, PersonId, check_digit, parse, reserve

TODAY = date(2026, 3, 2)


def _number(born: date, serial: int, *, coordination: bool = False) -> str:
    day = born.day + 60 if coordination else born.day
    nine = f"{born:%y%m}{day:02}{serial:03}"
    return f"{born:%Y}"[:2] + nine + str(check_digit(nine))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("19610118-2803", "19 610118-2803"),
        ("610118-2803", "19 610118-2803"),
        ("6101182803", "19 610118-2803"),
        ("19 610118 - 2803", "19 610118-2803"),
        ("200001252386", "20 000125-2386"),
        ("18960202-9812", "18 960202-9812"),
        ("960202+9812", "18 960202-9812"),
    ],
)
def test_a_number_is_read_in_any_usual_form(written: str, shown: str) -> None:
    """Spaces, dash, plus sign, two or four digits for the year."""
    assert str(parse(written, TODAY)) == shown


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("19610118-2804", "number_check_digit"),
        ("19611318-2803", "number_date"),
        ("20270101-0000", "number_date"),
        ("61011", "number_form"),
        ("", "number_form"),
        ("<b>", "number_form"),
    ],
)
def test_a_wrong_number_says_what_is_wrong(written: str, code: str) -> None:
    """Check digit, date or form."""
    with pytest.raises(IdentityError, match=code):
        parse(written, TODAY)


births = st.dates(date(1890, 1, 1), date(2026, 3, 1))


@given(born=births, serial=st.integers(1, 999), coordination=st.booleans())
def test_what_the_oracle_holds_valid_we_read_and_keep(born: date, serial: int, coordination: bool) -> None:
    """With its date of birth, its kind and all twelve digits."""
    written = _number(born, serial, coordination=coordination)
    assert personnummer.valid(written)
    read = parse(written, TODAY)
    assert read.value == written
    assert read.born_on == born
    assert read.kind == ("samordningsnummer" if coordination else "personnummer")
    assert parse(str(read), TODAY) == read


@given(born=births, serial=st.integers(1, 999), wrong=st.integers(1, 9))
def test_any_other_check_digit_is_refused(born: date, serial: int, wrong: int) -> None:
    """All nine of them."""
    written = _number(born, serial)
    changed = written[:11] + str((int(written[11]) + wrong) % 10)
    with pytest.raises(IdentityError, match="number_check_digit"):
        parse(changed, TODAY)


def test_age_counts_whole_years() -> None:
    """The day before the birthday is a year less."""
    person = PersonId("189403122384", "personnummer")
    assert person.age(date(2026, 3, 11)) == 131
    assert person.age(date(2026, 3, 12)) == 132


def test_a_reserve_number_is_kept_as_given() -> None:
    """It tells no date of birth."""
    assert reserve("99 1234-ab", "reservnummer") == PersonId("991234AB", "reservnummer")
    assert PersonId("991234AB", "reservnummer").born_on is None
    with pytest.raises(IdentityError, match="number_form"):
        reserve("x", "lma")
