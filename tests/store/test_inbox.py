"""The inbox as it is stored: every unread message once, the most urgent first, and nobody else's."""

import pytest
from sqlalchemy import text

from lus.bootstrap import System
from lus.queries import inbox, units
from lus.queries.inbox import Heard, Message
from tests.cases import CENTRE, HOME_CARE, SOCIAL, STRANGER, WARD, to
from tests.store.registry import Registry, furnish
from tests.store.stays import DAY, Recorder, header, notified
from tests.web.browsing import owner


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url)


def read(system: System, registry: Registry, unit: int, page: int = 1) -> tuple[tuple[Message, ...], int]:
    """The unit's page, and how much it is told to have unread."""
    with system.reading(registry.actors[unit], "Vård och behandling") as door:
        return inbox.inbox(door, page), units.to_do(door, unit).unread


def heard(system: System, registry: Registry, unit: int = WARD) -> tuple[Heard, ...]:
    with system.reading(registry.actors[unit], "Vård och behandling") as door:
        return inbox.heard(door, door.now - DAY)


def test_every_message_stands_until_its_receipt_and_is_counted(system: System, registry: Registry) -> None:
    first = notified(system, registry, header("Dahl, Ivar"))
    second = notified(system, registry, header("Ek, Märta", number="189303152390"))
    later = (system.clock() + 5 * DAY).date()
    first("expected_discharge_changed", WARD, expected_discharge_on=later, receivers=to(SOCIAL, HOME_CARE, CENTRE))
    found, unread = read(system, registry, SOCIAL)
    assert sorted((one.ref, one.kind) for one in found) == sorted([
        (first.ref, "admission_notified"), (first.ref, "expected_discharge_changed"), (second.ref, "admission_notified")
    ])  # fmt: skip
    assert unread == 3
    assert [one.due_at for one in found] == sorted(one.due_at for one in found)
    assert {one.sender for one in found} == {WARD}
    first("acknowledged", SOCIAL, of=3)
    found, unread = read(system, registry, SOCIAL)
    assert (len(found), unread) == (2, 2)
    assert (len(read(system, registry, CENTRE)[0]), read(system, registry, STRANGER)) == (3, ((), 0))


def test_pages_hold_all_and_none_twice(system: System, registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    for serial in range(3):
        notified(system, registry, header(f"Patient {serial}", number=f"18940312{serial:04}"))
    monkeypatch.setattr(inbox, "A_PAGE", 2)
    pages = [read(system, registry, SOCIAL, number)[0] for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [2, 1, 0]
    assert len({one.ref for page in pages for one in page}) == 3
    assert read(system, registry, SOCIAL, 10**12)[0] == ()


def test_what_was_shown_is_logged(system: System, registry: Registry, database_url: str) -> None:
    stay = notified(system, registry, header("Dahl, Ivar"))
    read(system, registry, SOCIAL)
    with owner(database_url) as connection:
        row = connection.execute(text("select * from access_log order by at desc limit 1")).one()
        case_id = connection.execute(text("select id from cases where ref = :ref"), {"ref": stay.ref}).scalar_one()
    assert (row.activity, row.what, row.unit_id, row.case_ids) == ("Läsa", "inbox", SOCIAL, [case_id])


def test_a_ward_hears_of_receipts_and_answers_of_the_last_day(system: System, registry: Registry) -> None:
    stay = notified(system, registry, header("Dahl, Ivar"))
    quiet = notified(system, registry, header("Ek, Märta", number="189303152390"))
    assert heard(system, registry) == ()
    stay("acknowledged", SOCIAL, of=3)
    (one,) = heard(system, registry)
    assert (one.ref, [(party.unit, [r.kind for r in party.receipts]) for party in one.parties]) == (
        stay.ref,
        [(SOCIAL, ["admission_notified"])],
    )
    assert quiet.ref != one.ref


def test_of_a_protected_person_no_unit_is_named(system: System, registry: Registry) -> None:
    patient = header("Skyddad, Person", protected="sekretessmarkering")
    stay: Recorder = notified(system, registry, patient)
    stay("acknowledged", SOCIAL, of=3)
    (one,) = heard(system, registry)
    assert [party.unit for party in one.parties] == [None]
