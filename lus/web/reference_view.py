"""How the reference pages say what they show: facts of a document, links, what a search found, leafing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from lus.queries.reference import Document, Entry, Facet, Line, Part
from lus.queries.reference_search import MOST, Found, Hit
from lus.web.duty_pages import Link, duty_links
from lus.web.status import Tag
from lus.words.notation import day
from lus.words.rules import HERE as RULES
from lus.words.rules import place
from lus.words.sources import source

HERE = "/fragor"
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

PAGES = {
    "/tavla": "Tavlan (kräver inloggning)",
    "/sip": "SIP (kräver inloggning)",
    "/regler": "Regler",
}
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
    rules: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class FoundIn:
    """A document that a search found something in: its title and the parts, each with its address."""

    href: str
    title: Line
    facts: str
    parts: tuple[tuple[str, Part], ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """Leafing through a list: addresses of the page before and after."""

    at: int
    last: int
    before: str | None
    after: str | None


def chips(which: str, facets: Iterable[Facet], chosen: str = "") -> list[Chip]:
    """A way into the list by topic or by region."""
    return [Chip(one.name, one.count, ADDRESS[which](one.code), one.code == chosen) for one in facets]


def shows(found: Document) -> list[tuple[Tag, list[Item]]]:
    """How it shows, by state."""
    grouped = {
        state: [
            Item(
                one.text,
                (*duty_links(one.duties), *(Link(PAGES[address], address) for address in one.pages)),
                tuple(Link(source(rule), place(rule) or RULES) for rule in one.rules),
            )
            for one in found.shows
            if one.state == state
        ]
        for state in STATES
    }
    return [(Tag(*STATES[state]), items) for state, items in grouped.items() if items]


def hits(some: list[Hit]) -> FoundIn:
    """What was found in one document, its title apart."""
    entry = some[0].entry
    href = f"{HERE}/{entry.address}"
    title = next((one.part.text[0] for one in some if one.part.role == "title"), ((entry.title, False),))
    parts = tuple(
        (f"{href}#svar-{one.part.number}" if one.part.number else href, one.part)
        for one in some
        if one.part.role != "title"
    )
    return FoundIn(href, title, facts(entry), parts)


def summary(found: Found, sought: str) -> str:
    """How much was found, or why nothing."""
    if not found.stems:
        return f"I ”{sought}” finns inget att söka efter, bara tecken och småord. Skriv ett ord, som utskrivning."
    if not found.total:
        return f"Inget innehåller alla ord i ”{sought}”. Prova färre ord, eller ett annat."
    if found.total >= MOST:
        return f"Minst {MOST} ställen innehåller ”{sought}”. De första {MOST} visas. Skriv fler ord för att finna rätt."
    return f"{found.total} {'ställe' if found.total == 1 else 'ställen'} innehåller ”{sought}”."


def not_searched(q: str | None, sought: str) -> str:
    """Why there is a list instead of what a search finds; nothing where nobody searched."""
    if q is None:
        return ""
    if not sought:
        return f"Skriv ett ord att söka efter. {HERE_IS_ALL}"
    return f"Sökningen är {len(sought)} tecken lång; högst {LONGEST} ryms. Korta den. {HERE_IS_ALL}"


def facts(entry: Entry, rubric: str | None = None) -> str:
    """What it is, from where, from when, and how much of it."""
    date = day(entry.published_on) if entry.published_on else "okänt datum"
    many = "svar" if entry.kind == "question" else "frågor i intervjun" if entry.answers > 1 else "fråga i intervjun"
    count = f"{entry.answers} {many}" if entry.answers else ""
    return " · ".join(filter(None, (rubric or KINDS[entry.kind], entry.region, date, count)))


def turn(at: int, total: int, size: int, first: str) -> Turn:
    """`first`: the address of the first page."""
    last = max(1, -(-total // size))

    def to(number: int) -> str | None:
        if not 1 <= number <= last:
            return None
        return first if number == 1 else f"{first}{'&' if '?' in first else '?'}sida={number}"

    return Turn(at, last, to(at - 1), to(at + 1))


def written(q: str) -> str:
    """What somebody typed, without signs that cannot be seen."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in q).split())


def number(sida: str) -> int:
    """The page that the address asks for; the first for anything that is no page."""
    return max(1, int(sida)) if sida.isascii() and sida.isdecimal() and len(sida) < 5 else 1  # noqa: PLR2004
