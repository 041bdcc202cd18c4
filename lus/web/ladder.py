"""The ladder of a duty in words: what was told of it, to whom, what became of that, if it is seen, what comes next."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lus.domain.calendar import day_of
from lus.queries.reminders import Reminder, Sent
from lus.web.moments import clock, when
from lus.words.reminders import GIVEN_UP, GIVEN_UP_OTHERWISE, GONE_BY, HANDED, step


class Named(Protocol):
    """What a unit is called."""

    @property
    def short(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Told:
    """One step: which ("Dags nu"), when it was or is to be said, to whom, and what became of it, in order.

    `look`: ok, wait, late or "" for a step that is still to come.
    """

    what: str
    when: str
    to: str
    became: tuple[str, ...]
    look: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """`sum`: the whole of it in a line; `told`: how many times something was said."""

    sum: str
    told: int
    steps: tuple[Told, ...]


def ladder(
    reminders: Collection[Reminder], names: Mapping[int, Named], now: datetime, *, people: bool = True
) -> Ladder | None:
    """None: nothing was said, and nothing is to be. `people`: whether anybody's name is told."""
    if not reminders:
        return None
    steps = tuple(_told(one, names, now, people=people) for one in reminders)
    return Ladder(_sum(reminders, now), sum(one.told_at is not None for one in reminders), steps)


def _sum(reminders: Collection[Reminder], now: datetime) -> str:
    told = [one for one in reminders if one.told_at]
    coming = [one for one in reminders if one.told_at is None]
    said = []
    if told:
        last = told[-1]
        times = f"{len(told)} gånger, senast " if len(told) > 1 else ""
        said.append(f"Påmind {times}{when(last.told_at or last.at, now)}")
        seen = max((one.seen_at for one in told if one.seen_at), default=None)
        before = "" if seen and last.told_at and seen >= last.told_at else "senast "
        said.append(f"{before}läst {_again(seen, last.told_at, now)}" if seen else "inte läst")
    elif coming:
        said.append(f"Påminns {_coming(coming[0].at, now)}")
    return ", ".join(said)


def _told(one: Reminder, names: Mapping[int, Named], now: datetime, *, people: bool) -> Told:
    unit = names[one.unit].short if one.unit in names else "en annan enhet"
    to = unit
    if one.person is not None:
        to = f"{one.name}, {unit}" if people and one.name else f"en person på {unit}"
    at = when(one.told_at, now) if one.told_at else _coming(one.at, now)
    return Told(step(one.step), at[:1].upper() + at[1:], to, tuple(_became(one, now)), _look(one))


def _coming(at: datetime, now: datetime) -> str:
    """When it is said; what no worker has come to yet is said as soon as one does."""
    return when(at, now) if at > now else "strax"


def _became(one: Reminder, now: datetime) -> Iterator[str]:
    if one.told_at is None:
        yield "planerad"
        return
    for sent in one.sent:
        yield became(sent, one.told_at, now)
    if not one.sent:
        yield "står i Hemgång"
    yield f"läst {_again(one.seen_at, one.told_at, now)}" if one.seen_at else "inte läst"


def became(sent: Sent, told_at: datetime, now: datetime) -> str:
    """What became of the message."""
    by = GONE_BY[sent.channel]
    if sent.outcome == "sent" and sent.ended_at:
        return f"{HANDED[sent.channel]} {_again(sent.ended_at, told_at, now)}"
    if sent.outcome == "void":
        return f"{by} behövdes inte"
    if sent.outcome:
        return f"{by} kom inte fram: {GIVEN_UP.get(sent.error or '', GIVEN_UP_OTHERWISE)}"
    if sent.claimed:
        return f"{by} skickas nu"
    return f"{by} {'skickas igen' if sent.attempts else 'skickas'} {_again(sent.next_at, told_at, now)}"


def _look(one: Reminder) -> str:
    if one.told_at is None:
        return ""
    if one.seen_at:
        return "ok"
    return "late" if any(sent.outcome in {"failed", "parked"} for sent in one.sent) else "wait"


def _again(at: datetime, before: datetime | None, now: datetime) -> str:
    """The time of day alone, where the day has just been said."""
    return clock(at) if before and day_of(at) == day_of(before) else when(at, now)
