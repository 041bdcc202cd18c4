"""Before a ward sends: who takes in what where the patient lives, and whether anybody is there."""

import json
import re
from dataclasses import dataclass

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from lus.bootstrap import System
from lus.domain.calendar import OpeningHours
from lus.store.registry import hours_json
from tests.cases import CENTRE, HOME_CARE, LISTED, OTHER_SOCIAL, SOCIAL, WARD
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, header, notified
from tests.web.browsing import Form, browser, owner
from tests.web.test_administration import plain

NEVER = OpeningHours(week=((),) * 7)


@dataclass
class Ward:
    """A ward with one patient from the municipality of SOCIAL, before anybody is told."""

    system: System
    registry: Registry
    url: str

    def sql(self, statement: str, **values: object) -> None:
        with owner(self.url) as connection:
            connection.execute(text(statement), values)

    def client(self) -> TestClient:
        """A browser in which the ward's nurse is signed in."""
        client = browser(self.system)
        client.post("/logga-in/ovning", data={"konto": f"unit-{WARD}"})
        return client

    def form(
        self, registered: str | None = "0480", *, protected: str | None = None, listed: int | None = LISTED
    ) -> str:
        """The form of the admission notice, as the ward sees it first."""
        stay = Recorder(self.system, self.registry, header("Almqvist, Signe", protected=protected))
        stay("admitted", WARD, registered_in=registered, listed_at=listed, care="somatic", legal_form="voluntary")
        stay("need_assessed", WARD, needed=True, principals=("municipality",), pace="ordinary", physician="Anna Holm",
             person_says="Vill hem.")  # fmt: skip
        answer = self.client().get(f"/arende/{stay.ref}/admission_notified")
        assert answer.status_code == 200
        return answer.text


@pytest.fixture
def ward(system: System, database_url: str) -> Ward:
    made = Ward(system, furnish(database_url, training=True), database_url)
    made.sql("insert into units (id, kind, name, short_name, principal, provider, phone) values"
             " (60, 'coordinator', 'Samordning 0480', 'Samordning', '0480', 'provider 0480', '0155-1'),"
             " (61, 'coordinator', 'Samordning 04', 'Samordning', '04', 'provider 04', '016-1')")  # fmt: skip
    made.sql("update units set coordinator_id = case principal when '0480' then 60 else 61 end"
             " where principal in ('0480', '04') and kind <> 'coordinator'")  # fmt: skip
    return made


def ticked(page: str) -> list[int]:
    return sorted(int(value) for value in Form(page).values.get("to", []))


def test_the_municipality_decides_and_its_register_ticks_the_units(ward: Ward) -> None:
    page = ward.form()
    assert ticked(page) == [SOCIAL, HOME_CARE, LISTED]
    assert f"social_services {SOCIAL} · äldre, LSS, barn, psykiatri" in plain(page)
    assert "har ingen mottagare" not in page
    assert "ingen samordnare" not in page
    assert "Ingen har uppdrag" not in page


def test_another_unit_for_older_people_is_the_one_that_is_ticked(ward: Ward) -> None:
    ward.sql("insert into units (id, kind, name, short_name, principal, provider) values"
             " (62, 'social_services', 'Äldre', 'Äldre', '0480', 'provider 0480')")  # fmt: skip
    ward.sql("update routing set unit_id = 62 where principal = '0480' and help = 'older'")
    page = ward.form()
    assert ticked(page) == [HOME_CARE, LISTED, 62]
    # Nobody works there yet, and it has no coordinator: said where it is ticked.
    assert "Ingen har uppdrag där i dag, så ingen läser: ring enhetens växel." in plain(page)
    assert "Enheten har ingen samordnare" in plain(page)


def test_a_kind_of_help_without_receiver_is_said_with_whom_to_ring(ward: Ward) -> None:
    ward.sql("delete from routing where principal = '0480' and help in ('children', 'home_care')")
    page = ward.form()
    assert ticked(page) == [SOCIAL, LISTED]
    gaps = re.findall(r'<p class="(both|meta)">([^<]*har ingen mottagare[^<]*)</p>', page)
    assert gaps == [
        ("both", "provider 0480 har ingen mottagare för hemsjukvård: ring Samordning 0480, 0155-1."),
        ("meta", "provider 0480 har ingen mottagare för barn: ring Samordning 0480, 0155-1."),
    ]


def test_an_ended_unit_takes_in_nothing(ward: Ward) -> None:
    ward.sql("update units set until_on = current_date - 2 where id = :unit", unit=SOCIAL)
    page = ward.form()
    assert ticked(page) == [HOME_CARE, LISTED]
    assert "har ingen mottagare för äldre" in page
    assert f"social_services {SOCIAL}" not in page


def test_a_unit_where_nobody_has_an_assignment_is_said_before_it_is_sent_to(ward: Ward) -> None:
    ward.sql("update units set phone = '016-5' where id = :unit", unit=SOCIAL)
    ward.sql("update assignments set until_on = current_date - 2 where unit_id = :unit", unit=SOCIAL)
    ward.sql("update assignments set role = 'administrator' where unit_id = :unit", unit=LISTED)
    page = plain(ward.form())
    assert f"Ingen har uppdrag där i dag, så ingen läser: ring {SOCIAL}, 016-5." in page
    assert page.count("Ingen har uppdrag där i dag") == 2


def test_a_closed_unit_says_who_is_on_call_on_the_form_and_on_its_card(ward: Ward) -> None:
    ward.sql("update units set hours = cast(:hours as jsonb), on_call_id = :on_call where id = :unit",
             hours=json.dumps(hours_json(NEVER)), on_call=HOME_CARE, unit=SOCIAL)  # fmt: skip
    ward.sql("update units set phone = '016-9' where id = :unit", unit=HOME_CARE)
    said = f"Stängt nu. Jour: municipal_care {HOME_CARE}, 016-9."
    assert plain(ward.form()).count(said) == 1
    told = notified(ward.system, ward.registry)
    assert plain(ward.client().get(f"/arende/{told.ref}").text).count(said) == 1


def test_nobody_is_ticked_for_a_protected_person(ward: Ward) -> None:
    assert ticked(ward.form(protected="sekretessmarkering")) == []


def test_the_region_names_who_takes_those_listed_nowhere(ward: Ward) -> None:
    assert ticked(ward.form(listed=None)) == [SOCIAL, HOME_CARE]
    ward.sql("insert into routing values ('04', 'open_care', :unit)", unit=CENTRE)
    assert ticked(ward.form("0484", listed=None)) == [CENTRE, OTHER_SOCIAL]


def test_a_municipality_outside_the_register_is_said(ward: Ward) -> None:
    page = plain(ward.form("2583"))
    assert "Kommunen finns inte i registret" in page
    assert "Kommunen finns inte" not in plain(ward.form(None))


def test_a_unit_where_nobody_works_is_shown_wherever_one_may_choose_it(ward: Ward) -> None:
    ward.sql("insert into units (id, kind, name, short_name, principal, provider, coordinator_id) values"
             " (70, 'social_services', 'Tomma enheten', 'Tomma', '0480', 'provider 0480', 60)")  # fmt: skip
    stay = notified(ward.system, ward.registry)
    told = "Tomma enheten · ingen har uppdrag där i dag"
    added = ward.client().get(f"/arende/{stay.ref}/party_added")
    assert told in plain(added.text)
    home_care = browser(ward.system)
    home_care.post("/logga-in/ovning", data={"konto": f"unit-{SOCIAL}"})
    handed_on = home_care.get(f"/arende/{stay.ref}/forwarded?of=3")
    assert told in plain(handed_on.text)
