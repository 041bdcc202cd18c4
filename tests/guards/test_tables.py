"""The two tables of docs/facts-and-duties.md are the domain module: the code holds what they name, and no more."""

import re
from pathlib import Path

from lus import words
from lus.domain.duties import ROWS
from lus.domain.facts import KINDS, slots
from lus.words.forms import REFUSAL
from tests.cases import GENERATORS

DOC = (Path(__file__).parents[2] / "docs" / "facts-and-duties.md").read_text(encoding="utf-8")

KINDS_NOT_BUILT = {
    "ordination_given",
    "ordination_received",
    "ordination_questioned",
    "ordination_answered",
    "ordination_ended",
    "coordination_opened",
    "coordination_answered",
}

DUTIES_NOT_BUILT = {
    "receive_ordination",
    "answer_question",
    "book_meeting",
    "hold_meeting",
    "confirm_plan",
    "set_follow_up",
    "hold_follow_up",
    "renew_consent",
    "adjust_compulsory_plan",
    "answer_coordination",
}


def _first_cells(heading: str) -> set[str]:
    """The names in the first column of the table that begins with that heading; `_x` shares the first one's stem."""
    rows = DOC[DOC.index(heading) :].split("\n\n")[0].splitlines()[2:]
    names: set[str] = set()
    for row in rows:
        found = re.findall(r"`([a-z_]+)`", row.split(" | ")[0])
        stem = found[0].rsplit("_", 1)[0]
        names |= {stem + name if name.startswith("_") else name for name in found}
    return names


def test_every_kind_of_the_table_is_built_or_named_as_not_built() -> None:
    """Building one means taking it off the list above."""
    documented = _first_cells("| kind | recorded by |")
    assert documented - KINDS_NOT_BUILT == set(KINDS)
    assert documented >= KINDS_NOT_BUILT


def test_every_duty_of_the_table_is_built_or_named_as_not_built() -> None:
    """The same for duties."""
    documented = _first_cells("| duty | owed by |")
    assert documented - DUTIES_NOT_BUILT == set(ROWS)
    assert documented >= DUTIES_NOT_BUILT


def test_every_kind_has_words_and_a_generator() -> None:
    """A fact that cannot be named, or that the state machine never records, is not done."""
    assert set(words.KIND) == set(KINDS)
    assert set(words.DUTY) == set(ROWS)
    assert set(GENERATORS) == set(KINDS)


def test_every_coded_field_has_its_codes() -> None:
    """A form made from the class offers them."""
    for kind in KINDS.values():
        for slot in slots(kind):
            assert bool(slot.codes) == (slot.control in {"code", "codes"}), (kind, slot)


def test_every_refusal_has_words() -> None:
    """A code that nobody can read would be an error page on somebody's bad day."""
    sources = (Path(__file__).parents[2] / "lus").rglob("*.py")
    codes = {code for path in sources for code in re.findall(r'Refusal\("([a-z_]+)"', path.read_text(encoding="utf-8"))}
    assert len(codes) > 25
    assert codes <= set(REFUSAL)
