"""Words as they are searched: cut here, alike on every server, and the text itself never changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from lus.bootstrap import System
from lus.store import swedish

STEMS = text("select tsvector_to_array(to_tsvector('swedish', :words))")


@pytest.mark.parametrize(
    ("given_", "found"),
    [
        ("SIP:arna ska fungera", "sip ska fungera"),
        ("sip:en SIP:s", "sip sip"),
        ("“inga beslut om mig, utan mig”", "inga beslut om mig utan mig"),
        ("hälso- och sjukvård", "hälso och sjukvård"),
        ("ÅTGÄRDEN", "åtgärden"),
        ("A\u030atga\u0308rd", "åtgärd"),
        ("2:3 §, kl. 12:30", "2 3 kl 12 30"),
        ("% _ * \\ ' <b>mark</b> & | ! ( ) :*", "b mark b"),
    ],
)
def test_words(given_: str, found: str) -> None:
    assert swedish.words(given_) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [("utskrivning", "utskrivningar"), ("SIP:arna", "SIP"), ("kommun", "kommunerna"), ("Lag”", "lagen")],
)
def test_two_forms_of_a_word_have_one_stem(system: System, one: str, other: str) -> None:
    with system.read() as connection:
        stems = [connection.execute(STEMS, {"words": swedish.words(form)}).scalar_one() for form in (one, other)]
    assert stems[0] == stems[1] != []


@given(st.text(), st.sets(st.text(max_size=3)))
def test_marking_changes_nothing(any_text: str, hits: set[str]) -> None:
    pieces = swedish.marked(any_text, hits | set(swedish.distinct(any_text[:5])))
    assert "".join(piece for piece, _ in pieces) == any_text


def test_the_whole_form_is_marked() -> None:
    assert swedish.marked("och SIP:arna ska", {"sip"}) == (("och ", False), ("SIP:arna", True), (" ska", False))
