"""A municipality's month, scenario by scenario, through `lus settle`'s own functions."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from lus import words
from lus.casefile.month import settled
from lus.casefile.month_prose import prose
from lus.casefile.settle import as_json, settle
from lus.law.loader import load
from tests.casefile import told
from tests.law.test_liability import case_file

SCENARIOS = tomllib.loads((Path(__file__).parent / "settlement.toml").read_text(encoding="utf-8"))["scenario"]
NAMES = [scenario["name"] for scenario in SCENARIOS]


def month_file(scenario: dict[str, Any]) -> dict[str, Any]:
    """The month file that a scenario is short for."""
    data = {
        "agreement": scenario.get("agreement", "vastragotaland-2018"),
        "parameters": scenario.get("parameters", {}),
        "municipality": scenario.get("municipality", "1480"),
        "month": scenario.get("month", "2022-05"),
    }
    if "months" in scenario:
        return data | {"months": [{"month": month, "mean": mean} for month, mean in scenario["months"].items()]}
    return data | {"stays": [_stay(line, scenario, data["agreement"]) for line in scenario["stays"]]}


def _stay(line: str, scenario: dict[str, Any], agreement: str) -> dict[str, Any]:
    if ":" not in line:
        name, days = line.split("=")
        return {"id": name, "days": int(days)}
    name, facts = line.split(": ", 1)
    case = {
        "agreement": agreement,
        "registered_in": scenario.get("registered_in", scenario.get("municipality", "1480")),
        "care": scenario.get("care", "somatic"),
        "year": scenario.get("year", 2022),
        "as_of": scenario.get("as_of", "2022-07-01T00:00"),
        "stay": facts.split("; "),
    }
    return {"id": name, "case": case_file(case)}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=NAMES)
def test_settlement(scenario: dict[str, Any]) -> None:
    """The answer is the one that the scenario expects; "-" stands for null."""
    answer = settle(month_file(scenario), load())
    short = {
        "individual": [f"{stay['id']} {stay['days']}" for stay in answer["individual"]],
        "excluded": [f"{stay['id']} {stay['reason']}" for stay in answer["excluded"]],
        "readings": [_reading(reading) for reading in answer["readings"]],
    }
    for name, expected in scenario["expect"].items():
        if name == "assumed":
            other = [f"{a['parameter']}={a['otherwise']}:{a['otherwise_billable_days']}" for a in answer["assumptions"]]
            assert expected in other
        elif name == "because":
            assert any(expected in reason for reason in answer["because"]), answer["because"]
        else:
            found = short.get(name, answer[name])
            assert found == (None if expected == "-" else expected), (name, answer)
    assert answer["because"]


def _reading(reading: dict[str, Any]) -> str:
    out = [stay["id"] for stay in reading["excluded"]]
    return " ".join([reading["reading"], str(reading["billable_days"]), str(reading["amount_sek"]), *out])


@pytest.mark.parametrize("scenario", SCENARIOS, ids=NAMES)
def test_prose_says_the_same_as_json(scenario: dict[str, Any]) -> None:
    """Every number that a person reads out of the prose stands in the JSON, and the other way round."""
    found = settled(month_file(scenario), load())
    answer, said = as_json(found), told.month(prose(found))
    for name in ("patients", "days", "mean", "limit", "billable_days", "amount_sek"):
        assert said[name] == (None if answer[name] is None else str(answer[name])), name
    for name in ("missing_rates", "individual", "trigger"):
        assert said[name] == answer[name], name
    assert said["because"] == [reason.removesuffix(".") for reason in answer["because"]]
    assert said["excluded"] == [stay["id"] for stay in answer["excluded"]]
    assert said["readings"] == [(r["reading"], r["billable_days"], r["amount_sek"]) for r in answer["readings"]]
    assert said["assumptions"] == [
        (f"{a['parameter']}.{_named(a['otherwise'])}", a["otherwise_billable_days"], a["otherwise_amount_sek"])
        for a in answer["assumptions"]
    ]
    assert words.CONFIDENCE[answer["confidence"]] in prose(found)
    assert told.abbreviated(prose(found)) == []


def _named(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_the_documented_month_is_answered_field_by_field() -> None:
    """All of it but the second reason, which the example leaves out."""
    question = {
        "agreement": "vastragotaland-2018",
        "parameters": {},
        "municipality": "1480",
        "month": "2022-05",
        "stays": [{"id": "a", "days": 2}, {"id": "b", "days": 6}],
    }
    answer = settle(question, load())
    assert answer == {
        "patients": 2,
        "days": 8,
        "mean": "4.00",
        "limit": "3.00",
        "billable_days": "2.00",
        "amount_sek": 18600,
        "missing_rates": [],
        "confidence": "secondary",
        "individual": [],
        "excluded": [],
        "trigger": None,
        "readings": [],
        "assumptions": [],
        "because": ["8 dygn på 2 patienter är i medeltal 4,00", *answer["because"][1:]],
    }
