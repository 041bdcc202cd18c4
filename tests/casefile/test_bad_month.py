"""Bad month files: one line that names the stay, the field, what is wrong and what to do. Never a traceback."""

import copy
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lus.casefile.files import CASE, MONTH, load
from lus.casefile.settle import settle
from lus.casefile.values import CaseFileError
from lus.law.loader import load as law
from tests.casefile.test_bad_input import EXAMPLE, json_values

MONTH_FILE: dict[str, Any] = {
    "agreement": "lagen",
    "parameters": {},
    "municipality": "0480",
    "month": "2022-03",
    "stays": [{"id": "a", "days": 2}, {"id": "b", "case": EXAMPLE}],
}


def _with(**fields: Any) -> dict[str, Any]:
    return {**copy.deepcopy(MONTH_FILE), **fields}


def _with_stay(**stay: Any) -> dict[str, Any]:
    return _with(stays=[*copy.deepcopy(MONTH_FILE["stays"]), stay])


def _with_case(**fields: Any) -> dict[str, Any]:
    return _with_stay(id="c", case={**copy.deepcopy(EXAMPLE), **fields})


def _with_months(*months: Any) -> dict[str, Any]:
    data = _with(months=list(months))
    del data["stays"]
    return data


def _without(field: str) -> dict[str, Any]:
    return {name: value for name, value in MONTH_FILE.items() if name != field}


GONE = {"kind": "discharged", "at": "2022-03-19T10:00"}

WRONG: list[tuple[str, Any, tuple[str, ...]]] = [
    ("not an object", [], ("filen", "objekt", "municipality")),
    ("no agreement", _without("agreement"), ("agreement", "saknas")),
    ("no municipality", _without("municipality"), ("municipality", "saknas")),
    ("no month", _without("month"), ("month", "saknas")),
    ("no stays", _without("stays"), ("stays", "saknas", "months")),
    ("unknown field", _with(patient="x"), ("patient", "inget känt fält")),
    ("a very long field", _with(**{"x" * 5000: 1}), ("xxx…", "inget känt fält")),
    ("a field that cannot be printed", _with(**{"\ud800\n": 1}), ("\\ud800", "inget känt fält")),
    ("unknown agreement", _with(agreement="skane"), ("agreement", "skane", "lagen")),
    ("a number for an agreement", _with(agreement=7), ("agreement", "7")),
    ("unknown parameter", _with(parameters={"grace": 1}), ("grace", "ingen känd parameter")),
    ("unknown value", _with(parameters={"long_stay": "maybe"}), ("long_stay", "maybe", "leave_after_free")),
    ("a number for a decimal", _with(parameters={"mean_limit": 3.0}), ("mean_limit", "3.0", "citattecken")),
    ("a negative limit", _with(parameters={"mean_limit": "-1"}), ("mean_limit", "-1")),
    ("unknown county", _with(municipality="0280"), ("municipality", "0280", "länskod")),
    ("a number for a code", _with(municipality=480), ("municipality", "kommunkod")),
    ("no municipality at all", _with(municipality=None), ("municipality", "null")),
    ("a day for a month", _with(month="2022-03-01"), ("month", "2022-03-01", "2022-05")),
    ("a month that there is not", _with(month="2022-13"), ("month", "2022-13")),
    ("a month in other digits", _with(month="２０２２-05"), ("month", "２０２２-05", "2022-05")),
    ("a mean in other digits", _with_months({"month": "2022-01", "mean": "٣.20"}), ("månad 1", "mean", "decimaltal")),
    ("a number for a month", _with(month=202203), ("month", "202203")),
    ("before the act", _with(month="2017-12"), ("month", "2017-12", "2018")),
    ("stays no list", _with(stays={}), ("stays", "lista")),
    ("stays and months", _with(months=[]), ("stays", "motsäger months")),
    ("a stay no object", _with(stays=[7]), ("vistelse 1", "7", "objekt")),
    ("a stay without id", _with_stay(days=2), ("vistelse 3", "id", "saknas")),
    ("a number for an id", _with_stay(id=3, days=2), ("vistelse 3", "id", "3")),
    ("an id of two lines", _with_stay(id="a\nb", days=2), ("vistelse 3", "id", "rad")),
    ("an id that cannot be printed", _with_stay(id="\ud800", days=2), ("vistelse 3", "id", "ud800")),
    ("the same id twice", _with_stay(id="a", days=2), ("vistelse 3", "id", "finns redan")),
    ("neither days nor case", _with_stay(id="c"), ("vistelse 3 (c)", "days", "saknas")),
    ("days and case", _with_stay(id="c", days=2, case=EXAMPLE), ("vistelse 3 (c)", "days", "motsäger case")),
    ("a text for days", _with_stay(id="c", days="2"), ("vistelse 3 (c)", "days", "helt tal")),
    ("half a day", _with_stay(id="c", days=2.5), ("vistelse 3 (c)", "days", "2.5")),
    ("true for days", _with_stay(id="c", days=True), ("vistelse 3 (c)", "days", "true")),
    ("negative days", _with_stay(id="c", days=-1), ("vistelse 3 (c)", "days", "-1")),
    ("days beyond reason", _with_stay(id="c", days=10**9), ("vistelse 3 (c)", "days", "rimligt")),
    ("unknown field of a stay", _with_stay(id="c", days=2, ward="4"), ("vistelse 3 (c)", "ward", "inget fält")),
    ("a case no object", _with_stay(id="c", case=[]), ("vistelse 3 (c)", "innehållet", "objekt")),
    (
        "another agreement in a case",
        _with_case(agreement="sormland-2018"),
        ("vistelse 3 (c)", "sormland-2018", "lagen"),
    ),
    ("unknown care in a case", _with_case(care="dental"), ("vistelse 3 (c)", "care", "dental")),
    (
        "unknown kind in a case",
        _with_case(facts=[*EXAMPLE["facts"], {"kind": "flew", "at": "2022-03-20T08:00"}]),
        ("vistelse 3 (c), faktum 6", "kind", "flew"),
    ),
    (
        "names nothing in a case",
        _with_case(facts=[*EXAMPLE["facts"], {"kind": "voided", "at": "2022-03-20T08:00", "of": "x"}]),
        ("vistelse 3 (c), faktum 6 (voided)", "of", "x"),
    ),
    (
        "a contradiction in a case",
        _with_case(facts=[*EXAMPLE["facts"], GONE]),
        ("vistelse 3 (c), faktum 5", "faktum 6"),
    ),
    ("months no list", _with_months(7) | {"months": 7}, ("months", "lista")),
    ("no month at all", _with_months(), ("months", "lista")),
    ("a month no object", _with_months("2022-01"), ("månad 1", "2022-01", "mean")),
    ("a number for a mean", _with_months({"month": "2022-01", "mean": 3.2}), ("månad 1", "mean", "3.2", "text")),
    ("a mean that is no number", _with_months({"month": "2022-01", "mean": "NaN"}), ("månad 1", "mean", "NaN")),
    (
        "the same month twice",
        _with_months({"month": "2022-01", "mean": "3.20"}, {"month": "2022-01", "mean": "3.20"}),
        ("månad 2", "2022-01", "två gånger"),
    ),
    ("a later month", _with_months({"month": "2022-04", "mean": "3.20"}), ("månad 1", "2022-04", "efter")),
]


@pytest.mark.parametrize(("data", "words"), [wrong[1:] for wrong in WRONG], ids=[wrong[0] for wrong in WRONG])
def test_a_wrong_file_is_refused_in_one_line(data: Any, words: tuple[str, ...]) -> None:
    """The line says where, what and what to do, and can be printed."""
    with pytest.raises(CaseFileError) as refused:
        settle(data, law())
    line = str(refused.value)
    assert line.isprintable()
    assert len(line) < 1000
    assert "; " in line, "a remedy stands after the fault"
    for word in words:
        assert word in line


def test_the_file_that_the_wrong_ones_are_made_of_is_right() -> None:
    """Or each of them would be refused for another reason."""
    assert settle(MONTH_FILE, law())["patients"] == 2


@pytest.mark.parametrize("longest", [CASE, MONTH])
@pytest.mark.parametrize(
    ("text", "word"),
    [
        (b"", "tomt"),
        (b"\xef\xbb\xbf \n", "tomt"),
        (b"{", "JSON"),
        (b"\xff", "UTF-8"),
        (b'{"month": 1, "month": 2}', "två gånger"),
        (b"[" * 200_000, "nästlat"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nästlat"),
        (b'"' + b"x" * 10_000_000 + b'"', "stort"),
        (b" " * 10_000_000, "stort"),
    ],
)
def test_a_text_that_is_no_file_of_ours_is_refused(text: bytes, word: str, longest: int) -> None:
    """Empty, cut off, no text, nested without end, or far too large: the same for both commands."""
    with pytest.raises(CaseFileError, match=word):
        load("-", io.BytesIO(text), longest)


def _line(data: dict[str, Any]) -> str:
    try:
        return str(settle(data, law())["confidence"])
    except CaseFileError as refused:
        return str(refused)


@given(field=st.sampled_from(sorted({*MONTH_FILE, "months"})), value=json_values)
def test_any_value_in_any_field_is_answered_or_refused(field: str, value: Any) -> None:
    """Nothing that JSON can hold makes a traceback, or more than a line."""
    assert len(_line(_with(**{field: value})).splitlines()) == 1


@given(field=st.sampled_from(("id", "days", "case", "x")), value=json_values)
def test_any_value_in_any_field_of_a_stay_is_answered_or_refused(field: str, value: Any) -> None:
    """The same inside a stay."""
    assert len(_line(_with_stay(**{"id": "c", "days": 2, field: value})).splitlines()) == 1
