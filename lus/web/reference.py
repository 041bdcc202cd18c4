"""Frågor och löften: the source documents as anybody may read and search them. Statements stand as they were given."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from lus.queries import reference
from lus.queries.reference import ALL, LISTED, By, Facet
from lus.queries.reference_search import FOUND, search
from lus.web.actor import frame_if_signed_in
from lus.web.permissions import Permission, allows
from lus.web.reference_view import (
    ADDRESS,
    HERE,
    HERE_IS_ALL,
    LONGEST,
    chips,
    facts,
    hits,
    not_searched,
    number,
    shows,
    summary,
    turn,
    written,
)
from lus.web.render import page

router = APIRouter()
CURRENT = "fragor"
HEADING = "Frågor och löften"
NONE = "Sidan finns inte"


@router.get(HERE, dependencies=[allows(Permission.ANYONE)])
def questions(request: Request, q: str | None = None, region: str = "", sida: str = "") -> HTMLResponse:
    """The list, of all or of a region; with `q`, what a search finds. The search is written down nowhere."""
    sought = written(q or "")
    with request.app.state.system.read() as connection:
        if sought and len(sought) <= LONGEST:
            shown = _found(connection, sought, number(sida))
        else:
            shown = _all(connection, region, not_searched(q, sought), number(sida))
    return _answer(request, shown | {"q": sought}, 404 if shown["heading"] == NONE else 200)


@router.get(HERE + "/amne/{topic}", dependencies=[allows(Permission.ANYONE)])
def topic_page(request: Request, topic: str, sida: str = "") -> HTMLResponse:
    """The documents of one topic."""
    with request.app.state.system.read() as connection:
        topics = reference.topics(connection)
        named = {one.code: one.name for one in topics}
        ways = _ways(topics, reference.regions(connection), topic=topic)
        if topic in named:
            found = _listed(connection, named[topic], "", number(sida), ("topic", topic))
        else:
            found = _listed(connection, NONE, f"Ämnet finns inte. {HERE_IS_ALL}")
    return _answer(request, ways | found, 200 if topic in named else 404)


@router.get(HERE + "/{address}", dependencies=[allows(Permission.ANYONE)])
def document_page(request: Request, address: str) -> HTMLResponse:
    """One document, whole."""
    with request.app.state.system.read() as connection:
        found = reference.document(connection, address) if "\x00" not in address else None
        if found is None:
            ways = _ways(reference.topics(connection), reference.regions(connection))
            instead = ways | _listed(connection, NONE, f"Dokumentet finns inte. {HERE_IS_ALL}")
    if found is None:
        return _answer(request, instead, 404)
    return page(
        "pages/reference_document.html",
        frame=frame_if_signed_in(request, CURRENT),
        document=found,
        facts=facts(found.entry, found.rubric),
        shows=shows(found),
    )


def _all(connection: Any, region: str, said: str, at: int) -> dict[str, Any]:
    """A page of everything, or of a region's."""
    regions = reference.regions(connection)
    ways = _ways(reference.topics(connection), regions, region=region)
    if not region:
        return ways | _listed(connection, HEADING, said, at)
    if region in {one.code for one in regions}:
        return ways | _listed(connection, f"{HEADING}, {region}", said, at, ("region", region))
    return ways | _listed(connection, NONE, f"Det finns inget från {region[:LONGEST]}. {HERE_IS_ALL}")


def _answer(request: Request, shown: dict[str, Any], status_code: int) -> HTMLResponse:
    # Asked for when the connection has been given back: a page that holds two waits for itself when all are busy.
    frame = frame_if_signed_in(request, CURRENT)
    full = {"hits": None, "entries": None, "q": "", "longest": LONGEST} | shown
    return page("pages/reference.html", status_code=status_code, frame=frame, **full)


def _ways(topics: Iterable[Facet], regions: Iterable[Facet], *, topic: str = "", region: str = "") -> dict[str, Any]:
    """The ways into the list."""
    return {"topics": chips("topic", topics, topic), "regions": chips("region", regions, region)}


def _listed(connection: Any, heading: str, said: str, at: int = 1, by: By = ALL) -> dict[str, Any]:
    """A page of the list; the first where there is no such page."""
    found = reference.listing(connection, at, by)
    if at > 1 and not found.entries:
        at, found = 1, reference.listing(connection, by=by)
    return {
        "heading": heading,
        "said": said,
        "entries": [(one, facts(one)) for one in found.entries],
        "turn": turn(at, found.total, LISTED, ADDRESS[by[0]](by[1])),
    }


def _found(connection: Any, sought: str, at: int) -> dict[str, Any]:
    """A page of what the search finds; the first where there is no such page."""
    found = search(connection, sought, at)
    if at > 1 and not found.hits:
        at, found = 1, search(connection, sought)
    return {
        "heading": "Sök bland frågor och löften",
        "said": summary(found, sought),
        "hits": [hits(list(some)) for _, some in groupby(found.hits, key=lambda one: one.entry.address)],
        "turn": turn(at, found.total, FOUND, f"{HERE}?{urlencode({'q': sought})}"),
    }
