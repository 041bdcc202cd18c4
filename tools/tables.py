"""Writes what docs/ tells of the code's own tables: docs/duties.md. `make tables`; a guard compares them."""

import sys
import tomllib
from pathlib import Path

from lus.domain.duties import ROWS
from lus.domain.duty import NEVER_DISMISSED, UNIT_DISMISSES, Row
from lus.words import DUTY, KIND

ROOT = Path(__file__).parents[1]

HEAD = """# Duties

Written by `make tables` from the registered rows (`lus/domain/duties/`) and the scenarios
(`tests/law/duties.toml`); who owes each and by when stands in [facts-and-duties.md](facts-and-duties.md). A duty is
met by one of the facts named, or cancelled by what makes it meaningless; the scenarios show both.
"""


def duties() -> str:
    """The text of docs/duties.md."""
    scenarios = tomllib.loads((ROOT / "tests/law/duties.toml").read_text(encoding="utf-8"))["scenario"]
    return "\n".join([HEAD, *(_duty(row, scenarios) for row in sorted(ROWS.values(), key=lambda row: row.kind))])


def _duty(row: Row, scenarios: list[dict[str, list[str]]]) -> str:
    shown = [s["name"] for s in scenarios if any(line.startswith(f"{row.kind} ") for line in s["expect"])]
    lines = [
        f"## `{row.kind}` · {DUTY[row.kind]}",
        "",
        f"- Source: {row.source}.",
        f"- Opened by: {_kinds(row.opened_by) or 'nothing else being open'}.",
        f"- Met by: {_kinds(row.met_by)}.",
        f"- Dismissed by: {_dismissed(row.kind)}.",
        "- Scenarios:",
        *(f"  - {name}" for name in shown),
        "",
    ]
    return "\n".join(lines)


def _kinds(kinds: tuple[type, ...]) -> str:
    return ", ".join(f"`{kind.kind}` ({KIND[kind.kind]})" for kind in kinds)  # type: ignore[attr-defined]  # facts


def _dismissed(kind: str) -> str:
    if kind in NEVER_DISMISSED:
        return "nobody; the patient or the case rests on it"
    return "the owing unit, or its coordinator" if kind in UNIT_DISMISSES else "the coordinator of the owing unit"


TABLES = {"docs/duties.md": duties}
"""File ► what it holds."""


def main() -> int:
    """Write them all."""
    for name, made in TABLES.items():
        (ROOT / name).write_text(made(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
