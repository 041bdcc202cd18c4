"""One row of a board, in words. A protected patient's row names no person, no unit and no municipality."""

from dataclasses import dataclass, replace
from datetime import datetime

from lus import words
from lus.domain.board import Answered, BoardRow, Liability, Party, Receipt, Step
from lus.domain.calendar import day_of, local
from lus.domain.units import Side
from lus.web.duties import anchor, concerning
from lus.web.moments import Due, clock, day, due, length, when
from lus.web.offers import Offer, offers
from lus.web.patient import Patient, Shown, in_list
from lus.web.status import Tag, liable_days, tag
from lus.web.units import SIDE_NAME, Cards
from lus.words.forms import CODE, DUTY_NOW


@dataclass(frozen=True, slots=True)
class Entry:
    """A case on the board: its header and its row for our unit."""

    patient: Patient
    row: BoardRow


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
    """What the page prints of a case."""

    patient: Shown
    href: str
    edge: str
    tag: Tag
    since: str
    next: Next | None
    own_due: Due | None
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
    private = patient.protected
    blocked = found.liability.state not in {"liable", "blocked"} or bool(_standing_in_the_way(found.liability, now))
    days = liable_days(found.liability.first_on, now, blocked=blocked)
    shown_own = _next(entry, own, cards, now) if own else None
    shown_next = _next(entry, soonest, cards, now) if soonest else None
    urgency = shown_next.due.urgency if shown_next else "later"
    return Row(
        in_list(patient),
        f"/arende/{patient.ref}",
        urgency if urgency == "late" or (urgency == "soon" and own == soonest) else "",
        tag(found.status, days),
        _since(found, now),
        shown_next,
        shown_own.due if shown_own and own != soonest else None,
        day(found.expected_on, now) if found.expected_on else "inte beräknad",
        "" if found.moves == 0 else f"flyttad {found.moves} {'gång' if found.moves == 1 else 'gånger'}",
        _liability(found.liability, days, now) if found.status == "ready" else None,
        _answers(found, cards, now, private=private),
        _receipts(found, cards, now, private=private),
        _offers(entry, side, urgent=shown_own is not None and shown_own.due.urgency != "later"),
    )


def _next(entry: Entry, step: Step, cards: Cards, now: datetime) -> Next:
    ours = step.unit == entry.row.unit
    party = next((party for party in entry.row.parties if party.unit == step.unit), None)
    name = _name(party, cards, private=entry.patient.protected) if party else cards[step.unit].short
    found = due(step.due_at, step.due_on, now)
    here = anchor(step.key)
    return Next("Ni" if ours else name, _what(entry, step, cards), found, f"/arende/{entry.patient.ref}#{here}", here)


def _name(party: Party, cards: Cards, *, private: bool) -> str:
    return SIDE_NAME[party.side] if private else cards[party.unit].short


def _what(entry: Entry, step: Step, cards: Cards) -> str:
    opened, unit = (int(part) for part in step.key.split(":")[1:])
    party = next((party for party in entry.row.parties if party.unit == step.unit), None)
    message = next((r.kind for r in party.receipts if r.seq == opened), None) if party else None
    named = step.kind in {"inform_units", "notify_ready"} and unit in cards and not entry.patient.protected
    toward = [cards[unit].short] if named else []
    return DUTY_NOW[step.kind] + concerning(step.kind, message, toward)


def _since(found: BoardRow, now: datetime) -> str:
    if found.status != "ready" or found.ready_at is None:
        return "palliativt, snabbt" if "fast" in found.flags else ""
    days = (day_of(now) - day_of(found.ready_at)).days
    return f"{when(found.ready_at, now)}{f', dag {days}' if days else ''}"


def _standing_in_the_way(found: Liability, now: datetime) -> list[str]:
    return [block.code for block in found.blocks if block.from_at <= now]


def _liability(found: Liability, days: int, now: datetime) -> Mark | None:
    """From when, which day, or why not. Where the agreement decides: never a day or a krona."""
    if found.state == "none":
        return None
    if found.state in {"unknown_terms", "monthly", "undecided"}:
        said = {"unknown_terms": "avgörs av överenskommelsen", "monthly": "avgörs per månad"}
        return Mark("wait", said.get(found.state, "oavgjort: lagen kan läsas på flera sätt"))
    stands = _standing_in_the_way(found, now)
    if stands:
        return Mark("wait", f"hindras: {words.BLOCKED[stands[0]]}")
    if found.first_on is None:
        return None
    if days:
        return Mark("late", f"sedan {day(found.first_on, now)}")
    sip = any(block.code == "sip_not_called" for block in found.blocks)
    provided = "" if not found.blocks else ", om SIP kallas i tid" if sip else ", om inget hindrar"
    return Mark("", f"från {day(found.first_on, now)}{provided}")


def owes(party: Party) -> bool:
    """Whether the unit was asked if it can receive and has not settled it."""
    told = any(receipt.kind == "ready_notified" for receipt in party.receipts)
    return told and (party.answered is None or party.answered.answer in {"cannot", "accepts_part"})


def _answers(found: BoardRow, cards: Cards, now: datetime, *, private: bool) -> tuple[Mark, ...]:
    if found.ready_at is None or found.status != "ready":
        return ()
    told: list[Mark] = []
    for party in found.parties:
        if party.answered:
            name = "Ni" if party.unit == found.unit else _name(party, cards, private=private)
            told.append(_answer(name, party.answered, now))
    waiting = [party for party in found.parties if owes(party) and party.answered is None]
    if len(waiting) == 1 and not private:
        told.append(Mark("wait", f"svar väntas av {cards[waiting[0].unit].short}"))
    elif waiting:
        told.append(Mark("wait", f"{len(waiting)} svar väntas"))
    return tuple(told)


def _answer(name: str, given: Answered, now: datetime) -> Mark:
    """A receiver's answer, as short as it can be said: Hemsjukvård öster från i morgon 08.00."""
    if given.answer == "accepts" and given.from_at:
        return Mark("ok", f"{name} från {when(given.from_at, now)}")
    reason = f": {CODE['reason'][given.reason]}" if given.reason else ""
    again = f", nytt besked {when(given.next_answer_at, now)}" if given.next_answer_at else ""
    look = {"cannot": "late", "accepts_part": "wait"}.get(given.answer, "ok")
    return Mark(look, f"{name} {CODE['answer'][given.answer]}{reason}{again}")


def _receipts(found: BoardRow, cards: Cards, now: datetime, *, private: bool) -> tuple[Mark, ...]:
    asked = [party for party in found.parties if party.receipts]
    if private:
        read = sum(all(r.read_at for r in party.receipts) for party in asked)
        return (Mark("ok" if read == len(asked) else "wait", f"{read} av {len(asked)} enheter"),) if asked else ()
    return tuple(_receipt(party, cards[party.unit].short, now) for party in asked)


def _receipt(party: Party, name: str, now: datetime) -> Mark:
    waiting = [receipt for receipt in party.receipts if receipt.read_at is None]
    if waiting:
        return Mark("wait", f"{name} väntar {length(now - min(receipt.sent_at for receipt in waiting))}")
    last: Receipt = max(party.receipts, key=lambda receipt: receipt.sent_at)
    return Mark("ok", f"{name} {_short(last.read_at or last.sent_at, now)}")


def _short(at: datetime, now: datetime) -> str:
    """The clock today, else the day alone."""
    on = local(at)
    return clock(at) if day_of(at) == day_of(now) else f"{on.day} {words.MONTHS[on.month - 1]}"


def _offers(entry: Entry, side: Side, *, urgent: bool) -> tuple[Offer, ...]:
    """The acts that meet our own most urgent step; in the accent's colour only when it is time."""
    found, own = entry.row, entry.row.own_step
    if own is None:
        return ()
    ready = found.ready_at is not None
    given = offers(entry.patient.ref, side, own.kind, int(own.key.split(":")[1]), ready=ready)
    return tuple(replace(offer, main=offer.main and urgent) for offer in given if offer.href[-12:] != "accepts_part")
