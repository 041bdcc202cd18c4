"""A patient who comes back: a new case begun from the old one, which is interrupted with that reason."""

import re

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from lus.usecases.readmission import readmit
from lus.usecases.record import Act
from tests.cases import CENTRE, SOCIAL, WARD
from tests.store.registry import SECOND_WARD
from tests.store.stays import Recorder, header
from tests.web.browsing import Form, count, owner
from tests.web.test_pages import Region, notify, region

__all__ = ["region"]


@pytest.fixture
def home(region: Region) -> Region:
    """The patient has gone home; the social services and the health centre were told."""
    region.stay = Recorder(
        region.system, region.registry, header("Ek, Märta", address="Storgatan 1", phone="070", next_of_kin="Dotter")
    )
    region.stay("admitted", WARD, registered_in="0480", listed_at=CENTRE)
    notify(region)
    region.stay("discharged", WARD, manner="planned", destination="own_home")
    return region


def begun(home: Region) -> tuple[TestClient, dict[str, object]]:
    """The form as *Skriv in på nytt* opens it."""
    ward = home.at(WARD)
    page = ward.get(f"/arende/{home.stay.ref}/nytt").text
    link = re.search(r'href="([^"]+)">Skriv in på nytt<', page)
    assert link
    return ward, Form(ward.get(link[1]).text).filled()


def new_ref(answer_location: str) -> str:
    return answer_location.split("/")[2].partition("?")[0]


def test_the_form_knows_the_patient_and_one_click_makes_both_facts(home: Region, database_url: str) -> None:
    ward, form = begun(home)
    assert form["name"] == ["Ek, Märta"]
    assert form["number"] == ["18940312-2010"]
    assert form["registered_in"] == ["0480"]
    assert (form["address"], form["next_of_kin"]) == (["Storgatan 1"], ["Dotter"])
    answer = ward.post("/inskriv", data=form)
    assert answer.status_code == 303
    new = new_ref(answer.headers["location"])
    assert new != home.stay.ref
    with owner(database_url) as connection:
        asked = "select c.ref, c.status, p.person_id from cases c join patients p on p.case_id = c.id order by c.id"
        old_case, new_case = list(connection.execute(text(asked)))[-2:]
        reasons = connection.execute(text("select skeleton ->> 'reason' from facts where kind = 'interrupted'")).all()
        still_open = connection.execute(
            text(
                "select count(*) from duties d join cases c on c.id = d.case_id where c.ref = :ref"
                " and met_at is null and cancelled_at is null and d.kind <> 'acknowledge'"
            ),
            {"ref": home.stay.ref},
        ).scalar()
    assert (old_case.ref, old_case.status, new_case.ref) == (home.stay.ref, "closed", new)
    assert old_case.person_id == new_case.person_id
    assert reasons == [("readmitted",)]
    assert still_open == 0


def test_sent_twice_it_is_one_admission_and_one_interruption(home: Region, database_url: str) -> None:
    ward, form = begun(home)
    first, second = (ward.post("/inskriv", data=form) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    before = count(database_url, "facts")
    ward.post("/inskriv", data=form)
    assert count(database_url, "facts") == before


def test_what_a_crash_left_undone_is_done_when_it_is_sent_again(home: Region, database_url: str) -> None:
    """Between the two transactions the patient has a case already, and the old one is still open."""
    actor, key = home.registry.actors[WARD], "form"
    with owner(database_url) as connection:
        person = connection.execute(
            text("select person_id from patients p join cases c on c.id = p.case_id where c.ref = :ref"),
            {"ref": home.stay.ref},
        ).scalar_one()
    case = header("Ek, Märta")
    again = Recorder(home.system, home.registry, case)
    again.tries("admitted", actor, key=key, previous_case=home.stay.ref)
    assert person
    outcome = readmit(home.system, actor, Act(case=case, kind="admitted", fields={}, key=key), home.stay.ref)
    assert outcome.seq == 1  # type: ignore[union-attr]
    assert "Ärendet avbröts: patienten är inskriven på nytt" in home.at(WARD).get(f"/arende/{home.stay.ref}").text


def test_the_link_to_the_previous_case_is_for_those_on_both(home: Region) -> None:
    ward, form = begun(home)
    new = new_ref(ward.post("/inskriv", data=form).headers["location"])
    stay = Recorder(home.system, home.registry)
    stay.case = new
    stay("party_added", WARD, party=SOCIAL, reason="Behövs")
    stay("moved", WARD, ward=SECOND_WARD)
    link = f'href="/arende/{home.stay.ref}"'
    for unit, shown in ((WARD, True), (SOCIAL, True), (SECOND_WARD, False)):
        page = home.at(unit).get(f"/arende/{new}").text
        assert (link in page) is shown
        assert (home.stay.ref in page) is shown


def test_it_is_offered_to_wards_of_a_patient_who_has_left(region: Region, home: Region) -> None:
    case = f"/arende/{home.stay.ref}"
    assert "Skriv in på nytt" not in home.at(SOCIAL).get(f"{case}/nytt").text
    assert home.at(SECOND_WARD).get(f"/inskriv?tidigare={home.stay.ref}").status_code == 404
    stay = Recorder(region.system, region.registry, header("Al, Bo", number="189403122382"))
    stay("admitted", WARD)
    assert "Skriv in på nytt" not in region.at(WARD).get(f"/arende/{stay.ref}/nytt").text
    assert region.at(WARD).get(f"/inskriv?tidigare={stay.ref}").status_code == 404


def test_another_persons_number_is_refused_and_what_was_typed_kept(home: Region) -> None:
    ward, form = begun(home)
    answer = ward.post("/inskriv", data=form | {"number": "19121212-1212", "room": "4:2"})
    assert answer.status_code == 422
    assert "det är ett annat än i det tidigare ärendet" in answer.text
    assert "4:2" in answer.text
    assert home.stay.ref in answer.text


def test_a_previous_case_that_is_not_ours_is_refused_with_what_to_do(home: Region) -> None:
    ward, form = begun(home)
    answer = ward.post("/inskriv", data=form | {"previous_case": "ZZZZZZZZ"})
    assert answer.status_code == 409
    assert "er enhet är inte på ärendet" in answer.text
    assert "Ek, Märta" in answer.text


def test_somebody_still_in_hospital_is_not_admitted_again(home: Region) -> None:
    ward, form = begun(home)
    new = new_ref(ward.post("/inskriv", data=form).headers["location"])
    answer = ward.post("/inskriv", data=form | {"key": "another"})
    assert answer.status_code == 409
    assert new in answer.text
