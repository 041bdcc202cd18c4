"""The pages on a real database: what is recorded through them, what strangers see, what is kept when refused."""

import re
from dataclasses import dataclass

import pytest
from starlette.testclient import TestClient

from lus.bootstrap import System
from lus.domain.calendar import day_of
from lus.domain.derive import derive
from lus.domain.terms import Terms
from lus.queries import units
from lus.queries.case import case
from lus.web.app import create_app
from lus.web.pages import card
from lus.web.situation import Situation
from tests.cases import CENTRE, HOME_CARE, SOCIAL, STRANGER, WARD, to
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, header


@dataclass
class Region:
    """A region with a stay under way, and clients for its units."""

    system: System
    registry: Registry
    stay: Recorder

    def at(self, unit: int) -> TestClient:
        """The pages as somebody signed in at that unit meets them."""
        origin = "https://testserver"
        app = create_app(self.system)
        client = TestClient(app, base_url=origin, follow_redirects=False, headers={"origin": origin})
        assert client.post("/logga-in/ovning", data={"konto": f"unit-{unit}"}).headers["location"] == "/tavla"
        return client

    def looking(self, unit: int, ref: str) -> Situation:
        """The case as pages and prints are made of it for that unit."""
        with self.system.reading(self.registry.actors[unit], "Vård och behandling") as door:
            view = case(door, ref)
        assert view
        terms = Terms(self.system.law, view.terms_units)
        cards = {one: card(one, stored) for one, stored in view.units.items()}
        return Situation(ref, view.case, derive(view.case, terms), terms, unit, view.now, cards)


@pytest.fixture
def region(system: System, database_url: str) -> Region:
    registry = furnish(database_url, training=True)
    stay = Recorder(system, registry, header("Almqvist, Signe"))
    stay("admitted", WARD, registered_in="0480", care="somatic", legal_form="voluntary")
    stay("need_assessed", WARD, needed=True, principals=("municipality", "region"), pace="ordinary",
         physician="Anna Holm", person_says="Vill hem till katten.")  # fmt: skip
    return Region(system, registry, stay)


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the page's form."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def notify(region: Region) -> None:
    """The admission notice to all three."""
    notice = to(SOCIAL, HOME_CARE, CENTRE)
    day = day_of(region.system.clock())
    region.stay("admission_notified", WARD, receivers=notice, expected_discharge_on=day)


def test_nobody_signed_in_is_led_to_the_sign_in_page(client: TestClient) -> None:
    for path in ("/tavla", "/arende/7F3K2M9A", "/arende/7F3K2M9A/died"):
        answer = client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/logga-in?vidare={path}")


def test_the_board_shows_the_stay_and_its_next_act(region: Region) -> None:
    page = region.at(WARD).get("/tavla").text
    assert "Almqvist, Signe" in page
    assert f"/arende/{region.stay.ref}/admission_notified" in page
    assert "<title>Tavla" in page


def test_the_title_never_names_a_person(region: Region) -> None:
    for path in ("", "/died", "/nytt"):
        page = region.at(WARD).get(f"/arende/{region.stay.ref}{path}").text
        assert "Almqvist" not in page.split("</title>")[0]
        assert "Signe" in page


def test_a_stranger_finds_no_such_case(region: Region) -> None:
    for path in (f"/arende/{region.stay.ref}", f"/arende/{region.stay.ref}/died", f"/arende/{region.stay.ref}/nytt"):
        assert region.at(STRANGER).get(path).status_code == 404


def test_kvittera_is_one_click_from_the_board(region: Region) -> None:
    notify(region)
    board = region.at(SOCIAL).get("/tavla").text
    assert "Att kvittera" in board
    answer = region.at(SOCIAL).post(f"/arende/{region.stay.ref}/acknowledged", data=hidden(board))
    assert (answer.status_code, answer.headers["location"]) == (303, "/tavla")
    assert "Att kvittera" not in region.at(SOCIAL).get("/tavla").text


def test_the_same_click_twice_records_once(region: Region) -> None:
    notify(region)
    sent = hidden(region.at(SOCIAL).get("/tavla").text)
    for _ in range(2):
        assert region.at(SOCIAL).post(f"/arende/{region.stay.ref}/acknowledged", data=sent).status_code == 303
    page = region.at(WARD).get(f"/arende/{region.stay.ref}").text
    assert page.count("Inskrivningsmeddelande ·") >= 1


def test_utskrivningsklar_to_who_was_never_told_sends_both(region: Region) -> None:
    address = f"/arende/{region.stay.ref}/ready_notified"
    form = region.at(WARD).get(address).text
    assert "har inte fått inskrivningsmeddelande" in form
    day = day_of(region.system.clock()).isoformat()
    clock = re.search(r'name="judged_at_day" value="([0-9-]+)"', form)
    assert clock
    typed = {
        **hidden(form), "physician": "Anna <b>Holm</b>", "judged_at_day": clock[1], "judged_at_time": "00.00",
        "expected_discharge_on": day, "to": [str(SOCIAL), str(CENTRE)], "ground": "consent",
    }  # fmt: skip
    refused = region.at(WARD).post(address, data={**typed, "judged_at_time": "2530"})
    assert refused.status_code == 422
    assert "Rätta det här" in refused.text
    assert "Anna &lt;b&gt;Holm&lt;/b&gt;" in refused.text
    told = region.at(WARD).post(address, data=typed)
    assert told.status_code == 303
    page = region.at(SOCIAL).get(f"/arende/{region.stay.ref}").text
    assert page.index("Underrättelse om utskrivningsklar ·") < page.index("Inskrivningsmeddelande ·")


def test_what_follows_is_shown_without_recording(region: Region) -> None:
    notify(region)
    address = f"/arende/{region.stay.ref}/ready_notified"
    sent = {**hidden(region.at(WARD).get(address).text), "visa": "1", "physician": "", "to": str(SOCIAL)}
    shown = region.at(WARD).post(address, data=sent)
    assert shown.status_code == 200
    assert "svarar om mottagande" in shown.text
    assert "Rätta det här" not in shown.text


def test_the_impossible_answers_409_and_says_what_to_do(region: Region) -> None:
    notify(region)
    address = f"/arende/{region.stay.ref}/ready_withdrawn"
    answer = region.at(WARD).post(address, data={"reason": "worse"})
    assert answer.status_code == 409
    assert "Det går inte att skicka nu" in answer.text


def test_an_unknown_kind_and_a_wild_form_are_answered(region: Region) -> None:
    assert region.at(WARD).get(f"/arende/{region.stay.ref}/flown").status_code == 404
    wild = {
        "physician": "\x00",
        "judged_at_time": "٣٣",
        "to": "99999999999999999999",
        "version": "²",
        "of": "x",
        "key": "\n",
    }
    assert region.at(WARD).post(f"/arende/{region.stay.ref}/ready_notified", data=wild).status_code == 422


def test_what_else_can_be_begun_is_a_page_of_its_own_and_logged_as_read(region: Region) -> None:
    ward = region.at(WARD)
    assert f'href="/arende/{region.stay.ref}/nytt"' in ward.get(f"/arende/{region.stay.ref}").text
    page = ward.get(f"/arende/{region.stay.ref}/nytt").text
    assert f'href="/arende/{region.stay.ref}/ready_notified"' in page
    assert f'href="/arende/{region.stay.ref}/first_contact_made"' not in page
    region.stay("died", WARD)
    after_death = ward.get(f"/arende/{region.stay.ref}/nytt").text
    assert "Inget mer att göra just nu" in after_death


def test_a_municipality_has_its_name_before_any_unit_of_it_is_told(region: Region) -> None:
    assert re.search(r"folkbokförd i (?!kommun)\w", region.at(WARD).get(f"/arende/{region.stay.ref}").text)


def test_what_another_unit_has_to_do_is_not_counted(region: Region) -> None:
    """The number in the header reads the board: a unit that is not the actor's has no rows there."""
    notify(region)
    counted = {}
    for unit in (SOCIAL, STRANGER):
        with region.system.reading(region.registry.actors[unit], "Vård och behandling") as door:
            counted[unit] = units.to_do(door, SOCIAL)
            units.without_patients(door, "board")
    assert counted == {SOCIAL: units.ToDo(1, 1), STRANGER: units.ToDo(0, 0)}


@pytest.mark.parametrize("asked", ["unit=2", "municipality=0480", "status=planning&unit=3&overdue=&mine=", "unit=5"])
def test_filters_stand_in_the_address_and_can_be_cleared(region: Region, asked: str) -> None:
    notify(region)
    page = region.at(WARD).get(f"/tavla?{asked}").text
    assert "Urval: <b>" in page
    assert '<a href="/tavla">Rensa</a>' in page
    assert ("Almqvist, Signe" in page) is (asked != "unit=5" and "planning" not in asked)


def test_an_unknown_filter_is_said_and_shows_everything(region: Region) -> None:
    wild = "status=x&unit=999999999999999999999&municipality=0000&overdue=2&mine=x"
    page = region.at(WARD).get(f"/tavla?{wild}").text
    assert page.count("i adressen känns inte igen och används inte.") == 5
    assert "Almqvist, Signe" in page
