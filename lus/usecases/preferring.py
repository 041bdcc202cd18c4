"""Saying where and when one is told: a person for themselves, a unit's manager or its administrator for the unit."""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lus.domain.access import Actor
from lus.domain.delivery import Channel, Send
from lus.domain.errors import Refusal
from lus.domain.preference import Preference, refusals
from lus.domain.units import UnitId
from lus.store import administered, preferences
from lus.store.audit import Purpose, Record
from lus.store.doors import Door
from lus.store.preferences import Kept
from lus.store.preferences import Trial as Trial  # noqa: PLC0414 for pages
from lus.usecases.outcomes import NotFound, Refused

PURPOSE: Purpose = "Administration"


class System(Protocol):
    """What bootstrap hands over, as far as this needs it."""

    @property
    def reading(self) -> Callable[[Actor, Purpose], AbstractContextManager[Door]]:
        """The door."""
        ...

    @property
    def administering(self) -> Callable[[Actor], AbstractContextManager[Door]]:
        """The administrator's."""
        ...

    @property
    def channels(self) -> Mapping[Channel, Send]:
        """What this installation sends through."""
        ...

    @property
    def webhook_private(self) -> bool:
        """Whether webhooks may go to private addresses."""
        ...


@dataclass(frozen=True, slots=True)
class Whose:
    """The person's own (`person`), else the unit's: its manager's to say, or its administrator's (`administered`)."""

    unit: UnitId
    person: int | None = None
    administered: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """As it stands. `units`: what the unit wants; `may`: whether whoever asks may change it; `mark` changes with it.

    `manages`: who asks is the unit's manager; `channels`: what this installation sends through.
    """

    name: str
    kept: Kept
    units: Kept
    may: bool
    manages: bool
    tried: tuple[Trial, ...]
    mark: str
    channels: tuple[Channel, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """It stands. `secret`: what the webhook is signed with, where that is new: to be shown once."""

    secret: str = ""


def known(system: System, actor: Actor, whose: Whose) -> Known | None:
    """None: there is no such unit for whoever asks."""
    with _door(system, actor, whose) as door:
        found = _known(system, door, whose)
        door.log(Record("Läsa", _page(whose), "shown" if found else "not_found"))
        return found


def change(
    system: System, actor: Actor, whose: Whose, wanted: Preference, mark: str, *, new_secret: bool = False
) -> Done | Refused | NotFound:
    """As wanted, if it still is as it was shown (`mark`); or why not."""
    with _door(system, actor, whose) as door:
        preferences.one_at_a_time(door.connection, whose.unit)
        found = _known(system, door, whose)
        outcome = _changed(system, door, whose, wanted, found, mark, new_secret=new_secret)
        door.log(Record("Skriva", _page(whose), "recorded" if isinstance(outcome, Done) else "refused"))
        return outcome


def against(system: System, wanted: Preference) -> tuple[Refusal, ...]:
    """Why it cannot be so, whoever wants it."""
    return tuple(refusals(wanted, private=system.webhook_private))


def _changed(  # noqa: PLR0917 what there is to know
    system: System, door: Door, whose: Whose, wanted: Preference, found: Known | None, mark: str, *, new_secret: bool
) -> Done | Refused | NotFound:
    if found is None or not found.may:
        return NotFound()
    hindrances = against(system, wanted)
    if hindrances:
        return Refused(hindrances)
    if mark != found.mark:
        return Refused((Refusal("changed_since_shown"),))
    preferences.keep(door.connection, whose.unit, whose.person, wanted)
    renewed = whose.person is None and (wanted.webhook != found.kept.wanted.webhook or (wanted.webhook and new_secret))
    return Done(preferences.hook(door.connection, whose.unit, wanted.webhook) if renewed else "")


def try_out(system: System, actor: Actor, whose: Whose) -> bool:
    """Send a message to each address that stands. False: whoever asks may not, or there is none."""
    with _door(system, actor, whose) as door:
        found = _known(system, door, whose)
        addresses = {"mail": found.kept.wanted.mail, "webhook": found.kept.wanted.webhook} if found else {}
        channels = [one for one in system.channels if addresses.get(one)] if found and found.may else []
        preferences.try_out(door.connection, whose.unit, whose.person, channels)
        door.log(Record("Skriva", f"{_page(whose)}_tried", "recorded" if channels else "refused"))
        return bool(channels)


def _door(system: System, actor: Actor, whose: Whose) -> AbstractContextManager[Door]:
    return system.administering(actor) if whose.administered else system.reading(actor, PURPOSE)


def _known(system: System, door: Door, whose: Whose) -> Known | None:
    if whose.administered:
        rows = administered.units(door, whose.unit)
        if not rows:
            return None
        name, may, managed = rows[0].name, True, False
    else:
        name, managed = preferences.managed(door.connection, whose.unit, door.actor.person)
        may = whose.person is not None or managed
    kept = preferences.of(door.connection, whose.unit, whose.person)
    units = kept if whose.person is None else preferences.of(door.connection, whose.unit, None)
    tried = preferences.tried(door.connection, whose.unit, whose.person)
    mark = hashlib.sha256(repr(kept.wanted).encode()).hexdigest()[:16]
    return Known(name, kept, units, may, managed, tried, mark, tuple(system.channels), door.now)


def _page(whose: Whose) -> str:
    return "preferences" if whose.person is not None else f"preferences_unit:{whose.unit}"
