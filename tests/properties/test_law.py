"""What must hold of every case and every month, whatever happens in them: tried on made-up case files."""

import copy
import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks.casefiles import PARTIES, case_file
from lus.casefile.explain import explain
from lus.casefile.question import read
from lus.casefile.settle import settle
from lus.domain.liability import ever_paying
from lus.domain.readings import options
from lus.domain.reckoning import answer
from lus.domain.terms import PARAMETERS, UNDECIDED
from lus.law.loader import load

LAW = load()
IN_DOUBT = [name for name, parameter in PARAMETERS.items() if UNDECIDED in parameter.values]

seeds = st.integers(0, 2**40).map(random.Random)
agreements = st.sampled_from(sorted(PARTIES))
decided = st.fixed_dictionaries({name: st.sampled_from(options(name)) for name in IN_DOUBT})
stays = st.lists(st.integers(0, 40), max_size=12)
"""The days of a month's stays."""


def _liability(data: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    answer: dict[str, Any] = explain({**data, "parameters": {**data["parameters"], **parameters}}, LAW)["liability"]
    return answer


def _month(days: list[int], agreement: str = "vastragotaland-2018", **parameters: Any) -> dict[str, Any]:
    named = [{"id": str(place), "days": many} for place, many in enumerate(days)]
    return settle(
        {
            "agreement": agreement,
            "parameters": parameters,
            "municipality": "1480",
            "month": "2022-05",
            "stays": named,
        },
        LAW,
    )


@given(seed=seeds, choices=decided, free_days=st.integers(0, 8), more=st.integers(1, 5))
def test_more_free_days_never_give_more_days(
    seed: random.Random, choices: dict[str, Any], free_days: int, more: int
) -> None:
    """Whatever else happened."""
    data = case_file(seed)
    few = _liability(data, **choices, free_days=free_days)["days"]
    assert _liability(data, **choices, free_days=free_days + more)["days"] <= few


@given(seed=seeds, choices=decided, later=st.integers(1, 30))
def test_a_later_end_never_gives_fewer_days(seed: random.Random, choices: dict[str, Any], later: int) -> None:
    """The patient stays on, and nothing else happens."""
    data = case_file(seed)
    end = next((fact for fact in data["facts"] if fact["kind"] in {"discharged", "died", "interrupted"}), None)
    assume(end is not None)
    data["as_of"] = _plus(data["as_of"], later)
    longer = copy.deepcopy(data)
    for fact in longer["facts"]:
        if end and fact["id"] == end["id"]:
            fact["at"] = _plus(fact["at"], later)
    assert _liability(longer, **choices)["days"] >= _liability(data, **choices)["days"]


def _plus(at: str, days: int) -> str:
    return (datetime.fromisoformat(at) + timedelta(days=days)).isoformat(timespec="minutes")


@given(seed=seeds, agreement=agreements)
def test_the_order_of_a_file_changes_nothing(seed: random.Random, agreement: str) -> None:
    """Not one word of the answer."""
    data = case_file(seed, agreement)
    shuffled = copy.deepcopy(data)
    seed.shuffle(shuffled["facts"])
    assert explain(shuffled, LAW) == explain(data, LAW)


@given(seed=seeds, agreement=agreements)
def test_the_readings_hold_the_answer_of_each_value(seed: random.Random, agreement: str) -> None:
    """Each reading is what its values give; a parameter in no reading gives the same, whichever its value."""
    data = case_file(seed, agreement)
    found = _liability(data)
    named = {part.split(".")[0] for reading in found["readings"] for part in reading["reading"].split(" + ")}
    for reading in found["readings"]:
        chosen = {name: _value(name, value) for name, value in (p.split(".") for p in reading["reading"].split(" + "))}
        alone = _liability(data, **chosen)
        assert alone["blocked_by"] == reading["blocked_by"]
        assert _claimed(alone) == (reading["days"], reading["amount_sek"])
    for name in set(IN_DOUBT) - named:
        for value in options(name):
            otherwise = _liability(data, **{name: value})
            assert (otherwise["state"], _claimed(otherwise)) == (found["state"], _claimed(found))
            assert bool(otherwise["blocked_by"]) == bool(found["blocked_by"])


def _claimed(liability: dict[str, Any]) -> tuple[int | None, int | None]:
    """Days and kronor as a reading tells them: none where something blocks, or excludes the stay from its month."""
    return (0, 0) if liability["blocked_by"] else (liability["days"], liability["amount_sek"])


def _value(name: str, said: str) -> Any:
    return next(value for value in options(name) if str(value) == said)


@given(seed=seeds, agreement=agreements)
def test_an_assumption_is_what_its_value_gives(seed: random.Random, agreement: str) -> None:
    """And no assumption is left out that would change days or kronor."""
    data = case_file(seed, agreement)
    found = _liability(data)
    assume(found["state"] != "undecided")
    assumed = {(one["parameter"], one["otherwise"]): one for one in found["assumptions"]}
    for name, parameter in PARAMETERS.items():
        for value in options(name) if parameter.reading and name not in data["parameters"] else ():
            otherwise = _liability(data, **{name: value})
            other = assumed.get((name, value), {})
            here = _claimed(found)
            told = (other.get("otherwise_days", here[0]), other.get("otherwise_amount_sek", here[1]))
            assert _claimed(otherwise) == told, (name, value)


@given(
    days=stays.filter(bool),
    which=st.integers(0, 40),
    more=st.integers(1, 20),
    rounding=st.sampled_from(("exact", "two_decimals")),
    limit=st.sampled_from(("0.00", "2.50", "3.00", "3.33")),
)
def test_raising_one_stay_never_lowers_a_month(
    days: list[int], which: int, more: int, rounding: str, limit: str
) -> None:
    """Where long stays stay in the mean."""
    raised = list(days)
    raised[which % len(days)] += more
    terms = {"mean_rounding": rounding, "mean_limit": limit, "long_stay": "cap_then_individual"}
    before, after = _month(days, **terms), _month(raised, **terms)
    assert Decimal(after["billable_days"]) >= Decimal(before["billable_days"])
    assert after["amount_sek"] >= before["amount_sek"]


@given(days=stays, cut=st.integers(0, 12))
def test_two_lists_of_stays_add_up_under_individual_terms(days: list[int], cut: int) -> None:
    """Patients, days, billable days and kronor."""
    first, second, whole = (_month(part, "lagen") for part in (days[:cut], days[cut:], days))
    for name in ("patients", "days", "amount_sek"):
        assert first[name] + second[name] == whole[name]
    assert Decimal(first["billable_days"]) + Decimal(second["billable_days"]) == Decimal(whole["billable_days"])


@given(cut=st.integers(0, 12), many=st.integers(1, 12), seed=seeds, discharge_day=st.booleans())
def test_months_of_cases_add_up(cut: int, many: int, seed: random.Random, discharge_day: bool) -> None:
    """Two lists of stays make one, and each day in its own month makes the whole stay, where none is in doubt."""
    chosen = {name: options(name)[0] for name in IN_DOUBT} | {"discharge_day_counts": discharge_day}
    files = [case_file(seed, "lagen", range(2022, 2023)) | {"registered_in": "0180"} for _ in range(many)]
    cases = [{"id": str(place), "case": case} for place, case in enumerate(files)]
    file = {"agreement": "lagen", "municipality": "0180", "month": _end(files[0])[:7], "parameters": chosen}
    first, second, whole = (settle({**file, "stays": part}, LAW) for part in (cases[:cut], cases[cut:], cases))
    for name in ("patients", "days", "amount_sek"):
        assert first[name] + second[name] == whole[name]
    split = chosen | {"month_of_stay": "split"}
    months = [{**file, "month": month, "parameters": split, "stays": cases[:1]} for month in _months(files[0])]
    alone = settle({**file, "stays": cases[:1]}, LAW)
    parts = [settle(month, LAW) for month in months]
    for name in ("days", "amount_sek"):
        assert sum(part[name] for part in parts) == alone[name] or not _ended(files[0])


moves = st.lists(
    st.tuples(st.integers(0, 18), st.sampled_from(("00:00", "08:00")), st.sampled_from(("0182", "0184", "0180"))),
    min_size=1,
    max_size=3,
)
"""How many days after the admission, at what time, registered where."""


@given(seed=seeds, moved=moves, told=st.integers(0, 3), choices=decided, discharge_day=st.booleans())
def test_no_care_day_is_two_municipalities(
    seed: random.Random, moved: list[tuple[int, str, str]], told: int, choices: dict[str, Any], discharge_day: bool
) -> None:
    """Whoever is registered where, and told of it or not: each payer's month holds its own days."""
    data = case_file(seed, "lagen") | {"registered_in": "0180"}
    until = _end(data) if _ended(data) else data["as_of"]
    for place, (days, clock, code) in enumerate(moved):
        at = f"{_plus(data['facts'][0]['at'], days)[:10]}T{clock}"
        if data["facts"][0]["at"] < at < until:
            data["facts"] += [{"kind": "registration_changed", "at": at, "code": code}]
            sent = {"at": at, "to": ["municipality"]}
            messages = [{"kind": "admission_notified", **sent, "expected_discharge_on": at[:10]}]
            messages += [{"kind": "ready_notified", **sent}]
            data["facts"] += messages if place < told else []
    data["parameters"] |= choices | {"discharge_day_counts": discharge_day}
    question = read(data, LAW)
    history = question.case.history(question.terms.units)
    paid: list[date | None] = []
    for payer in ever_paying(history):
        paid += [day.on for day in answer(history, replace(question.terms, payer=payer), question.as_of).sum.counted]
    assert len({*paid}) == len(paid)


def _ended(case: dict[str, Any]) -> bool:
    return any(fact["kind"] in {"discharged", "died", "interrupted"} for fact in case["facts"])


def _end(case: dict[str, Any]) -> str:
    """When the stay ended; of one that has not, when it began."""
    ends = [fact["at"] for fact in case["facts"] if fact["kind"] in {"discharged", "died", "interrupted"}]
    at: str = min(ends, default=case["facts"][0]["at"])
    return at


def _months(case: dict[str, Any]) -> list[str]:
    """The months of the stay, up to the moment that is asked for."""
    return sorted({_plus(case["facts"][0]["at"], days)[:7] for days in range(120)})


@given(days=st.lists(st.integers(0, 7), min_size=1, max_size=12))
def test_a_stay_equal_to_the_mean_leaves_the_mean(days: list[int]) -> None:
    """One patient more, and the same mean."""
    mean, rest = divmod(sum(days), len(days))
    days = [*days[:-1], days[-1]] if not rest else [*days, *([mean] * (len(days) - 1)), mean + len(days) - rest]
    assume(max(days) <= 7)
    before = _month(days)
    assume(before["mean"].endswith(".00"))
    assert _month([*days, int(Decimal(before["mean"]))])["mean"] == before["mean"]


@given(
    seed=seeds,
    many=st.integers(1, 6),
    binds=st.sampled_from((("lagen", "0180"), ("vastragotaland-2018", "1480"))),
)
def test_a_months_readings_hold_the_answer_of_each_value(
    seed: random.Random, many: int, binds: tuple[str, str]
) -> None:
    """Each reading is what the month gives when its values are chosen; what is in no reading changes nothing that is
    paid: a stay that costs nothing may be in the month by the one value and left out by the other.
    """
    agreement, code = binds
    files = [case_file(seed, agreement, range(2022, 2023)) | {"registered_in": code} for _ in range(many)]
    cases = [{"id": str(place), "case": file} for place, file in enumerate(files)]
    file = {"agreement": agreement, "municipality": code, "month": files[0]["facts"][-1]["at"][:7], "stays": cases}
    found = settle(file, LAW)
    named = {part.split(".")[0] for reading in found["readings"] for part in reading["reading"].split(" + ")}
    for name in set(IN_DOUBT) - named:
        for value in options(name):
            otherwise = settle({**file, "parameters": {name: value}}, LAW)
            for said in ("billable_days", "amount_sek"):
                assert otherwise[said] == found[said], (name, value)
    for reading in found["readings"]:
        chosen = {name: _value(name, value) for name, value in (p.split(".") for p in reading["reading"].split(" + "))}
        alone = settle({**file, "parameters": chosen}, LAW)
        for said in ("billable_days", "amount_sek", "excluded"):
            assert alone[said] == reading[said]
