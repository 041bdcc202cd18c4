"""Ordinations on the pages: given one after another, received with one press, asked about, and printed."""

import re
from datetime import timedelta
from typing import Any

from lus.domain.calendar import local
from tests.cases import CENTRE, HOME_CARE, SOCIAL, WARD, to
from tests.web.browsing import Form
from tests.web.test_pages import Region, hidden, notify, region

__all__ = ["region"]

WOUND = "Omläggning av bensår"
PARTS = {"what": WOUND, "how_often": "måndag och torsdag", "ordered_by": "Anna Holm", "follows_up": "VC Skiftinge"}


def first(region: Region, days: int = 1) -> dict[str, str]:
    at = local(region.system.clock()) + timedelta(days=days)
    return {"first_at_day": at.date().isoformat(), "first_at_time": "08.00"}


def given(region: Region, **own: Any) -> int:
    at = region.system.clock() + timedelta(days=1)
    told = {"receivers": to(HOME_CARE), "first_at": at}
    return region.stay("ordination_given", WARD, **{**PARTS, **told, **own})


def page(region: Region, unit: int, path: str = "") -> str:
    text: str = region.at(unit).get(f"/arende/{region.stay.ref}{path}").text
    return text


def panel(text: str) -> str:
    return text.split('aria-labelledby="ordinations"')[1].split("</section>", maxsplit=1)[0]


def test_several_are_given_without_typing_again_what_they_share(region: Region) -> None:
    notify(region)
    client, address = region.at(WARD), f"/arende/{region.stay.ref}/ordination_given"
    form = Form(client.get(address).text)
    assert form.values["to"] == [str(HOME_CARE)], "the unit that gives care, and not social services"
    typed = form.filled(**PARTS, **first(region), ground="consent", igen="1")
    answer = client.post(address, data=typed)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{address}?igen=1")
    again = Form(client.get(f"{address}?igen=1").text)
    kept = {name: again.values[name] for name in ("ordered_by", "follows_up", "first_at_day", "first_at_time", "to")}
    assert kept["ordered_by"] == ["Anna Holm"]
    assert (kept["first_at_time"], kept["to"]) == (["08.00"], [str(HOME_CARE)])
    assert again.values.get("what", [""]) == [""]


def test_social_services_are_not_among_those_it_may_be_sent_to(region: Region) -> None:
    notify(region)
    client, address = region.at(WARD), f"/arende/{region.stay.ref}/ordination_given"
    form = Form(client.get(address).text)
    answer = client.post(address, data=form.filled(**PARTS, **first(region), ground="consent", to=[str(SOCIAL)]))
    assert answer.status_code == 422
    assert WOUND in answer.text, "what was typed is kept"


def test_nobody_to_carry_it_out_is_said(region: Region) -> None:
    notify(region)
    client, address = region.at(WARD), f"/arende/{region.stay.ref}/ordination_given"
    form = Form(client.get(address).text)
    answer = client.post(address, data=form.filled(**PARTS, **first(region), ground="consent", to=[str(CENTRE)]))
    assert answer.status_code == 422
    assert "någon ska utföra ordinationen" in answer.text


def test_received_with_one_press_and_everybody_sees_that_it_is(region: Region) -> None:
    notify(region)
    seq = given(region)
    shown = panel(page(region, HOME_CARE))
    assert f'action="/arende/{region.stay.ref}/ordination_received"' in shown
    client = region.at(HOME_CARE)
    key = re.findall(r'name="key" value="([^"]+)"', shown)[0]
    sent = {"of": str(seq), "key": key, "back": "arende"}
    assert client.post(f"/arende/{region.stay.ref}/ordination_received", data=sent).status_code == 303
    for unit in (WARD, SOCIAL):
        assert f"{HOME_CARE} tog emot" in panel(page(region, unit))
    again = client.post(f"/arende/{region.stay.ref}/ordination_received", data={**sent, "key": "another"})
    assert again.status_code == 409
    assert "Redan mottagen" in again.text


def test_one_act_is_enough_for_who_carries_it_out_and_who_follows_it_up_reads_it(region: Region) -> None:
    notify(region)
    region.stay("acknowledged", HOME_CARE, of=3)
    region.stay("acknowledged", CENTRE, of=3)
    seq = given(region, receivers=to(HOME_CARE, CENTRE))
    shown = page(region, HOME_CARE)
    assert f'action="/arende/{region.stay.ref}/ordination_received"' in shown
    assert f'action="/arende/{region.stay.ref}/acknowledged"' not in shown
    assert f'action="/arende/{region.stay.ref}/acknowledged"' in page(region, CENTRE)
    box = region.at(HOME_CARE).get("/inkorg").text
    assert "1 meddelande att kvittera eller ta emot" in box
    assert f'href="/arende/{region.stay.ref}#ordinations">Läs och ta emot' in box
    assert 'name="en"' not in box, "what is to be carried out is read before it is received"
    region.stay("ordination_received", HOME_CARE, of=seq)
    assert "Inget att kvittera" in region.at(HOME_CARE).get("/inkorg").text


def test_events_say_which_ordination_they_are_about(region: Region) -> None:
    notify(region)
    seq = given(region)
    asked = region.stay("ordination_questioned", HOME_CARE, of=seq, text="Vilket förband?")
    region.stay("ordination_answered", WARD, of=asked, text="Silikon.")
    region.stay("ordination_received", HOME_CARE, of=seq)
    events = page(region, WARD).split('aria-labelledby="events"')[-1]
    assert "ilken händelse" not in events
    assert events.count(f": {WOUND}</a>") == 2, "the question and the receipt are about it"
    assert re.search(r"Svar på <a [^>]*>fråga om ordination från", events)
    hidden_away = page(region, SOCIAL)
    assert WOUND not in hidden_away
    assert re.search(r"Gäller <a [^>]*>ordination från", hidden_away)


def test_a_question_is_answered_where_it_stands(region: Region) -> None:
    notify(region)
    seq = given(region)
    asked = region.stay("ordination_questioned", HOME_CARE, of=seq, text="Vilket förband?")
    shown = panel(page(region, WARD))
    assert "Vilket förband?" in shown
    assert f"/ordination_answered?of={asked}" in shown
    assert "Vilket förband?" not in page(region, SOCIAL)
    assert "Väntar på svar." in panel(page(region, SOCIAL))
    region.stay("ordination_answered", WARD, of=asked, text="Silikon.")
    assert "Silikon." in panel(page(region, HOME_CARE))


def test_the_way_home_and_the_boards_say_what_nobody_has_received(region: Region) -> None:
    notify(region)
    region.stay("ready_notified", WARD, receivers=to(SOCIAL, HOME_CARE), judged_at=region.system.clock(),
                physician="Anna Holm")  # fmt: skip
    seq = given(region)
    form = page(region, WARD, "/homegoing_booked")
    assert f"{WOUND}: inte mottagen av {HOME_CARE}" in form
    for unit in (WARD, HOME_CARE, SOCIAL):
        assert "Ordination inte klar" in region.at(unit).get("/tavla").text
    region.stay("ordination_received", HOME_CARE, of=seq)
    assert "inte mottagen" not in page(region, WARD, "/homegoing_booked")
    assert "Ordination inte klar" not in region.at(WARD).get("/tavla").text


def test_a_change_begins_from_what_it_changes(region: Region) -> None:
    notify(region)
    seq = given(region)
    form = Form(page(region, WARD, f"/ordination_given?of={seq}"))
    assert (form.values["what"], form.values["replaces"]) == ([WOUND], [str(seq)])
    given(region, what="Torr omläggning", replaces=seq)
    shown = panel(page(region, HOME_CARE))
    assert "ändrad av" in shown.split("Tidigare ordinationer")[1]
    assert "Torr omläggning" in shown.split("Tidigare ordinationer")[0]


def test_the_list_for_the_home_is_a_tagged_pdf_for_who_may_read_it(region: Region) -> None:
    notify(region)
    assert region.at(HOME_CARE).get(f"/arende/{region.stay.ref}/ordinationer").status_code == 404
    given(region, what="Omläggning #1 *inte* markup", until_on=local(region.system.clock()).date() + timedelta(days=9))
    answer = region.at(HOME_CARE).get(f"/arende/{region.stay.ref}/ordinationer")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in answer.content
    assert region.at(SOCIAL).get(f"/arende/{region.stay.ref}/ordinationer").status_code == 404


def test_days_that_do_not_fit_are_refused_at_their_field(region: Region) -> None:
    notify(region)
    client, address = region.at(WARD), f"/arende/{region.stay.ref}/ordination_given"
    text = client.get(address).text
    yesterday = local(region.system.clock()).date() - timedelta(days=1)
    sent = {**PARTS, **first(region), **hidden(text), "ground": "consent", "to": str(HOME_CARE)}
    answer = client.post(address, data={**sent, "until_on": yesterday.isoformat()})
    assert answer.status_code == 422
    assert "den sista dagen är före den första" in answer.text


def test_a_closed_case_says_how_what_holds_is_changed(region: Region) -> None:
    notify(region)
    seq = given(region, receivers=to(HOME_CARE, CENTRE))
    region.stay("ordination_received", HOME_CARE, of=seq)
    region.stay("interrupted", WARD, reason="no_need")
    shown = panel(page(region, CENTRE))
    assert 'href="/fraga"' in shown
    assert "Ändra<" not in shown
    assert 'href="/fraga"' not in panel(page(region, HOME_CARE))
