"""*Försenade SIP*: what is late by kind, narrowed and cleared many rows at a time; what plans come to; files."""

import io
import re
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from starlette.testclient import TestClient

from lus.bootstrap import System
from lus.domain.calendar import day_of
from lus.integrations import spreadsheet
from lus.store import clock
from tests.cases import CENTRE, COORDINATOR, HOME_CARE, OTHER_COORDINATOR, REGION_COORDINATOR, SOCIAL, WARD, to
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, header, ready
from tests.web.browsing import browser, count

PLAN = ("information", "meeting", "plan")
NUMBER = "189304152395"


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url, training=True)


def wind(system: System, days: float) -> None:
    with system.write() as connection:
        assert clock.wind(connection, timedelta(days=days))


def plan(system: System, registry: Registry, name: str = "Dahl, Ivar", **own: Any) -> Recorder:
    """Opened by the health centre, with consent."""
    made = Recorder(
        system, registry, header(name, number=own.pop("number", NUMBER), protected=own.pop("protected", None))
    )
    made("plan_opened", CENTRE, why="Hjälp", registered_in="0480", receivers=())
    told = own.pop("told", to(SOCIAL, HOME_CARE))
    made("consent_given", CENTRE, scope=PLAN, form="oral", by_whom="self", receivers=told, **own)
    return made


def written(made: Recorder, *, until: int = 60) -> Recorder:
    """A version that social services has confirmed, and home care not; to be followed up."""
    made("meeting_held", CENTRE, came=(CENTRE, SOCIAL), person_came=True)
    made("need_set", CENTRE, matters="Hem", needs="Hjälp")
    on = day_of(made.system.clock())
    made("measure_agreed", CENTRE, what="Tränar", owner=HOME_CARE, by_on=on + timedelta(days=9))
    lead = {"lead": CENTRE, "lead_person": "Lena", "phone": "016", "overall": "region"}
    made("responsibility_set", CENTRE, region_does="Läkemedel", municipality_does="Hemtjänst", **lead)
    made("plan_versioned", CENTRE, changes="Första", receivers=to(SOCIAL, HOME_CARE))
    made("plan_confirmed", SOCIAL, of=made.version)
    made("follow_up_set", CENTRE, follow_up_on=on + timedelta(days=until))
    return made


def at(system: System, unit: int) -> TestClient:
    client = browser(system)
    assert client.post("/logga-in/ovning", data={"konto": f"unit-{unit}"}).status_code == 303
    return client


def boxes(page: str) -> list[str]:
    return re.findall(r'<input type="checkbox" form="flera" name="rad" value="([^"]+)"', page)


def marked(page: str) -> int:
    """How many rows are."""
    return len(re.findall(r'form="flera" name="rad" value="[^"]+" checked', page))


def many(page: str, act: str, rows: list[str], **typed: str) -> dict[str, Any]:
    """The form of many rows, filled in."""
    found = re.search(r'id="flera".*?name="key" value="([^"]+)".*?name="fran" value="([^"]+)"', page, re.DOTALL)
    assert found
    return {"key": found[1], "fran": found[2], "gor": act, "rad": rows, **typed}


def headings(page: str) -> list[str]:
    return re.findall(r'<h2 class="group">([^<]+?) <span>', page)


@pytest.fixture
def late(system: System, registry: Registry) -> dict[str, Recorder]:
    """A call that is late in a stay; a plan that nobody met about, and one that home care has not confirmed."""
    made = {
        "stay": ready(system, registry, header("Ek, Britta", number="189204122391")),
        "call": plan(system, registry),
        "confirm": written(plan(system, registry, "Gran, Elin", number="189302012395")),
    }
    wind(system, 9)
    return made


def test_what_is_late_stands_by_kind_with_its_lead_and_municipality_and_names_nobody(
    system: System, late: dict[str, Recorder]
) -> None:
    page = at(system, REGION_COORDINATOR).get("/forsenade-sip").text
    assert headings(page) == ["Kallelsen är sen"]
    assert len(boxes(page)) == 2
    assert late["stay"].ref in page
    assert late["call"].ref in page
    assert [secret for secret in ("Dahl", "Ivar", "Britta", NUMBER) if secret in page] == []
    assert "<title>Försenade SIP" in page
    page = at(system, COORDINATOR).get("/forsenade-sip").text
    assert headings(page) == ["Planen är inte bekräftad"]
    assert late["confirm"].ref in page
    assert "leds av" in page
    assert "Ingen SIP är försenad" in at(system, OTHER_COORDINATOR).get("/forsenade-sip").text


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("?slag=call", 2),
        ("?slag=meeting", 0),
        (f"?enhet={CENTRE}", 2),
        (f"?enhet={WARD}", 0),
        ("?kommun=0480", 2),
        ("?kommun=0199", 0),
        ("?opaminda=1", 2),
        ("?slag=x&enhet=x&kommun=x&sida=-1", 2),
        ("?sida=2", 0),
    ],
)
def test_the_address_narrows_it(system: System, late: dict[str, Recorder], query: str, rows: int) -> None:
    assert late
    page = at(system, REGION_COORDINATOR).get(f"/forsenade-sip{query}").text
    assert len(boxes(page)) == rows
    assert ("Inget finns kvar på den här sidan" in page) is (query == "?sida=2")
    assert ("känns inte igen" in page) is (query == "?slag=x&enhet=x&kommun=x&sida=-1")


def test_many_are_reminded_with_one_act_and_each_row_says_what_came_of_it(
    system: System, late: dict[str, Recorder], database_url: str
) -> None:
    client = at(system, REGION_COORDINATOR)
    page = client.get("/forsenade-sip?markera=alla").text
    assert marked(page) == 2
    form = many(page, "reminded", boxes(page))
    for _ in range(2):
        answer = client.post("/samordning/flera", data=form)
        assert answer.status_code == 200
        assert "2 av 2 klara: påminnelse." in answer.text
        assert answer.text.count("Klart: påminnelse.") == 2
    assert count(database_url, "facts where kind = 'reminded'") == 2
    assert boxes(client.get("/forsenade-sip?opaminda=1").text) == []
    assert "Dahl" not in answer.text
    assert late


def test_two_coordinators_reminding_at_once_remind_once_and_the_second_is_told_when(
    system: System, late: dict[str, Recorder], database_url: str
) -> None:
    client = at(system, REGION_COORDINATOR)
    first, second = (client.get("/forsenade-sip").text for _ in range(2))
    assert client.post("/samordning/flera", data=many(first, "reminded", boxes(first)[:1])).status_code == 200
    answer = client.post("/samordning/flera", data=many(second, "reminded", boxes(second)))
    assert answer.status_code == 200
    assert "1 av 2 klara: påminnelse." in answer.text
    assert "er enhet påminde redan" in answer.text
    assert count(database_url, "facts where kind = 'reminded'") == 2
    again = client.post("/samordning/flera", data=many(second, "reminded", boxes(second)[:1]) | {"key": "another"})
    assert again.status_code == 409
    # Who has seen it reminds again.
    third = client.get("/forsenade-sip").text
    assert client.post("/samordning/flera", data=many(third, "reminded", boxes(third))).status_code == 200
    assert count(database_url, "facts where kind = 'reminded'") == 4
    assert late


def test_many_are_escalated_or_noted_with_one_text_which_the_unit_alone_reads(
    system: System, late: dict[str, Recorder], database_url: str
) -> None:
    client = at(system, REGION_COORDINATOR)
    for act, text in (("escalated", "Ringt verksamhetschefen."), ("noted", "Semester till måndag.")):
        page = client.get("/tavla").text
        rows = boxes(page)
        answer = client.post("/samordning/flera", data=many(page, act, rows, **{f"{act}_text": text}))
        assert answer.status_code == 200
        assert f"{len(rows)} av {len(rows)} klara" in answer.text
        assert "<title>Tavla" in answer.text
        assert count(database_url, f"facts where kind = '{act}'") == len(rows)
        assert answer.text.count(text) == len(rows)
    assert late


@pytest.mark.parametrize(
    ("act", "all_rows", "typed", "said"),
    [
        ("reminded", False, {}, "Markera minst en rad i listan."),
        ("escalated", True, {}, "Fyll i vem som har fått veta, och vad som sades."),
        ("noted", True, {"noted_text": "x" * 4001}, "Anteckning: högst 4000 tecken. Texten har 4001."),
    ],
)
def test_a_fault_is_told_and_marks_and_text_stay(  # noqa: PLR0917 a table's columns
    system: System, late: dict[str, Recorder], act: str, all_rows: bool, typed: dict[str, str], said: str
) -> None:
    client = at(system, REGION_COORDINATOR)
    page = client.get("/forsenade-sip").text
    rows = boxes(page) if all_rows else []
    answer = client.post("/samordning/flera", data=many(page, act, rows, **typed))
    assert answer.status_code == 422
    assert said in answer.text
    assert "<title>Fel: Försenade SIP" in answer.text
    assert marked(answer.text) == len(rows)
    assert all(text in answer.text for text in typed.values())
    assert late


def test_what_is_done_meanwhile_or_belongs_to_others_is_refused_row_by_row(
    system: System, late: dict[str, Recorder], database_url: str
) -> None:
    client = at(system, REGION_COORDINATOR)
    page = client.get("/forsenade-sip").text
    late["call"]("meeting_booked", CENTRE, meeting_at=system.clock() + timedelta(days=3), form="home", receivers=())
    rows = [*boxes(page), f"{late['confirm'].ref}.0123456789abcdef.0", "x.y.z", NUMBER]
    answer = client.post("/samordning/flera", data=many(page, "reminded", rows))
    assert "1 av 3 klara" in answer.text
    assert answer.text.count("åtgärden står inte längre på er lista") == 2
    assert count(database_url, "facts where kind = 'reminded'") == 1
    for unit in (SOCIAL, WARD):
        stranger = at(system, unit)
        assert stranger.post("/samordning/flera", data=many(page, "reminded", rows)).status_code == 404
        assert stranger.get("/forsenade-sip").status_code == 403
        assert "/forsenade-sip" not in stranger.get("/tavla").text
    assert client.post("/samordning/flera", data=many(page, "died", rows)).status_code == 404


def test_one_row_is_acted_on_and_one_comes_back_to_the_same_narrowed_list(
    system: System, late: dict[str, Recorder]
) -> None:
    client = at(system, REGION_COORDINATOR)
    page = client.get("/forsenade-sip?kommun=0480").text
    ref, duty, _ = boxes(page)[0].split(".")
    sent = {"duty": duty, "key": "one", "sett": "0", "fran": "/forsenade-sip?kommun=0480"}
    answer = client.post(f"/samordning/{ref}/reminded", data=sent)
    assert answer.headers["location"] == f"/forsenade-sip?kommun=0480&klart=reminded&rad={duty}#k-{duty}"
    assert "Klart: påminnelse." in client.get(answer.headers["location"]).text
    for elsewhere in ("https://evil.example/forsenade-sip", "//evil.example", "/administration"):
        answer = client.post(
            f"/samordning/{ref}/reminded", data=sent | {"fran": elsewhere, "key": elsewhere, "sett": "99"}
        )
        assert re.match(r"/(tavla|forsenade-sip)\?", answer.headers["location"])
    opened = client.post(f"/samordning/{ref}/party_added", data={"duty": duty, "key": "two", "reason": "Ingen kallar."})
    assert opened.headers["location"] == f"/arende/{ref}?klart=party_added"
    assert f'href="/arende/{ref}"' in client.get("/forsenade-sip").text
    assert late


def test_a_protected_persons_row_names_neither_unit_nor_municipality(system: System, registry: Registry) -> None:
    plan(system, registry, "Skyddad, Person", protected="sekretessmarkering")
    wind(system, 9)
    client = at(system, REGION_COORDINATOR)
    page = client.get("/forsenade-sip").text.partition("Uppdatera</a>")[2]
    assert "Den öppna vården" in page
    assert f"VC {CENTRE}" not in page
    assert boxes(client.get("/forsenade-sip?kommun=0480").text) == []
    assert "Skyddad" not in page
    row = client.get("/forsenade-sip/csv").text.splitlines()[1].split(";")
    assert (row[2], row[4], row[5]) == ("Den öppna vården", "", "")


def test_needed_and_never_made_stands_first_and_goes_when_a_plan_is_opened_anywhere(
    system: System, registry: Registry
) -> None:
    patient = header("Ek, Britta", number="189204122391")
    stay = ready(system, registry, patient)
    soon = system.clock() + timedelta(hours=1)
    for unit in (SOCIAL, CENTRE):
        stay("handover_answered", unit, answer="accepts", from_at=soon)
    wind(system, 0.2)
    stay("discharged", WARD, manner="planned", destination="own_home")
    wind(system, 29)
    client = at(system, REGION_COORDINATOR)
    assert headings(client.get("/forsenade-sip").text) == ["Kallelsen är sen"]
    wind(system, 2)
    page = client.get("/forsenade-sip").text
    assert headings(page) == ["Behövd men inte gjord"]
    assert boxes(page)[0].startswith(stay.ref)
    seen = at(system, COORDINATOR).get("/forsenade-sip").text
    assert headings(seen) == ["Behövd men inte gjord"]
    assert "ingen av era enheter ska göra något" in seen
    assert boxes(seen) == []
    made = Recorder(system, registry, patient)
    made("plan_opened", CENTRE, why="Hjälp", receivers=())
    assert headings(client.get("/forsenade-sip").text) == ["Kallelsen är sen"]


def figures(page: str, row: str) -> list[int]:
    """The figures of a table's row."""
    found = re.search(rf'<th role="rowheader" scope="row">(?:<a [^>]*>)?{row}.*?</tr>', page, re.DOTALL)
    assert found, row
    return [int(value) for value in re.findall(r'class="number"[^>]*>(\d+)<', found[0])]


def test_twelve_months_are_told_as_charts_with_their_table_and_by_municipality(
    system: System, late: dict[str, Recorder]
) -> None:
    late["confirm"]("plan_confirmed", HOME_CARE, of=7)
    client = at(system, REGION_COORDINATOR)
    page = client.get("/forsenade-sip/utveckling").text
    assert page.count("<svg") == page.count("<desc") == page.count('role="img"') == 4
    assert page.count("<rect") == 48
    months = re.findall(r'scope="row">([A-Z][a-zåäö]+ \d{4})', page)
    assert len(months) == 12
    assert figures(page, months[0])[1:3] == [1, 2]
    for by, row in (
        ("kommun", "0480|provider 0480"),
        ("age", "80 år och äldre"),
        ("how", "Utan utskrivning"),
        ("unit", ""),
    ):
        told = client.get(f"/forsenade-sip/utveckling?per={by}").text
        assert re.search(row, told)
    assert sum(figures(page, months[place])[0] for place in range(12)) == 1
    chosen = client.get(f"/forsenade-sip/utveckling?enhet={CENTRE}&per=age").text
    kept = re.findall(r'<input type="hidden" name="(per|enhet)" value="([^"]*)"', chosen)
    assert kept == [("per", "age"), ("enhet", str(CENTRE))], "narrowing further keeps what was chosen"
    empty = client.get("/forsenade-sip/utveckling?kommun=0199").text
    assert "Inga planer passar urvalet" in empty
    assert client.get("/forsenade-sip/utveckling?per=x&alder=x&utskrivning=x&enhet=x&kommun=x").status_code == 200
    assert at(system, SOCIAL).get("/forsenade-sip/utveckling").status_code == 403


def test_files_hold_what_is_shown_and_are_logged_as_printed(
    system: System, late: dict[str, Recorder], database_url: str
) -> None:
    client = at(system, REGION_COORDINATOR)
    for path, first in (("/forsenade-sip", "Ärende"), ("/forsenade-sip/utveckling", "Tabell")):
        text = client.get(f"{path}/csv")
        assert text.headers["content-type"].startswith("text/csv")
        lines = [line.split(";") for line in text.content.decode("utf-8-sig").splitlines()]
        assert lines[0][0] == first
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"{path}/excel").content))
        rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
        assert [[str(value or "") if value != 0 else "0" for value in row] for row in rows] == lines
    narrowed = client.get("/forsenade-sip/csv?slag=meeting").text.splitlines()
    assert len(narrowed) == 1
    assert count(database_url, "access_log where activity = 'Utskrift' and what = 'late'") == 5
    assert late


@pytest.mark.parametrize("text", ["=1+1", "+46", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    written = spreadsheet.as_csv(("Rubrik",), [(text,)]).decode("utf-8-sig")
    assert f"'{text}" in written
    book = openpyxl.load_workbook(io.BytesIO(spreadsheet.as_xlsx("Blad", ("Rubrik",), [(text,)])))
    cell = book.active["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")
