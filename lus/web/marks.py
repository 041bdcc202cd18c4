"""The small things of boards and case pages, hundreds a page: filters, because a macro takes four times as long.

Colour never stands alone: each has a mark and a text.
"""

import re

from markupsafe import Markup, escape

from lus.web.boardrow import Mark
from lus.web.moments import Due
from lus.web.status import Tag
from lus.web.timeline import Receipt
from lus.words.notation import month_name

STATUS = {"quiet": "○", "info": "●", "soon": "◆", "late": "▲", "ok": "✓"}
SIGN = {"ok": "✓", "wait": "…", "late": "!", "gone": "–", "sent": "→"}


def tag(shown: Tag) -> Markup:
    """Where a case stands."""
    sign = f'<span aria-hidden="true">{STATUS[shown.look]}</span>'
    return Markup(f'<span class="tag {shown.look}">{sign}{escape(shown.text)}</span>')  # noqa: S704 escaped here


def due(shown: Due) -> Markup:
    """By when something is to be done; exactly, for who points at it."""
    inside = f'class="due {shown.urgency}" title="{escape(shown.exactly)}">{escape(shown.text)}'
    return Markup(f"<span {inside}</span>")  # noqa: S704 escaped here


def mark(shown: Mark | Receipt) -> Markup:
    """A short text with a sign before it."""
    sign = f'<i aria-hidden="true">{SIGN[shown.look]}</i>&nbsp;' if shown.look else ""
    return Markup(f'<span class="rc {shown.look}">{sign}{escape(shown.text)}</span>')  # noqa: S704 escaped here


def isolated(text: str) -> str:
    """A name or what somebody typed, so that letters written from the right do not turn what stands beside them.

    Nor the groups of a phone number among them: 070-123 45 67 would read 67 45 070-123. Without such letters, as it is:
    hundreds of names a page.
    """
    if text.isascii() or not _FROM_THE_RIGHT.search(text):
        return text
    parts = _NUMBER.split(text)
    told = (f'<bdi dir="ltr">{escape(one)}</bdi>' if place % 2 else escape(one) for place, one in enumerate(parts))
    return Markup(f"<bdi>{''.join(told)}</bdi>")  # noqa: S704 escaped here


_NUMBER = re.compile(r"(\+?[0-9][0-9 .:/()–-]*[0-9])")
_FROM_THE_RIGHT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""The blocks of Unicode that hold Hebrew, Arabic and what else is written from the right."""

FILTERS = {"tag": tag, "due": due, "mark": mark, "isolated": isolated, "month_name": month_name}
