"""What is sent of reminders, and what came of it. References, kinds and moments: no patient, whoever reads it."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Literal, TypeAlias

from lus.domain.calendar import DAY, STOCKHOLM, day_of, local, start_of
from lus.domain.immutable import immutable
from lus.domain.invitation import Invitation

Channel: TypeAlias = Literal["mail", "webhook"]
CHANNELS: tuple[Channel, ...] = ("mail", "webhook")
"""Besides the application itself, where a reminder stands as soon as it is told."""

Outcome: TypeAlias = Literal["sent", "void", "failed", "parked"]


@immutable()
class Item:
    """One reminder of a message: the case's reference, what is owed (a kind of duty, or liability) and which step."""

    key: str
    ref: str
    kind: str
    step: str
    due_at: datetime
    binding: bool


@immutable()
class Message:
    """What one receiver gets at once. `key` is the same at every attempt, so that the receiver knows it again.

    `address` of the channel, `secret` to sign with; `at`: when it leaves, by the database's clock in real time;
    `test`: somebody tries the address out, nothing is reminded of; `invitation`: the one thing that it carries.
    """

    key: str
    address: str
    secret: str | None
    at: datetime
    items: tuple[Item, ...]
    test: bool = False
    invitation: Invitation | None = None


@immutable()
class Answer:
    """What came of sending: taken, not now, never (the receiver is wrong); the message itself is broken, or void:
    all that was in it is done, or its receiver wants no more through that channel.

    `code`: why not.
    """

    kind: Literal["taken", "later", "never", "broken", "void"]
    code: str | None = None


TAKEN = Answer("taken")
VOID = Answer("void")

Send: TypeAlias = Callable[[Message], Answer]

PAUSES = tuple(timedelta(seconds=s) for s in (15, 60, 180, 600, 1800, 3600, 7200))
"""How long to wait after each attempt that failed; after the last one the delivery has failed."""

ATTEMPTS = len(PAUSES) + 1


def quiet_until(now: datetime, quiet: tuple[int, int] | None) -> datetime:
    """When quiet hours (from and until, minutes of the day in Stockholm) that last at `now` end; else `now`."""
    if quiet is None or quiet[0] == quiet[1]:
        return now
    starts, ends = quiet
    here = local(now)
    minute = here.hour * 60 + here.minute
    over_midnight = starts > ends
    lasts = (minute >= starts or minute < ends) if over_midnight else starts <= minute < ends
    if not lasts:
        return now
    day = day_of(now) + (DAY if over_midnight and minute >= starts else timedelta(0))
    until = datetime.combine(day, time(ends // 60, ends % 60), STOCKHOLM).astimezone(start_of(day).tzinfo)
    # In the hour that exists twice a clock shows the end before it has come.
    return max(until, now)


def leaves_at(now: datetime, quiet: tuple[int, int] | None, *, binding: bool, due_at: datetime) -> datetime:
    """When a reminder leaves that is told now: after quiet hours, unless a deadline of law passes during them."""
    until = quiet_until(now, quiet)
    return now if binding and now < due_at <= until else until
