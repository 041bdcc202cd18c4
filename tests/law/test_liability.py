"""Liability, scenario by scenario, through `lus explain`'s own functions."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lus import words
from lus.casefile.explain import as_json, explain, explained
from lus.casefile.prose import prose
from lus.law.loader import load
from lus.words import notation
from tests.casefile import told

SCENARIOS = tomllib.loads((Path(__file__).parent / "liability.toml").read_text(encoding="utf-8"))["scenario"]
SENT = {"admission_notified", "ready_notified"}


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
    if kind in SENT:
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
        elif name in {"because", "unsaid"}:
            said = any(expected in reason for reason in liability["because"])
            assert said == (name == "because"), liability["because"]
            continue
        else:
            found = len(liability["spells"]) if name == "spells" else liability[name]
        assert found == expected, (name, liability)
    assert liability["because"]


def _reading(reading: dict[str, Any]) -> str:
    return " ".join([reading["reading"], str(reading["days"]), *reading["blocked_by"]])


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario["name"])
def test_prose_says_the_same_as_json(scenario: dict[str, Any]) -> None:
    """Every number, day and name that a person reads out of the prose stands in the JSON, and the other way round."""
    found = explained(case_file(scenario), load())
    answer, said = as_json(found), told.case(prose(found))
    liability = answer["liability"]
    for name in ("days", "amount_sek", "payer", "missing_rates", "spells"):
        assert said[name] == liability[name], name
    assert said["because"] == [reason.removesuffix(".") for reason in liability["because"]]
    assert said["blocked_by"] == [words.BLOCKED[code] for code in liability["blocked_by"]]
    assert said["confidence"] == words.CONFIDENCE[liability["confidence"]]
    readings = [(r["reading"], r["days"], r["amount_sek"]) for r in liability["readings"]]
    assert said["readings"] == readings
    assert said["assumptions"] == [
        (f"{a['parameter']}.{str(a['otherwise']).lower()}", a["otherwise_days"], a["otherwise_amount_sek"])
        for a in liability["assumptions"]
    ]
    assert len(said["table"]) == (liability["days"] if liability["state"] == "liable" else 0)
    amounts = [amount for _, amount in said["table"]]
    if liability["state"] == "liable" and None not in amounts:
        assert sum(amounts) == liability["amount_sek"]
    assert [duty[1:] for duty in said["duties"]] == [
        (duty["met_at"], "; ".join(duty["because"]), duty["source"]) for duty in answer["duties"]
    ]
    assert [duty[0] for duty in said["duties"]] == [_deadline(duty["due_at"]) for duty in answer["duties"]]
    assert told.abbreviated(prose(found)) == []


def _deadline(due_at: str) -> str:
    """The day and the clock of a deadline as prose has them: midnight is 24.00 on the day that ends."""
    at = datetime.fromisoformat(due_at)
    if (at.hour, at.minute, at.second) == (0, 0, 0):
        return f"{at.date() - timedelta(days=1)} 24.00"
    return f"{at.date()} {notation.clock(at)}"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario["name"])
def test_a_doubt_is_told_as_readings_and_never_as_an_assumption(scenario: dict[str, Any]) -> None:
    """Undecided, nothing is assumed; decided, being undecided is no other value."""
    found = explain(case_file(scenario), load())["liability"]
    assert (found["state"] == "undecided") == bool(found["readings"])
    assert not (found["readings"] and found["assumptions"])
    assert "undecided" not in [one["otherwise"] for one in found["assumptions"]]


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


@pytest.mark.parametrize(
    ("agreement", "registered_in", "state", "days"),
    [("sormland-2018", "0484", "monthly", 5), ("unknown-skane", "1280", "unknown_terms", None)],
)
def test_no_krona_and_no_first_day_where_an_agreement_decides_otherwise(
    agreement: str, registered_in: str, state: str, days: int | None
) -> None:
    """A month is not a stay, and terms that nobody has read are not the statute's."""
    asked = case_file(SCENARIOS[0]) | {"agreement": agreement, "registered_in": registered_in}
    found = explain(asked, load())["liability"]
    assert (found["state"], found["days"], found["amount_sek"]) == (state, days, None)
    (spell,) = found["spells"]
    assert (spell["first_liable_on"], spell["days"]) == (None, days)
    assert spell["ended_at"] == "2022-03-19T10:00+01:00"


@pytest.mark.parametrize(
    ("agreement", "registered_in", "day", "said"),
    [
        ("stockholm-2018", "0180", "2019", "talen är inte kända"),
        ("stockholm-2020", "0180", "2022", "faktureringen är inte aktiv"),
        ("sormland-2018", "0484", "2022", "räknar från läkarens bedömning; här räknas från underrättelsen"),
        ("jonkoping-2018", "0680", "2022", "gränsen för medeltalet är avtalad, men saknas i lagdata"),
        ("unknown-skane", "1280", "2022", "dess villkor finns inte i lagdata"),
    ],
)
def test_the_answer_says_what_is_missing_of_the_terms(agreement: str, registered_in: str, day: str, said: str) -> None:
    """What the agreement leaves open is a reason of its own."""
    asked = case_file({**SCENARIOS[0], "year": int(day), "as_of": f"{day}-05-01T00:00"})
    found = explain(asked | {"agreement": agreement, "registered_in": registered_in}, load())["liability"]
    assert said in " ".join(found["because"]).lower()
