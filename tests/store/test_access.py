"""Rights, cell by cell: every role at every side, on the case or not, tries every kind of fact (docs/access.md)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from lus.bootstrap import System
from lus.domain.access import ACCESS, Actor
from lus.domain.facts import KINDS
from lus.usecases.outcomes import NotFound, Refused
from tests.cases import CENTRE, COORDINATOR, LISTED, OTHER_COORDINATOR, OTHER_SOCIAL, SOCIAL, WARD, WARD_2
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, notified

DOC = (Path(__file__).parents[2] / "docs" / "access.md").read_text(encoding="utf-8")
ON = {"ward": WARD, "municipality": SOCIAL, "open_care": CENTRE, "coordinator": COORDINATOR}
OFF = {"ward": WARD_2, "municipality": OTHER_SOCIAL, "open_care": LISTED, "coordinator": OTHER_COORDINATOR}


def marked() -> dict[tuple[str, str], set[str]]:
    """(side, role) ► the kinds that the document marks for it."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in DOC.splitlines() if line.startswith("|")]
    asked = [tuple(cell.split(" · ")) for cell in rows[0][2:]]
    facts = [row for row in rows[2:] if row[0].startswith("`")]
    return {
        (side, role): {row[0].strip("`") for row in facts if row[place + 2] == "●"}
        for place, (side, role) in enumerate(asked)
    }


MARKED = marked()


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


@pytest.mark.parametrize("side", ON)
def test_each_role_records_the_kinds_that_are_its_own_and_no_other(stay: Recorder, side: str) -> None:
    """On the case: as the document marks it; an office, and whoever the document does not name, nothing."""
    stay("party_added", WARD, party=COORDINATOR, reason="Följer ärendet")
    for role in ROLES[side]:
        actor = replace(stay.registry.actors[ON[side]], role=role)
        for kind in KINDS:
            expected = "allowed" if kind in MARKED.get((side, role), set()) else "denied"
            assert tried(stay, actor, kind) == expected, (role, kind)


@pytest.mark.parametrize("side", ON)
def test_a_unit_that_is_not_on_the_case_records_nothing(stay: Recorder, side: str) -> None:
    """Whatever the role: as if the case did not exist."""
    for role in ROLES[side]:
        stranger = replace(stay.registry.actors[OFF[side]], role=role)
        for kind in KINDS:
            assert tried(stay, stranger, kind) == "not found", (role, kind)


def test_the_document_names_every_role_that_sees_patients() -> None:
    """And every kind of fact."""
    offices = {"administrator", "log_reviewer"}
    assert set(MARKED) == {(side, role) for side, role in ACCESS if role not in offices}
    assert {line.split("`")[1] for line in DOC.splitlines() if line.startswith("| `")} == set(KINDS)
