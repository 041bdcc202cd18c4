"""Bad case files: one line that names the fact, the field, what is wrong and what to do. Never a traceback."""

import copy
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lus.casefile.explain import explain
from lus.casefile.files import load
from lus.casefile.values import CaseFileError
from lus.law.loader import load as law

EXAMPLE: dict[str, Any] = {
    "agreement": "lagen",
    "parameters": {},
    "care": "somatic",
    "registered_in": "0480",
    "placed_by": None,
    "sip_needed": True,
    "facts": [
        {"kind": "admitted", "at": "2022-03-07T08:30"},
        {
            "kind": "admission_notified",
            "at": "2022-03-07T10:15",
            "to": ["municipality", "open_care"],
            "expected_discharge_on": "2022-03-14",
            "id": "notice",
        },
        {"kind": "ready_notified", "at": "2022-03-14T11:40", "to": ["municipality", "open_care"]},
        {"kind": "sip_called", "at": "2022-03-15T09:00", "by": "care_contact"},
        {"kind": "discharged", "at": "2022-03-19T10:00"},
    ],
    "as_of": "2022-04-01T00:00",
}


def _with(**fields: Any) -> dict[str, Any]:
    return {**copy.deepcopy(EXAMPLE), **fields}


def _with_fact(**fact: Any) -> dict[str, Any]:
    data = copy.deepcopy(EXAMPLE)
    data["facts"].append({"at": "2022-03-10T08:00", **fact})
    return data


def _without(field: str) -> dict[str, Any]:
    return {name: value for name, value in EXAMPLE.items() if name != field}


WRONG: list[tuple[str, Any, tuple[str, ...]]] = [
    ("not an object", [], ("filen", "objekt")),
    ("no sip_needed", _without("sip_needed"), ("sip_needed", "saknas")),
    ("no as_of", _without("as_of"), ("as_of", "saknas")),
    ("unknown field", _with(patient="x"), ("patient", "inget känt fält")),
    ("unknown agreement", _with(agreement="skane"), ("agreement", "skane", "lagen")),
    ("unknown parameter", _with(parameters={"grace": 1}), ("grace", "ingen känd parameter")),
    ("unknown value", _with(parameters={"late_sip_call": "maybe"}), ("late_sip_call", "maybe", "from_call")),
    ("a text for a number", _with(parameters={"free_days": "3"}), ("free_days", "helt tal")),
    ("more than may be free", _with(parameters={"free_days": 1000}), ("free_days", "från 0 till 999")),
    ("null for a care", _with(care=None), ("care", "null")),
    ("a very long care", _with(care="x" * 5000), ("care", "xxx…")),
    ("true for a number", _with(parameters={"amount_sek": True}), ("amount_sek", "helt tal")),
    ("unknown county", _with(registered_in="0280"), ("registered_in", "0280", "länskod")),
    ("a code in other digits", _with(registered_in="04٨٠"), ("registered_in", "kommunkod")),
    ("a time in other digits", _with(as_of="２０２２-04-01T00:00"), ("as_of", "tidpunkt")),
    ("a number for a code", _with(registered_in=480), ("registered_in", "kommunkod")),
    ("unknown care", _with(care="dental"), ("care", "dental")),
    ("text for true", _with(sip_needed="ja"), ("sip_needed", "true")),
    ("facts no list", _with(facts={}), ("facts", "lista")),
    ("no admission", _with(facts=[]), ("admitted", "inskrivning")),
    ("unknown kind", _with_fact(kind="teleported"), ("faktum 6", "teleported")),
    ("leave after the end", _with_fact(kind="leave_started", at="2022-03-20T08:00"), ("faktum 5", "faktum 6")),
    ("no county", _with_fact(kind="registration_changed", code="9999"), ("faktum 6 (registration_changed)", "9999")),
    (
        "withheld though a duty",
        _with_fact(kind="message_withheld", of_kind="admission_notified", to=["municipality"]),
        ("of_kind", "admission_notified", "ready_notified"),
    ),
    ("no scope", _with_fact(kind="consent_refused", scope="all"), ("scope", "plan")),
    ("no reason", _with_fact(kind="interrupted"), ("reason", "saknas")),
    ("no kind", {**EXAMPLE, "facts": [{"at": "2022-03-07T08:30"}]}, ("faktum 1", "kind", "saknas")),
    ("no receiver", _with_fact(kind="ready_notified", to=[]), ("faktum 6 (ready_notified)", "to")),
    ("unknown receiver", _with_fact(kind="ready_notified", to=["staten"]), ("staten", "municipality")),
    ("nobody placed", _with_fact(kind="ready_notified", to=["placing_municipality"]), ("placed_by", "null")),
    ("field missing", _with_fact(kind="acknowledged", of="notice"), ("faktum 6 (acknowledged)", "by", "saknas")),
    ("field unknown", _with_fact(kind="patient_informed", by="x"), ("patient_informed", "by", "inget fält")),
    ("names nothing", _with_fact(kind="voided", of="x"), ("faktum 6 (voided)", "of", "id")),
    ("not a message", _with_fact(kind="acknowledged", of="self", id="self", by="open_care"), ("of", "kvitteras")),
    ("two ids", _with_fact(kind="patient_informed", id="notice"), ("notice", "faktum 2")),
    ("two admissions", _with_fact(kind="admitted"), ("faktum 1", "faktum 6", "två inskrivningar")),
    ("two ends", _with_fact(kind="died"), ("faktum 5", "faktum 6", "två slut")),
    (
        "interrupted after the end",
        _with_fact(kind="interrupted", at="2022-03-20T08:00", reason="x"),
        ("faktum 5", "faktum 6", "två slut"),
    ),
    (
        "ready after the end",
        _with_fact(kind="ready_notified", at="2022-03-20T08:00", to=["open_care"]),
        ("faktum 5", "faktum 6"),
    ),
    ("impossible date", _with_fact(kind="ready_judged", at="2022-02-30T08:00"), ("at", "kalendern")),
    ("a date for a time", _with_fact(kind="ready_judged", at="2022-03-10"), ("at", "tidpunkt")),
    ("a number for a time", _with_fact(kind="ready_judged", at=20220310), ("at", "tidpunkt")),
    ("an hour that does not exist", _with_fact(kind="ready_judged", at="2022-03-27T02:30"), ("at", "klockan")),
    ("before the act", _with_fact(kind="ready_judged", at="2017-12-31T12:00"), ("2018-01-01",)),
    ("no date", _with_fact(kind="expected_discharge_changed", expected_discharge_on="snart"), ("snart", "datum")),
    (
        "end before admission",
        {**EXAMPLE, "facts": [EXAMPLE["facts"][0], {"kind": "died", "at": "2022-03-01T08:00"}]},
        ("faktum 1", "faktum 2"),
    ),
]


@pytest.mark.parametrize(("data", "words"), [wrong[1:] for wrong in WRONG], ids=[wrong[0] for wrong in WRONG])
def test_a_wrong_file_is_refused_in_one_line(data: Any, words: tuple[str, ...]) -> None:
    """The line says where, what and what to do."""
    with pytest.raises(CaseFileError) as refused:
        explain(data, law())
    line = str(refused.value)
    assert "\n" not in line
    assert "; " in line, "a remedy stands after the fault"
    for word in words:
        assert word in line


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('{"care": 1, "care": 2}', "två gånger"),
        (f'{{"as_of": {"9" * 5000}}}', "kan inte läsas"),
    ],
)
def test_a_text_that_is_no_case_file_is_refused(text: str, word: str) -> None:
    """A name that stands twice, a number without end. What both commands refuse stands in test_bad_month."""
    with pytest.raises(CaseFileError, match=word):
        load("-", io.BytesIO(text.encode()))


def test_a_mark_that_some_programs_begin_a_file_with_is_read_over() -> None:
    """Windows programs write it before the text."""
    assert load("-", io.BytesIO(b"\xef\xbb\xbf{}")) == {}


def test_a_file_that_cannot_be_read_says_why_in_swedish(tmp_path: Path) -> None:
    """Missing, or a folder."""
    for file, why in ((tmp_path / "none.json", "finns inte"), (tmp_path, "är en katalog")):
        with pytest.raises(CaseFileError, match=why):
            load(str(file), io.BytesIO())


def test_facts_later_than_asked_for_are_left_out() -> None:
    """On the day before the discharge the patient is still there."""
    answer = explain(_with(as_of="2022-03-18T12:00"), law())
    assert answer["status"] == "ready"
    assert answer["liability"]["days"] == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(("notice", "2022-03-10T08:00")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def _line(data: dict[str, Any]) -> str:
    """What is said of a file: the state of its answer, or the line that refuses it."""
    try:
        state: str = explain(data, law())["liability"]["state"]
    except CaseFileError as refused:
        return str(refused)
    return state


@given(field=st.sampled_from(sorted(EXAMPLE)), value=json_values)
def test_any_value_in_any_field_is_answered_or_refused(field: str, value: Any) -> None:
    """Nothing that JSON can hold makes a traceback, or more than a line."""
    said = _line(_with(**{field: value}))
    assert said
    assert "\n" not in said


@given(
    kind=st.sampled_from(("admitted", "ready_notified", "acknowledged", "voided", "handover_answered", "sip_called")),
    field=st.sampled_from(("at", "to", "of", "by", "answer", "from", "next_answer_at", "id", "kind")),
    value=json_values,
)
def test_any_value_in_any_field_of_a_fact_is_answered_or_refused(kind: str, field: str, value: Any) -> None:
    """The same inside a fact."""
    row = {"kind": kind, "to": ["open_care"], "of": "notice", "by": "open_care", "answer": "accepts", field: value}
    said = _line(_with_fact(**row))
    assert said
    assert "\n" not in said
