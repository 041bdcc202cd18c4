"""The case page for those who meet it: own duties first, receipts, hidden content, voided facts, the liability."""

from lus.domain.derive import derive
from lus.domain.facts import KINDS
from lus.web.case import CasePage, case_page
from lus.web.liability import Panel
from lus.web.offers import others
from lus.words import DUTY
from lus.words.acts import NEW_GROUPS, group_of
from tests.cases import to
from tests.web.samples import (
    CENTRE,
    NACKA,
    SOCIAL,
    TERMS,
    WARD,
    accepted,
    home,
    planning,
    prepared,
    refused,
    sample,
    samples,
    situation,
    voided,
    waiting,
)


def page(stage: object, unit: int) -> CasePage:
    """The unit's page of the sample."""
    found = sample(stage)  # type: ignore[arg-type]
    return case_page(situation(found, unit), found.patient)


def owed(shown: CasePage) -> Panel:
    """The panel of a stay."""
    assert shown.liability
    return shown.liability


def test_ours_comes_with_its_acts_and_its_reasons() -> None:
    shown = page(prepared, SOCIAL)
    (duty,) = shown.ours
    assert duty.title == "Svara om mottagande"
    assert [offer.label for offer in duty.offers] == ["Ta emot", "Kan inte ta emot", "Ta emot en del", "Inget att ge"]
    assert duty.why
    assert all(not one.offers for one in shown.theirs)


def test_the_same_act_towards_several_units_is_one_duty() -> None:
    shown = page(prepared, WARD)
    informs = [duty for duty in shown.ours if duty.title.startswith("Överföra information")]
    assert len(informs) == 1
    assert "Hemsjukvård öster" in informs[0].title


def test_content_that_is_for_others_is_said_to_be() -> None:
    events = {event.title: event for event in page(planning, SOCIAL).timeline.events}
    assert events["Behov bedömt: insatser behövs"].secret
    assert not events["Behov bedömt: insatser behövs"].lines
    assert any(not event.secret and event.lines for event in page(planning, SOCIAL).timeline.events)


def test_receipts_stand_at_their_message_in_the_order_named() -> None:
    event = next(one for one in page(prepared, SOCIAL).timeline.events if one.title.startswith("Underrättelse"))
    assert [receipt.look for receipt in event.receipts] == ["ok", "wait", "wait"]
    assert event.receipts[0].text == "Eskilstuna bistånd (ni) 11.00"


def test_a_voided_fact_is_told_as_taken_back() -> None:
    told = [event.voided for event in page(voided, SOCIAL).timeline.events if event.voided]
    assert told == ["återtaget: gällde inte denna patient"]


def test_what_months_settle_shows_days_and_never_a_krona() -> None:
    shown = owed(page(prepared, WARD))
    assert shown.figure == "0 dygn som utskrivningsklar"
    assert shown.lead == "Dagarna räknas per månad, enligt överenskommelsen."
    assert "Ingen betalning för enskilda vårddygn är avtalad" in [one.text for one in shown.because]
    assert "Läkartidningen 2017-03, Eskilstuna-Kuriren" in {one.source for one in shown.because}
    told = (shown.figure, shown.lead, *(one.text for one in shown.because))
    assert not any("kr" in text.split() or "kronor" in text.split() for text in told)


def test_the_statute_shows_days_first_day_reasons_and_what_is_fulfilled() -> None:
    shown = owed(page(refused, NACKA))
    assert shown.figure.startswith("2 avslutade dygn")
    assert "I dag är dag 3" in shown.lead
    assert "sön 1 mars" in shown.lead
    assert shown.because
    assert shown.fulfilled
    assert "om patienten är kvar" in owed(page(waiting, NACKA)).lead


def test_the_strip_tells_where_the_patient_is_and_what_is_late() -> None:
    steps = page(refused, WARD).steps
    assert [step.state for step in steps] == ["done", "done", "now", "ahead", "ahead"]
    assert "svara om mottagande" in steps[2].late
    assert [step.state for step in page(home, CENTRE).steps][3] == "now"


def new(stage: object, unit: int) -> dict[str, list[str]]:
    """What the unit may begin that no duty of its own offers: heading ► labels."""
    groups = others(situation(sample(stage), unit))  # type: ignore[arg-type]
    return {group.heading: [offer.label for offer in group.offers] for group in groups}


def test_new_offers_what_the_unit_may_do_now_and_nothing_else() -> None:
    before, after = new(accepted, WARD), new(home, WARD)
    assert "Ta tillbaka utskrivningsklar" in before["Utskrivning"]
    assert "Första kontakt" not in [label for labels in before.values() for label in labels]
    assert not {"Utskrivningsklar", "Skriv ut"} & {label for labels in after.values() for label in labels}


def test_new_leaves_out_what_a_duty_of_ours_offers() -> None:
    ours = {offer.label for duty in page(accepted, WARD).ours for offer in duty.offers}
    assert "Skriv ut" in ours
    assert not ours & {label for labels in new(accepted, WARD).values() for label in labels}


def test_every_kind_that_can_be_begun_has_a_heading() -> None:
    assert {group_of(kind) for kind in KINDS} <= set(NEW_GROUPS)
    assert [kind for kinds in NEW_GROUPS.values() for kind in kinds if kind not in KINDS] == []


def test_protected_identity_shows_no_address_phone_or_municipality() -> None:
    found = next(one for one in samples() if one.patient.protected)
    page_shown = case_page(situation(found, WARD), found.patient)
    shown = page_shown.patient
    assert (shown.address, shown.phone, shown.registered) == (None, None, None)
    assert "0484" not in repr(page_shown.timeline.events)


def test_events_read_as_sentences_also_where_the_answer_is_no() -> None:
    found = sample(planning)
    found.stay("sip_need_decided", CENTRE, -4, needed=False, why="Kommunen är inte med.", receivers=to(WARD))
    duty = derive(found.stay.case, TERMS).open_duties[0]
    found.stay("duty_taken", duty.unit, -3, duty=duty.key)
    titles = [event.title for event in case_page(situation(found, WARD), found.patient).timeline.events]
    assert "Behov av SIP bedömt: behövs inte" in titles
    assert "Behov bedömt: insatser behövs" in titles
    assert f"Tog på sig att {DUTY[duty.kind]}" in titles
