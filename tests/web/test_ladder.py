"""A reminder's way in words: planned, under way, handed over, given up, seen."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from lus.queries.reminders import Reminder, Sent
from lus.web.ladder import ladder
from lus.web.units import Card

AT = datetime.fromisoformat("2026-03-03T08:02:00+01:00")
NOW = AT + timedelta(hours=2)
CARDS = {2: Card(2, "Biståndsenheten", "Bistånd")}
PLANNED = Reminder("d", "acknowledge", "due", 2, None, None, NOW + timedelta(hours=1), None, None, False, ())
TOLD = replace(PLANNED, at=AT, told_at=AT)
MAIL = Sent("mail", 1, False, "sent", AT, AT, None)


def told(*reminders: Reminder, **how: Any) -> tuple[str, list[tuple[str, ...]]]:
    found = ladder(reminders, CARDS, NOW, **how)
    assert found
    return found.sum, [(one.when, one.what, one.to, *one.became) for one in found.steps]


def test_nothing_said_and_nothing_to_be_is_no_ladder() -> None:
    assert ladder((), CARDS, NOW) is None


def test_planned() -> None:
    assert told(PLANNED) == ("Påminns i dag 11.02", [("I dag 11.02", "Dags nu", "Bistånd", "planerad")])
    waits = replace(PLANNED, at=AT)
    assert told(waits) == ("Påminns strax", [("Strax", "Dags nu", "Bistånd", "planerad")])


@pytest.mark.parametrize(
    ("sent", "became"),
    [
        (MAIL, "e-post lämnad 08.02"),
        (replace(MAIL, channel="webhook"), "mottaget av enhetens system 08.02"),
        (replace(MAIL, outcome=None, ended_at=None, claimed=True), "e-posten skickas nu"),
        (replace(MAIL, outcome=None, ended_at=None, attempts=0), "e-posten skickas 08.02"),
        (replace(MAIL, outcome=None, next_at=AT + timedelta(days=1)), "e-posten skickas igen i morgon 08.02"),
        (replace(MAIL, outcome="void"), "e-posten behövdes inte"),
        (replace(MAIL, outcome="failed", error="address_refused"), "e-posten kom inte fram: adressen avvisades"),
        (replace(MAIL, outcome="failed", error="smtp_451"), "e-posten kom inte fram: mottagaren tog inte emot"),
    ],
)  # fmt: skip
def test_what_became_of_the_message(sent: Sent, became: str) -> None:
    _, ((*_, said, seen),) = told(replace(TOLD, sent=(sent,)))
    assert (said, seen) == (became, "inte läst")


def test_told_in_the_application_and_seen() -> None:
    seen = replace(TOLD, seen_at=AT + timedelta(minutes=13))
    whole, steps = told(seen, PLANNED)
    assert whole == "Påmind i dag 08.02, läst 08.15"
    assert steps[0] == ("I dag 08.02", "Dags nu", "Bistånd", "står i Hemgång", "läst 08.15")


def test_told_again_after_it_was_seen() -> None:
    seen = replace(TOLD, at=AT - timedelta(hours=1), told_at=AT - timedelta(hours=1), seen_at=AT - timedelta(minutes=5))
    assert told(seen, TOLD)[0] == "Påmind 2 gånger, senast i dag 08.02, senast läst 07.57"
    assert told(TOLD)[0] == "Påmind i dag 08.02, inte läst"


def test_a_person_is_named_unless_nobody_may_be() -> None:
    someone = replace(TOLD, person=7, name="Maria Lind", step="late", unit=2)
    assert told(someone)[1][0][1:3] == ("Försenat", "Maria Lind, Bistånd")
    assert told(someone, people=False)[1][0][2] == "en person på Bistånd"
    assert told(replace(TOLD, unit=9))[1][0][2] == "en annan enhet"
