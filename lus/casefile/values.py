"""What a case file's values look like, and the one line that says what is wrong with one."""

import json
import re
from datetime import UTC, date, datetime
from typing import Any, NoReturn

from lus.domain.calendar import from_local, start_of
from lus.domain.terms import PARAMETERS
from lus.domain.units import COUNTIES

LATEST_YEAR = 2100
"""A later year is a slip of the finger, and the calendar ends at 9999."""

BEGINS_ON = date(2018, 1, 1)
"""LUS came into force: no rule of it answers for an earlier day."""
BEGINS_AT = start_of(BEGINS_ON)

INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
CODE = re.compile(r"\d{4}", re.ASCII)


class CaseFileError(ValueError):
    """The case file cannot be answered. One line: where, which field, what is wrong, what to do."""


LONGEST_NAME = 60


def fail(place: str, field: str, fault: str, remedy: str) -> NoReturn:
    """Refuse the file in one line that can be printed, whatever stood in it."""
    named = field if len(field) <= LONGEST_NAME else f"{field[:LONGEST_NAME]}…"
    line = " ".join(f"{place}: {named}: {fault}; {remedy}".split())
    raise CaseFileError(line.encode(errors="backslashreplace").decode())


def listed(names: Any) -> str:
    return ", ".join(sorted(names))


def instant(place: str, field: str, value: Any) -> datetime:
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        fail(place, field, f"{shown(value)} är ingen tidpunkt", "skriv den som 2022-03-07T08:30")
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        fail(place, field, f"{value} finns inte i kalendern", "rätta datum eller klockslag")
    refuse_far_year(place, field, at.year)
    if at.tzinfo is None:
        try:
            at = from_local(at)
        except ValueError:
            fail(
                place, field, f"{value} finns inte: klockan ställdes om", "skriv en tid före eller efter omställningen"
            )
    at = at.astimezone(UTC)
    if at < BEGINS_AT:
        fail(place, field, f"{value} är före 2018-01-01", "lagen (2017:612) gäller från det datumet; rätta tiden")
    return at


def refuse_far_year(place: str, field: str, year: int) -> None:
    """Raises CaseFileError for a year beyond what anybody plans for, or before the calendar can count back."""
    if not BEGINS_ON.year - 1 <= year <= LATEST_YEAR:
        fail(place, field, f"årtalet {year} ligger för långt bort", f"skriv ett år från 2018 till {LATEST_YEAR}")


def shown(value: Any) -> str:
    """A value as it stands in the file, in a few characters that can be printed."""
    try:
        written = json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return "…"
    text = "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in written)
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004 one line must stay readable


def municipality(field: str, value: Any, place: str = "filen") -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not CODE.fullmatch(value):
        fail(
            place,
            field,
            f"{shown(value)} är ingen kommunkod",
            'skriv fyra siffror i citattecken, som "0480", eller null',
        )
    if value[:2] not in COUNTIES:
        fail(place, field, f"{value} har en länskod som inte finns", "rätta de två första siffrorna")
    return str(value)


def parameters(given: Any) -> dict[str, Any]:
    """The file's own values of parameters. Null stands for the statute's where a number is asked for."""
    if not isinstance(given, dict):
        fail("filen", "parameters", "är inte ett objekt", 'skriv {"namn": värde}, eller {}')
    for name, value in given.items():
        parameter = PARAMETERS.get(name)
        if parameter is None:
            fail("parameters", shown(name), "är ingen känd parameter", f"skriv någon av {listed(PARAMETERS)}")
        elif not parameter.takes(value) and (parameter.values or value is not None):
            fail("parameters", name, f"{shown(value)} är inget av dess värden", f"skriv {parameter.written}")
    return given
