"""Questions that were passed on: counted per pair of units for their coordinators, with the way of each."""

import re
from datetime import timedelta

from lus.store import clock
from tests.cases import CENTRE, COORDINATOR, LISTED, OTHER_COORDINATOR, REGION_COORDINATOR, SOCIAL
from tests.web.test_pages import Region, region
from tests.web.test_question import QUESTION, asked, says

__all__ = ["region"]

HERE = "/lamnade-vidare"


def page(region: Region, unit: int, query: str = "") -> str:
    answer = region.at(unit).get(f"{HERE}{query}")
    assert answer.status_code == 200
    text: str = answer.text
    return text


def bounced(region: Region, **typed: str) -> str:
    """Asked by social services, passed on by the health centre and passed back."""
    place = asked(region, by=SOCIAL, to=CENTRE, **typed)
    assert says(region, CENTRE, place, answer="passed_on", next_unit=str(LISTED), why="not_our_age") == 303
    assert says(region, LISTED, place, answer="passed_on", next_unit=str(CENTRE), why="not_our_area") == 303
    return place


def cells(text: str) -> list[list[str]]:
    """The table's rows as plain text."""
    rows = text.partition("<tbody")[2].partition("</tbody>")[0].split("<tr ")[1:]
    return [[re.sub(r"<[^>]+>", " ", cell).split(">", 1)[-1].strip() for cell in row.split("<t")[1:]] for row in rows]


def test_a_question_answered_by_who_was_asked_is_not_in_it(region: Region) -> None:
    place = asked(region, by=SOCIAL, to=CENTRE)
    assert says(region, CENTRE, place, answer="answered", text="Ja.") == 303
    shown = page(region, REGION_COORDINATOR)
    assert "Ingen fråga har lämnats vidare" in shown
    assert place.removeprefix("/arende/") not in shown


def test_counted_per_pair_and_each_way_for_both_principals_coordinators(region: Region) -> None:
    bounced(region)
    bounced(region)
    for unit in (REGION_COORDINATOR, COORDINATOR):
        shown = page(region, unit)
        assert "4 gånger mellan 1 par av enheter" in shown
        ((name, times, ways, questions, *_),) = cells(shown)
        assert f"health_centre {CENTRE} och health_centre {LISTED}" in name
        assert (times, questions) == ("4", "2")
        assert f"{CENTRE} till {LISTED}: 2" in ways
        assert f"{LISTED} till {CENTRE}: 2" in ways
    assert "Ingen fråga" in page(region, OTHER_COORDINATOR)


def test_the_way_says_who_when_and_why_and_not_the_question(region: Region) -> None:
    place = bounced(region)
    assert says(region, REGION_COORDINATOR, place, next_unit=str(LISTED), why="other_better") == 303
    shown = page(region, REGION_COORDINATOR, f"?par={CENTRE}-{LISTED}")
    told = [
        f"{SOCIAL} frågade {CENTRE}",
        f"{CENTRE} lämnade frågan till {LISTED}: personens ålder",
        f"{LISTED} lämnade frågan till {CENTRE}: bor utanför vårt område",
        f"{REGION_COORDINATOR} avgjorde att {LISTED} svarar: en annan enhet är bättre rustad",
        f"{LISTED} har frågan sedan",
    ]
    places = [shown.index(text) for text in told]
    assert places == sorted(places)
    assert f'href="{place}"' in shown, "it is on the case since the second time"
    assert QUESTION not in shown
    assert "Tindra" not in shown
    other = page(region, COORDINATOR, f"?par={LISTED}-{CENTRE}")
    assert told[3] in other
    assert f'href="{place}"' not in other, "a coordinator that is not on the case reads the way of the question alone"
    assert says(region, LISTED, place, answer="taken") == 303
    assert f"{LISTED} tog sig an det" in page(region, COORDINATOR, f"?par={CENTRE}-{LISTED}")


def test_a_protected_persons_question_is_counted_nowhere(region: Region) -> None:
    bounced(region, protected="sekretessmarkering")
    assert "Ingen fråga" in page(region, REGION_COORDINATOR)


def test_what_is_voided_or_protected_afterwards_is_counted_no_more(region: Region) -> None:
    place = bounced(region)
    client = region.at(LISTED)
    key = re.findall(r'name="key" value="([^"]+)"', client.get(f"{place}/voided?of=3").text)[-1]
    sent = {"of": "3", "reason": "correction", "key": key}
    assert client.post(f"{place}/voided", data=sent).status_code == 303
    assert "1 gång mellan 1 par" in page(region, REGION_COORDINATOR)
    marked = {"protection": "sekretessmarkering", "key": "another"}
    assert region.at(SOCIAL).post(f"{place}/protection_marked", data=marked).status_code == 303
    assert "Ingen fråga" in page(region, REGION_COORDINATOR)


def test_only_so_far_back_as_chosen(region: Region) -> None:
    bounced(region)
    with region.system.write() as connection:
        assert clock.wind(connection, timedelta(days=40))
    assert "2 gånger" in page(region, REGION_COORDINATOR, "?tid=90")
    assert "Ingen fråga" in page(region, REGION_COORDINATOR, "?tid=30")
    for wild in ("?tid=x&par=1", "?tid=-1&par=7-%2B8", "?par=99999999999-1", "?par=1-9"):
        assert "2 gånger" in page(region, REGION_COORDINATOR, wild)


def test_coordinators_alone_open_it(region: Region) -> None:
    assert region.at(CENTRE).get(HERE).status_code == 403
    assert HERE not in region.at(CENTRE).get("/tavla").text
    assert f'href="{HERE}"' in region.at(REGION_COORDINATOR).get("/tavla").text
