"""Boards for each side: order, groups, filters, acts; and what a protected person's row never says."""

import pytest

from lus.web.board import Filter, board
from lus.web.boardrow import Row
from lus.web.render import environment
from tests.web.samples import CARDS, CENTRE, NOW, SOCIAL, UNITS, WARD, entries


def shown(unit: int, chosen: Filter | None = None) -> list[Row]:
    """The rows of a unit's board."""
    made = board(entries(unit), unit, UNITS[unit].side, CARDS, now=NOW, chosen=chosen or Filter())
    return [row for group in made.groups for row in group.rows]


def named(rows: list[Row], name: str) -> Row:
    """The row of that patient."""
    return next(row for row in rows if row.patient.name == name)


def test_what_is_most_urgent_stands_first() -> None:
    looks = [row.next.due.urgency for row in shown(WARD) if row.next]
    assert looks[0] == "late"
    assert looks == sorted(looks, key=["late", "soon", "later"].index)


def test_a_running_liability_shows_its_day_and_an_agreement_never_one() -> None:
    rows = shown(WARD)
    assert named(rows, "Almqvist, Signe").tag.text == "Betalningsansvar dag 3"
    by_agreement = named(rows, "Bergström, Nils").liability
    assert by_agreement
    assert by_agreement.text == "avgörs av överenskommelsen"


def test_liability_ahead_says_from_when_and_on_what_condition() -> None:
    ahead = named(shown(WARD), "Grip, Alma").liability
    assert ahead
    assert ahead.text == "från fre 6 mars, om SIP kallas i tid"


def test_a_protected_row_names_no_person_unit_or_municipality() -> None:
    made = board(entries(WARD), WARD, "ward", CARDS, now=NOW)
    row = next(row for group in made.groups for row in group.rows if row.patient.protected)
    said = repr(row)
    assert row.patient.name == "Skyddade personuppgifter"
    for secret in ("Skyddad, Person", "18900803", "Eskilstuna", "Skiftinge", "öster"):
        assert secret not in said


def test_the_municipality_reads_first_then_answers() -> None:
    made = board(entries(SOCIAL), SOCIAL, "municipality", CARDS, now=NOW)
    headings = [group.heading for group in made.groups]
    assert headings == ["Att kvittera", "Att besvara", "Planeras", "På väg hem", "Hemma med öppna åtgärder"]
    labels = [offer.label for offer in named(list(made.groups[1].rows), "Forsberg, Gunnar").offers]
    assert labels == ["Ta emot", "Kan inte ta emot", "Inget att ge"]


def test_a_receipt_is_offered_as_one_click() -> None:
    offer = named(shown(SOCIAL), "Dahl, Ivar").offers[0]
    assert (offer.label, offer.sends is not None) == ("Kvittera", True)


def test_open_care_calls_to_a_sip() -> None:
    made = board(entries(CENTRE), CENTRE, "open_care", CARDS, now=NOW)
    assert made.count == 9


@pytest.mark.parametrize(
    "chosen", [Filter(mine=True), Filter(overdue=True), Filter(status="ready"), Filter(status="closed")]
)
def test_chips_count_what_they_leave(chosen: Filter) -> None:
    made = board(entries(WARD), WARD, "ward", CARDS, now=NOW, chosen=chosen)
    for chip in made.chips:
        if chip.on:
            assert chip.count == made.count


def test_an_empty_board_says_what_would_fill_it_and_an_empty_filter_that_cases_remain() -> None:
    assert "inskrivningsmeddelande" in board([], SOCIAL, "municipality", CARDS, now=NOW).empty
    assert "Alla" in board(entries(WARD), WARD, "ward", CARDS, now=NOW, chosen=Filter(status="closed")).empty


def test_templates_hold_no_inline_script_style_or_handler() -> None:
    ours = environment()
    assert ours.loader
    for name in ours.list_templates(extensions=["html"]):
        text = ours.loader.get_source(ours, name)[0]
        assert " style=" not in text
        assert "onclick" not in text
        assert "<script>" not in text
