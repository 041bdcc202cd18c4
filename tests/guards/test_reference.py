"""The source documents are the five that we were given, and what is said of them is true of the code."""

import hashlib
import re
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts

from lus.bootstrap import System
from lus.domain.duties import ROWS
from lus.law.loader import load as load_law
from lus.paths import beside
from lus.reference import Document, Shown, as_json, load
from lus.web.app import create_app
from lus.web.reference_view import PAGES
from lus.words.duties import TOLD, names
from tests.guards.test_tables import DUTIES_NOT_BUILT

ROOT = Path(__file__).parents[2]
REFERENCE = load(beside("seeds"))
SHOWN = [(document, shown) for document in REFERENCE.documents for shown in document.shows]
GIVEN = {
    "000_519cc9ef0b77a796.txt": "d270414140615d20",
    "001_f557f0436e074750.txt": "200c6151dbac21f4",
    "002_cdea243f3bdeaa76.txt": "833c2c6aacfe4691",
    "003_ca3e28acf05e0cfb.txt": "c9d66ddcc2936c53",
    "004_3c25421470f6b634.txt": "a369b1cf6fcdb9c2",
}


def test_the_five_documents_are_byte_for_byte_as_given() -> None:
    found = {path.name: path.read_bytes() for path in beside("seeds").glob("*.txt")}
    assert {name: hashlib.sha256(found[name]).hexdigest()[:16] for name in GIVEN} == GIVEN


def test_the_generated_file_is_what_the_code_reads() -> None:
    """`make reference` writes it."""
    assert (ROOT / "docs" / "reference.json").read_text(encoding="utf-8") == as_json(REFERENCE)


def test_every_duty_that_is_built_has_its_public_page() -> None:
    """A row may stand there before its duty is built."""
    assert set(ROWS) <= set(TOLD) <= set(ROWS) | DUTIES_NOT_BUILT


def test_what_the_pages_say_of_time_stands_in_the_law_data() -> None:
    law = load_law()
    assert {key for told in TOLD.values() for key in names(told.when)} <= set(law.guidelines) | set(law.rules)
    assert not [told for told in TOLD.values() if re.search(r"\d", told.what + told.who + told.when)]


@pytest.mark.parametrize(("document", "shown"), SHOWN, ids=[f"{d.address}-{s.text[:20]}" for d, s in SHOWN])
def test_how_a_question_shows_is_true(document: Document, shown: Shown, system: System) -> None:
    """Now: on a duty that is built, or on a page. Coming: not all of it is built yet. Beyond: nothing to lead to."""
    built = [duty for duty in shown.duties if duty in ROWS]
    assert set(shown.duties) <= set(ROWS) | DUTIES_NOT_BUILT
    assert set(shown.pages) <= set(PAGES)
    assert set(PAGES) <= {context.path for context in iter_route_contexts(create_app(system).routes)}
    law = load_law()
    known = {
        *(row.source for row in ROWS.values()),
        *(value.source for values in law.rules.values() for value in values),
    }
    assert set(shown.rules) <= known
    if shown.state == "now":
        assert set(built) == set(shown.duties), f"{document.address}: not built yet, so it is coming"
        assert built or shown.pages
    elif shown.state == "coming":
        assert not shown.duties or set(built) < set(shown.duties), f"{document.address}: built, so it is there now"
    else:
        assert (shown.duties, shown.pages) == ((), ())
        assert "kan inget ärendesystem lova" in shown.text
