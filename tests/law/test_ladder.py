"""The ladders are checked when they are read: file, key, fault and remedy, in one line."""

from pathlib import Path

import pytest

from lus.domain.duties import ROWS
from lus.domain.errors import LawError
from lus.domain.reminding import LIABILITY
from lus.law import ladder

SHIPPED = Path(ladder.__file__).parent / ladder.FILE
BROKEN = [
    ('duty = "acknowledge"', 'duty = "acknowlege"', "acknowlege: no such duty"),
    ("before = 4", "before = -4", "assess_need, step 1: before is -4"),
    ("before = 4", "before = 4.5", "before is 4.5"),
    ("before = 4", "before = true", "before is True"),
    ("before = 4, ", "", "says not when"),
    ("before = 4, ", "before = 4, after = 1, ", "says not when"),
    ('to = "taker"', 'to = "boss"', "unknown receiver 'boss'"),
    ('name = "soon"', 'name = "due"', "two steps are called due"),
    ('name = "soon"', 'name = "a:b"', "'a:b' is no name"),
    ('name = "soon", ', "", "name is missing"),
    ('to = "taker" }', 'to = "taker", colour = 1 }', "unknown key colour"),
    ('duty = "assess_need"', 'duty = "acknowledge"', "acknowledge: stands twice"),
    ("together_minutes = 10", "together_minutes = -1", "times: together_minutes is -1"),
    ("together_minutes = 10\n", "", "times: together_minutes is missing"),
    ("from = 2018-01-01", 'from = "2018"', "from is no date"),
    ('source = "lokal riktlinje"', 'source = ""', "source is empty"),
    ('confidence = "verified"', 'confidence = "sure"', "unknown confidence"),
    ("if_missing = true", 'if_missing = "ja"', "if_missing is no yes or no"),
    ("[times]", "[time]", "unknown table"),
    ("[times]", "[times", "not TOML"),
    ("steps = [\n", "steps = 7\nlist = [\n", "unknown key list"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), BROKEN, ids=[said for _, _, said in BROKEN])
def test_a_fault_names_file_key_and_remedy(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert right in text
    broken = tmp_path / ladder.FILE
    broken.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(LawError) as refused:
        ladder.read(broken)
    line = str(refused.value)
    assert line.startswith(f"{ladder.FILE}: ")
    assert said in line
    assert "; " in line
    assert "\n" not in line.strip()


def test_a_duty_without_a_ladder_is_refused(tmp_path: Path) -> None:
    whole, _, _ = SHIPPED.read_text(encoding="utf-8").partition('[[ladder]]\nduty = "liability"')
    broken = tmp_path / ladder.FILE
    broken.write_text(whole, encoding="utf-8")
    with pytest.raises(LawError, match="liability: is missing; every duty has a ladder"):
        ladder.read(broken)
    with pytest.raises(LawError, match="the file is missing"):
        ladder.read(tmp_path / "none.toml")


def test_every_duty_has_a_ladder_that_ends_above_the_unit() -> None:
    """But what a worker closes, what coordinators owe, and the liability, of which the unit alone is told."""
    found = ladder.load().steps
    assert set(found) == {*ROWS, LIABILITY}
    above = {kind for kind, steps in found.items() if steps[-1].to in {"manager", "coordinator"}}
    assert set(found) - above == {"close_case", LIABILITY}
