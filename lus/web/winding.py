"""The form in the yellow band of a training installation: winds the clock forward, for everybody."""

from datetime import timedelta
from typing import Annotated

import structlog
from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match

from lus.usecases import winding
from lus.web.actor import working
from lus.web.moments import moment
from lus.web.permissions import Permission, allows, home
from lus.web.render import page
from lus.web.sign_in import came_from

router = APIRouter()
log = structlog.get_logger()
MICROSECOND = timedelta(microseconds=1)
MOST = timedelta(days=36500) // MICROSECOND


@router.post("/klocka", dependencies=[allows(Permission.SIGNED_IN)])
def wind(
    request: Request, fram: Annotated[str, Form()] = "", fran: Annotated[int, Form(ge=0, le=MOST)] = 0
) -> Response:
    """`fram`: how far. `fran`: how far ahead it was when the form was shown, so that two at once wind it once."""
    system, who = request.app.state.system, working(request)
    if not who.training:
        raise HTTPException(404)
    if fram not in winding.STEPS:
        return page("pages/refused.html", status_code=422)
    back = _page_behind(request) or home(who)
    if not winding.wind(system, fram, fran * MICROSECOND):
        return page("pages/wound_meanwhile.html", status_code=409, clock=moment(system.clock()), back=back)
    log.info("training clock wound", step=fram, assignment=who.actor.assignment)
    # To the band, so that whoever hears the page hears where the clock stands now.
    return RedirectResponse(f"{back}#klocka", 303)


def _page_behind(request: Request) -> str | None:
    """The page that the form stood on, if it can be asked for again: a refused form's address may only be sent to."""
    asked = came_from(request)
    if asked is None:
        return None
    scope = {"type": "http", "method": "GET", "path": asked.path, "headers": []}
    answers = any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes)
    return f"{asked.path}{f'?{asked.query}' if asked.query else ''}" if answers else None
