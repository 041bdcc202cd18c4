"""Fill an empty database with the training region: units and people by the owner, stays through the use cases.

The training clock only grows. It begins before the first stay and is wound to each step's moment, so that everything
is recorded in the ordinary way, at the time at which it is told. Two processes tell half of the stays each: every one
has a clock of its own to wind (`hasty` in lus.store.engine), and the region's follows when all is told.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from sqlalchemy import Connection, Engine, func, insert, select, update

from lus.domain.access import Actor
from lus.domain.calendar import ALWAYS, OpeningHours
from lus.domain.facts import KINDS, PartyLeft, Receiver, Seq, WrongRecipient, slots
from lus.domain.identity import person_of
from lus.domain.units import SIDES, UnitId
from lus.store import clock, people
from lus.store.patient import Header
from lus.store.registry import hours_json
from lus.store.tables import clock as clocks
from lus.store.tables import providers, routing, units
from lus.usecases import record as recording
from lus.usecases.outcomes import NotFound, Recorded, Repeated
from lus.usecases.receivers import WITHOUT_RESERVATION
from lus.usecases.record import Act
from lus.usecases.sign_in import TRAINING
from lus.usecases.training import stories
from lus.usecases.training.steps import Step
from lus.usecases.training.stories import Story

LAW = Path(__file__).with_name("law")
"""The training region's own law folder, where no other is named: an invented agreement with a day amount."""

TELLERS = 2
"""As many as a small machine has cores."""

REACH = timedelta(days=28)
"""How long before the training clock's first moment the earliest stay begins, at most."""

HOURS = {
    "always": ALWAYS,
    "office": OpeningHours(week=(((480, 990),),) * 5 + ((), ())),
    "centre": OpeningHours(week=(((480, 1020),),) * 5 + ((), ())),
    "daily": OpeningHours(week=(((420, 1260),),) * 7),
}


Beside: TypeAlias = Callable[[], AbstractContextManager[None]]


class System(recording.System, Protocol):
    """What bootstrap hands over, as far as filling needs it."""

    @property
    def read(self) -> Callable[[], AbstractContextManager[Connection]]:
        """In nobody's name."""
        ...

    @property
    def write(self) -> Callable[[], AbstractContextManager[Connection]]:
        """In nobody's name."""
        ...

    @property
    def clock(self) -> Callable[[], datetime]:
        """Training time."""
        ...


def fill(owner: Engine, system: System, announce: Callable[[str], None], beside: Beside) -> None:
    """Make a database that nobody has used a training region; one whose filling was cut off is told again.

    `system`: with a clock of its own. `beside`: while it is entered, somebody does `tell_the_rest`; leaving waits.
    """
    with owner.begin() as connection:
        if is_empty(connection):
            prepare(connection, datetime.now(UTC))
    with owner.connect() as connection:
        start = unfinished(connection)
    if start is not None:
        announce("Fyller övningsregionen med påhittade personer")
        with beside():
            tell(system, start, 0, TELLERS)
        with owner.begin() as connection:
            clock.wind_to(connection, start)


def tell_the_rest(system: System) -> None:
    """What is told beside `fill`, in a process of its own. `system`: with a clock of its own."""
    with system.read() as connection:
        start = unfinished(connection)
    if start is not None:
        tell(system, start, 1, TELLERS)


def is_empty(owner: Connection) -> bool:
    """Whether nobody has used the database: no unit stands in it."""
    return owner.execute(select(func.count()).select_from(units)).scalar_one() == 0


def prepare(owner: Connection, now: datetime) -> datetime:
    """Units, people and the training clock, as the tables' owner. Returns the clock's first moment.

    `now`: real time, aware. The clock is left where the earliest stay begins.
    """
    start = stories.first_moment(now + REACH)
    ids = unit_ids()
    _register(owner, ids)
    provider = {row["key"]: row["provider"] for row in stories.units()}
    for person in stories.people():
        employer = provider[person["units"][0]]
        person_id = people.add_person(owner, person["name"], employer, TRAINING, person["key"], None)
        for key in person["units"]:
            people.assign(owner, person_id, ids[key], person["role"], date(2018, 1, 1))
    owner.execute(update(clocks).values(training=True, ahead=start - REACH - now, first_at=start))
    return start


def _register(owner: Connection, ids: Mapping[str, UnitId]) -> None:
    """The units, who runs them, and which takes in what."""
    runs = {(row["principal"], row["provider"]) for row in stories.units()}
    owner.execute(insert(providers), [{"principal": of, "name": name, "private": False} for of, name in sorted(runs)])
    rows = [
        {
            "id": ids[row["key"]],
            "short_name": row["short"],
            "hours": hours_json(HOURS[row["hours"]]),
            "on_call_id": ids.get(row.get("on_call", "")),
            "coordinator_id": ids.get(row.get("coordinator", "")),
            **{name: row[name] for name in ("kind", "name", "principal", "provider", "phone")},
        }
        for row in stories.units()
    ]
    # In one statement: units name each other.
    owner.execute(insert(units).values(rows))
    told = [
        {"principal": row["principal"], "help": kind, "unit_id": ids[key]}
        for row in stories.routing()
        for kind, key in row["units"].items()
    ]
    owner.execute(insert(routing), told)


def unfinished(owner: Connection) -> datetime | None:
    """The first moment of a training clock that has not reached it: its region is not wholly told."""
    now = func.clock_timestamp() + clocks.c.ahead
    return owner.execute(select(clocks.c.first_at).where(clocks.c.training, clocks.c.first_at > now)).scalar()


def unit_ids() -> dict[str, UnitId]:
    """Key ► id of each unit: they are numbered as they stand."""
    return {row["key"]: number for number, row in enumerate(stories.units(), 1)}


@dataclass(slots=True)
class Told:
    """A story as far as it has been recorded: its case, the last fact of each kind, the last to be acknowledged."""

    ref: str = ""
    last: dict[str, Seq] = field(default_factory=dict)
    message: Seq = 0

    def note(self, kind: str, ref: str, seq: Seq) -> None:
        """One fact more."""
        self.ref = ref
        self.last[kind] = seq
        if KINDS[kind].receipt:
            self.message = seq


@dataclass(slots=True)
class Region:
    """Who records for which unit, and how far each story has come."""

    ids: dict[str, UnitId]
    actors: dict[str, Actor]
    told: dict[str, Told] = field(default_factory=dict)


LEAVING = frozenset({PartyLeft.kind, WrongRecipient.kind})
"""Kinds with which who records them leaves the case."""


def tell(system: System, start: datetime, teller: int = 0, tellers: int = 1) -> dict[str, str]:
    """Record the teller's stays, step by step in order of time, and leave the clock at `start`.

    Returns story ► its case's ref. Told again after it was cut off, nothing is told twice: each step has a key of its
    own.
    """
    region = Region(unit_ids(), _actors(system))
    for step, story in stories.told_by(teller, tellers, start):
        _wind(system, step.at)
        told = region.told.setdefault(story.id, Told())
        outcome = recording.record(system, region.actors[story.unit(step.who)], act(step, story, region))
        if isinstance(outcome, NotFound) and step.kind in LEAVING:
            continue  # told before it was cut off: whoever left is a stranger to the case since
        if not isinstance(outcome, Recorded | Repeated):
            msg = f"{story.id}, {step.kind} {step.at}: {outcome}"
            raise RuntimeError(msg)  # noqa: TRY004 a story that the rules refuse is a fault of the story
        told.note(step.kind, outcome.ref, outcome.seq)
    _wind(system, start)
    return {story: told.ref for story, told in region.told.items()}


def _wind(system: System, at: datetime) -> None:
    with system.write() as connection:
        clock.wind_to(connection, at)


def _actors(system: System) -> dict[str, Actor]:
    """For each unit, by key: the first who works there."""
    with system.write() as connection:
        first = {row.unit_id: row for row in reversed(people.staff(connection))}
    return {
        row["key"]: Actor(
            first[unit].person_id,
            first[unit].id,
            unit,
            SIDES[row["kind"]],
            first[unit].role,
            row["provider"],
            (unit,),
        )
        for row, unit in zip(stories.units(), unit_ids().values(), strict=True)
    }


def act(step: Step, story: Story, region: Region) -> Act:
    """What is recorded at the step, as far as the story has been told: names have become numbers."""
    carried, told = step.carried, region.told[story.id]
    fields = _admission(story) | dict(step.fields) if step.kind == "admitted" else dict(step.fields)
    if step.kind == "acknowledged":
        fields.setdefault("of", told.message)
    controls = {slot.name: slot.control for slot in slots(KINDS[step.kind])}
    numbered = {name: _numbered(controls[name], value, story, region) for name, value in fields.items()}
    receivers = None
    if "to" in carried or step.kind == "admission_notified":
        to = carried["to"].split(",") if "to" in carried else story.tells
        ground = carried.get("ground", "lag_2017_612" if step.kind in WITHOUT_RESERVATION else "consent")
        receivers = tuple(Receiver(region.ids[story.unit(who)], ground) for who in to)
    by_hand = carried.get("channel") in {"phone", "paper"}
    return Act(
        case=told.ref or _header(story),
        kind=step.kind,
        fields=numbered,
        key=f"training {story.id} {step.at.isoformat()} {step.who} {step.kind}",
        at=(step.stated or step.at) if by_hand or not KINDS[step.kind].sent else None,
        receivers=receivers,
        channel=carried.get("channel", "system"),
        in_reply_to=told.last[carried["reply"]] if "reply" in carried else None,
    )


def _numbered(control: str, value: Any, story: Story, region: Region) -> Any:
    """What a story calls by name, as the case knows it: units, facts by their kind, duties, earlier stays."""
    told = region.told[story.id]
    if control == "unit" and value is not None:
        return region.ids[story.unit(value)]
    if control == "units":
        return tuple(region.ids[story.unit(one)] for one in value)
    if control == "fact" and isinstance(value, str):
        return told.last[value]
    if control == "duty":
        kind, opened, unit = value.split("/")
        return f"{kind}:{told.last[opened]}:{region.ids[story.unit(unit)]}"
    if control == "case" and value is not None:
        return region.told[value].ref
    return value


def _admission(story: Story) -> dict[str, Any]:
    return {
        "registered_in": story.registered_in,
        "listed_at": "centre" if story.listed else None,
        "room": story.room,
    }


def _header(story: Story) -> Header:
    return Header(
        person=person_of(story.number),
        name=story.name,
        number=story.number.value,
        protected="skyddad folkbokföring" if story.protected else None,
        # A question asks no more of a person than who it is.
        address=story.address if story.steps[0].kind == "admitted" else None,
    )
