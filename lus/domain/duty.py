"""What a duty is, and what all rules share: it is met or lapses, whichever comes first.

The rows of the duty table, one registered function each, stand in duties/.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import TypeAlias

from lus.domain.calendar import end_of
from lus.domain.case import History
from lus.domain.facts import (
    DeviationReported,
    DutyDismissed,
    DutyReleased,
    DutyTaken,
    Fact,
    LiabilityDisputed,
    LiabilitySettled,
    Voided,
)
from lus.domain.immutable import immutable
from lus.domain.terms import Finding, Terms
from lus.domain.units import UnitId

GUIDELINE = "lokal riktlinje"


@immutable()
class Duty:
    """One act owed by one unit: who, what, by when, why, and met when, or cancelled why.

    `origin` is the unit that owed it first; `toward` the unit that must be told, where a duty is owed per unit
    told. `met` may be a fact from before the duty opened: an early call to a SIP meets it. `cancelled` is the
    fact that took the duty away (where that is `dismissed`, somebody said that it cannot be met), `reason` why (a
    code). `taken`: the person of the unit who has taken it. `outlives`: it is owed on although the patient came back
    and the case is closed by that. Moments are aware instants. `due_on`: the duty falls
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
    taken: DutyTaken | None = None
    outlives: bool = False

    @property
    def key(self) -> str:
        """`kind:opening seq:unit`, stable when the duty moves: the unit told, else the one that owed it first."""
        return key_of(self.kind, self.opened, self.toward or self.origin)

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
        """Whether it holds a case open. What is owed about the record itself does not, and outlives the case."""
        return not self.outlives and not isinstance(self.opened, OF_THE_RECORD)

    @property
    def dismissed(self) -> DutyDismissed | None:
        """The fact by which somebody said that it cannot be met."""
        return self.cancelled if isinstance(self.cancelled, DutyDismissed) else None


def key_of(kind: str, opened: Fact, unit: UnitId) -> str:
    """A duty's key."""
    return f"{kind}:{opened.seq}:{unit}"


Lapse: TypeAlias = tuple[Fact | None, str]
Rule: TypeAlias = Callable[[History, Terms], Iterator[Duty | None]]

OF_THE_RECORD = (Voided, DeviationReported, LiabilityDisputed, LiabilitySettled)
"""What is about the record of a case, not its care: what it opens may be owed on a closed case, also after death."""


@immutable()
class Row:
    """A row of the duty table: the paragraph or guideline it rests on, the facts that open it and those that meet it.

    `met_by` stands the likeliest first.
    """

    kind: str
    source: str
    opened_by: tuple[type[Fact], ...]
    met_by: tuple[type[Fact], ...]


RULES: list[tuple[str, Rule]] = []
"""The registered rules by kind of duty, in the order of the table."""

ROWS: dict[str, Row] = {}
"""Kind of duty ► its row."""

IN_HOSPITAL_ONLY = frozenset({"confirm_expected_date", "notify_ready", "answer_handover", "book_homegoing"})
"""What only a patient in hospital needs: a discharge cancels it."""

UNIT_DISMISSES = frozenset({"acknowledge", "write_planning_note", "first_contact", "book_meeting"})
"""What the owing unit may dismiss itself; all else its coordinator."""

IN_THE_INBOX = frozenset({"acknowledge", "receive_ordination"})
"""What a unit owes for a message that came: reading it, or receiving what it orders."""

NEVER_DISMISSED = frozenset(
    {"assess_need", "notify_admission", "confirm_expected_date", "discharge_patient", "close_case", "resolve_bounce"}
    | {"set_follow_up"}
)
"""Without these nobody would answer for a patient in hospital, or for a case: they are met, or the case interrupted."""


HEALTH = "HSL 16 kap. 4 §"
SIP = f"{HEALTH}, SoL (2025:400) 10 kap. 8–9 §§"
"""What a SIP rests on since 2025-07-01."""

LPT = "LPT 7 a §"
"""What the samordnad vårdplan of open compulsory care rests on."""


def lus(chapter: int, section: int) -> str:
    """A paragraph of the act, as a source."""
    return f"SFS 2017:612, {chapter} kap. {section} §"


def duty(
    kind: str, source: str, opened_by: tuple[type[Fact], ...], met_by: tuple[type[Fact], ...]
) -> Callable[[Rule], Rule]:
    """Register a rule as the row of that kind."""

    def register(rule: Rule) -> Rule:
        RULES.append((kind, rule))
        ROWS[kind] = Row(kind, source, opened_by, met_by)
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
    outlives: bool = False,
) -> Duty | None:
    """The duty, ended by whichever came first: being met, a lapse, or the stay's end. None: it never opened.

    Due at an instant, or at the end of a day. `unit`: who owed it first, or owes it by the rule; who took it over
    since is worked out here. `even_lapsed_before`: shown as cancelled although it was never owed. `outlives`: what
    ended everything does not end it.
    """
    origin = origin or unit
    ends = [(fact, reason) for fact, reason in lapses if fact is not None]
    if history.cut and not outlives and not isinstance(opened, OF_THE_RECORD):
        ends.append((history.cut, history.cut.kind))
    if kind in IN_HOSPITAL_ONLY and history.end:
        ends.append((history.end, history.end.kind))
    if history.all(DutyDismissed):
        ends += _dismissals(history, key_of(kind, opened, toward or origin))
    if len(ends) > 1:
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
    found = Duty(
        kind,
        unit,
        opened,
        due_at,
        ROWS[kind].source,
        tuple(because),
        origin,
        toward,
        due_on,
        met,
        cancelled,
        reason,
        outlives=outlives,
    )
    return held_by(history, found, unit) if history.handoffs or history.all(DutyTaken) else found


def held_by(history: History, found: Duty, unit: UnitId) -> Duty:
    """The duty with who owes it, `unit` by its rule, once it was handed on; and who of that unit has taken it."""
    if history.handoffs:
        unit = history.holder(found.kind, found.opened, found.origin, found.ended, unit)
    taken = _taken(history, found.key, unit) if history.all(DutyTaken) else None
    return found if (unit, taken) == (found.unit, found.taken) else replace(found, unit=unit, taken=taken)


def _dismissals(history: History, key: str) -> list[tuple[Fact, str]]:
    return [(fact, fact.reason or "") for fact in history.all(DutyDismissed) if fact.duty == key]


def _taken(history: History, key: str, unit: UnitId) -> DutyTaken | None:
    said = [fact for fact in (*history.all(DutyTaken), *history.all(DutyReleased)) if fact.duty == key]
    last = max(said, key=lambda fact: history.place[fact.seq], default=None)
    return last if isinstance(last, DutyTaken) and last.unit == unit else None
