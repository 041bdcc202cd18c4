"""The import table bites: `make lint` runs it on the code, this shows that it can say no."""

import subprocess
import sys
from pathlib import Path

import pytest
from grimp import ImportGraph

from tests.guards.may_import import broken_by

ROOT = Path(__file__).parents[2]


def graph(*edges: tuple[str, str]) -> ImportGraph:
    made = ImportGraph()
    for importer, imported in edges:
        made.add_import(importer=importer, imported=imported)
    return made


def test_the_code_keeps_the_table() -> None:
    # -P: the contract is found through the working directory, as in make lint.
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("edge", "rules"),
    [
        (("lus.domain.derive", "lus.store.tables"), {"allowed": ["lus.domain:"]}),
        (("lus.domain.derive", "pydantic"), {"allowed": ["lus.domain:"], "standard_library_only": ["lus.domain"]}),
        (("lus.web.app", "workers.tasks"), {"allowed": ["lus.web: lus.queries"]}),
        (("lus.web.app", "sqlalchemy"), {"only_in": ["sqlalchemy: lus.store"]}),
        (("lus.web.app", "lus.settings"), {"only_for": ["lus.settings: lus.bootstrap"]}),
    ],
)
def test_a_forbidden_import_is_found(edge: tuple[str, str], rules: dict[str, list[str]]) -> None:
    assert broken_by(graph(edge), **rules)


def test_packages_that_do_not_exist_yet_break_nothing() -> None:
    rules = {"allowed": ["lus.integrations: lus.domain"], "leaves": ["lus.trouble"]}
    assert broken_by(graph(("lus.integrations.mail", "lus.domain.facts")), **rules) == []
    assert broken_by(graph(("lus.web.app", "lus.trouble")), **rules) == []
