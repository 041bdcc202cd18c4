"""Meetings as calendar files (iCalendar, RFC 5545 and 5546): reference, time, way of meeting and link, no patient."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

from icalendar import Calendar, Event, vCalAddress, vText

from lus.domain.calendar import local
from lus.domain.invitation import CANCEL, Invitation
from lus.words.plans import MEETING_IN_CALENDAR, WAY_IN_CALENDAR

LASTS = timedelta(hours=1)
"""How long a calendar keeps free: nobody says how long a meeting is (docs/adr/0046)."""

Sent: TypeAlias = Literal["REQUEST", "CANCEL", "PUBLISH"]


@dataclass(frozen=True)
class Post:
    """Who invites and who is invited, as mail addresses: what a calendar needs to place an invitation by itself."""

    organizer: str
    attendee: str


def calendar_file(meeting: Invitation, made_at: datetime, link: str, post: Post | None = None) -> bytes:
    """The file. `link`: the plan's address; `post` None: taken by hand into one's own calendar.

    The same meeting keeps its UID, however often it is moved; SEQUENCE tells which says it last.
    """
    host = post.organizer.rpartition("@")[2] if post else ""
    event = Event()
    event.add("uid", f"{meeting.ref}-{meeting.number}@hemgang")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", made_at)
    event.add("dtstart", local(meeting.at))
    event.add("dtend", local(meeting.at + LASTS))
    event.add("summary", MEETING_IN_CALENDAR.format(ref=meeting.ref))
    event.add("location", WAY_IN_CALENDAR[meeting.form])
    event.add("url", link)
    event.add("description", link)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if meeting.method == CANCEL else "CONFIRMED")
    if post:
        event.add("organizer", vCalAddress(f"mailto:{post.organizer}"))
        attendee = vCalAddress(f"mailto:{post.attendee}")
        attendee.params["RSVP"] = vText("FALSE")
        event.add("attendee", attendee)
    sent: Sent = meeting.method if post else "PUBLISH"
    made = Calendar()
    made.add("prodid", f"-//Hemgang//{host or 'hemgang'}//SV")
    made.add("version", "2.0")
    made.add("method", sent)
    made.add_component(event)
    year = local(meeting.at).year
    made.add_missing_timezones(first_date=date(year, 1, 1), last_date=date(year + 2, 1, 1))
    written: bytes = made.to_ical()
    return written
