"""What each situation of the training region is there to show, in what follows from it: a test by the name of each."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lus.domain.calendar import day_of
from lus.domain.counted import counted
from lus.domain.facts import KINDS, MessageSent, PlanOpened
from lus.domain.identity import person_of
from lus.domain.ordinations import ordinations
from lus.domain.plan import standing
from lus.usecases.training import stories
from tests.usecases.situations import KEYS, Situation, situations

DAY = timedelta(days=1)


def the(name: str) -> Situation:
    return situations()[name]


def blocked_by(name: str) -> tuple[str, ...]:
    found = the(name).liability.sum
    assert (found.state, found.days) == ("blocked", 0)
    return found.blocked_by


def test_hospital_in_another_region() -> None:
    case = the("hospital_in_another_region")
    assert case.terms.units[case.history.ward].principal == "01"
    found = case.liability
    assert (found.payer, found.agreement.id, found.sum.state, found.sum.days) == ("0461", "lagen", "liable", 3)


def test_sent_on_to_another_region_and_came_from_there() -> None:
    left, came = the("sent_on_to_another_region"), the("came_from_another_region")
    assert left.owed == {("close_case", "avd5")}
    assert came.history.admission.previous_case == left.story.id
    assert person_of(came.story.number) == person_of(left.story.number)


def test_two_municipalities() -> None:
    case = the("two_municipalities")
    principals = {case.terms.units[unit].municipality for unit in case.derived.parties} - {None}
    assert principals == {"0182", "0484"}
    assert case.history.registered(day_of(case.at)) == "0484"
    assert (case.liability.payer, case.liability.sum.state) == ("0182", "liable")


def test_registration_changed() -> None:
    case = the("moved_house_during_stay")
    changed = case.last("registration_changed").recorded_at
    day = day_of(changed)
    assert (case.history.registered(case.day(-4)), case.history.registered(day)) == ("0182", "0484")
    assert case.liability.sum.state == "undecided"
    assert {name for reading in case.liability.readings for name in reading.chosen} == {"moved_during_stay"}
    assert ("answer_handover", "nacka_bistand") in case.owed


def test_readmission() -> None:
    first, again = the("readmitted_first_stay"), the("readmitted")
    assert again.history.admission.previous_case == first.story.id
    assert (first.derived.status, first.owed) == ("closed", set())
    contact = first.duty("first_contact", "centre")
    assert contact.cancelled is first.last("interrupted")
    assert person_of(first.story.number) == person_of(again.story.number)


def test_no_fixed_address() -> None:
    case = the("no_fixed_address")
    assert case.story.address == "utan fast adress"
    assert ("answer_handover", "eskilstuna_hemsjukvard") in case.owed


@pytest.mark.parametrize("name", ["fast_pace", "palliative_home"])
def test_fast_pace(name: str) -> None:
    case = the(name)
    assert "fast" in case.derived.flags
    assert case.duty("answer_handover", "social").due_at == case.last("ready_notified").moment + timedelta(hours=2)


def test_no_services() -> None:
    assert the("no_services").owed == {("close_case", "avd5")}
    assert not the("no_services").history.all(KINDS["admission_notified"])
    declined = the("declines_all_help")
    assert ("book_homegoing", "avd3") in declined.owed
    assert not any(kind == "call_to_sip" for kind, _ in declined.owed)


def test_wrong_municipality() -> None:
    told = the("wrong_municipality_told")
    assert ("correct_recipient", "avd7") in told.owed
    assert "eskilstuna_bistand" not in told.parties
    assert blocked_by("wrong_municipality_blocks_liability") == ("wrong_municipality_notified",)


def test_weekend_discharge() -> None:
    case = the("weekend_discharge")
    gone = case.last("discharged")
    assert day_of(gone.moment).weekday() == 5
    assert case.late == {("first_contact", "vc_torshalla")}
    assert case.duty("first_contact", "centre").due_at == gone.moment + timedelta(hours=72)


@pytest.mark.parametrize("name", ["compulsory_care_becomes_open", "forensic_care_becomes_open"])
def test_compulsory_care_that_becomes_open_has_no_call_to_sip(name: str) -> None:
    case = the(name)
    assert case.derived.status == "ready"
    assert not any(duty.kind == "call_to_sip" for duty in case.derived.duties)


def test_compulsory_care_that_ends_has_one() -> None:
    case = the("compulsory_care_ends")
    assert case.history.admission.legal_form == "lpt"
    assert ("call_to_sip", "psykiatri_eskilstuna") in case.owed


def test_leave_not_returned_from() -> None:
    case = the("leave_not_returned_from")
    assert "on_leave" in case.derived.flags
    assert case.late == {("confirm_expected_date", "psyk21")}
    assert case.duty("confirm_expected_date", "ward").due_at == case.moment(-2, 18)
    assert "on_leave" in the("on_leave").derived.flags
    assert the("on_leave").late == set()
    left = the("did_not_return")
    assert (left.derived.status, getattr(left.last("discharged"), "manner", None)) == ("discharged", "did_not_return")
    assert "on_leave" not in left.derived.flags


def test_disputed_days() -> None:
    case = the("disputed_days")
    assert "disputed" in case.derived.flags
    assert ("settle_dispute", "sormland_samordning") in case.owed
    assert case.liability.sum.days == 4
    settled = the("disputed_days_settled")
    assert settled.derived.status == "closed"
    assert "disputed" not in settled.derived.flags
    assert settled.duty("settle_dispute", "nacka_samordning").met is settled.last("liability_settled")


def test_protected_identity() -> None:
    story = the("protected_identity").story
    assert (story.protected, story.address) == (True, None)
    assert the("protected_identity").parties == {"avd3", "eskilstuna_bistand", "vc_skiftinge"}
    marked = the("protection_marked_during_stay")
    assert "protected" in marked.derived.flags
    named = getattr(marked.last("protection_marked"), "named", ())
    assert {KEYS[unit] for unit in named} == marked.parties - {"eskilstuna_hemsjukvard"}
    assert "protected" not in the("protection_ended").derived.flags


def test_coordination_number() -> None:
    case = the("coordination_number")
    assert case.story.number.kind == "samordningsnummer"
    assert blocked_by("coordination_number") == ("not_registered",)


def test_reserve_number() -> None:
    assert the("reserve_number").story.number.kind == "reservnummer"
    assert the("reserve_number").liability.payer is None
    later = the("number_learnt_later")
    assert later.story.number.kind == "reservnummer"
    assert getattr(later.last("identity_linked"), "number_kind", None) == "personnummer"


def test_child() -> None:
    case = the("child")
    assert (case.story.number.age(case.day(0)) or 0) < 18
    assert case.parties == {"barnavd", "bup", "habilitering", "eskilstuna_barn", "eskilstuna_elevhalsa"}
    assert {("answer_handover", unit) for unit in case.parties - {"barnavd"}} <= case.owed
    assert {one.ground for one in case.last("ready_notified").receivers} == {"under_18"}


def test_listed_nowhere() -> None:
    case = the("listed_nowhere")
    assert case.history.admission.listed_at is None
    assert case.duty("appoint_care_contact", "mobila_teamet").met


def test_ready_notice_withheld() -> None:
    case = the("ready_notice_withheld")
    assert blocked_by("ready_notice_withheld") == ("secrecy",)
    ended = [duty for duty in case.derived.duties if duty.met and duty.met.kind == "message_withheld"]
    withheld = {KEYS[duty.toward] for duty in ended if duty.toward}
    assert withheld == {"nacka_bistand", "nacka_hemsjukvard"}


def test_notice_on_friday_afternoon() -> None:
    case = the("notice_on_friday_afternoon")
    assert case.last("ready_notified").moment == case.moment(-4, 16, 20)
    assert case.duty("answer_handover", "social").due_at == case.moment(-1, 10)
    assert case.duty("answer_handover", "care").due_at == case.moment(-4, 21)
    assert ("answer_handover", "nykoping_bistand") in case.late


@pytest.mark.parametrize(
    ("tuesday", "answered"),
    [
        (datetime(2026, 4, 7, 12, 30, tzinfo=UTC), datetime(2026, 4, 7, 8, tzinfo=UTC)),
        (datetime(2026, 12, 29, 13, 30, tzinfo=UTC), datetime(2026, 12, 28, 9, tzinfo=UTC)),
    ],
)
def test_public_holidays(tuesday: datetime, answered: datetime) -> None:
    """The notice of a Friday that is Good Friday is answered after Easter Monday; that of Christmas Day, on Monday."""
    case = situations(tuesday)["notice_on_friday_afternoon"]
    assert case.duty("answer_handover", "social").due_at == answered
    assert day_of(case.duty("answer_handover", "care").due_at) == day_of(case.last("ready_notified").moment)


def test_units_answer_differently() -> None:
    case = the("units_answer_differently")
    assert case.duty("answer_handover", "social").met
    assert case.duty("answer_handover", "care").due_at == case.moment(1, 10)


def test_moves_take_the_duties_along() -> None:
    assert the("moved_between_wards").owed == {("confirm_expected_date", "avd3")}
    assert ("confirm_expected_date", "avd6") in the("moved_to_rehabilitation").owed


def test_deviations() -> None:
    assert ("answer_deviation", "avd7") in the("deviation_to_be_answered").owed
    answered = the("deviation_answered")
    assert answered.duty("answer_deviation", "social").met is answered.last("deviation_answered")


@pytest.mark.parametrize("name", ["duty_bounced", "forwarded_twice"])
def test_what_bounces_is_the_coordinators(name: str) -> None:
    assert ("resolve_bounce", "eskilstuna_samordning") in the(name).owed


def test_forwarded_and_taken() -> None:
    case = the("forwarded_and_taken")
    note = case.duty("write_planning_note", "eskilstuna_lss")
    assert KEYS[note.origin] == "eskilstuna_bistand"
    assert note.met is case.history.first(KINDS["planning_noted"])


def test_open_care() -> None:
    assert blocked_by("open_care_missing") == ("open_care_unavailable",)
    assert ("answer_open_care", "vc_torshalla") in the("open_care_missing").owed
    assert blocked_by("open_care_unclear") == ("open_care_unclear",)
    assert ("answer_open_care", "vc_bagaregatan") in the("open_care_unclear").late
    again = the("open_care_there_again")
    assert again.liability.begins_on == again.day(-4)


def test_told_by_telephone() -> None:
    case = the("told_by_telephone")
    notice = case.last("ready_notified")
    assert notice.told_by_hand
    assert not case.history.confirmed(notice)
    assert case.history.decides_money_at(notice) == notice.recorded_at > notice.at


@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        ("moved_house_during_stay", "moved_during_stay"),
        ("sip_called_late", "late_sip_call"),
        ("ward_called_to_sip", "sip_called_by_ward"),
        ("admission_notice_late", "late_admission_notice"),
    ],
)
def test_what_can_be_read_in_two_ways_is_undecided(name: str, parameter: str) -> None:
    found = the(name).liability
    assert found.sum.state == "undecided"
    assert {chosen for reading in found.readings for chosen in reading.chosen} == {parameter}


def test_reading_agreed() -> None:
    case = the("reading_agreed")
    assert (case.liability.sum.state, case.liability.begins_on) == ("liable", day_of(case.last("sip_called").moment))


def test_sip_not_called_for() -> None:
    for name in ("no_sip_needed", "plan_refused"):
        assert not any(kind == "call_to_sip" for kind, _ in the(name).owed), name
    assert ("call_to_sip", "vc_vingaker") in the("nobody_called_to_sip").late
    assert the("sip_before_ready").derived.status == "planning"


def test_consent_withdrawn() -> None:
    case = the("consent_withdrawn")
    assert case.history.consent("information", case.day(0)) is None
    assert case.history.consent("plan", case.day(0))


def test_answers_that_are_not_the_last_word() -> None:
    part = the("accepts_a_part")
    assert part.duty("answer_handover", "care").due_at == part.moment(2, 12)
    assert ("confirm_expected_date", "avd3") in the("readiness_questioned").owed
    awaited = {"short_term_place_awaited": "nykoping_korttids", "special_housing_awaited": "katrineholm_sabo"}
    for name, unit in awaited.items():
        assert the(name).duty("answer_handover", unit).due_at > the(name).at, name


def test_discharged_to_elsewhere_or_early() -> None:
    assert getattr(the("home_by_way_of_a_short_term_place").last("discharged"), "destination", None) == "short_term"
    early = the("left_against_advice")
    assert early.duty("confirm_expected_date", "ward").cancelled is early.last("discharged")
    late = the("told_a_day_late").last("discharged")
    assert late.recorded_at - late.at > DAY
    assert late.late_reason


def test_taken_back_and_ended() -> None:
    assert the("entered_in_error").owed == set()
    voided = the("notice_voided")
    assert voided.duty("confirm_expected_date", "ward").due_on == voided.day(1)
    assert ("acknowledge", "eskilstuna_hemsjukvard") in voided.owed
    assert "eskilstuna_rehab" not in the("unit_taken_off").parties
    for name in ("died_in_hospital", "palliative_died_at_home", "home_and_closed", "closed"):
        assert (the(name).derived.status, the(name).owed) == ("closed", set()), name


def test_whose_duties_are() -> None:
    taken = the("taken_by_somebody")
    assert taken.duty("write_planning_note", "social").taken
    assert taken.duty("appoint_care_contact", "centre").taken
    over = [(KEYS[duty.origin], KEYS[duty.unit]) for duty in the("duty_taken_over").derived.open_duties]
    assert ("eskilstuna_bistand", "eskilstuna_rehab") in over
    pressed = the("dismissed_and_escalated")
    assert pressed.duty("write_planning_note", "care").dismissed
    assert ("acknowledge", "flen_bistand") in pressed.late
    assert "flen_samordning" in pressed.parties


def test_a_thread_is_answered() -> None:
    question, reply = the("youth_between_units").history.all(MessageSent)
    assert reply.in_reply_to == question.seq


def test_ready_twice() -> None:
    spells = the("ready_twice").liability.sum.spells
    assert [spell.days for spell in spells] == [3, 1]


def test_need_judged_again() -> None:
    case = the("need_judged_again")
    assert case.duty("close_case", "ward").reason == "open_again"
    assert ("confirm_expected_date", "avd2") in case.owed


def test_every_status_every_flag_and_every_kind_of_fact_is_there() -> None:
    every = situations().values()
    stays = {"admitted", "planning", "ready", "discharged", "closed"}
    plans = {"opened", "invited", "held", "confirmed"}
    assert {case.derived.status for case in every} == stays | {"asked", "answered"} | plans
    assert {flag for case in every for flag in case.derived.flags} == {
        "fast",
        "on_leave",
        "disputed",
        "protected",
        "ordinations",
    }
    told = {fact.kind for case in every for fact in case.case.facts}
    assert set(KINDS) == told
    states = {case.liability.sum.state for case in every if case.history.admitted}
    assert states >= {"liable", "blocked", "undecided", "none", "monthly"}


def test_ordination_questioned() -> None:
    case = the("ordination_questioned")
    assert {("answer_question", "avd3"), ("receive_ordination", "eskilstuna_hemsjukvard")} <= case.owed
    assert "ordinations" in case.derived.flags
    assert [one.is_open for one in ordinations(case.history)] == [True, False, True]


def test_ordination_received() -> None:
    case = the("ordination_received")
    (found,) = ordinations(case.history)
    assert not found.is_open
    assert found.questions[0].answer is not None
    assert "ordinations" not in case.derived.flags


def test_ordination_changed_at_home() -> None:
    case = the("ordination_changed_at_home")
    before, now = ordinations(case.history)
    assert (before.is_open, now.is_open) == (False, True)
    assert ("receive_ordination", "eskilstuna_hemsjukvard") in case.owed
    assert not any(kind == "close_case" for kind, _ in case.owed)


def test_question_bounced() -> None:
    case = the("question_bounced")
    assert {("answer_coordination", "psykiatri_eskilstuna"), ("resolve_bounce", "sormland_samordning")} <= case.owed
    assert case.derived.status == "asked"
    assert "sormland_samordning" in case.parties


def test_question_to_habilitering_and_one_answered() -> None:
    assert ("answer_coordination", "habilitering") in the("question_to_habilitering").owed
    assert the("question_answered").owed == {("close_case", "vc_skiftinge")}
    assert the("question_answered").derived.status == "answered"


def test_every_unit_has_something_on_its_board_but_those_that_nobody_needs_today() -> None:
    busy = {unit for case in situations().values() for unit in case.parties if case.derived.is_open}
    idle = {row["key"] for row in stories.units()} - busy
    assert all(key.endswith("_samordning") for key in idle), idle


def test_whoever_keeps_office_hours_does_nothing_outside_them() -> None:
    for case in situations().values():
        for fact in case.case.facts:
            hours = case.terms.units[fact.unit].hours
            assert hours.open_at(fact.recorded_at), (case.story.id, fact.kind, fact.recorded_at)


def test_people_are_invented_and_each_has_a_name_of_their_own() -> None:
    people = {case.story.number: case.story.name for case in situations().values()}
    assert len(set(people.values())) == len(people) > 80
    lengths = sorted(len(name) for name in people.values())
    assert (lengths[0] < 10, lengths[-1] > 40) == (True, True)
    for number, name in people.items():
        born = number.born_on
        series = born is not None and 980 <= int(number.value[8:11]) <= 999
        published = number.value == "196101182803"
        assert born is None or 1890 <= born.year <= 1899 or series or published, name


@pytest.mark.parametrize(
    "start", [datetime(2026, 3, 31, 12, 30, tzinfo=UTC), datetime(2026, 10, 27, 13, 30, tzinfo=UTC)]
)
def test_the_stories_hold_when_the_clocks_change(start: datetime) -> None:
    """An hour that is missing, or comes twice, is nobody's fault."""
    assert situations(start).keys() == situations().keys()


def test_half_of_sormland_pays_by_the_day_in_training_and_the_rest_by_month() -> None:
    every = [case.liability for case in situations().values() if case.history.admitted]
    paid = [found for found in every if found.agreement.id == "ovning-sormland" and found.sum.state == "liable"]
    assert paid
    assert all(found.sum.amount_sek == 5000 * (found.sum.days or 0) for found in paid)
    assert {found.payer for found in every if found.agreement.id == "ovning-sormland"} == {
        "0480",
        "0482",
        "0483",
        "0486",
    }
    assert "0484" in {found.payer for found in every if found.agreement.id == "sormland-2018"}


def test_plans_show_what_makes_one_current_and_what_does_not() -> None:
    said = {name: standing(case.history, case.derived.duties).not_current(case.at) for name, case in _plans()}
    left_lying = {name for name in said if name.startswith("late_")}
    assert len(left_lying) > 20
    assert all(said.pop(name) for name in left_lying)
    assert said == {
        "plan_current": None,
        "plan_of_a_child": "change_asked",
        "plan_of_compulsory_care": "unconfirmed",
        "plan_stopped": "consent_withdrawn",
        "plan_begun": "no_consent",
        "plan_called": "not_made",
        "plan_ended": "closed",
        "plan_refused_by_person": "consent_refused",
        "plan_without_follow_up": "no_follow_up",
        "plan_follow_up_passed": "follow_up_passed",
        "plan_consent_ended": "consent_ended",
    }


def _plans() -> list[tuple[str, Situation]]:
    return [(name, case) for name, case in situations().items() if case.history.kind == "plan"]


def test_needed_and_not_made() -> None:
    """Both principals took over and nobody has called: thirty days after the discharge both coordinators see it."""
    case = the("needed_not_made")
    assert ("call_to_sip", "vc_vingaker") in case.late
    found = {
        one.unit: [span for span in one.spans if span.what == "needed"] for one in counted(case.derived, case.terms)
    }
    assert {KEYS[unit] for unit in found} == {"sormland_samordning", "vingaker_samordning"}
    assert {day_of(span.from_at) for spans in found.values() for span in spans} == {case.day(12)}


def test_the_plan_of_compulsory_care_is_adjusted_before_the_decision() -> None:
    case = the("plan_of_compulsory_care")
    assert case.duty("adjust_compulsory_plan", "social").due_at == case.moment(6, 10)
    assert ("set_follow_up", "psykiatri_eskilstuna") in case.owed


def test_a_child_of_seven_is_one_for_the_rules() -> None:
    began = the("plan_of_a_child").case.facts[0]
    assert isinstance(began, PlanOpened)
    assert (began.age_group, began.of_age_on) == ("0-17", date(2037, 2, 12))
    assert the("plan_stopped").owed == {("close_case", "vc_torshalla")}
