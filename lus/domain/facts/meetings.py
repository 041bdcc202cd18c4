"""Facts of a plan's meetings: booked, moved, cancelled, held."""

from datetime import datetime

from lus.domain.fact import PLAN, AboutFact, Seq, content, skeleton
from lus.domain.facts.parties import HEARD
from lus.domain.facts.plans import PARTIES, OfPlan
from lus.domain.immutable import immutable
from lus.domain.units import UnitId

MEETING_FORMS = ("home", "unit", "video", "phone")


@immutable(slots=False, kw_only=True)
class MeetingBooked(OfPlan):
    """A meeting is called to. It keeps its number however often it is moved."""

    kind = "meeting_booked"
    sent = True

    meeting_at: datetime | None = skeleton("instant")
    form: str | None = skeleton("code", *MEETING_FORMS)
    place: str | None = content("line")
    questions: str | None = content()


@immutable(slots=False, kw_only=True)
class MeetingMoved(AboutFact):
    """The meeting is at another time, or in another way."""

    kind = "meeting_moved"
    cases = PLAN
    by = PARTIES
    to = "parties"
    sent = True

    meeting_at: datetime | None = skeleton("instant")
    form: str | None = skeleton("code", *MEETING_FORMS)
    place: str | None = content("line")


@immutable(slots=False, kw_only=True)
class MeetingCancelled(AboutFact):
    """There will be no such meeting."""

    kind = "meeting_cancelled"
    cases = PLAN
    by = PARTIES
    to = "parties"
    sent = True

    why: str | None = skeleton("code", "person_hindered", "unit_hindered", "not_needed")


@immutable(slots=False, kw_only=True)
class InvitationUndelivered(AboutFact):
    """The unit does not know by mail of the meeting (`of`), or that it is cancelled: who leads tells it otherwise."""

    kind = "invitation_undelivered"
    cases = PLAN
    by = PARTIES
    to = "parties"
    after_the_end = True

    unreached: UnitId | None = skeleton("unit")


@immutable(slots=False, kw_only=True)
class InviteeReached(AboutFact):
    """The unit that the invitation (`of`: that it was undelivered) did not reach knows of it by now."""

    kind = "invitee_reached"
    cases = PLAN
    by = PARTIES
    to = "parties"
    after_the_end = True

    how: str | None = skeleton("code", "phone", "mail", "visit", "paper")


@immutable(slots=False, kw_only=True)
class MeetingHeld(OfPlan):
    """The meeting was held: which units came, whether the person did, who else, and whether a child was heard."""

    kind = "meeting_held"

    of: Seq | None = skeleton("fact", required=False)
    came: tuple[UnitId, ...] = skeleton("units", default=())
    person_came: bool | None = skeleton("yes_no")
    heard: str | None = skeleton("code", *HEARD, required=False)
    others: str | None = content("line")
    note: str | None = content()

    @property
    def refers_to(self) -> Seq | None:
        """The meeting that was booked, if it was."""
        return self.of
