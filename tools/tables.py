"""Writes what docs/ tells of the code's own tables: duties, rights, rules. `make tables`; a guard compares them."""

import sys
import tomllib
from pathlib import Path

import rules
from lus.domain.access import ACCESS, OFFICES, Page
from lus.domain.duties import ROWS
from lus.domain.duty import NEVER_DISMISSED, UNIT_DISMISSES, Row
from lus.domain.facts import KINDS
from lus.domain.units import SIDES
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


ACCESS_HEAD = """# Who may do what

Written by `make tables` from `lus/domain/access.py` and the classes of `lus/domain/facts/`; every cell is asked of the
use case that records (tests/store/test_access.py). A mark means: somebody in that role, at a unit of that side **that
is on the case**, may record facts of that kind, when the case lets them. Where there is none, the act is refused.

A unit that is not on the case is a stranger: it reads nothing and records nothing, whatever the role; the case's
address answers as one that does not exist (404), and the attempt is logged. One exception: a coordinator has a list of
the duties of the units that it coordinates, without identity; from there it reminds, escalates, notes, or puts its own
unit on the case for everybody to see. Content is for the fact's sender and receivers alone; skeletons for every unit on
the case. What the database lets through is proven apart (tests/store/test_policies.py).

## What a unit may do, on the case and off it

| act | on the case | off it |
|---|---|---|
| open the case, see that something happened and when | who opens *Ärende* below | 404, logged |
| read what a fact says, and its files | the fact's sender and its receivers | 404, logged |
| record | the marks below | 404, logged; a coordinator from its list |
| take back (`voided`) | the unit that recorded it | 404, logged |
| find it by name or number, see it on the board or in the inbox | who opens these below | nothing is found |
| read *Påminnelser*, mark as seen | the unit it went to, or the person there | the same: reference and kind alone |
| say where a person is told | that person | |
| say where a unit is told, try it out | its manager; its provider's administrator | 404 for everybody else |

## Which units stand on which side

{units}

## Which role records what, on each side
"""


def access() -> str:
    """The text of docs/access.md."""
    asked = [(side, role) for side, role in ACCESS if role not in OFFICES]
    cells = [
        f"| `{kind}` | {KIND[kind]} | {' | '.join('●' if kind in ACCESS[one][0] else '' for one in asked)} |"
        for kind in KINDS
    ]
    pages = [
        f"| {PAGE_NAMES[page]} | | {' | '.join('●' if page in ACCESS[one][1] else '' for one in asked)} |"
        for page in PAGE_NAMES
    ]
    head = f"| fact | | {' | '.join(f'{side} · {role}' for side, role in asked)} |"
    rule = "|" + "---|" * (len(asked) + 2)
    offices = [
        f"| {name} | {' | '.join('●' if page in pages else '' for pages in OFFICES.values())} |"
        for page, name in OFFICE_PAGES.items()
    ]
    sides = dict.fromkeys(SIDES.values())
    units = [f"- {side}: {', '.join(f'`{kind}`' for kind in SIDES if SIDES[kind] == side)}" for side in sides]
    return "\n".join(
        [ACCESS_HEAD.format(units="\n".join(units)), head, rule, *cells, *pages, OFFICES_HEAD, *offices, ""]
    )


PAGE_NAMES: dict[Page, str] = {"board": "Tavla, inkorg, påminnelser", "case": "Ärende, sök"}
"""Pages with patients ► their names."""

OFFICE_PAGES: dict[Page, str] = {
    "administration": "Administration, of the own provider",
    "operations": "Drift: of the own provider's units; of a region's administrator the whole installation",
    "access_log": "Access log (no page yet)",
}
OFFICES_HEAD = f"""
## Roles that see no patient

At a unit of any side. They open nothing else, and record nothing; the database finds out what is theirs
(tests/store/test_administrators.py).

| page | {" | ".join(OFFICES)} |
|{"---|" * (len(OFFICES) + 1)}"""

TABLES = {"docs/duties.md": duties, "docs/access.md": access, **rules.PAGES}
"""File ► what it holds."""


def main() -> int:
    """Write them all."""
    for name, made in TABLES.items():
        (ROOT / name).parent.mkdir(exist_ok=True)
        (ROOT / name).write_text(made(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
