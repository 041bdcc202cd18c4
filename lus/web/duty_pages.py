"""Åtgärderna: a public page per kind of duty, with what, who, when, its source and the questions that asked for it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from lus.domain.calendar import day_of
from lus.domain.duties import ROWS
from lus.queries import reference
from lus.web.actor import frame_if_signed_in
from lus.web.permissions import Permission, allows
from lus.web.render import page
from lus.words import DUTY
from lus.words.duties import TOLD, fill
from lus.words.rules import place
from lus.words.sources import source

if TYPE_CHECKING:
    from lus.bootstrap import System

router = APIRouter()
HERE = "/atgarder"


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go on."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class DutyTold:
    """A kind of duty in words."""

    kind: str
    title: str
    what: str
    who: str
    when: str
    source: str
    rule: str | None


@router.get(HERE, dependencies=[allows(Permission.ANYONE)])
def duties_page(request: Request) -> HTMLResponse:
    """Every kind of duty that is built, in the order of the way home."""
    return _list(request, "", 200)


@router.get(HERE + "/{kind}", dependencies=[allows(Permission.ANYONE)])
def duty_page(request: Request, kind: str) -> HTMLResponse:
    """One kind of duty."""
    if kind not in ROWS:
        return _list(request, "Åtgärden finns inte. Här är alla som finns.", 404)
    system = request.app.state.system
    with system.read() as connection:
        asked = reference.listing(connection, by=("duty", kind))
    told = _told(kind, _values(system))
    return page("pages/duty.html", frame=frame_if_signed_in(request, "fragor"), duty=told, asked=asked)


def duty_links(kinds: Iterable[str]) -> list[Link]:
    """Links to the pages of those that are built; the others have none yet."""
    return [Link(title(kind), f"{HERE}/{kind}") for kind in kinds if kind in ROWS]


def title(kind: str) -> str:
    """A kind of duty as a heading: Kalla till SIP."""
    return DUTY[kind][:1].upper() + DUTY[kind][1:]


def _list(request: Request, said: str, status_code: int) -> HTMLResponse:
    value = _values(request.app.state.system)
    every = [_told(kind, value) for kind in TOLD if kind in ROWS]
    frame = frame_if_signed_in(request, "fragor")
    return page("pages/duties.html", status_code=status_code, frame=frame, duties=every, said=said)


def _told(kind: str, value: Callable[[str], Any]) -> DutyTold:
    row = TOLD[kind]
    return DutyTold(
        kind,
        title(kind),
        row.what,
        row.who,
        fill(row.when, value),
        source(ROWS[kind].source),
        place(ROWS[kind].source, kind),
    )


def _values(system: "System") -> Callable[[str], Any]:
    """Values of the law data, as they are in force today."""
    today = day_of(system.clock())

    def value(key: str) -> Any:
        guideline = system.law.guidelines.get(key)
        found = guideline or system.law.rule(key, today)
        return found.value if found else "–"

    return value
