"""Who is asking, and what surrounds the page for them."""

from datetime import UTC, datetime, timedelta

from fastapi import Request

from lus.domain.access import OFFICES, Actor, may_open
from lus.queries import units
from lus.queries.units import ToDo
from lus.usecases.sign_in import Working
from lus.web.frame import Assignment, Frame
from lus.web.moments import moment
from lus.web.permissions import who as signed_in
from lus.words.units import ROLE


def working(request: Request) -> Working:
    """Who is working, as the route's permission found out."""
    found: Working = request.state.working
    return found


def actor(request: Request) -> Actor:
    """The actor that the doors ask for."""
    return working(request).actor


def frame_if_signed_in(request: Request, current: str) -> Frame | None:
    """What surrounds a page that anybody may open; None where nobody is signed in. The bell is logged."""
    found = signed_in(request)
    if found is None:
        return None
    with request.app.state.system.reading(found.actor, "Vård och behandling") as door:
        to_do = units.to_do(door, found.actor.unit)
        units.without_patients(door, "reference")
        return frame(found, to_do, door.now, current)


def frame(who: Working, to_do: ToDo, now: datetime, current: str = "") -> Frame:
    """What surrounds the page. `now`: the door's clock, aware."""
    clock = moment(now) if who.training else None
    ahead = (who.ahead or timedelta()) // timedelta(microseconds=1)
    places = tuple(
        Assignment(one.assignment_id, _place(one.unit_name, one.role), one.assignment_id == who.actor.assignment)
        for one in who.places
    )
    administers = may_open(who.actor, "administration")
    settles = may_open(who.actor, "month")
    left = who.ends_at - datetime.now(UTC)
    seconds = max(int(left.total_seconds()), 0)
    return Frame(
        who.unit_name,
        who.name,
        to_do.acts,
        to_do.unread,
        to_do.reminded,
        places,
        clock,
        ahead,
        current,
        administers,
        settles,
        seconds,
    )


def _place(unit: str, role: str) -> str:
    """The unit, and the role where it is not to care: one may both work at a unit and administer it."""
    return f"{unit} ({ROLE[role]})" if role in OFFICES else unit
