"""Protected identity in the pages: a party that is not named reads the case, and not who it is or where."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from lus.store import clock
from lus.web.patient import HIDDEN
from tests.cases import CENTRE, HOME_CARE, SOCIAL, WARD, to
from tests.web.browsing import Form, clock_of, owner
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


def test_a_call_tells_no_unit_whose_plan_it_is_that_may_not_know_on_the_stay(region: Region, database_url: str) -> None:
    notify(region)
    region.stay("protection_marked", WARD, protection="sekretessmarkering", named=(SOCIAL, CENTRE))
    case, caller = f"/arende/{region.stay.ref}/sip_called", region.at(CENTRE)
    typed = {**clock_of(region.system, 7 * 24 * 60), "form": "video", "to": [str(SOCIAL), str(HOME_CARE)]}
    typed |= {"meeting_at_day": typed["at_day"], "meeting_at_time": "13.00"}
    form = Form(caller.get(case).text)
    assert caller.post(case, data=form.filled(**typed)).status_code == 303
    with owner(database_url) as connection:
        named, ref = connection.execute(
            text("select named_units, ref from patients join cases on id = case_id where kind = 'plan'")
        ).one()
    assert sorted(named) == [SOCIAL, CENTRE]
    page = region.at(HOME_CARE).get(f"/arende/{ref}").text
    assert HIDDEN in page
    assert [told for told in TELLS if told in page] == []
    assert "Signe" in region.at(SOCIAL).get(f"/arende/{ref}").text


def test_a_party_that_is_not_named_learns_nothing_from_lists_events_or_tags(region: Region, database_url: str) -> None:
    """No unit but its own to choose among, no name and phone of the care contact, no day of liability."""
    notify(region)
    stay = region.stay
    contact = {"name": "Kim Kontakt", "role": "Sjuksköterska", "phone": "016-4711"}
    stay("care_contact_appointed", CENTRE, **contact, receivers=to(WARD, HOME_CARE))
    stay("ready_notified", WARD, receivers=to(SOCIAL, HOME_CARE, CENTRE), judged_at=region.system.clock(),
         physician="Anna Holm")  # fmt: skip
    stay("sip_called", CENTRE, meeting_at=region.system.clock() + timedelta(days=5), form="video")
    stay("protection_marked", WARD, protection="sekretessmarkering", named=(SOCIAL,))
    with region.system.write() as connection:
        assert clock.wind(connection, timedelta(days=6))
    case = f"/arende/{stay.ref}"
    client = region.at(HOME_CARE)
    assert "Kim Kontakt" in region.at(WARD).get(case).text
    with owner(database_url) as connection:
        units = connection.execute(text("select name from units where id not in (3, 8)")).scalars().all()
    for path in ("/tavla", case, f"{case}/nytt", f"{case}/party_added", f"{case}/forwarded"):
        page = client.get(path).text
        told = [*TELLS, "Kim Kontakt", "016-4711", "Betalningsansvar dag", "Betalningsansvar:", *units]
        assert [one for one in told if re.search(rf"{re.escape(one)}(?!\d)", page)] == [], path
    assert "/party_added" not in client.get(f"{case}/nytt").text


def test_who_is_to_know_is_asked_for_openly_and_who_no_longer_will_is_said(region: Region) -> None:
    notify(region)
    ward, address = region.at(WARD), f"/arende/{region.stay.ref}/protection_marked"
    asked = ward.get(address).text
    assert 'name="named"' in asked.partition("Fler uppgifter")[0]
    assert "har åtgärder kvar" in asked
    typed = Form(asked).filled(
        **clock_of(region.system), protection="sekretessmarkering", named=[str(SOCIAL)], visa="1"
    )
    said = ward.post(address, data=typed).text
    assert "Ser inte längre vem personen är: 3, 4." in said
    assert "Har åtgärder kvar utan att få veta vem det gäller: 3, 4." in said
    assert "Inga nya åtgärder" not in said


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
