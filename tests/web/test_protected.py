"""Protected identity in the pages: a party that is not named reads the case, and not who it is or where."""

import pytest

from lus.web.patient import HIDDEN
from tests.cases import CENTRE, HOME_CARE, SOCIAL, WARD
from tests.web.browsing import Form, clock_of
from tests.web.test_pages import Region, notify, region

__all__ = ["region"]

NUMBER = "18940312-2010"
TELLS = (
    "Almqvist",
    "Signe",
    NUMBER,
    "189403122010",
    "Person 1",
    "ward 1",
    "social_services 2",
    "health_centre 4",
    "0480",
)
"""Who it is, and where."""


@pytest.fixture
def marked(region: Region) -> Region:
    """The ward has told three units, and then marked the patient through the form, naming the social services."""
    notify(region)
    ward, address = region.at(WARD), f"/arende/{region.stay.ref}/protection_marked"
    form = Form(ward.get(address).text)
    typed = form.filled(**clock_of(region.system), protection="sekretessmarkering", named=[str(SOCIAL)])
    assert ward.post(address, data=typed).status_code == 303
    return region


def test_no_page_tells_a_party_that_is_not_named_who_it_is_or_where(marked: Region) -> None:
    client, case = marked.at(HOME_CARE), f"/arende/{marked.stay.ref}"
    found = client.post("/sok", data={"sok": marked.stay.ref})
    assert found.headers["location"] == case, "who has the reference finds the case"
    kinds = ("message_sent", "planning_noted", "handover_answered", "forwarded", "party_added", "deviation_reported")
    for path in ("/tavla", "/inkorg", case, f"{case}/nytt", *(f"{case}/{kind}" for kind in kinds)):
        page = client.get(path).text
        assert HIDDEN in page or path == "/inkorg", path
        assert [told for told in TELLS if told in page] == [], path
    page = client.get(case).text
    assert "Inskrivningsmeddelande" in page
    assert "Vårdavdelning" in page
    assert "Kvittera" in page
    assert 'class="lock"' in page


def test_a_search_by_name_or_number_finds_it_for_the_named_alone(marked: Region) -> None:
    for unit, finds in ((SOCIAL, True), (WARD, True), (HOME_CARE, False), (CENTRE, False)):
        answer = marked.at(unit).post("/sok", data={"sok": NUMBER})
        assert (answer.headers["location"] == f"/arende/{marked.stay.ref}") is finds


def test_who_is_named_reads_the_name_and_is_told_what_handing_on_means(marked: Region) -> None:
    page = marked.at(SOCIAL).get(f"/arende/{marked.stay.ref}").text
    assert "Signe Almqvist" in page
    assert "Skyddade personuppgifter" in page
    form = marked.at(WARD).get(f"/arende/{marked.stay.ref}/admission_notified").text
    assert "får veta vem personen är" in form


def test_who_is_not_named_is_refused_with_what_to_do(marked: Region) -> None:
    client, address = marked.at(HOME_CARE), f"/arende/{marked.stay.ref}/protection_ended"
    answer = client.post(address, data=Form(client.get(address).text).filled(**clock_of(marked.system)))
    assert answer.status_code == 409
    assert "Identiteten är skyddad också för er enhet" in answer.text
    assert "Skydda personuppgifter" not in client.get(f"/arende/{marked.stay.ref}/nytt").text


def test_a_number_with_a_wrong_digit_is_refused_at_its_field_and_kept(region: Region) -> None:
    client, address = region.at(WARD), f"/arende/{region.stay.ref}/identity_linked"
    form = Form(client.get(address).text).filled(**clock_of(region.system), number_kind="personnummer")
    answer = client.post(address, data=form | {"number": "19121212-1213"})
    assert answer.status_code == 422
    assert "kontrollsiffran stämmer inte" in answer.text
    assert "19121212-1213" in answer.text
    assert client.post(address, data=form | {"number": "19121212-1212"}).status_code == 303
    assert "19121212-1212, även 18940312-2010" in client.get(f"/arende/{region.stay.ref}").text
