"""A database restored from last night's dump: what was there is there, protected as before, and work goes on."""

from pathlib import Path

import psycopg
import pytest

from lus import backup, bootstrap, place
from lus.bootstrap import System
from lus.embedded import LOGIN, OWNER
from lus.queries.case import case
from lus.settings import Settings
from lus.store import engine
from lus.store.audit import Purpose
from lus.trouble import Trouble
from tests.cases import HOME_CARE, SOCIAL, STRANGER, WARD
from tests.conftest import binaries
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, notified

PROGRAMS = binaries() or place.shipped()
CARE: Purpose = "Vård och behandling"


@pytest.fixture
def registry(database_url: str) -> Registry:
    """Units and people of one region."""
    return furnish(database_url)


@pytest.fixture
def stay(system: System, registry: Registry) -> Recorder:
    """A case of three facts."""
    return notified(system, registry)


def rows(url: str) -> dict[str, list[object]]:
    """Every row of every table, as JSON."""
    with psycopg.connect(url) as owner:
        names = owner.execute("select tablename from pg_tables where schemaname = 'public' order by 1").fetchall()
        return {
            name: owner.execute(f"select to_jsonb(t)::text from {name} t order by 1").fetchall()  # type: ignore[arg-type,misc,unused-ignore]  # noqa: S608
            for (name,) in names
        }


def test_last_nights_dump_is_the_database_as_it_was(
    system: System, registry: Registry, stay: Recorder, database_url: str, tmp_path: Path
) -> None:
    copy = tmp_path / "i natt" / "hemgang.dump"
    backup.back_up(database_url, copy, PROGRAMS)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in copy.parent.iterdir()] == ["hemgang.dump"]
    before = rows(database_url)
    stay("acknowledged", SOCIAL, of=3)
    notified(system, registry)
    assert rows(database_url) != before
    backup.restore(database_url, copy, PROGRAMS)
    assert rows(database_url) == before
    owner = engine.connect(Settings(database_url=database_url).sqlalchemy_url())
    bootstrap.migrate(owner)
    owner.dispose()
    system.check()
    with system.reading(registry.actors[STRANGER], CARE) as door:
        assert case(door, stay.ref) is None
    assert stay("acknowledged", HOME_CARE, of=3) == 4
    with system.reading(registry.actors[WARD], CARE) as door:
        found = case(door, stay.ref)
    assert found
    assert found.version == 4


def test_a_copy_cut_short_changes_nothing(stay: Recorder, database_url: str, tmp_path: Path) -> None:
    whole, short = tmp_path / "whole.dump", tmp_path / "short.dump"
    backup.back_up(database_url, whole, PROGRAMS)
    short.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    before = rows(database_url)
    with pytest.raises(Trouble, match="Inget är ändrat"):
        backup.restore(database_url, short, PROGRAMS)
    with pytest.raises(Trouble, match="ingen säkerhetskopia"):
        backup.restore(database_url, tmp_path / "missing.dump", PROGRAMS)
    assert rows(database_url) == before
    assert stay("acknowledged", SOCIAL, of=3) == 4


def test_a_role_bound_by_policies_makes_no_copy(stay: Recorder, database_url: str, tmp_path: Path) -> None:
    """Half a copy would be worse than none: it is refused in words, and no file is left."""
    assert stay.ref
    with pytest.raises(Trouble, match="BYPASSRLS"):
        backup.back_up(database_url.replace(OWNER, LOGIN, 1), tmp_path / "half.dump", PROGRAMS)
    assert list(tmp_path.iterdir()) == []


def test_without_postgresqls_programs_it_says_what_to_install(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Trouble, match="pg_dump finns inte i PATH"):
        backup.back_up(database_url, tmp_path / "copy.dump")
