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
(`tests/law/*.toml`) and `tools/rules.toml`. A page says what the paragraph says in our words, how we read it,
what the law data holds of it, what it leaves open and what we read one way without asking, with its scenarios as
examples. `lus law check` prints the law data as it stands in an installation.
"""

PUBLISHED = """## Published readings that are no terms

Of `stockholm-2020` readings for single stays have been published: somatic care liable from day 3, psychiatric care
after five days (secondary: Vårdgivarguiden 2020; Psykiatristöd). They are not the agreement's terms, which settle a
mean and are not billed; the law data does not hold them.
"""


def _told(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((ROOT / f"tests/law/{name}.toml").read_text(encoding="utf-8"))[
        "scenario"
    ]
    return found


def scenarios() -> list[dict[str, Any]]:
    """Every scenario of liability and of a month."""
    return [*_told("liability"), *months()]


def months() -> list[dict[str, Any]]:
    """Every scenario of a month; what does not say its source is about what was agreed."""
    return [{"source": "4 kap. 5 §"} | one for one in _told("settlement")]


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
        *_section("Examples", [_example(one) for one in _told("liability") if belongs(one, rule)]),
        *_section("Examples of a month", [_month(one) for one in months() if belongs(one, rule)]),
        *_section("Examples of duties", list(_duties(rule.get("duties", ())))),
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
    told = [expect["state"]] if "state" in expect else []
    told += [f"{expect['days']} day{'' if expect['days'] == 1 else 's'}"] if "days" in expect else []
    told += [f"from {expect['first_liable_on']}"] if "first_liable_on" in expect else []
    told += [", ".join(expect.get("blocked_by", ()))] if expect.get("blocked_by") else []
    told += [f"readings: {'; '.join(expect['readings'])}"] if expect.get("readings") else []
    return _line(scenario, _asked(scenario), told)


def _month(scenario: dict[str, Any]) -> str:
    """A scenario of a month: its stays where they are given by their days, and what is answered."""
    expect = {name: value for name, value in scenario["expect"].items() if value != []}
    given = [stay.partition("=") for stay in scenario.get("stays", ()) if "=" in stay.partition(":")[0]]
    asked = [*_asked(scenario), *(f"{name}: {_many(days, 'day')}" for name, _, days in given)]
    asked += [f"{month}: {mean}" for month, mean in scenario.get("months", {}).items()]
    told = [_many(expect[name], one, *more) for name, (one, *more) in SUMS.items() if name in expect]
    told += [f"{words} {expect[name]}" for name, words in NAMED.items() if expect.get(name, "-") != "-"]
    told += ["leads to nothing"] if expect.get("trigger") == "-" else []
    told += [f"{words} {', '.join(map(str, expect[name]))}" for name, words in LISTED.items() if name in expect]
    told += [f"what if {expect['assumed'].replace('=', ' = ').replace(':', ': ')} days"] if "assumed" in expect else []
    return _line(scenario, asked, told)


def _many(count: Any, one: str, *more: str) -> str:
    """2 patients; 1 day; "-": none is told."""
    several, none = (*more, f"{one}s")[0], "no" if count == "-" else count
    return f"{none} {one if str(count) == '1' else several}"


SUMS = {
    "patients": ("patient",),
    "days": ("day",),
    "billable_days": ("day to pay", "days to pay"),
    "amount_sek": ("krona", "kronor"),
}
NAMED = {"mean": "mean", "limit": "limit", "trigger": "leads to"}
LISTED = {
    "individual": "one by one:",
    "excluded": "not counted:",
    "missing_rates": "no amount for",
    "readings": "readings (days, kronor, not counted):",
}


def _duties(kinds: Iterable[str]) -> Iterator[str]:
    """The scenarios of those duties, each with when it was due and what became of it."""
    for scenario in _told("duties"):
        if told := [line for line in scenario["expect"] if line.split()[0] in kinds]:
            yield _line(scenario, [], told)


def _asked(scenario: dict[str, Any]) -> list[str]:
    """What the scenario says otherwise than most."""
    asked = [f"{key} {scenario[key]}" for key in ("agreement", "care", "placed_by") if key in scenario]
    return asked + [f"`{name}` = {str(value).lower()}" for name, value in scenario.get("parameters", {}).items()]


def _line(scenario: dict[str, Any], asked: list[str], told: list[str]) -> str:
    given = f" ({', '.join(asked)})" if asked else ""
    return f"- {scenario['name']}{given}: **{', '.join(told)}**"


PAGES: dict[str, Callable[[], str]] = {
    f"{FOLDER}/README.md": contents,
    **{f"{FOLDER}/{name}.md": partial(page, name) for name in RULES},
}
"""File ► what it holds."""
