"""The state of a case as a tag: a text and a mark, never colour alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from lus.domain.calendar import day_of
from lus.words import FLAG, STATUS


@dataclass(frozen=True, slots=True)
class Tag:
    """`look` picks colour and mark: quiet, info, soon, late, ok."""

    look: str
    text: str


LOOK = {"admitted": "quiet", "planning": "info", "ready": "soon", "discharged": "ok", "closed": "quiet"} | {
    "asked": "info",
    "answered": "ok",
}


def tag(status: str, liable_days: int = 0) -> Tag:
    """The status; while liable days are running, they go before it."""
    if status == "ready" and liable_days:
        return Tag("late", f"Betalningsansvar dag {liable_days}")
    return Tag(LOOK[status], STATUS[status])


FLAG_LOOK = {"disputed": "soon", "fast": "soon", "ordinations": "soon"}


def flags(found: Collection[str]) -> tuple[Tag, ...]:
    """What holds besides the status: on leave, disputed, fast."""
    return tuple(Tag(FLAG_LOOK.get(flag, "info"), text) for flag, text in FLAG.items() if flag in found)


def liable_days(first_on: date | None, now: datetime, *, blocked: bool) -> int:
    """Which day of liability today is; 0: none. The day of `first_on` is the first."""
    return 0 if blocked or first_on is None else max((day_of(now) - first_on).days + 1, 0)
