"""`lus explain` as a person runs it."""

import json
import subprocess
import sys
from pathlib import Path

from tests.casefile.test_bad_input import EXAMPLE

LUS = Path(sys.executable).with_name("lus")


def _explain(*arguments: str, given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LUS, "explain", *arguments], input=given, capture_output=True, text=True, check=False, timeout=60
    )


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


def test_a_wrong_file_is_one_line_and_exit_2(tmp_path: Path) -> None:
    """On standard error, and nothing on standard output."""
    for arguments, given in ((("-",), "{"), ((str(tmp_path / "none.json"),), ""), (("-",), "[]")):
        refused = _explain(*arguments, given=given)
        assert refused.returncode == 2
        assert refused.stdout == ""
        assert len(refused.stderr.splitlines()) == 1


def test_explain_needs_no_database_and_no_web() -> None:
    """It imports the domain, the law, the words and the case file, and nothing else of ours that is heavy."""
    program = (
        "import sys; sys.argv = ['lus', 'explain', '-']\n"
        "from lus.cli import app\n"
        "app(standalone_mode=False)\n"
        "ours = {name.split('.')[1] for name in sys.modules if name.startswith('lus.')}\n"
        "others = {'sqlalchemy', 'fastapi', 'psycopg', 'celery', 'jinja2'} & set(sys.modules)\n"
        "print(sorted(ours | others), file=sys.stderr)"
    )
    asked = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(EXAMPLE),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert asked.stderr.strip() == str(["casefile", "cli", "domain", "law", "words"])
