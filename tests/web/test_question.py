"""A question between units, without any stay: asked, passed on, brought to the coordinator, answered and closed."""

import re
from typing import Any

from tests.cases import CENTRE, HOME_CARE, LISTED, REGION_COORDINATOR, SOCIAL, STRANGER
from tests.web.browsing import Form, count, invented
from tests.web.test_pages import Region, region

__all__ = ["region"]

QUESTION = "Vem följer upp medicinen efter sommaren?"


def asked(region: Region, by: int = CENTRE, to: int = LISTED, **typed: Any) -> str:
    """Through the form; the case's address."""
    client = region.at(by)
    form = Form(client.get("/fraga").text)
    whom = {"name": "Tindra Berg", "number": invented(241), "question": QUESTION, "to": str(to), "ground": "consent"}
    answer = client.post("/fraga", data=form.filled(**{**whom, **typed}))
    assert answer.status_code == 303, re.findall(r"error-message[^>]*>(.*?)</span>", answer.text)
    place: str = answer.headers["location"].partition("?")[0]
    return place


def says(region: Region, unit: int, place: str, **typed: Any) -> int:
    """Answers the question of that case through its form; the status."""
    client = region.at(unit)
    form = Form(client.get(f"{place}/coordination_answered?of=1").text)
    code: int = client.post(f"{place}/coordination_answered", data=form.filled(**typed)).status_code
    return code


def test_asked_read_and_answered_and_only_the_two_read_it(region: Region) -> None:
    place = asked(region)
    for unit in (CENTRE, LISTED):
        assert QUESTION in region.at(unit).get(place).text
        assert "Tindra Berg" in region.at(unit).get("/tavla").text
    for unit in (SOCIAL, STRANGER):
        assert region.at(unit).get(place).status_code == 404
    assert "Besvara frågan" in region.at(LISTED).get(place).text
    assert "Betalningsansvar" not in region.at(LISTED).get(place).text
    assert says(region, LISTED, place, answer="answered", text="Vi gör det.") == 303
    shown = region.at(CENTRE).get(place).text
    assert "Vi gör det." in shown
    assert "Besvarad" in shown
    assert "Avsluta ärendet" in region.at(LISTED).get(place).text


def test_the_inbox_holds_it(region: Region) -> None:
    asked(region)
    assert "Tindra Berg" in region.at(LISTED).get("/inkorg").text


def test_passed_on_twice_it_reaches_the_coordinator_with_its_trail(region: Region) -> None:
    place = asked(region, by=SOCIAL, to=CENTRE)
    assert says(region, CENTRE, place, answer="passed_on", next_unit=str(LISTED), why="not_our_age") == 303
    assert QUESTION in region.at(LISTED).get(place).text, "it is to answer, so it reads the question"
    assert region.at(REGION_COORDINATOR).get(place).status_code == 404
    assert says(region, LISTED, place, answer="passed_on", next_unit=str(CENTRE), why="not_our_area") == 303
    shown = region.at(REGION_COORDINATOR).get(place).text
    assert "Avgöra vem som svarar på frågan" in shown
    assert "personens ålder" in shown, "the trail: who passed it on, to whom and why"
    assert "Avgör vem som svarar" in shown
    assert QUESTION not in shown, "what the person needs is for the units that are asked"
    form = Form(region.at(REGION_COORDINATOR).get(f"{place}/coordination_answered?of=1").text)
    assert form.values["answer"] == ["passed_on"]
    assert says(region, REGION_COORDINATOR, place, next_unit=str(LISTED), why="other_better") == 303
    assert "Svara på frågan" in region.at(LISTED).get(place).text
    assert says(region, LISTED, place, answer="taken") == 303
    assert "Besvarad" in region.at(SOCIAL).get(place).text


def test_a_stay_and_a_question_about_one_person_stand_beside_each_other(region: Region) -> None:
    place = asked(region, by=CENTRE, to=HOME_CARE)
    assert region.at(CENTRE).get(f"{place}/discharged").status_code == 404
    again = asked(region, by=CENTRE, to=HOME_CARE)
    assert again != place


def test_what_is_missing_is_said_and_what_was_typed_is_kept(region: Region, database_url: str) -> None:
    before = count(database_url, "cases")
    client = region.at(CENTRE)
    form = Form(client.get("/fraga").text)
    answer = client.post("/fraga", data=form.filled(name="Tindra Berg", number="1234", question=QUESTION, to=""))
    assert answer.status_code == 422
    assert QUESTION in answer.text
    assert "Välj minst en mottagare" in answer.text
    assert "Nummer: skriv numret som" in answer.text
    assert count(database_url, "cases") == before


def test_a_protected_person_is_known_to_asker_and_asked_alone(region: Region) -> None:
    place = asked(region, by=SOCIAL, to=CENTRE, protected="sekretessmarkering")
    assert "Tindra Berg" in region.at(CENTRE).get(place).text
    assert says(region, CENTRE, place, answer="passed_on", next_unit=str(LISTED), why="not_our_age") == 303
    assert says(region, LISTED, place, answer="passed_on", next_unit=str(CENTRE), why="not_our_area") == 303
    shown = region.at(REGION_COORDINATOR).get(place).text
    assert "Tindra" not in shown
    assert "Skyddad identitet" in shown


def test_a_question_is_passed_on_and_not_forwarded(region: Region) -> None:
    place = asked(region)
    shown = region.at(LISTED).get(place).text
    assert "Skriv till den som frågar" in shown
    assert "Skicka vidare" not in shown
    form = Form(region.at(LISTED).get(f"{place}/forwarded?of=1").text)
    answer = region.at(LISTED).post(f"{place}/forwarded", data=form.filled(to=str(CENTRE)))
    assert answer.status_code == 409
    assert "den lämnas vidare: välj Besvara frågan" in answer.text
