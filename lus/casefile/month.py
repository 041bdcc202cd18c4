"""The month file: JSON in, one municipality's month settled. Every fault is one line that names stay, field, remedy."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from lus.casefile.question import agreement, check_fields, read
from lus.casefile.values import BEGINS_ON, LATEST_YEAR, CaseFileError, fail, municipality, parameters, shown
from lus.domain.calendar import day_of
from lus.domain.lawdata import Law
from lus.domain.month import Asked, Stay
from lus.domain.reckoning import answer
from lus.domain.settlement import Principals, Settlement, ask, follow, settle

KNOWN = frozenset({"agreement", "parameters", "municipality", "month", "stays", "months"})
REQUIRED = frozenset({"agreement", "municipality", "month"})
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
MEAN = re.compile(r"\d{1,4}(\.\d{1,6})?", re.ASCII)
LONGEST_STAY = 3660
"""Ten years: more days than that are a slip of the finger."""

LONGEST_ID = 100


def settled(data: Any, law: Law) -> Settlement:
    """The settlement that a parsed month file asks for. Raises CaseFileError."""
    check_fields(data, REQUIRED, KNOWN)
    if ("stays" in data) == ("months" in data):
        fault = "motsäger months: bara det ena kan stå" if "stays" in data else "saknas"
        fail("filen", "stays", fault, "skriv månadens vistelser i stays, eller månadernas medeltal i months")
    code = municipality("municipality", data["municipality"])
    if code is None:
        fail("filen", "municipality", "saknas: null är ingen kommun", "skriv kommunens kod")
    month = _month("filen", data["month"])
    # A month file names its agreement: the region decides nothing there.
    principals = Principals(code[:2], code)
    asked = ask(law, agreement(data["agreement"], law), principals, month, parameters(data.get("parameters", {})))
    if "months" in data:
        return follow(asked, _means(data["months"], month))
    if not isinstance(data["stays"], list):
        fail("filen", "stays", "är ingen lista", 'skriv till exempel [{"id": "a", "days": 2}]')
    stays: dict[str, Stay] = {}
    for place, row in enumerate(data["stays"], 1):
        stay = _stay(place, row, asked)
        if stay.id in stays:
            fail(f"vistelse {place}", "id", f"{shown(stay.id)} finns redan", "ge varje vistelse ett eget id")
        stays[stay.id] = stay
    return settle(asked, tuple(stays.values()))


def _month(place: str, value: Any, field: str = "month") -> date:
    if not isinstance(value, str) or not MONTH.fullmatch(value):
        fail(place, field, f"{shown(value)} är ingen månad", "skriv den som 2022-05")
    if not BEGINS_ON.year <= int(value[:4]) <= LATEST_YEAR:
        fail(place, field, f"{value} är utanför åren 2018 till {LATEST_YEAR}", "rätta årtalet")
    return date.fromisoformat(f"{value}-01")


def _stay(place: int, row: Any, asked: Asked) -> Stay:
    where = f"vistelse {place}"
    if not isinstance(row, dict):
        fail(where, "innehållet", f"{shown(row)} är inget objekt", 'skriv {"id": …, "days": …}')
    name = row.get("id")
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_ID or not name.isprintable():
        fault = "saknas" if name is None else f"{shown(name)} är ingen kort text på en rad"
        fail(where, "id", fault, "ge vistelsen ett id som text")
    where = f"{where} ({name})"
    for field in sorted(set(row) - {"id", "days", "case"}):
        fail(where, field, "är inget fält för en vistelse", "ta bort det, eller skriv days eller case")
    if ("days" in row) == ("case" in row):
        fault = "motsäger case: bara det ena kan stå" if "days" in row else "saknas"
        fail(where, "days", fault, "säg vistelsens dygn i days, eller dess ärendefil i case")
    if "case" in row:
        return _from_case(where, name, row["case"], asked)
    days = row["days"]
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= LONGEST_STAY:
        fail(where, "days", f"{shown(days)} är inget rimligt antal dygn", "skriv ett helt tal från 0")
    return Stay(name, days)


def _from_case(where: str, name: str, case: Any, asked: Asked) -> Stay:
    """The stay that a case file tells of, under the month's parameters and its own."""
    terms = asked.choices.terms
    try:
        question = read(case, terms.law, terms.parameters)
    except CaseFileError as refused:
        raise CaseFileError(f"{where}, {str(refused).removeprefix('filen: ')}") from None
    if case["agreement"] != terms.agreement:
        fail(where, "agreement", f"{case['agreement']} motsäger månadens {terms.agreement}", "skriv samma i båda")
    history = question.case.history(question.terms.units)
    ended_on = day_of(history.end.moment) if history.end else None
    asked_for = replace(question.terms, payer=asked.municipality)
    return Stay(name, 0, answer(history, asked_for, question.as_of), question.as_of, ended_on)


def _means(rows: Any, month: date) -> dict[date, Decimal]:
    """Each month's mean, by its first day, up to the month that is asked for."""
    if not isinstance(rows, list) or not rows:
        fail("filen", "months", "är ingen lista av månader", 'skriv [{"month": "2022-01", "mean": "3.20"}, …]')
    means: dict[date, Decimal] = {}
    for place, row in enumerate(rows, 1):
        where = f"månad {place}"
        if not isinstance(row, dict) or set(row) != {"month", "mean"}:
            fail(where, "innehållet", f"{shown(row)} är inte month och mean", 'skriv {"month": …, "mean": …}')
        first = _month(where, row["month"])
        if first in means:
            fail(where, "month", f"{row['month']} står två gånger", "behåll det ena medeltalet")
        if first > month:
            fail(where, "month", f"{row['month']} är efter månaden som frågan gäller", "ta bort den, eller rätta month")
        if not isinstance(row["mean"], str) or not MEAN.fullmatch(row["mean"]):
            fail(where, "mean", f"{shown(row['mean'])} är inget decimaltal i text", 'skriv det som "3.20"')
        means[first] = Decimal(row["mean"])
    return means
