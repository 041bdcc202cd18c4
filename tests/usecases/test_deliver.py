"""Reminders delivered to real peers: once, together, again when it did not work, never lost."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import psycopg
import pytest
import time_machine
from standardwebhooks import Webhook
from structlog.testing import capture_logs

from lus import bootstrap
from lus.domain.calendar import local
from lus.domain.delivery import ATTEMPTS, PAUSES
from lus.embedded import LOGIN, OWNER
from lus.settings import Settings
from lus.store import outbox
from lus.trouble import DatabaseGone
from lus.usecases import deliver
from tests.cases import CENTRE, HOME_CARE, SOCIAL, WARD
from tests.peers import HookPeer, MailPeer, hook_peer, mail_peer
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, header, notified

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 a test's
HOME = "https://hemgang.example"
RARE = "Zwxqv"


@dataclass
class World:
    """An installation with its peers."""

    url: str
    mail: MailPeer
    hook: HookPeer
    registry: Registry
    system: bootstrap.System
    stays: list[Recorder] = field(default_factory=list)

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """As the owner."""
        with psycopg.connect(self.url) as owner:
            cursor = owner.execute(statement, values)  # type: ignore[arg-type,unused-ignore]
            return cursor.fetchall() if cursor.description else []

    def reachable(self, unit: int, person: int | None = None, **own: object) -> None:
        """The unit, or the person there, has an address: by default both."""
        hook = {} if person else {"webhook": self.hook.url, "webhook_secret": SECRET}
        row = {"mail": f"u{unit}p{person or 0}@example.se", **hook, **own}
        names = ", ".join(["unit_id", "person_id", *row])
        marks = ", ".join(["%s"] * (len(row) + 2))
        self.sql(f"insert into preferences ({names}) values ({marks})", unit, person, *row.values())  # noqa: S608 a test's own columns

    def stay(self) -> Recorder:
        """A stay that has been notified; nothing is due."""
        made = notified(self.system, self.registry, header(f"{RARE} Almqvist", address=f"{RARE}vägen 1", phone=RARE))
        self.stays.append(made)
        self.sql("update reminders set at = at + interval '300 days' where case_ref = %s", made.ref)
        return made

    def due(self, kind: str, unit: int, step: str = "due", *, minutes: float = -1) -> str:
        """That step of the last stay is due so many minutes from now. Its key."""
        ((key,),) = self.sql(
            "update reminders set at = now() + %s where unit_id = %s and kind = %s and step = %s and case_ref = %s"
            " and void_at is null returning key",
            timedelta(minutes=minutes),
            unit,
            kind,
            step,
            self.stays[-1].ref,
        )
        return str(key)

    def later(self) -> None:
        """Pauses and leases have passed."""
        self.sql("update deliveries set next_at = now() where outcome is null")

    def deliveries(self) -> dict[str, tuple[str | None, str | None]]:
        """Channel ► outcome and error, of each delivery that there is; one a channel."""
        return {
            row[0]: (row[1], row[2]) for row in self.sql("select channel, outcome, error from deliveries order by id")
        }

    def tick(self) -> deliver.Done:
        return deliver.tick(self.system)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    registry = furnish(database_url)
    with mail_peer() as mail, hook_peer() as hook:
        settings = Settings(
            database_url=database_url.replace(OWNER, LOGIN, 1),
            smtp_url=mail.url,
            mail_from="paminnelse@hemgang.example",
            public_url=f"{HOME}/",
            webhook_private=True,
        )
        made = World(database_url, mail, hook, registry, bootstrap.system(settings))
        yield made
        made.system.close()


def test_what_is_due_is_told_in_the_application_by_mail_and_to_the_units_system(world: World) -> None:
    world.reachable(SOCIAL)
    stay = world.stay()
    key = world.due("acknowledge", SOCIAL)
    assert world.tick() == deliver.Done(told=1, sent=2, troubled=0)
    assert world.tick() == deliver.Done()
    ((told, mailed, posted),) = world.sql("select told_at, mail_id, webhook_id from reminders where key = %s", key)
    assert told
    assert mailed
    assert posted
    assert world.deliveries() == {"mail": ("sent", None), "webhook": ("sent", None)}
    (mail,) = world.mail.mails
    assert world.mail.to == [f"u{SOCIAL}p0@example.se"]
    assert mail["Message-ID"] == f"<{key.replace(':', '.')}@hemgang.example>"
    assert mail["Subject"] == "Hemgång: en åtgärd att se till"
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body
        text = body.get_content()
        assert "Dags nu: kvittera" in text
        assert stay.ref in text
        assert f"{HOME}/arende/{stay.ref}" in text
    ((path, headers, raw),) = world.hook.posted
    assert path == "/hemgang?unit=2"
    assert headers["webhook-id"] == key
    envelope = Webhook(SECRET).verify(raw, headers)
    assert envelope["id"] == key
    assert envelope["specversion"] == "1.0"
    assert envelope["type"] == "se.hemgang.reminded.v1"
    assert envelope["source"] == HOME
    assert envelope["data"] == {"reminders": [{"id": key, "case": stay.ref}]}


def test_nothing_of_a_patient_leaves(world: World) -> None:
    world.reachable(SOCIAL)
    stay = world.stay()
    stay("reminded", WARD, duty=f"acknowledge:3:{SOCIAL}", text=f"{RARE} ringer")
    world.due("acknowledge", SOCIAL)
    world.mail.data = "554 no"
    with capture_logs() as logged:
        world.tick()
        world.mail.data = None
        world.later()
        world.tick()
    assert world.mail.raw
    assert world.hook.posted
    left = b"".join(world.mail.raw) + repr(world.hook.posted).encode() + repr(logged).encode()
    decoded = "".join(str(mail) for mail in world.mail.mails)
    for rare in (RARE, "189403122010", "18940312-2010", "Nyköping"):
        assert rare.encode() not in left
        assert rare not in decoded


def test_several_to_one_receiver_within_ten_minutes_are_one(world: World) -> None:
    world.reachable(SOCIAL)
    world.reachable(HOME_CARE)
    world.stay()
    first = world.due("acknowledge", SOCIAL)
    second = world.due("write_planning_note", SOCIAL, minutes=9)
    world.due("write_planning_note", HOME_CARE, minutes=9)
    world.stay()
    world.due("acknowledge", SOCIAL, minutes=11)
    assert world.tick().told == 2
    (mail,) = world.mail.mails
    assert mail["Subject"] == "Hemgång: 2 åtgärder att se till"
    assert mail["Message-ID"] == f"<{first.replace(':', '.')}@hemgang.example>"
    ((_, headers, raw),) = world.hook.posted
    assert headers["webhook-id"] == first
    assert [one["id"] for one in json.loads(raw)["data"]["reminders"]] == [first, second]


def test_what_is_done_before_it_is_sent_is_not_sent(world: World) -> None:
    world.reachable(SOCIAL)
    stay = world.stay()
    world.due("acknowledge", SOCIAL)
    deliver.gather(world.system)
    stay("acknowledged", SOCIAL, of=3)
    world.tick()
    assert world.mail.raw == []
    assert world.hook.posted == []
    assert world.deliveries() == {"mail": ("void", None), "webhook": ("void", None)}


def test_an_address_that_is_refused_takes_nothing_more_and_the_others_do(world: World) -> None:
    world.reachable(SOCIAL)
    world.stay()
    world.due("acknowledge", SOCIAL)
    world.mail.rcpt = "550 5.1.1 no such user"
    assert world.tick().troubled == 1
    assert world.deliveries() == {"mail": ("failed", "address_refused"), "webhook": ("sent", None)}
    assert world.sql("select mail_refused_at is not null from preferences") == [(True,)]
    world.mail.rcpt = None
    world.due("write_planning_note", SOCIAL)
    assert world.tick() == deliver.Done(told=1, sent=1)
    assert world.mail.raw == []


def test_an_address_corrected_meanwhile_is_not_the_refused_one(world: World) -> None:
    world.reachable(SOCIAL)
    world.stay()
    world.due("acknowledge", SOCIAL)
    world.mail.rcpt = "550 no"
    deliver.gather(world.system)
    with world.system.sweeping() as connection:
        claimed = outbox.claim(connection, 9)
    world.sql("update preferences set mail = 'ny@example.se'")
    for one in claimed:
        deliver.deliver(world.system, one)
    assert world.sql("select mail_refused_at from preferences") == [(None,)]


@pytest.mark.parametrize(("said", "error"), [("451 later", "smtp_451"), ("552 full", "smtp_552")])
def test_what_is_not_taken_is_tried_again_with_growing_pauses_and_then_has_failed(
    world: World, said: str, error: str
) -> None:
    world.reachable(SOCIAL, webhook=None, webhook_secret=None)
    world.stay()
    world.due("acknowledge", SOCIAL)
    world.mail.data = said
    pauses = []
    for _ in range(ATTEMPTS - 1):
        world.tick()
        assert world.deliveries() == {"mail": (None, error)}
        ((pause,),) = world.sql("select next_at - now() from deliveries")
        pauses.append(pause)
        world.later()
    assert all(pause <= planned for pause, planned in zip(pauses, PAUSES, strict=True))
    assert pauses == sorted(pauses)
    world.tick()
    assert world.deliveries() == {"mail": ("failed", error)}
    world.later()
    assert world.tick() == deliver.Done()


def test_a_mail_taken_without_an_answer_comes_again_under_the_same_id(world: World) -> None:
    world.reachable(SOCIAL, webhook=None, webhook_secret=None)
    world.stay()
    world.due("acknowledge", SOCIAL)
    world.mail.drop = True
    world.tick()
    assert world.deliveries()["mail"][0] is None
    world.mail.drop = False
    world.later()
    world.tick()
    assert world.deliveries()["mail"][0] == "sent"
    assert len(world.mail.ids) == 2
    assert len(set(world.mail.ids)) == 1


def test_a_slow_mail_server_holds_up_nobody_else_and_no_transaction(world: World) -> None:
    world.reachable(SOCIAL, webhook=None, webhook_secret=None)
    world.reachable(HOME_CARE, mail=None)
    world.stay()
    world.due("acknowledge", SOCIAL)
    reached, go = threading.Event(), threading.Event()

    def slowly() -> None:
        reached.set()
        go.wait(30)

    world.mail.before = slowly
    slow = threading.Thread(target=world.tick)
    slow.start()
    assert reached.wait(30)
    held = "select count(*) from pg_stat_activity where datname = current_database() and starts_with(state, 'idle in')"
    assert world.sql(held) == [(0,)]
    world.due("acknowledge", HOME_CARE)
    assert world.tick().sent == 1
    assert world.deliveries() == {"mail": (None, None), "webhook": ("sent", None)}
    go.set()
    slow.join()
    assert world.deliveries()["mail"] == ("sent", None)
    assert len(world.mail.ids) == 1


NO_ROOM = """
create function no_room() returns trigger language plpgsql as $$
begin raise 'could not extend file' using errcode = 'disk_full'; end $$;
create trigger no_room before {} on deliveries for each row {} execute function no_room()
"""


@pytest.mark.parametrize(
    ("when", "condition", "sent"),
    [
        ("insert", "", 0),
        ("update", "when (new.token is not null)", 0),
        ("update", "when (new.outcome is not null)", 1),
    ],
    ids=["gather", "claim", "finalise"],
)
def test_a_database_whose_disk_is_full_loses_nothing(world: World, when: str, condition: str, sent: int) -> None:
    """PostgreSQL refuses the write, with the code that it has for it: at each of the three steps."""
    world.reachable(SOCIAL, webhook=None, webhook_secret=None)
    world.stay()
    world.due("acknowledge", SOCIAL)
    world.sql(NO_ROOM.format(when, condition))
    with pytest.raises(DatabaseGone, match="Databasens disk är full"):
        world.tick()
    assert len(world.mail.ids) == sent
    world.sql("drop function no_room cascade")
    world.later()
    world.tick()
    assert world.deliveries() == {"mail": ("sent", None)}
    assert len(world.mail.ids) == 1 + sent
    assert len(set(world.mail.ids)) == 1, "the receiver knows it again"


def test_a_poisoned_message_is_parked_and_the_others_go_on(world: World) -> None:
    world.reachable(SOCIAL, webhook=None, webhook_secret=None)
    world.reachable(HOME_CARE, webhook=None, webhook_secret=None)
    world.stay()
    world.due("acknowledge", SOCIAL)
    world.due("acknowledge", HOME_CARE)
    world.sql("update reminders set kind = 'no such kind' where unit_id = %s", SOCIAL)
    assert world.tick() == deliver.Done(told=2, sent=1, troubled=1)
    outcomes = world.sql("select unit_id, outcome, error from deliveries order by unit_id")
    assert outcomes == [(SOCIAL, "parked", "KeyError"), (HOME_CARE, "sent", None)]


def test_a_message_that_everybody_dies_of_is_parked(world: World) -> None:
    world.reachable(SOCIAL, webhook=None, webhook_secret=None)
    world.stay()
    world.due("acknowledge", SOCIAL)
    deliver.gather(world.system)
    for _ in range(ATTEMPTS):
        with world.system.sweeping() as connection:
            assert outbox.claim(connection, 9)
        world.later()
    world.tick()
    assert world.deliveries() == {"mail": ("parked", "nobody_survived")}
    assert world.mail.raw == []


def test_who_comes_back_after_the_lease_finalises_nothing(world: World) -> None:
    world.reachable(SOCIAL, webhook=None, webhook_secret=None)
    world.stay()
    world.due("acknowledge", SOCIAL)
    deliver.gather(world.system)
    with world.system.sweeping() as connection:
        (slow,) = outbox.claim(connection, 9)
    assert world.tick() == deliver.Done(), "it is claimed"
    world.later()
    world.mail.data = "451 later"
    world.tick()
    world.mail.data = None
    assert deliver.deliver(world.system, slow) == "sent"
    assert world.deliveries()["mail"] == (None, "smtp_451")


def test_many_workers_at_once_tell_and_send_each_once(world: World) -> None:
    units = (SOCIAL, HOME_CARE, CENTRE)
    for unit in units:
        world.reachable(unit)
    for _ in range(8):
        world.stay()
        for unit in units:
            world.due("acknowledge", unit)
    done: list[deliver.Done] = []
    workers = [threading.Thread(target=lambda: done.append(world.tick())) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(one.told for one in done) == 24
    ids = [one["id"] for _, _, raw in world.hook.posted for one in json.loads(raw)["data"]["reminders"]]
    assert len(ids) == len(set(ids)) == 24
    assert len(world.mail.ids) == len(set(world.mail.ids))


def test_quiet_hours_gather_what_comes_and_let_a_deadline_of_law_through(world: World) -> None:
    here = local(world.system.clock())
    now = here.hour * 60 + here.minute
    world.reachable(
        SOCIAL, webhook=None, webhook_secret=None, quiet_from=(now - 60) % 1440, quiet_until=(now + 60) % 1440
    )
    world.stay()
    world.due("acknowledge", SOCIAL)
    world.tick()
    world.due("write_planning_note", SOCIAL)
    world.tick()
    assert world.mail.raw == []
    assert world.sql("select cardinality(reminders), attempts from deliveries") == [(2, 0)]
    assert world.sql("select count(*) from reminders where told_at is not null") == [(2,)], "in the application"
    world.sql("update reminders set binding = true, due_at = now() + interval '5 minutes' where told_at is null")
    world.sql("update reminders set at = now() where told_at is null and unit_id = %s and step = 'late'", SOCIAL)
    world.sql(
        "update reminders set at = now(), unit_id = %s where id in"
        " (select id from reminders where told_at is null and void_at is null limit 1)",
        SOCIAL,
    )
    world.tick()
    (mail,) = world.mail.mails
    assert mail["Subject"] == "Hemgång: 3 åtgärder att se till"


def test_only_deadlines_of_law_by_mail_if_somebody_wants_it_so(world: World) -> None:
    world.reachable(SOCIAL, webhook=None, webhook_secret=None, only_binding=True)
    world.stay()
    key = world.due("acknowledge", SOCIAL)
    world.tick()
    assert world.mail.raw == []
    world.sql("update reminders set told_at = null, binding = true where key = %s", key)
    world.tick()
    assert len(world.mail.raw) == 1


def test_a_person_is_told_at_their_own_address_and_without_one_at_the_units(world: World) -> None:
    person = world.registry.actors[SOCIAL].person
    world.reachable(SOCIAL)
    world.stay()
    key = world.due("acknowledge", SOCIAL)
    world.sql("update reminders set person_id = %s where key = %s", person, key)
    world.tick()
    world.reachable(SOCIAL, person)
    key = world.due("write_planning_note", SOCIAL)
    world.sql("update reminders set person_id = %s where key = %s", person, key)
    world.tick()
    assert world.mail.to == [f"u{SOCIAL}p0@example.se", f"u{SOCIAL}p{person}@example.se"]


def test_a_unit_without_any_address_is_told_in_the_application(world: World) -> None:
    world.stay()
    key = world.due("acknowledge", SOCIAL)
    assert world.tick() == deliver.Done(told=1)
    assert world.deliveries() == {}
    assert world.sql("select told_at is not null, mail_id, webhook_id from reminders where key = %s", key) == [
        (True, None, None)
    ]


@pytest.mark.parametrize(
    ("status", "outcome", "error"),
    [(500, None, "http_500"), (302, None, "http_302"), (400, None, "http_400"), (410, "failed", "gone")],
)
def test_a_webhook_that_does_not_take_it(world: World, status: int, outcome: str | None, error: str) -> None:
    with hook_peer() as elsewhere:
        world.reachable(SOCIAL, mail=None)
        world.stay()
        world.due("acknowledge", SOCIAL)
        world.hook.status, world.hook.location = status, elsewhere.url
        world.tick()
        assert world.deliveries() == {"webhook": (outcome, error)}
        assert elsewhere.posted == []
    assert world.sql("select webhook_refused_at is not null from preferences") == [(status == 410,)]
    world.hook.status = 204
    world.later()
    world.tick()
    if outcome is None:
        assert world.deliveries() == {"webhook": ("sent", error)}
        assert len(set(world.hook.ids)) == 1


def test_a_webhook_into_the_own_network_is_refused_unless_allowed(world: World) -> None:
    strict = bootstrap.system(Settings(database_url=world.url.replace(OWNER, LOGIN, 1)))
    world.reachable(SOCIAL, mail=None)
    world.stay()
    world.due("acknowledge", SOCIAL)
    deliver.tick(strict)
    assert world.deliveries() == {"webhook": ("failed", "private_address")}
    assert world.hook.posted == []
    strict.close()


def test_a_clock_an_hour_wrong_changes_nothing(world: World) -> None:
    """The database's decides; the receiver's tolerance of five minutes is kept."""
    world.reachable(SOCIAL)
    world.stay()
    world.due("acknowledge", SOCIAL, minutes=30)
    ((real,),) = world.sql("select now()")
    with time_machine.travel(real + timedelta(hours=1)):
        assert world.tick() == deliver.Done()
    world.due("acknowledge", SOCIAL)
    with time_machine.travel(real - timedelta(hours=1)):
        assert world.tick().sent == 2
    ((_, headers, raw),) = world.hook.posted
    assert Webhook(SECRET).verify(raw, headers)


def test_without_a_mail_server_nothing_is_mailed(world: World) -> None:
    bare = bootstrap.system(Settings(database_url=world.url.replace(OWNER, LOGIN, 1), webhook_private=True))
    world.reachable(SOCIAL)
    world.stay()
    world.due("acknowledge", SOCIAL)
    assert deliver.tick(bare) == deliver.Done(told=1, sent=1)
    assert world.deliveries() == {"webhook": ("sent", None)}
    bare.close()


def test_a_database_that_is_gone_while_a_mail_is_sent_loses_nothing(world: World) -> None:
    world.reachable(SOCIAL, webhook=None, webhook_secret=None)
    world.stay()
    world.due("acknowledge", SOCIAL)
    deliver.gather(world.system)
    with world.system.sweeping() as connection:
        (claimed,) = outbox.claim(connection, 9)
    with pytest.raises(DatabaseGone):
        finalise_while_it_goes(world, claimed)
    world.later()
    world.tick()
    assert world.deliveries() == {"mail": ("sent", None)}
    assert len(world.mail.ids) == 1


def finalise_while_it_goes(world: World, claimed: outbox.Claimed) -> None:
    with world.system.sweeping() as connection:
        world.sql(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        outbox.finalise(connection, claimed, "sent", None, timedelta(0))
