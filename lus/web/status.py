"""The state of a case as a tag: a text and a mark, never colour alone."""

from dataclasses import dataclass

from lus.domain.calendar import day_of
from lus.domain.reckoning import Answer
from lus.web.situation import Situation
from lus.words import STATUS


@dataclass(frozen=True, slots=True)
class Tag:
    """`look` picks colour and mark: quiet, info, soon, late, ok."""

    look: str
    text: str


LOOK = {"admitted": "quiet", "planning": "info", "ready": "soon", "discharged": "ok", "closed": "quiet"}


def tag(here: Situation, found: Answer) -> Tag:
    """The status; while days are running, the liability goes before it."""
    derived = here.derived
    if derived.history.died:
        return Tag("quiet", "Avliden")
    if derived.status == "ready" and found.sum.state == "liable":
        running = found.begins_on
        if running is not None:
            return Tag("late", f"Betalningsansvar dag {(day_of(here.now) - running).days + 1}")
    return Tag(LOOK[derived.status], STATUS[derived.status])
