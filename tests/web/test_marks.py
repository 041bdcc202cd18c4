"""The small marks: what they are given is text, whatever it holds, and none is told by colour alone."""

from lus.web import marks
from lus.web.boardrow import Mark
from lus.web.moments import Due
from lus.web.status import LOOK, Tag

HOSTILE = '<b>VC</b> "öst" & väst'


def test_what_a_mark_says_is_text() -> None:
    for shown in (
        marks.tag(Tag("late", HOSTILE)),
        marks.due(Due(HOSTILE, "late", HOSTILE)),
        marks.mark(Mark("", HOSTILE)),
        marks.mark(Mark("wait", HOSTILE)),
    ):
        assert "<b>" not in shown
        assert "&lt;b&gt;VC&lt;/b&gt; &#34;öst&#34; &amp; väst" in shown


def test_every_state_has_a_sign_beside_its_colour() -> None:
    assert set(LOOK.values()) | {"late"} == set(marks.STATUS)
    assert len(set(marks.STATUS.values())) == len(marks.STATUS)
    assert "…" in marks.mark(Mark("wait", "väntar"))
