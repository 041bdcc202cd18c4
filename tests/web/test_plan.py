"""A plan without any stay: begun, consented to, written, sent, confirmed, changed, followed up and closed."""

import re
from datetime import timedelta
from typing import Any

from lus.domain.calendar import day_of, months_after
from lus.domain.identity import check_digit
from lus.integrations.pdf import PlanSheet
from lus.queries.case import case
from lus.store import clock
from lus.usecases import deliver
from lus.web.patient import Patient
from lus.web.plansheet import plan_sheet
from tests.cases import CENTRE, COORDINATOR, HOME_CARE, SOCIAL, STRANGER, WARD
from tests.store.stays import Recorder, header
from tests.web.browsing import Form, clock_of, invented, pages
from tests.web.test_pages import Region, notify, region

__all__ = ["region"]

MATTERS = "Jag vill sova hemma hos katten."
CHILD = f"20190412-990{check_digit('190412990')}"
"""A number that is given to nobody."""


def begun(region: Region, by: int = CENTRE, **typed: Any) -> str:
    """Through the form; the case's address."""
    client = region.at(by)
    form = Form(client.get("/sip/ny").text)
    whom = {"name": "Tindra Berg", "number": invented(241), "why": "Hjälp från två håll", "registered_in": "0480"}
    answer = client.post("/sip/ny", data=form.filled(**{**whom, **typed}))
    assert answer.status_code == 303, re.findall(r"error-message[^>]*>(.*?)</span>", answer.text, re.DOTALL)
    place: str = answer.headers["location"].partition("?")[0]
    return place


def tried(region: Region, unit: int, address: str, kind: str, of: Any = None, **typed: Any) -> tuple[int, str]:
    """Sends the kind's form: the status, and what is wrong."""
    client = region.at(unit)
    asked = {"of": str(of)} if of else {}
    form = Form(client.get(f"{address}/{kind}", params=asked).text)
    given = dict(typed)
    if "at_time" in form.names and "channel" not in form.names:
        given = {**clock_of(region.system), **given}
    answer = client.post(f"{address}/{kind}", data=form.filled(**given))
    wrong = re.findall(r'<li><a href="#f-[^>]*>([^<]*)', answer.text)
    wrong += re.findall(r'class="refused" role="alert".*?<p>([^<]*)', answer.text, re.DOTALL)
    return answer.status_code, " ".join(wrong)


def says(region: Region, unit: int, address: str, kind: str, of: Any = None, **typed: Any) -> None:
    """The same, and it is recorded."""
    assert tried(region, unit, address, kind, of, **typed) == (303, "")


def on(region: Region, days: int) -> str:
    return clock_of(region.system, days * 24 * 60)["at_day"]


def consented(region: Region, place: str, **typed: Any) -> None:
    """By the person, for social services and home care."""
    said = {"scope": ["meeting", "plan"], "by_whom": "self", "form": "oral", "to": [str(SOCIAL), str(HOME_CARE)]}
    says(region, CENTRE, place, "consent_given", **{**said, **typed})


def written(region: Region, place: str) -> None:
    """All that a version needs."""
    says(region, CENTRE, place, "need_set", matters=MATTERS, needs="Hjälp med mediciner")
    says(region, CENTRE, place, "goal_set", goal="Sova hela natten")
    own = {"what": "Delar läkemedel", "owner": str(HOME_CARE), "by_on": on(region, 9)}
    says(region, CENTRE, place, "measure_agreed", **own)
    answers = {"region_does": "Läkemedel", "municipality_does": "Hemtjänst", "overall": "municipality"}
    leads = {"lead": str(CENTRE), "lead_person": "Lena Moberg", "phone": "016-12 34 56"}
    says(region, CENTRE, place, "responsibility_set", **answers, **leads)


def last(region: Region, place: str, kind: str) -> int:
    """The number of the last fact of the kind."""
    with region.system.reading(region.registry.actors[CENTRE], "Vård och behandling") as door:
        found = case(door, place.rpartition("/")[2])
    assert found
    return max(fact.seq for fact in found.case.facts if fact.kind == kind)


def test_no_consent_no_plan_and_the_sentence_says_how_to_record_it(region: Region) -> None:
    place = begun(region)
    shown = region.at(CENTRE).get(place).text
    assert "Inte aktuell: samtycke saknas" in shown
    assert "Utan samtycke görs ingen plan" in shown
    assert f"{place}/consent_given" in shown
    code, wrong = tried(region, CENTRE, place, "need_set", matters=MATTERS, needs="Hjälp")
    assert code == 409
    assert "Anteckna samtycket först" in wrong
    for unit in (SOCIAL, STRANGER):
        assert region.at(unit).get(place).status_code == 404


def test_a_second_plan_of_the_same_person_is_said_beside_the_first(region: Region) -> None:
    first, second = begun(region), begun(region)
    for place, other in ((first, second), (second, first)):
        assert re.findall(r'<a href="([^"]+)">Annan plan</a>', region.at(CENTRE).get(place).text) == [other]
    consented(region, first)
    assert "Annan plan" not in region.at(SOCIAL).get(first).text, "it is not on the other"


def test_a_text_that_is_missing_is_to_be_filled_in_and_a_code_to_be_chosen(region: Region) -> None:
    place = begun(region)
    consented(region, place)
    wrong = tried(region, CENTRE, place, "party_invited", to=str(SOCIAL))[1]
    assert wrong == "Fyll i vad enheten behövs för."
    assert tried(region, CENTRE, place, "plan_closed")[1] == "Välj resultat."


def test_a_form_opened_before_the_no_is_told_of_it_and_keeps_what_was_typed(region: Region) -> None:
    place = begun(region)
    consented(region, place)
    client = region.at(CENTRE)
    opened = Form(client.get(f"{place}/need_set").text)
    says(region, SOCIAL, place, "consent_withdrawn", scope=["meeting", "plan"], by_whom="self")
    answer = client.post(f"{place}/need_set", data=opened.filled(matters=MATTERS, needs="Hjälp"))
    assert answer.status_code == 409
    assert "Personen har sagt nej till planen" in answer.text
    assert "välj en enhet i listan" not in answer.text
    assert MATTERS in answer.text


def test_reasons_and_refusals_tell_minutes_and_no_seconds(region: Region) -> None:
    place = begun(region)
    consented(region, place)
    ahead = {"meeting_at_day": on(region, 5), "meeting_at_time": "13.00", "form": "home"}
    says(region, CENTRE, place, "meeting_booked", **ahead)
    assert "redan bokat" in tried(region, CENTRE, place, "meeting_booked", **ahead)[1]
    says(region, SOCIAL, place, "consent_withdrawn", scope=["meeting", "plan"], by_whom="self")
    _, wrong = tried(region, CENTRE, place, "meeting_booked", **ahead)
    shown = region.at(CENTRE).get(place).text
    assert "sagt nej" in wrong
    assert re.search(r"kl\. \d+\.\d\d\b", shown)
    assert re.findall(r"\d\.\d\d\.\d\d\b", wrong + shown) == []


def test_what_the_plan_began_with_offers_no_voiding(region: Region) -> None:
    place = begun(region)
    consented(region, place)
    shown = region.at(CENTRE).get(place).text
    assert f"{place}/voided?of={last(region, place, 'consent_given')}" in shown
    assert f'{place}/voided?of=1"' not in shown


def test_consent_lets_the_named_units_read_and_nobody_else(region: Region) -> None:
    place = begun(region)
    consented(region, place)
    written(region, place)
    assert "consent_given" not in region.at(CENTRE).get(place).text.partition("Händelser")[0]
    for unit in (CENTRE, SOCIAL, HOME_CARE):
        assert MATTERS in region.at(unit).get(place).text
    assert region.at(STRANGER).get(place).status_code == 404
    assert region.at(STRANGER).get(f"{place}/versioner").status_code == 404
    first, *_ = re.split(r"Händelser</h2>", region.at(SOCIAL).get(place).text)
    assert first.index("Viktigt för mig") < first.index("Vem gör vad, till när") < first.index("Om planen")


def test_who_the_consent_leaves_out_is_told_nothing_and_the_form_says_so(region: Region) -> None:
    """Called to a meeting, and left out of the consent."""
    notify(region)
    stay = f"/arende/{region.stay.ref}"
    says(region, CENTRE, stay, "sip_called", **meets(region, 7))
    (plan,) = sips(region, stay)
    client = region.at(CENTRE)
    before = client.get(f"{plan}/message_sent").text
    assert "Samtycket omfattar inte" in before
    assert 'name="to"' not in before
    assert f"{plan}/message_sent" not in client.get(f"{plan}/nytt").text
    consented(region, plan, to=[str(SOCIAL)])
    form = client.get(f"{plan}/message_sent").text
    assert offered(form, "to") == {SOCIAL}
    assert "Samtycket omfattar inte" in form
    says(region, CENTRE, plan, "message_sent", to=[str(SOCIAL)], text="Hör av er.")
    assert offered(client.get(f"{plan}/lead_changed").text, "lead") == {SOCIAL}
    says(region, HOME_CARE, plan, "message_sent", to=[str(CENTRE)], text="Vi väntar på samtycke.")
    assert "message_sent?of=" not in client.get(plan).text, "no answer to who may not be told"
    assert "En plan är de med i som samtycket omfattar" in client.get(f"{plan}/party_added").text
    assert f"{plan}/party_added" not in client.get(f"{plan}/nytt").text


def offered(page: str, name: str) -> set[int]:
    """The units that the form's field lets one choose."""
    return {int(unit) for unit in re.findall(rf'name="{name}" type="(?:checkbox|radio)" value="(\d+)"', page)}


def test_sent_confirmed_changed_and_compared_until_it_is_current(region: Region) -> None:
    place = begun(region)
    consented(region, place)
    assert "Det saknas" in tried(region, CENTRE, place, "plan_versioned", to=[str(SOCIAL)])[1]
    written(region, place)
    says(region, CENTRE, place, "plan_versioned", to=[str(SOCIAL), str(HOME_CARE)])
    made = last(region, place, "plan_versioned")
    assert "Inte aktuell: inte bekräftad av alla" in region.at(SOCIAL).get(place).text
    assert "Bekräfta planen" in region.at(SOCIAL).get(place).text
    says(region, SOCIAL, place, "plan_confirmed", made)
    says(region, HOME_CARE, place, "change_asked", made, text="Vi delar bara på morgonen.")
    shown = region.at(CENTRE).get(place).text
    assert "Inte aktuell: en ändring är begärd" in shown
    assert "Vi delar bara på morgonen." in shown
    measure = {"what": "Delar läkemedel på morgonen", "owner": str(HOME_CARE), "by_on": on(region, 9)}
    old = re.search(r'<option value="(\d+)"[^>]*>Insats', region.at(CENTRE).get(f"{place}/measure_agreed").text)
    assert old
    says(region, CENTRE, place, "measure_agreed", **measure, replaces=old[1])
    says(region, CENTRE, place, "plan_versioned", to=[str(SOCIAL), str(HOME_CARE)], changes="Bara morgon")
    again = last(region, place, "plan_versioned")
    code, wrong = tried(region, SOCIAL, place, "plan_confirmed", made)
    assert (code, "nyare version" in wrong) == (409, True), wrong
    for unit in (SOCIAL, HOME_CARE):
        says(region, unit, place, "plan_confirmed", again)
    assert "Inte aktuell: ingen uppföljning bestämd" in region.at(SOCIAL).get(place).text
    proposed = Form(region.at(CENTRE).get(f"{place}/follow_up_set").text).values["follow_up_on"]
    assert proposed == [months_after(day_of(region.system.clock()), 3).isoformat()]
    says(region, CENTRE, place, "follow_up_set")
    assert ">Aktuell</span>" in region.at(SOCIAL).get(place).text
    sides = region.at(SOCIAL).get(f"{place}/versioner?fran=1&till=2").text
    assert sides.count('<h2 id="v') == 2
    assert sides.index("Delar läkemedel") < sides.index("Delar läkemedel på morgonen")


def test_what_was_changed_since_the_last_version_stands_beside_it(region: Region) -> None:
    place = begun(region)
    consented(region, place)
    written(region, place)
    says(region, CENTRE, place, "plan_versioned", to=[str(SOCIAL), str(HOME_CARE)])
    assert "Som planen står nu" not in region.at(SOCIAL).get(f"{place}/versioner").text
    says(region, CENTRE, place, "goal_set", goal="Gå ut varje dag")
    sides = region.at(SOCIAL).get(f"{place}/versioner").text.partition('class="sides"')[2]
    sent, _, now = sides.partition("Som planen står nu")
    assert "Version 1" in sent
    assert "Gå ut varje dag" not in sent
    assert "Gå ut varje dag" in now


def test_a_withdrawal_stops_everything_at_once(region: Region) -> None:
    place = begun(region)
    consented(region, place)
    written(region, place)
    times = {"meeting_at_day": on(region, 5), "meeting_at_time": "13.00"}
    says(region, CENTRE, place, "meeting_booked", form="home", **times)
    says(region, CENTRE, place, "plan_versioned", to=[str(SOCIAL), str(HOME_CARE)])
    says(region, SOCIAL, place, "consent_withdrawn", scope=["meeting", "plan"], by_whom="self")
    shown = region.at(HOME_CARE).get(place).text
    assert "Inte aktuell: samtycket är återkallat" in shown
    assert "Bekräfta planen" not in shown
    assert "inget möte bokat" in shown
    assert "Avsluta planen" in region.at(CENTRE).get(place).text
    code, wrong = tried(region, CENTRE, place, "meeting_booked", form="home", **times)
    assert (code, "sagt nej" in wrong) == (409, True)
    # A minute later: what is told of one and the same minute is in the order of the kinds, and a no goes after a yes.
    consented(region, place, **clock_of(region.system, 2))
    assert "Boka SIP-möte" in region.at(CENTRE).get(place).text


def test_what_is_wrong_is_told_and_kept(region: Region) -> None:
    place = begun(region)
    consented(region, place)
    past = {"meeting_at_day": on(region, -1), "meeting_at_time": "13.00"}
    code, wrong = tried(region, CENTRE, place, "meeting_booked", form="home", place="Hemma hos Tindra", **past)
    assert (code, "har redan varit" in wrong) == (422, True)
    assert "Välj enhet som gör det" in tried(region, CENTRE, place, "measure_agreed", what="Städar")[1]
    wrong = tried(region, CENTRE, place, "measure_agreed", what="Städar", owner=str(SOCIAL), by_on="")[1]
    assert "Ange en dag: senast." in wrong
    ahead = {"meeting_at_day": on(region, 20), "meeting_at_time": "13.00"}
    says(region, CENTRE, place, "meeting_booked", form="home", **ahead)
    written(region, place)
    says(region, CENTRE, place, "plan_versioned", to=[str(SOCIAL)])
    code, wrong = tried(region, CENTRE, place, "follow_up_set", follow_up_on=on(region, 10))
    assert (code, "efter mötet" in wrong) == (422, True)
    guardian = {"scope": ["plan"], "by_whom": "guardian", "form": "oral", "to": [str(SOCIAL)]}
    code, wrong = tried(region, CENTRE, place, "consent_given", **guardian)
    assert (code, "myndig" in wrong) == (422, True)


def test_a_child_is_heard_and_both_guardians_consent(region: Region) -> None:
    place = begun(region, number=CHILD)
    consent = {"scope": ["meeting", "plan"], "by_whom": "guardians", "form": "written", "to": [str(SOCIAL)]}
    assert "om barnet har hörts" in tried(region, CENTRE, place, "consent_given", **consent)[1]
    says(region, CENTRE, place, "consent_given", **consent, heard="heard")
    shown = region.at(SOCIAL).get(place).text
    assert "båda vårdnadshavarna" in shown
    assert "Barnet hört: ja" in shown
    about = shown.partition("Om planen</h2>")[2].partition("</section>")[0]
    assert "till och med lör 11 april 2037" in about, "the day before it comes of age"
    duty, _, events = shown.partition("Händelser</h2>")
    assert "28 mars 2037" in duty, "the guardians' yes ends with the day before it comes of age: asked for anew by then"
    assert "2037" not in events, "the day on which a child comes of age is for the rules"


def test_who_cannot_consent_has_a_path_that_ends(region: Region) -> None:
    place = begun(region)
    told: dict[str, Any] = {"scope": ["plan"], "form": "presumed", "to": [str(SOCIAL)]}
    assert "Annars ingendera" in tried(region, CENTRE, place, "consent_given", **told, by_whom="self")[1]
    assert tried(region, CENTRE, place, "consent_given", **told, by_whom="nobody")[0] == 422
    until = {"until_on": on(region, 60), "note": "Dr Holm: demenssjukdom, planen är till nytta."}
    says(region, CENTRE, place, "consent_given", **told, by_whom="nobody", **until)
    assert "personen kan inte samtycka" in region.at(SOCIAL).get(place).text


def test_the_list_holds_the_plans_of_the_unit(region: Region) -> None:
    empty = region.at(SOCIAL).get("/sip").text
    assert "Er enhet är inte med i någon plan" in empty
    place = begun(region)
    consented(region, place)
    for unit in (CENTRE, SOCIAL):
        shown = region.at(unit).get("/sip").text
        assert "Tindra Berg" in shown
        assert "Inte aktuell: inte skriven än" in shown
    assert "Tindra Berg" not in region.at(STRANGER).get("/sip").text
    assert "Påbörja plan" not in region.at(COORDINATOR).get("/sip").text


def test_a_protected_person_has_no_name_in_the_list(region: Region) -> None:
    begun(region, protected="sekretessmarkering")
    shown = region.at(CENTRE).get("/sip").text
    assert "Skyddade personuppgifter" in shown
    assert "Tindra" not in shown


def test_the_meeting_is_moved_held_and_another_unit_takes_the_lead(region: Region) -> None:
    place = begun(region)
    consented(region, place)
    says(region, CENTRE, place, "party_invited", to=str(SOCIAL), why="Beslut om hemtjänst")
    times = {"meeting_at_day": on(region, 5), "meeting_at_time": "13.00"}
    says(region, CENTRE, place, "meeting_booked", form="video", **times)
    booked = last(region, place, "meeting_booked")
    moved = {"meeting_at_day": on(region, 6), "meeting_at_time": "09.00"}
    says(region, CENTRE, place, "meeting_moved", booked, form="home", **moved)
    assert "(flyttat 1 gång)" in region.at(SOCIAL).get(place).text
    came = {"came": [str(SOCIAL), str(CENTRE)], "person_came": "ja"}
    assert "ett möte är bokat" in tried(region, CENTRE, place, "meeting_held", **came)[1]
    assert f"{place}/meeting_held?of={booked}" in region.at(CENTRE).get(place).text
    says(region, CENTRE, place, "meeting_held", booked, **came)
    assert "personen var med" in region.at(SOCIAL).get(place).text
    leads = {"lead": str(SOCIAL), "lead_person": "Eva Lund", "phone": "016-1", "why": "Närmare"}
    says(region, SOCIAL, place, "lead_changed", **leads)
    assert "Eva Lund" in region.at(CENTRE).get(place).text
    assert "bestämma uppföljning" in region.at(SOCIAL).get(place).text
    says(region, SOCIAL, place, "plan_closed", result="met")
    assert "Avslutad" in region.at(CENTRE).get(place).text


def test_who_is_invited_and_who_was_not_reached_stands_on_the_plan(region: Region) -> None:
    place = begun(region)
    assert region.at(CENTRE).get(f"{place}/mote.ics").status_code == 404, "no meeting"
    consented(region, place)
    times = {"meeting_at_day": on(region, 5), "meeting_at_time": "13.00"}
    says(region, CENTRE, place, "meeting_booked", form="home", place="Storgatan 2", **times)
    shown = region.at(SOCIAL).get(place).text
    assert "inbjudan skickas" in shown
    taken = region.at(SOCIAL).get(f"{place}/mote.ics")
    assert taken.headers["content-type"].startswith("text/calendar")
    assert "TZID=Europe/Stockholm" in taken.text
    for secret in ("Tindra", "Storgatan", "SIP"):
        assert secret not in taken.text
    assert region.at(STRANGER).get(f"{place}/mote.ics").status_code == 404
    booked = last(region, place, "meeting_booked")
    assert "Välj enhet" in tried(region, CENTRE, place, "invitation_undelivered", booked)[1]
    says(region, CENTRE, place, "invitation_undelivered", booked, unreached=str(SOCIAL))
    assert "nå enheten som inbjudan inte kom fram till" in region.at(CENTRE).get(place).text.lower()
    assert "inbjudan kom inte fram" in region.at(HOME_CARE).get(place).text
    code, wrong = tried(region, CENTRE, place, "invitation_undelivered", booked, unreached=str(SOCIAL))
    assert (code, "redan antecknat" in wrong) == (422, True)
    missed = last(region, place, "invitation_undelivered")
    says(region, CENTRE, place, "invitee_reached", missed, how="phone")
    assert "har fått veta på annat sätt" in region.at(HOME_CARE).get(place).text
    code, wrong = tried(region, CENTRE, place, "invitee_reached", missed, how="phone")
    assert (code, "redan nådd" in wrong) == (409, True)


def test_a_call_opens_the_plan_with_its_meeting_and_only_once(region: Region) -> None:
    notify(region)
    place = f"/arende/{region.stay.ref}"
    times = {"meeting_at_day": on(region, 7), "meeting_at_time": "13.00"}
    told = {
        "form": "home",
        "place": "Hemma",
        "questions": "Vem delar medicin?",
        "to": [str(WARD), str(SOCIAL), str(HOME_CARE)],
    }
    says(region, CENTRE, place, "sip_called", **times, **told)
    shown = region.at(CENTRE).get(place).text
    (plan,) = set(re.findall(r'<a href="(/arende/[0-9A-Z]{8})">SIP</a>', shown))
    assert "Inte aktuell: samtycke saknas" in shown
    for unit in (CENTRE, SOCIAL, HOME_CARE):
        page = region.at(unit).get(plan).text
        assert "13.00" in page
        assert "Hemma" in page
        assert page.count("inbjudan skickas") == 2
        assert "Vem delar medicin?" not in page, "what is asked about the person waits for consent"
    assert region.at(WARD).get(plan).status_code == 404, "it has done its part by then"
    says(region, CENTRE, place, "sip_called", **times, **told)
    assert set(re.findall(r'<a href="(/arende/[0-9A-Z]{8})">SIP</a>', region.at(CENTRE).get(place).text)) == {plan}
    assert "Hålla SIP-mötet" in region.at(CENTRE).get(plan).text


def test_another_call_moves_the_meeting_of_the_plan_that_the_first_one_opened(region: Region) -> None:
    notify(region)
    stay = f"/arende/{region.stay.ref}"
    says(region, CENTRE, stay, "sip_called", **meets(region, 7))
    (plan,) = sips(region, stay)
    says(region, CENTRE, stay, "sip_called", **meets(region, 7))
    assert "flyttat" not in region.at(SOCIAL).get(plan).text, "the same time, place and way"
    says(region, CENTRE, stay, "sip_called", **meets(region, 3, place="Rum 4"))
    assert sips(region, stay) == {plan}
    page = region.at(SOCIAL).get(plan).text
    assert "(flyttat 1 gång)" in page
    assert "Rum 4" in page
    says(region, CENTRE, plan, "meeting_cancelled", last(region, plan, "meeting_booked"), why="unit_hindered")
    says(region, CENTRE, stay, "sip_called", **meets(region, 5))
    assert sips(region, stay) == {plan}
    assert "Hålla SIP-mötet" in region.at(CENTRE).get(plan).text


def test_who_is_on_an_earlier_plan_that_is_not_current_gets_a_meeting_all_the_same(region: Region) -> None:
    again, earlier = with_an_earlier_plan(region)
    stay = f"/arende/{again.stay.ref}"
    assert sips(again, stay) == {earlier}
    says(again, CENTRE, stay, "sip_called", **meets(again, 7))
    (plan,) = sips(again, stay) - {earlier}
    assert "Hålla SIP-mötet" in again.at(CENTRE).get(plan).text
    assert "13.00" in again.at(SOCIAL).get(plan).text
    assert "13.00" not in again.at(CENTRE).get(earlier).text


def test_a_plan_that_is_current_takes_the_meeting_of_the_call(region: Region) -> None:
    again, plan = with_an_earlier_plan(region)
    consented(again, plan)
    written(again, plan)
    says(again, CENTRE, plan, "plan_versioned", to=[str(SOCIAL), str(HOME_CARE)])
    for unit in (SOCIAL, HOME_CARE):
        says(again, unit, plan, "plan_confirmed", last(again, plan, "plan_versioned"))
    says(again, CENTRE, plan, "follow_up_set", follow_up_on=on(again, 90))
    assert ">Aktuell</span>" in again.at(CENTRE).get(plan).text
    stay = f"/arende/{again.stay.ref}"
    says(again, CENTRE, stay, "sip_called", **meets(again, 7))
    assert sips(again, stay) == {plan}
    assert "Hålla SIP-mötet" in again.at(CENTRE).get(plan).text
    for unit in (SOCIAL, HOME_CARE):
        assert "13.00" in again.at(unit).get(plan).text


def meets(region: Region, days: int, **typed: Any) -> dict[str, Any]:
    """A call to a meeting at home."""
    times = {"meeting_at_day": on(region, days), "meeting_at_time": "13.00"}
    return {**times, "form": "home", "place": "Hemma", "to": [str(SOCIAL), str(HOME_CARE)], **typed}


def sips(region: Region, stay: str) -> set[str]:
    """The addresses of the plans that the stay's page names."""
    return set(re.findall(r'<a href="(/arende/[0-9A-Z]{8})">SIP</a>', region.at(CENTRE).get(stay).text))


def with_an_earlier_plan(region: Region) -> tuple[Region, str]:
    """Another person comes in, and the centre has a plan of that person that began without any stay."""
    whom = header("Berg, Tindra", number="189212302381")
    plan, stay = (Recorder(region.system, region.registry, whom) for _ in range(2))
    plan("plan_opened", CENTRE, why="I fjol", registered_in="0480")
    stay("admitted", WARD, registered_in="0480", care="somatic", legal_form="voluntary")
    again = Region(region.system, region.registry, stay)
    notify(again)
    return again, f"/arende/{plan.ref}"


def test_what_happens_in_the_minute_in_which_the_plan_began_is_not_before_it(region: Region) -> None:
    place = begun(region)
    consented(region, place, **clock_of(region.system, 0))
    assert "Inte aktuell: inte skriven än" in region.at(SOCIAL).get(place).text


def test_the_person_takes_the_plan_home_as_a_tagged_pdf_in_large_type_on_choice(region: Region) -> None:
    place = begun(region)
    consented(region, place)
    assert region.at(CENTRE).get(f"{place}/plan").status_code == 404, "nothing is written"
    written(region, place)
    says(region, CENTRE, place, "need_set", matters=MATTERS, needs="Hjälp med mediciner. " * 90)
    assert f"{place}/plan?stor=1" in region.at(CENTRE).get(place).text
    for unit in (CENTRE, SOCIAL, HOME_CARE):
        small, large = (region.at(unit).get(f"{place}/plan", params=asked) for asked in ({}, {"stor": "1"}))
        for answer in (small, large):
            assert answer.status_code == 200
            assert answer.headers["content-type"] == "application/pdf"
            assert b"/StructTreeRoot" in answer.content
            assert "Tindra" not in answer.headers["content-disposition"]
        assert pages(large.content) > pages(small.content)
    assert region.at(STRANGER).get(f"{place}/plan").status_code == 404
    assert region.at(CENTRE).get(f"/arende/{region.stay.ref}/plan").status_code == 404, "a stay"


def test_who_may_not_read_the_plan_prints_none(region: Region) -> None:
    """Called to a meeting, and left out of the consent."""
    notify(region)
    place = f"/arende/{region.stay.ref}"
    times = {"meeting_at_day": on(region, 7), "meeting_at_time": "13.00"}
    says(region, CENTRE, place, "sip_called", form="home", **times, to=[str(SOCIAL), str(HOME_CARE)])
    (plan,) = set(re.findall(r'<a href="(/arende/[0-9A-Z]{8})">SIP</a>', region.at(CENTRE).get(place).text))
    consented(region, plan, to=[str(SOCIAL)])
    says(region, CENTRE, plan, "need_set", matters=MATTERS, needs="Hjälp", to=[str(SOCIAL)])
    assert region.at(SOCIAL).get(f"{plan}/plan").status_code == 200
    assert region.at(HOME_CARE).get(plan).status_code == 200
    assert region.at(HOME_CARE).get(f"{plan}/plan").status_code == 404


def test_the_sheet_begins_with_one_contact_and_one_next_step(region: Region) -> None:
    place = begun(region)
    consented(region, place)
    written(region, place)
    times = {"meeting_at_day": on(region, 5), "meeting_at_time": "13.00"}
    says(region, CENTRE, place, "meeting_booked", form="home", place="Storgatan 2", **times)
    found = sheet(region, place)
    assert found.contact[0] == "Lena Moberg"
    assert found.contact[-1] == "Telefon 016-12 34 56"
    assert found.next_step.startswith("Möte ")
    assert found.next_step.endswith("hemma hos dig, Storgatan 2.")
    headings = [one.heading for one in found.sections]
    assert headings == [
        "Viktigt för dig",
        "Det här behöver du",
        "Dina mål",
        "Vem gör vad, till när",
        "Vem ansvarar",
        "Möte och uppföljning",
        "Samtycke",
    ]
    assert found.standing == "Planen är inte färdig än. Så här långt har ni kommit."
    says(
        region,
        CENTRE,
        place,
        "meeting_held",
        last(region, place, "meeting_booked"),
        person_came="ja",
        came=[str(CENTRE)],
    )
    assert sheet(region, place).next_step.startswith("Delar läkemedel: ")
    says(region, CENTRE, place, "plan_versioned", to=[str(SOCIAL), str(HOME_CARE)])
    assert sheet(region, place).standing.startswith("Version 1, ")


def test_after_a_no_nothing_is_printed_and_what_was_received_stays(region: Region) -> None:
    place = begun(region)
    consented(region, place)
    written(region, place)
    says(region, CENTRE, place, "consent_withdrawn", scope=["meeting", "plan"], by_whom="self")
    answer = region.at(SOCIAL).get(f"{place}/plan")
    assert answer.status_code == 409
    assert "Personen har sagt nej till planen. Den skrivs inte ut." in answer.text
    shown = region.at(SOCIAL).get(place).text
    assert MATTERS in shown, "a record keeps what was sent to it"
    assert f"{place}/plan?stor=1" not in shown


def test_the_sheet_says_what_was_changed_since_and_that_the_plan_has_ended(region: Region) -> None:
    place = begun(region)
    consented(region, place)
    written(region, place)
    says(region, CENTRE, place, "plan_versioned", to=[str(SOCIAL), str(HOME_CARE)])
    assert sheet(region, place).standing.endswith("Alla som är med har inte bekräftat den än.")
    says(region, CENTRE, place, "goal_set", goal="Gå ut varje dag")
    assert sheet(region, place).standing.endswith("Något är ändrat sedan dess. Det har inte alla bekräftat.")
    says(region, CENTRE, place, "plan_closed", result="met")
    assert "Planen är avslutad." in sheet(region, place).standing


def test_a_protected_persons_sheet_names_neither_relatives_nor_place(region: Region) -> None:
    place = begun(region)
    consented(region, place)
    written(region, place)
    says(region, CENTRE, place, "person_invited", role="next_of_kin", name="Britta Ek")
    times = {"meeting_at_day": on(region, 5), "meeting_at_time": "13.00"}
    says(region, CENTRE, place, "meeting_booked", form="home", place="Storgatan 2", **times)
    assert "Britta Ek" in repr(sheet(region, place))
    told = repr(sheet(region, place, protected=True))
    assert "Möte " in told
    for secret in ("Britta Ek", "Storgatan"):
        assert secret not in told


def sheet(region: Region, place: str, *, protected: bool = False) -> PlanSheet:
    """What the print is made of, as the lead unit sees it."""
    ref = place.rpartition("/")[2]
    return plan_sheet(region.looking(CENTRE, ref), Patient(ref, "Tindra Berg", None, protected=protected), large=False)


def test_the_board_closes_a_plan_with_its_result_and_says_nothing_of_receipts(region: Region) -> None:
    place = begun(region)
    consented(region, place)
    says(region, CENTRE, place, "consent_withdrawn", scope=["meeting", "plan"], by_whom="self")
    row = next(one for one in region.at(CENTRE).get("/tavla").text.split("<tr ") if "Tindra Berg" in one)
    assert f'href="{place}/plan_closed"' in row
    assert f"{place}/closed" not in row + region.at(CENTRE).get(f"{place}/nytt").text
    assert "inget skickat" not in row


def test_every_list_that_names_the_plan_says_whether_it_is_current(region: Region) -> None:
    place = begun(region)
    consented(region, place)
    client, told = region.at(CENTRE), "Inte aktuell: inte skriven än"
    row = re.search(r'<tr role="row"[^>]*>(?:(?!</tr>).)*Tindra Berg.*?</tr>', client.get("/tavla").text, re.DOTALL)
    assert row
    assert told in row[0]
    assert told in client.get("/sip").text
    assert told in client.get(client.post("/sok", data={"sok": "Tindra"}).headers["location"]).text
    says(region, CENTRE, place, "party_invited", to=str(SOCIAL), why="Beslut om hemtjänst")
    asked = region.at(SOCIAL)
    assert told in asked.get("/inkorg").text
    assert "Tindra" not in asked.get("/paminnelser").text, "nothing to remind of yet"
    with region.system.write() as connection:
        assert clock.wind(connection, timedelta(days=3))
    assert deliver.tick(region.system).told
    reminders = asked.get("/paminnelser").text
    assert "Tindra Berg" in reminders
    assert told in reminders
