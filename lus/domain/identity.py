"""Identity numbers: personnummer and samordningsnummer with their check digit, reservnummer and LMA as given.

A number is read in any usual form and kept in one: twelve digits, or the given text in capitals. Errors are codes
(words.py makes the Swedish).
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias
from uuid import UUID, uuid5

NumberKind: TypeAlias = Literal["personnummer", "samordningsnummer", "reservnummer", "lma"]

WRITTEN = re.compile(
    r"(?P<century>\d{2})?(?P<year>\d{2})(?P<month>\d{2})(?P<day>\d{2})(?P<sign>[-+]?)(?P<serial>\d{4})"
)
RESERVE = re.compile(r"[0-9A-ZÅÄÖ]{6,13}")
COORDINATION = 60
"""A samordningsnummer's day is the day of birth plus sixty."""

HUNDRED = 100
FULL = 12

_PERSONS = UUID("5b6f0d0e-9f0c-4f6e-8a54-3f3f1c0f7a10")


class IdentityError(ValueError):
    """The number cannot be read. `args[0]` is the code: `number_form`, `number_date` or `number_check_digit`."""


@dataclass(frozen=True, slots=True, order=True)
class PersonId:
    """An identity number: its kind and its value in the one form in which it is kept."""

    value: str
    kind: NumberKind

    def __str__(self) -> str:
        """As people read it: 18 940312-2384."""
        if self.kind in {"personnummer", "samordningsnummer"}:
            return f"{self.value[:2]} {self.value[2:8]}-{self.value[8:]}"
        return self.value

    @property
    def born_on(self) -> date | None:
        """The date of birth that the number tells; None where it tells none."""
        if self.kind not in {"personnummer", "samordningsnummer"}:
            return None
        return _date(self.value[:8], self.kind)

    def age(self, today: date) -> int | None:
        """Whole years on that day; None where the number tells no date of birth."""
        born = self.born_on
        if born is None:
            return None
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def parse(text: str, today: date) -> PersonId:
    """A personnummer or samordningsnummer in any usual form. Raises IdentityError.

    Two digits for the year are read as the latest such year that is not ahead of `today`; a plus sign means a
    hundred years earlier.
    """
    found = WRITTEN.fullmatch(re.sub(r"\s", "", text))
    if not found:
        code = "number_form"
        raise IdentityError(code)
    kind: NumberKind = "samordningsnummer" if int(found["day"]) > COORDINATION else "personnummer"
    century = found["century"] or _century(found, kind, today)
    digits = f"{century}{found['year']}{found['month']}{found['day']}"
    if _date(digits, kind) > today:
        code = "number_date"
        raise IdentityError(code)
    value = digits + found["serial"]
    if check_digit(value[2:11]) != int(value[11]):
        code = "number_check_digit"
        raise IdentityError(code)
    return PersonId(value, kind)


def reserve(text: str, kind: Literal["reservnummer", "lma"]) -> PersonId:
    """A reservnummer or LMA number: letters and digits as the region gave them. Raises IdentityError."""
    value = re.sub(r"[\s-]", "", text).upper()
    if not RESERVE.fullmatch(value):
        code = "number_form"
        raise IdentityError(code)
    return PersonId(value, kind)


def check_digit(nine: str) -> int:
    """The last digit of a personnummer, from the nine before it (Luhn)."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(nine))
    return -sum(product // 10 + product % 10 for product in doubled) % 10


def full(number: str) -> bool:
    """Whether a number as it is kept is a personnummer or samordningsnummer, by which registers know the person."""
    if not (number.isascii() and number.isdigit() and len(number) == FULL):
        return False
    return check_digit(number[2:11]) == int(number[11])


def _century(found: re.Match[str], kind: NumberKind, today: date) -> str:
    year = today.year - (today.year - int(found["year"])) % HUNDRED
    born = _date(f"{year}{found['month']}{found['day']}", kind)
    if born > today:
        year -= HUNDRED
    if found["sign"] == "+":
        year -= HUNDRED
    return f"{year // HUNDRED:02}"


def _date(digits: str, kind: NumberKind) -> date:
    day = int(digits[6:8]) - (COORDINATION if kind == "samordningsnummer" else 0)
    try:
        return date(int(digits[:4]), int(digits[4:6]), day)
    except ValueError:
        code = "number_date"
        raise IdentityError(code) from None


OF_AGE = 18

AGES = ((OF_AGE, "0-17"), (65, "18-64"), (80, "65-79"))
"""Below that age ► the age group; above them all: 80-."""


def comes_of_age(number: str | None, today: date) -> tuple[date | None, str | None]:
    """When a child comes of age (None: it is no child, or nobody knows), and the age group on that day."""
    try:
        person = parse(number or "", today)
    except IdentityError:
        # A reservnummer may look like a personnummer, and tell no day.
        return None, None
    age, born = person.age(today), person.born_on
    if age is None or born is None:
        return None, None
    group = next((name for below, name in AGES if age < below), "80-")
    return (_birthday(born, OF_AGE) if age < OF_AGE else None), group


def _birthday(born: date, years: int) -> date:
    """Whoever was born on 29 February has the birthday of other years on 1 March."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def person_of(number: PersonId) -> UUID:
    """The id that joins the cases of one person, the same wherever the number is typed: nobody has to be looked up."""
    return uuid5(_PERSONS, f"{number.kind} {number.value}")
