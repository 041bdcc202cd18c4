"""What lies in the repository and what must not: docs against code, no third-party files, no paths of one machine."""

import json
import re
import subprocess
import sys
from pathlib import Path

from lus import cli
from lus.settings import Settings
from lus.store import engine, migrations
from lus.usecases.schedule import SCHEDULE
from workers.app import app as jobs
from workers.app import beat_schedule

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock", "package-lock.json")
OTHERS = (".min.js", ".min.css", ".woff", ".woff2", ".ttf", ".whl", ".tgz", ".map")
OWN_TEXT = {".py", ".md", ".toml", ".html", ".scss", ".sh", ".json", ".lock", ".mako", ""}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def texts() -> list[tuple[Path, str]]:
    ours = [path for path in tracked() if path.suffix in OWN_TEXT and "seeds" not in path.parts]
    assert len(ours) > 40
    return [(path, path.read_text()) for path in ours]


def test_no_third_party_files_are_committed() -> None:
    assert [str(p) for p in tracked() if p.name.endswith(OTHERS) or "node_modules" in p.parts] == []


def test_no_path_of_this_machine_stands_in_a_file() -> None:
    here = [str(ROOT.parent) + "/", str(Path.home()) + "/"]
    # A clone straight under a common folder would match half of all texts.
    telling = [place for place in here if place not in {"/", "//", "/tmp/", "/home/", "/root/", "/var/"}]  # noqa: S108
    assert [str(path) for path, text in texts() if any(place in text for place in telling)] == []


def test_locks_hold_names_versions_and_hashes_only() -> None:
    for name in LOCKS:
        text = (ROOT / name).read_text()
        assert not re.search(r"https?://|file:|--index-url|--find-links", text), name
    for name in LOCKS[:3]:
        requirements = [r for r in re.split(r"\n(?=\S)", (ROOT / name).read_text()) if r.strip()]
        assert [r.splitlines()[0] for r in requirements if not re.match(r"[\w.-]+==\S+", r) or "sha256:" not in r] == []


def test_what_runs_is_locked_alike_for_developers() -> None:
    def versions(name: str) -> set[str]:
        return set(re.findall(r"^([\w.-]+==\S+)", (ROOT / name).read_text(), flags=re.MULTILINE))

    assert versions("requirements.lock") <= versions("requirements-dev.lock")


def test_npm_packages_are_pinned_by_integrity() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, about in packages.items() if name and "integrity" not in about] == []


def test_commands_in_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text()
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", readme)) | set(re.findall(r"^ *make ([a-z-]+)", readme, re.MULTILINE))
    assert named
    assert named <= targets
    commands = {command.__name__ for command in cli.COMMANDS}
    assert set(re.findall(r"`lus ([a-z]+)", readme)) <= commands


def test_every_target_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index]
    assert phony == set(re.findall(r"^([a-z-]+):.*## \w", makefile, re.MULTILINE))
    wanted = ["help", "setup", "run", "test", "test-core", "lint", "fix", "migrate", "assets", "bench", "screenshots"]
    assert set(wanted) <= phony


def test_migrations_have_one_head_and_agree_with_the_tables(database_url: str) -> None:
    assert re.fullmatch(r"\d{4}", migrations.head())
    database = engine.connect(Settings(database_url=database_url).sqlalchemy_url())
    migrations.check(database)
    database.dispose()


def test_migrations_never_import_our_code() -> None:
    for path in (ROOT / "migrations").glob("*.py"):
        assert re.fullmatch(r"\d{4}_[a-z_]+\.py", path.name), path.name
        assert not re.search(r"^\s*(from|import) (lus|workers)", path.read_text(), re.MULTILINE), path.name


def test_scheduled_tasks_exist_and_say_why() -> None:
    jobs.loader.import_default_modules()
    assert {entry.task for entry in SCHEDULE} <= set(jobs.tasks)
    assert all(entry.why and entry.every_s > 0 for entry in SCHEDULE)
    assert set(beat_schedule()) == {entry.task for entry in SCHEDULE}


def test_the_command_line_loads_nothing_heavy() -> None:
    heavy = ["sqlalchemy", "psycopg", "fastapi", "celery", "alembic", "jinja2", "pydantic", "uvicorn"]
    asked = f"import sys, lus.cli; print([m for m in {heavy!r} if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout.strip() == "[]"
