"""The duty table, scenario by scenario."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from lus.domain.calendar import from_local, local
from lus.domain.case import Case
from lus.domain.derive import derive
from lus.domain.duties import ROWS
from lus.domain.duty import Duty
from lus.domain.facts import KINDS, Fact
from lus.words import findings
from tests.cases import (
    CENTRE,
    COORDINATOR,
    HOME_CARE,
    LISTED,
    OTHER_SOCIAL,
    PSYCHIATRY,
    REGION_COORDINATOR,
    SHORT_TERM,
    SOCIAL,
    WARD,
    WARD_2,
    terms,
    to,
)

SCENARIOS = tomllib.loads((Path(__file__).parent / "duties.toml").read_text(encoding="utf-8"))["scenario"]
UNITS = {
    "ward": WARD,
    "ward_2": WARD_2,
    "social": SOCIAL,
    "home_care": HOME_CARE,
    "short_term": SHORT_TERM,
    "other_social": OTHER_SOCIAL,
    "centre": CENTRE,
    "listed": LISTED,
    "region_coordinator": REGION_COORDINATOR,
    "coordinator": COORDINATOR,
    "psychiatry": PSYCHIATRY,
}
NAMES = {unit: name for name, unit in UNITS.items()}
TOLD = {
    "admission_notified",
    "expected_discharge_changed",
    "ready_notified",
    "open_compulsory_care_decided",
    "ready_withdrawn",
    "discharge_informed",
}
AS_OF = datetime(2026, 4, 30, tzinfo=UTC)


def _at(text: str) -> datetime:
    return from_local(datetime.fromisoformat(f"2026-{text}"))


OWN: dict[str, Any] = {
    "on": lambda value: {"expected_discharge_on": date.fromisoformat(f"2026-{value}")},
    "of": lambda value: {"of": int(value)},
    "reply": lambda value: {"in_reply_to": int(value)},
    "new_ward": lambda value: {"ward": UNITS[value]},
    "party": lambda value: {"party": UNITS[value]},
    "scope": lambda value: {"scope": tuple(value.split(","))},
    "from_unit": lambda value: {"from_unit": UNITS[value]},
    "until": lambda value: {"until_at": _at(value)},
    "person": lambda value: {"person": int(value)},
    "duty": lambda value: {"duty": _key(value)},
    "day": lambda value: {"from_on": date.fromisoformat(f"2026-{value}")},
    "about": lambda value: {"about": int(value)},
    "days": lambda value: dict(
        zip(("from_on", "until_on"), (date.fromisoformat(f"2026-{day}") for day in value.split("/")), strict=True)
    ),
    "listed": lambda value: {"listed_at": UNITS[value]},
    "to": lambda value: {"receivers": to(*(UNITS[name] for name in value.split(",")))},
    "needed": lambda value: {"needed": value == "yes"},
    "principals": lambda value: {"principals": tuple(value.split(","))},
    "next": lambda value: {"next_answer_at": _at(value)},
    "from": lambda value: {"from_at": _at(value)},
    "next_unit": lambda value: {"next_unit": UNITS[value]},
    "first": lambda value: {"first_at": _at(value)},
    "replaces": lambda value: {"replaces": int(value)},
    "until_on": lambda value: {"until_on": date.fromisoformat(f"2026-{value}")},
    "home": lambda value: {"homegoing_at": _at(value)},
    "meeting": lambda value: {"meeting_at": _at(value)},
    "called": lambda value: {"called_at": _at(value)},
    "decides": lambda value: {"decision_at": _at(value)},
    "owner": lambda value: {"owner": UNITS[value]},
    "lead": lambda value: {"lead": UNITS[value]},
    "by_on": lambda value: {"by_on": date.fromisoformat(f"2026-{value}")},
    "follow_up": lambda value: {"follow_up_on": date.fromisoformat(f"2026-{value}")},
    "person_came": lambda value: {"person_came": value == "yes"},
}


def _key(value: str) -> str:
    kind, opened, unit = value.split(":")
    return f"{kind}:{opened}:{UNITS[unit]}"


DEFAULTS: dict[str, dict[str, Any]] = {
    "need_assessed": {"needed": True, "principals": ("municipality", "region")},
    "admission_notified": {"expected_discharge_on": date(2026, 3, 9)},
    "sip_need_decided": {"needed": True},
}


def _fact(seq: int, line: str) -> Fact:
    at, unit, kind, *fields = line.split()
    own = dict(DEFAULTS.get(kind, {}))
    if kind in TOLD:
        own["receivers"] = to(SOCIAL, HOME_CARE, CENTRE)
    for name, value in (field.split("=") for field in fields):
        own |= OWN[name](value) if name in OWN else {name: value}
    return KINDS[kind](at=_at(at), recorded_at=_at(at), unit=UNITS[unit], seq=seq, **own)


def _said(duty: Duty) -> str:
    ended = "cancelled" if duty.cancelled else "open"
    state = ended if not duty.met else "met_late" if duty.met_late else "met"
    due = f"{duty.due_on:%m-%d}T24:00" if duty.due_on else f"{local(duty.due_at):%m-%dT%H:%M}"
    return f"{duty.kind} {NAMES[duty.unit]} {due} {state}"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario["name"])
def test_duties(scenario: dict[str, Any]) -> None:
    """Each expected duty is there, and says why in Swedish."""
    facts = tuple(_fact(seq, line) for seq, line in enumerate(scenario["stay"], 1))
    derived = derive(Case(facts), terms())
    said = [_said(duty) for duty in derived.duties]
    for expected in scenario["expect"]:
        assert expected in said, said
    assert derived.flags == frozenset(scenario.get("flags", derived.flags))
    parties = [NAMES[unit] for unit in derived.parties]
    assert parties == scenario.get("parties", parties)
    for absent in scenario.get("absent", []):
        assert not any(line.startswith(absent) for line in said), said
    for kind, many in scenario.get("count", {}).items():
        assert sum(line.startswith(kind) for line in said) == many, said
    for duty in derived.duties:
        assert all(findings.sentences(duty.because))


def test_every_row_of_the_duty_table_has_a_scenario() -> None:
    """Each kind of duty is seen opened, and each ends met in some scenario."""
    lines = [line.split() for scenario in SCENARIOS for line in scenario["expect"]]
    assert {line[0] for line in lines} == set(ROWS)


def test_every_kind_of_fact_stands_in_a_scenario() -> None:
    """A new kind of fact costs one scenario."""
    told = {line.split()[2] for scenario in SCENARIOS for line in scenario["stay"]}
    assert told == set(KINDS)
