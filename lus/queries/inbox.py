"""The inbox: messages to the actor's unit that wait for a receipt, across cases. Stored rows, none derived."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from lus.domain.board import Party, PlanRow
from lus.domain.facts import Seq
from lus.domain.units import UnitId
from lus.queries.board import party, planned
from lus.store.audit import Record, Shown
from lus.store.doors import Door

A_PAGE = 50
"""Messages shown at once."""

MOST_PAGES = 40
"""Beyond these nobody pages: whoever has so many unread messages begins with the most urgent."""

_UNREAD = text("""
select d.case_id, b.case_ref, b.status, b.summary -> 'plan' as plan, d.kind as duty, d.opened_seq, d.opened_at,
       d.due_at, d.due_on, f.kind, f.unit_id, o.kind as of_kind, p.person_id, p.name, p.number, p.protected
  from duties d
  join board b on b.unit_id = d.unit_id and b.case_id = d.case_id
  join facts f on f.case_id = d.case_id and f.seq = d.opened_seq
  left join facts o on o.case_id = f.case_id and o.seq = (f.skeleton ->> 'of')::int
  left join patients p on p.case_id = d.case_id
 where d.unit_id = :unit and d.kind in ('acknowledge', 'receive_ordination')
   and d.met_at is null and d.cancelled_at is null
 order by d.due_at, d.case_id, d.key limit :limit offset :offset
""")

MOST_CASES = 500
"""Rows of a board at most, as on the board itself."""

_ON_THE_BOARD = text("""
select b.case_id, b.case_ref, b.summary, p.person_id, p.name, p.number, p.protected
  from board b left join patients p on p.case_id = b.case_id
 where b.listed and b.unit_id = :unit order by b.urgency, b.case_id limit :limit
""")


@dataclass(frozen=True, slots=True)
class Message:
    """A message that waits for the unit's receipt. `sender` sent it `sent_at`; due at 24.00 where `due_on` is set.

    `duty`: what the unit owes for it, of lus.domain.duty.IN_THE_INBOX. `about`: the kind of the fact that it is about.
    `plan`: of a plan, what its row says.
    `person`, `name` None: identity is protected, and the unit is not among those named.
    """

    case_id: int
    ref: str
    status: str
    duty: str
    seq: Seq
    kind: str
    sender: UnitId
    sent_at: datetime
    due_at: datetime
    due_on: date | None
    person: UUID | None
    name: str | None
    number: str | None
    protected: str | None
    about: str | None = None
    plan: PlanRow | None = None


def inbox(door: Door, page: int = 1) -> tuple[Message, ...]:
    """One page (from 1) of what waits for the unit in use, most urgent first.

    Logged as one view of the patients shown.
    """
    offset = (min(max(page, 1), MOST_PAGES) - 1) * A_PAGE
    asked = {"unit": door.actor.unit, "limit": A_PAGE, "offset": offset}
    found = tuple(
        Message(
            row.case_id,
            row.case_ref,
            row.status,
            row.duty,
            row.opened_seq,
            row.kind,
            row.unit_id,
            row.opened_at,
            row.due_at,
            row.due_on,
            row.person_id,
            row.name,
            row.number,
            row.protected,
            row.of_kind,
            planned(row.plan, set() if row.protected or row.name is None else None),
        )
        for row in door.connection.execute(_UNREAD, asked)
    )
    log = Record("Läsa", "inbox")
    log.add(Shown(one.case_id, one.person) for one in found)
    door.log(log)
    return found


@dataclass(frozen=True, slots=True)
class Heard:
    """What the receivers of a case's messages have done since: their receipts and answers, those from then on only.

    `read`: of each message, how many of its receivers have read it, and how many they are. Protected: no unit is named.
    """

    case_id: int
    ref: str
    parties: tuple[Party, ...]
    person: UUID | None
    name: str | None
    number: str | None
    protected: str | None
    read: Mapping[Seq, tuple[int, int]] = field(default_factory=dict)


def heard(door: Door, since: datetime) -> tuple[Heard, ...]:
    """The cases of the unit in use whose receivers have acknowledged or answered from `since` on.

    Read off the stored rows of the unit's board. Logged as a view of the patients shown.
    """
    rows = door.connection.execute(_ON_THE_BOARD, {"unit": door.actor.unit, "limit": MOST_CASES})
    found: list[Heard] = []
    for row in rows:
        told: set[UnitId] | None = set() if row.protected or row.name is None else None
        every = [party(one, told) for one in row.summary["parties"]]
        parties = tuple(filter(None, (_lately(one, since) for one in every)))
        if parties:
            who = (row.person_id, row.name, row.number, row.protected)
            found.append(Heard(row.case_id, row.case_ref, parties, *who, _read(every)))
    log = Record("Läsa", "inbox")
    log.add(Shown(one.case_id, one.person) for one in found)
    door.log(log)
    return tuple(found)


def _read(parties: Iterable[Party]) -> dict[Seq, tuple[int, int]]:
    found: dict[Seq, tuple[int, int]] = {}
    for receipt in (receipt for one in parties for receipt in one.receipts):
        read, asked = found.get(receipt.seq, (0, 0))
        found[receipt.seq] = read + bool(receipt.read_at), asked + 1
    return found


def _lately(one: Party, since: datetime) -> Party | None:
    read = tuple(receipt for receipt in one.receipts if receipt.read_at and receipt.read_at >= since)
    answered = one.answered if one.answered and one.answered.at >= since else None
    return replace(one, receipts=read, answered=answered) if read or answered else None
