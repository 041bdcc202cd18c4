"""One row of a board, in words. A protected patient's row names no person, no unit and no municipality."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from lus import words
from lus.domain.board import Answered, Liability, Party, PlanRow, Receipt, Step
from lus.domain.calendar import day_of
from lus.domain.facts import DutyOffered
from lus.domain.running import Running
from lus.domain.units import Side, UnitId
from lus.web.duties import anchor, concerning
from lus.web.moments import Due, clock, day, due, length, when
from lus.web.offers import AT_THE_CASE, Offer, offers
from lus.web.patient import Patient, Shown, in_list
from lus.web.status import Tag, flags, in_row, liable_days, tag
from lus.web.units import SIDE_NAME, Cards
from lus.words import notation
from lus.words.acts import DECIDE_WHO, DUTY_NOW, TO_READ
from lus.words.codes import CODE

QUESTION = frozenset({"asked", "answered"})
PLANNED = frozenset({"opened", "invited", "held", "confirmed"})
"""The statuses of a question between units: nobody is on the way home."""


class Found(Protocol):
    """What a row needs to know of a case: a stored line of the board, or a row just derived."""

    @property
    def unit(self) -> UnitId: ...
    @property
    def status(self) -> str: ...
    @property
    def next_step(self) -> Step | None: ...
    @property
    def own_step(self) -> Step | None: ...
    @property
    def ready_at(self) -> datetime | None: ...
    @property
    def expected_on(self) -> date | None: ...
    @property
    def moves(self) -> int: ...
    @property
    def flags(self) -> tuple[str, ...]: ...
    @property
    def parties(self) -> tuple[Party, ...]: ...
    @property
    def liability(self) -> Liability: ...
    @property
    def takers(self) -> tuple[int, ...]: ...
    @property
    def plan(self) -> PlanRow | None: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A case on the board: its header and its row for our unit. `taken`: who of us has taken our next step there."""

    patient: Patient
    row: Found
    taken: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """Who does what by when; `why` leads to the reasons on the case page, `anchor` names them there."""

    who: str
    what: str
    due: Due
    why: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A short text with a mark: ok, wait, late."""

    look: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """What the page prints of a case. `plan`: it is a plan, beside which the person's stay may stand."""

    patient: Shown
    plan: bool
    href: str
    edge: str
    tag: Tag
    flags: tuple[Tag, ...]
    since: str
    next: Next | None
    own_due: Due | None
    taken: str
    home: str
    moved: str
    liability: Mark | None
    answers: tuple[Mark, ...]
    receipts: tuple[Mark, ...]
    offers: tuple[Offer, ...]


def row(entry: Entry, side: Side, cards: Cards, now: datetime) -> Row:
    """The row for our unit, now."""
    found, patient = entry.row, entry.patient
    soonest, own = found.next_step, found.own_step
    private, hidden = patient.protected, patient.protected and patient.name is None
    days = 0 if hidden else liable(found.liability, now)
    shown_next = _next(entry, soonest, cards, now) if soonest else None
    shown_own = shown_next if own == soonest else _next(entry, own, cards, now) if own else None
    urgency = shown_next.due.urgency if shown_next else "later"
    return Row(
        in_list(patient),
        found.status in PLANNED,
        f"/arende/{patient.ref}",
        urgency if urgency == "late" or (urgency == "soon" and own == soonest) else "",
        tag(found.status, days),
        _flags(found, now),
        _since(found, now),
        shown_next,
        shown_own.due if shown_own and own != soonest else None,
        entry.taken,
        day(found.expected_on, now)
        if found.expected_on
        else ""
        if found.status in QUESTION | PLANNED
        else "inte beräknad",
        "" if found.moves == 0 else f"flyttad {found.moves} {'gång' if found.moves == 1 else 'gånger'}",
        _liability(found.liability, days, now, side) if found.status == "ready" and not hidden else None,
        _answers(found, cards, now, private=private),
        _receipts(found, cards, now, private=private),
        _offers(entry, side, urgent=shown_own is not None and shown_own.due.urgency != "later"),
    )


def _flags(found: Found, now: datetime) -> tuple[Tag, ...]:
    """What holds besides the status; of a plan, whether it is current."""
    if found.status == "closed":
        return ()
    return (*in_row(found.status, found.plan, now), *flags(found.flags))


def _next(entry: Entry, step: Step, cards: Cards, now: datetime) -> Next:
    found = entry.row
    ours = step.unit == found.unit
    sides = {party.unit: party.side for party in found.parties if party.unit is not None}
    name = _name(step.unit, sides.get(step.unit) if step.unit else None, cards, private=entry.patient.protected)
    here = anchor(step.kind, step.unit, step.due_at)
    why = f"/arende/{entry.patient.ref}#{here}"
    return Next("Ni" if ours else name, _what(found, step), due(step.due_at, step.due_on, now), why, here)


def _name(unit: UnitId | None, side: Side | None, cards: Cards, *, private: bool) -> str:
    """The unit's short name; its side alone where the name would tell where a protected person is."""
    if unit is None or private or unit not in cards:
        return SIDE_NAME[side] if side else "En annan enhet"
    return cards[unit].short


def _what(found: Found, step: Step) -> str:
    """The act in words. Which message is to be read is told where only one waits to be."""
    waiting = {r.kind for p in found.parties if p.unit == step.unit for r in _unread(p)}
    if step.kind == "resolve_bounce" and found.status in QUESTION:
        return DECIDE_WHO[0]
    if step.kind == "acknowledge" and waiting == {DutyOffered.kind}:
        return "svarar om att ta över en åtgärd"
    return DUTY_NOW[step.kind] + concerning(step.kind, next(iter(waiting)) if len(waiting) == 1 else None, ())


def _since(found: Found, now: datetime) -> str:
    if found.status != "ready" or found.ready_at is None:
        return ""
    days = (day_of(now) - day_of(found.ready_at)).days
    return f"{when(found.ready_at, now)}{f', dag {days}' if days else ''}"


def liable(found: Liability, now: datetime) -> int:
    """Which day of liability today is; 0: none."""
    blocked = found.on(day_of(now)) not in {"liable", "blocked"} or bool(_standing_in_the_way(found, now))
    return liable_days(found.first_on, now, blocked=blocked)


def _standing_in_the_way(found: Liability, now: datetime) -> list[str]:
    return [block.code for block in found.blocks if block.from_at <= now]


def _liability(found: Liability, days: int, now: datetime, side: Side) -> Mark | None:
    """From when, which day, or why not. Where the agreement decides: never a day or a krona.

    Who pays is told what it has cost so far: the days that have ended, and kronor where every day's amount is known.
    """
    if found.state == "none":
        return None
    state = found.on(day_of(now))
    if state in {"unknown_terms", "monthly", "undecided"}:
        said = {"unknown_terms": "avgörs av överenskommelsen", "monthly": "avgörs per månad"}
        return Mark("wait", said.get(state, "oavgjort: lagen kan läsas på flera sätt"))
    stands = _standing_in_the_way(found, now)
    if stands:
        return Mark("wait", f"hindras: {words.BLOCKED[stands[0]]}")
    if found.first_on is None:
        return None
    if days:
        cost = f" · {_cost(found.running, now)}" if found.running and side == "municipality" else ""
        return Mark("late", f"sedan {day(found.first_on, now)}{cost}")
    sip = any(block.code == "sip_not_called" for block in found.blocks)
    provided = "" if not found.blocks else ", om SIP kallas i tid" if sip else ", om inget hindrar"
    return Mark("", f"från {day(found.first_on, now)}{provided}")


def _cost(found: Running, now: datetime) -> str:
    days, amount = found.so_far(day_of(now))
    return f"{days} {'avslutat' if days == 1 else 'avslutade'} dygn" + (
        f" · {notation.kronor(amount)}" if days and amount is not None else ""
    )


def _answers(found: Found, cards: Cards, now: datetime, *, private: bool) -> tuple[Mark, ...]:
    if found.ready_at is None or found.status != "ready":
        return ()
    given: dict[tuple[str, str], list[str]] = {}
    for party in found.parties:
        if party.answered:
            name = "Ni" if party.unit == found.unit else _name(party.unit, party.side, cards, private=private)
            given.setdefault(_answer(party.answered, now), []).append(name)
    told = [Mark(look, ", ".join(names) + said) for (look, said), names in given.items()]
    waiting = [party for party in found.parties if party.owes and party.answered is None]
    if len(waiting) == 1:
        name = (
            "er" if waiting[0].unit == found.unit else _name(waiting[0].unit, waiting[0].side, cards, private=private)
        )
        told.append(Mark("wait", f"svar väntas av {name}"))
    elif waiting:
        told.append(Mark("wait", f"{len(waiting)} svar väntas"))
    return tuple(told)


def _answer(given: Answered, now: datetime) -> tuple[str, str]:
    """The look of an answer, and what follows the names of those who gave it: from i morgon 08.00."""
    reason = f": {CODE['reason'][given.reason]}" if given.reason else ""
    if given.answer == "accepts" and given.from_at:
        return "ok", f" från {when(given.from_at, now)}"
    if given.answer == "nothing_to_give" and reason:
        return "ok", reason
    again = f", nytt besked {when(given.next_answer_at, now)}" if given.next_answer_at else ""
    look = {"cannot": "late", "accepts_part": "wait"}.get(given.answer, "ok")
    return look, f" {CODE['answer'][given.answer]}{reason}{again}"


def _receipts(found: Found, cards: Cards, now: datetime, *, private: bool) -> tuple[Mark, ...]:
    asked = [party for party in found.parties if party.receipts]
    if private:
        read = sum(all(r.read_at for r in party.receipts) for party in asked)
        return (Mark("ok" if read == len(asked) else "wait", f"{read} av {len(asked)} enheter"),) if asked else ()
    waits: dict[str, list[str]] = {}
    for party in asked:
        if _unread(party):
            since = length(now - min(receipt.sent_at for receipt in _unread(party)))
            waits.setdefault(since, []).append(_name(party.unit, party.side, cards, private=False))
    marks = [Mark("wait", f"{', '.join(names)} väntar {since}") for since, names in waits.items()]
    names = [_read_by(party, cards, now) for party in asked if not _unread(party)]
    return (*marks, *([Mark("ok", ", ".join(names))] if names else []))


def _unread(party: Party) -> list[Receipt]:
    return [receipt for receipt in party.receipts if receipt.read_at is None]


def _read_by(party: Party, cards: Cards, now: datetime) -> str:
    """Who has read, and when if that was today; the days before stand on the case page."""
    read_at = max(receipt.read_at for receipt in party.receipts if receipt.read_at)
    name = _name(party.unit, party.side, cards, private=False)
    return f"{name} {clock(read_at)}" if day_of(read_at) == day_of(now) else name


def _offers(entry: Entry, side: Side, *, urgent: bool) -> tuple[Offer, ...]:
    """The acts that meet our own most urgent step, in the accent's colour only when it is time; and the receipt."""
    found, own = entry.row, entry.row.own_step
    if own is None:
        return ()
    ours = [receipt for party in found.parties if party.unit == found.unit for receipt in _unread(party)]
    opened = min((receipt.seq for receipt in ours if receipt.kind != DutyOffered.kind), default=0)
    offered = own.kind == "acknowledge" and bool(ours) and not opened
    if own.kind == "acknowledge" and not ours:
        return ()
    if offered or own.kind in AT_THE_CASE or (own.kind == "resolve_bounce" and found.status in QUESTION):
        # Which of several is not known to a row: the case page says.
        href = f"/arende/{entry.patient.ref}#{anchor(own.kind, own.unit, own.due_at)}"
        return (Offer(TO_READ.get(DutyOffered.kind if offered else own.kind, "Öppna"), href, urgent),)
    ready, planned = found.ready_at is not None, found.status in PLANNED
    given = offers(entry.patient.ref, side, own.kind, opened, ready=ready, planned=planned)
    if opened and own.kind != "acknowledge":
        (read,) = offers(entry.patient.ref, side, "acknowledge", opened, ready=False)
        given = (replace(read, main=False), *given)
    return tuple(replace(offer, main=offer.main and urgent) for offer in given if offer.href[-12:] != "accepts_part")
