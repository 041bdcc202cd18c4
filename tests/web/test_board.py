"""Boards for each side: order, groups, filters, acts; and what a protected person's row never says."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lus.domain.board import BoardRow, Step
from lus.domain.running import Price
from lus.web.board import board, group_of
from lus.web.boardrow import Row, row
from lus.web.filters import NAMES, Filter, Known, read
from lus.web.render import environment
from tests.web.samples import CARDS, CENTRE, NACKA, NOW, SOCIAL, UNITS, WARD, entries

PLACES = {one: code for one, unit in UNITS.items() if (code := unit.municipality)}
KNOWN = Known(CARDS, PLACES, {code: CARDS[one].principal for one, code in PLACES.items()})
NOTHING = dict.fromkeys(NAMES, "")


def shown(unit: int, chosen: Filter | None = None) -> list[Row]:
    """The rows of a unit's board."""
    made = board(entries(unit), unit, UNITS[unit].side, KNOWN, now=NOW, chosen=chosen or Filter())
    return [row for group in made.groups for row in group.rows]


def named(rows: list[Row], name: str) -> Row:
    """The row of that patient."""
    return next(row for row in rows if row.patient.name == name)


def test_what_is_most_urgent_stands_first() -> None:
    looks = [row.next.due.urgency for row in shown(WARD) if row.next]
    assert looks[0] == "late"
    assert looks == sorted(looks, key=["late", "soon", "later"].index)


def test_a_running_liability_shows_its_day_and_a_month_never_one() -> None:
    rows = shown(WARD)
    assert named(rows, "Almqvist, Signe").tag.text == "Betalningsansvar dag 3"
    by_agreement = named(rows, "Bergström, Nils").liability
    assert by_agreement
    assert by_agreement.text == "avgörs per månad"


def test_liability_ahead_says_from_when_and_on_what_condition() -> None:
    ahead = named(shown(WARD), "Grip, Alma").liability
    assert ahead
    assert ahead.text == "från fre 6 mars, om SIP kallas i tid"


def test_a_protected_row_names_no_person_unit_or_municipality() -> None:
    made = board(entries(WARD), WARD, "ward", KNOWN, now=NOW)
    row = next(row for group in made.groups for row in group.rows if row.patient.protected)
    said = repr(row)
    assert row.patient.name == "Skyddade personuppgifter"
    for secret in ("Skyddad, Person", "18900803", "Eskilstuna", "Skiftinge", "öster"):
        assert secret not in said


def test_the_municipality_reads_first_then_answers() -> None:
    made = board(entries(SOCIAL), SOCIAL, "municipality", KNOWN, now=NOW)
    headings = [group.heading for group in made.groups]
    assert headings == ["Att kvittera", "Att besvara", "Planeras", "På väg hem", "Hemma med öppna åtgärder"]
    labels = [offer.label for offer in named(list(made.groups[1].rows), "Forsberg, Gunnar").offers]
    assert labels == ["Ta emot", "Kan inte ta emot", "Inget att ge"]


def test_a_receipt_is_offered_as_one_click() -> None:
    offer = named(shown(SOCIAL), "Dahl, Ivar").offers[0]
    assert (offer.label, offer.sends is not None) == ("Kvittera", True)


def test_open_care_reads_and_answers_then_appoints_calls_meets_and_follows_up() -> None:
    made = board(entries(CENTRE), CENTRE, "open_care", KNOWN, now=NOW)
    assert made.count == 9
    assert [group.heading for group in made.groups] == [
        *("Att kvittera", "Att besvara", "Utse fast vårdkontakt", "Planeras", "På väg hem", "Hemma med öppna åtgärder")
    ]
    (appointing,) = [group for group in made.groups if group.heading == "Utse fast vårdkontakt"]
    entry = next(one for one in entries(CENTRE) if one.patient.ref == appointing.rows[0].patient.ref)
    assert isinstance(entry.row, BoardRow)
    for kind, days, heading in (
        ("call_to_sip", 30, "Kalla till SIP"),
        ("hold_meeting", 6, "Möten i veckan"),
        ("hold_meeting", -6, "Möten i veckan"),
        ("hold_follow_up", 6, "Uppföljningar i veckan"),
        ("hold_follow_up", 8, "Planeras"),
    ):
        own = Step(kind, CENTRE, NOW + timedelta(days=days), None)
        assert group_of(replace(entry.row, own_step=own), "open_care", NOW) == heading
        assert group_of(replace(entry.row, own_step=own), "municipality", NOW) == "Planeras"


def test_a_unit_or_a_municipality_leaves_its_cases_and_never_a_protected_persons() -> None:
    for chosen in (Filter(unit=NACKA), Filter(municipality="0182")):
        rows = shown(WARD, chosen)
        assert 0 < len(rows) < len(shown(WARD))
        assert named(rows, "Almqvist, Signe")
    every = [row for one in UNITS for row in shown(WARD, Filter(unit=one)) if one != WARD]
    assert not any(row.patient.protected for row in every)
    assert any(row.patient.protected for row in shown(WARD))


def test_the_form_offers_what_stands_on_the_board_and_the_chosen_is_told() -> None:
    made = board(entries(WARD), WARD, "ward", KNOWN, now=NOW, chosen=Filter("ready", NACKA, "0182", overdue=True))
    offered = [option.label for option in made.choices.units]
    assert offered == sorted(offered)
    assert CARDS[WARD].name not in offered
    assert [option.value for option in made.choices.municipalities if option.chosen] == ["0182"]
    assert made.choices.told == "utskrivningsklar, Biståndsenheten, Nacka kommun, Nacka, försenade"
    assert made.passing == f"{made.count} av {len(shown(WARD))} ärenden"
    assert made.here == "/tavla?status=ready&unit=6&municipality=0182&overdue=1"


@pytest.mark.parametrize(
    ("name", "value"),
    [("status", "gone"), ("unit", "99"), ("unit", "²"), ("unit", "9" * 30), ("municipality", "9999"), ("mine", "ja")],
)
def test_what_is_not_known_is_left_out_and_said(name: str, value: str) -> None:
    chosen, notes = read({**NOTHING, name: value}, KNOWN)
    assert chosen == Filter()
    assert len(notes) == 1
    assert notes[0].endswith("i adressen känns inte igen och används inte.")
    assert value not in notes[0]


@pytest.mark.parametrize(
    "chosen",
    [Filter(due=True), Filter(mine=True), Filter(overdue=True), Filter(status="ready"), Filter(status="closed")],
)
def test_chips_count_what_they_leave(chosen: Filter) -> None:
    made = board(entries(WARD), WARD, "ward", KNOWN, now=NOW, chosen=chosen)
    for chip in made.chips:
        if chip.on:
            assert chip.count == made.count


def test_an_empty_board_says_what_would_fill_it_and_an_empty_filter_that_cases_remain() -> None:
    assert "inskrivningsmeddelande" in board([], SOCIAL, "municipality", KNOWN, now=NOW).empty
    assert "Alla" in board(entries(WARD), WARD, "ward", KNOWN, now=NOW, chosen=Filter(status="closed")).empty


def test_templates_hold_no_inline_script_style_or_handler() -> None:
    ours = environment()
    assert ours.loader
    for name in ours.list_templates(extensions=["html"]):
        text = ours.loader.get_source(ours, name)[0]
        assert " style=" not in text
        assert "onclick" not in text
        assert "<script>" not in text


def test_who_pays_is_told_what_it_has_cost_and_no_krona_where_the_amount_is_unknown() -> None:
    """2026 has no amount in the law data."""
    ahead = named(shown(NACKA), "Almqvist, Signe").liability
    assert ahead
    assert ahead.text == "sedan sön 1 mars · 2 avslutade dygn"
    theirs = named(shown(WARD), "Almqvist, Signe").liability
    assert theirs
    assert theirs.text == "sedan sön 1 mars"
    entry = next(one for one in entries(NACKA) if one.patient.name == "Almqvist, Signe")
    running = entry.row.liability.running
    assert running
    priced = replace(running, prices=(Price(date(2026, 1, 1), None, 5000),))
    dear = replace(entry.row, liability=replace(entry.row.liability, running=priced))  # type: ignore[type-var]
    told = row(replace(entry, row=dear), "municipality", CARDS, NOW).liability
    assert told
    second = row(replace(entry, row=dear), "municipality", CARDS, NOW - timedelta(days=1)).liability
    assert second
    assert "· 1 avslutat dygn ·" in second.text
    assert told.text == "sedan sön 1 mars · 2 avslutade dygn · 10\N{NO-BREAK SPACE}000 kronor"
