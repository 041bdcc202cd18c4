"""The board: the stored rows of the actor's units, most urgent first. No row is derived when somebody looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from lus.domain.board import Answered, Liability, Party, PlanRow, Receipt, Step
from lus.domain.liability import Block
from lus.domain.running import Price, Running
from lus.domain.units import UnitId
from lus.store import driver
from lus.store.audit import Record, Shown
from lus.store.doors import Door

LONGEST = 500
"""Rows of one board at most; a ward has thirty."""

_ROWS: Final = """
select b.unit_id, b.case_id, b.case_ref, b.status, b.summary, b.ready_at, b.expected_on, b.moves, b.unread,
       b.why_not,
       p.person_id, p.name, p.number, p.protected
  from board b left join patients p on p.case_id = b.case_id
 where b.listed {chosen} order by b.urgency, b.case_id limit %(limit)s
"""
# All the actor's units are the policy's to choose; a chosen one is said, so that its index gives the order.
_ALL: Final = _ROWS.format(chosen="")
_CHOSEN: Final = _ROWS.format(chosen="and b.unit_id = %(unit)s")
_PEOPLE: Final = "select id, name from persons where id = any(%(people)s)"


@dataclass(frozen=True, slots=True)
class Line:
    """One case on one unit's board. Protected identity: no units but the board's own, and no municipality.

    `name` None: identity is protected, and the unit is not among those named.
    """

    unit: UnitId
    case_id: int
    ref: str
    name: str | None
    number: str | None
    protected: str | None
    status: str
    next_step: Step | None
    own_step: Step | None
    ready_at: datetime | None
    expected_on: date | None
    moves: int
    unread: int
    flags: tuple[str, ...]
    parties: tuple[Party, ...]
    liability: Liability
    why_not: tuple[str, ...]
    takers: tuple[int, ...]
    plan: PlanRow | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """Rows in order of urgency; `more`: there are others, which filters would bring. `now` is the door's.

    `people`: the names of the colleagues who have taken something on it.
    """

    rows: tuple[Line, ...]
    more: bool
    now: datetime
    people: Mapping[int, str] = field(default_factory=dict)


def board(door: Door, unit: UnitId | None = None, limit: int = LONGEST) -> Board:
    """The board of one of the actor's units; None: of all of them, one row per unit and case.

    Logged as one view of the patients shown. A unit that is not the actor's has no rows.
    """
    asked = {"limit": min(limit, LONGEST) + 1, "unit": unit}
    found = driver.rows(door.connection, _ALL if unit is None else _CHOSEN, asked)
    shown = found[:limit]
    log = Record("Läsa", "board")
    log.add(Shown(row.case_id, row.person_id) for row in shown)
    door.log(log)
    rows = tuple(_row(row) for row in shown)
    takers = sorted({person for line in rows for person in line.takers})
    taken = driver.rows(door.connection, _PEOPLE, {"people": takers}) if takers else ()
    return Board(rows, len(found) > len(shown), door.now, {row.id: row.name for row in taken})


def _row(row: Any) -> Line:
    summary = row.summary
    told = {row.unit_id} if row.protected or row.name is None else None
    return Line(
        row.unit_id,
        row.case_id,
        row.case_ref,
        row.name,
        row.number,
        row.protected,
        row.status,
        _step(summary["next_step"], told),
        _step(summary["own_step"], told),
        row.ready_at,
        row.expected_on,
        row.moves,
        row.unread,
        tuple(summary["flags"]),
        tuple(party(one, told) for one in summary["parties"]),
        _liability(summary["liability"], told),
        tuple(row.why_not),
        # A row that was derived before anybody's name stood on the board does not say: `lus rederive` makes it.
        tuple(summary.get("takers", ())),
        planned(summary.get("plan"), told),
    )


def planned(stored: dict[str, Any] | None, told: set[UnitId] | None) -> PlanRow | None:
    """What a row's summary says of a plan. `told`: the units that may be named, None: all; else it is led by 0."""
    if stored is None:
        return None
    return PlanRow(
        _told(stored["lead"], told) or 0,
        tuple(stored["reasons"]),
        _at_or_none(stored["until"]),
        stored["then"],
        _at_or_none(stored["meeting_at"]),
        _on(stored["follow_up_on"]),
        stored.get("kind", "sip"),
    )


def _step(stored: dict[str, Any] | None, told: set[UnitId] | None) -> Step | None:
    if stored is None:
        return None
    due_on = _on(stored["due_on"])
    return Step(stored["kind"], _told(stored["unit"], told), _at(stored["due_at"]), due_on, stored.get("taken"))


def party(stored: dict[str, Any], told: set[UnitId] | None) -> Party:
    """A unit on the case as it is stored in a row's summary. `told`: the units that may be named; None: all."""
    receipts = tuple(
        Receipt(one["kind"], one["seq"], _at(one["sent_at"]), _at_or_none(one["read_at"])) for one in stored["receipts"]
    )
    # A row that was derived before there was such a thing does not say: `lus rederive` makes it.
    owes = stored.get("owes", False)
    return Party(_told(stored["unit"], told), stored["side"], receipts, _answered(stored["answered"]), owes)


def _answered(stored: dict[str, Any] | None) -> Answered | None:
    if stored is None:
        return None
    return Answered(
        stored["answer"],
        _at(stored["at"]),
        _at_or_none(stored["from_at"]),
        stored["reason"],
        _at_or_none(stored["next_answer_at"]),
    )


def _liability(stored: dict[str, Any], told: set[UnitId] | None) -> Liability:
    blocked = tuple(Block(one["code"], _at(one["from_at"])) for one in stored["blocks"])
    payer = stored["payer"] if told is None else None
    first_on = _on(stored["first_on"])
    cost = _running(stored.get("running")) if told is None else None
    names, parts_on = tuple(stored["names"]), _on(stored.get("parts_on"))
    return Liability(stored["state"], payer, stored["agreement"], first_on, blocked, names, cost, parts_on)


def _running(stored: dict[str, Any] | None) -> Running | None:
    """None too of a row that was derived before there was such a thing: `lus rederive` makes it."""
    if stored is None:
        return None
    return Running(
        date.fromisoformat(stored["first_on"]),
        tuple((date.fromisoformat(first), _on(last)) for first, last in stored["uncounted"]),
        tuple(Price(date.fromisoformat(p["from_on"]), _on(p["until_on"]), p["sek"]) for p in stored["prices"]),
        stored["days"],
        stored["amount_sek"],
    )


def _told(unit: UnitId, told: set[UnitId] | None) -> UnitId | None:
    """Units give away where somebody lives: for a protected person a list names none but the reader's own."""
    return unit if told is None or unit in told else None


def _at(stored: str) -> datetime:
    return datetime.fromisoformat(stored)


def _at_or_none(stored: str | None) -> datetime | None:
    return _at(stored) if stored else None


def _on(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
