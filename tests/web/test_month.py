"""A coordinator's month: what both principals' coordinators see of it, take as settled, and what changes since."""

import re
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from lus.bootstrap import System
from lus.domain.calendar import DAY, day_of
from lus.store import clock
from tests.cases import (
    CENTRE,
    COORDINATOR,
    HOME_CARE,
    OTHER_COORDINATOR,
    OTHER_SOCIAL,
    REGION_COORDINATOR,
    SOCIAL,
    WARD,
    to,
)
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, header, ready
from tests.web.browsing import browser, count

NAME, NUMBER = "Dahl, Ivar", "189304152395"
TOWN, OTHER_TOWN = "0480", "0484"


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url, training=True)


def wind(system: System, days: int) -> None:
    with system.write() as connection:
        assert clock.wind(connection, timedelta(days=days))


def home(system: System, registry: Registry, **own: str) -> Recorder:
    """A stay of which the municipality pays for some days, told of in time, at home again."""
    stay = ready(system, registry, header(NAME, number=NUMBER, **own))
    stay("sip_called", CENTRE, form="home", meeting_at=system.clock() + 2 * DAY)
    wind(system, 7)
    at = system.clock()
    stay("discharged", WARD, manner="planned", destination="own_home", at=at)
    return stay


@pytest.fixture
def stay(system: System, registry: Registry) -> Recorder:
    return home(system, registry)


def at(system: System, unit: int) -> TestClient:
    client = browser(system)
    assert client.post("/logga-in/ovning", data={"konto": f"unit-{unit}"}).status_code == 303
    return client


def until_next_month(system: System) -> date:
    """Wind the clock until the month is over. The month's first day."""
    month = day_of(system.clock()).replace(day=1)
    while day_of(system.clock()).replace(day=1) == month:
        wind(system, 1)
    return month


def form(page: str) -> dict[str, str]:
    """What the settling form carries."""
    inside = re.search(r'<form method="post" action="/manad/avrakna">.*?</form>', page, re.DOTALL)
    assert inside, page
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', inside[0]))


def table(page: str, label: str) -> str:
    found = re.search(rf'<table [^>]*aria-labelledby="{label}">.*?</table>', page, re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize("unit", [COORDINATOR, REGION_COORDINATOR])
def test_each_principals_coordinator_sees_the_stay_with_days_and_kronor_and_nobody(
    system: System, stay: Recorder, unit: int
) -> None:
    page = at(system, unit).get("/manad").text
    assert stay.ref in table(page, "stays")
    days = int(re.search(r"<dt>Dygn att betala</dt><dd>(\d),00</dd>", page)[1])  # type: ignore[index]
    assert days in {3, 4}  # told before or after 12.00
    assert f"{days * 5},000 kronor".replace(",", "\N{NO-BREAK SPACE}") in page.replace("&nbsp;", "\N{NO-BREAK SPACE}")
    assert "övning, påhittat" in page
    for secret in (NAME, "Dahl", NUMBER, NUMBER[2:8]):
        assert secret not in page


def test_a_stay_with_two_payers_is_in_the_month_of_each_with_its_own_days(system: System, registry: Registry) -> None:
    """Ready in one municipality, worse again, and ready a week later as another's: for the region and for both."""
    stay = ready(system, registry, header(NAME, number=NUMBER))
    stay("admission_notified", WARD, receivers=to(OTHER_SOCIAL), expected_discharge_on=day_of(system.clock()) + DAY)
    stay("sip_called", CENTRE, form="home", meeting_at=system.clock() + 2 * DAY)
    wind(system, 6)
    stay("ready_withdrawn", WARD, reason="worse", receivers=to(SOCIAL, HOME_CARE, CENTRE))
    stay("registration_changed", WARD, code=OTHER_TOWN, from_on=day_of(system.clock()))
    judged = {"judged_at": system.clock(), "physician": "Anna Holm"}
    stay("ready_judged", WARD, physician="Anna Holm")
    stay("ready_notified", WARD, receivers=to(OTHER_SOCIAL, CENTRE), **judged)
    stay("sip_called", CENTRE, form="home", meeting_at=system.clock() + 2 * DAY, receivers=to(WARD, OTHER_SOCIAL))
    wind(system, 8)
    stay("discharged", WARD, manner="planned", destination="own_home", at=system.clock())
    asked = [f"kommun={town}&manad={day_of(system.clock()):%Y-%m}" for town in (TOWN, OTHER_TOWN)]
    region = at(system, REGION_COORDINATOR)
    shared = [region.get(f"/manad/csv?{one}").text for one in asked]
    for unit, one, same in zip((COORDINATOR, OTHER_COORDINATOR), asked, shared, strict=True):
        assert at(system, unit).get(f"/manad/csv?{one}").text == same
    (first, *_), (second, *_) = rows = [csv.splitlines()[1].split(";") for csv in shared]
    assert first == second == stay.ref
    assert [int(row[3]) for row in rows] == [6, 8]
    (told, _), (told_anew, _) = [(date.fromisoformat(row[1]), row) for row in rows]
    assert told_anew - told == 6 * DAY
    assert "betalar kommun 0484 för" in region.get(f"/manad?{asked[0]}").text
    so_far = region.get(f"/manad?{asked[1]}").text
    assert "Månaden pågår" in so_far
    assert "<dt>Medeltal hittills</dt><dd>8,00</dd>" in so_far
    until_next_month(system)
    over = region.get(f"/manad?{asked[1]}").text
    assert "Månaden pågår" not in over
    assert "<dt>Medeltal</dt><dd>8,00</dd>" in over


def test_others_have_none_of_it(system: System, stay: Recorder) -> None:
    elsewhere = at(system, OTHER_COORDINATOR).get(f"/manad?kommun={TOWN}").text
    assert stay.ref not in elsewhere
    assert "Här kommer de vistelser" in elsewhere
    for unit in (WARD, SOCIAL, CENTRE):
        assert at(system, unit).get("/manad").status_code == 403
    asked = f"kommun={TOWN}&manad=2026-01"
    assert at(system, OTHER_COORDINATOR).get(f"/manad/csv?{asked}").status_code == 404
    assert at(system, OTHER_COORDINATOR).get(f"/manad/pdf?{asked}").status_code == 404


def test_a_protected_persons_stay_is_in_no_month(system: System, registry: Registry) -> None:
    home(system, registry, protected="sekretessmarkering")
    assert "Här kommer de vistelser" in at(system, COORDINATOR).get("/manad").text


def test_a_month_that_is_not_over_is_not_settled(system: System, stay: Recorder, database_url: str) -> None:
    client = at(system, COORDINATOR)
    page = client.get("/manad").text
    assert "Månaden är inte slut än" in page
    month = f"{day_of(system.clock()):%Y-%m}"
    tried = client.post("/manad/avrakna", data={"kommun": TOWN, "manad": month, "key": "x" * 20, "visat": ""})
    assert tried.status_code == 409
    assert stay.ref in tried.text
    assert count(database_url, "settled_months") == 0


def test_both_settle_and_what_the_stays_say_otherwise_since_is_told_to_both(
    system: System, stay: Recorder, database_url: str
) -> None:
    month = until_next_month(system)
    town, region = at(system, COORDINATOR), at(system, REGION_COORDINATOR)
    address = f"/manad?kommun={TOWN}&manad={month:%Y-%m}"
    sent = form(town.get(address).text)
    for _ in range(2):  # clicked twice
        answer = town.post("/manad/avrakna", data=sent)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{address}&klart=1")
    assert "månaden är avräknad" in town.get(f"{address}&klart=1").text
    assert region.post("/manad/avrakna", data=form(region.get(address).text)).status_code == 303
    assert count(database_url, "settled_months") == 2
    page = region.get(address).text
    assert page.count("Avräknad ") == 2
    assert "Sedan dess" not in page
    assert "avräknat olika" not in page
    call = next(seq for seq in range(stay.version, 0, -1) if _kind(database_url, seq) == "sip_called")
    stay("voided", CENTRE, of=call, reason="correction", receivers=to(WARD, SOCIAL, HOME_CARE))
    for client in (town, region):
        page = client.get(address).text
        assert page.count(f"Ärende {stay.ref}: ") == 2
        assert "räknades inte (" in page
        assert stay.ref in table(page, "excluded")
    # What was settled stands as it was; what is settled anew is what stands now.
    assert town.post("/manad/avrakna", data=form(town.get(address).text)).status_code == 303
    assert "Parterna har avräknat olika" in region.get(address).text
    assert count(database_url, "settled_months") == 3


def _kind(url: str, seq: int) -> str:
    import psycopg

    with psycopg.connect(url) as owner:
        row = owner.execute("select kind from facts where seq = %s", [seq]).fetchone()
    assert row
    return str(row[0])


def test_figures_that_changed_since_the_page_was_fetched_are_not_settled(
    system: System, stay: Recorder, database_url: str
) -> None:
    month = until_next_month(system)
    client = at(system, COORDINATOR)
    sent = form(client.get(f"/manad?kommun={TOWN}&manad={month:%Y-%m}").text)
    answer = client.post("/manad/avrakna", data={**sent, "visat": "0" * 16})
    assert answer.status_code == 409
    assert "Siffrorna har ändrats" in answer.text
    assert stay.ref in answer.text
    assert count(database_url, "settled_months") == 0


def test_csv_and_pdf_hold_the_stays(system: System, stay: Recorder) -> None:
    month = day_of(system.clock())
    client = at(system, REGION_COORDINATOR)
    csv = client.get(f"/manad/csv?kommun={TOWN}&manad={month:%Y-%m}")
    assert csv.headers["content-type"].startswith("text/csv")
    head, row, *rest = csv.content.decode("utf-8-sig").splitlines()
    assert head.split(";")[0] == "Ärende"
    assert row.split(";")[0] == stay.ref
    assert rest == []
    pdf = client.get(f"/manad/pdf?kommun={TOWN}&manad={month:%Y-%m}")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
