"""What a duty is, and what all rules share: it is met or lapses, whichever comes first.

The rows of the duty table, one registered function each, stand in duties.py.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from lus.domain.calendar import end_of
from lus.domain.case import History
from lus.domain.facts import Fact, Voided
from lus.domain.terms import Finding, Terms
from lus.domain.units import UnitId

GUIDELINE = "lokal riktlinje"


@dataclass(frozen=True, slots=True)
class Duty:
    """One act owed by one unit: who, what, by when, why, and met when, or cancelled why.

    `origin` is the unit that owed it first; `toward` the unit that must be told, where a duty is owed per unit
    told. `met` may be a fact from before the duty opened: an early call to a SIP meets it. `cancelled` is the
    fact that took the duty away, `reason` why (a code). Moments are aware instants. `due_on`: the duty falls
    due at 24.00 that day, and `due_at` is the first instant of the next.
    """

    kind: str
    unit: UnitId
    opened: Fact
    due_at: datetime
    source: str
    because: tuple[Finding, ...]
    origin: UnitId
    toward: UnitId | None = None
    due_on: date | None = None
    met: Fact | None = None
    cancelled: Fact | None = None
    reason: str | None = None

    @property
    def key(self) -> str:
        """`kind:opening seq:unit`, stable when the duty moves: the unit told, else the one that owed it first."""
        return f"{self.kind}:{self.opened.seq}:{self.toward or self.origin}"

    @property
    def ended(self) -> Fact | None:
        """The fact that met or cancelled it; None while it is open."""
        return self.met or self.cancelled

    @property
    def met_at(self) -> datetime | None:
        """When it was met."""
        return self.met.moment if self.met else None

    @property
    def met_late(self) -> bool:
        """Whether it was met after it was due; at 24.00 a day is over."""
        if self.met_at is None:
            return False
        return self.met_at >= self.due_at if self.due_on else self.met_at > self.due_at

    @property
    def of_care(self) -> bool:
        """Whether it holds a case open. The receipt of a voiding does not: it may be owed on a closed case."""
        return not isinstance(self.opened, Voided)


Lapse: TypeAlias = tuple[Fact | None, str]
Rule: TypeAlias = Callable[[History, Terms], Iterator[Duty | None]]


RULES: list[Rule] = []
"""The registered rules, in the order of the table."""

SOURCES: dict[str, str] = {}
"""Kind of duty ► the paragraph, or the guideline, that it rests on."""

IN_HOSPITAL_ONLY = frozenset({"confirm_expected_date", "notify_ready", "answer_handover", "book_homegoing"})
"""What only a patient in hospital needs: a discharge cancels it."""


def lus(chapter: int, section: int) -> str:
    """A paragraph of the act, as a source."""
    return f"SFS 2017:612, {chapter} kap. {section} §"


def duty(kind: str, source: str) -> Callable[[Rule], Rule]:
    """Register a rule as the row of that kind."""

    def register(rule: Rule) -> Rule:
        RULES.append(rule)
        SOURCES[kind] = source
        return rule

    return register


def owed(  # noqa: PLR0917 a row of the table: who owes what, since, until, why
    history: History,
    kind: str,
    unit: UnitId,
    opened: Fact,
    due: datetime | date,
    because: Iterable[Finding],
    *,
    met: Fact | None = None,
    lapses: Iterable[Lapse] = (),
    origin: UnitId | None = None,
    toward: UnitId | None = None,
    even_lapsed_before: bool = False,
) -> Duty | None:
    """The duty, ended by whichever came first: being met, a lapse, or the stay's end. None: it never opened.

    Due at an instant, or at the end of a day. `even_lapsed_before`: shown as cancelled although it was never owed.
    """
    ends = [(fact, reason) for fact, reason in lapses if fact is not None]
    if history.died and not isinstance(opened, Voided):
        ends.append((history.died, "died"))
    if kind in IN_HOSPITAL_ONLY and history.end:
        ends.append((history.end, "died" if history.end is history.died else "discharged"))
    ends.sort(key=lambda end: history.place[end[0].seq])
    cancelled, reason = ends[0] if ends else (None, None)
    if cancelled and history.comes_before(cancelled, opened) and not even_lapsed_before:
        return None
    if met and cancelled and history.comes_before(cancelled, met):
        met = None
    if met:
        cancelled = reason = None
    due_on = None if isinstance(due, datetime) else due
    due_at = due if isinstance(due, datetime) else end_of(due)
    return Duty(
        kind,
        unit,
        opened,
        due_at,
        SOURCES[kind],
        tuple(because),
        origin or unit,
        toward,
        due_on,
        met,
        cancelled,
        reason,
    )
