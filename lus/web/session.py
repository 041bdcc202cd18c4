"""How long the session lasts, for the script that warns before it ends: asking does not lengthen it, going on does."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from lus.usecases import sign_in
from lus.web.moments import clock
from lus.web.permissions import COOKIE, Permission, allows

router = APIRouter()


@router.get("/session", dependencies=[allows(Permission.ANYONE)])
def ask(request: Request) -> Response:
    """What is left, without touching it; 401 when there is nothing left."""
    return _left(request)


@router.post("/session/fortsatt", dependencies=[allows(Permission.SIGNED_IN)])
def go_on(request: Request) -> Response:
    """Somebody is still there: the idle time has begun again, as with every request of somebody signed in."""
    return _left(request)


def _left(request: Request) -> Response:
    system = request.app.state.system
    token = request.cookies.get(COOKIE)
    left = sign_in.left(system, token) if token else None
    if left is None:
        return Response(status_code=401)
    seconds = int(left.lasts.total_seconds())
    return JSONResponse({"left_s": seconds, "longer": left.longer, "at": clock(system.clock() + left.lasts)})
