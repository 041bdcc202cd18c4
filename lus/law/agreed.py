"""An agreement's file: its parties and its dated terms."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any, get_args

from lus.domain.lawdata import STATUTE, AgreedTerms, Agreement, Billing, Settlement, Trigger, Value
from lus.domain.terms import PARAMETERS, UNDECIDED
from lus.domain.units import COUNTIES
from lus.law.files import File, check_dates, check_keys, check_origin, fail, one_of, rows, shown, table, text
from lus.law.values import check_unit

CARE = ("somatic", "psychiatric")
"""The kinds of care that terms can be agreed for; open compulsory care is psychiatric."""

MISSABLE = ("mean_limit", "long_stay_days")
"""What may be agreed on and not known: days can still be told without it."""

REQUIRED = {"id", "name", "from", "source", "confidence", "terms"}
PARTIES = {"region", "municipalities"}
TERMS = {"from", "settlement", "source", "confidence"}


def agreement(file: File) -> Agreement:
    """The agreement of a file, whose name it has. Raises LawError."""
    row = file.content
    key = str(row.get("id", "filen"))
    if key == STATUTE:
        check_keys(file, key, row, REQUIRED, set())
    else:
        check_keys(file, key, row, REQUIRED | PARTIES, {"to", "succeeds"})
    text(file, key, row, "id")
    text(file, key, row, "name")
    if not file.name.endswith(f"/{key}.toml"):
        fail(file, key, "id är inte filens namn", f"döp filen till {key}.toml")
    from_on, until_on = check_dates(file, key, row)
    check_origin(file, key, row)
    terms = tuple(_terms(file, key, one) for one in rows(file, "terms"))
    _check_terms(file, key, terms, from_on, until_on)
    return Agreement(
        key,
        row["name"],
        _region(file, key, row),
        _municipalities(file, key, row),
        from_on,
        until_on,
        terms,
        row["source"],
        row["confidence"],
        text(file, key, row, "succeeds") if "succeeds" in row else None,
        own=file.own,
    )


def _region(file: File, key: str, row: Mapping[str, Any]) -> str | None:
    region = row.get("region")
    if key != STATUTE and (not isinstance(region, str) or region not in COUNTIES):
        fail(file, key, f"region = {shown(region)} är ingen länskod", 'skriv två siffror i citattecken, som "04"')
    return region


def _municipalities(file: File, key: str, row: Mapping[str, Any]) -> frozenset[str]:
    codes = row.get("municipalities", [])
    if not isinstance(codes, list) or (not codes and key != STATUTE):
        fail(file, key, "municipalities är ingen lista av kommuner", 'skriv till exempel ["0480", "0484"]')
    for code in codes:
        if not isinstance(code, str) or not re.fullmatch(r"\d{2}(\d{2})?", code) or code[:2] not in COUNTIES:
            remedy = 'skriv fyra siffror i citattecken, som "0480", eller länets två för alla dess kommuner'
            fail(file, key, f"municipalities: {shown(code)} är ingen kommunkod", remedy)
    for one, other in combinations(codes, 2):
        if one == other or one == other[:2] or other == one[:2]:
            fail(file, key, f"municipalities: {one} och {other} nämner samma kommun", "behåll det ena")
    return frozenset(codes)


def _terms(file: File, agreement_id: str, row: Mapping[str, Any]) -> AgreedTerms:
    key = f"{agreement_id}, terms från {row.get('from', 'okänt datum')}"
    check_keys(file, key, row, TERMS, {"to", "care", "billing", "trigger", "parameters", "note"})
    from_on, until_on = check_dates(file, key, row)
    check_origin(file, key, row)
    settlement: Settlement = one_of(file, key, row, "settlement", get_args(Settlement))
    if settlement == "unknown":
        for name in ("billing", "trigger", "parameters"):
            if name in row:
                fail(file, key, f"{name} är sagt fast villkoren är okända", f"ta bort {name}, eller skriv settlement")
    elif "billing" not in row:
        fail(file, key, "billing saknas", f"skriv något av {', '.join(get_args(Billing))}")
    billing: Billing | None = one_of(file, key, row, "billing", get_args(Billing)) if "billing" in row else None
    if settlement == "individual" and billing != "active":
        fail(file, key, f"billing = {shown(billing)} går inte ihop med individual", 'skriv billing = "active"')
    if "trigger" in row and settlement != "monthly":
        fail(file, key, "trigger gäller bara månader", 'skriv settlement = "monthly", eller ta bort trigger')
    parameters = table(file, f"{key}, parameters", row.get("parameters", {}))
    return AgreedTerms(
        from_on,
        until_on,
        _care(file, key, row),
        settlement,
        billing,
        row["source"],
        row["confidence"],
        {name: _parameter(file, f"{key}, {name}", name, one, row) for name, one in parameters.items()},
        _trigger(file, f"{key}, trigger", row["trigger"]) if "trigger" in row else None,
        text(file, key, row, "note") if "note" in row else "",
    )


def _care(file: File, key: str, row: Mapping[str, Any]) -> frozenset[str]:
    care = row.get("care", list(CARE))
    if not isinstance(care, list) or not care or len(set(map(str, care))) < len(care):
        fail(file, key, f"care = {shown(care)} är ingen lista av vårdslag", 'skriv till exempel ["somatic"]')
    for one in care:
        if one not in CARE:
            fail(file, key, f"care: {shown(one)} är inget känt vårdslag", f"skriv något av {', '.join(CARE)}")
    return frozenset(care)


def _parameter(file: File, key: str, name: str, row: Any, terms: Mapping[str, Any]) -> Value:
    """A parameter's value; `missing = true` stands for one that was agreed on and is not published."""
    row = table(file, key, row)
    parameter = PARAMETERS.get(name)
    if parameter is None:
        fail(file, key, "är ingen känd parameter", f"skriv någon av {', '.join(sorted(PARAMETERS))}")
    missing = "missing" in row
    if missing and (terms["settlement"] != "monthly" or name not in MISSABLE):
        fault = "kan inte saknas: utan det går inget att räkna"
        fail(file, key, fault, 'skriv ett value, eller settlement = "unknown"')
    check_keys(file, key, row, {"missing" if missing else "value", "source", "confidence"}, {"unit"})
    check_origin(file, key, row)
    if missing and row["missing"] is not True:
        fail(file, key, f"missing = {shown(row['missing'])} säger inget", "skriv missing = true, eller ett value")
    if parameter.unit and not missing:
        check_unit(file, key, {"unit": None, **row}, parameter.unit)
    elif "unit" in row:
        fail(file, key, f"unit = {shown(row['unit'])} är fel enhet", "ta bort unit: värdet har ingen")
    if not missing and (not parameter.takes(row["value"]) or row["value"] == UNDECIDED):
        fail(file, key, f"value = {shown(row['value'])} är inget av dess värden", f"skriv {parameter.written}")
    value = None if missing else row["value"]
    return Value(value, terms["from"], terms.get("to"), parameter.unit, row["source"], row["confidence"], file.own)


def _trigger(file: File, key: str, row: Any) -> Trigger:
    row = table(file, key, row)
    check_keys(file, key, row, {"kind", "mean_above", "months"}, set())
    kind = one_of(file, key, row, "kind", ("joint_analysis",))
    if not PARAMETERS["mean_limit"].takes(row["mean_above"]):
        fail(file, key, f"mean_above = {shown(row['mean_above'])} är inget decimaltal", 'skriv det som "3.00"')
    if not isinstance(row["months"], int) or isinstance(row["months"], bool) or row["months"] < 1:
        fail(file, key, f"months = {shown(row['months'])} är inget antal månader", "skriv ett helt tal från 1")
    return Trigger(kind, Decimal(row["mean_above"]), row["months"])


def _check_terms(file: File, key: str, terms: tuple[AgreedTerms, ...], from_on: date, until_on: date | None) -> None:
    """Within the agreement's own dates, in order of time, and never two for the same care on the same day."""
    if not terms:
        fail(file, key, "terms saknas", 'skriv [[terms]], med settlement = "unknown" om villkoren är okända')
    for one in terms:
        outside = one.from_on < from_on or (until_on and (one.until_on is None or one.until_on > until_on))
        if outside:
            fault = f"villkoren från {one.from_on} gäller utanför överenskommelsens dagar"
            fail(file, key, fault, "rätta from och to i den ena eller andra")
    for earlier, later in pairwise(terms):
        if later.from_on < earlier.from_on:
            fault = f"villkoren från {later.from_on} står efter dem från {earlier.from_on}"
            fail(file, key, fault, "skriv dem i tidsordning")
    for earlier, later in combinations(terms, 2):
        if earlier.care & later.care and (earlier.until_on is None or later.from_on <= earlier.until_on):
            both = ", ".join(sorted(earlier.care & later.care))
            fault = f"villkoren från {earlier.from_on} och {later.from_on} gäller samma dagar för {both}"
            fail(file, key, fault, "avsluta de tidigare med to, eller skilj dem med care")
