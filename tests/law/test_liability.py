"""Liability, scenario by scenario, through `lus explain`'s own functions."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from lus.casefile.explain import explain, prose
from lus.law.loader import load

SCENARIOS = tomllib.loads((Path(__file__).parent / "liability.toml").read_text(encoding="utf-8"))["scenario"]
TOLD = {"admission_notified", "ready_notified"}


def case_file(scenario: dict[str, Any]) -> dict[str, Any]:
    """The case file that a scenario is short for."""
    year = scenario.get("year", 2022)
    registered_in = scenario.get("registered_in", "0180")
    return {
        "agreement": scenario.get("agreement", "lagen"),
        "parameters": scenario.get("parameters", {}),
        "care": scenario.get("care", "somatic"),
        "registered_in": None if registered_in == "-" else registered_in,
        "placed_by": scenario.get("placed_by"),
        "sip_needed": scenario.get("sip_needed", True),
        "facts": [_fact(line, year) for line in scenario["stay"]],
        "as_of": scenario.get("as_of", "2022-04-01T00:00"),
    }


def _fact(line: str, year: int) -> dict[str, Any]:
    at, kind, *fields = line.split()
    fact: dict[str, Any] = {"kind": kind, "at": at if at.startswith("20") else f"{year}-{at}"}
    if kind in TOLD:
        fact["to"] = ["municipality", "open_care"]
    if kind == "admission_notified":
        fact["expected_discharge_on"] = f"{year}-03-14"
    if kind == "sip_called":
        fact["by"] = "care_contact"
    for name, value in (field.split("=") for field in fields):
        fact[name] = value.split(",") if name == "to" else value
    return fact


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario["name"])
def test_liability(scenario: dict[str, Any]) -> None:
    """The answer is the one that the scenario expects."""
    answer = explain(case_file(scenario), load())
    liability = answer["liability"]
    for name, expected in scenario["expect"].items():
        if name in {"status", "agreement_used"}:
            found: Any = answer[name]
        elif name == "first_liable_on":
            found = next(spell[name] for spell in liability["spells"] if spell[name])
        elif name == "readings":
            found = [_reading(reading) for reading in liability["readings"]]
        elif name == "assumed":
            assumed = [f"{a['parameter']}={a['otherwise']}:{a['otherwise_days']}" for a in liability["assumptions"]]
            assert expected in assumed
            continue
        else:
            found = len(liability["spells"]) if name == "spells" else liability[name]
        assert found == expected, (name, liability)
    assert liability["because"]


def _reading(reading: dict[str, Any]) -> str:
    return " ".join([reading["reading"], str(reading["days"]), *reading["blocked_by"]])


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario["name"])
def test_prose_says_the_same_as_json(scenario: dict[str, Any]) -> None:
    """The sum of days and kronor in the prose is the one in the JSON."""
    answer = explain(case_file(scenario), load())
    said = re.search(r"Summa: (\d+) dygn(?:, (\d+) kronor)?", prose(answer))
    liability = answer["liability"]
    if liability["days"] is None:
        assert said is None
    else:
        assert said is not None
        assert int(said[1]) == liability["days"]
        assert (int(said[2]) if said[2] else None) == liability["amount_sek"]


def test_the_order_of_the_facts_changes_nothing() -> None:
    """A file's facts may stand in any order."""
    for scenario in SCENARIOS:
        data = case_file(scenario)
        turned = {**data, "facts": data["facts"][::-1]}
        assert explain(turned, load()) == explain(data, load())


@pytest.mark.parametrize("offset", ["+01:00", "Z"])
def test_a_time_with_an_offset_is_an_instant(offset: str) -> None:
    """08:30 in Stockholm in March is 07:30 in UTC."""
    data = case_file(SCENARIOS[0])
    for fact in data["facts"]:
        hour = int(fact["at"][11:13]) - (offset == "Z")
        fact["at"] = f"{fact['at'][:11]}{hour:02}{fact['at'][13:]}:00{offset}"
    assert explain(data, load()) == explain(case_file(SCENARIOS[0]), load())
