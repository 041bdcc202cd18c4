"""Invitations to meetings on their way to a real mail server: a calendar file, once for each change, none lost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import psycopg
import pytest
from icalendar import Calendar

from lus import bootstrap
from lus.domain.calendar import STOCKHOLM, local
from lus.domain.delivery import ATTEMPTS
from lus.embedded import LOGIN, OWNER
from lus.settings import Settings
from lus.usecases import deliver, inviting
from tests.cases import CENTRE, HOME_CARE, SOCIAL, to
from tests.peers import MailPeer, mail_peer
from tests.store.registry import furnish
from tests.store.stays import Recorder, header

RARE = "Zwxqv"
BOTH = to(SOCIAL, HOME_CARE)


@dataclass
class World:
    """A plan with a meeting in nine days, and the mail server that its invitations go through."""

    url: str
    mail: MailPeer
    system: bootstrap.System
    plan: Recorder
    at: datetime

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as owner:
            cursor = owner.execute(statement, values)  # type: ignore[arg-type,unused-ignore]
            return cursor.fetchall() if cursor.description else []

    def outcomes(self) -> dict[str, str | None]:
        """Key, without the reference ► what became of it."""
        found = self.sql("select key, outcome from invitations order by id")
        return {key.partition(":")[2]: outcome for key, outcome in found}

    def duties(self) -> list[tuple[str, int]]:
        """Open ones about an invitation."""
        return [
            (kind, unit)
            for kind, unit in self.sql(
                "select kind, unit_id from duties where kind = 'reach_invitee' and met_at is null"
                " and cancelled_at is null"
            )
        ]

    def book(self) -> int:
        own: dict[str, Any] = {"form": "home", "place": f"{RARE}vägen 1", "receivers": BOTH}
        return self.plan("meeting_booked", CENTRE, meeting_at=self.at, **own)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    registry = furnish(database_url)
    with mail_peer() as mail:
        settings = Settings(
            database_url=database_url.replace(OWNER, LOGIN, 1),
            smtp_url=mail.url,
            mail_from="kallelse@hemgang.example",
            public_url="https://hemgang.example/",
        )
        system = bootstrap.system(settings)
        plan = Recorder(system, registry, header(f"{RARE} Almqvist", address=f"{RARE}vägen 1", phone=RARE))
        plan("plan_opened", CENTRE, why=f"{RARE} behöver", receivers=())
        said: dict[str, Any] = {"scope": ("meeting", "plan"), "by_whom": "self", "form": "oral"}
        plan("consent_given", CENTRE, **said, receivers=BOTH)
        made = World(database_url, mail, system, plan, system.clock() + timedelta(days=9))
        made.sql("insert into preferences (unit_id, mail) values (%s, 'social@example.se')", SOCIAL)
        yield made
        system.close()


def event(mail: EmailMessage) -> tuple[Any, str, str]:
    """The event of the mail's calendar file; the method that the mail says, and the file's."""
    (part,) = [one for one in mail.iter_attachments() if one.get_content_type() == "text/calendar"]
    assert part.get_filename() == "mote.ics"
    found = Calendar.from_ical(part.get_content())
    (meeting,) = found.walk("VEVENT")
    return meeting, str(part.get_param("method")), str(found["method"])


def test_an_invitation_leaves_with_a_calendar_file_and_moves_and_cancels_it(world: World) -> None:
    number = world.book()
    assert deliver.tick(world.system).sent == 1
    assert deliver.tick(world.system) == deliver.Done()
    assert world.outcomes() == {f"{number}:0:{SOCIAL}": "sent", f"{number}:0:{HOME_CARE}": "unaddressed"}
    later = world.at + timedelta(days=1)
    world.plan("meeting_moved", CENTRE, of=number, meeting_at=later, form="video", receivers=BOTH)
    deliver.tick(world.system)
    world.plan("meeting_cancelled", CENTRE, of=number, why="person_hindered", receivers=BOTH)
    deliver.tick(world.system)
    first, moved, cancelled = world.mail.mails
    assert world.mail.to == ["social@example.se"] * 3
    uids, sequences = set(), []
    for mail, method, status, at in (
        (first, "REQUEST", "CONFIRMED", world.at),
        (moved, "REQUEST", "CONFIRMED", later),
        (cancelled, "CANCEL", "CANCELLED", later),
    ):
        meeting, said, filed = event(mail)
        assert (said, filed, meeting["status"]) == (method, method, status)
        assert meeting["class"] == "PRIVATE"
        assert meeting["dtstart"].dt == at.replace(second=at.second, microsecond=0)
        assert meeting["dtstart"].params["TZID"] == str(STOCKHOLM)
        assert meeting["attendee"] == "mailto:social@example.se"
        uids.add(str(meeting["uid"]))
        sequences.append(int(meeting["sequence"]))
    assert uids == {f"{world.plan.ref}-{number}@hemgang"}
    assert sequences == sorted(set(sequences))
    assert len(set(world.mail.ids)) == 3
    assert [str(mail["Subject"]) for mail in (first, moved, cancelled)] == [
        "Hemgång: inbjudan till möte",
        "Hemgång: mötet är ändrat",
        "Hemgång: mötet är inställt",
    ]


def test_nothing_of_the_person_is_in_it(world: World) -> None:
    world.book()
    deliver.tick(world.system)
    (raw,) = world.mail.raw
    assert RARE.encode() not in raw
    text = world.mail.mails[0].get_body(("plain",))
    assert text
    assert world.plan.ref in text.get_content()
    assert "189403122010" not in raw.decode()
    assert "SIP" not in raw.decode()


def test_a_no_cancels_it_at_once(world: World) -> None:
    world.book()
    deliver.tick(world.system)
    world.plan("consent_withdrawn", SOCIAL, scope=("meeting", "plan"), by_whom="self", receivers=to(CENTRE))
    deliver.tick(world.system)
    assert [event(mail)[1] for mail in world.mail.mails] == ["REQUEST", "CANCEL"]


def test_what_is_changed_before_it_left_goes_once(world: World) -> None:
    """As it is now: the older one is nobody's any more."""
    number = world.book()
    moved: dict[str, Any] = {"meeting_at": world.at + timedelta(days=1), "form": "home", "receivers": BOTH}
    world.plan("meeting_moved", CENTRE, of=number, **moved)
    deliver.tick(world.system)
    assert [int(event(mail)[0]["sequence"]) for mail in world.mail.mails] == [1]
    assert world.outcomes()[f"{number}:0:{SOCIAL}"] == "void"


def test_given_up_it_is_told_on_the_plan_and_owed_by_who_leads(world: World) -> None:
    number = world.book()
    world.mail.rcpt = "550 no such user"
    deliver.tick(world.system)
    assert world.outcomes()[f"{number}:0:{SOCIAL}"] == "failed"
    assert world.duties() == [("reach_invitee", CENTRE)]
    ((unit, person, channel),) = world.sql(
        "select unit_id, person_id, channel from facts where kind = 'invitation_undelivered'"
    )
    assert (unit, person, channel) == (CENTRE, None, "system")
    deliver.tick(world.system)
    assert len(world.sql("select seq from facts where kind = 'invitation_undelivered'")) == 1, "once"
    world.plan("invitee_reached", CENTRE, of=number + 1, how="phone")
    assert world.duties() == []


def test_one_that_fails_for_a_while_is_sent_again_and_then_given_up(world: World) -> None:
    number = world.book()
    world.mail.data = "451 later"
    for _ in range(ATTEMPTS):
        assert world.duties() == []
        deliver.tick(world.system)
        world.sql("update deliveries set next_at = now() where outcome is null")
    assert world.outcomes()[f"{number}:0:{SOCIAL}"] == "failed"
    assert world.duties() == [("reach_invitee", CENTRE)]
    moved: dict[str, Any] = {"meeting_at": world.at + timedelta(days=1), "form": "home", "receivers": BOTH}
    world.mail.data = None
    world.plan("meeting_moved", CENTRE, of=number, **moved)
    assert world.duties() == [], "another invitation goes"
    deliver.tick(world.system)
    assert [int(event(mail)[0]["sequence"]) for mail in world.mail.mails] == [2]


def test_an_invitation_waits_for_the_end_of_quiet_hours_and_takes_no_reminder_along(world: World) -> None:
    here = local(world.system.clock())
    minute = here.hour * 60 + here.minute
    quiet = (minute - 60) % (24 * 60), (minute + 120) % (24 * 60)
    world.sql("update preferences set quiet_from = %s, quiet_until = %s", *quiet)
    world.book()
    deliver.tick(world.system)
    assert world.mail.raw == []
    ((reminders, later),) = world.sql("select reminders, next_at > made_at from deliveries")
    assert (reminders, later) == ([], True)


def test_to_an_address_that_is_refused_nothing_is_sent_and_each_change_is_told_by_who_leads(world: World) -> None:
    number = world.book()
    world.mail.rcpt = "550 no such user"
    deliver.tick(world.system)
    tried = len(world.mail.to)
    moved: dict[str, Any] = {"meeting_at": world.at + timedelta(days=1), "form": "home", "receivers": BOTH}
    moving = world.plan("meeting_moved", CENTRE, of=number, **moved)
    assert world.duties() == [], "until it is known what became of the next one"
    deliver.tick(world.system)
    assert len(world.mail.to) == tried
    assert world.outcomes()[f"{number}:{moving - number}:{SOCIAL}"] == "failed"
    assert world.duties() == [("reach_invitee", CENTRE)]
    ((why, attempts),) = world.sql("select error, attempts from deliveries order by id desc limit 1")
    assert (why, attempts) == ("address_refused", 0)
    world.mail.rcpt = None
    world.sql("update preferences set mail = 'nya.social@example.se', mail_refused_at = null")
    deliver.tick(world.system)
    assert [int(event(mail)[0]["sequence"]) for mail in world.mail.mails] == [moving - number], "as it is now, once"
    assert world.outcomes()[f"{number}:{moving - number}:{SOCIAL}"] == "sent"


def test_set_right_after_the_meeting_an_address_gets_no_invitation_to_it(world: World) -> None:
    number = world.book()
    world.mail.rcpt = "550 no such user"
    deliver.tick(world.system)
    world.sql("update invitations set meeting_at = now() - interval '1 hour'")
    world.mail.rcpt = None
    world.sql("update preferences set mail = 'nya.social@example.se', mail_refused_at = null")
    deliver.tick(world.system)
    assert world.mail.mails == []
    assert world.outcomes()[f"{number}:0:{SOCIAL}"] == "void"


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        ("meeting_cancelled", {"why": "person_hindered"}),
        ("consent_withdrawn", {"scope": ("meeting", "plan"), "by_whom": "self"}),
        ("plan_closed", {"result": "not_met", "why": "Flyttat"}),
    ],
)
def test_a_cancellation_that_reaches_nobody_is_told_by_who_leads(world: World, kind: str, own: dict[str, Any]) -> None:
    number = world.book()
    deliver.tick(world.system)
    about = {"of": number} if kind == "meeting_cancelled" else {}
    world.plan(kind, CENTRE, **about, **own, receivers=BOTH)
    world.mail.rcpt = "550 no such user"
    deliver.tick(world.system)
    assert [event(mail)[1] for mail in world.mail.mails] == ["REQUEST"]
    assert world.duties() == [("reach_invitee", CENTRE)]
    missed = world.sql("select seq from facts where kind = 'invitation_undelivered'")[0][0]
    world.plan("invitee_reached", CENTRE, of=missed, how="phone")
    assert world.duties() == []


def test_without_a_mail_server_who_leads_tells_it(world: World) -> None:
    number = world.book()
    del world.system.channels["mail"]  # type: ignore[attr-defined]
    deliver.tick(world.system)
    assert world.outcomes() == {f"{number}:0:{SOCIAL}": "failed", f"{number}:0:{HOME_CARE}": "unaddressed"}
    assert world.duties() == [("reach_invitee", CENTRE)]


def test_an_address_taken_away_before_it_left_is_as_none(world: World) -> None:
    """The unit has chosen so: the meeting stands on the plan."""
    world.book()
    inviting.gather(world.system)
    world.sql("update preferences set mail = null")
    deliver.tick(world.system)
    assert list(world.outcomes().values()) == ["unaddressed"] * 2
    assert world.duties() == []
