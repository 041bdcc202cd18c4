"""A coordinator's month: what both principals' coordinators see of it, take as settled, and what changes since."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from lus.bootstrap import System
from lus.domain.calendar import DAY, day_of
from lus.law import loader
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
from tests.store.registry import Registry, furnish, unit_in
from tests.store.stays import NEED, Recorder, header, ready
from tests.web.browsing import browser, count

NAME, NUMBER = "Dahl, Ivar", "189304152395"
REGION, TOWN, OTHER_TOWN = "04", "0480", "0484"


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
    asked = [f"region={REGION}&kommun={town}&manad={day_of(system.clock()):%Y-%m}" for town in (TOWN, OTHER_TOWN)]
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


NACKA, STOCKHOLM = "0182", "01"
NACKA_SOCIAL, NACKA_COORDINATOR = unit_in(1, OTHER_SOCIAL), unit_in(1, OTHER_COORDINATOR)
STOCKHOLM_WARD, STOCKHOLM_CENTRE = unit_in(1, WARD), unit_in(1, CENTRE)


@pytest.fixture
def counties(database_url: str) -> Registry:
    return furnish(database_url, regions=2, training=True)


@pytest.fixture
def priced(system: System, tmp_path: Path) -> System:
    """The installation with an amount for every year that the test may reach."""
    years = range(day_of(system.clock()).year, day_of(system.clock()).year + 2)
    rates = [
        f'[[rate]]\nvalue = 12000\nunit = "SEK"\nfrom = {year}-01-01\nto = {year}-12-31\n'
        'source = "invented for a test"\nconfidence = "inferred"\n'
        for year in years
    ]
    (tmp_path / "rates.toml").write_text("\n".join(rates), encoding="utf-8")
    law = loader.load(tmp_path)
    return replace(system, read_law=lambda: law)


def nackas(system: System, registry: Registry, ward: int, centre: int) -> Recorder:
    """A resident of Nacka at a ward, told of in time, called, utskrivningsklar."""
    stay = Recorder(system, registry, header(NAME, number=NUMBER))
    now = system.clock()
    begun = now - DAY + timedelta(minutes=5)
    stay("admitted", ward, registered_in=NACKA, at=begun)
    stay("need_assessed", ward, **NEED, at=begun)
    both = to(NACKA_SOCIAL, centre)
    stay("admission_notified", ward, receivers=both, expected_discharge_on=day_of(now) + DAY)
    stay("ready_judged", ward, physician="Anna Holm")
    stay("ready_notified", ward, receivers=both, judged_at=now, physician="Anna Holm")
    stay("sip_called", centre, form="home", meeting_at=now + 2 * DAY, receivers=to(ward, NACKA_SOCIAL))
    return stay


def test_a_stay_in_another_countys_ward_is_between_that_region_and_the_municipality(
    priced: System, counties: Registry, database_url: str
) -> None:
    """Nacka's own county has an agreement with it, and Sörmland has none: its ward's days are paid by the statute."""
    system = priced
    far = nackas(system, counties, WARD, CENTRE)
    near = nackas(system, counties, STOCKHOLM_WARD, STOCKHOLM_CENTRE)
    wind(system, 7)
    for stay, ward in ((far, WARD), (near, STOCKHOLM_WARD)):
        stay("discharged", ward, manner="planned", destination="own_home", at=system.clock())
    month = until_next_month(system)
    address = f"/manad?region={REGION}&kommun={NACKA}&manad={month:%Y-%m}"
    town, region = at(system, NACKA_COORDINATOR), at(system, REGION_COORDINATOR)
    for client in (town, region):
        page = client.get(address).text
        assert "enligt lagen (2017:612)" in page
        assert "överenskommelse" not in page
        assert far.ref in table(page, "stays")
        assert near.ref not in page
        days = int(re.search(r"<dt>Dygn att betala</dt><dd>(\d),00</dd>", page)[1])  # type: ignore[index]
        assert days in {3, 4}  # told before or after 12.00
        assert f"<dt>Summa</dt><dd>{days * 12}\N{NO-BREAK SPACE}000 kronor</dd>" in page
        settlers = re.findall(r"<h3>(provider \d+)</h3>", page)
        assert settlers == [f"provider {REGION}", f"provider {NACKA}"]
    # The own county's month is another's, under its agreement.
    home = town.get(address.replace(f"region={REGION}", f"region={STOCKHOLM}")).text
    assert "enligt överenskommelsen" in home
    assert far.ref not in home
    assert f"<h3>provider {STOCKHOLM}</h3>" in home
    # Each is chosen from the other; a region's coordinator has its own alone.
    assert re.search(rf'<option value="{REGION}" selected>provider {REGION}</option>', town.get(address).text)
    assert f'<option value="{REGION}">provider {REGION}</option>' in town.get("/manad").text
    assert '<select id="region"' not in region.get(address).text
    asked = address.replace("/manad", "/manad/csv").replace(f"region={REGION}", f"region={STOCKHOLM}")
    assert region.get(asked).status_code == 404
    # Settled is what is between the two.
    for client in (town, region):
        assert client.post("/manad/avrakna", data=form(client.get(address).text)).status_code == 303
    assert town.get(address).text.count("Avräknad ") == region.get(address).text.count("Avräknad ") == 2
    assert "Avräknad " not in at(system, unit_in(1, REGION_COORDINATOR)).get("/manad").text
    assert count(database_url, "settled_months") == 2


def test_others_have_none_of_it(system: System, stay: Recorder) -> None:
    elsewhere = at(system, OTHER_COORDINATOR).get(f"/manad?kommun={TOWN}").text
    assert stay.ref not in elsewhere
    assert "Här kommer de vistelser" in elsewhere
    for unit in (WARD, SOCIAL, CENTRE):
        assert at(system, unit).get("/manad").status_code == 403
    asked = f"region={REGION}&kommun={TOWN}&manad=2026-01"
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
    tried = client.post(
        "/manad/avrakna", data={"region": REGION, "kommun": TOWN, "manad": month, "key": "x" * 20, "visat": ""}
    )
    assert tried.status_code == 409
    assert stay.ref in tried.text
    assert count(database_url, "settled_months") == 0


def test_both_settle_and_what_the_stays_say_otherwise_since_is_told_to_both(
    system: System, stay: Recorder, database_url: str
) -> None:
    month = until_next_month(system)
    town, region = at(system, COORDINATOR), at(system, REGION_COORDINATOR)
    address = f"/manad?region={REGION}&kommun={TOWN}&manad={month:%Y-%m}"
    sent = form(town.get(address).text)
    for _ in range(2):  # clicked twice
        answer = town.post("/manad/avrakna", data=sent)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{address}&klart=1")
    told = town.get(f"{address}&klart=1").text
    assert "månaden är avräknad" in told
    assert "Er avräkning gäller siffrorna ovan" in told, "there is nothing to settle again"
    assert "/manad/avrakna" not in told
    assert f"Avräkna för provider {REGION}" in region.get(address).text
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
    csv = client.get(f"/manad/csv?region={REGION}&kommun={TOWN}&manad={month:%Y-%m}")
    assert csv.headers["content-type"].startswith("text/csv")
    head, row, *rest = csv.content.decode("utf-8-sig").splitlines()
    assert head.split(";")[0] == "Ärende"
    assert row.split(";")[0] == stay.ref
    assert head.split(";")[-2:] == ["Region", "Kommun"]
    assert row.split(";")[-2:] == [f"provider {REGION}", f"provider {TOWN}"]
    assert rest == []
    pdf = client.get(f"/manad/pdf?region={REGION}&kommun={TOWN}&manad={month:%Y-%m}")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
