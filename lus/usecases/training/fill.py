"""Fill an empty database with the training region: units and people by the owner, stays through the use cases.

The training clock only grows. It begins before the first stay and is wound to each step's moment, so that everything
is recorded in the ordinary way, at the time at which it is told.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection, Engine, func, insert, select, update

from lus.domain.access import Actor
from lus.domain.calendar import ALWAYS, OpeningHours
from lus.domain.facts import KINDS, Receiver
from lus.domain.identity import person_of
from lus.domain.units import SIDES, UnitId
from lus.store import clock, people
from lus.store.patient import Header
from lus.store.registry import hours_json
from lus.store.tables import clock as clocks
from lus.store.tables import providers, routing, units
from lus.usecases import record as recording
from lus.usecases.outcomes import Recorded, Repeated
from lus.usecases.record import Act
from lus.usecases.sign_in import TRAINING
from lus.usecases.training import stories
from lus.usecases.training.stories import Step, Story

REACH = timedelta(days=21)
"""How long before the training clock's first moment the earliest stay begins, at most."""

HOURS = {
    "always": ALWAYS,
    "office": OpeningHours(week=(((480, 990),),) * 5 + ((), ())),
    "centre": OpeningHours(week=(((480, 1020),),) * 5 + ((), ())),
    "daily": OpeningHours(week=(((420, 1260),),) * 7),
}


class System(recording.System, Protocol):
    """What bootstrap hands over, as far as filling needs it."""

    @property
    def write(self) -> Callable[[], AbstractContextManager[Connection]]:
        """In nobody's name."""
        ...

    @property
    def clock(self) -> Callable[[], datetime]:
        """Training time."""
        ...


def fill(owner: Engine, system: System, announce: Callable[[str], None]) -> None:
    """Make a database that nobody has used a training region; one whose filling was cut off is told on."""
    with owner.begin() as connection:
        if is_empty(connection):
            prepare(connection, datetime.now(UTC))
    with owner.connect() as connection:
        start = unfinished(connection)
    if start is not None:
        announce("Fyller övningsregionen med påhittade personer")
        tell(system, start)


def is_empty(owner: Connection) -> bool:
    """Whether nobody has used the database: no unit stands in it."""
    return owner.execute(select(func.count()).select_from(units)).scalar_one() == 0


def prepare(owner: Connection, now: datetime) -> datetime:
    """Units, people and the training clock, as the tables' owner. Returns the clock's first moment.

    `now`: real time, aware. The clock is left where the earliest stay begins.
    """
    start = stories.first_moment(now + REACH)
    ids = _unit_ids()
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


def _unit_ids() -> dict[str, UnitId]:
    return {row["key"]: number for number, row in enumerate(stories.units(), 1)}


@dataclass(slots=True)
class Told:
    """A story as far as it has been recorded: its case, and the last message that asked for receipts."""

    ref: str = ""
    message: int = 0


@dataclass(slots=True)
class Region:
    """Who records for which unit, and how far each story has come."""

    ids: dict[str, UnitId]
    actors: dict[str, Actor]
    told: dict[str, Told] = field(default_factory=dict)


def tell(system: System, start: datetime) -> int:
    """Record every stay, step by step in order of time, and leave the clock at `start`. Returns how many facts.

    Told again after it was cut off, it goes on where it was: each step has a key of its own.
    """
    region = Region(_unit_ids(), _actors(system))
    steps = [(step, story) for story in stories.stories(start) for step in story.steps]
    for step, story in sorted(steps, key=lambda pair: (pair[0].at, pair[1].name)):
        _wind(system, step.at)
        told = region.told.setdefault(story.name, Told())
        outcome = recording.record(system, region.actors[story.units[step.who]], _act(step, story, region, told))
        if not isinstance(outcome, Recorded | Repeated):
            msg = f"{story.name}, {step.kind} {step.at}: {outcome}"
            raise RuntimeError(msg)  # noqa: TRY004 a story that the rules refuse is a fault of the story
        told.ref = outcome.ref
        if KINDS[step.kind].receipt:
            told.message = outcome.seq
    _wind(system, start)
    return len(steps)


def _wind(system: System, at: datetime) -> None:
    more = at - system.clock()
    if more > timedelta():
        with system.write() as connection:
            clock.wind(connection, more)


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
        for row, unit in zip(stories.units(), _unit_ids().values(), strict=True)
    }


def _act(step: Step, story: Story, region: Region, told: Told) -> Act:
    fields = dict(step.fields)
    receivers = None
    if step.kind == "admitted":
        fields |= _admission(story, region.ids)
    if step.kind == "acknowledged":
        fields["of"] = told.message
    if step.kind == "admission_notified":
        receivers = tuple(_concerned(story, region.ids))
    return Act(
        case=told.ref or _header(story),
        kind=step.kind,
        fields=fields,
        key=f"training {story.name} {step.at.isoformat()} {step.who}",
        at=None if KINDS[step.kind].sent else step.at,
        receivers=receivers,
    )


def _admission(story: Story, ids: Mapping[str, UnitId]) -> dict[str, str | int | None]:
    code = next(row["principal"] for row in stories.units() if row["key"] == story.units["social"])
    return {"registered_in": code, "listed_at": ids[story.units["centre"]], "room": story.room}


def _header(story: Story) -> Header:
    return Header(
        person=person_of(story.number),
        name=story.name,
        number=story.number.value,
        protected="skyddad folkbokföring" if story.protected else None,
        address=None if story.protected else f"Kyrkogatan {len(story.name)}",
    )


def _concerned(story: Story, ids: Mapping[str, UnitId]) -> Iterator[Receiver]:
    """The municipality's units and open care; of a protected person, only those that the story names."""
    taking_part = {step.who for step in story.steps}
    for who in ("social", "care", "centre"):
        if not story.protected or who in taking_part:
            yield Receiver(ids[story.units[who]], "lag_2017_612")
