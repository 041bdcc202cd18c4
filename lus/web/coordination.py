"""A coordinator's list in words: what is overdue, by kind of duty, with what has been done about it and the acts.

Nobody's name, number or municipality is in it, and of a protected person no unit.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lus.domain.coordination import Done
from lus.domain.duties import ROWS
from lus.domain.errors import Refusal
from lus.queries.coordination import Overdue
from lus.web.filters import Filter
from lus.web.forms import LONGEST
from lus.web.ladder import Ladder, ladder
from lus.web.moments import Due, day, due, when
from lus.web.units import SIDE_NAME, Cards
from lus.words import DUTY, KIND, inside
from lus.words.acts import ACT, DONE_ABOUT, SEND
from lus.words.forms import COORDINATOR_ASKS
from lus.words.refusals import REFUSAL, refusal

FIRST = "call_to_sip"
FIELD = {"reminded": "", "escalated": "text", "noted": "text", "party_added": "reason"}
"""Act ► the field that its form asks for; a reminder is sent with one click."""

EMPTY = "Inget är försenat hos enheterna som ni samordnar. En åtgärd kommer hit när dess tid har gått ut."
EMPTY_KIND = "Inget av det slaget är försenat just nu."
EMPTY_CHOSEN = "Inget försenat passar urvalet just nu. Hela listan finns kvar under Rensa."
GONE = (
    "Åtgärden står inte på er lista. Den kan ha blivit gjord eller upphört sedan ni hämtade tavlan. "
    "Inget är sparat. Sök efter den i listan nedan."
)


class Found(Protocol):
    """The list as it was read."""

    @property
    def rows(self) -> Collection[Overdue]: ...
    @property
    def counts(self) -> Mapping[str, int]: ...
    @property
    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Tried:
    """An act just tried, on which row. `gone`: the list has no such row; neither that nor refused: it is recorded."""

    kind: str
    duty: str
    typed: str = ""
    refusals: tuple[Refusal, ...] = ()
    gone: bool = False

    @property
    def told(self) -> str:
        """That it is done, where it is."""
        done = self.kind in FIELD and not self.refusals and not self.gone
        return f"Klart: {inside(KIND[self.kind])}." if done else ""


NOTHING = Tried("", "")
EVERY = Filter()


@dataclass(frozen=True, slots=True)
class Form:
    """An act in a row. `name`: its one field, empty where there is none; `error`: what is wrong with what was typed."""

    kind: str
    action: str
    label: str
    send: str
    id: str
    name: str
    asks: str = ""
    hint: str = ""
    most: int = 0
    typed: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What has been done about a duty; `text` None: another's, or nothing was written."""

    what: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """An overdue duty. `href`: the case, where the unit is on it already."""

    id: str
    duty: str
    ref: str
    who: str
    toward: str
    phone: str | None
    due: Due
    should: str
    opened: str
    done: str
    notes: tuple[Note, ...]
    reminded: Ladder | None
    href: str
    forms: tuple[Form, ...]
    told: str
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The overdue duties of a kind; `number`: all of them, of which the oldest are shown."""

    heading: str
    number: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A kind as a link."""

    label: str
    count: int
    href: str
    on: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page prints of the list. `lost`: what was typed for a row that is there no more."""

    number: int
    chips: tuple[Chip, ...]
    groups: tuple[Group, ...]
    empty: str
    here: str
    kind: str
    beyond: int
    told: str
    gone: str
    lost: str

    @property
    def query(self) -> str:
        """What the address asks for, that an act leads back to."""
        return self.here.partition("?")[2]

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """What is wrong, each with the id of the field it leads to."""
        every = (form for group in self.groups for row in group.rows for form in row.forms)
        return tuple((form.id, form.error) for form in every if form.error)


def coordination(
    found: Found,
    cards: Cards,
    opened: Collection[str],
    *,
    kind: str = "",
    chosen: Filter = EVERY,
    tried: Tried = NOTHING,
) -> Shown:
    """The list now. `opened`: the cases that the unit is on; `chosen`: what else of it the address asks for."""
    order = [FIRST, *(one for one in ROWS if one != FIRST)]
    rows: dict[str, list[Row]] = {}
    for one in found.rows:
        rows.setdefault(one.kind, []).append(_row(one, cards, one.ref in opened, found.now, tried))
    counts = {one: found.counts[one] for one in order if one in found.counts}
    every = sum(counts.values())
    chips = [Chip("Alla", every, chosen.address, not kind)]
    chips += [Chip(_heading(one, short=True), n, chosen.address_with(one), one == kind) for one, n in counts.items()]
    shown = [row for some in rows.values() for row in some]
    placed = any(row.duty == tried.duty for row in shown)
    return Shown(
        every,
        tuple(chips),
        tuple(Group(_heading(one), counts[one], tuple(rows[one])) for one in order if one in rows),
        EMPTY_KIND if every else EMPTY if chosen == EVERY else EMPTY_CHOSEN,
        chosen.address_with(kind),
        kind,
        (counts.get(kind, 0) if kind else every) - len(shown),
        "" if placed else tried.told,
        GONE if tried.gone or (tried.refusals and not placed) else "",
        "" if placed else tried.typed,
    )


def _heading(kind: str, *, short: bool = False) -> str:
    if kind == FIRST:
        return "Försenade SIP" if short else f"Försenade SIP: {DUTY[kind]}"
    return DUTY[kind][:1].upper() + DUTY[kind][1:]


def _row(one: Overdue, cards: Cards, on: bool, now: datetime, tried: Tried) -> Row:
    here = tried if tried.duty == one.duty else NOTHING
    owing = cards.get(one.owing) if one.owing is not None else None
    told = cards.get(one.toward) if one.toward is not None else None
    names = {unit: card.short for unit, card in cards.items()}
    return Row(
        f"k-{one.duty}",
        one.duty,
        one.ref,
        owing.short if owing else SIDE_NAME[one.side],
        f"till {told.short}" if told else "",
        owing.phone if owing else None,
        due(one.due_at, one.due_on, now),
        f"skulle ha gjorts {day(one.due_on, now) if one.due_on else when(one.due_at, now)}",
        f"öppnad {when(one.opened_at, now)}",
        _done(one.done, now),
        tuple(_notes(one, now)),
        ladder(one.reminders, cards, now),
        f"/arende/{one.ref}" if on else "",
        tuple(_form(one, kind, here) for kind in FIELD if not (on and kind == "party_added")),
        here.told,
        tuple(refusal(r.code, r.values, "", names) for r in here.refusals if r.field is None),
    )


def _done(done: Iterable[Done], now: datetime) -> str:
    """How often each was done and when last: Påmind 2 gånger, senast i dag 14.30."""
    every = list(done)
    said = []
    for kind, verb in DONE_ABOUT.items():
        of = [one for one in every if one.kind == kind]
        if len(of) == 1:
            said.append(f"{verb} {when(of[0].at, now)}")
        elif of:
            said.append(f"{verb} {len(of)} gånger, senast {when(of[-1].at, now)}")
    return " · ".join(said)


def _notes(one: Overdue, now: datetime) -> Iterable[Note]:
    """Each in turn, the latest first, with what the unit itself wrote."""
    for done in reversed(one.done):
        whose = "" if done.ours else " av en annan enhet"
        yield Note(f"{DONE_ABOUT[done.kind]} {when(done.at, now)}{whose}", one.said.get(done.seq))


def _form(one: Overdue, kind: str, tried: Tried) -> Form:
    name = FIELD[kind]
    here = tried if tried.kind == kind and not tried.told else NOTHING
    fault = next((r for r in here.refusals if r.field == name), None)
    label, hint = COORDINATOR_ASKS.get(kind, ("", ""))
    own = {"party_added": "Öppna ärendet"}
    return Form(
        kind,
        f"/samordning/{one.ref}/{kind}",
        own.get(kind, ACT[kind]),
        own.get(kind, SEND[kind]),
        f"f-{kind}-{one.duty}",
        name,
        label,
        hint,
        LONGEST["text" if kind == "noted" else "line"],
        here.typed,
        _fault(fault, label) if fault else "",
    )


def _fault(fault: Refusal, label: str) -> str:
    begins = REFUSAL[fault.code].startswith("{field}")
    return refusal(fault.code, fault.values, label if begins else inside(label))
