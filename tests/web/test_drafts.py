"""Drafts in pages: saved and found again by the same person, thrown away, gone when sent; never stored unsigned."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from lus.bootstrap import System
from tests.cases import SOCIAL, STRANGER, WARD
from tests.store.registry import furnish
from tests.store.stays import Recorder, notified, ready
from tests.web.browsing import COOKIE, Form, browser, count, owner

NOTE = "Tolk behövs på <b>finska</b>."


@dataclass
class Place:
    """A ward with a stay, whoever is signed in there, and the owner's address."""

    system: System
    url: str
    stay: Recorder

    def at(self, unit: int = WARD) -> TestClient:
        client = browser(self.system)
        assert client.post("/logga-in/ovning", data={"konto": f"unit-{unit}"}).status_code == 303
        return client

    def form(self, kind: str = "expected_discharge_changed") -> str:
        return f"/arende/{self.stay.ref}/{kind}"

    def typed(self, client: TestClient, address: str, **said: str) -> dict[str, Any]:
        """The form as somebody has filled it in, its key included."""
        found = Form(client.get(address).text)
        return found.filled(**said)

    def end_sessions(self) -> None:
        with owner(self.url) as connection:
            connection.execute(text("update sessions set seen_at = seen_at - interval '31 minutes'"))


@pytest.fixture
def place(system: System, database_url: str) -> Place:
    registry = furnish(database_url, training=True)
    return Place(system, database_url, notified(system, registry))


def test_what_was_typed_stands_there_when_the_form_is_opened_again(place: Place) -> None:
    ward, address = place.at(), place.form()
    sent = place.typed(ward, address, note=NOTE)
    saved = ward.post(f"{address}/utkast", data=sent)
    assert (saved.status_code, re.fullmatch(r"\d\d\.\d\d", saved.text) is not None) == (200, True)
    page = place.at().get(address).text
    assert Form(page).values["note"] == [NOTE]
    assert "<b>Utkast från i dag" in page
    assert "Släng utkastet" in page
    assert "Rätta det här" not in page
    assert Form(page).values["key"] != [sent["key"]]


def test_a_draft_is_shown_to_nobody_else(place: Place) -> None:
    ward, address = place.at(), place.form("planning_noted")
    ward.post(f"{address}/utkast", data=place.typed(ward, address, services=NOTE))
    assert "Tolk" not in place.at(SOCIAL).get(address).text
    stranger = place.at(STRANGER)
    assert stranger.post(f"{address}/utkast", data={"services": "x"}).status_code == 404
    assert stranger.get(address).status_code == 404


def test_throwing_it_away_leads_back_to_the_empty_form(place: Place) -> None:
    ward, address = place.at(), place.form()
    sent = place.typed(ward, address, note=NOTE)
    ward.post(f"{address}/utkast", data=sent)
    answer = ward.post(f"{address}/utkast", data={"slang": sent["key"], "of": "3"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{address}?of=3")
    page = ward.get(address).text
    assert "Utkast från" not in page
    assert NOTE not in Form(page).values.get("note", [])


def test_a_sent_form_leaves_no_draft(place: Place) -> None:
    ward, address = place.at(), place.form()
    first = place.typed(ward, address, note=NOTE)
    ward.post(f"{address}/utkast", data=first)
    again = place.typed(ward, address)
    assert again["utkast"] == first["key"]
    ward.post(f"{address}/utkast", data=again)
    assert ward.post(address, data=again).status_code == 303
    assert count(place.url, "drafts") == 0
    assert "Utkast från" not in ward.get(address).text


def test_a_refused_form_is_a_draft_without_any_script(place: Place) -> None:
    ward, address = place.at(), place.form()
    refused = ward.post(address, data=place.typed(ward, address, note=NOTE, expected_discharge_on=""))
    assert refused.status_code == 422
    page = ward.get(address).text
    assert Form(page).values["note"] == [NOTE]
    assert "Utkast från" in page


def test_the_admission_form_too(place: Place) -> None:
    ward = place.at()
    refused = ward.post("/inskriv", data=place.typed(ward, "/inskriv", name="Ek, Märta", number="18930315"))
    assert refused.status_code == 422
    page = ward.get("/inskriv").text
    assert (Form(page).values["name"], Form(page).values["number"]) == (["Ek, Märta"], ["18930315"])
    assert "Märta" not in place.at(WARD + 6).get("/inskriv").text
    gone = re.search(r'name="slang" value="([^"]+)"', page)
    assert gone
    assert ward.post("/inskriv/utkast", data={"slang": gone[1]}).headers["location"] == "/inskriv"
    assert "Märta" not in ward.get("/inskriv").text


def test_two_tabs_leave_two_drafts_and_the_older_is_a_click_away(place: Place) -> None:
    ward, address = place.at(), place.form()
    left, right = (place.typed(ward, address, note=note) for note in ("vänster", "höger"))
    for sent in (left, right):
        ward.post(f"{address}/utkast", data=sent)
    page = ward.get(address).text
    assert Form(page).values["note"] == ["höger"]
    other = re.search(r'<a href="([^"]+utkast=[^"]+)">', page)
    assert other
    assert Form(ward.get(other[1].replace("&amp;", "&")).text).values["note"] == ["vänster"]


def test_a_draft_of_another_answer_is_offered_not_filled_in(system: System, database_url: str) -> None:
    registry = furnish(database_url, training=True)
    place = Place(system, database_url, ready(system, registry))
    social, address = place.at(SOCIAL), place.form("handover_answered")
    sent = place.typed(social, f"{address}?svar=cannot", missing=NOTE)
    social.post(f"{address}/utkast", data=sent)
    accepts = social.get(f"{address}?svar=accepts").text
    assert "Utkast från" not in accepts
    assert "Du har sparade utkast" in accepts
    assert "Kan inte ta emot</a>" in accepts
    assert NOTE in Form(social.get(address).text).values["missing"]


def test_what_happened_meanwhile_is_told_with_the_draft(place: Place) -> None:
    ward, address = place.at(), place.form("discharged")
    ward.post(f"{address}/utkast", data=place.typed(ward, address))
    place.stay("planning_noted", SOCIAL, services="Inga insatser i dag.")
    page = ward.get(address).text
    assert "Sedan du började skriva har detta hänt:" in page
    assert "Planeringsunderlag" in page.partition("</section>")[0]


def test_without_a_session_nothing_is_stored_and_sign_in_leads_back(place: Place) -> None:
    ward, address = place.at(), place.form()
    sent = place.typed(ward, address, note=NOTE)
    place.end_sessions()
    for way in (address, f"{address}/utkast"):
        answer = ward.post(way, data=sent, headers={"referer": f"https://testserver{address}?of=3"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/logga-in?vidare={address}%3Fof%3D3")
        assert NOTE not in ward.get(answer.headers["location"]).text
    assert count(place.url, "drafts") == 0


@pytest.mark.parametrize("referer", ["https://elsewhere.example/x", "", "x", "https://testserver.example/tavla"])
def test_somebody_elses_page_is_never_led_to(place: Place, referer: str) -> None:
    nobody = browser(place.system)
    answer = nobody.post(place.form(), data={}, headers={"referer": referer})
    assert answer.headers["location"] == "/logga-in?vidare=/tavla"


def test_a_script_is_told_that_nobody_is_signed_in(place: Place) -> None:
    nobody = browser(place.system)
    for headers in ({"accept": "application/json"}, {"hx-request": "true"}):
        assert nobody.post(f"{place.form()}/utkast", data={}, headers=headers).status_code == 401


def test_nothing_typed_stands_in_the_log(place: Place) -> None:
    ward, address = place.at(), place.form()
    sent = place.typed(ward, address, note="hemligt ord")
    with capture_logs() as heard:
        ward.post(f"{address}/utkast", data=sent)
        ward.get(address)
        ward.get(f"{address}?utkast={sent['key'][0]}")
    assert heard
    assert "hemligt" not in repr(heard)
    assert sent["key"][0] not in repr(heard)


@pytest.mark.parametrize("way", ["7F3K2M9A/died", "x/died", "7F3K2M9A/flown"])
def test_no_such_form_is_not_found(place: Place, way: str) -> None:
    assert place.at().post(f"/arende/{way}/utkast", data={"note": "x"}).status_code == 404


def test_asking_how_long_the_session_lasts_does_not_lengthen_it_and_going_on_does(place: Place) -> None:
    ward = place.at()
    with owner(place.url) as connection:
        connection.execute(text("update sessions set seen_at = seen_at - interval '29 minutes'"))
    for _ in range(2):
        left = ward.get("/session").json()
        assert 0 < left["left_s"] <= 60
        assert left["longer"] is True
    assert ward.post("/session/fortsatt").json()["left_s"] > 1700
    with owner(place.url) as connection:
        connection.execute(text("update sessions set created_at = created_at - interval '11 hours 59 minutes'"))
    assert ward.get("/session").json()["longer"] is False
    place.end_sessions()
    assert ward.get("/session").status_code == 401
    assert browser(place.system).get("/session").status_code == 401


def test_whoever_comes_back_goes_on_in_the_unit_they_left(place: Place) -> None:
    """A draft is of the unit in use: signing in again must not lead to another."""
    with owner(place.url) as connection:
        person = connection.execute(text("select person_id from assignments where unit_id = 1")).scalar_one()
        second = connection.execute(
            text(
                "insert into assignments (person_id, unit_id, role, from_on) values (:p, 7, 'nurse', '2026-01-01')"
                " returning id"
            ),
            {"p": person},
        ).scalar_one()
    ward = place.at()
    assert "ward 1</b>" in ward.get("/tavla").text
    ward.post("/uppdrag", data={"assignment": second})
    place.end_sessions()
    again = place.at()
    assert again.cookies[COOKIE] != ward.cookies[COOKIE]
    assert "ward 7</b>" in again.get("/tavla").text
