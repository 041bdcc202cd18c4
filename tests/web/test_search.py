"""Search in pages: what was typed stands in no address, title or log; strangers find nothing."""

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from lus.bootstrap import System
from tests.cases import SOCIAL, STRANGER, WARD
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, header, notified
from tests.web.browsing import browser

NUMBER = "189403122010"


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url, training=True)


@pytest.fixture
def stay(system: System, registry: Registry) -> Recorder:
    return notified(system, registry, header("Söderström, Anna", number=NUMBER))


def at(system: System, unit: int = WARD) -> TestClient:
    client = browser(system)
    assert client.post("/logga-in/ovning", data={"konto": f"unit-{unit}"}).status_code == 303
    return client


def test_a_number_or_a_reference_leads_straight_to_the_case(system: System, stay: Recorder) -> None:
    ward = at(system)
    for typed in ("940312-2010", "18940312 2010", stay.ref.lower()):
        answer = ward.post("/sok", data={"sok": typed})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/arende/{stay.ref}")


def test_a_name_leads_to_a_list_even_of_one(system: System, stay: Recorder) -> None:
    ward = at(system, SOCIAL)
    answer = ward.post("/sok", data={"sok": "soderstrom"})
    assert answer.headers["location"].startswith("/sok/")
    for _ in range(2):
        found = ward.get(answer.headers["location"]).text
        assert "1 träff bland er enhets ärenden" in found
        assert f'href="/arende/{stay.ref}"' in found
        assert 'value="soderstrom"' in found
        assert "<title>Sök" in found


def test_a_stranger_finds_nothing_and_is_told_why_that_may_be(system: System, stay: Recorder) -> None:
    stranger = at(system, STRANGER)
    for typed in ("Söderström", NUMBER, stay.ref):
        found = stranger.get(stranger.post("/sok", data={"sok": typed}).headers["location"]).text
        assert "Ingen träff bland er enhets ärenden." in found
        assert "Anna" not in found.replace(f'value="{typed}"', "")


def test_the_same_person_twice_is_a_list(system: System, registry: Registry, stay: Recorder) -> None:
    again = notified(system, registry, header("Söderström, Anna", number=NUMBER))
    ward = at(system)
    found = ward.get(ward.post("/sok", data={"sok": NUMBER}).headers["location"]).text
    assert stay.ref in found
    assert again.ref in found


def test_a_protected_person_is_shown_by_reference_alone(system: System, registry: Registry) -> None:
    for serial in (1, 2):
        patient = header("Skyddad, Person", number=NUMBER, protected="sekretessmarkering")
        assert notified(system, registry, patient), serial
    ward = at(system)
    assert "Ingen träff" in ward.get(ward.post("/sok", data={"sok": "Skyddad"}).headers["location"]).text
    found = ward.get(ward.post("/sok", data={"sok": NUMBER}).headers["location"]).text
    assert found.count("Skyddade personuppgifter") == 2
    assert "Skyddad, Person" not in found


@pytest.mark.parametrize("typed", ["", " ", "a", "x" * 201])
def test_too_little_and_too_much_are_told(system: System, stay: Recorder, typed: str) -> None:
    assert stay
    answer = at(system).post("/sok", data={"sok": typed})
    assert answer.status_code == 422
    assert ("Skriv minst två tecken" if len(typed) < 2 else "Skriv högst 200 tecken") in answer.text


@pytest.mark.parametrize(
    "typed", ["\0\0", "<b>x</b>", "''; --", "\ud800x".encode("utf-8", "surrogatepass").decode("latin-1")]
)
def test_anything_can_be_looked_for(system: System, stay: Recorder, typed: str) -> None:
    assert stay
    ward = at(system)
    answer = ward.post("/sok", data={"sok": typed})
    assert answer.status_code in {303, 422}
    if answer.status_code == 303:
        assert "<b>x" not in ward.get(answer.headers["location"]).text


def test_somebody_elses_search_is_not_there(system: System, stay: Recorder) -> None:
    assert stay
    place = at(system).post("/sok", data={"sok": "Söderström"}).headers["location"]
    other = at(system, SOCIAL).get(place)
    assert other.status_code == 404
    assert "Sökningen finns inte kvar. Skriv den igen i sökfältet." in other.text
    assert "Söderström" not in other.text


def test_what_was_typed_stands_in_no_log_and_no_address(system: System, stay: Recorder) -> None:
    assert stay
    ward = at(system)
    with capture_logs() as heard:
        place = ward.post("/sok", data={"sok": "Söderström"}).headers["location"]
        ward.get(place)
    assert len(heard) == 2
    assert "derstr" not in repr(heard) + place
