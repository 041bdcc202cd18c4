"""The inbox: what was sent to the unit and waits for its receipt, across cases; for wards what receivers have said."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from lus.domain.board import Party
from lus.domain.facts import DutyOffered, Seq
from lus.domain.ordinations import KIND as RECEIVE
from lus.domain.units import Side, UnitId
from lus.queries.inbox import A_PAGE, MOST_PAGES, Heard, Message
from lus.web.boardrow import Mark
from lus.web.moments import Due, due, when
from lus.web.patient import Patient, Shown, in_list
from lus.web.status import Tag, in_row, tag
from lus.web.telling import answered
from lus.web.timeline import at_event
from lus.web.units import SIDE_NAME, Cards
from lus.words import KIND, inside
from lus.words.acts import READ, TO_READ

ABOUT_ANOTHER = frozenset({"voided", "forwarded"})
"""What says nothing unless it is told of what."""

MOST_NEWS = 50
"""So much of what receivers have said is printed."""

EMPTY: dict[Side, str] = {
    "ward": "Inget att kvittera. Här kommer det som andra skickar till avdelningen och som ska kvitteras, till exempel"
    " när en kommun tar tillbaka ett besked.",
    "municipality": "Inget att kvittera. Här kommer inskrivningsmeddelanden, ändrade datum, utskrivningsklar och"
    " ordinationer när de skickas till er enhet.",
    "open_care": "Inget att kvittera. Här kommer inskrivningsmeddelanden, ändrade datum och utskrivningsklar när en"
    " avdelning skickar dem till er enhet.",
    "coordinator": "Inget att kvittera. Här kommer meddelanden som skickas till er enhet.",
}
NO_NEWS = "Ingen mottagare har kvitterat eller svarat det senaste dygnet. Här syns det när de gör det."


@dataclass(frozen=True, slots=True)
class Row:
    """A message as printed. `id` names it in the form, empty where it is to be read before it is answered for.

    `href` leads to it on the case; `opens`: what the button there says, where it has no `id`. `status`: of the case,
    and of a plan whether it is current.
    """

    id: str
    patient: Shown
    href: str
    kind: str
    message: str
    sender: str
    sent: str
    due: Due
    status: tuple[Tag, ...]
    opens: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """Something that a receiver did, and when."""

    patient: Shown
    href: str
    said: Mark
    at: datetime
    when: str


@dataclass(frozen=True, slots=True)
class Inbox:
    """Everything that the page prints. `news` None: the unit sends no messages of its own that ask for receipts."""

    summary: str
    rows: tuple[Row, ...]
    empty: str
    page: int
    pages: int
    news: tuple[News, ...] | None
    no_news: str = NO_NEWS


def inbox(
    found: tuple[Message, ...], heard: tuple[Heard, ...] | None, cards: Cards, sides: dict[UnitId, Side],
    *, side: Side, unread: int, page: int, now: datetime,
) -> Inbox:  # fmt: skip
    """The page as the unit sees it now. `unread`: all its unread messages; `sides`: of the units that sent them."""
    rows = tuple(_row(one, cards, sides, now) for one in found)
    late = sum(row.due.urgency == "late" for row in rows)
    told = f"{unread} {'meddelande' if unread == 1 else 'meddelanden'} att kvittera"
    told += " eller ta emot" if any(one.duty == RECEIVE for one in found) else ""
    told += " eller svara på" if any(one.kind == DutyOffered.kind for one in found) else ""
    told += f" · {late} {'försenat' if late == 1 else 'försenade'}" if late else ""
    news = None
    if heard is not None:
        said = [one for case in heard for one in _news(case, cards, now)]
        news = tuple(sorted(said, key=lambda one: one.at, reverse=True)[:MOST_NEWS])
    pages = min(max(ceil(unread / A_PAGE), 1), MOST_PAGES)
    return Inbox(told, rows, EMPTY[side], page, pages, news)


def _patient(one: Message | Heard) -> Patient:
    return Patient(one.ref, one.name, one.number, protected=one.protected is not None or one.name is None)


def _row(one: Message, cards: Cards, sides: dict[UnitId, Side], now: datetime) -> Row:
    patient = in_list(_patient(one))
    # A unit's name tells where somebody protected is.
    sender = SIDE_NAME[sides[one.sender]] if patient.protected else cards[one.sender].name
    receives, offered = one.duty == RECEIVE, one.kind == DutyOffered.kind
    return Row(
        "" if receives or offered else f"{one.ref}.{one.seq}",
        patient,
        f"/arende/{one.ref}#ordinations" if receives else at_event(one.ref, one.seq),
        one.kind,
        KIND[one.kind] + (f": {inside(KIND[one.about])}" if one.kind in ABOUT_ANOTHER and one.about else ""),
        sender,
        when(one.sent_at, now),
        due(one.due_at, one.due_on, now),
        (tag(one.status), *in_row(one.status, one.plan, now)),
        "Läs och ta emot" if receives else TO_READ[DutyOffered.kind] if offered else "",
    )


def _news(case: Heard, cards: Cards, now: datetime) -> list[News]:
    patient = in_list(_patient(case))
    found = _read(case, patient, cards, now)
    for party in case.parties:
        name = _name(party, cards)
        href = f"/arende/{case.ref}"
        said = party.answered
        if said:
            text = answered(said.answer, said.from_at, said.reason, said.next_answer_at, now)
            look = {"cannot": "late", "accepts_part": "wait"}.get(said.answer, "ok")
            found.append(News(patient, href, Mark(look, f"{name}: {inside(text)}"), said.at, when(said.at, now)))
    return found


def _name(party: Party, cards: Cards) -> str:
    return cards[party.unit].short if party.unit is not None else SIDE_NAME[party.side]


def _read(case: Heard, patient: Shown, cards: Cards, now: datetime) -> list[News]:
    """One line a message: how many of its receivers have read it, and who did last."""
    lately: dict[Seq, list[tuple[datetime, str, str]]] = {}
    for party in case.parties:
        for receipt in party.receipts:
            if receipt.read_at:
                lately.setdefault(receipt.seq, []).append((receipt.read_at, _name(party, cards), receipt.kind))
    found: list[News] = []
    for seq, some in lately.items():
        at, name, kind = max(some)
        read, asked = case.read.get(seq, (1, 1))
        text = f"{name} har kvitterat {READ.get(kind, 'meddelandet')}"
        text += f" · kvitterad av {read} av {asked}" if asked > 1 else ""
        found.append(News(patient, at_event(case.ref, seq), Mark("ok", text), at, when(at, now)))
    return found


def done(recorded: int, before: int, kind: str) -> str:
    """What came of acknowledging, in a sentence or two. `kind`: of the one message, where there was one."""
    told = []
    if recorded == 1:
        told.append(f"Klart: ni har kvitterat {READ.get(kind, 'meddelandet')}.")
    elif recorded:
        told.append(f"Klart: ni har kvitterat {recorded} meddelanden.")
    if before:
        one = "Ett meddelande" if before == 1 else f"{before} meddelanden"
        told.append(f"{one} var redan kvitterat, eller gäller inte längre.")
    return " ".join(told)
