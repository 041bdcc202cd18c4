"""Search as it is stored: names without accents, numbers and references in any usual form, only cases of the unit."""

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from lus.bootstrap import System
from lus.queries import search as queries
from lus.queries.search import Hits, search
from lus.settings import Settings
from lus.store import engine, migrations
from lus.store.search import keys_of, sought, words
from tests.cases import CENTRE, HOME_CARE, SOCIAL, STRANGER, WARD, to
from tests.store.registry import Registry, furnish
from tests.store.stays import DAY, Recorder, header, notified
from tests.web.browsing import owner

NUMBER = "189403122010"


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url)


@pytest.fixture
def stay(system: System, registry: Registry) -> Recorder:
    return notified(system, registry, header("Söderström, Anna-Lena Désirée", number=NUMBER))


def hits(system: System, registry: Registry, typed: str, unit: int = WARD) -> Hits:
    with system.reading(registry.actors[unit], "Vård och behandling") as door:
        return search(door, typed)


def refs(system: System, registry: Registry, typed: str, unit: int = WARD) -> list[str]:
    return [hit.ref for hit in hits(system, registry, typed, unit).hits]


@pytest.mark.parametrize("typed", [
    "Söderström", "Soderstrom", "SÖDERSTRÖM", "so\u0308derstro\u0308m", "söder", "anna söder", "Anna-Lena Söderström",
    "anna", "annalena", "lena", "desiree", "Désirée s", "DÉSIRÈE", "  söderström ,  anna ",
])  # fmt: skip
def test_a_name_is_found_with_any_accents_in_any_order_by_its_beginnings(
    system: System, registry: Registry, stay: Recorder, typed: str
) -> None:
    assert refs(system, registry, typed) == [stay.ref]
    assert not hits(system, registry, typed).exact


@pytest.mark.parametrize("typed", ["derström", "söderström bo", "Sönderström", "_öderström", "%", "'", "\\", ""])
def test_a_name_that_is_not_so_is_not_found(system: System, registry: Registry, stay: Recorder, typed: str) -> None:
    assert stay
    assert refs(system, registry, typed) == []


@pytest.mark.parametrize("typed", [
    "189403122010", "18940312-2010", "18 940312-2010", "9403122010", "940312-2010", "940312+2010", "940312 2010",
    "18940312–2010", " 18940312 2010 ",
])  # fmt: skip
def test_a_number_is_found_in_any_usual_form(system: System, registry: Registry, stay: Recorder, typed: str) -> None:
    assert refs(system, registry, typed) == [stay.ref]
    assert hits(system, registry, typed).exact


@pytest.mark.parametrize(("number", "typed"), [
    ("189403722017", "940372-2017"), ("189403722017", "18940372-2017"), ("18940312TF01", "18940312-tf01"),
    ("LMA123456", "lma 123456"),
])  # fmt: skip
def test_other_kinds_of_number_too(system: System, registry: Registry, number: str, typed: str) -> None:
    stay = notified(system, registry, header("Ek, Märta", number=number))
    assert refs(system, registry, typed) == [stay.ref]


def test_a_reference_is_found_with_letters_easily_mistaken(system: System, registry: Registry, stay: Recorder) -> None:
    mistaken = stay.ref.replace("0", "o").replace("1", "l").lower()
    for typed in (stay.ref, stay.ref.lower(), mistaken, mistaken.upper(), f"{stay.ref[:4]}-{stay.ref[4:]}"):
        assert refs(system, registry, typed) == [stay.ref]
    assert sought("7f3k2moi").ref == "7F3K2M01"


def test_only_cases_of_the_unit_are_found(system: System, registry: Registry, stay: Recorder) -> None:
    for unit, on_it in ((SOCIAL, True), (CENTRE, True), (STRANGER, False)):
        for typed in ("Söderström", NUMBER, stay.ref):
            assert bool(refs(system, registry, typed, unit)) is on_it


def test_a_protected_person_is_found_by_number_or_reference_never_by_name(system: System, registry: Registry) -> None:
    stay = notified(system, registry, header("Skyddad, Person", number=NUMBER, protected="sekretessmarkering"))
    assert refs(system, registry, "Skyddad") == refs(system, registry, "Person Skyddad") == []
    assert refs(system, registry, NUMBER) == refs(system, registry, stay.ref) == [stay.ref]
    assert not any(key.startswith("n") for key in keys_of("Skyddad, Person", [NUMBER], "sekretessmarkering"))


def test_a_unit_that_comes_finds_the_case_and_one_that_goes_does_not(system: System, registry: Registry) -> None:
    stay = Recorder(system, registry, header("Ek, Märta"))
    stay("admitted", WARD, registered_in="0480", care="somatic", legal_form="voluntary")
    assert refs(system, registry, "Ek") == [stay.ref]
    assert refs(system, registry, "Ek", HOME_CARE) == []
    stay("party_added", WARD, party=HOME_CARE, reason="Tar emot")
    assert refs(system, registry, "Ek", HOME_CARE) == [stay.ref]
    stay("party_removed", WARD, party=HOME_CARE, reason="Tar inte emot")
    assert refs(system, registry, "Ek", HOME_CARE) == []
    assert refs(system, registry, "Ek") == [stay.ref]


def test_no_number_stands_in_a_key_and_what_was_shown_is_logged(
    system: System, registry: Registry, stay: Recorder, database_url: str
) -> None:
    refs(system, registry, "Söderström")
    with owner(database_url) as connection:
        keys = set(connection.execute(text("select key from search_keys")).scalars())
        log = connection.execute(text("select * from access_log order by at desc limit 1")).one()
        case_id = connection.execute(text("select id from cases where ref = :ref"), {"ref": stay.ref}).scalar_one()
    assert any(key.startswith("p") for key in keys)
    assert not any(NUMBER[2:] in key for key in keys)
    assert (log.activity, log.what, log.case_ids) == ("Läsa", "search", [case_id])
    assert "derstr" not in repr(tuple(log))


def test_at_most_so_many_are_shown_and_the_rest_is_told(
    system: System, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    for serial in range(3):
        notified(system, registry, header(f"Ek, Patient {serial}", number=f"18940312{serial:04}"))
    monkeypatch.setattr(queries, "MOST", 2)
    found = hits(system, registry, "Ek")
    assert (len(found.hits), found.more) == (2, True)


def test_cases_recorded_before_are_found_after_migrating(
    system: System, registry: Registry, stay: Recorder, database_url: str
) -> None:
    """And the inbox has its count: the migration fills in what recording writes."""
    rows = (
        "select unit_id, key, case_id from search_keys order by 1, 2, 3",
        "select unit_id, unread from board order by 1",
    )
    with psycopg.connect(database_url) as connection:
        before = [connection.execute(statement).fetchall() for statement in rows]  # type: ignore[arg-type,unused-ignore]
        connection.execute("drop table search_keys, drafts; drop index ix_duties_unread")
        connection.execute("alter table board drop column unread; update alembic_version set version_num = '0006'")
    database = engine.connect(Settings(database_url=database_url).sqlalchemy_url())
    migrations.upgrade(database, "0007")
    database.dispose()
    with psycopg.connect(database_url) as connection:
        assert [connection.execute(statement).fetchall() for statement in rows] == before  # type: ignore[arg-type,unused-ignore]
    assert all(before)
    assert sum(unread for _, unread in before[1]) == 3
    on = (system.clock() + 5 * DAY).date()
    stay("expected_discharge_changed", WARD, receivers=to(SOCIAL, HOME_CARE, CENTRE), expected_discharge_on=on)
    assert refs(system, registry, "Söderström") == [stay.ref]


@given(st.text(max_size=60))
def test_any_name_is_found_by_itself_and_any_text_is_an_answer(typed: str) -> None:
    keys = keys_of(typed, [], None)
    assert all(any(key.startswith(one) for key in keys) for one in sought(typed).beginnings)
    assert words(" ".join(words(typed))) == words(typed) or len(words(typed)) == 8
