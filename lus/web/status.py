"""The state of a case as a tag: a text and a mark, never colour alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from lus.domain.board import PlanRow
from lus.domain.calendar import day_of
from lus.domain.plan import Standing
from lus.words import FLAG, STATUS
from lus.words.plans import NOT_CURRENT


@dataclass(frozen=True, slots=True)
class Tag:
    """`look` picks colour and mark: quiet, info, soon, late, ok."""

    look: str
    text: str


LOOK = {"admitted": "quiet", "planning": "info", "ready": "soon", "discharged": "ok", "closed": "quiet"} | {
    "asked": "info",
    "answered": "ok",
    "opened": "info",
    "invited": "info",
    "held": "info",
    "confirmed": "ok",
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


def current(found: Standing, now: datetime) -> Tag:
    """Whether a plan is current, in one tag with its reason."""
    why = found.not_current(now)
    return Tag("ok", "Aktuell") if why is None else Tag("soon", f"Inte aktuell: {NOT_CURRENT[why]}")


def in_row(status: str, plan: PlanRow | None, now: datetime) -> tuple[Tag, ...]:
    """What stands beside the status in a list: of a plan that is open, whether it is current."""
    return () if plan is None or status == "closed" else (current(plan.standing, now),)


def liable_days(first_on: date | None, now: datetime, *, blocked: bool) -> int:
    """Which day of liability today is; 0: none. The day of `first_on` is the first."""
    return 0 if blocked or first_on is None else max((day_of(now) - first_on).days + 1, 0)
