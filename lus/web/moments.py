"""Instants, days and lengths of time as pages say them, told from now: "i dag 08.20", "om 3 tim", "försenad 2 tim"."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

from lus.domain.calendar import DAY, MIDNIGHT, OpeningHours, day_of, local
from lus.domain.duty import Duty
from lus.words import notation

Urgency: TypeAlias = Literal["late", "soon", "later"]
MINUTE = timedelta(minutes=1)
TO = "\N{EN DASH}"
NEAR = {0: "i dag", -1: "i går", 1: "i morgon"}
SOON = timedelta(hours=4)
"""A duty this close is marked, also when it falls due tomorrow morning."""


@dataclass(frozen=True, slots=True)
class Due:
    """By when: in words, how urgent, and in full for who wants to know exactly."""

    text: str
    urgency: Urgency
    exactly: str


def clock(at: datetime) -> str:
    """Time of day in Stockholm: 08.41."""
    shown = local(at)
    return f"{shown.hour:02}.{shown.minute:02}"  # strftime takes five times as long


def day(on: date, now: datetime) -> str:
    """The day: i dag, i går, i morgon, tors 5 mars; with the year where it is another than now's."""
    today = day_of(now)
    return NEAR.get((on - today).days) or notation.day(on, year=on.year != today.year)


def when(at: datetime, now: datetime) -> str:
    """The instant: i dag 08.20, tors 5 mars 14.30."""
    return f"{day(day_of(at), now)} {clock(at)}"


def moment(at: datetime) -> str:
    """The instant with its day: tis 3 mars 14.30."""
    return f"{notation.day(day_of(at), year=False)} {clock(at)}"


def length(between: timedelta) -> str:
    """How long, in words: 25 min, 3 tim, 2 dygn. Never negative."""
    return notation.hours_and_minutes(max(between, timedelta()))


def passed(due_at: datetime, due_on: date | None, now: datetime) -> bool:
    """Whether the time has passed; at 24.00 a day is over."""
    return due_at <= now if due_on else due_at < now


def overdue(duty: Duty, now: datetime) -> bool:
    """Whether the duty is open and its time has passed."""
    return duty.ended is None and passed(duty.due_at, duty.due_on, now)


def due(due_at: datetime, due_on: date | None, now: datetime) -> Due:
    """By when something open is to be done, as told now."""
    exactly = notation.deadline(due_at)
    left = due_at - now
    if passed(due_at, due_on, now):
        return Due(f"försenad {length(max(-left, MINUTE))}", "late", exactly)
    last_day = due_on or day_of(due_at)
    urgency: Urgency = "soon" if last_day == day_of(now) or left < SOON else "later"
    if due_on:
        return Due("i dag" if last_day == day_of(now) else f"senast {day(last_day, now)}", urgency, exactly)
    if left < DAY:
        return Due(f"om {length(left)}" if left >= MINUTE else "nu", urgency, exactly)
    return Due(f"senast {when(due_at, now)}", urgency, exactly)


def opening(hours: OpeningHours) -> str:
    """When a unit is open, as "dygnet runt" or weekdays with times."""
    if all(spans == ((0, MIDNIGHT),) for spans in hours.week):
        return "dygnet runt"
    told: list[str] = []
    start = 0
    for number in range(1, len(hours.week) + 1):
        if number < len(hours.week) and hours.week[number] == hours.week[start]:
            continue
        if hours.week[start]:
            days = notation.WEEKDAYS[start] + (f"{TO}{notation.WEEKDAYS[number - 1]}" if number - 1 > start else "")
            told.append(f"{days} {', '.join(_span(*span) for span in hours.week[start])}")
        start = number
    return ", ".join(told) or "stängt"


def _span(opens: int, closes: int) -> str:
    return TO.join(f"{minutes // 60}.{minutes % 60:02}" for minutes in (opens, closes))
