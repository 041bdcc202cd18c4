"""The index beside the documents, and what `lus migrate` makes of them: a new one appears, a bad one is refused."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from lus.paths import beside
from lus.reference import MalformedError, load

ROOT = Path(__file__).parents[2]
SIXTH = "Kan du lova en sjätte fråga?\n\n 1. Det kan jag.\n\n  JA\n  Eva Ek\n  Ledamot\n"
ROW = """
[[documents]]
file = "sjatte.txt"
address = "sjatte-fragan"
kind = "question"
region = "Sörmland"
date = "okänt"
topics = ["sip"]

[[documents.shows]]
state = "beyond"
text = "Det kan inget ärendesystem lova."
"""


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """The folder with a sixth document and its row."""
    folder = tmp_path / "seeds"
    shutil.copytree(beside("seeds"), folder)
    (folder / "sjatte.txt").write_text(SIXTH, encoding="utf-8")
    with (folder / "index.toml").open("a", encoding="utf-8") as index:
        index.write(ROW)
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_sixth_document_is_read(seeds: Path) -> None:
    assert [one.address for one in load(seeds).documents][-1] == "sjatte-fragan"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('file = "sjatte.txt"', 'file = "sjunde.txt"', "en fil som finns"),
        ('file = "sjatte.txt"', 'file = "../hemligt.txt"', "file: ett filnamn"),
        ('file = "sjatte.txt"', 'file = "000_519cc9ef0b77a796.txt"', "file: ett filnamn"),
        ('address = "sjatte-fragan"', 'address = "Sjätte frågan"', "address: små bokstäver"),
        ('address = "sjatte-fragan"', 'address = "trygg-hemgang"', "en annan address"),
        ('address = "sjatte-fragan"\n', "", "address i raden"),
        ('topics = ["sip"]', 'topics = ["sippar"]', "topics: bland"),
        ('topics = ["sip"]', "topics = []", "minst ett ämne"),
        ('topics = ["sip"]', 'topics = ["sip"]\nmeaning = "x"', "meaning är ingen"),
        ('[[documents]]\nfile = "sjatte.txt"', '[documents]]\nfile = "sjatte.txt"', "TOML"),
    ],
)  # fmt: skip
def test_a_malformed_row_is_refused_with_its_line(seeds: Path, old: str, new: str, expected: str) -> None:
    change(seeds / "index.toml", old, new)
    with pytest.raises(MalformedError, match=expected) as refused:
        load(seeds)
    index = (seeds / "index.toml").read_text(encoding="utf-8")
    row = index[: index.rindex("[documents]]")].count("\n") + 1
    assert (refused.value.file, refused.value.line) in {("index.toml", row), ("sjunde.txt", 1)}


def test_a_document_without_a_row_is_refused_and_not_left_out(seeds: Path) -> None:
    (seeds / "glomd.txt").write_text(SIXTH, encoding="utf-8")
    with pytest.raises(MalformedError, match=r"rad \[\[documents\]\] för glomd.txt"):
        load(seeds)


def test_the_date_of_an_article_is_the_one_that_stands_in_it(seeds: Path) -> None:
    change(seeds / "index.toml", "date = 2019-06-18", "date = 2019-06-19")
    with pytest.raises(MalformedError, match="2019-06-18, som i 004_"):
        load(seeds)


def test_a_document_that_is_not_utf8_is_refused_with_its_line(seeds: Path) -> None:
    (seeds / "sjatte.txt").write_bytes(SIXTH.encode("latin-1"))
    with pytest.raises(MalformedError, match=r"sjatte\.txt, rad 1: här väntades text i UTF-8"):
        load(seeds)


@pytest.fixture
def installed(seeds: Path) -> Path:
    """Hemgång as a wheel installs it, with templates, migrations and documents inside the package."""
    for name in ("templates", "migrations"):
        shutil.copytree(ROOT / name, seeds.parent / "lus" / name)
    shutil.copytree(ROOT / "lus", seeds.parent / "lus", dirs_exist_ok=True)
    shutil.move(seeds, seeds.parent / "lus" / "seeds")
    return seeds.parent


def migrate(where: Path, url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lus", "migrate"], cwd=where, env={**os.environ, "LUS_DATABASE_URL": url},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def addresses(url: str) -> list[str]:
    with psycopg.connect(url) as owner:
        return [row[0] for row in owner.execute("select address from reference_documents order by id")]


def test_the_sixth_appears_after_migrating_and_goes_when_its_row_does(installed: Path, database_url: str) -> None:
    assert migrate(installed, database_url).returncode == 0
    assert addresses(database_url)[5:] == ["sjatte-fragan"]
    change(installed / "lus" / "seeds" / "index.toml", ROW, "")
    (installed / "lus" / "seeds" / "sjatte.txt").unlink()
    assert migrate(installed, database_url).returncode == 0
    assert len(addresses(database_url)) == 5


def test_a_malformed_one_is_refused_in_one_line_and_what_stood_there_stays(installed: Path, database_url: str) -> None:
    change(installed / "lus" / "seeds" / "sjatte.txt", "  JA\n", "")
    done = migrate(installed, database_url)
    assert done.returncode == 1
    assert done.stderr == (
        "✗ Källdokumenten kan inte läsas: sjatte.txt, rad 7: här väntades JA eller NEJ på en egen rad efter en tom. "
        "Rätta dem och kör lus migrate igen.\n"
    )
    assert len(addresses(database_url)) == 5
