"""Swedish full-text search in the reference content: whole statements, with the words that matched marked."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from lus.queries.reference import Entry, Part, entry, part
from lus.store import swedish

FOUND = 20
"""Statements on a page of what a search finds."""

MOST = 1000
"""So many hits are counted, and can be paged through; a search for a common word ends there."""

# In the order of the sources: nothing is scored. The limit lets a common word's search end early, along the key.
_SEARCH = text("""
with asked as (select plainto_tsquery('swedish', :words) as query),
hits as (
  select p.document_id, p.place from reference_parts p, asked where p.search @@ asked.query
   order by p.document_id, p.place limit :most)
select (select count(*) from hits) as total, p.role, p.number, p.heading, p.text, p.said, p.name, p.title,
       d.address, d.title as document, d.kind, d.region, d.published_on
  from (select * from hits order by document_id, place limit :limit offset :offset) h
  join reference_parts p on (p.document_id, p.place) = (h.document_id, h.place)
  join reference_documents d on d.id = p.document_id
 order by h.document_id, h.place
""")
_STEMS = text("select tsvector_to_array(to_tsvector('swedish', :words))")
_HITS = text("""
select word from unnest(cast(:words as text[])) word
 where ts_lexize('swedish_stem', word) && cast(:stems as text[])
""")


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that a search found, and the document it stands in."""

    part: Part
    entry: Entry


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, of `total` in all, at most MOST. `stems` empty: there was no word to search for."""

    hits: tuple[Hit, ...]
    total: int
    stems: tuple[str, ...]


def search(connection: Connection, sought: str, page: int = 1) -> Found:
    """Statements with every word of `sought`, in whichever form; what matched is marked."""
    words = swedish.words(sought)
    stems = connection.execute(_STEMS, {"words": words}).scalar_one()
    if not stems:
        return Found((), 0, ())
    asked = {"words": words, "most": MOST, "limit": FOUND, "offset": (page - 1) * FOUND}
    rows = connection.execute(_SEARCH, asked).all()
    shown = swedish.distinct(*(field for row in rows for field in (row.heading, row.text, row.name, row.title)))
    hits = set(connection.execute(_HITS, {"words": shown, "stems": stems}).scalars())
    found = tuple(Hit(part(row, hits), entry(row, row.document)) for row in rows)
    return Found(found, rows[0].total if rows else 0, tuple(stems))
