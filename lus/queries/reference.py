"""The reference content: lists by topic and region, and one document. Nothing about patients."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, text

from lus.store import swedish
from lus.store.kept import Kept

LISTED = 50
"""Documents on a page of the list."""

Line: TypeAlias = swedish.Marked
"""A line in pieces, in order and complete; true where a piece is what a search found."""

By: TypeAlias = tuple[Literal["all", "topic", "region", "duty"], str]
ALL: By = ("all", "")
_LISTS = {
    by: text(f"""
select address, kind, region, published_on, title, answers,
       (select count(*) from reference_documents where {where}) as total
  from reference_documents where {where} order by id limit :limit offset :offset
""")  # noqa: S608 the four below
    for by, where in {
        "all": "true",
        "topic": "topics @> array[cast(:wanted as text)]",
        "region": "region = :wanted",
        "duty": "duties @> array[cast(:wanted as text)]",
    }.items()
}
_REGIONS = text("select region as code, region as name, count(*) from reference_documents group by region order by 1")
_TOPICS = text("""
select t.code, t.name, count(d.topic) from reference_topics t
  left join (select unnest(topics) as topic from reference_documents) d on d.topic = t.code
 group by t.code, t.name, t.place order by t.place
""")
_DOCUMENT = text("""
select d.*, (select jsonb_agg(jsonb_build_array(t.code, t.name) order by t.place) from reference_topics t
              where t.code = any(d.topics)) as named
  from reference_documents d where d.address = :address
""")
_PARTS = text("""
select role, number, heading, text, said, name, title
  from reference_parts where document_id = :id order by place limit 1000
""")
_ASKED = text("""
select k.kind, d.address, d.title from unnest(cast(:kinds as text[])) k(kind), lateral (
  select address, title from reference_documents where duties @> array[k.kind] order by id limit 1) d
""")


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in a list."""

    address: str
    kind: str
    region: str
    published_on: date | None
    title: str
    answers: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of documents, of `total` in all."""

    entries: tuple[Entry, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A topic or a region, with how many documents it has."""

    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document: lines as given. What it has not is empty."""

    role: str
    number: int | None
    heading: Line
    text: tuple[Line, ...]
    said: str
    name: Line
    title: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """How something asked for shows: state (now, coming, beyond), kinds of duty, addresses of pages, paragraphs."""

    state: str
    text: str
    duties: tuple[str, ...]
    pages: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One document with all its parts but the title."""

    entry: Entry
    file: str
    rubric: str | None
    topics: tuple[tuple[str, str], ...]
    shows: tuple[Shown, ...]
    parts: tuple[Part, ...]


def listing(connection: Connection, page: int = 1, by: By = ALL) -> Listing:
    """Documents in the order of the index: all, of a topic or a region, or those shown in a kind of duty."""
    which, wanted = by
    asked = {"wanted": wanted, "limit": LISTED, "offset": (page - 1) * LISTED}
    rows = connection.execute(_LISTS[which], asked).all()
    return Listing(tuple(entry(row, row.title) for row in rows), rows[0].total if rows else 0)


def topics(connection: Connection) -> tuple[Facet, ...]:
    """Every topic, in the order of the index; ten seconds old at most."""
    return _facets.get(connection, "topics") or _facets.put(connection, "topics", _counted(connection, _TOPICS))


def regions(connection: Connection) -> tuple[Facet, ...]:
    """Every region, by name; ten seconds old at most."""
    return _facets.get(connection, "regions") or _facets.put(connection, "regions", _counted(connection, _REGIONS))


def _counted(connection: Connection, asked: Any) -> tuple[Facet, ...]:
    return tuple(Facet(*row) for row in connection.execute(asked))


_facets: Kept[str, tuple[Facet, ...]] = Kept()


def document(connection: Connection, address: str) -> Document | None:
    """The document at that address."""
    found = connection.execute(_DOCUMENT, {"address": address}).one_or_none()
    if found is None:
        return None
    parts = connection.execute(_PARTS, {"id": found.id})
    shows = tuple(
        Shown(one["state"], one["text"], *(tuple(one[name]) for name in ("duties", "pages", "rules")))
        for one in found.shows
    )
    named = tuple((code, name) for code, name in found.named)
    return Document(
        entry(found, found.title),
        found.file,
        found.rubric,
        named,
        shows,
        tuple(part(row) for row in parts if row.role != "title"),
    )


def asked(connection: Connection, kinds: Iterable[str]) -> Mapping[str, tuple[str, str]]:
    """Kind of duty ► address and title of the first question that it serves; ten seconds old at most."""
    wanted = tuple(kinds)
    kept = _asked.get(connection, wanted)
    if kept is None:
        rows = connection.execute(_ASKED, {"kinds": list(wanted)})
        kept = _asked.put(connection, wanted, {row.kind: (row.address, row.title) for row in rows})
    return kept


_asked: Kept[tuple[str, ...], Mapping[str, tuple[str, str]]] = Kept()


def entry(row: Any, title: str) -> Entry:
    """A row of a document as a list shows it; a search does not count its answers."""
    return Entry(row.address, row.kind, row.region, row.published_on, title, getattr(row, "answers", 0))


def part(row: Any, hits: Collection[str] = frozenset()) -> Part:
    """A row of a part, with the words among `hits` marked."""

    def lines(field: str | None) -> tuple[Line, ...]:
        return tuple(swedish.marked(line, hits) for line in field.split("\n")) if field else ()

    heading, name = (swedish.marked(field or "", hits) for field in (row.heading, row.name))
    return Part(row.role, row.number, heading, lines(row.text), row.said or "", name, lines(row.title))
