"""Reading forms: any text in any field gives the kind's own fields or a fault that names the field."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lus.domain.facts import KINDS
from lus.web.fields import fields
from lus.web.filling import fill_in
from lus.web.forms import Known, parse, slots_of
from lus.web.sheet import sheet
from lus.words import KIND
from lus.words.acts import ACT
from lus.words.codes import CODE
from lus.words.forms import field
from lus.words.refusals import REFUSAL
from tests.web.samples import NOW, SOCIAL, WARD, planning, prepared, sample, situation

KNOWN = Known(units=(1, 2), facts=(1, 2, 3))
SUMMER_ENDS = datetime(2026, 10, 20, 12, tzinfo=UTC)
SUMMER_BEGINS = datetime(2026, 3, 20, 12, tzinfo=UTC)
LIKELY = ("", "ja", "accepts", "2026-03-05", "14.30", "9999-12-31", "1", "<script>alert(1)</script>", "x" * 9000)
anything = st.one_of(st.text(max_size=40), st.sampled_from(LIKELY))
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def names(kind: str) -> list[str]:
    """Every name that the kind's form may send."""
    own = [slot.name for slot in slots_of(kind)]
    return [
        *own,
        *(f"{name}_{part}" for name in [*own, "at"] for part in ("day", "time", "fold")),
        "to",
        "ground",
        "svar",
    ]


@pytest.mark.parametrize("kind", sorted(KINDS))
@unhurried
@given(data=st.data())
def test_any_text_in_any_field_gives_an_answer_or_a_named_error(kind: str, data: st.DataObject) -> None:
    typed = data.draw(st.dictionaries(st.sampled_from(names(kind)), st.lists(anything, max_size=3)))
    parsed = parse(kind, typed, NOW, KNOWN)
    own = {slot.name for slot in slots_of(kind)}
    assert set(parsed.own) <= own
    for fault in parsed.faults:
        assert fault.field in own
        assert fault.code in REFUSAL


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"admitted"}))
@unhurried
@given(data=st.data())
def test_a_form_sent_with_anything_is_shown_again_or_makes_facts(kind: str, data: st.DataObject) -> None:
    here = situation(found := sample(prepared), data.draw(st.sampled_from((WARD, SOCIAL))))
    typed = data.draw(st.dictionaries(st.sampled_from(names(kind)), st.lists(anything, max_size=2), max_size=6))
    filled = fill_in(here, kind, typed)
    assert filled.faults or filled.facts
    shown = sheet(here, found.patient, kind, typed, filled)
    for fault in filled.faults:
        assert fault.code in REFUSAL
    assert bool(shown.errors or shown.refused) == bool(filled.faults)


@pytest.mark.parametrize("typed", ["14.30", "14:30", "1430", " 14.30 ", "kl. 14.30"])
def test_a_time_may_be_written_as_people_write_it(typed: str) -> None:
    parsed = parse("ready_notified", {"judged_at_time": [typed], "physician": ["Anna Holm"]}, NOW, KNOWN)
    assert parsed.own["judged_at"] == datetime(2026, 3, 3, 13, 30, tzinfo=UTC)
    assert not parsed.faults


@pytest.mark.parametrize(
    ("own", "code"),
    [
        ({"judged_at_time": ["25.00"]}, "not_a_time"),
        ({"judged_at_time": ["14"]}, "not_a_time"),
        ({"judged_at_day": ["2026-02-30"], "judged_at_time": ["14.30"]}, "not_a_day"),
        ({"judged_at_day": ["0001-01-01"], "judged_at_time": ["14.30"]}, "day_out_of_range"),
        ({"judged_at_day": ["2026-03-03"]}, "required_at"),
        ({}, "required_at"),
    ],
)
def test_an_impossible_time_is_a_named_error(own: dict[str, list[str]], code: str) -> None:
    parsed = parse("ready_notified", {"physician": ["Anna Holm"], **own}, NOW, KNOWN)
    assert [(fault.field, fault.code) for fault in parsed.faults] == [("judged_at", code)]


def test_an_hour_that_occurs_twice_asks_which() -> None:
    typed = {"meeting_at_day": ["2026-10-25"], "meeting_at_time": ["02.30"], "form": ["video"]}
    asked = parse("sip_called", typed, SUMMER_ENDS, KNOWN)
    assert [fault.code for fault in asked.faults] == ["which_time"]
    first = parse("sip_called", {**typed, "meeting_at_fold": ["1"]}, SUMMER_ENDS, KNOWN)
    second = parse("sip_called", {**typed, "meeting_at_fold": ["2"]}, SUMMER_ENDS, KNOWN)
    assert (second.own["meeting_at"] - first.own["meeting_at"]).total_seconds() == 3600


def test_the_form_offers_the_two_when_an_hour_occurs_twice() -> None:
    here = situation(sample(planning), WARD)
    typed = {"meeting_at_day": ["2026-10-25"], "meeting_at_time": ["230"]}
    shown = fields(here, "sip_called", slots_of("sip_called"), typed, ())
    assert next(one for one in shown if one.name == "meeting_at").twice


def test_an_hour_that_does_not_exist_is_refused() -> None:
    typed = {"meeting_at_day": ["2026-03-29"], "meeting_at_time": ["02.30"], "form": ["video"]}
    assert [fault.code for fault in parse("sip_called", typed, SUMMER_BEGINS, KNOWN).faults] == ["no_such_time"]


def test_text_keeps_markup_as_text_and_refuses_hidden_control_characters() -> None:
    kept = parse("planning_noted", {"services": ["<b>Larm</b>\r\n& trygghet"]}, NOW, KNOWN)
    assert kept.own["services"] == "<b>Larm</b>\n& trygghet"
    refused = parse("planning_noted", {"services": ["Larm\x00"], "track": ["gul\u202e"]}, NOW, KNOWN)
    assert [(fault.field, fault.code) for fault in refused.faults] == [
        ("services", "strange_characters"),
        ("track", "strange_characters"),
    ]


def test_a_name_of_three_hundred_characters_names_its_field() -> None:
    typed = {"physician": ["x" * 300], "judged_at_time": ["13.00"]}
    assert [(f.field, f.code) for f in parse("ready_notified", typed, NOW, KNOWN).faults] == [("physician", "too_long")]


def test_a_day_is_a_day_and_codes_are_those_offered() -> None:
    parsed = parse("admission_notified", {"expected_discharge_on": ["20260309"]}, NOW, KNOWN)
    assert parsed.own == {"expected_discharge_on": date(2026, 3, 9)}
    wrong = parse("discharged", {"manner": ["flew"], "destination": ["own_home"]}, NOW, KNOWN)
    assert [(fault.field, fault.code) for fault in wrong.faults] == [("manner", "unknown_code")]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_words_for_itself_its_fields_and_its_codes(kind: str) -> None:
    assert KIND[kind]
    assert ACT[kind]
    for slot in slots_of(kind):
        assert field(kind, slot.name)
        assert set(slot.codes) <= set(CODE.get(slot.name, {})), slot.name


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"admitted"}))
def test_every_kind_has_a_form_that_says_who_sees_it(kind: str) -> None:
    found = sample(planning)
    for unit in (WARD, SOCIAL):
        shown = sheet(situation(found, unit), found.patient, kind, {})
        assert shown.sees.read
        assert shown.send
