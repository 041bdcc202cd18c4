"""Whatever somebody writes is text: markup in every content field of every kind, letters from the right, long names."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from lus.domain.facts import KINDS
from lus.integrations.pdf import PatientInformation, patient_information
from lus.paths import beside
from lus.web.marks import isolated
from tests.cases import CENTRE, HOME_CARE, REGION_COORDINATOR, SOCIAL, WARD, to
from tests.web.browsing import Form, count
from tests.web.samples import NOW
from tests.web.test_bad_input import admission
from tests.web.test_content import STEPS, Planter
from tests.web.test_forms import unhurried
from tests.web.test_pages import Region, region

__all__ = ["region"]

MARKUP = "<img src=x onerror=alert(1)>{{7*7}}\"'&amp;"
ESCAPED = "&lt;img src=x onerror=alert(1)&gt;{{7*7}}&#34;&#39;&amp;amp;"
NAME = f"Björk {MARKUP}, Elsa"
HEBREW = "כהן, שרה"


class Hostile(Planter):
    """Writes markup before every word."""

    def word(self, what: str) -> str:
        return MARKUP + super().word(what)


def sought(client: TestClient, typed: str) -> str:
    """The page that a search leads to."""
    return client.post("/sok", data={"sok": typed}, follow_redirects=True).text


def hostile_names(planter: Planter) -> dict[str, Any]:
    """The header's own texts."""
    return {name: planter.word(name) for name in ("address", "phone")}


@pytest.fixture
def planter(region: Region) -> Planter:
    made = Hostile(region)
    made.admit(name=NAME, **hostile_names(made))
    made.live(STEPS)
    return made


def test_markup_in_every_field_of_every_kind_is_text_on_every_page(planter: Planter, region: Region) -> None:
    # What only a coordinator writes, and a ward to it.
    region.stay.case, region.stay.version = planter.ref, 99
    place = f"/arende/{planter.ref}"
    for unit in (WARD, SOCIAL, CENTRE, HOME_CARE):
        client = planter.at(unit)
        pages = [place, f"{place}/nytt", "/tavla", "/inkorg", *(f"{place}/{kind}" for kind in KINDS)]
        pages += [f"{place}/{kind}?of={seq}" for kind in ("voided", "message_sent") for seq in range(1, 45, 3)]
        for page in pages:
            assert "<img" not in client.get(page).text, (unit, page)
        found = sought(client, "Björk")
        assert "<img" not in found
        assert ESCAPED in found
        for kind in KINDS:
            assert "<img" not in client.post(f"{place}/{kind}", data={"of": MARKUP, "duty": MARKUP, "to": MARKUP}).text
        assert "<img" not in sought(client, MARKUP)
    shown = planter.at(WARD).get(place).text
    for word, what in planter.words.items():
        kind = what.split()[0]
        assert f"{ESCAPED}{word}" in shown or kind in {"duty_offered", "duty_declined", "forwarded"}, what
    assert ESCAPED in planter.at(WARD).get("/tavla?status=discharged").text


def test_markup_in_what_a_coordinator_writes_is_text_in_its_list_and_on_the_case(region: Region) -> None:
    region.stay("party_added", WARD, party=REGION_COORDINATOR, reason=MARKUP)
    duty = f"notify_admission:2:{WARD}"
    for kind in ("escalated", "noted"):
        region.stay(kind, REGION_COORDINATOR, duty=duty, text=MARKUP)
    for unit, page in ((REGION_COORDINATOR, "/tavla"), (REGION_COORDINATOR, ""), (WARD, "")):
        shown = region.at(unit).get(page or f"/arende/{region.stay.ref}").text
        assert "<img" not in shown
        assert page or ESCAPED in shown


def test_the_patients_sheet_prints_markup_as_text_and_any_letter_somehow(region: Region) -> None:
    region.stay(
        "patient_informed", WARD, summary=f'{MARKUP}\n#panic("x") $x$ *b* @a <x> ```\nשרה 18 王 😀 ሰላም', printed=True
    )
    sheet = region.at(WARD).get(f"/arende/{region.stay.ref}/patientinformation/3")
    assert (sheet.status_code, sheet.content[:5]) == (200, b"%PDF-")


@unhurried
@given(anything=st.text(max_size=40))
def test_any_text_at_all_gives_a_sheet(anything: str) -> None:
    given_ = PatientInformation(anything, "Avd 3", "016-00 00 00", NOW, anything, contact=anything)
    assert patient_information(beside("templates") / "print", given_).startswith(b"%PDF-")


def test_a_name_from_the_right_is_kept_apart_from_the_number_beside_it(region: Region) -> None:
    answer = region.at(WARD).post("/inskriv", data=admission(region, name=HEBREW, next_of_kin="فاطمة 070-123"))
    place = answer.headers["location"].partition("?")[0]
    region.stay.case = place.removeprefix("/arende/")
    region.stay("need_assessed", WARD, needed=True, principals=("region",), physician="שרה", person_says="שלום")
    region.stay("admission_notified", WARD, receivers=to(CENTRE), expected_discharge_on=NOW.date().replace(year=2027))
    ward, centre = region.at(WARD), region.at(CENTRE)
    assert "<h1><bdi>שרה כהן</bdi></h1>" in ward.get(place).text
    assert 'Närstående: <bdi>فاطمة <bdi dir="ltr">070-123</bdi></bdi>' in ward.get(place).text
    assert '<dd dir="auto"><bdi>שלום</bdi></dd>' in ward.get(place).text
    for page in (f"{place}/died", f"{place}/nytt"):
        assert "<bdi>שרה כהן</bdi> · " in ward.get(page).text
    for client, page in ((ward, "/tavla"), (centre, "/tavla"), (centre, "/inkorg")):
        assert f"<bdi>{HEBREW}</bdi>" in client.get(page).text
    assert f"<bdi>{HEBREW}</bdi>" in sought(ward, "שרה")
    # What is typed from the right is shown so while it is typed.
    assert 'dir="auto"' in ward.get(f"{place}/message_sent").text.partition('name="text"')[2][:200]


def test_marks_that_turn_the_text_after_them_are_refused_and_the_rest_kept(region: Region, database_url: str) -> None:
    before = count(database_url, "facts")
    answer = region.at(WARD).post("/inskriv", data=admission(region, name="Elsa\u202e Björk", room="sal 4"))
    assert answer.status_code == 422
    assert "osynliga styrtecken" in answer.text
    assert Form(answer.text).values["room"] == ["sal 4"]
    assert count(database_url, "facts") == before


def test_a_name_of_three_hundred_characters_is_asked_for_again_and_kept(region: Region, database_url: str) -> None:
    before = count(database_url, "facts")
    long = "Wolfeschlegelsteinhausenbergerdorff" * 9
    answer = region.at(WARD).post("/inskriv", data=admission(region, name=long[:300]))
    assert answer.status_code == 422
    assert "300" in answer.text
    assert Form(answer.text).values["name"] == [long[:300]]
    assert count(database_url, "facts") == before
    assert region.at(WARD).post("/inskriv", data=admission(region, name=long[:200])).status_code == 303


def test_what_is_ascii_or_from_the_left_is_left_as_it_is() -> None:
    assert isolated("Elsa <b>Björk</b>") == "Elsa <b>Björk</b>"
    assert isolated("שרה +46 70-1 2") == '<bdi>שרה <bdi dir="ltr">+46 70-1 2</bdi></bdi>'
    assert isolated("<b>שרה</b>") == "<bdi>&lt;b&gt;שרה&lt;/b&gt;</bdi>"
