"""The first page until there is somebody to sign in (M4): what runs. And the same for machines."""

from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from lus import __version__
from lus.queries.status import Status, status
from lus.web.permissions import Permission, allows
from lus.web.render import page

router = APIRouter()
STOCKHOLM = ZoneInfo("Europe/Stockholm")
SILENT_AFTER_S = 30
_DAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
_MONTHS = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")


def moment(at: datetime) -> str:
    """An aware moment as people here say it: "tis 3 mars 14.30"."""
    here = at.astimezone(STOCKHOLM)
    return f"{_DAYS[here.weekday()]} {here.day} {_MONTHS[here.month - 1]} {here:%H.%M}"


def ago(seconds: int) -> str:
    """A duration in words, "för 3 sekunder sedan", in the largest unit that fits."""
    for length, one, many in ((86400, "dygn", "dygn"), (3600, "timme", "timmar"), (60, "minut", "minuter")):
        if seconds >= length:
            count = seconds // length
            return f"för {count} {one if count == 1 else many} sedan"
    if seconds == 0:
        return "nyss"
    return f"för {seconds} {'sekund' if seconds == 1 else 'sekunder'} sedan"


def worker_state(now: Status) -> str:
    """never, silent or alive."""
    if now.beat_age_s is None:
        return "never"
    return "alive" if now.beat_age_s <= SILENT_AFTER_S else "silent"


@router.get("/", dependencies=[allows(Permission.ANYONE)])
def start() -> Response:
    """The board is where everybody begins; whoever is not signed in is asked to on the way."""
    return RedirectResponse("/tavla", 303)


@router.get("/om", dependencies=[allows(Permission.ANYONE)])
def first_page(request: Request) -> HTMLResponse:
    with request.app.state.system.read() as connection:
        found = status(connection)
    return page(
        "pages/first.html",
        web=__version__,
        database=found.database,
        revision=found.revision,
        worker=worker_state(found),
        beat=ago(found.beat_age_s) if found.beat_age_s is not None else None,
        beat_at=moment(found.beat_at) if found.beat_at else None,
        fetched_at=f"{found.now.astimezone(STOCKHOLM):%H.%M.%S}",
    )


@router.get("/halsa", dependencies=[allows(Permission.ANYONE)])
def health(request: Request) -> PlainTextResponse:
    """200 when web and database answer; the worker's silence is said but is not the web's illness."""
    with request.app.state.system.read() as connection:
        found = status(connection)
    return PlainTextResponse(f"ok\nworker {worker_state(found)}\n")
