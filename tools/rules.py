"""Writes docs/rules: a page for each rule, from rules.toml, the law data, the parameters and the scenarios."""

import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from lus.domain.lawdata import Agreement, Value
from lus.domain.terms import PARAMETERS, UNDECIDED
from lus.law.loader import load
from lus.words.parameters import PARAMETER, VALUE
from lus.words.rules import RULES as TOLD

ROOT = Path(__file__).parents[1]
IN_SWEDISH = {rule.page: rule for rule in TOLD if rule.page}
RULES: dict[str, dict[str, Any]] = {
    row["page"]: row | {"law": IN_SWEDISH[row["page"]].law, "parameters": IN_SWEDISH[row["page"]].parameters}
    for row in tomllib.loads((Path(__file__).with_name("rules.toml")).read_text(encoding="utf-8"))["rule"]
}
FOLDER = "docs/rules"

HEAD = """# Rules

Written by `make tables` from the law data (`lus/law`), the parameters (`lus/domain/terms.py`), the scenarios
(`tests/law/liability.toml`) and `tools/rules.toml`. A page says what the paragraph says in our words, how we read it,
what the law data holds of it, what it leaves open and what we read one way without asking, with its scenarios as
examples. `lus law check` prints the law data as it stands in an installation.
"""

PUBLISHED = """## Published readings that are no terms

Of `stockholm-2020` readings for single stays have been published: somatic care liable from day 3, psychiatric care
after five days (secondary: Vårdgivarguiden 2020; Psykiatristöd). They are not the agreement's terms, which settle a
mean and are not billed; the law data does not hold them.
"""


def scenarios() -> list[dict[str, Any]]:
    """Every scenario of liability."""
    found: list[dict[str, Any]] = tomllib.loads((ROOT / "tests/law/liability.toml").read_text(encoding="utf-8"))[
        "scenario"
    ]
    return found


def belongs(scenario: dict[str, Any], rule: dict[str, Any]) -> bool:
    """Whether the scenario is an example of the rule: its source names one of the rule's."""
    return any(part.strip() in rule["scenarios"] for part in scenario["source"].split(","))


def page(name: str) -> str:
    """The page of that rule."""
    rule = RULES[name]
    law = load()
    parts = [
        f"# {rule['title']}",
        f"Source: {rule['source']}.",
        rule["words"],
        f"**Reading.** {rule['reading']}",
        *_section("In the law data", _values((key, law.rules[key]) for key in rule["law"])),
        *_section("Amounts in the law data", _values([("SEK a day", law.rates)] if rule.get("rates") else [])),
        *(_agreements(law.agreements.values()) if rule.get("agreements") else ()),
        *_section("Open questions", [_parameter(one) for one in rule["parameters"]]),
        *_section("Read one way, without a parameter", [f"- {text}" for text in rule["one_way"]]),
        *_section("Examples", [_example(one) for one in scenarios() if belongs(one, rule)]),
    ]
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def contents() -> str:
    """The list of pages."""
    lines = [f"- [{rule['title']}]({name}.md) · {rule['source']}" for name, rule in RULES.items()]
    return "\n".join([HEAD, *lines, ""])


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"## {title}"
        yield "\n".join(lines)


def _values(found: Iterable[tuple[str, tuple[Value, ...]]]) -> list[str]:
    lines = [
        f"| {key} | {value.value} {value.unit if value.unit != 'text' else ''} | {value.from_on} | "
        f"{value.until_on or ''} | {value.confidence} | {value.source} |"
        for key, values in found
        for value in values
    ]
    return ["| key | value | from | to | confidence | source |", "|---|---|---|---|---|---|", *lines] if lines else []


def _agreements(found: Iterable[Agreement]) -> Iterator[str]:
    lines = [
        f"| {agreement.id} | {agreement.name} | {terms.from_on} – {terms.until_on or ''} | "
        f"{', '.join(sorted(terms.care))} | {terms.settlement} | {terms.billing or ''} | "
        f"{'; '.join(_agreed(name, value) for name, value in terms.parameters.items())} | "
        f"{terms.confidence}: {terms.source} |"
        for agreement in found
        for terms in agreement.terms
    ]
    head = "| id | parties | days | care | settlement | billing | parameters | confidence and source |"
    yield from _section("In the law data", [head, "|---|---|---|---|---|---|---|---|", *lines])
    yield PUBLISHED


def _agreed(name: str, value: Value) -> str:
    return f"{name} {'not published' if value.value is None else str(value.value).lower()}"


def _parameter(name: str) -> str:
    """A parameter in words: its values, the statute's default first."""
    parameter = PARAMETERS[name]
    if not parameter.values:
        without = "there is none: the statute has no such limit" if parameter.decimal else "the statute's"
        return f"- `{name}` ({PARAMETER[name]}): a number; without one, {without}"
    said = [
        "undecided (each value is shown)" if value == UNDECIDED else f"`{str(value).lower()}` ({VALUE[name][value]})"
        for value in parameter.values
    ]
    return f"- `{name}` ({PARAMETER[name]}): {' · '.join(said)}"


def _example(scenario: dict[str, Any]) -> str:
    """A scenario: what it is of, what it assumes otherwise, and what is answered."""
    expect = scenario["expect"]
    asked = [f"{key} {scenario[key]}" for key in ("agreement", "care", "placed_by") if key in scenario]
    asked += [f"`{name}` = {str(value).lower()}" for name, value in scenario.get("parameters", {}).items()]
    told = [expect["state"]] if "state" in expect else []
    told += [f"{expect['days']} day{'' if expect['days'] == 1 else 's'}"] if "days" in expect else []
    told += [f"from {expect['first_liable_on']}"] if "first_liable_on" in expect else []
    told += [", ".join(expect.get("blocked_by", ()))] if expect.get("blocked_by") else []
    told += [f"readings: {'; '.join(expect['readings'])}"] if expect.get("readings") else []
    given = f" ({', '.join(asked)})" if asked else ""
    return f"- {scenario['name']}{given}: **{', '.join(told)}**"


PAGES: dict[str, Callable[[], str]] = {
    f"{FOLDER}/README.md": contents,
    **{f"{FOLDER}/{name}.md": partial(page, name) for name in RULES},
}
"""File ► what it holds."""
