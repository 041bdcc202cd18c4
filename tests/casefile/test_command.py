"""`lus explain` as a person runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.casefile.test_bad_input import EXAMPLE
from tests.casefile.test_bad_month import MONTH_FILE

LUS = Path(sys.executable).with_name("lus")


def _lus(command: str, *arguments: str, given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LUS, command, *arguments], input=given, capture_output=True, text=True, check=False, timeout=60
    )


def _explain(*arguments: str, given: str) -> subprocess.CompletedProcess[str]:
    return _lus("explain", *arguments, given=given)


def test_a_file_is_answered_with_one_json_document(tmp_path: Path) -> None:
    """From a file or from standard input, the same."""
    file = tmp_path / "case.json"
    file.write_text(json.dumps(EXAMPLE))
    answered = _explain(str(file), given="")
    assert (answered.returncode, answered.stderr) == (0, "")
    assert json.loads(answered.stdout) == json.loads(_explain("-", given=json.dumps(EXAMPLE)).stdout)
    assert json.loads(answered.stdout)["liability"]["days"] == 2


def test_prose_is_for_people() -> None:
    """Swedish, with days and kronor."""
    said = _explain("--text", "-", given=json.dumps(EXAMPLE)).stdout
    assert "Summa: 2 dygn, 18\N{NO-BREAK SPACE}600 kronor." in said
    assert "utskrivningsdagen räknas inte" in said


def test_prose_says_to_whom_each_is_to_be_told() -> None:
    """One duty for each receiver, and no two lines that read alike."""
    ready = {"kind": "ready_judged", "at": "2022-03-14T11:00"}
    said = _explain("--text", "-", given=json.dumps({**EXAMPLE, "facts": [*EXAMPLE["facts"], ready]})).stdout
    for receiver in ("kommunen", "den öppna vården"):
        assert f"avdelningen ska överföra information vid utskrivning till {receiver} senast lördagen den" in said
        assert f"avdelningen ska skicka underrättelse om utskrivningsklar till {receiver} senast måndagen den" in said
    duties = [line for line in said.splitlines() if " ska " in line and " senast " in line]
    assert len({*duties}) == len(duties)


@pytest.mark.parametrize(("year", "said"), [("2023", "enligt en offentlig skrivelse"), ("2024", "det enda belopp som")])
def test_sources_are_told_in_swedish(year: str, said: str) -> None:
    """In the prose of a case, and in a month's reasons and sources."""
    moved = json.dumps(EXAMPLE).replace("2022-", f"{year}-")
    month = json.dumps(MONTH_FILE).replace("2022-", f"{year}-")
    answers = [_explain("--text", "-", given=moved), _lus("settle", "-", given=month)]
    for answered in (*answers, _lus("settle", "--text", "-", given=month)):
        assert said in answered.stdout
        assert "public note" not in answered.stdout
        assert "only amount" not in answered.stdout


def test_a_month_is_settled_with_one_json_document_or_in_prose(tmp_path: Path) -> None:
    """From a file or from standard input, the same; the prose is for people."""
    month = json.dumps(MONTH_FILE)
    file = tmp_path / "month.json"
    file.write_text(month)
    answered = _lus("settle", str(file), given="")
    assert (answered.returncode, answered.stderr) == (0, "")
    assert json.loads(answered.stdout) == json.loads(_lus("settle", "-", given=month).stdout)
    assert json.loads(answered.stdout)["billable_days"] == "2.00"
    assert "Summa: 18\N{NO-BREAK SPACE}600 kronor." in _lus("settle", "--text", "-", given=month).stdout


@pytest.mark.parametrize("command", ["explain", "settle"])
@pytest.mark.parametrize("given", ["", "{", "[]", "[" * 100_000, '{"\\ud800": 1}', " " * 10_000_000])
def test_a_wrong_file_is_one_line_and_exit_2(command: str, given: str, tmp_path: Path) -> None:
    """On standard error, and nothing on standard output."""
    file = tmp_path / "file.json"
    file.write_text(given)
    for arguments in (("-",), (str(file),), ("--text", "-"), (str(tmp_path / "none.json"),)):
        refused = _lus(command, *arguments, given=given)
        assert refused.returncode == 2
        assert refused.stdout == ""
        assert len(refused.stderr.splitlines()) == 1


@pytest.mark.parametrize(("command", "file"), [("explain", EXAMPLE), ("settle", MONTH_FILE)])
def test_neither_command_needs_a_database_or_the_web(command: str, file: dict[str, Any]) -> None:
    """They import the domain, the law, the words and the case file, and nothing else of ours that is heavy."""
    program = (
        f"import sys; sys.argv = ['lus', '{command}', '-']\n"
        "from lus.cli import app\n"
        "app(standalone_mode=False)\n"
        "ours = {name.split('.')[1] for name in sys.modules if name.startswith('lus.')}\n"
        "others = {'sqlalchemy', 'fastapi', 'psycopg', 'celery', 'jinja2'} & set(sys.modules)\n"
        "print(sorted(ours | others), file=sys.stderr)"
    )
    asked = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(file),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert asked.stderr.strip() == str(["casefile", "cli", "domain", "law", "words"])


def _own(folder: Path) -> dict[str, str]:
    """An environment with an own law folder that has an amount for 2021."""
    (folder / "rates.toml").write_text(
        '[[rate]]\nvalue = 8700\nunit = "SEK"\nfrom = 2021-01-01\nto = 2021-12-31\n'
        'source = "invented for a test"\nconfidence = "verified"\n',
        encoding="utf-8",
    )
    return {**os.environ, "LUS_LAW_DIR": str(folder)}


def test_explain_reads_the_installations_own_law_folder(tmp_path: Path) -> None:
    """A year without an amount has one there."""
    moved = json.loads(json.dumps(EXAMPLE).replace("2022-", "2021-"))
    asked = [str(LUS), "explain", "-"]
    without = subprocess.run(asked, input=json.dumps(moved), capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(without.stdout)["liability"]["missing_rates"] == [2021]
    given = subprocess.run(
        asked, input=json.dumps(moved), capture_output=True, text=True, check=True, timeout=60, env=_own(tmp_path)
    )
    found = json.loads(given.stdout)["liability"]
    assert (found["missing_rates"], found["amount_sek"]) == ([], 8700 * found["days"])


def test_law_check_shows_amounts_and_agreements_with_their_sources(tmp_path: Path) -> None:
    """The shipped ones, and the own ones marked."""
    asked = [str(LUS), "law", "check"]
    shown = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60, env=_own(tmp_path)).stdout
    for words in (
        "Lagdata går att använda",
        "2019  7\N{NO-BREAK SPACE}800 kronor · läst i källan · HSLF-FS 2018:67",
        "2021  8\N{NO-BREAK SPACE}700 kronor · läst i källan · invented for a test · egen mapp",
        "2018  saknas",
        "2025  saknas",
        "sormland-2018 · Region Sörmland och länets nio kommuner",
        "medeltal över 3,00 dygn, 3 månader i rad: gemensam analys",
        "gräns för månadens medeltal: avtalat, men talet saknas · enligt andrahandskälla · Region Jönköpings län",
        "regionens sida; villkoren är inte lästa",
    ):
        assert words in shown
    assert "2021  saknas" not in shown


def test_law_data_that_cannot_be_used_is_one_line_and_exit_2(tmp_path: Path) -> None:
    """From whichever command reads it: file, key, fault, remedy."""
    environment = _own(tmp_path)
    (tmp_path / "rates.toml").write_text("[[rate]]\nvalue = 1\n", encoding="utf-8")
    for command in (["law", "check"], ["explain", "-"], ["settle", "-"]):
        refused = subprocess.run(
            [str(LUS), *command],
            input=json.dumps(EXAMPLE),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env=environment,
        )
        assert (refused.returncode, refused.stdout) == (2, "")
        (line,) = refused.stderr.splitlines()
        assert line.startswith(f"{tmp_path}/rates.toml: rate: confidence saknas; ")
