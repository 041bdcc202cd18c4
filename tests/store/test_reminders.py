"""Reminders follow from facts: planned, voided and planned anew in the transaction of the fact."""

from datetime import timedelta

import psycopg
import pytest

from lus.bootstrap import System
from lus.domain.calendar import day_of
from lus.domain.coordination import handle
from lus.store.tables import reminders
from tests.cases import CENTRE, COORDINATOR, HOME_CARE, SOCIAL, WARD, to
from tests.store.registry import Registry, furnish, unit_in
from tests.store.stays import NEED, Recorder, header, notified, ready

HOUR = timedelta(hours=1)


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url)


def rows(url: str, statement: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as owner:
        return owner.execute(statement, values).fetchall()


def standing(url: str, duty: str, ref: str) -> dict[str, bool]:
    """The steps of a duty ► whether they are void."""
    found = rows(url, "select step, void_at is not null from reminders where duty = %s", handle(ref, duty))
    return {str(step): bool(void) for step, void in found}


def test_what_is_owed_is_planned_and_what_is_done_is_void(
    system: System, registry: Registry, database_url: str
) -> None:
    stay = notified(system, registry)
    duty = f"acknowledge:3:{SOCIAL}"
    assert set(standing(database_url, duty, stay.ref).values()) == {False}
    (last,) = rows(
        database_url,
        "select unit_id, due_at, binding, at - due_at from reminders where duty = %s and step = 'later'",
        handle(stay.ref, duty),
    )
    (owed,) = rows(database_url, "select due_at from duties where key = %s", duty)
    assert last[:3] == (COORDINATOR, owed[0], False)
    assert isinstance(last[3], timedelta)
    assert last[3] >= 24 * HOUR
    stay("acknowledged", SOCIAL, of=3)
    assert set(standing(database_url, duty, stay.ref).values()) == {True}
    others = rows(database_url, "select count(*) from reminders where void_at is null")
    assert others != [(0,)]


def test_a_key_is_case_duty_step_and_due_version(system: System, registry: Registry, database_url: str) -> None:
    stay = notified(system, registry)
    on = day_of(system.clock() + timedelta(days=9))
    stay("expected_discharge_changed", WARD, expected_discharge_on=on)
    found = rows(
        database_url,
        "select key, case_ref, duty, step, void_at is null from reminders where kind = %s",
        "appoint_care_contact",
    )
    versions = {str(key).rpartition(":")[2]: live for key, *_, live in found}
    assert versions == {"1": False, "2": True}
    assert all(str(key).startswith(f"{ref}:{duty}:{step}:") for key, ref, duty, step, _ in found)


def test_what_was_done_by_mistake_is_planned_again_under_the_same_keys(
    system: System, registry: Registry, database_url: str
) -> None:
    stay = notified(system, registry)
    before = rows(database_url, "select key, at from reminders where void_at is null order by key")
    done = stay("planning_noted", SOCIAL, services="Hemtjänst")
    assert rows(database_url, "select key, at from reminders where void_at is null order by key") != before
    stay("voided", SOCIAL, of=done, reason="correction")
    after = rows(database_url, "select key, at from reminders where void_at is null order by key")
    # The voiding itself is read by those who had the note.
    kept = {f"acknowledge:{done + 1}:{unit}" for unit in (WARD, HOME_CARE, CENTRE)}
    digests = {handle(stay.ref, key) for key in kept}
    assert [row for row in after if str(row[0]).split(":")[1] not in digests] == before


def test_who_takes_a_duty_is_the_first_to_hear_of_it(system: System, registry: Registry, database_url: str) -> None:
    stay = notified(system, registry)
    duty = f"confirm_expected_date:3:{WARD}"
    told = "select person_id from reminders where duty = %s and step = 'today'"
    assert rows(database_url, told, handle(stay.ref, duty)) == [(None,)]
    stay("duty_taken", WARD, duty=duty)
    assert rows(database_url, told, handle(stay.ref, duty)) == [(registry.actors[WARD].person,)]
    stay("duty_released", WARD, duty=duty)
    assert rows(database_url, told, handle(stay.ref, duty)) == [(None,)]


def test_who_was_told_stays_told(system: System, registry: Registry, database_url: str) -> None:
    stay = notified(system, registry)
    duty = f"confirm_expected_date:3:{WARD}"
    digest = handle(stay.ref, duty)
    with psycopg.connect(database_url) as owner:
        owner.execute("update reminders set told_at = now(), at = '2026-01-01' where duty = %s", [digest])
    stay("duty_taken", WARD, duty=duty)
    found = rows(
        database_url, "select distinct at::date::text, person_id, void_at from reminders where duty = %s", digest
    )
    assert found == [("2026-01-01", None, None)]


def test_a_reminder_by_hand_is_a_row_like_the_others(system: System, registry: Registry, database_url: str) -> None:
    stay = notified(system, registry)
    duty = f"acknowledge:3:{HOME_CARE}"
    seq = stay("reminded", WARD, duty=duty, text="Hör av er")
    found = rows(
        database_url,
        "select r.unit_id, r.at >= f.recorded_at, r.key from reminders r join facts f on f.seq = %s where r.step = %s",
        seq,
        f"reminded-{seq}",
    )
    assert found == [(HOME_CARE, True, f"{stay.ref}:{handle(stay.ref, duty)}:reminded-{seq}:1")]


def test_a_death_voids_everything(system: System, registry: Registry, database_url: str) -> None:
    stay = ready(system, registry)
    stay("died", WARD)
    assert rows(database_url, "select count(*) from reminders where void_at is null") == [(0,)]


def test_liability_is_announced_to_the_units_that_pay(system: System, database_url: str) -> None:
    """In a region without an agreement."""
    stay = Recorder(system, furnish(database_url, 3))
    ward, social, home_care, centre = (unit_in(2, unit) for unit in (WARD, SOCIAL, HOME_CARE, CENTRE))
    now = system.clock()
    stay("admitted", ward, registered_in="0380")
    stay("need_assessed", ward, **NEED)
    told = to(social, home_care, centre)
    stay("admission_notified", ward, receivers=told, expected_discharge_on=day_of(now + timedelta(days=3)))
    stay("ready_judged", ward, physician="Anna Holm")
    notice = stay("ready_notified", ward, receivers=told, judged_at=system.clock(), physician="Anna Holm")
    of_liability = (
        "select unit_id, binding, due_at from reminders where kind = 'liability' and void_at is null order by 1"
    )
    assert rows(database_url, of_liability) == []
    stay("sip_called", centre, form="home", meeting_at=now + timedelta(days=2))
    ((first_on,),) = rows(database_url, "select first_liable_on from board where unit_id = %s", social)
    assert first_on
    assert [(unit, binding, day_of(at)) for unit, binding, at in rows(database_url, of_liability)] == [  # type: ignore[arg-type]
        (social, True, first_on),
        (home_care, True, first_on),
    ]
    (key,) = rows(database_url, "select key from reminders where kind = 'liability' and unit_id = %s", social)
    digest = handle(stay.ref, f"liability:{notice}:{social}")
    assert key == (f"{stay.ref}:{digest}:tomorrow:{first_on.toordinal()}",)  # type: ignore[attr-defined]
    stay("ready_withdrawn", ward, reason="worse")
    assert rows(database_url, of_liability) == []


def test_of_a_protected_person_no_coordinator_follows_who_owes_what(
    system: System, registry: Registry, database_url: str
) -> None:
    stay = notified(system, registry, header(protected="sekretessmarkering"))
    assert rows(database_url, "select count(*) from reminders where coordinator_id is not null") == [(0,)]
    stay = notified(system, registry)
    followed = "select count(*) > 0 from reminders where coordinator_id is not null and case_ref = %s"
    assert rows(database_url, followed, stay.ref) == [(True,)]
    stay("acknowledged", SOCIAL, of=3)
    stay("protection_marked", WARD, protection="sekretessmarkering", named=())
    assert rows(database_url, followed, stay.ref) == [(False,)]


def test_nothing_of_a_patient_stands_in_any_column(system: System, registry: Registry, database_url: str) -> None:
    rare = "Zwxqvåäö"
    patient = header(f"{rare}namn", number="189403122010", address=f"{rare}väg", phone=f"{rare}070", next_of_kin=rare)
    stay = Recorder(system, registry, patient)
    stay("admitted", WARD, registered_in="0480", room=rare)
    stay(
        "need_assessed",
        WARD,
        needed=True,
        principals=("municipality", "region"),
        pace="ordinary",
        physician=rare,
        person_says=rare,
    )
    on = day_of(system.clock() + timedelta(days=3))
    seq = stay("admission_notified", WARD, receivers=to(SOCIAL, HOME_CARE, CENTRE), expected_discharge_on=on, note=rare)
    stay("reminded", WARD, duty=f"acknowledge:{seq}:{SOCIAL}", text=rare)
    whole = rows(database_url, "select to_jsonb(r)::text from reminders r")
    assert len(whole) > 10
    assert not [row for row in whole if rare in str(row) or "189403122010" in str(row)]
    assert set(reminders.c.keys()) == {
        *("id", "key", "case_id", "case_ref", "duty", "kind", "step", "unit_id", "person_id", "coordinator_id", "at"),
        *("due_at", "binding", "ladder", "void_at", "told_at", "mail_id", "webhook_id", "seen_at", "seen_by"),
    }  # fmt: skip
