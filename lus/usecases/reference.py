"""The source documents into their tables, all of them anew: what is no longer in seeds/ is no longer shown."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, insert, text

from lus.reference import Article, Document, Reference
from lus.store import swedish
from lus.store.tables import reference_documents, reference_parts, reference_topics

_ALONE = text("lock table reference_documents in exclusive mode")
_PART = text("""
insert into reference_parts (document_id, place, role, number, heading, text, said, name, title, search)
values (:document_id, :place, :role, :number, :heading, :text, :said, :name, :title,
        strip(to_tsvector('swedish', :words)))
""")
_NOTHING: dict[str, Any] = dict.fromkeys(("number", "heading", "said", "name", "title"))


def fill(connection: Connection, reference: Reference) -> None:
    """Replace the tables' rows, as their owner. Whoever reads meanwhile sees all of the old or all of the new."""
    connection.execute(_ALONE)
    for table in (reference_parts, reference_documents, reference_topics):
        connection.execute(delete(table))
    topics = [{"place": place, **asdict(topic)} for place, topic in enumerate(reference.topics)]
    numbered = list(enumerate(reference.documents))
    documents = [_document(place, one) for place, one in numbered]
    parts = [part for place, one in numbered for part in _parts(place, one)]
    for statement, rows in (
        (insert(reference_topics), topics),
        (insert(reference_documents), documents),
        (_PART, parts),
    ):
        if rows:
            connection.execute(statement, rows)


def _document(place: int, given: Document) -> dict[str, Any]:
    body = given.body
    rubric, answers = (body.rubric, body.interview) if isinstance(body, Article) else (None, body.answers)
    return {
        "id": place,
        "address": given.address,
        "file": given.file,
        "kind": given.kind,
        "region": given.region,
        "published_on": given.published_on,
        "rubric": rubric,
        "title": given.title,
        "answers": len(answers),
        "topics": list(given.topics),
        "duties": sorted({duty for shown in given.shows for duty in shown.duties}),
        "shows": [asdict(shown) for shown in given.shows],
    }


def _parts(place: int, given: Document) -> Iterator[dict[str, Any]]:
    for number, part in enumerate(_said(given)):
        full = _NOTHING | part
        found = swedish.words(" ".join(filter(None, (full["heading"], full["text"], full["name"], full["title"]))))
        yield {"document_id": place, "place": number, **full, "words": found}


def _said(given: Document) -> Iterator[dict[str, Any]]:
    yield {"role": "title", "text": given.title}
    body = given.body
    if isinstance(body, Article):
        for role, lines in (("people", body.people), ("lead", body.lead)):
            if lines:
                yield {"role": role, "text": _joined(lines)}
        for one in body.interview:
            spoken = {"heading": one.question, "text": _joined(one.answer)}
            yield {"role": "exchange", **spoken, "name": one.speaker, "title": one.role}
        if body.closing:
            yield {"role": "closing", "text": _joined(body.closing)}
        return
    for answer in body.answers:
        said = {"number": answer.number, "text": _joined(answer.text), "said": answer.said}
        yield {"role": "answer", **said, "name": answer.name, "title": _joined(answer.title)}


def _joined(lines: tuple[str, ...]) -> str:
    return "\n".join(lines)
