"""*Drift*: what stands there, who opens it, what is done from it; and nothing of a patient."""

import re
from dataclasses import dataclass, field
from html import unescape

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from lus.bootstrap import System
from lus.domain.access import ACCESS
from lus.usecases import heartbeat, turns
from lus.usecases.schedule import EVERY_S, SCHEDULE
from lus.words.operations import ALARM, TASK
from tests.cases import COORDINATOR, OTHER_SOCIAL, SOCIAL, UNITS, WARD
from tests.store.registry import Registry, furnish
from tests.store.stays import header, notified
from tests.web.browsing import browser, owner
from tests.web.test_administration import PASSWORD, employ, plain

RARE = "Zwxqv"
GIVEN_UP = """
insert into deliveries (channel, key, unit_id, reminders, made_at, next_at, attempts, outcome, error, ended_at)
values ('mail', gen_random_uuid()::text, :unit, '{}', now(), now(), 1, :outcome, :error, now()) returning id
"""


@dataclass
class Installation:
    """Ada administers a municipality, Bo another, Reg the region. One case, with a rare name."""

    system: System
    url: str
    registry: Registry
    signed: dict[str, TestClient] = field(default_factory=dict)

    def sql(self, statement: str, **values: object) -> None:
        with owner(self.url) as connection:
            connection.execute(text(statement), values)

    def failed(self, unit: int = SOCIAL, outcome: str = "failed", error: str = "address_refused") -> int:
        """A message that was given up. Its number."""
        with owner(self.url) as connection:
            number: int = connection.execute(
                text(GIVEN_UP),
                {"unit": unit, "outcome": outcome, "error": error},
            ).scalar_one()
            connection.execute(
                text(
                    "insert into preferences (unit_id, mail, mail_refused_at) values (:unit, 'u@example.se', now())"
                    " on conflict do nothing"
                ),
                {"unit": unit},
            )
        return number

    def lives(self) -> None:
        """A worker and a clock say so."""
        with self.system.sweeping() as connection:
            heartbeat.beat(connection, "worker", "dator", 7, 7)
            heartbeat.beat(connection, "beat", "dator", 8, 8)

    def as_(self, name: str) -> TestClient:
        if name not in self.signed:
            self.signed[name] = browser(self.system)
            answer = self.signed[name].post("/logga-in", data={"namn": name, "losenord": PASSWORD})
            assert answer.status_code == 303, answer.text
        return self.signed[name]

    def page(self, name: str = "reg", query: str = "") -> str:
        answer = self.as_(name).get(f"/drift{query}")
        assert answer.status_code == 200, answer.text
        return unescape(plain(answer.text))


@pytest.fixture
def place(system: System, database_url: str) -> Installation:
    registry = furnish(database_url)
    notified(system, registry, header(f"{RARE} Almqvist", address=f"{RARE}vägen 1", phone=RARE))
    employ(database_url, "Ada Min", "ada", SOCIAL, "administrator")
    employ(database_url, "Bo Dal", "bo", OTHER_SOCIAL, "administrator")
    employ(database_url, "Reg Ion", "reg", WARD, "administrator")
    return Installation(system, database_url, registry)


def test_every_task_of_the_schedule_has_its_words() -> None:
    assert list(TASK) == [entry.task for entry in SCHEDULE]


def test_an_installation_that_nobody_runs_says_so(place: Installation) -> None:
    page = place.page()
    assert "hela installationen" in page
    assert ALARM["no_worker"][0] in page
    assert ALARM["no_beat"][0] in page
    assert ALARM["no_room"][0] in page
    assert "Ingen process har hörts av." in page
    assert page.count("Har inte körts") == len(SCHEDULE)
    assert "Inget bud från klockan har kommit genom brokern." in page
    assert re.search(r"Hämtad \d\d\.\d\d · Uppdatera", page)


def test_one_that_runs_has_nothing_to_see_to(place: Installation) -> None:
    place.lives()
    for task in TASK:
        turns.take(place.system, task, EVERY_S[task], "dator", lambda: None)
    turns.asked(place.system, "deliver")
    with place.system.sweeping() as connection:
        connection.execute(text("select make_access_log_months(3)"))
    page = place.page()
    assert "Inget att åtgärda." in page
    assert page.count("Lever") == 2
    assert page.count("Gick bra") == len(SCHEDULE)
    assert "Klockans senaste bud kom genom brokern för" in page


def test_a_process_that_is_silent_for_longer_than_it_may_is_shown_so(place: Installation) -> None:
    place.lives()
    place.sql("update heartbeats set beat_at = now() - interval '31 seconds' where kind = 'worker'")
    page = place.page()
    assert "Arbetare dator, process 7 ▲ Tyst för 3" in page
    assert "Klocka dator, process 8 ✓ Lever" in page
    assert ALARM["no_worker"][0] in page
    place.lives()
    place.sql(
        "insert into heartbeats (worker, pid, kind, beat_at) values ('dator', 6, 'worker', now() - interval '2 h')"
    )
    assert "process 6" not in place.page(), "it was replaced long ago"


def test_a_failed_task_is_run_again_by_a_click(place: Installation) -> None:
    place.lives()

    def breaks() -> None:
        raise KeyError(RARE)

    turns.take(place.system, "cull_drafts", 900, "dator", breaks)
    page = place.page()
    assert "Gamla utkast kastas: misslyckades (KeyError)." in page
    assert RARE not in page
    reg = place.as_("reg")
    address, seen = form(reg, "/drift/schema/cull_drafts/igen")
    for told in ("Körs igen, inom några sekunder.", "Det var redan begärt, eller har körts"):
        answer = reg.post(address, data={"sedd": seen})
        assert answer.status_code == 303
        assert told in plain(reg.get(answer.headers["location"]).text)
    assert "nu, begärd" in place.page()
    assert turns.due(place.system, {"cull_drafts": 900}) == ["cull_drafts"]
    assert place.as_("ada").post(address, data={"sedd": seen}).status_code == 404
    for path, data in (
        ("/drift/schema/nothing/igen", {"sedd": seen}),
        ("/drift/schema/cull_drafts/annat", {"sedd": seen}),
        ("/drift/schema/cull_drafts/igen", {"sedd": "i går"}),
        ("/drift/schema/cull_drafts/igen", {}),
    ):
        assert reg.post(path, data=data).status_code == 404, path


def form(client: TestClient, address: str) -> tuple[str, str]:
    """The form's address and what it was shown with."""
    found = re.search(
        rf'action="{address}">\s*<input type="hidden" name="sedd" value="([^"]+)"', client.get("/drift").text
    )
    assert found
    return address, unescape(found[1])


def test_a_task_that_is_late_is_an_alarm(place: Installation) -> None:
    place.lives()
    turns.take(place.system, "close_cases", 300, "dator", lambda: None)
    place.sql("update runs set started_at = now() - interval '3 hours', ended_at = now() - interval '3 hours'")
    assert "avslutas: har inte körts på 3 tim, mot högst 1 tim." in place.page()


def test_the_nightly_samples_alarm_is_seen_to(place: Installation) -> None:
    place.lives()
    turns.take(place.system, "recompute_sample", 0, "dator", lambda: "1 av 2 ärenden är lagrade annorlunda: 7F3K2M9A")
    assert "Lagrat stämmer inte med det som är registrerat: 1 av 2 ärenden" in place.page()
    assert "7F3K2M9A" not in place.page("ada"), "that is the installation's"
    reg = place.as_("reg")
    address, seen = form(reg, "/drift/schema/recompute_sample/klart")
    for told in ("Larmet är markerat som åtgärdat.", "Larmet var redan markerat som åtgärdat."):
        answer = reg.post(address, data={"sedd": seen})
        assert told in plain(reg.get(answer.headers["location"]).text)
    assert "7F3K2M9A" not in place.page()


def test_what_did_not_get_through_stands_with_what_to_do(place: Installation) -> None:
    place.failed()
    mine, others, all_of_it = place.page("ada"), place.page("bo"), place.page("reg")
    name = f"{UNITS[SOCIAL].kind} {SOCIAL}"
    for page in (mine, all_of_it):
        assert name in page
        assert "1 meddelande (E-post) kom inte fram" in page
        assert "Mottagarens e-postserver avvisade adressen." in page
        assert "Adress: u@example.se" in page
    assert "Rätta adressen. Stämmer den: försök igen." in mine
    assert f'href="/administration/enhet/{SOCIAL}/paminnelser"' in place.as_("ada").get("/drift").text
    assert "provider 0480 sköter enheten: be administratören där rätta adressen." in all_of_it
    assert f'href="/administration/enhet/{SOCIAL}/paminnelser"' not in place.as_("reg").get("/drift").text
    assert name not in others
    assert "enheterna hos provider 0484" in others


def test_the_administrations_first_page_leads_there(place: Installation) -> None:
    ada = place.as_("ada")
    assert "på Drift" not in ada.get("/administration").text
    for _ in range(2):
        place.failed()
    link = '<a href="/drift">En uppgift på Drift: meddelanden som inte nådde fram.</a>'
    assert link in ada.get("/administration").text
    place.failed(error="smtp_451")
    assert "2 uppgifter på Drift" in ada.get("/administration").text


@pytest.mark.parametrize(
    ("outcome", "error", "said"),
    [
        ("failed", "smtp_451", "E-postservern svarade 451."),
        ("failed", "http_500", "Mottagarens system svarade 500."),
        ("failed", "TimeoutError", "Mottagaren svarade inte i tid."),
        ("failed", "gaierror", "Mottagaren nåddes inte (gaierror)."),
        ("failed", "no_channel", "Installationen har ingen e-postserver inställd. Ställ in LUS_SMTP_URL"),
        ("parked", "KeyError", "Meddelandet gick inte att göra (KeyError)."),
        ("parked", "nobody_survived", "Ingen arbetare hann skicka det innan den avbröts."),
    ],
)
def test_each_reason_is_said(place: Installation, outcome: str, error: str, said: str) -> None:
    place.failed(outcome=outcome, error=error)
    assert said in place.page("ada")


def test_try_again_twice_is_done_once_and_said(place: Installation) -> None:
    number = place.failed()
    ada = place.as_("ada")
    for told in ("Skickas igen.", "Det var redan gjort"):
        answer = ada.post(f"/drift/meddelande/{number}/igen")
        assert answer.status_code == 303
        assert told in plain(ada.get(answer.headers["location"]).text)
    page = place.page("ada")
    assert "Inget att åtgärda." in page
    assert "skickades igen av Ada Min" in page
    assert "1 ska ut nu" in page


def test_a_note_is_asked_for_kept_and_shown(place: Installation) -> None:
    number = place.failed()
    ada, address = place.as_("ada"), f"/drift/meddelande/{number}/klart"
    answer = ada.post(address, data={"anteckning": "  "})
    assert answer.status_code == 422
    assert "<title>Fel: Drift" in answer.text
    assert f'href="#anteckning-{number}"' in answer.text
    long = "Å" * 501
    answer = ada.post(address, data={"anteckning": long})
    assert answer.status_code == 422
    assert long in answer.text
    assert "Anteckningen är 501 tecken. Högst 500 får plats." in answer.text
    answer = ada.post(address, data={"anteckning": "Enheten läggs ner. <b>\0"})
    assert answer.headers["location"] == "/drift?klart=done"
    assert "markerades som klart av Ada Min: Enheten läggs ner. <b>" in unescape(ada.get("/drift").text)
    for note in ("", "Också jag"):
        assert ada.post(address, data={"anteckning": note}).headers["location"] == "/drift?klart=done&fore=1"


def test_another_providers_message_is_not_found(place: Installation) -> None:
    number = place.failed()
    bo = place.as_("bo")
    for path, data in ((f"{number}/igen", {}), (f"{number}/klart", {"anteckning": "x"}), (f"{number + 9}/igen", {})):
        assert bo.post(f"/drift/meddelande/{path}", data=data).status_code == 404
    assert bo.post("/drift/meddelande/0/igen").status_code in {404, 422}
    assert bo.post("/drift/meddelande/x/igen").status_code in {404, 422}


@pytest.mark.parametrize(("side", "role"), sorted(key for key in ACCESS if key[1] not in {"system", "administrator"}))
def test_only_administrators_open_it(place: Installation, side: str, role: str) -> None:
    units = {"ward": WARD, "municipality": SOCIAL, "open_care": 4, "coordinator": COORDINATOR}
    number = place.failed()
    employ(place.url, "Ny Ny", "ny", units[side], role)
    client = place.as_("ny")
    assert client.get("/drift").status_code == 403
    for path in (f"meddelande/{number}/igen", f"meddelande/{number}/klart", "schema/deliver/igen"):
        assert client.post(f"/drift/{path}").status_code == 403
    assert 'href="/drift"' not in client.get("/tavla").text


def test_nothing_of_a_patient_is_on_it_and_the_view_is_logged(place: Installation) -> None:
    place.failed()
    place.failed(WARD, "parked", "KeyError")
    place.sql("update reminders set at = now() - interval '1 hour'")
    for name in ("reg", "ada"):
        page = place.as_(name).get("/drift").text
        for secret in (RARE, "189403122010", "18940312"):
            assert secret not in page
        assert 'href="/drift" aria-current="page"' in page
    with owner(place.url) as connection:
        logged = connection.execute(
            text("select distinct purpose, activity, case_ids, patients from access_log where what = 'operations'")
        ).all()
    assert logged == [("Administration", "Läsa", [], [])]


def test_the_units_board_says_so(place: Installation) -> None:
    place.failed()
    employ(place.url, "Siv Alm", "siv", SOCIAL, "case_worker")
    page = unescape(plain(place.as_("siv").get("/tavla").text))
    said = r"Påminnelser med e-post når inte enheten: adressen avvisades \w+ \d+ \w+ \d\d\.\d\d\. "
    assert re.search(said + r"Administratören har fått det som en uppgift\.", page)
    place.sql("update preferences set mail_refused_at = null, webhook = 'https://x', webhook_secret = 'whsec_x'")
    assert "når inte" not in place.as_("siv").get("/tavla").text
    place.sql("update preferences set webhook_refused_at = now()")
    assert "Påminnelser till enhetens eget system når inte fram" in place.as_("siv").get("/tavla").text
