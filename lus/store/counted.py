"""What coordinators count of plans, as rows: written in the transaction of the fact, read by the coordinator's unit."""

import hashlib
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from lus.domain.counted import Counted


def rows(case_id: int, ref: str, found: Iterable[Counted], person: UUID | None) -> list[dict[str, Any]]:
    """The rows as they are stored. `person` None: identity is protected, and neither unit nor municipality is told.

    What a protected person needs and nobody made is left out: nothing tells whether there is another plan.
    """
    made: list[dict[str, Any]] = []
    for one in found:
        told = person is not None
        numbers: dict[str, int] = {}
        for span in one.spans:
            if span.what == "needed" and not told:
                continue
            numbers[span.what] = numbers.get(span.what, 0) + 1
            made.append(
                {
                    "unit_id": one.unit,
                    "case_id": case_id,
                    "what": span.what,
                    "number": numbers[span.what],
                    "case_ref": ref,
                    "person": same_person(person, one.unit) if person and span.what in JOINED else None,
                    "municipality": one.municipality if told else None,
                    "lead_id": one.lead if told else None,
                    "age_group": one.age_group if told else None,
                    "at_discharge": one.at_discharge,
                    "from_at": span.from_at,
                    "until_at": span.until_at,
                }
            )
    return made


JOINED: Final = frozenset({"plan", "needed"})
"""What is put together by person: whoever needs a plan may have got one that began without the stay."""


def same_person(person: UUID, unit: int) -> str:
    """What the rows of one person have in common among those of one unit; nobody is found by it."""
    return hashlib.sha256(f"{person} {unit}".encode()).hexdigest()[:16]
