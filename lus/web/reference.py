"""Frågor och löften: the source documents as anybody may read and search them. Statements stand as they were given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from lus.queries import reference
from lus.queries.reference import ALL, LISTED, By, Document, Entry
from lus.queries.reference_search import FOUND, MOST, Found, search
from lus.web.actor import frame_if_signed_in
from lus.web.duties import source
from lus.web.duty_pages import Link, duty_links
from lus.web.permissions import Permission, allows
from lus.web.render import page
from lus.words import day

router = APIRouter()
HERE = "/fragor"
CURRENT = "fragor"
HEADING = "Frågor och löften"
NONE = "Sidan finns inte"
HERE_IS_ALL = "Här är allt som finns."
LONGEST = 200
"""Letters of a search; nobody means more."""

KINDS = {"question": "Fråga", "article": "Artikel"}
STATES = {
    "now": ("ok", "Finns i dag"),
    "coming": ("soon", "Byggs"),
    "beyond": ("quiet", "Utanför systemet"),
}
"""State ► how its tag looks and what it says, in the order of the page."""

ADDRESS: dict[str, Callable[[str], str]] = {
    "all": lambda _: HERE,
    "topic": lambda topic: f"{HERE}/amne/{topic}",
    "region": lambda region: f"{HERE}?{urlencode({'region': region})}",
}
"""A list's first page, by what it is a list of."""

PAGES = {"/tavla": "Tavlan (kräver inloggning)"}
"""Pages that the index may name, as links say them."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A topic or a region as a link, with how many documents it leaves."""

    label: str
    count: int
    href: str
    on: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One way in which a document shows, with its links and the paragraphs behind it."""

    text: str
    links: tuple[Link, ...]
    rules: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Leafing through a list: addresses of the page before and after."""

    at: int
    last: int
    before: str | None
    after: str | None


@router.get(HERE, dependencies=[allows(Permission.ANYONE)])
def questions(request: Request, q: str | None = None, region: str = "", sida: str = "") -> HTMLResponse:
    """The list, of all or of a region; with `q`, what a search finds. The search is written down nowhere."""
    sought = _written(q or "")
    with request.app.state.system.read() as connection:
        known = not region or region in {one.code for one in reference.regions(connection)}
        around = _around(connection, region=region)
        if sought and len(sought) <= LONGEST:
            found = _found(connection, sought, _number(sida))
        elif known:
            by: By = ("region", region) if region else ALL
            heading = f"{HEADING}, {region}" if region else HEADING
            found = _listed(connection, heading, _not_searched(q, sought), _number(sida), by)
        else:
            found = _listed(connection, NONE, f"Det finns inget från {region[:LONGEST]}. {HERE_IS_ALL}")
    return _answer(request, around | {"q": sought} | found, 404 if found["heading"] == NONE else 200)


@router.get(HERE + "/amne/{topic}", dependencies=[allows(Permission.ANYONE)])
def topic_page(request: Request, topic: str, sida: str = "") -> HTMLResponse:
    """The documents of one topic."""
    with request.app.state.system.read() as connection:
        named = {one.code: one.name for one in reference.topics(connection)}
        around = _around(connection, topic=topic)
        if topic in named:
            found = _listed(connection, named[topic], "", _number(sida), ("topic", topic))
        else:
            found = _listed(connection, NONE, f"Ämnet finns inte. {HERE_IS_ALL}")
    return _answer(request, around | found, 200 if topic in named else 404)


@router.get(HERE + "/{address}", dependencies=[allows(Permission.ANYONE)])
def document_page(request: Request, address: str) -> HTMLResponse:
    """One document, whole."""
    with request.app.state.system.read() as connection:
        found = reference.document(connection, address) if "\x00" not in address else None
        instead = (
            {} if found else _around(connection) | _listed(connection, NONE, f"Dokumentet finns inte. {HERE_IS_ALL}")
        )
    if found is None:
        return _answer(request, instead, 404)
    return page(
        "pages/reference_document.html",
        frame=frame_if_signed_in(request, CURRENT),
        document=found,
        facts=_facts(found.entry, found.rubric),
        shows=_shows(found),
    )


def _answer(request: Request, shown: dict[str, Any], status_code: int) -> HTMLResponse:
    # Asked for when the connection has been given back: a page that holds two waits for itself when all are busy.
    frame = frame_if_signed_in(request, CURRENT)
    full = {"hits": None, "entries": None, "q": "", "longest": LONGEST} | shown
    return page("pages/reference.html", status_code=status_code, frame=frame, **full)


def _around(connection: Any, *, topic: str = "", region: str = "") -> dict[str, Any]:
    """The ways into the list."""
    return {
        "topics": [
            Chip(one.name, one.count, ADDRESS["topic"](one.code), one.code == topic)
            for one in reference.topics(connection)
        ],
        "regions": [
            Chip(one.name, one.count, ADDRESS["region"](one.code), one.code == region)
            for one in reference.regions(connection)
        ],
    }


def _listed(connection: Any, heading: str, said: str, at: int = 1, by: By = ALL) -> dict[str, Any]:
    """A page of the list; the first where there is no such page."""
    found = reference.listing(connection, at, by)
    if at > 1 and not found.entries:
        at, found = 1, reference.listing(connection, by=by)
    turn = _turn(at, found.total, LISTED, ADDRESS[by[0]](by[1]))
    entries = [(one, _facts(one, None)) for one in found.entries]
    return {"heading": heading, "said": said, "entries": entries, "turn": turn}


def _found(connection: Any, sought: str, at: int) -> dict[str, Any]:
    """A page of what the search finds; the first where there is no such page."""
    found = search(connection, sought, at)
    if at > 1 and not found.hits:
        at, found = 1, search(connection, sought)
    return {
        "heading": "Sök bland frågor och löften",
        "said": _summary(found, sought),
        "hits": [(one, _facts(one.entry, None), _anchor(one.part.number)) for one in found.hits],
        "turn": _turn(at, found.total, FOUND, f"{HERE}?{urlencode({'q': sought})}"),
    }


def _shows(found: Document) -> list[tuple[tuple[str, str], list[Item]]]:
    """How it shows, by state."""
    grouped = {
        state: [
            Item(
                one.text,
                (*duty_links(one.duties), *(Link(PAGES[address], address) for address in one.pages)),
                " · ".join(source(rule) for rule in one.rules),
            )
            for one in found.shows
            if one.state == state
        ]
        for state in STATES
    }
    return [(STATES[state], items) for state, items in grouped.items() if items]


def _summary(found: Found, sought: str) -> str:
    if not found.stems:
        return f"I ”{sought}” finns inget att söka efter, bara tecken och småord. Skriv ett ord, som utskrivning."
    if not found.total:
        return f"Inget innehåller alla ord i ”{sought}”. Prova färre ord, eller ett annat."
    if found.total >= MOST:
        return (
            f"Fler än {MOST} ställen innehåller ”{sought}”. De första {MOST} visas; skriv fler ord för att finna rätt."
        )
    return f"{found.total} {'ställe' if found.total == 1 else 'ställen'} innehåller ”{sought}”."


def _not_searched(q: str | None, sought: str) -> str:
    if q is None:
        return ""
    if not sought:
        return f"Skriv ett ord att söka efter. {HERE_IS_ALL}"
    return f"Sökningen är {len(sought)} tecken lång; högst {LONGEST} ryms. Korta den. {HERE_IS_ALL}"


def _facts(entry: Entry, rubric: str | None) -> str:
    """What it is, from where, from when, and how much of it."""
    date = day(entry.published_on) if entry.published_on else "okänt datum"
    many = "svar" if entry.kind == "question" else "frågor i intervjun" if entry.answers > 1 else "fråga i intervjun"
    count = f"{entry.answers} {many}" if entry.answers else ""
    return " · ".join(filter(None, (rubric or KINDS[entry.kind], entry.region, date, count)))


def _anchor(number: int | None) -> str:
    return f"#svar-{number}" if number else ""


def _turn(at: int, total: int, size: int, first: str) -> Turn:
    """`first`: the address of the first page."""
    last = max(1, -(-total // size))

    def to(number: int) -> str | None:
        if not 1 <= number <= last:
            return None
        return first if number == 1 else f"{first}{'&' if '?' in first else '?'}sida={number}"

    return Turn(at, last, to(at - 1), to(at + 1))


def _written(q: str) -> str:
    """What somebody typed, without signs that cannot be seen."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in q).split())


def _number(sida: str) -> int:
    """The page that the address asks for; the first for anything that is no page."""
    return max(1, int(sida)) if sida.isascii() and sida.isdecimal() and len(sida) < 5 else 1  # noqa: PLR2004
