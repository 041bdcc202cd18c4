"""Rights, cell by cell (docs/access.md): every role, at every kind of unit, on the case or not, tries every act.

That is: opens the case, reads what facts say, and records every kind of fact.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

import psycopg
import pytest

from lus.bootstrap import System
from lus.domain.access import ACCESS, Actor, Page, may_open
from lus.domain.facts import KINDS
from lus.domain.units import SIDES, Side
from lus.queries.case import case
from lus.usecases.outcomes import NotFound, Refused
from tests.cases import CENTRE, COORDINATOR, LISTED, OTHER_COORDINATOR, OTHER_SOCIAL, SOCIAL, UNITS, WARD, WARD_2
from tests.store.registry import ROLES as USUAL
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, notified

DOC = (Path(__file__).parents[2] / "docs" / "access.md").read_text(encoding="utf-8")
ON = {"ward": WARD, "municipality": SOCIAL, "open_care": CENTRE, "coordinator": COORDINATOR}
OFF = {"ward": WARD_2, "municipality": OTHER_SOCIAL, "open_care": LISTED, "coordinator": OTHER_COORDINATOR}


def table() -> list[list[str]]:
    """The rows of the document's table of facts and pages, its head first."""
    lines = DOC[DOC.index("| fact |") :].partition("\n\n")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def opened() -> dict[tuple[str, str], set[str]]:
    """(side, role) ► the pages that the document marks for it."""
    head, *rows = table()
    pages = [row for row in rows[1:] if not row[0].startswith("`")]
    return {
        (side, role): {row[0] for row in pages if row[place + 2] == "●"}
        for place, (side, role) in enumerate(tuple(cell.split(" · ")) for cell in head[2:])
    }


def marked() -> dict[tuple[str, str], set[str]]:
    """(side, role) ► the kinds that the document marks for it."""
    rows = table()
    asked = [tuple(cell.split(" · ")) for cell in rows[0][2:]]
    facts = [row for row in rows[2:] if row[0].startswith("`")]
    return {
        (side, role): {row[0].strip("`") for row in facts if row[place + 2] == "●"}
        for place, (side, role) in enumerate(asked)
    }


MARKED, OPENED = marked(), opened()

Become: TypeAlias = Callable[[str], None]


@pytest.fixture
def registry(database_url: str) -> Registry:
    """Units and people of one region."""
    return furnish(database_url)


@pytest.fixture
def stay(system: System, registry: Registry) -> Recorder:
    """A case of a ward, a municipality and a health centre."""
    return notified(system, registry)


def tried(stay: Recorder, actor: Actor, kind: str) -> str:
    """What comes of trying: nobody's case, not this role's act, or something else. Told of tomorrow: never recorded."""
    outcome = stay.tries(kind, actor, at=stay.system.clock() + timedelta(days=1))
    if isinstance(outcome, NotFound):
        return "not found"
    assert isinstance(outcome, Refused), (kind, outcome)
    return "denied" if outcome.refusals[0].code == "not_your_act" else "allowed"


ROLES = {side: sorted(role for known, role in ACCESS if known == side) for side in ON}
MODEL = {UNITS[unit].kind for unit in ON.values()}


def roles(unit_kind: str) -> list[str]:
    """All roles of the side; at its further kinds of unit the usual one, since rights go by side."""
    side = SIDES[unit_kind]
    return ROLES[side] if unit_kind in MODEL else [USUAL[side]]


@pytest.fixture
def become(database_url: str) -> Become:
    """Make the unit on the case, and the one off it, of another kind of the same side."""

    def of(kind: str) -> None:
        with psycopg.connect(database_url) as owner:
            for units in (ON, OFF):
                owner.execute("update units set kind = %s where id = %s", [kind, units[SIDES[kind]]])

    return of


@pytest.mark.parametrize("unit_kind", SIDES)
def test_each_role_does_what_is_its_own_and_nothing_else(stay: Recorder, become: Become, unit_kind: str) -> None:
    """On the case: as the document marks it; an office, and whoever the document does not name, nothing."""
    side = SIDES[unit_kind]
    stay("party_added", WARD, party=COORDINATOR, reason="Följer ärendet")
    become(unit_kind)
    for role in roles(unit_kind):
        actor = replace(stay.registry.actors[ON[side]], role=role)
        for kind in KINDS:
            expected = "allowed" if kind in MARKED.get((side, role), set()) else "denied"
            assert tried(stay, actor, kind) == expected, (role, kind)


@pytest.mark.parametrize("unit_kind", SIDES)
def test_a_unit_that_is_not_on_the_case_does_nothing(stay: Recorder, become: Become, unit_kind: str) -> None:
    """Whatever the role: as if the case did not exist."""
    side = SIDES[unit_kind]
    become(unit_kind)
    for role in roles(unit_kind):
        stranger = replace(stay.registry.actors[OFF[side]], role=role)
        with stay.system.reading(stranger, "Vård och behandling") as door:
            assert case(door, stay.ref) is None
        for kind in KINDS:
            assert tried(stay, stranger, kind) == "not found", (role, kind)


@pytest.mark.parametrize("unit_kind", SIDES)
def test_on_the_case_everything_is_seen_to_have_happened_and_only_what_was_sent_is_read(
    stay: Recorder, become: Become, unit_kind: str
) -> None:
    """Of the admission, the judgement and the notice with its note, each unit reads what it sent or was sent."""
    stay("party_added", WARD, party=COORDINATOR, reason="Följer ärendet")
    become(unit_kind)
    side = SIDES[unit_kind]
    with stay.system.reading(stay.registry.actors[ON[side]], "Vård och behandling") as door:
        found = case(door, stay.ref)
    assert found
    assert [fact.kind for fact in found.case.facts] == [
        "admitted",
        "need_assessed",
        "admission_notified",
        "party_added",
    ]
    read = {"ward": {1, 2, 3, 4}, "coordinator": {4}}.get(side, {3, 4})
    assert found.readable == read


@pytest.mark.parametrize("side", ON)
def test_each_role_opens_the_pages_that_are_marked(side: Side) -> None:
    """What a page with patients asks before it is shown."""
    names: dict[Page, str] = {"board": "Tavla, inkorg, påminnelser", "case": "Ärende, sök"}
    for role in ROLES[side]:
        actor = Actor(1, 1, 7, side, role, "Region Sörmland", (7,))
        for page, name in names.items():
            assert may_open(actor, page) == (name in OPENED.get((side, role), set())), (role, page)


def test_the_document_names_every_role_that_sees_patients() -> None:
    """And every kind of fact."""
    offices = {"administrator", "log_reviewer"}
    assert set(MARKED) == {(side, role) for side, role in ACCESS if role not in offices}
    assert {row[0].strip("`") for row in table() if row[0].startswith("`")} == set(KINDS)


def test_the_document_names_every_kind_of_unit_on_its_side() -> None:
    """So that a reviewer finds the column of any unit."""
    for kind, side in SIDES.items():
        assert f"`{kind}`" in next(line for line in DOC.splitlines() if line.startswith(f"- {side}: "))
