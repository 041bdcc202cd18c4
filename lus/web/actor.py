"""Who is asking, and what surrounds the page for them."""

from datetime import UTC, datetime

from fastapi import Request

from lus.domain.access import Actor
from lus.queries.units import ToDo
from lus.usecases.sign_in import Working
from lus.web.frame import Assignment, Frame
from lus.web.moments import moment


def working(request: Request) -> Working:
    """Who is working, as the route's permission found out."""
    found: Working = request.state.working
    return found


def actor(request: Request) -> Actor:
    """The actor that the doors ask for."""
    return working(request).actor


def frame(who: Working, to_do: ToDo, now: datetime, current: str = "") -> Frame:
    """What surrounds the page. `now`: the door's clock, aware."""
    clock = moment(now) if who.training else None
    places = tuple(Assignment(id_, unit, id_ == who.actor.assignment) for id_, unit in who.places)
    left = who.ends_at - datetime.now(UTC)
    seconds = max(int(left.total_seconds()), 0)
    return Frame(who.unit_name, who.name, to_do.acts, to_do.unread, places, clock, current, seconds)
