"""Who is asking. The one seam between these pages and signing in.

Whatever signs people in leaves in `request.state.working` who is working (a permission that is enforced does so
before the handler runs). Nobody there: the way is to /logga-in.
"""

from datetime import datetime
from typing import Protocol

from fastapi import HTTPException, Request

from lus.domain.access import Actor
from lus.web.frame import Assignment, Frame
from lus.web.moments import moment

SIGN_IN = "/logga-in"


class Working(Protocol):
    """Somebody signed in and the assignment in use; `places`: every assignment to switch between, id and unit."""

    @property
    def actor(self) -> Actor: ...
    @property
    def name(self) -> str: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def places(self) -> tuple[tuple[int, str], ...]: ...
    @property
    def training(self) -> bool: ...


def working(request: Request) -> Working:
    """Who is working. Raises HTTPException that leads to the sign-in page."""
    found: Working | None = getattr(request.state, "working", None)
    if found is None:
        raise HTTPException(303, headers={"location": SIGN_IN})
    return found


def actor(request: Request) -> Actor:
    """The actor that the doors ask for."""
    return working(request).actor


def frame(who: Working, to_do: int, now: datetime, current: str = "") -> Frame:
    """What surrounds the page. `now`: the door's clock, aware."""
    clock = moment(now) if who.training else None
    places = tuple(Assignment(id_, unit, id_ == who.actor.assignment) for id_, unit in who.places)
    return Frame(who.unit_name, who.name, to_do, places, clock, current)
