"""Who may do what: what the table does not name is denied."""

import pytest

from lus.domain.access import ACCESS, Actor, may_open, may_record
from lus.domain.facts import KINDS
from lus.domain.units import Side


def actor(side: Side, role: str) -> Actor:
    return Actor(1, 1, 7, side, role, "Region Sörmland", (7,))


def test_every_kind_can_be_recorded_by_somebody_on_a_side_that_the_kind_names() -> None:
    for kind, fact in KINDS.items():
        sides = {side for (side, role), (kinds, _) in ACCESS.items() if kind in kinds}
        assert sides
        assert sides <= fact.by


def test_a_role_of_another_side_is_nobody() -> None:
    assert may_record(actor("ward", "nurse"), "ready_judged")
    assert not may_record(actor("municipality", "nurse"), "ready_judged")
    assert not may_record(actor("ward", "case_worker"), "admitted")
    assert not may_open(actor("ward", "case_worker"), "board")


def test_reviewers_and_administrators_see_no_patient_and_record_nothing() -> None:
    for role in ("log_reviewer", "administrator"):
        assert not may_open(actor("ward", role), "case")
        assert not any(may_record(actor("ward", role), kind) for kind in KINDS)


def test_the_system_closes_says_what_was_not_delivered_and_does_nothing_else() -> None:
    known = {kind for kind in KINDS if may_record(actor("open_care", "system"), kind)}
    assert known == {"closed", "invitation_undelivered"}


def test_the_unit_in_use_is_one_of_the_actors() -> None:
    with pytest.raises(ValueError, match="7"):
        Actor(1, 1, 7, "ward", "nurse", "Region Sörmland", (8,))
