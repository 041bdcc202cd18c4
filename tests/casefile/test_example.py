"""The example of docs/case-file.md, whole."""

import json
import re
from pathlib import Path

from lus.casefile.explain import explain
from lus.law.loader import load

DOC = (Path(__file__).parents[2] / "docs" / "case-file.md").read_text(encoding="utf-8")


def test_the_documented_example_is_answered_field_by_field() -> None:
    """One of several duties is shown, whose reasons are free in wording; all else is whole."""
    question, answer = (json.loads(block) for block in re.findall(r"```json\n(\{\n.*?\n\})\n```", DOC, re.DOTALL)[:2])
    found = explain(question, load())
    assert found["agreement_used"] == answer["agreement_used"]
    assert found["status"] == answer["status"]
    assert found["liability"] == answer["liability"]
    shown = answer["duties"][0]
    same = next(duty for duty in found["duties"] if duty["duty"] == shown["duty"])
    assert {**same, "because": None} == {**shown, "because": None}
    assert same["because"] == shown["because"]
    order = [(duty["due_at"], duty["duty"], duty["owed_by"]) for duty in found["duties"]]
    assert order == sorted(order)
