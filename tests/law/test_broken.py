"""Law data with a fault is refused in one line that names file, key, fault and remedy: a file in broken/ for each.

A file's first lines say where it stands (in place of a shipped file, or in an own folder) and what its fault must say.
"""

import shutil
from pathlib import Path

import pytest

from lus.domain.errors import LawError
from lus.law import loader

BROKEN = Path(__file__).parent / "broken"
SHIPPED = Path(loader.__file__).parent
PLACE, SAYS = b"# stands as: ", b"# must say: "


def _stands(file: Path, folder: Path) -> str:
    """Puts the file where it says that it stands. Returns what its fault must say."""
    first, second, *_ = file.read_bytes().split(b"\n")
    assert first.startswith(PLACE), file
    assert second.startswith(SAYS), file
    place = folder / first.removeprefix(PLACE).decode()
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, place)
    return second.removeprefix(SAYS).decode()


@pytest.mark.parametrize("fault", sorted(BROKEN.iterdir()), ids=lambda path: path.stem)
def test_a_fault_is_one_line_with_file_key_fault_and_remedy(tmp_path: Path, fault: Path) -> None:
    """The words that the file says."""
    shutil.copytree(SHIPPED, tmp_path / "shipped")
    says = [_stands(file, tmp_path) for file in (sorted(fault.iterdir()) if fault.is_dir() else [fault])]
    own = tmp_path / "own"
    with pytest.raises(LawError) as refused:
        loader.read(tmp_path / "shipped", own if own.is_dir() else None)
    line = str(refused.value)
    assert all(words in line for words in says), line
    assert "; " in line
    assert "\n" not in line


def test_an_own_folder_that_is_not_there_is_no_empty_one(tmp_path: Path) -> None:
    """A mistyped LUS_LAW_DIR must not answer as if there were no agreement."""
    with pytest.raises(LawError, match="finns inte; skapa den, eller ta bort LUS_LAW_DIR"):
        loader.read(SHIPPED, tmp_path / "none")


def test_a_file_that_is_no_text_in_utf8(tmp_path: Path) -> None:
    """As an old editor saves it."""
    (tmp_path / "rates.toml").write_bytes("# påhittat".encode("latin-1"))
    with pytest.raises(LawError, match=r"rates\.toml: innehållet: är inte TOML i UTF-8"):
        loader.read(SHIPPED, tmp_path)


@pytest.mark.parametrize("file", ["national.toml", "rates.toml", "guidelines.toml", "agreements/lagen.toml"])
def test_a_shipped_file_that_is_gone_is_missed(tmp_path: Path, file: str) -> None:
    """Not read as nothing."""
    shutil.copytree(SHIPPED, tmp_path / "shipped")
    (tmp_path / "shipped" / file).unlink()
    with pytest.raises(LawError, match=file.rpartition("/")[2]):
        loader.read(tmp_path / "shipped")
