"""Opening hours as an administrator writes them: a line a day, 8–16.30 or 7–12, 13–16."""

import re
from collections.abc import Sequence
from datetime import date

from lus.domain.calendar import ALWAYS, MIDNIGHT, OpeningHours, Span
from lus.web.forms import FaultError

_SPAN = re.compile(r"([0-9]{1,2})(?:[.:]?([0-9]{2}))?\s*(?:–|-|till)\s*([0-9]{1,2})(?:[.:]?([0-9]{2}))?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
MOST_CLOSED = 100


def written(spans: Sequence[Span]) -> str:
    """A day's spans as they are written: 8.00–16.30; empty for a closed day."""
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60}.{minutes % 60:02}"


def read(line: str) -> tuple[Span, ...]:
    """A day's spans, none for an empty line. Raises FaultError."""
    found: list[Span] = []
    for part in filter(None, (one.strip() for one in line.split(","))):
        match = _SPAN.fullmatch(part)
        if match is None:
            raise FaultError("not_hours")
        opens, closes = (int(match[hour]) * 60 + int(match[hour + 1] or 0) for hour in (1, 3))
        minutes = (int(match[2] or 0), int(match[4] or 0))
        if opens >= closes or closes > MIDNIGHT or max(minutes) > 59 or (found and opens < found[-1][1]):  # noqa: PLR2004 a clock
            raise FaultError("not_hours")
        found.append((opens, closes))
    return tuple(found)


def read_closed(line: str) -> frozenset[date]:
    """The days, written 2026-12-24 with commas or spaces between. Raises FaultError."""
    parts = line.replace(",", " ").split()
    if len(parts) > MOST_CLOSED:
        raise FaultError("not_days")
    try:
        return frozenset(date(*map(int, _DAY.fullmatch(part).groups())) for part in parts)  # type: ignore[union-attr]
    except (AttributeError, ValueError):
        raise FaultError("not_days") from None


def together(week: Sequence[tuple[Span, ...]] | None, closed: frozenset[date]) -> OpeningHours:
    """`week` None: around the clock."""
    return OpeningHours(ALWAYS.week if week is None else tuple(week), closed)
