"""`lus rederive`: after the law data changed every open case is derived again, once, and what moved is told."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from importlib import resources
from itertools import islice
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from lus import bootstrap
from lus.bootstrap import System
from lus.embedded import LOGIN, OWNER
from lus.law import loader
from lus.serving import say_if_behind
from lus.settings import Settings
from lus.usecases.rederive import Moved, rederive, waiting
from lus.words import rederived
from tests.cases import SOCIAL, WARD, to
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, header, notified, ready
from tests.store.test_record import rows

LUS = Path(sys.executable).with_name("lus")
OWN = """id = "egen-nykoping"
name = "Egen: Region Sörmland och Nyköping"
region = "04"
municipalities = ["0480"]
succeeds = "sormland-2018"
from = 2020-01-01
source = "Beslut i fullmäktige"
confidence = "verified"

[[terms]]
from = 2020-01-01
settlement = "individual"
billing = "active"
source = "Beslut i fullmäktige"
confidence = "verified"
"""


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An installation's own folder, with an agreement that settles stay by stay."""
    (tmp_path / "agreements").mkdir()
    (tmp_path / "agreements" / "egen-nykoping.toml").write_text(OWN, encoding="utf-8")
    return tmp_path


@pytest.fixture
def changed(database_url: str, own: Path) -> Iterator[System]:
    """The installation started anew, with that folder."""
    made = bootstrap.system(Settings(database_url=database_url.replace(OWNER, LOGIN, 1), law_dir=own))
    yield made
    made.close()


def every_row(url: str) -> list[tuple[object, ...]]:
    """All that is derived, with the cases' versions."""
    duties = rows(url, "select d::text from duties d order by case_id, key")
    return [*duties, *rows(url, "select b::text from board b order by case_id, unit_id"), *_cases(url)]


def _cases(url: str) -> list[tuple[object, ...]]:
    return rows(url, "select ref, version, status, party_units from cases order by ref")


def test_nothing_waits_where_nothing_has_changed(system: System, registry: Registry) -> None:
    ready(system, registry)
    assert waiting(system) == 0
    assert list(rederive(system)) == []


def test_an_own_agreement_moves_the_first_liable_day_of_open_cases(
    system: System, registry: Registry, database_url: str, changed: System
) -> None:
    stay = ready(system, registry)
    assert waiting(changed) == 1
    with capture_logs() as logged:
        say_if_behind(changed)
    assert [one["say"] for one in logged] == [rederived.NEEDED.format(1)]
    before = every_row(database_url)

    (would,) = rederive(changed, dry_run=True)
    assert every_row(database_url) == before

    (moved,) = rederive(changed)
    assert moved == would
    assert moved.ref == stay.ref
    assert moved.liability
    (old, first), (new, first_on) = moved.liability
    assert (old, first, new) == ("monthly", None, "blocked")
    assert first_on is not None
    assert rederived.liability(*moved.liability).startswith(
        "betalningsansvar: betalningsansvar avgörs per månad ► från "
    )
    boards = rows(database_url, "select distinct first_liable_on, summary->'liability'->>'agreement' from board")
    assert boards == [(first_on, "egen-nykoping")]
    assert rows(database_url, "select distinct law from duties") == [(changed.law.fingerprint,)]
    assert rows(database_url, "select version from cases") == [(stay.version,)]
    assert waiting(changed) == 0
    assert list(rederive(changed)) == []


def test_a_changed_rule_moves_due_times_and_their_reminders(
    system: System, registry: Registry, database_url: str, tmp_path: Path
) -> None:
    """As after an upgrade whose national rules say otherwise."""
    ready(system, registry)
    wider = upgraded(system, tmp_path)
    (moved,) = rederive(wider)
    (call,) = [one for one in moved.duties if one.kind == "call_to_sip"]
    assert call.old
    assert call.new
    assert call.new - call.old in {timedelta(hours=hours) for hours in (47, 48, 49)}
    stored = rows(database_url, "select due_at, due_version from duties where kind = 'call_to_sip'")
    assert stored == [(call.new, 2)]
    told = rows(database_url, "select distinct due_at from reminders where kind = 'call_to_sip' and void_at is null")
    assert told == [(call.new,)]
    assert "kalla till SIP: " in rederived.duty(call.kind, call.old, call.new)
    assert rederived.duty(call.kind, call.old, None).endswith("► utgår")


def upgraded(system: System, folder: Path) -> System:
    """The installation with shipped law data in which a SIP may be called five days after the notice."""
    shipped = folder / "law"
    shutil.copytree(str(resources.files("lus.law")), shipped)
    rules = shipped / "national.toml"
    text = rules.read_text(encoding="utf-8")
    changed = text.replace('key = "sip_call.days"\nvalue = 3', 'key = "sip_call.days"\nvalue = 5')
    assert changed != text
    rules.write_text(changed, encoding="utf-8")
    law = loader.read(shipped)
    return replace(system, read_law=lambda: law)


def test_interrupted_it_goes_on_where_it_was(system: System, registry: Registry, changed: System) -> None:
    refs = {ready(system, registry, header(f"Person {name}")).ref for name in "abcde"}
    first = list(islice(rederive(changed, batch=2), 3))
    assert len({one.ref for one in first}) == 3
    assert waiting(changed) == 2
    rest = list(rederive(changed, batch=2))
    assert {one.ref for one in (*first, *rest)} == refs
    assert len(first) + len(rest) == 5


def test_what_is_recorded_meanwhile_is_not_done_again_and_closed_cases_are_left(
    system: System, registry: Registry, database_url: str, changed: System
) -> None:
    open_one, over = ready(system, registry), ready(system, registry, header("Ivar Dahl"))
    over("died", WARD)
    stay = Recorder(changed, registry)
    stay.case, stay.version = open_one.ref, open_one.version
    stay("message_sent", WARD, text="Hej", receivers=to(SOCIAL))
    assert list(rederive(changed)) == []
    laws = "select distinct law from duties d join cases c on c.id = d.case_id where c.ref = %s"
    assert rows(database_url, laws, open_one.ref) == [(changed.law.fingerprint,)]
    assert rows(database_url, laws, over.ref) == [(system.law.fingerprint,)]


def test_a_protected_persons_case_is_derived_again_by_a_unit_that_may_not_know(
    system: System, registry: Registry, database_url: str, changed: System
) -> None:
    stay = notified(system, registry)
    stay("protection_marked", WARD, protection="sekretessmarkering", named=())
    before = rows(database_url, "select name, number, protected, named_units from patients")
    assert [one.ref for one in rederive(changed)] == [stay.ref]
    assert rows(database_url, "select name, number, protected, named_units from patients") == before
    assert waiting(changed) == 0


def test_the_log_says_that_it_was_the_system(
    system: System, registry: Registry, database_url: str, changed: System
) -> None:
    ready(system, registry)
    list(rederive(changed, dry_run=True))
    list(rederive(changed))
    logged = rows(
        database_url,
        "select activity, purpose, outcome, role, person_id from access_log where what = 'rederive' order by at",
    )
    who = ("Administration", "system", None)
    assert [(activity, outcome) for activity, _, outcome, _, _ in logged] == [("Läsa", "shown"), ("Skriva", "recorded")]
    assert {(purpose, role, person) for _, purpose, _, role, person in logged} == {who}


def test_the_command_prints_what_moves(system: System, registry: Registry, database_url: str, own: Path) -> None:
    stay = ready(system, registry)
    environment = {"LUS_DATABASE_URL": database_url.replace(OWNER, LOGIN, 1), "LUS_LAW_DIR": str(own), "PATH": ""}

    def run(*more: str) -> str:
        asked = [str(LUS), "rederive", *more]
        return subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60, env=environment).stdout

    tried, done, again = run("--dry-run"), run(), run()
    line = f"{stay.ref}  betalningsansvar: betalningsansvar avgörs per månad ► från "
    assert line in tried
    assert line in done
    assert "1 öppna ärenden skulle härledas på nytt; i 1 av dem flyttas något." in tried
    assert again == "0 öppna ärenden är härledda på nytt; i 0 av dem flyttas något.\n"


def test_nothing_moves_where_only_the_fingerprint_is_another(
    system: System, registry: Registry, changed: System
) -> None:
    """A case outside the county is not bound by the new agreement."""
    stay = Recorder(system, registry)
    stay("admitted", WARD, registered_in="0180")
    assert list(rederive(changed)) == [Moved(stay.ref, (), None)]
