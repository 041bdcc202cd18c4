"""Bad input: the field is named, what was typed is kept, nothing is stored. The impossible: why, and what to do."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from lus.domain.calendar import day_of, local
from lus.web.admission import blank, read
from lus.words.refusals import REFUSAL
from tests.cases import CENTRE, HOME_CARE, SOCIAL, STRANGER, WARD, to
from tests.web.browsing import Form, clock_of, count, invented, owner
from tests.web.samples import prepared, sample, situation
from tests.web.test_forms import anything, unhurried
from tests.web.test_pages import Region, notify, region

__all__ = ["region"]

NUMBER = invented(239)
WRONG = f"{NUMBER[:-1]}{(int(NUMBER[-1]) + 1) % 10}"


def admission(region: Region, **typed: Any) -> dict[str, Any]:
    """A right admission, but for what is typed."""
    form = Form(region.at(WARD).get("/inskriv").text)
    right = {"name": "Elsa Björk", "number": NUMBER, "registered_in": "0480"}
    return form.filled(**{**right, **typed})


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"number": WRONG}, "Nummer: kontrollsiffran stämmer inte"),
        ({"number": "18920231-2398"}, "Nummer: datumet i numret finns inte"),
        ({"number": ""}, "Fyll i nummer."),
        ({"name": ""}, "Fyll i namn."),
        ({"registered_in": ""}, "Välj kommun."),
        ({"at_day": "2026-02-30"}, "Inskriven: skriv dagen som 2026-03-05."),
        ({"at_day": ""}, "Skriv dag och tid för inskriven."),
        ({"at_time": "25.10"}, "Inskriven: skriv tiden som 14.30"),
    ],
)
def test_an_admission_with_a_fault_names_the_field_keeps_the_rest_and_stores_nothing(
    region: Region, database_url: str, typed: dict[str, str], said: str
) -> None:
    before = count(database_url, "facts")
    answer = region.at(WARD).post("/inskriv", data=admission(region, **typed, room="sal 4"))
    assert answer.status_code == 422
    assert said in answer.text
    assert "Rätta det här" in answer.text
    kept = Form(answer.text).values
    assert kept["room"] == ["sal 4"]
    assert {name: kept[name] for name in typed if typed[name] and name in kept} == {
        name: [value] for name, value in typed.items() if value
    }
    assert count(database_url, "facts") == before


@unhurried
@given(data=st.data())
def test_any_text_in_an_admission_gives_a_patient_or_named_faults(data: st.DataObject) -> None:
    here = situation(sample(prepared), WARD)
    names = ("name", "number_kind", "number", "protected", "address", "phone", "next_of_kin", "at_day", "at_time",
             "care", "legal_form", "registered_in", "placed_by", "listed_at", "room")  # fmt: skip
    typed = data.draw(st.dictionaries(st.sampled_from(names), st.lists(anything, max_size=2)))
    found = read(typed, here)
    shown = blank(here, {"0180": "Stockholms stad"}, typed, found.faults)
    assert (found.header is None) == bool(found.faults)
    assert bool(shown.errors) == bool(found.faults)
    assert all(fault.code in REFUSAL for fault in found.faults)


def test_a_time_in_the_future_is_refused_beyond_two_minutes(region: Region) -> None:
    for minutes, status in ((1, 303), (4, 422)):
        typed = admission(region, **clock_of(region.system, minutes), number_kind="none", number="")
        answer = region.at(WARD).post("/inskriv", data=typed)
        assert answer.status_code == status
    assert "har inte varit än" in answer.text


def test_a_discharge_before_the_admission_is_refused_at_its_field(region: Region, database_url: str) -> None:
    address = f"/arende/{region.stay.ref}/discharged"
    form = Form(region.at(WARD).get(address).text)
    long_ago = (local(region.system.clock()) - timedelta(days=3)).date().isoformat()
    before = count(database_url, "facts")
    answer = region.at(WARD).post(address, data=form.filled(at_day=long_ago, destination="own_home"))
    assert answer.status_code == 422
    assert "är före inskrivningen" in answer.text
    kept = Form(answer.text).values
    assert (kept["at_day"], kept["destination"]) == ([long_ago], ["own_home"])
    assert count(database_url, "facts") == before


def test_a_discharge_is_made_once(region: Region, database_url: str) -> None:
    address = f"/arende/{region.stay.ref}/discharged"
    typed = {**clock_of(region.system), "destination": "own_home"}
    forms = [Form(region.at(WARD).get(address).text).filled(**typed) for _tab in range(2)]
    assert region.at(WARD).post(address, data=forms[0]).status_code == 303
    before = count(database_url, "facts")
    again = region.at(WARD).post(address, data=forms[0])
    assert again.status_code == 303
    other_tab = region.at(WARD).post(address, data=forms[1])
    assert other_tab.status_code == 409
    assert "Patienten skrevs ut" in other_tab.text
    assert "Makulera utskrivningen först" in other_tab.text
    assert count(database_url, "facts") == before


def test_the_same_admission_twice_or_in_two_tabs_is_one_case(region: Region, database_url: str) -> None:
    sent, other_tab = admission(region), admission(region)
    first, again = (region.at(WARD).post("/inskriv", data=sent) for _ in range(2))
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.headers["location"] == again.headers["location"]
    cases = count(database_url, "cases")
    refused = region.at(WARD).post("/inskriv", data=other_tab)
    assert refused.status_code == 409
    assert first.headers["location"][8:16] in refused.text
    assert count(database_url, "cases") == cases


def test_what_was_not_sent_to_us_cannot_be_acknowledged(region: Region) -> None:
    region.stay("admission_notified", WARD, receivers=to(SOCIAL, CENTRE),
                expected_discharge_on=day_of(region.system.clock()))  # fmt: skip
    region.stay("admission_notified", WARD, receivers=to(HOME_CARE),
                expected_discharge_on=day_of(region.system.clock()))  # fmt: skip
    answer = region.at(HOME_CARE).post(f"/arende/{region.stay.ref}/acknowledged", data={"of": "3"})
    assert answer.status_code == 409
    assert "Meddelandet är inte skickat till er" in answer.text


def test_what_another_side_does_is_refused_in_words(region: Region) -> None:
    notify(region)
    answer = region.at(SOCIAL).post(
        f"/arende/{region.stay.ref}/ready_judged", data={"physician": "A", **clock_of(region.system)}
    )
    assert answer.status_code == 409
    assert "Öppna ärendet och välj bland era åtgärder" in answer.text


def test_a_stranger_gets_the_page_that_nobody_gets_and_the_log_has_both(region: Region, database_url: str) -> None:
    notify(region)
    stranger = region.at(STRANGER)
    absent = "7F3K2M9A"
    for path in ("", "/died", "/patientinformation/1"):
        theirs, none = (stranger.get(f"/arende/{ref}{path}") for ref in (region.stay.ref, absent))
        assert (theirs.status_code, theirs.text, theirs.headers) == (404, none.text, none.headers)
    sent = {"physician": "x", "person_says": "x"}
    theirs, none = (stranger.post(f"/arende/{ref}/need_assessed", data=sent) for ref in (region.stay.ref, absent))
    assert (theirs.status_code, theirs.text, theirs.headers) == (404, none.text, none.headers)
    with owner(database_url) as connection:
        found = connection.execute(
            text(
                "select sought, count(*) as times from access_log"
                " where outcome = 'not_found' and unit_id = :unit group by sought"
            ),
            {"unit": STRANGER},
        )
        assert {row.sought: row.times for row in found} == {region.stay.ref: 4, absent: 4}


@pytest.mark.parametrize("path", ["/arende/%00", "/arende/189204122399", "/arende/AAAAAAAA/patientinformation/x"])
def test_an_address_that_names_no_case_is_a_page_not_found_and_does_not_reach_the_log(
    region: Region, database_url: str, path: str
) -> None:
    before = count(database_url, "access_log")
    answer = region.at(WARD).get(path)
    assert answer.status_code == 404
    assert "Sidan finns inte" in answer.text
    assert count(database_url, "access_log") == before


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/uppdrag", {"assignment": "x"}),
        ("/logga-in", {"namn": "\x00", "losenord": "\x00"}),
        ("/logga-in/ovning", {"konto": "\x00"}),
        ("/inskriv", {}),
        ("/inskriv", {"name": "a\x00", "number": "٣" * 12, "number_kind": "personnummer"}),
    ],
)
def test_what_no_page_of_ours_sends_is_answered_in_swedish(region: Region, path: str, sent: dict[str, str]) -> None:
    answer = region.at(WARD).post(path, data=sent)
    assert answer.status_code == 422
    assert '<html lang="sv">' in answer.text
