"""A question to a unit of another region: the form asks where it is, and keeps what was typed."""

import pytest

from lus.bootstrap import System
from lus.queries.case import case
from tests.cases import CENTRE, LISTED, SOCIAL, STRANGER
from tests.store.registry import furnish, unit_in
from tests.store.stays import Recorder, header
from tests.web.browsing import Form, invented
from tests.web.test_pages import Region
from tests.web.test_question import QUESTION, says

AWAY = unit_in(1, CENTRE)
COUNTY = "01"


@pytest.fixture
def region(system: System, database_url: str) -> Region:
    registry = furnish(database_url, 2, training=True)
    return Region(system, registry, Recorder(system, registry, header("Almqvist, Signe")))


def option(unit: int) -> str:
    return f'<option value="{unit}"'


def typed(form: Form, **own: str) -> dict[str, object]:
    whom = {"name": "Tindra Berg", "number": invented(241), "question": QUESTION, "ground": "consent"}
    return form.filled(**whom, **own)


def test_the_units_of_the_chosen_region_are_offered_and_nothing_typed_is_lost(region: Region) -> None:
    client = region.at(CENTRE)
    text = client.get("/fraga").text
    assert option(LISTED) in text
    assert option(AWAY) not in text
    form = Form(text)
    assert form.values["lan"] == ["04"]
    answer = client.post("/fraga", data=typed(form, lan=COUNTY, visa="1"))
    assert answer.status_code == 200
    assert option(AWAY) in answer.text
    assert option(LISTED) not in answer.text
    assert f"health_centre {AWAY}, provider 01" in answer.text, "whose it is"
    assert QUESTION in answer.text
    assert "nhsuk-error" not in answer.text
    again = Form(answer.text)
    assert (again.values["lan"], again.values["name"]) == ([COUNTY], ["Tindra Berg"])
    sent = client.post("/fraga", data=again.filled(to=str(AWAY)))
    assert sent.status_code == 303
    place = sent.headers["location"].partition("?")[0]
    assert QUESTION in region.at(AWAY).get(place).text


def test_a_unit_chosen_before_the_region_was_changed_still_stands(region: Region) -> None:
    client = region.at(CENTRE)
    form = Form(client.get("/fraga").text)
    answer = client.post("/fraga", data=typed(form, lan=COUNTY, to=str(LISTED)))
    assert answer.status_code == 303


def test_a_draft_comes_back_with_its_region(region: Region) -> None:
    client = region.at(CENTRE)
    form = Form(client.get("/fraga").text)
    answer = client.post("/fraga", data=typed(form, lan=COUNTY, to=""))
    assert answer.status_code == 422
    assert option(AWAY) in answer.text
    assert option(AWAY) in client.get("/fraga").text


def test_passed_on_to_another_region(region: Region) -> None:
    client = region.at(SOCIAL)
    form = Form(client.get("/fraga").text)
    sent = client.post("/fraga", data=typed(form, to=str(CENTRE)))
    place = sent.headers["location"].partition("?")[0]
    asked = region.at(CENTRE)
    address = f"{place}/coordination_answered"
    text = asked.get(f"{address}?of=1").text
    assert option(LISTED) in text
    assert option(AWAY) not in text
    there = asked.post(address, data=Form(text).filled(lan=COUNTY, visa="1", answer="passed_on"))
    assert there.status_code == 200
    assert option(AWAY) in there.text
    passed = Form(there.text).filled(next_unit=str(AWAY), why="not_our_area")
    without = asked.post(address, data=passed)
    assert without.status_code == 422
    assert "f-ground" in without.text, "another principal's: on what ground?"
    assert asked.post(address, data={**passed, "ground": "consent"}).status_code == 303
    with region.system.reading(region.registry.actors[CENTRE], "Vård och behandling") as door:
        found = case(door, place.removeprefix("/arende/"))
    assert found
    assert {one.unit: one.ground for one in found.case.facts[-1].receivers} == {SOCIAL: None, AWAY: "consent"}
    assert QUESTION in region.at(AWAY).get(place).text
    assert says(region, AWAY, place, answer="taken") == 303


@pytest.mark.parametrize("lan", ["99", "", "01'", "0180"])
def test_a_wild_region_is_ones_own(region: Region, lan: str) -> None:
    client = region.at(CENTRE)
    answer = client.post("/fraga", data=typed(Form(client.get("/fraga").text), lan=lan, visa="1"))
    assert option(LISTED) in answer.text


def test_a_unit_that_is_none_is_refused(region: Region) -> None:
    client = region.at(CENTRE)
    for unit in ("0", "999999", "9999999999", "x", str(STRANGER + 1)):
        answer = client.post("/fraga", data=typed(Form(client.get("/fraga").text), to=unit))
        assert answer.status_code == 422, unit
