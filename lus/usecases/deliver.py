"""Reminders delivered: what is due is gathered, claimed, sent and finalised. Each step is a transaction of its own.

Nothing is sent while a transaction is open, and nothing is lost between two: what is claimed and not finalised is
claimed again when its lease has passed. So a message may be sent twice, always under the same key.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from lus.domain.delivery import ATTEMPTS, PAUSES, VOID, Answer, Channel, Message, Outcome, leaves_at
from lus.domain.units import UnitId
from lus.store import outbox
from lus.store.outbox import Claimed, Due, Parcel, Place
from lus.usecases import inviting
from lus.usecases.sweeping import System

log = structlog.get_logger()

GATHERED_AT_ONCE = 200
CLAIMED_AT_ONCE = 8
SENT_AT_ONCE = 8
ROUNDS = 50
"""Of one tick: whoever runs it says in between that it lives."""


@dataclass(frozen=True, slots=True)
class Done:
    """How many reminders were told, and messages sent (or void), paused, and given up."""

    told: int = 0
    sent: int = 0
    paused: int = 0
    troubled: int = 0


def tick(system: System) -> Done:
    """Deliver what is due, as far as ROUNDS go. Raises DatabaseGone: nothing is lost, the next tick goes on."""
    told, became = 0, Counter[Outcome | None]()
    for _ in range(ROUNDS):
        some = gather(system)
        told += some
        if not some:
            break
    inviting.gather(system)
    with system.sweeping() as connection:
        outbox.mended(connection)
    with ThreadPoolExecutor(SENT_AT_ONCE, thread_name_prefix="send") as pool:
        for _ in range(ROUNDS):
            claimed = _claim(system)
            became.update(pool.map(partial(deliver, system), claimed))
            if not claimed:
                break
    inviting.tell_undelivered(system)
    return Done(told, became["sent"] + became["void"], became[None], became["failed"] + became["parked"])


def gather(system: System) -> int:
    """Tell some of the reminders that are due: in the application from now on, and put into messages. How many."""
    with system.sweeping() as connection:
        now, found = outbox.due(connection, GATHERED_AT_ONCE, system.ladders.together)
        if now is None:
            return 0
        places = outbox.places(connection, {one.unit for one in found})
        outbox.put(connection, now, found, parcels(now, found, places, system.channels))
    return len(found)


def parcels(
    now: datetime,
    told: Iterable[Due],
    places: Mapping[tuple[UnitId, int | None], Place],
    channels: Iterable[Channel],
) -> list[Parcel]:
    """One message for each receiver and channel. A person without an address is reached through the unit's."""
    together: defaultdict[tuple[Channel, UnitId, int | None], list[tuple[Due, datetime, datetime]]] = defaultdict(list)
    for one in told:
        unit, own = places.get((one.unit, None)), places.get((one.unit, one.person))
        mailed = own if own and own.mail else unit
        if "mail" in channels and mailed and mailed.mail and (one.binding or not mailed.only_binding):
            at = leaves_at(now, mailed.quiet, binding=one.binding, due_at=one.due_at)
            together["mail", one.unit, mailed.person].append((one, at if at > now else one.at, at))
        if "webhook" in channels and unit and unit.webhook:
            together["webhook", one.unit, None].append((one, one.at, now))
    return [
        Parcel(
            channel,
            some[0][0].key,
            unit,
            person,
            tuple(one.id for one, _, _ in some),
            min(planned for _, planned, _ in some),
            min(at for _, _, at in some),
        )
        for (channel, unit, person), some in together.items()
    ]


def _claim(system: System) -> tuple[Claimed, ...]:
    with system.sweeping() as connection:
        return outbox.claim(connection, CLAIMED_AT_ONCE)


def deliver(system: System, one: Claimed) -> Outcome | None:
    """Send what was claimed and finalise it. What became of it; None: it is sent again after a pause."""
    answer = _sent(system, one)
    outcome, pause = _what_now(one, answer)
    with system.sweeping() as connection:
        mine = outbox.finalise(connection, one, outcome, answer.code, pause)
        if mine and answer.code in outbox.REFUSED_FOR:
            outbox.refused(connection, one)
    if outcome in {"failed", "parked"}:
        log.error("a message was not delivered", channel=one.channel, id=one.id, outcome=outcome, why=answer.code)
    if not mine:
        log.warning("the lease had passed", channel=one.channel, id=one.id)
    return outcome


def _sent(system: System, one: Claimed) -> Answer:
    if not one.items and not one.test and one.invitation is None:
        return VOID
    if one.attempt > ATTEMPTS:
        return Answer("broken", "nobody_survived")
    if one.address is None:
        return VOID
    send = system.channels.get(one.channel)
    if send is None:
        return Answer("never", "no_channel")
    try:
        return send(Message(one.key, one.address, one.secret, one.real, one.items, one.test, one.invitation))
    except Exception as error:  # noqa: BLE001 whatever it is, the others go on
        # Its text may quote what was to be sent.
        return Answer("broken", type(error).__name__)


def _what_now(one: Claimed, answer: Answer) -> tuple[Outcome | None, timedelta]:
    """What that makes of the message, or after which pause it is sent again."""
    if answer.kind == "later" and one.attempt < ATTEMPTS:
        return None, PAUSES[one.attempt - 1]
    return OUTCOMES[answer.kind], timedelta(0)


OUTCOMES: dict[str, Outcome] = {
    "taken": "sent",
    "later": "failed",
    "never": "failed",
    "broken": "parked",
    "void": "void",
}
