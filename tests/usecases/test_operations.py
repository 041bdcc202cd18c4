"""What did not get through is a task for an administrator until somebody has seen to it, once; and tasks run again."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from lus.domain.access import Actor
from lus.domain.delivery import ATTEMPTS
from lus.queries.operations import Given, Operations, operations, tasks, unreached
from lus.store import outbox
from lus.store.audit import Record
from lus.usecases import deliver, housekeeping, turns
from lus.usecases import operations as operating
from lus.usecases.administration import NotAdministrator
from lus.usecases.operations import Done
from lus.usecases.outcomes import NotFound
from tests.cases import HOME_CARE, OTHER_SOCIAL, SOCIAL, WARD
from tests.store.registry import administrator
from tests.usecases.test_deliver import World
from tests.usecases.test_deliver import world as world  # noqa: PLC0414 its fixture


@dataclass
class Office:
    """The world with its administrators: of the municipality (two), of another, of the region."""

    world: World
    own: Actor
    second: Actor
    other: Actor
    region: Actor

    def sees(self, actor: Actor) -> Operations:
        with self.world.system.administering(actor) as door:
            return operations(door)

    def task(self) -> Given:
        (found,) = self.sees(self.own).given
        return found

    def log(self) -> list[tuple[str, str]]:
        """Acts as they stand in the access log."""
        found = self.world.sql(
            "select what, outcome from access_log where activity = 'Skriva' and role = 'administrator' order by id"
        )
        return [(row[0], row[1]) for row in found]


@pytest.fixture
def office(world: World) -> Office:
    url = world.url
    own, second = administrator(url, SOCIAL), administrator(url, SOCIAL, "Nils Jern")
    return Office(world, own, second, administrator(url, OTHER_SOCIAL), administrator(url, WARD, "Maj Nordin"))


def mailed(world: World, unit: int = SOCIAL, person: int | None = None) -> None:
    """The unit, or a person there, has an address for mail, and something is due there."""
    hooks = {} if person else {"webhook": None, "webhook_secret": None}
    world.reachable(unit, person, **hooks)
    world.stay()
    key = world.due("acknowledge", unit)
    if person:
        world.sql("update reminders set person_id = %s where key = %s", person, key)


def refused(world: World) -> None:
    """The unit's address is refused."""
    mailed(world)
    world.mail.rcpt = "550 5.1.1 no such user"
    world.tick()
    world.mail.rcpt = None


def test_a_refused_address_is_a_task_for_those_who_administer_the_unit(office: Office) -> None:
    refused(office.world)
    task = office.task()
    assert (task.unit_id, task.channel, task.error, task.how_many) == (SOCIAL, "mail", "address_refused", 1)
    assert task.address == f"u{SOCIAL}p0@example.se"
    assert task.refused
    assert office.sees(office.region).given == (task,), "who administers the region sees all"
    assert office.sees(office.other).given == ()
    assert [office.sees(one).everywhere for one in (office.own, office.region)] == [False, True]
    with office.world.system.administering(office.own) as door:
        assert tasks(door) == 1
        door.log(Record("Läsa", "x"))


def test_nobody_else_opens_it(office: Office) -> None:
    refused(office.world)
    worker = office.world.registry.actors[SOCIAL]
    with pytest.raises(NotAdministrator):
        office.sees(worker)
    with pytest.raises(NotAdministrator):
        operating.try_again(office.world.system, worker, office.task().id)


def test_the_units_board_knows_since_when(office: Office) -> None:
    world = office.world
    refused(world)
    for unit, channels in ((SOCIAL, ["mail"]), (HOME_CARE, [])):
        with world.system.reading(world.registry.actors[unit], "Vård och behandling") as door:
            door.log(Record("Läsa", "x"))
            assert [one.channel for one in unreached(door, unit)] == channels
            assert unreached(door, SOCIAL if unit == HOME_CARE else HOME_CARE) == ()


def test_tried_again_it_is_sent_under_the_same_id_and_the_address_counts_again(office: Office) -> None:
    world, task = office.world, None
    refused(world)
    task = office.task()
    ((key,),) = world.sql("select key from deliveries")
    assert operating.try_again(world.system, office.own, task.id) == Done("again", first=True)
    assert office.sees(office.own).given == ()
    assert world.tick().sent == 1
    assert world.mail.ids == [f"<{str(key).replace(':', '.')}@hemgang.example>"]
    assert world.sql("select mail_refused_at from preferences") == [(None,)]
    (handled,) = office.sees(office.region).handled
    assert (handled.by, handled.note, handled.unit) == ("Ada Min", None, task.unit)


def test_a_double_click_and_two_administrators_at_once_do_it_once(office: Office) -> None:
    world = office.world
    refused(world)
    number = office.task().id
    came: list[operating.Outcome] = []
    gate = threading.Barrier(3)

    def click(actor: Actor) -> None:
        gate.wait()
        came.append(operating.try_again(world.system, actor, number))

    clicks = [threading.Thread(target=click, args=(one,)) for one in (office.own, office.own, office.second)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert sorted(one.first for one in came if isinstance(one, Done)) == [False, False, True]
    world.tick()
    world.tick()
    assert len(world.mail.ids) == 1
    outcomes = [outcome for what, outcome in office.log() if what == f"message_again:{number}"]
    assert sorted(outcomes) == ["recorded", "repeated", "repeated"]


def test_what_is_refused_once_more_is_a_task_once_more(office: Office) -> None:
    world = office.world
    refused(world)
    operating.try_again(world.system, office.own, office.task().id)
    world.mail.rcpt = "550 still not"
    world.tick()
    again = office.task()
    assert again.error == "address_refused"
    assert operating.try_again(world.system, office.own, again.id) == Done("again", first=True)


def test_an_address_that_is_mended_gets_what_was_refused(office: Office) -> None:
    world = office.world
    refused(world)
    world.sql("update preferences set mail = 'ny@example.se', mail_refused_at = null")
    assert world.tick().sent == 1
    assert world.mail.to == ["ny@example.se"]
    assert office.sees(office.own).given == ()
    assert [one.by for one in office.sees(office.own).handled] == [None]
    assert world.tick() == deliver.Done()


def test_an_address_that_is_wrong_too_does_not_go_round_for_ever(office: Office) -> None:
    world = office.world
    refused(world)
    world.mail.rcpt = "550 no"
    world.sql("update preferences set mail = 'ny@example.se', mail_refused_at = null")
    world.tick()
    assert world.tick() == deliver.Done()
    assert office.task().address == "ny@example.se"


def test_whoever_wants_no_more_mail_gets_none_and_nobody_has_a_task(office: Office) -> None:
    world = office.world
    mailed(world)
    deliver.gather(world.system)
    world.sql("update preferences set mail = null")
    world.tick()
    assert world.deliveries() == {"mail": ("void", None)}
    assert office.sees(office.own).given == ()


def test_what_is_marked_as_done_is_not_sent_and_says_why(office: Office) -> None:
    world = office.world
    refused(world)
    number = office.task().id
    assert operating.mark_done(world.system, office.own, number, "Enheten läggs ner.") == Done("done", first=True)
    assert operating.mark_done(world.system, office.second, number, "Annat") == Done("done", first=False)
    assert operating.try_again(world.system, office.second, number) == Done("again", first=False)
    world.tick()
    assert world.mail.raw == []
    (handled,) = office.sees(office.own).handled
    assert (handled.by, handled.note) == ("Ada Min", "Enheten läggs ner.")
    assert office.log() == [
        (f"message_done:{number}", "recorded"),
        (f"message_done:{number}", "repeated"),
        (f"message_again:{number}", "repeated"),
    ]


@pytest.mark.parametrize("act", [operating.try_again, lambda s, a, n: operating.mark_done(s, a, n, "Klart")])
def test_another_providers_task_is_none(office: Office, act: Callable[..., operating.Outcome]) -> None:
    refused(office.world)
    number = office.task().id
    assert act(office.world.system, office.other, number) == NotFound()
    assert act(office.world.system, office.own, number + 1) == NotFound()
    assert office.task().id == number
    assert {outcome for _, outcome in office.log()} == {"not_found"}
    assert act(office.world.system, office.region, number) != NotFound()


TRIAL = """
insert into deliveries (channel, key, unit_id, reminders, made_at, next_at, test)
values ('mail', 'prov:' || gen_random_uuid(), %s, '{}', now(), now(), true)
"""


@pytest.mark.parametrize("mended", [False, True])
def test_an_address_that_a_trial_found_wrong_is_a_task_and_the_trial_is_not_repeated(
    office: Office, *, mended: bool
) -> None:
    world = office.world
    world.reachable(SOCIAL, webhook=None, webhook_secret=None)
    world.sql(TRIAL, SOCIAL)
    world.mail.rcpt = "550 no"
    world.tick()
    world.mail.rcpt = None
    task = office.task()
    assert task.refused
    if mended:
        world.sql("update preferences set mail = 'ny@example.se', mail_refused_at = null")
    else:
        # Another is under way: no two may be.
        world.sql(TRIAL.replace("now(), true", "now() + interval '1 hour', true"), SOCIAL)
        assert operating.try_again(world.system, office.own, task.id) == Done("again", first=True)
        assert world.sql("select mail_refused_at from preferences") == [(None,)]
    assert world.tick() == deliver.Done()
    assert office.sees(office.own).given == ()
    assert world.mail.raw == []


def test_a_trial_that_failed_otherwise_is_told_to_who_tried_alone(office: Office) -> None:
    world = office.world
    world.reachable(SOCIAL, webhook=None, webhook_secret=None)
    world.sql(TRIAL, SOCIAL)
    world.mail.data = "451 later"
    for _ in range(ATTEMPTS):
        world.tick()
        world.later()
    assert world.deliveries() == {"mail": ("failed", "smtp_451")}
    assert office.sees(office.own).given == ()


def test_a_webhook_that_is_gone_is_a_task(office: Office) -> None:
    world = office.world
    world.reachable(SOCIAL, mail=None)
    world.stay()
    world.due("acknowledge", SOCIAL)
    world.hook.status = 410
    world.tick()
    task = office.task()
    assert (task.channel, task.error, task.address) == ("webhook", "gone", world.hook.url)
    world.hook.status = 204
    operating.try_again(world.system, office.own, task.id)
    assert world.tick().sent == 1
    assert world.sql("select webhook_refused_at from preferences") == [(None,)]


def test_all_that_failed_for_one_reason_is_one_task_and_is_tried_again_together(office: Office) -> None:
    world = office.world
    mailed(world)
    world.mail.data = "451 later"
    for attempt in range(2):
        if attempt:
            world.stay()
            world.due("acknowledge", SOCIAL)
        for _ in range(ATTEMPTS):
            world.tick()
            world.later()
    task = office.task()
    assert (task.outcome, task.error, task.how_many, task.refused) == ("failed", "smtp_451", 2, False)
    world.mail.data = None
    operating.try_again(world.system, office.own, task.id)
    assert world.tick().sent == 2


def test_a_poisoned_message_is_a_task_too(office: Office) -> None:
    world = office.world
    mailed(world)
    world.sql("update reminders set kind = 'no such kind' where unit_id = %s", SOCIAL)
    world.tick()
    assert (office.task().outcome, office.task().error) == ("parked", "KeyError")


def test_an_installation_without_a_mail_server_blames_no_address(office: Office) -> None:
    world = office.world
    mailed(world)
    deliver.gather(world.system)
    del world.system.channels["mail"]  # type: ignore[attr-defined]
    world.tick()
    assert office.task().error == "no_channel"
    assert world.sql("select mail_refused_at from preferences") == [(None,)]


def test_a_persons_own_address(office: Office) -> None:
    world = office.world
    person = world.registry.actors[SOCIAL].person
    mailed(world, SOCIAL, person)
    world.mail.rcpt = "550 no"
    world.tick()
    assert (office.task().person, office.task().person_id) == (f"Person {SOCIAL}", person)


def test_the_queue_is_counted_by_state_and_only_what_one_administers(office: Office) -> None:
    world = office.world
    statement = (
        "insert into deliveries (channel, key, unit_id, reminders, made_at, next_at, attempts, token)"
        " values ('mail', %s, %s, '{}', now(), now() + %s, %s, case when %s then gen_random_uuid() end)"
    )
    for unit in (SOCIAL, OTHER_SOCIAL):
        for number, hours in enumerate((-1, 1, 2)):
            wait = timedelta(hours=hours)
            world.sql(statement, f"{unit}:{number}", unit, wait, number, number == 1)
    assert office.sees(office.own).figures.messages == {
        ("mail", "due"): 1,
        ("mail", "claimed"): 1,
        ("mail", "again"): 1,
    }
    assert office.sees(office.region).figures.messages[("mail", "due")] == 2
    world.stay()
    world.due("acknowledge", SOCIAL, minutes=-10)
    for actor, due in ((office.own, 1), (office.other, 0), (office.region, 1)):
        assert office.sees(actor).figures.due == due
    assert office.sees(office.own).figures.late_s >= 600


def test_how_late_what_was_handed_over_was(office: Office) -> None:
    world = office.world
    world.reachable(SOCIAL)
    world.stay()
    world.due("acknowledge", SOCIAL, minutes=-5)
    world.tick()
    late = {(one.way, one.hours): one for one in office.sees(office.own).late}
    assert set(late) == {(way, hours) for way in ("application", "mail", "webhook") for hours in (1, 24)}
    assert all(one.how_many == 1 and 300 <= one.median_s <= one.worst_s for one in late.values())
    world.sql("update deliveries set ended_at = ended_at - interval '2 hours'")
    assert {(one.way, one.hours) for one in office.sees(office.own).late} == {
        ("application", 1),
        ("application", 24),
        ("mail", 24),
        ("webhook", 24),
    }
    assert office.sees(office.other).late == ()


def test_what_waits_for_quiet_hours_is_not_late(office: Office) -> None:
    world = office.world
    mailed(world)
    with world.system.sweeping() as connection:
        now, found = outbox.due(connection, 9, timedelta(minutes=10))
        assert now
        places = outbox.places(connection, [SOCIAL])
    place = places[SOCIAL, None]
    quiet = outbox.Place(place.unit, None, True, False, False, (0, 1439))
    (parcel,) = deliver.parcels(now, found, {(SOCIAL, None): quiet}, ("mail",))
    assert parcel.planned_at == parcel.next_at >= now
    (parcel,) = deliver.parcels(now, found, places, ("mail",))
    assert parcel.planned_at == found[0].at < now == parcel.next_at


def failed(office: Office, task: str = "cull_drafts") -> datetime:
    """The task ran and failed. When it began."""

    def breaks() -> None:
        raise KeyError

    turns.take(office.world.system, task, 3600, "here", breaks)
    (turn,) = (one for one in office.sees(office.region).figures.turns if one.task == task)
    assert turn.error == "KeyError"
    assert turn.started_at
    return turn.started_at


def test_a_failed_task_runs_again_once_for_whoever_asked_first(office: Office) -> None:
    system = office.world.system
    began = failed(office)
    schedule = {"cull_drafts": 3600.0}
    assert turns.due(system, schedule) == []
    assert operating.run_again(system, office.region, "cull_drafts", began) == Done("run", first=True)
    assert operating.run_again(system, office.region, "cull_drafts", began) == Done("run", first=False)
    (turn,) = office.sees(office.region).figures.turns
    assert turn.wanted
    assert turns.due(system, schedule) == ["cull_drafts"]
    assert turns.take(system, "cull_drafts", 3600, "here", lambda: None)
    assert turns.due(system, schedule) == []
    assert operating.run_again(system, office.region, "cull_drafts", began) == Done("run", first=False), "it has run"
    assert turns.due(system, schedule) == []


def test_the_schedule_is_the_installations(office: Office) -> None:
    system = office.world.system
    began = failed(office)
    assert office.sees(office.own).figures.turns == ()
    assert operating.run_again(system, office.own, "cull_drafts", began) == NotFound()
    assert operating.run_again(system, office.region, "no_such_task", began) == NotFound()
    assert turns.due(system, {"cull_drafts": 3600}) == []


def test_an_alarm_stands_until_somebody_has_seen_to_it(office: Office) -> None:
    system = office.world.system
    turns.take(system, "recompute_sample", 0, "here", lambda: "1 av 2 ärenden")
    turns.take(system, "recompute_sample", 0, "here", lambda: None)
    (turn,) = office.sees(office.region).figures.turns
    assert turn.alarm == "1 av 2 ärenden"
    assert turn.alarm_at
    assert operating.see_to(system, office.own, "recompute_sample", turn.alarm_at) == NotFound()
    assert operating.see_to(system, office.region, "recompute_sample", turn.alarm_at) == Done("seen", first=True)
    assert operating.see_to(system, office.region, "recompute_sample", turn.alarm_at) == Done("seen", first=False)
    assert office.sees(office.region).figures.turns[0].alarm is None


def test_a_new_alarm_is_not_what_was_seen_to(office: Office) -> None:
    system = office.world.system
    turns.take(system, "recompute_sample", 0, "here", lambda: "ett")
    (seen,) = office.sees(office.region).figures.turns
    turns.take(system, "recompute_sample", 0, "here", lambda: "två")
    assert seen.alarm_at
    assert operating.see_to(system, office.region, "recompute_sample", seen.alarm_at) == Done("seen", first=False)
    assert office.sees(office.region).figures.turns[0].alarm == "två"


def test_a_month_without_room_in_the_log_is_known(office: Office) -> None:
    assert not office.sees(office.region).room
    with office.world.system.sweeping() as connection:
        housekeeping.make_log_months(connection)
    assert office.sees(office.region).room
