"""A coordinator's list in words: what is overdue, by kind, with what has been done about it and the acts.

On the board by kind of duty, on *Försenade SIP* by what is late. Nobody's name or number is in it, and of a protected
person neither unit nor municipality.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from lus.domain.calendar import day_of
from lus.domain.coordination import Done
from lus.domain.duties import ROWS
from lus.queries.coordination import Crowd, Overdue
from lus.web.forms import LONGEST
from lus.web.ladder import ladder
from lus.web.listing import FIELD, NO_MANY, NOTHING, Chip, Form, Group, Known, Many, Note, Row, Shown, Tried, wrong_with
from lus.web.many import bulk
from lus.web.moments import day, due, when
from lus.web.narrowing import FIRST, KINDS, Wanted, choices, told
from lus.web.units import SIDE_NAME
from lus.words import DUTY
from lus.words.acts import ACT, DONE_ABOUT, SEND
from lus.words.forms import COORDINATOR_ASKS
from lus.words.late import LATE, SHORT
from lus.words.refusals import refusal

EMPTY = "Inget är försenat hos enheterna som ni samordnar. En åtgärd kommer hit när dess tid har gått ut."
EMPTY_KIND = "Inget av det slaget är försenat just nu."
EMPTY_PAGE = "Inget finns kvar på den här sidan."
EMPTY_LATE = (
    "Ingen SIP är försenad hos enheterna som ni samordnar. Hit kommer kallelser, möten, bekräftelser, uppföljningar "
    "och samtycken när deras tid har gått ut, och planer som behövdes men inte gjordes."
)
EMPTY_CHOICE = "Ingenting passar urvalet just nu."
GONE = (
    "Åtgärden står inte på er lista. Den kan ha blivit gjord eller upphört sedan ni hämtade tavlan. "
    "Inget är sparat. Sök efter den i listan nedan."
)


class Found(Protocol):
    """The list as it was read."""

    @property
    def rows(self) -> Collection[Overdue]: ...
    @property
    def crowds(self) -> Collection[Crowd]: ...
    @property
    def counts(self) -> Mapping[str, int]: ...
    @property
    def now(self) -> datetime: ...


def coordination(
    found: Found,
    known: Known,
    wanted: Wanted,
    *,
    tried: Tried = NOTHING,
    many: Many = NO_MANY,
) -> Shown:
    """The list now, as far as `wanted`."""
    order = KINDS if wanted.late else [FIRST, *(one for one in ROWS if one != FIRST)]
    rows: dict[str, list[Row]] = {}
    for one in found.rows:
        rows.setdefault(one.what, []).append(_row(one, known, wanted, found.now, tried, many))
    counts = {one: found.counts[one] for one in order if one in found.counts}
    every = sum(counts.values())
    chips = [Chip("Alla", every, wanted.but(what=""), not wanted.what)]
    chips += [Chip(_heading(one, short=True), n, wanted.but(what=one), one == wanted.what) for one, n in counts.items()]
    shown = [row for some in rows.values() for row in some]
    placed = any(row.duty == tried.duty for row in shown)
    units = {unit for one in found.crowds for unit in (one.owing, one.lead) if unit is not None}
    codes = {one.municipality for one in found.crowds if one.municipality}
    return Shown(
        every,
        tuple(chips),
        tuple(Group(_heading(one), counts.get(one, 0), tuple(rows[one])) for one in order if one in rows),
        bulk(shown, wanted, many, known),
        _empty(found, wanted, every),
        wanted.address,
        wanted,
        choices(wanted, units, codes, known.cards, known.towns),
        told(wanted, known.cards, known.towns),
        (counts.get(wanted.what, 0) if wanted.what else every) - (wanted.page - 1) * wanted.limit - len(shown),
        "" if placed else tried.told,
        GONE if tried.gone or (tried.refusals and not placed) else "",
        "" if placed else tried.typed,
    )


def _empty(found: Found, wanted: Wanted, every: int) -> str:
    if every and wanted.page > 1:
        return EMPTY_PAGE
    if wanted.narrowed and found.crowds:
        return EMPTY_CHOICE
    if every:
        return EMPTY_KIND
    return EMPTY_LATE if wanted.late else EMPTY


def _heading(kind: str, *, short: bool = False) -> str:
    if kind in LATE:
        return SHORT[kind] if short else LATE[kind]
    return DUTY[kind][:1].upper() + DUTY[kind][1:]


def _row(one: Overdue, known: Known, wanted: Wanted, now: datetime, tried: Tried, many: Many) -> Row:  # noqa: PLR0917 what a row says
    here = many.results.get(one.duty) or (tried if tried.duty == one.duty else NOTHING)
    cards, on = known.cards, one.ours
    owing = cards.get(one.owing) if one.owing is not None else None
    to = cards.get(one.toward) if one.toward is not None else None
    names = {unit: card.short for unit, card in cards.items()}
    since, since_on = (one.since_at or one.due_at), one.due_on if one.since_at in {None, one.due_at} else None
    should = f"skulle ha gjorts {day(one.due_on, now) if one.due_on else when(one.due_at, now)}"
    kinds = [kind for kind in FIELD if one.duty and not (on and kind == "party_added")]
    return Row(
        f"k-{one.duty or one.ref}",
        one.duty,
        one.ref,
        f"{one.ref}.{one.duty}.{_reminded(one)}" if one.duty else "",
        bool(one.duty) and (wanted.marked or (one.duty in many.marked and not many.results)),
        _reminded(one),
        owing.short if owing else SIDE_NAME[one.side],
        tuple(_more(one, known, wanted)),
        f"till {to.short}" if to else "",
        owing.phone if owing else None,
        due(since, since_on, now),
        should if one.duty and one.what != "consent" else f"sedan {day(day_of(since), now)}",
        f"öppnad {when(one.opened_at, now)}" if one.duty else "ingen av era enheter ska göra något",
        _done(one.done, now),
        tuple(_notes(one, now)),
        ladder(one.reminders, cards, now),
        f"/arende/{one.ref}" if on else "",
        tuple(_form(one, kind, here if not many.results else NOTHING) for kind in kinds),
        here.told,
        tuple(refusal(r.code, r.values, "", names) for r in here.refusals if r.field is None),
        one.duty in many.results,
    )


def _more(one: Overdue, known: Known, wanted: Wanted) -> Iterable[str]:
    """Who leads, if somebody else is to act; what is to be done, where the group says only what is late; the town."""
    lead = known.cards.get(one.lead) if one.lead not in {None, one.owing} else None
    if lead:
        yield f"leds av {lead.short}"
    if wanted.late and one.duty and one.what not in LATE_SAYS:
        yield DUTY[one.kind]
    if one.municipality:
        yield known.towns.get(one.municipality, one.municipality)


LATE_SAYS = frozenset({"meeting", "confirmation", "follow_up", "consent"})
"""Headings that say what is to be done; under the others several kinds of duty may stand."""


def _reminded(one: Overdue) -> int:
    """The last reminder that the row shows, by its number; 0: none."""
    return max((done.seq for done in one.done if done.kind == "reminded"), default=0)


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
        wrong_with(fault, label) if fault else "",
    )
