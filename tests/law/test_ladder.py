"""The ladders are checked when they are read: file, key, fault and remedy, in one line."""

from pathlib import Path

import pytest

from lus.domain.duties import ROWS
from lus.domain.errors import LawError
from lus.domain.reminding import LIABILITY
from lus.law import ladder

SHIPPED = Path(ladder.__file__).parent / ladder.FILE
BROKEN = [
    ('duty = "acknowledge"', 'duty = "acknowlege"', "acknowlege: är ingen känd åtgärd"),
    ("before = 4", "before = -4", "assess_need, steg 1: before är -4"),
    ("before = 4", "before = 4.5", "before är 4.5"),
    ("before = 4", "before = true", "before är True"),
    ("before = 4, ", "", "säger inte när"),
    ("before = 4, ", "before = 4, after = 1, ", "säger inte när"),
    ('to = "taker"', 'to = "boss"', "'boss' är ingen känd mottagare"),
    ('name = "soon"', 'name = "due"', "två steg heter due"),
    ('name = "soon"', 'name = "a:b"', "'a:b' är inget namn"),
    ('name = "soon", ', "", "name saknas"),
    ('to = "taker" }', 'to = "taker", colour = 1 }', "colour är inget känt namn"),
    ('duty = "assess_need"', 'duty = "acknowledge"', "acknowledge: står två gånger"),
    ("together_minutes = 10", "together_minutes = -1", "times: together_minutes är -1"),
    ("together_minutes = 10\n", "", "times: together_minutes saknas"),
    ("from = 2018-01-01", 'from = "2018"', "from är inget datum"),
    ('source = "lokal riktlinje"', 'source = ""', "source är tomt"),
    ('confidence = "verified"', 'confidence = "sure"', "inget känt värde för confidence"),
    ("if_missing = true", 'if_missing = "ja"', "if_missing är varken ja eller nej"),
    ("[times]", "[time]", "är ingen känd tabell"),
    ("[times]", "[times", "är inte TOML"),
    ("steps = [\n", "steps = 7\nlist = [\n", "list är inget känt namn"),
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
    with pytest.raises(LawError, match="liability: saknas; varje åtgärd har en stege"):
        ladder.read(broken)
    with pytest.raises(LawError, match="filen saknas"):
        ladder.read(tmp_path / "none.toml")


def test_every_duty_has_a_ladder_that_ends_above_the_unit() -> None:
    """But what a worker closes, what coordinators owe, and the liability, of which the unit alone is told."""
    found = ladder.load().steps
    assert set(found) == {*ROWS, LIABILITY}
    above = {kind for kind, steps in found.items() if steps[-1].to in {"manager", "coordinator"}}
    assert set(found) - above == {"close_case", LIABILITY}
