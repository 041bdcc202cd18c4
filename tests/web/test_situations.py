"""The situations that the work is made of, each through the forms that people use."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest

from lus.domain.calendar import day_of
from lus.store import clock
from tests.cases import (
    CENTRE,
    COORDINATOR,
    HOME_CARE,
    LISTED,
    OTHER_SOCIAL,
    REGION_COORDINATOR,
    SHORT_TERM,
    SOCIAL,
    WARD,
    WARD_2,
    to,
)
from tests.web.browsing import Form, clock_of, invented
from tests.web.test_pages import Region, notify, region

__all__ = ["region"]


class Desk:
    """What people at each unit do with the one case, and see of it."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.ref = region.stay.ref
        self._clients: dict[int, Any] = {}

    def at(self, unit: int) -> Any:
        return self._clients.setdefault(unit, self.region.at(unit))

    def case(self, unit: int) -> str:
        """The case page as plain text."""
        answer = self.at(unit).get(f"/arende/{self.ref}")
        assert answer.status_code == 200
        return plain(answer.text)

    def form(self, unit: int, kind: str, **about: Any) -> str:
        text: str = self.at(unit).get(f"/arende/{self.ref}/{kind}", params=about).text
        return text

    def tries(self, unit: int, kind: str, where: dict[str, Any] | None = None, /, **typed: Any) -> Any:
        """Open the form, fill it in, send it."""
        form = Form(self.form(unit, kind, **(where or {})))
        if "at_time" in form.names and "channel" not in form.names:
            # The stay began this very minute, and a form's clock shows no seconds.
            typed = clock_of(self.region.system) | typed
        answer: Any = self.at(unit).post(f"/arende/{self.ref}/{kind}", data=form.filled(**typed))
        return answer

    def does(self, unit: int, kind: str, where: dict[str, Any] | None = None, /, **typed: Any) -> str:
        """The same, and it must be recorded; the address that it leads to."""
        answer = self.tries(unit, kind, where, **typed)
        assert answer.status_code == 303, (kind, plain(answer.text)[:3000])
        return str(answer.headers["location"])

    def duty(self, unit: int, kind: str) -> str:
        """The key of a duty of that kind, as a page offers acts about it."""
        page = html.unescape(self.at(unit).get(f"/arende/{self.ref}").text).replace("%3A", ":")
        found = re.search(rf'(?:value="|duty=)({kind}:\d+:\d+)"', page)
        assert found, kind
        return found[1]

    def last(self) -> int:
        """The number of the newest fact."""
        return max(map(int, re.findall(r'id="h-(\d+)"', self.at(WARD).get(f"/arende/{self.ref}").text)))


def plain(page: str) -> str:
    body = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def ours(page: str) -> str:
    """What the page says is ours to do."""
    return page[page.index("Att göra för er") : page.index("Händelser")].partition("Andras nästa steg")[0]


@pytest.fixture
def desk(region: Region) -> Desk:
    notify(region)
    return Desk(region)


def test_a_person_takes_a_duty_and_lays_it_down_again(desk: Desk) -> None:
    duty = desk.duty(SOCIAL, "write_planning_note")
    desk.does(SOCIAL, "duty_taken", {"duty": duty})
    assert "Person 2 har tagit den" in ours(desk.case(SOCIAL))
    assert "har tagit den" not in desk.case(HOME_CARE)
    desk.does(SOCIAL, "duty_released", {"duty": duty})
    assert "har tagit den" not in desk.case(SOCIAL)


def test_the_board_says_who_has_taken_the_next_step_and_mine_is_what_i_have_taken(desk: Desk) -> None:
    mine = desk.at(SOCIAL)
    assert "Inget ärende passar urvalet" in plain(mine.get("/tavla?mine=1").text)
    desk.does(SOCIAL, "acknowledged", {"of": 3})
    sends = {"duty": desk.duty(SOCIAL, "write_planning_note")}
    assert mine.post(f"/arende/{desk.ref}/duty_taken", data=sends).status_code == 303
    shown = plain(mine.get("/tavla?mine=1").text)
    assert "Signe Almqvist" in shown or "Almqvist, Signe" in shown
    assert f"Tagen av Person {SOCIAL}" in shown
    assert "Mina 1" in shown
    # Another unit's board does not say who it is, and nothing there is hers.
    other = desk.at(HOME_CARE)
    assert "Tagen av" not in plain(other.get("/tavla").text)
    assert "Inget ärende passar urvalet" in plain(other.get("/tavla?mine=1").text)
    mine.post(f"/arende/{desk.ref}/duty_released", data=sends)
    assert "Tagen av" not in plain(mine.get("/tavla").text)


def test_a_duty_moves_when_the_other_unit_takes_it_over(desk: Desk) -> None:
    duty = desk.duty(SOCIAL, "write_planning_note")
    form = desk.form(SOCIAL, "duty_offered", duty=duty)
    assert "lämna planeringsunderlag" in plain(form)
    assert f'value="{HOME_CARE}"' in form
    assert f'value="{CENTRE}"' not in form
    desk.does(SOCIAL, "duty_offered", {"duty": duty}, to=str(HOME_CARE), reason="De känner personen")
    assert "Lämna planeringsunderlag" in ours(desk.case(SOCIAL))
    page = desk.case(HOME_CARE)
    assert "ber er ta över: lämna planeringsunderlag" in page
    assert "De känner personen" in page
    desk.does(HOME_CARE, "duty_accepted", {"of": desk.last()})
    assert "Lämna planeringsunderlag" not in ours(desk.case(SOCIAL))
    assert ours(desk.case(HOME_CARE)).count("Lämna planeringsunderlag") >= 2


def test_a_declined_duty_stays_and_twice_declined_goes_to_the_coordinator(desk: Desk) -> None:
    duty = desk.duty(SOCIAL, "write_planning_note")
    for _ in range(2):
        desk.does(SOCIAL, "duty_offered", {"duty": duty}, to=str(HOME_CARE), reason="Hör till er")
        desk.does(HOME_CARE, "duty_declined", {"of": desk.last()}, reason="Inte vårt")
        assert "Lämna planeringsunderlag" in ours(desk.case(SOCIAL))
    assert f"{COORDINATOR} avgör vem som gör åtgärden" in desk.case(WARD)


def test_a_duty_that_cannot_be_met_is_dismissed_with_its_reason(desk: Desk) -> None:
    duty = desk.duty(HOME_CARE, "write_planning_note")
    desk.does(HOME_CARE, "duty_dismissed", {"duty": duty}, reason="no_longer_meaningful")
    assert "Lämna planeringsunderlag" not in ours(desk.case(HOME_CARE))
    assert "fyller inte längre någon uppgift" in desk.case(WARD)


def test_a_leave_stands_beside_the_status_until_the_patient_is_back(desk: Desk) -> None:
    there = clock_of(desk.region.system, 24 * 60)
    until: dict[str, Any] = {"until_at_day": there["at_day"], "until_at_time": there["at_time"]}
    desk.does(WARD, "leave_started", **until, to=[str(SOCIAL)], services="Hemtjänst morgon", ground="no_harm")
    assert re.search(r"Permission .{0,80}Inskriven|Permission", desk.case(SOCIAL).partition("Händelser")[0])
    assert "Permission" in plain(desk.at(WARD).get("/tavla").text)
    desk.does(WARD, "leave_ended", **clock_of(desk.region.system))
    assert "Permission" not in plain(desk.at(WARD).get("/tavla").text)


def test_who_moves_takes_the_duties_along_and_the_old_ward_is_told_where(desk: Desk) -> None:
    duty = "Bekräfta beräknad utskrivning"
    assert duty in ours(desk.case(WARD))
    desk.does(WARD, "moved", ward=str(WARD_2))
    assert duty in ours(desk.case(WARD_2))
    assert "Vill hem till katten." in desk.case(WARD_2)
    refused = desk.tries(WARD, "ready_judged", physician="Anna Holm", **clock_of(desk.region.system, 2))
    assert refused.status_code == 409
    assert "nu har ärendet" in plain(refused.text)


def test_several_municipalities_each_owe_their_own(desk: Desk) -> None:
    desk.region.stay("admission_notified", WARD, receivers=to(OTHER_SOCIAL),
                     expected_discharge_on=desk.region.system.clock().date() + timedelta(days=2))  # fmt: skip
    for unit in (SOCIAL, OTHER_SOCIAL):
        assert "Lämna planeringsunderlag" in ours(desk.case(unit))
        desk.does(unit, "planning_noted", to=[str(WARD)], services=f"Från {unit}", ground="consent")
    assert "Lämna planeringsunderlag" not in ours(desk.case(OTHER_SOCIAL))
    assert f"Från {SOCIAL}" not in desk.case(OTHER_SOCIAL)


def test_of_two_open_care_units_one_appoints(desk: Desk) -> None:
    desk.region.stay("admission_notified", WARD, receivers=to(LISTED),
                     expected_discharge_on=desk.region.system.clock().date() + timedelta(days=2))  # fmt: skip
    owing = [unit for unit in (CENTRE, LISTED) if "Utse fast vårdkontakt" in ours(desk.case(unit))]
    assert len(owing) == 1


def test_the_wrong_recipient_loses_the_case_at_once_and_is_told_so(desk: Desk) -> None:
    desk.does(WARD, "message_sent", text="Hemligt ord", to=[str(HOME_CARE)], ground="no_harm")
    message = desk.last()
    assert "Hemligt ord" in desk.case(HOME_CARE)
    place = desk.does(HOME_CARE, "wrong_recipient", {"of": message}, note="Ska till bistånd")
    assert place == "/tavla?klart=wrong_recipient"
    assert "Ärendet finns inte längre hos er." in plain(desk.at(HOME_CARE).get(place).text)
    for path in ("", "/nytt", "/message_sent"):
        assert desk.at(HOME_CARE).get(f"/arende/{desk.ref}{path}").status_code == 404
    assert "Skicka till rätt mottagare" in ours(desk.case(WARD))
    assert "Ska till bistånd" in desk.case(WARD)


def test_a_receipt_for_what_was_never_meant_for_the_unit_leads_to_the_board(desk: Desk) -> None:
    day = desk.region.system.clock().date() + timedelta(days=2)
    of = desk.region.stay("admission_notified", WARD, receivers=to(OTHER_SOCIAL), expected_discharge_on=day)
    desk.does(WARD, "voided", {"of": of}, reason="wrong_receiver")
    place = desk.does(OTHER_SOCIAL, "acknowledged", {"of": desk.last()})
    assert place == "/tavla?klart=acknowledged"
    assert "Ärendet gällde inte er" in plain(desk.at(OTHER_SOCIAL).get(place).text)
    assert desk.at(OTHER_SOCIAL).get(f"/arende/{desk.ref}").status_code == 404


def test_an_added_unit_sees_the_case_and_is_taken_off_again(desk: Desk) -> None:
    desk.does(WARD, "party_added", party=str(SHORT_TERM), reason="Plats behövs")
    assert "Plats behövs" in desk.case(SHORT_TERM)
    assert desk.tries(WARD, "party_removed", party=str(SOCIAL), reason="Behövs inte").status_code == 422
    desk.does(WARD, "party_removed", party=str(SHORT_TERM), reason="Behövs inte")
    assert desk.at(SHORT_TERM).get(f"/arende/{desk.ref}").status_code == 404


def test_what_is_withheld_names_the_unit_and_why_only_to_the_ward(desk: Desk) -> None:
    desk.does(WARD, "message_withheld", of_kind="ready_notified", from_unit=str(HOME_CARE), why="Sekretess enligt OSL")
    assert "Sekretess enligt OSL" in desk.case(WARD)
    assert "Sekretess enligt OSL" not in desk.case(HOME_CARE)


def test_a_unit_from_which_something_is_withheld_is_ticked_nowhere_and_warned_of_everywhere(desk: Desk) -> None:
    desk.does(WARD, "message_withheld", of_kind="ready_notified", from_unit=str(HOME_CARE), why="Sekretess enligt OSL")
    for kind in ("ready_notified", "homegoing_booked", "planning_noted", "discharge_informed", "leave_started"):
        form = desk.form(WARD, kind)
        assert str(HOME_CARE) not in Form(form).values.get("to", []), kind
        assert str(SOCIAL) in Form(form).values["to"], kind
        assert "hålls inne för sekretess" in plain(form), kind
    at = desk.region.system.clock() + timedelta(days=1)
    desk.region.stay("homegoing_booked", WARD, homegoing_at=at, transport="Liggande sjuktransport")
    assert "Liggande sjuktransport" in desk.case(SOCIAL)
    page = desk.case(HOME_CARE)
    assert "Liggande sjuktransport" not in page
    assert "hålls inne" not in page
    desk.does(WARD, "ready_notified", physician="Anna Holm", ground="consent", to=[str(HOME_CARE)], **judged(desk))
    assert "hålls inne för sekretess" not in plain(desk.form(WARD, "homegoing_booked"))


def test_a_unit_from_which_something_is_withheld_is_warned_of_where_one_is_chosen_from_a_list(desk: Desk) -> None:
    desk.does(WARD, "message_withheld", of_kind="ready_notified", from_unit=str(HOME_CARE), why="Sekretess enligt OSL")
    duty = desk.duty(SOCIAL, "write_planning_note")
    form = plain(desk.form(SOCIAL, "duty_offered", duty=duty))
    assert f"municipal_care {HOME_CARE} · ett meddelande dit hålls inne för sekretess" in form


def test_a_message_handed_on_takes_its_duties_along_when_it_is_read(desk: Desk) -> None:
    page = desk.form(HOME_CARE, "forwarded", of=3)
    assert f'value="{SHORT_TERM}"' in page
    assert f'value="{CENTRE}"' not in page
    desk.does(HOME_CARE, "forwarded", {"of": 3}, to=str(SHORT_TERM))
    assert "Lämna planeringsunderlag" in ours(desk.case(HOME_CARE))
    assert "Gäller inskrivningsmeddelande från" in desk.case(SHORT_TERM)
    desk.does(SHORT_TERM, "acknowledged", {"of": desk.last()})
    assert "Lämna planeringsunderlag" in ours(desk.case(SHORT_TERM))
    assert "Lämna planeringsunderlag" not in ours(desk.case(HOME_CARE))


def test_an_answer_goes_back_in_its_thread_and_is_the_receipt(desk: Desk) -> None:
    desk.does(WARD, "message_sent", text="Har ni nyckel?", to=[str(SOCIAL)], ground="no_harm")
    message = desk.last()
    form = desk.form(SOCIAL, "message_sent", of=message)
    assert "Har ni nyckel?" in form
    desk.does(SOCIAL, "message_sent", {"of": message}, text="Ja, hos grannen.")
    page = desk.case(WARD)
    assert "Svar på meddelande från er" in page
    assert "Ja, hos grannen." in page
    assert "Kvittera meddelandet" not in ours(desk.case(SOCIAL))
    assert "Ja, hos grannen." not in desk.case(HOME_CARE)


def test_a_deviation_carries_the_times_of_both_sides(desk: Desk) -> None:
    desk.does(SOCIAL, "acknowledged", {"of": 3})
    tried = Form(desk.form(WARD, "deviation_reported")).filled(about="3", visa="1")
    shown = plain(desk.at(WARD).post(f"/arende/{desk.ref}/deviation_reported", data=tried).text)
    assert re.search(r"Tider på båda sidor .*skickat i dag [\d.]+ .*2: läst i dag [\d.]+ .*3: inte kvitterat", shown)
    desk.does(WARD, "deviation_reported", about="3", text="Kom för sent", to=[str(SOCIAL)], ground="no_harm")
    reported = desk.last()
    for unit in (WARD, SOCIAL):
        assert re.search(r"2: läst i dag", desk.case(unit))
    assert "Kom för sent" in desk.form(SOCIAL, "deviation_answered", of=reported)
    desk.does(SOCIAL, "deviation_answered", {"of": reported}, text="Vi ser över det")
    assert "Vi ser över det" in desk.case(WARD)
    assert "Vi ser över det" not in desk.case(HOME_CARE)


def test_a_deviation_may_be_about_what_was_not_done_in_time(desk: Desk) -> None:
    assert "Gäller något som inte gjordes i tid" not in desk.form(WARD, "deviation_reported")
    with desk.region.system.write() as connection:
        assert clock.wind(connection, timedelta(days=4))
    (key,) = re.findall(rf'<option value="(acknowledge:3:{SOCIAL})"', desk.form(WARD, "deviation_reported"))
    desk.does(WARD, "deviation_reported", missed=key, text="Ingen läste det", to=[str(SOCIAL)], ground="no_harm")
    told = r"2: skulle kvittera [^<]*senast [^<]*, inte gjort"
    for unit in (WARD, SOCIAL, HOME_CARE):
        assert re.search(told, desk.case(unit))
    desk.does(SOCIAL, "acknowledged", {"of": 3})
    assert re.search(told.replace("inte gjort", "gjort "), desk.case(WARD))
    wrong = desk.tries(WARD, "deviation_reported", missed=f"acknowledge:99:{SOCIAL}", text="x", ground="no_harm")
    assert wrong.status_code == 422
    assert "Välj en i listan" in wrong.text


def test_what_is_told_late_asks_why_and_shows_both_times(region: Region) -> None:
    earlier = region.system.clock() - timedelta(days=4)
    region.stay.case = type(region.stay)(region.system, region.registry).case
    region.stay("admitted", WARD, registered_in="0480", at=earlier, late_reason="Systemet låg nere")
    desk = Desk(region)
    then: dict[str, Any] = clock_of(region.system, -2 * 24 * 60)
    need: dict[str, Any] = {
        "needed": "ja",
        "principals": ["municipality"],
        "physician": "Anna Holm",
        "person_says": "Hem.",
    }
    asked = desk.tries(WARD, "need_assessed", **then, **need)
    assert asked.status_code == 422
    assert "Skriv varför det lämnas först nu" in plain(asked.text)
    form = Form(asked.text)
    sent = form.filled(**then, **need, late_reason="Glömdes vid bytet")
    assert desk.at(WARD).post(f"/arende/{desk.ref}/need_assessed", data=sent).status_code == 303
    assert re.search(r"noterat i dag [\d.]+, Glömdes vid bytet", desk.case(WARD))


def test_a_message_by_phone_counts_from_its_time_once_somebody_confirms_it(desk: Desk) -> None:
    then: dict[str, Any] = clock_of(desk.region.system)
    desk.does(WARD, "message_sent", text="Ringde", to=[str(SOCIAL)], channel="phone", ground="no_harm",
              **then)  # fmt: skip
    assert "lämnat per telefon" in desk.case(WARD)
    assert "tiden är inte bekräftad av någon mottagare" in desk.case(WARD)
    desk.does(SOCIAL, "acknowledged", {"of": desk.last()})
    assert "tiden är inte bekräftad" not in desk.case(WARD)


def test_a_consent_is_the_usual_ground_until_it_is_taken_back(desk: Desk) -> None:
    chosen = re.compile(r'<option value="consent" selected>')
    assert not chosen.search(desk.form(WARD, "ready_notified"))
    given: dict[str, Any] = {"scope": ["information"], "by_whom": "self"}
    desk.does(WARD, "consent_given", **given, form="oral")
    assert chosen.search(desk.form(WARD, "ready_notified"))
    desk.does(WARD, "consent_withdrawn", **given)
    assert not chosen.search(desk.form(WARD, "ready_notified"))
    nobody_judged = desk.tries(WARD, "ready_notified", physician="Anna Holm", **judged(desk))
    assert nobody_judged.status_code == 422


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("message_sent", {"text": "Se bilagan."}),
        ("homegoing_booked", {"transport": "Taxi", "homegoing_at_time": "23.59"}),
        ("leave_started", {"services": "Hemtjänst morgon", "until_at_time": "23.59"}),
        ("deviation_reported", {"text": "Kom för sent"}),
    ],
)
def test_content_for_another_principal_asks_for_its_ground(desk: Desk, kind: str, typed: dict[str, Any]) -> None:
    tomorrow = (desk.region.system.clock() + timedelta(days=1)).date().isoformat()
    days = {f"{name}_day": tomorrow for name in ("homegoing_at", "until_at")}
    refused = desk.tries(WARD, kind, **typed, **days, to=[str(SOCIAL)])
    assert refused.status_code == 422
    assert "Välj grund för att lämna uppgifterna till en annan huvudman." in plain(refused.text)
    desk.does(WARD, kind, **typed, **days, to=[str(SOCIAL)], ground="no_harm")
    assert '<option value="no_harm" selected>' in desk.form(WARD, kind), "what the unit judged last is proposed"


def test_an_offered_duty_reaches_inbox_number_and_board_of_the_unit_asked(desk: Desk) -> None:
    desk.does(HOME_CARE, "acknowledged", {"of": 3})
    desk.does(HOME_CARE, "planning_noted", services="Känner henne.", ground="no_harm")
    assert "att kvittera" not in plain(desk.at(HOME_CARE).get("/tavla").text).partition("Frågor och löften")[0]
    duty = desk.duty(SOCIAL, "write_planning_note")
    desk.does(SOCIAL, "duty_offered", {"duty": duty}, to=str(HOME_CARE), reason="Ni känner henne")
    offer = desk.last()
    board = plain(desk.at(HOME_CARE).get("/tavla").text)
    assert "Inkorg 1 att kvittera" in board
    assert "1 att göra" in board
    assert "Ni svarar om att ta över en åtgärd" in board
    assert "Läs och svara" in board
    inbox = plain(desk.at(HOME_CARE).get("/inkorg").text)
    assert "1 meddelande att kvittera eller svara på" in inbox
    assert "Läs och svara" in inbox
    assert f'value="{desk.ref}.{offer}"' not in desk.at(HOME_CARE).get("/inkorg").text, "it is not ticked off unread"
    page = desk.case(HOME_CARE)
    assert "ber er ta över: lämna planeringsunderlag" in ours(page)
    assert "Ni känner henne" in ours(page)
    # A receipt alone would leave whoever asked without an answer.
    refused = desk.at(HOME_CARE).post(f"/arende/{desk.ref}/acknowledged", data={"of": str(offer)})
    assert refused.status_code == 409
    assert "Ett erbjudande besvaras" in plain(refused.text)
    desk.does(HOME_CARE, "duty_declined", {"of": offer}, reason="Inte vårt")
    assert "Inkorg 1 att kvittera" not in plain(desk.at(HOME_CARE).get("/tavla").text)


def test_an_offer_lapses_with_the_duty_that_somebody_did_meanwhile(desk: Desk) -> None:
    duty = desk.duty(SOCIAL, "write_planning_note")
    desk.does(SOCIAL, "duty_offered", {"duty": duty}, to=str(HOME_CARE), reason="Ni känner henne")
    assert "ber er ta över" in desk.case(HOME_CARE)
    desk.does(SOCIAL, "planning_noted", services="Hemtjänst sedan 2019.", ground="no_harm")
    assert "ber er ta över" not in ours(desk.case(HOME_CARE))


@pytest.mark.parametrize("second", [HOME_CARE, SHORT_TERM])
def test_the_coordinator_reads_why_each_unit_declined_once_it_is_to_decide(desk: Desk, second: int) -> None:
    duty = desk.duty(SOCIAL, "write_planning_note")
    desk.does(WARD, "party_added", party=str(SHORT_TERM), reason="Känner henne")
    for unit, why in ((HOME_CARE, "Vi har ingen tid"), (second, "Inte heller vi")):
        desk.does(SOCIAL, "duty_offered", {"duty": duty}, to=str(unit), reason="Närmare henne")
        assert desk.at(COORDINATOR).get(f"/arende/{desk.ref}").status_code == 404
        desk.does(unit, "duty_declined", {"of": desk.last()}, reason=why)
    page = desk.case(COORDINATOR)
    assert "Vi har ingen tid" in page
    assert "Inte heller vi" in page
    assert page.count("Närmare henne") == 2


def test_a_decision_of_open_compulsory_care_asks_for_its_ground(desk: Desk) -> None:
    stay = type(desk.region.stay)(desk.region.system, desk.region.registry)
    stay("admitted", WARD_2, registered_in="0480", care="psychiatric", legal_form="lpt")
    stay("admission_notified", WARD_2, receivers=to(SOCIAL), expected_discharge_on=day_of(desk.region.system.clock()))
    desk.ref = stay.ref
    typed: dict[str, Any] = {"physician": "Anna Holm", "decision": "opt", "to": [str(SOCIAL)], **judged(desk)}
    assert desk.tries(WARD_2, "open_compulsory_care_decided", **typed).status_code == 422
    desk.does(WARD_2, "open_compulsory_care_decided", **typed, ground="compulsory_care")


def test_no_ground_is_asked_within_the_region_or_in_an_answer(desk: Desk) -> None:
    desk.does(WARD, "message_sent", text="Har ni tid?", to=[str(CENTRE)])
    desk.does(CENTRE, "message_sent", {"of": desk.last()}, text="Ja.")
    desk.does(WARD, "message_sent", text="Har ni nyckel?", to=[str(SOCIAL)], ground="no_harm")
    assert 'name="ground"' not in desk.form(SOCIAL, "message_sent", of=desk.last())
    desk.does(SOCIAL, "message_sent", {"of": desk.last()}, text="Ja, hos grannen.")


def test_a_consent_of_some_units_is_no_ground_towards_others(desk: Desk) -> None:
    desk.does(WARD, "consent_given", scope=["information"], by_whom="self", form="oral", to=[str(SOCIAL)])
    assert '<option value="consent" selected>' not in desk.form(WARD, "ready_notified")


def test_without_a_consent_there_is_none_to_take_back(desk: Desk) -> None:
    assert "/consent_withdrawn" not in desk.at(WARD).get(f"/arende/{desk.ref}/nytt").text
    assert desk.tries(WARD, "consent_withdrawn", scope=["plan"], by_whom="self").status_code == 409


def test_what_rests_on_it_is_named_before_it_is_voided(desk: Desk) -> None:
    changed: dict[str, Any] = {
        "expected_discharge_on": (desk.region.system.clock() + timedelta(days=3)).date().isoformat()
    }
    desk.does(WARD, "expected_discharge_changed", **changed)
    later = desk.last()
    refused = desk.tries(WARD, "voided", {"of": 3}, reason="correction")
    assert refused.status_code == 409
    told = plain(refused.text)
    assert "makuleras först, av den som lämnade det, i den här ordningen: ändrad beräknad utskrivning" in told
    assert re.search(rf"ändrad beräknad utskrivning [^(]+ \({WARD}\)", told), "and whose it is"
    desk.does(WARD, "voided", {"of": later}, reason="correction")
    desk.does(WARD, "voided", {"of": 3}, reason="correction")


def test_a_move_and_a_further_unit_are_offered_where_no_unit_on_the_case_is_on_call_for_another(desk: Desk) -> None:
    for unit, kind in ((WARD, "moved"), (WARD, "party_added"), (SOCIAL, "party_added"), (CENTRE, "party_added")):
        page = desk.at(unit).get(f"/arende/{desk.ref}/nytt").text
        assert f'href="/arende/{desk.ref}/{kind}"' in page, (unit, kind)
    desk.does(CENTRE, "party_added", party=str(SHORT_TERM), reason="Plats behövs")
    assert "Plats behövs" in desk.case(SHORT_TERM)


def test_who_has_to_settle_a_dispute_reads_what_is_disputed_and_why(desk: Desk) -> None:
    desk.does(WARD, "ready_notified", physician="Anna Holm", ground="consent", **judged(desk))
    with_case(desk, COORDINATOR)
    day = day_of(desk.region.system.clock()).isoformat()
    form = desk.form(COORDINATOR, "liability_disputed")
    assert f'value="{REGION_COORDINATOR}" checked' in form
    desk.does(COORDINATOR, "liability_disputed", from_on=day, until_on=day, why="Plats fanns hela tiden")
    dispute = desk.last()
    assert "Plats fanns hela tiden" in desk.case(REGION_COORDINATOR)
    desk.does(REGION_COORDINATOR, "liability_settled", {"of": dispute}, why="Vi ser det så")
    assert "Vi ser det så" in desk.case(COORDINATOR)


def test_who_has_to_resolve_a_bounce_reads_why_it_was_declined(desk: Desk) -> None:
    bounce(desk)
    page = desk.case(COORDINATOR)
    assert "Avgöra vem som ska göra åtgärden" in ours(page)
    assert "Inte vårt, andra gången" in page


def test_who_resolves_a_bounce_offers_that_duty_to_who_may_take_it_and_is_done_when_it_is_taken(desk: Desk) -> None:
    desk.does(WARD, "party_added", party=str(SHORT_TERM), reason="Plats behövs")
    bounce(desk)
    form = desk.form(COORDINATOR, "duty_offered")
    assert "lämna planeringsunderlag" in plain(form)
    assert {int(unit) for unit in re.findall(r'name="to"[^>]*? value="(\d+)"', form)} == {HOME_CARE, SHORT_TERM}
    desk.does(COORDINATOR, "duty_offered", to=str(SHORT_TERM), reason="Ni har platsen")
    desk.does(SHORT_TERM, "duty_accepted", {"of": desk.last()})
    assert "Lämna planeringsunderlag" in ours(desk.case(SHORT_TERM))
    assert "Avgöra vem som ska göra" not in ours(desk.case(COORDINATOR))


def test_who_coordinates_may_hand_on_no_resolving_and_no_receipt(desk: Desk) -> None:
    bounce(desk)
    desk.does(
        SOCIAL, "duty_offered", {"duty": desk.duty(SOCIAL, "write_planning_note")}, to=str(HOME_CARE), reason="Igen"
    )
    offered = html.unescape(desk.form(COORDINATOR, "duty_offered"))
    assert not re.findall(r'value="(?:resolve_bounce|acknowledge|close_case)', offered)


def test_a_board_awaits_the_answer_of_who_took_it_over_and_of_nobody_else(desk: Desk) -> None:
    for unit in (SOCIAL, HOME_CARE, CENTRE):
        desk.does(unit, "acknowledged", {"of": 3})
    desk.does(WARD, "ready_notified", physician="Anna Holm", ground="consent", to=[str(SOCIAL)], **judged(desk))
    desk.does(SOCIAL, "acknowledged", {"of": desk.last()})
    duty = desk.duty(SOCIAL, "answer_handover")
    desk.does(SOCIAL, "duty_offered", {"duty": duty}, to=str(HOME_CARE), reason="De har platsen")
    assert "Att besvara" in plain(desk.at(SOCIAL).get("/tavla").text)
    desk.does(HOME_CARE, "duty_accepted", {"of": desk.last()})
    assert "Att besvara" not in plain(desk.at(SOCIAL).get("/tavla").text)
    assert "Att besvara" in plain(desk.at(HOME_CARE).get("/tavla").text)
    desk.does(HOME_CARE, "handover_answered", {"svar": "nothing_to_give"}, reason="no_need", person_says="Klarar sig.")
    for unit in (SOCIAL, HOME_CARE, WARD):
        page = plain(desk.at(unit).get("/tavla").text)
        assert "Att besvara" not in page
        assert "svar väntas" not in page


def test_a_decision_of_open_compulsory_care_is_answered_like_any_notice(desk: Desk) -> None:
    region = desk.region
    stay = type(region.stay)(region.system, region.registry)
    stay("admitted", WARD_2, registered_in="0480", care="psychiatric", legal_form="lpt")
    stay("open_compulsory_care_decided", WARD_2, receivers=to(SOCIAL), judged_at=region.system.clock(),
         physician="Anna Holm", decision="opt")  # fmt: skip
    stay("acknowledged", SOCIAL, of=2)
    groups = plain(desk.at(SOCIAL).get("/tavla").text)
    assert "Att besvara" in groups
    assert "På väg hem" not in groups


def test_registration_changed_in_the_middle_of_a_stay(desk: Desk) -> None:
    today = day_of(desk.region.system.clock()).isoformat()
    desk.does(HOME_CARE, "registration_changed", what="registration", code="0484", from_on=today)
    for unit in (WARD, SOCIAL):
        page = desk.case(unit)
        assert "Ändrad folkbokföring" in page
        assert "folkbokförd i provider 0484" in page, page[300:1400]
    # The new municipality has been told of nothing: its unit is the one that the ward is proposed to tell.
    ticked = re.compile(rf'value="{OTHER_SOCIAL}"[^>]* checked')
    assert ticked.search(desk.form(WARD, "admission_notified"))


def test_registered_in_a_municipality_outside_the_register(desk: Desk) -> None:
    today = day_of(desk.region.system.clock()).isoformat()
    form = desk.form(WARD, "registration_changed")
    assert "Kommunens kod, fyra siffror" in plain(form)
    moved: dict[str, Any] = {"what": "registration", "from_on": today}
    both = desk.tries(WARD, "registration_changed", **moved, code="0484", code_code="2180")
    assert both.status_code == 422
    assert "välj i listan eller skriv en kod, inte båda" in plain(both.text)
    assert 'value="2180"' in both.text, "what was typed is kept"
    nowhere = desk.tries(WARD, "registration_changed", **moved, code="", code_code="9980")
    assert "skriv kommunens kod med fyra siffror" in plain(nowhere.text)
    desk.does(WARD, "registration_changed", **moved, code="", code_code="2180")
    assert "kommun 2180" in desk.case(SOCIAL)


def test_admitted_from_a_municipality_outside_the_register(desk: Desk) -> None:
    ward = desk.at(WARD)
    typed: dict[str, Any] = {"name": "Elsa Björk", "number": invented(239)}
    form = Form(ward.get("/inskriv").text)
    refused = ward.post("/inskriv", data=form.filled(**typed, registered_in="ingen", registered_in_code="2180"))
    assert refused.status_code == 422
    assert "inte båda" in plain(refused.text)
    told = ward.post("/inskriv", data=form.filled(**typed, registered_in_code="2180"))
    assert told.status_code == 303
    assert "kommun 2180" in plain(ward.get(told.headers["location"]).text)


def test_a_name_corrected(desk: Desk) -> None:
    assert "Signe Almqvist" in desk.case(SOCIAL)
    untold = desk.tries(WARD, "identity_linked")
    assert untold.status_code == 422
    assert "Skriv namnet som det ska stå, eller ett nummer." in plain(untold.text)
    desk.does(WARD, "identity_linked", name="Ahlqvist, Signe")
    for unit in (WARD, SOCIAL, HOME_CARE):
        page = desk.case(unit)
        assert "Signe Ahlqvist" in page
        assert "Almqvist" not in page
        assert "Namn eller nummer ändrat" in page
    desk.does(WARD, "voided", {"of": desk.last()}, reason="correction")
    assert "Signe Almqvist" in desk.case(SOCIAL)


def bounce(desk: Desk) -> None:
    """The social services' planning note, declined twice."""
    duty = desk.duty(SOCIAL, "write_planning_note")
    for time in ("första", "andra"):
        desk.does(SOCIAL, "duty_offered", {"duty": duty}, to=str(HOME_CARE), reason="Hör till er")
        desk.does(HOME_CARE, "duty_declined", {"of": desk.last()}, reason=f"Inte vårt, {time} gången")


def with_case(desk: Desk, coordinator: int) -> None:
    """The coordinator has come to the case."""
    desk.region.stay("party_added", WARD, party=coordinator, reason="Samordnar")


def judged(desk: Desk) -> dict[str, Any]:
    return {f"judged_{name}": value for name, value in clock_of(desk.region.system).items()}
