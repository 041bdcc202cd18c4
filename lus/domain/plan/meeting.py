"""The meetings of a plan: booked, moved, and how they ended."""

from datetime import datetime

from lus.domain.case import History
from lus.domain.facts import Consent, MeetingBooked, MeetingCancelled, MeetingHeld, MeetingMoved
from lus.domain.immutable import immutable
from lus.domain.plan.consent import MEET, stop


@immutable()
class Meeting:
    """A meeting: when it was booked, all that was said of it since, and how it ended: held, cancelled, or by a no."""

    booked: MeetingBooked
    moved: tuple[MeetingMoved, ...]
    ended: MeetingCancelled | MeetingHeld | Consent | None

    @property
    def last(self) -> MeetingBooked | MeetingMoved:
        """What says when and where it is."""
        return self.moved[-1] if self.moved else self.booked

    @property
    def at(self) -> datetime:
        """When it begins."""
        return self.last.meeting_at or self.last.moment


def meetings(history: History) -> list[Meeting]:
    """Every meeting that was booked, in order. One that a no has ended does not come back with the next yes."""
    found = []
    for booked in history.all(MeetingBooked):
        ends: list[MeetingCancelled | MeetingHeld] = [*history.all(MeetingCancelled), *history.all(MeetingHeld)]
        no = stop(history, booked, MEET)[0]
        ended = min(
            [*(fact for fact in ends if fact.refers_to == booked.seq), *([no] if isinstance(no, Consent) else [])],
            key=lambda fact: history.place[fact.seq],
            default=None,
        )
        moved = [fact for fact in history.all(MeetingMoved) if fact.of == booked.seq]
        found.append(Meeting(booked, tuple(moved), ended))
    return found


def standing_meeting(history: History) -> Meeting | None:
    """The meeting that is booked and neither held nor ended."""
    return next((one for one in reversed(meetings(history)) if one.ended is None), None)
