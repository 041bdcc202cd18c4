"""The board: one row per patient, by urgency, with the next step, who has read what, and the unit's own acts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lus.domain.board import Party
from lus.domain.calendar import DAY
from lus.domain.units import Side, UnitId
from lus.web.boardrow import PLANNED, QUESTION, Entry, Found, Row, row
from lus.web.filters import BOARD, Choices, Filter, Known, choices, passes
from lus.web.moments import clock

ALL, LATE = Filter(), Filter(overdue=True)
NOBODY = Known({}, {}, {})
MOST = 200
"""So many rows are printed; more would be read by nobody."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter as a link, with how many rows it leaves."""

    label: str
    count: int
    href: str
    on: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading; a board without groups has one, without a heading."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the page prints."""

    unit: str
    side: Side
    summary: str
    chips: tuple[Chip, ...]
    choices: Choices
    passing: str
    groups: tuple[Group, ...]
    fetched: str
    here: str
    empty: str
    beyond: int
    missed: tuple[str, ...] = ()
    """Channels through which the unit is not reached, in words."""

    @property
    def count(self) -> int:
        """How many rows are printed."""
        return sum(len(group.rows) for group in self.groups)


FILTERS: tuple[tuple[str, Filter], ...] = (
    ("Alla", Filter()),
    ("Att göra nu", Filter(due=True)),
    ("Mina", Filter(mine=True)),
    ("Utskrivningsklara", Filter(status="ready")),
    ("Hemma", Filter(status="discharged")),
    ("Försenade", Filter(overdue=True)),
)

EMPTY: dict[Side, str] = {
    "ward": "Tavlan är tom. Den fylls när avdelningen skriver in en patient som kan behöva insatser efteråt.",
    "municipality": "Tavlan är tom. Den fylls när en avdelning skickar ett inskrivningsmeddelande till er enhet.",
    "open_care": "Tavlan är tom. Den fylls när en avdelning skickar ett inskrivningsmeddelande till er enhet.",
    "coordinator": "Er enhet är inte part i något ärende. Ett ärende kommer hit när ni öppnar det från listan, "
    "eller när en åtgärd faller på er.",
}
EMPTY_FILTER = "Inget ärende passar urvalet just nu. Alla ärenden finns kvar under Alla."

GROUPS: dict[Side, tuple[str, ...]] = {
    "municipality": (
        *("Att kvittera", "Att besvara", "Planeras", "På väg hem", "Hemma med öppna åtgärder", "Frågor", "Planer"),
    ),
    "open_care": (
        *("Att kvittera", "Att besvara", "Utse fast vårdkontakt", "Kalla till SIP", "Möten i veckan"),
        *("Uppföljningar i veckan", "Planeras", "På väg hem", "Hemma med öppna åtgärder", "Frågor", "Planer"),
    ),
}
"""The headings of a side's board, in order; a side that has none reads one list."""
WEEK = 7 * DAY


def board(
    entries: Iterable[Entry],
    unit: UnitId,
    side: Side,
    known: Known,
    *,
    now: datetime,
    chosen: Filter = ALL,
    notes: tuple[str, ...] = (),
    missed: tuple[str, ...] = (),
) -> Board:
    """The unit's board now. `entries`: the cases whose row is listed, in any order; `notes`: see filters;
    `missed`: what does not reach the unit.
    """
    every = sorted(entries, key=lambda entry: _urgency(entry, now))
    shown = [entry for entry in every if passes(entry, chosen, known, now)]
    rows = [(entry, row(entry, side, known.cards, now)) for entry in shown[:MOST]]
    chips = tuple(
        Chip(label, sum(passes(entry, wanted, known, now) for entry in every), wanted.address, wanted == chosen)
        for label, wanted in FILTERS
    )
    return Board(
        known.cards[unit].name,
        side,
        _summary(every, now),
        tuple(chip for chip in chips if chip.count or chip.on or chip.href == BOARD),
        choices(every, unit, known, chosen, notes),
        f"{len(shown)} av {len(every)} ärenden",
        _groups(rows, side, now),
        clock(now),
        chosen.address,
        EMPTY_FILTER if every else EMPTY[side],
        len(shown) - len(rows),
        missed,
    )


def _urgency(entry: Entry, now: datetime) -> tuple[bool, datetime, str]:
    """What is due first stands first; what owes nothing stands last."""
    step = entry.row.next_step
    return step is None, step.due_at if step else now, entry.patient.ref


def _summary(entries: Sequence[Entry], now: datetime) -> str:
    ready = sum(entry.row.status == "ready" for entry in entries)
    late = sum(passes(entry, LATE, NOBODY, now) for entry in entries)
    cases = f"{len(entries)} {'ärende' if len(entries) == 1 else 'ärenden'}"
    ready_said, late_said = ("" if ready == 1 else "a"), ("" if late == 1 else "e")
    return f"{cases} · {ready} utskrivningsklar{ready_said} · {late} försenad{late_said}"


def _groups(rows: Sequence[tuple[Entry, Row]], side: Side, now: datetime) -> tuple[Group, ...]:
    if side not in GROUPS:
        return (Group("", tuple(shown for _, shown in rows)),) if rows else ()
    found: dict[str, list[Row]] = {name: [] for name in GROUPS[side]}
    for entry, shown in rows:
        found[group_of(entry.row, side, now)].append(shown)
    return tuple(Group(name, tuple(some)) for name, some in found.items() if some)


def group_of(shown: Found, side: Side, now: datetime) -> str:
    """The heading of the case: what the unit must read, then what its side is there for, then where the patient is."""
    ours: Party | None = next((party for party in shown.parties if party.unit == shown.unit), None)
    if ours and any(receipt.read_at is None for receipt in ours.receipts):
        return "Att kvittera"
    if shown.status == "ready" and ours and ours.owes:
        return "Att besvara"
    if side == "open_care" and (step := _of_open_care(shown, now)):
        return step
    if shown.status in QUESTION | PLANNED:
        return "Frågor" if shown.status in QUESTION else "Planer"
    if shown.status in {"discharged", "closed"}:
        return "Hemma med öppna åtgärder"
    return "På väg hem" if shown.status == "ready" else "Planeras"


_OWES = {"appoint_care_contact": "Utse fast vårdkontakt", "call_to_sip": "Kalla till SIP"}
_IN_TIME = {"hold_meeting": "Möten i veckan", "hold_follow_up": "Uppföljningar i veckan"}


def _of_open_care(shown: Found, now: datetime) -> str:
    """What the health centre owes first, of what it alone is there for; a meeting or a follow-up within a week."""
    step = shown.own_step
    if step is None:
        return ""
    near = _IN_TIME.get(step.kind, "") if step.due_at < now + WEEK else ""
    return _OWES.get(step.kind, near)
