"""The command and the application answer alike, for every case of the training region that a case file can express."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from lus.casefile.explain import SHOWN, as_json, explained, moment, state
from lus.domain.duty import GUIDELINE, Duty
from tests.casefile.exported import InexpressibleError, export
from tests.usecases.situations import Situation, situations

CASES = {name: case for name, case in situations().items() if case.history.admitted}
"""The stays: a case file holds no question."""


def _exported() -> tuple[dict[str, tuple[dict[str, Any], frozenset[str]]], Counter[str]]:
    files: dict[str, tuple[dict[str, Any], frozenset[str]]] = {}
    why: Counter[str] = Counter()
    for name, case in CASES.items():
        try:
            files[name] = export(case.history, case.terms, case.liability, case.at)
        except InexpressibleError as refused:
            why[str(refused)] += 1
    return files, why


FILES, INEXPRESSIBLE = _exported()


def test_nearly_every_case_can_be_expressed() -> None:
    """What cannot is said, and is little; as is what a duty rests on that has no word in a case file."""
    assert len(FILES) > len(CASES) * 0.85, INEXPRESSIBLE
    unsaid = sum(len(kinds) for _, kinds in FILES.values())
    assert unsaid < len(FILES) * len(SHOWN) / 4


@pytest.mark.parametrize("name", FILES)
def test_liability_is_the_same(name: str) -> None:
    """State, payer, spells, days, kronor, what blocks, readings, assumptions: everything but the wording."""
    case = CASES[name]
    found = explained(FILES[name][0], case.terms.law)
    here, there = (as_json(one)["liability"] for one in (found, replace(found, liability=case.liability)))
    assert {**here, "because": None} == {**there, "because": None}


@pytest.mark.parametrize("name", FILES)
def test_duties_with_a_source_in_law_are_the_same(name: str) -> None:
    """Who owes what by when, and what became of it. A case file knows one unit of each party."""
    case, (file, unsaid) = CASES[name], FILES[name]
    found = explained(file, case.terms.law)
    here = {_said(duty, found.derived.history.side(duty.unit), case) for duty in found.duties}
    there = {_said(duty, case.history.side(duty.unit), case) for duty in case.derived.duties if duty.kind in SHOWN}
    of_law = {duty.kind for duty in (*found.duties, *case.derived.duties) if duty.source != GUIDELINE} - unsaid
    assert {one for one in here if one[0] in of_law} == {one for one in there if one[0] in of_law}


def _said(duty: Duty, side: str, case: Situation) -> tuple[Any, ...]:
    met_at = moment(duty.met_at) if duty.met_at else None
    return duty.kind, side, moment(duty.due_at), met_at, state(duty, case.at), duty.source
