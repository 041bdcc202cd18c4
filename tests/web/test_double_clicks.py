"""What is done with one click, clicked twice: one fact, and a page that says that it is done."""

import re

import pytest
from starlette.testclient import TestClient

from lus.usecases.outcomes import Recorded
from lus.words import KIND, inside
from tests.cases import CENTRE, HOME_CARE, REGION_COORDINATOR, SOCIAL, WARD, to
from tests.web.browsing import Form, clock_of, count
from tests.web.test_pages import Region, notify, region

__all__ = ["region"]

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@pytest.fixture
def told(region: Region) -> Region:
    """A region whose stay all three know of; the social services ask home care to take over their planning note."""
    notify(region)
    duty = f"write_planning_note:3:{SOCIAL}"
    region.stay("duty_offered", SOCIAL, duty=duty, reason="Hör till er", receivers=to(HOME_CARE))
    region.stay("party_added", WARD, party=REGION_COORDINATOR, reason="Följer")
    region.stay("duty_taken", CENTRE, duty=f"appoint_care_contact:3:{CENTRE}")
    return region


def clicked_twice(client: TestClient, page: str, kind: str, told: Region, url: str) -> None:
    """The page's button of that kind, as a browser sends it twice: both are answered, the second is what is shown."""
    action = f"/arende/{told.stay.ref}/{kind}"
    found = re.search(rf'<form method="post" action="{action}">(.*?)</form>', client.get(page).text, re.DOTALL)
    assert found, kind
    sent = dict(HIDDEN.findall(found[1]))
    before = count(url, "facts")
    first, second = (client.post(action, data=sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert count(url, "facts") == before + 1
    shown = client.get(second.headers["location"])
    assert shown.status_code == 200
    assert 'role="alert"' not in shown.text
    assert page == "/tavla" or f"Klart: {inside(KIND[kind])}." in shown.text


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        (SOCIAL, "acknowledged"),
        (WARD, "duty_taken"),
        (CENTRE, "duty_released"),
        (HOME_CARE, "duty_accepted"),
        (WARD, "reminded"),
        (REGION_COORDINATOR, "reminded"),
    ],
)
def test_clicked_twice_on_the_case_it_is_done_once_and_said_so(
    told: Region, database_url: str, unit: int, kind: str
) -> None:
    clicked_twice(told.at(unit), f"/arende/{told.stay.ref}", kind, told, database_url)


def test_kvittera_clicked_twice_on_the_board(told: Region, database_url: str) -> None:
    clicked_twice(told.at(SOCIAL), "/tavla", "acknowledged", told, database_url)


def test_kvittera_clicked_twice_in_the_inbox(told: Region, database_url: str) -> None:
    social = told.at(SOCIAL)
    page = social.get("/inkorg").text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    before = count(database_url, "facts")
    sent = {"key": key[1], "en": f"{told.stay.ref}.3"}
    first, second = (social.post("/inkorg", data=sent) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert "Klart: ni har kvitterat" in social.get(second.headers["location"]).text
    assert count(database_url, "facts") == before + 1


def test_a_form_that_only_goes_once_sent_twice(told: Region, database_url: str) -> None:
    ward, address = told.at(WARD), f"/arende/{told.stay.ref}/died"
    typed = Form(ward.get(address).text).filled(**clock_of(told.system))
    before = count(database_url, "facts")
    answers = [ward.post(address, data=typed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert count(database_url, "facts") == before + 1


def test_somebody_elses_click_is_told_as_theirs(told: Region, database_url: str) -> None:
    """Another page's button, with a key of its own: the act was possible once, and the page says by whom and when."""
    social, address = told.at(SOCIAL), f"/arende/{told.stay.ref}"
    forms = [re.search(rf'action="{address}/acknowledged">(.*?)</form>', social.get(address).text, re.DOTALL)
             for _ in range(2)]  # fmt: skip
    sent = [dict(HIDDEN.findall(form[1])) for form in forms if form]
    assert social.post(f"{address}/acknowledged", data=sent[0]).status_code == 303
    before = count(database_url, "facts")
    second = social.post(f"{address}/acknowledged", data=sent[1])
    assert second.status_code == 409
    assert "Redan kvitterat" in second.text
    assert "Ni behöver inte göra något mer." in second.text
    assert count(database_url, "facts") == before


def test_another_persons_key_is_not_taken_for_ones_own(told: Region) -> None:
    """A key that gave somebody else's fact does not make one's own impossible act look done."""
    done = told.stay.tries("acknowledged", told.registry.actors[SOCIAL], of=3, key="theirs")
    assert isinstance(done, Recorded)
    answer = told.at(CENTRE).post(f"/arende/{told.stay.ref}/acknowledged", data={"of": "1", "key": "theirs"})
    assert answer.status_code == 409
