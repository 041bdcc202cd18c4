"""The shipped law data says what the sources say, and nothing of it is told that nobody heeds."""

import ast
from pathlib import Path

from lus.law import loader
from lus.words.law import LABEL

LUS = Path(loader.__file__).parents[1]

NOT_BUILT = {"rights_end.days"}
"""Guidelines that no rule heeds yet: *Regler* says so of each."""


def test_the_amounts_are_those_that_were_given() -> None:
    """By year, with how certain each is; a year that nobody verified has none."""
    rates = {value.from_on.year: (value.value, value.confidence) for value in loader.load().rates}
    assert rates == {
        2019: (7800, "verified"),
        2020: (8200, "secondary"),
        2022: (9300, "secondary"),
        2023: (10500, "secondary"),
        2024: (11600, "inferred"),
    }
    assert all(value.until_on and value.until_on.year == value.from_on.year for value in loader.load().rates)


def test_the_national_rules_are_those_that_were_given() -> None:
    """Value, first and last day."""
    rules = loader.load().rules
    said = {key: [(v.value, str(v.from_on), str(v.until_on)) for v in values] for key, values in rules.items()}
    assert said["admission_notice.hours"] == [(24, "2018-01-01", "None")]
    assert said["sip_call.days"] == said["liability.free_days"] == [(3, "2018-01-01", "None")]
    assert said["liability.free_days.psychiatric"] == [(30, "2018-01-01", "2018-12-31")]
    assert said["liability.noon"] == [("12.00", "2018-01-01", "None")]
    assert said["liability.extra_days_after_noon"] == [(1, "2018-01-01", "None")]
    assert [row[1:] for row in said["sip.social_services"]] == [("2010-01-01", "2025-06-30"), ("2025-07-01", "None")]


def test_the_guidelines_are_those_that_were_given() -> None:
    """A number and its unit; the morning is a time of day."""
    said = {key: (value.value, value.unit) for key, value in loader.load().guidelines.items()}
    hours = {"assess_need": 24, "planning_note": 48, "notify_ready": 2, "answer_handover.fast": 2, "first_contact": 72}
    opening = {"acknowledge": 4, "answer_handover.last": 2, "correct_recipient": 4, "book_homegoing": 2}
    days = {"book_meeting": 7, "renew_consent": 14, "settle_dispute": 14, "needed_not_made": 30, "rights_end": 30}
    days |= {"confirm_plan": 7, "close_case": 7}
    assert said == {
        **{_named(name, "hours"): (number, "elapsed hour") for name, number in hours.items()},
        **{_named(name, "hours"): (number, "opening hour") for name, number in {**opening, "reach_invitee": 4}.items()},
        **{_named(name, "days"): (number, "calendar day") for name, number in days.items()},
        **{f"{name}.days": (5, "opening day") for name in ("answer_coordination", "answer_deviation")},
        "resolve_bounce.days": (1, "opening day"),
        "answer_handover.next_morning": ("10.00", "local time"),
        "follow_up.months": (3, "month"),
    }


def _named(name: str, unit: str) -> str:
    return f"{name}_{unit}" if "." in name else f"{name}.{unit}"


def test_every_guideline_is_heeded_or_said_not_to_be() -> None:
    """*Regler* shows all of them: one that no rule reads would be a promise that nobody keeps."""
    code = [path.read_text(encoding="utf-8") for path in LUS.rglob("*.py") if path.parent.name not in {"law", "words"}]
    unread = {key for key in loader.load().guidelines if not any(f'"{key}"' in text for text in code)}
    assert unread == NOT_BUILT
    assert all("Hemgång" in LABEL[key] for key in NOT_BUILT)


def test_nothing_that_decides_days_or_kronor_is_a_float() -> None:
    """What is owed is reckoned in whole numbers and decimals."""
    found = []
    for path in (path for folder in ("domain", "law", "casefile") for path in (LUS / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_float = isinstance(node, ast.Constant) and isinstance(node.value, float)
            if is_float or (isinstance(node, ast.Name) and node.id == "float"):
                found.append(f"{path.name}:{getattr(node, 'lineno', 0)}")
    assert found == []
