"""Where one is told: what a person, a unit's manager and its administrator may say, every fault, and the trial."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from standardwebhooks import Webhook
from starlette.testclient import TestClient

from lus import bootstrap
from lus.embedded import LOGIN, OWNER
from lus.settings import Settings
from lus.usecases import deliver
from tests.cases import HOME_CARE, OTHER_SOCIAL, SOCIAL
from tests.peers import HookPeer, MailPeer, hook_peer, mail_peer
from tests.store.registry import Registry, administrator, furnish
from tests.web.browsing import Form, browser

OWN, UNITS = "/paminnelser/mina", "/paminnelser/enheten"
ADMIN = f"/administration/enhet/{SOCIAL}/paminnelser"
ANYTHING = {"mail": "jag@example.se", "which": "all", "quiet_from": "21.00", "quiet_until": "7"}


@dataclass
class Place:
    """An installation with its peers."""

    url: str
    system: bootstrap.System
    registry: Registry
    mail: MailPeer
    hook: HookPeer

    def at(self, account: str) -> TestClient:
        client = browser(self.system)
        assert client.post("/logga-in/ovning", data={"konto": account}).status_code == 303
        return client

    def social(self) -> TestClient:
        return self.at(f"unit-{SOCIAL}")

    def manager(self) -> TestClient:
        self.sql("update units set manager_id = %s where id = %s", self.registry.actors[SOCIAL].person, SOCIAL)
        return self.social()

    def administrator(self, unit: int = SOCIAL) -> TestClient:
        actor = administrator(self.url, unit)
        self.sql("update accounts set issuer = 'training' where person_id = %s", actor.person)
        return self.at(f"admin-{actor.person}")

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as owner:
            cursor = owner.execute(statement, values)  # type: ignore[arg-type,unused-ignore]
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def place(database_url: str) -> Iterator[Place]:
    yield from _place(database_url, private=False)


@pytest.fixture
def inside(database_url: str) -> Iterator[Place]:
    """Where webhooks may go to private addresses."""
    yield from _place(database_url, private=True)


def _place(url: str, *, private: bool) -> Iterator[Place]:
    registry = furnish(url, training=True)
    with mail_peer() as mail, hook_peer() as hook:
        settings = Settings(
            database_url=url.replace(OWNER, LOGIN, 1),
            smtp_url=mail.url,
            mail_from="paminnelse@hemgang.example",
            webhook_private=private,
        )
        system = bootstrap.system(settings)
        yield Place(url, system, registry, mail, hook)
        system.close()


def send(client: TestClient, path: str, **typed: str) -> Any:
    return client.post(path, data=Form(client.get(path).text).filled(**typed))


def test_a_person_says_where_when_and_of_what(place: Place) -> None:
    social = place.social()
    answer = send(social, OWN, **ANYTHING | {"which": "binding"})
    assert answer.status_code == 303
    page = social.get(answer.headers["location"]).text
    assert "Inställningarna är sparade." in page
    assert "<title>Hur du påminns" in page
    assert Form(page).values | {"mark": []} == {
        "mark": [], "mail": ["jag@example.se"], "which": ["binding"], "quiet_from": ["21.00"], "quiet_until": ["7.00"],
    }  # fmt: skip
    person = place.registry.actors[SOCIAL].person
    told = "select unit_id, person_id, mail, only_binding, quiet_from, quiet_until, webhook from preferences"
    assert place.sql(told) == [(SOCIAL, person, "jag@example.se", True, 1260, 420, None)]
    send(social, OWN, **dict.fromkeys(ANYTHING, ""))
    assert place.sql(told) == [(SOCIAL, person, None, False, None, None, None)]


def test_the_form_says_what_cannot_be_switched_off_and_how_the_unit_is_reached(place: Place) -> None:
    page = place.social().get(OWN).text
    assert "kan flyttas men inte stängas av" in page
    assert "social_services 2 har ingen e-postadress. Enhetens chef eller er administratör kan lägga in en." in page
    place.sql("insert into preferences (unit_id, mail) values (%s, 'enheten@example.se')", SOCIAL)
    assert "social_services 2 nås på enheten@example.se." in place.social().get(OWN).text
    assert UNITS not in place.social().get(OWN).text
    assert UNITS in place.manager().get(OWN).text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"mail": "utan"}, "E-post: skriv en hel adress, som enheten@kommunen.se."),
        ({"quiet_from": "kväll"}, "Tyst från: skriv tiden som 7.00 eller 21.30."),
        ({"quiet_until": "24.00"}, "Tyst till: skriv tiden som 7.00 eller 21.30."),
        ({"quiet_until": "7.75"}, "Tyst till: skriv tiden som 7.00 eller 21.30."),
        ({"quiet_from": ""}, "Tyst från: skriv både från och till, eller lämna båda tomma."),
        ({"quiet_until": "21"}, "Tyst till: tysta timmar kan vara högst 16 timmar på ett dygn."),
        ({"which": "inget"}, "Vad som skickas: valet finns inte längre."),
        ({"mail": "utan", "quiet_from": "x"}, "E-post: skriv en hel adress"),
    ],
)
def test_a_fault_is_told_and_what_was_typed_stays(place: Place, typed: dict[str, str], told: str) -> None:
    answer = send(place.social(), OWN, **ANYTHING | typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert "<title>Fel: Hur du påminns" in answer.text
    kept = Form(answer.text).values
    wanted = {name: text for name, text in (ANYTHING | typed).items() if name != "which"}
    assert {name: kept[name] for name in wanted} == {name: [text] for name, text in wanted.items()}
    assert place.sql("select count(*) from preferences") == [(0,)]


def test_the_units_is_its_managers_and_nobody_elses_at_work_there(place: Place) -> None:
    social = place.social()
    assert social.get(UNITS).status_code == 404
    assert social.post(UNITS, data=ANYTHING).status_code == 404
    assert social.post(f"{UNITS}/prov").status_code == 404
    assert place.sql("select count(*) from preferences") == [(0,)]
    manager = place.manager()
    assert send(manager, UNITS, **ANYTHING).status_code == 303
    assert place.sql("select unit_id, person_id, mail from preferences") == [(SOCIAL, None, "jag@example.se")]


def test_the_administrator_of_that_provider_and_no_other(place: Place) -> None:
    ada = place.administrator()
    answer = send(ada, ADMIN, **ANYTHING)
    assert answer.status_code == 303
    assert "Inställningarna är sparade." in ada.get(answer.headers["location"]).text
    assert ADMIN in ada.get(f"/administration/enhet/{SOCIAL}").text
    bo = place.administrator(OTHER_SOCIAL)
    assert bo.get(ADMIN).status_code == 404
    assert bo.post(ADMIN, data=ANYTHING | {"mail": "bo@example.se"}).status_code == 404
    assert bo.post(f"{ADMIN}/prov").status_code == 404
    assert place.social().get(ADMIN).status_code == 403
    assert place.sql("select unit_id, mail from preferences") == [(SOCIAL, "jag@example.se")]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("system.example", "skriv en hel adress, som https://system.kommunen.se/hemgang."),
        ("http://system.example/x", "adressen ska börja med https://"),
        ("https://192.168.1.4/x", "adressen leder in i ett eget nät."),
    ],
)
def test_where_no_system_may_be(place: Place, address: str, told: str) -> None:
    answer = send(place.administrator(), ADMIN, **ANYTHING, webhook=address)
    assert answer.status_code == 422
    assert told in answer.text
    assert Form(answer.text).values["webhook"] == [address]


def test_the_secret_is_shown_once_and_new_when_asked_for_or_when_the_address_is_another(place: Place) -> None:
    ada = place.administrator()

    def secret(**typed: str) -> str:
        page = send(ada, ADMIN, **ANYTHING, **typed)
        found = re.search(r"whsec_[^<]+", page.text)
        stored = place.sql("select webhook_secret from preferences")[0][0]
        assert (page.status_code, found and found[0]) == ((200, stored) if found else (303, None))
        assert "whsec_" not in ada.get(ADMIN).text
        return str(found[0]) if found else ""

    first = secret(webhook="https://system.example/x")
    assert first
    assert secret(webhook="https://system.example/x") == ""
    second = secret(webhook="https://system.example/x", secret="new")  # noqa: S106 the box
    third = secret(webhook="https://other.example/x")
    assert len({first, second, third}) == 3
    Webhook(third)
    assert secret(webhook="") == ""
    assert place.sql("select webhook, webhook_secret from preferences") == [(None, None)]


def test_who_saves_over_somebody_elses_change_is_told_first(place: Place) -> None:
    ada = place.administrator()
    before = Form(ada.get(ADMIN).text)
    send(place.manager(), UNITS, **ANYTHING)
    answer = ada.post(ADMIN, data=before.filled(mail="ada@example.se"))
    assert answer.status_code == 409
    assert "Någon hann ändra det här." in answer.text
    assert Form(answer.text).values["mail"] == ["ada@example.se"]
    assert ada.post(ADMIN, data=Form(answer.text).values).status_code == 303
    assert place.sql("select mail from preferences") == [("ada@example.se",)]


def test_a_trial_goes_the_way_of_reminders_and_the_page_says_how_it_went(inside: Place) -> None:
    manager = inside.manager()
    assert "Skicka ett prov" not in manager.get(UNITS).text
    send(manager, UNITS, **ANYTHING, webhook=inside.hook.url)
    for _ in range(2):
        answer = manager.post(f"{UNITS}/prov")
        assert answer.status_code == 303
    page = manager.get(answer.headers["location"]).text
    assert "Provet är på väg." in page
    assert "e-posten skickas" in page
    assert deliver.tick(inside.system) == deliver.Done(sent=2)
    (mail,) = inside.mail.mails
    assert mail["Subject"] == "Hemgång: ett prov"
    text = mail.get_body(("plain",))
    assert text
    assert "Det här är ett prov från Hemgång." in text.get_content()
    ((_, headers, raw),) = inside.hook.posted
    secret = inside.sql("select webhook_secret from preferences")[0][0]
    envelope = Webhook(secret).verify(raw, headers)
    assert (envelope["type"], envelope["data"]) == ("se.hemgang.tried.v1", {"reminders": []})
    page = manager.get(UNITS).text
    assert "e-post lämnad" in page
    assert "mottaget av enhetens system" in page


def test_a_refused_address_is_said_on_the_board_and_the_page_until_it_is_set_right(place: Place) -> None:
    manager = place.manager()
    send(manager, UNITS, **ANYTHING)
    place.mail.rcpt = "550 5.1.1 no such user"
    manager.post(f"{UNITS}/prov")
    deliver.tick(place.system)
    assert "Påminnelser med e-post når inte enheten: adressen avvisades" in manager.get("/tavla").text
    assert "når inte enheten" not in place.at(f"unit-{HOME_CARE}").get("/tavla").text
    page = manager.get(UNITS).text
    assert "E-postadressen avvisades i dag." in page
    assert "e-posten kom inte fram: adressen avvisades" in page
    assert "Enhetens e-postadress avvisar" in manager.get(OWN).text
    send(manager, UNITS)
    assert "når inte enheten" not in manager.get("/tavla").text


def test_a_trial_does_not_carry_reminders_nor_wait_for_quiet_hours(place: Place) -> None:
    social = place.social()
    send(social, OWN, mail="jag@example.se", quiet_from="0.00", quiet_until="12.00")
    social.post(f"{OWN}/prov")
    place.sql("update preferences set quiet_from = 0, quiet_until = 1439")
    assert deliver.tick(place.system) == deliver.Done(sent=1)
    assert place.mail.to == ["jag@example.se"]
    assert place.sql("select outcome, test from deliveries") == [("sent", True)]


def test_an_installation_without_mail_says_so(database_url: str) -> None:
    furnish(database_url, training=True)
    system = bootstrap.system(Settings(database_url=database_url.replace(OWNER, LOGIN, 1)))
    client = browser(system)
    assert client.post("/logga-in/ovning", data={"konto": f"unit-{SOCIAL}"}).status_code == 303
    send(client, OWN, **ANYTHING)
    page = client.get(OWN).text
    assert "skickar ingen e-post" in page
    assert "Skicka ett prov" not in page
    system.close()
