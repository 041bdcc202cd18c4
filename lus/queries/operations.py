"""How the installation works: whose hearts beat, what ran when, what waits, what was given up. Nothing of a case.

The database decides whose messages are counted: a worker's, everybody's; an administrator's, those of the units that
the assignment in use administers.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias

from sqlalchemy import Connection, text

from lus.domain.delivery import Channel
from lus.domain.units import UnitId
from lus.store import driver, runs
from lus.store.audit import Record
from lus.store.clock import MOMENT
from lus.store.doors import Door
from lus.store.outbox import REFUSED_FOR, TROUBLED

MOST = 100
"""So many tasks are shown."""

RECENT = 20

State: TypeAlias = Literal["due", "claimed", "again", "quiet", "failed", "parked"]
"""Of a message: to be sent now, somebody's who sends it, after a pause, after quiet hours; given up."""

Way: TypeAlias = Channel | Literal["application"]

# What the policies would say of each row by itself is said once: who sees all is not asked of each.
_MINE: Final = " and ((select administers_installation()) or {}.unit_id = any((select administered_units())::int[]))"
_ALL: Final = ""

_REMINDERS = """
select count(*) as due, coalesce(extract(epoch from (select {moment}) - min(r.at)), 0)::float as late_s
  from reminders r where r.told_at is null and r.void_at is null and r.at <= (select {moment}) {mine}
"""
_MESSAGES = """
select d.channel, case when d.outcome is not null then d.outcome
                       when d.next_at <= (select {moment}) then 'due'
                       when d.token is not null then 'claimed'
                       when d.attempts > 0 then 'again' else 'quiet' end as state,
       count(*) as how_many
  from deliveries d where (d.outcome is null or {troubled}) {mine} group by 1, 2
"""
_HEARTS = text("""
select kind, worker as host, pid, extract(epoch from clock_timestamp() - beat_at)::float as silence_s
  from heartbeats order by kind, host, pid limit 200
""")
_TURNS = text("""
select task, started_at, ended_at, well_at, asked_at, error, alarm, alarm_at,
       coalesce(ended_at < started_at, started_at is not null) as under_way,
       coalesce(wanted_at > started_at, false) as wanted,
       extract(epoch from clock_timestamp() - started_at)::float as silence_s from runs order by task
""")
_LATE = text(f"""
with sent as (
  select d.channel as way, extract(epoch from d.ended_at - d.planned_at) as late_s, d.ended_at as at
    from deliveries d where d.outcome = 'sent' and not d.test and d.ended_at > (select {MOMENT}) - interval '1 day'
     {_MINE.format("d")}
  union all
  select 'application', extract(epoch from r.told_at - r.at), r.told_at
    from reminders r where r.told_at > (select {MOMENT}) - interval '1 day' {_MINE.format("r")}
)
select way, hours, count(*) as how_many, percentile_disc(0.5) within group (order by late_s)::float as median_s,
       percentile_disc(0.95) within group (order by late_s)::float as most_s, max(late_s)::float as worst_s
  from sent join unnest(array[1, 24]) hours on at > (select {MOMENT}) - make_interval(hours => hours)
 group by way, hours order by way, hours
""")  # noqa: S608 constants
_TROUBLED = text(f"""
select max(d.id) as id, d.channel, d.outcome, d.error, count(*) as how_many, max(d.ended_at) as at, d.unit_id, u.name,
       u.provider, d.person_id, p.name as person, case d.channel when 'mail' then r.mail else r.webhook end as address
  from deliveries d join units u on u.id = d.unit_id left join persons p on p.id = d.person_id
  left join preferences r on r.unit_id = d.unit_id and r.person_id is not distinct from d.person_id
 where {TROUBLED} {_MINE.format("d")}
 group by d.channel, d.outcome, d.error, d.unit_id, u.name, u.provider, d.person_id, p.name, r.mail, r.webhook
 order by at desc, id limit {MOST}
""")  # noqa: S608 constants
_HANDLED = text(f"""
select d.channel, d.handled_at as at, h.name as by, d.note, u.name, p.name as person, count(*) as how_many
  from deliveries d join units u on u.id = d.unit_id left join persons p on p.id = d.person_id
  left join persons h on h.id = d.handled_by
 where d.handled_at > (select {MOMENT}) - interval '7 days' and ({TROUBLED}) is not true {_MINE.format("d")}
 group by d.channel, d.handled_at, h.name, d.note, u.name, p.name order by at desc limit {RECENT}
""")  # noqa: S608 constants
_HOW_MANY = text(f"""
select count(*) from (
  select from deliveries d where {TROUBLED} {_MINE.format("d")}
   group by d.channel, d.outcome, d.error, d.unit_id, d.person_id) tasks
""")  # noqa: S608 constants
_UNREACHED: Final = """
select channel, at
  from preferences p
 cross join lateral (values ('mail', p.mail_refused_at), ('webhook', p.webhook_refused_at)) r(channel, at)
 where p.unit_id = %(unit)s and p.person_id is null and at is not null
"""
# As make_access_log_months names them, Stockholm's months.
_NO_ROOM = text("""
select to_regclass('access_log_' || to_char(now() at time zone 'Europe/Stockholm' + interval '1 month', 'YYYY_MM'))
       is null
""")


@dataclass(frozen=True, slots=True)
class Heart:
    """A process, and how long ago it said that it lives."""

    kind: str
    host: str
    pid: int
    silence_s: float


@dataclass(frozen=True, slots=True)
class Turn:
    """A task's last turn. Moments are real, aware; `silence_s` since it began, None: never.

    `alarm` stands since `alarm_at`; `under_way`: it has not ended, as far as anybody knows; `wanted`: to run again.
    """

    task: str
    started_at: datetime | None
    ended_at: datetime | None
    well_at: datetime | None
    asked_at: datetime | None
    error: str | None
    alarm: str | None
    alarm_at: datetime | None
    under_way: bool
    wanted: bool
    silence_s: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """`due` reminders that nobody was told of yet, the oldest `late_s`; messages by channel and state.

    What was sent is not counted, nor what was given up and has been seen to.
    """

    due: int
    late_s: float
    messages: dict[tuple[str, State], int]
    hearts: tuple[Heart, ...]
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """How late reminders were told in the application (`way`), or messages handed over, in the last `hours`.

    Seconds after the planned moment: of half of them at most the median, of 95 % at most `most_s`; negative: before it.
    """

    way: Way
    hours: int
    how_many: int
    median_s: float
    most_s: float
    worst_s: float


@dataclass(frozen=True, slots=True)
class Given:
    """Messages that were given up for one reason to one receiver; `id`: the newest, `at`: when. A task for somebody."""

    id: int
    channel: Channel
    outcome: str
    error: str | None
    how_many: int
    at: datetime
    unit_id: UnitId
    unit: str
    provider: str
    person_id: int | None
    person: str | None
    address: str | None

    @property
    def refused(self) -> bool:
        """Whether the address is at fault."""
        return self.error in REFUSED_FOR


@dataclass(frozen=True, slots=True)
class Handled:
    """What was seen to, by whom; `by` None: the address was mended. `note` None: they were sent again."""

    channel: Channel
    at: datetime
    by: str | None
    note: str | None
    unit: str
    person: str | None
    how_many: int


@dataclass(frozen=True, slots=True)
class Operations:
    """What *Drift* shows. `everywhere`: the administrator's is the whole installation; `room`: the log's next month."""

    figures: Figures
    late: tuple[Late, ...]
    given: tuple[Given, ...]
    handled: tuple[Handled, ...]
    everywhere: bool
    room: bool


@dataclass(frozen=True, slots=True)
class Unreached:
    """A unit is not told through that channel any more, since its address was refused."""

    channel: Channel
    at: datetime


def unreached(door: Door, unit: UnitId) -> tuple[Unreached, ...]:
    """The channels through which one of the actor's units is not told. The door's view is logged by who asks."""
    return tuple(Unreached(*row) for row in driver.rows(door.connection, _UNREACHED, {"unit": unit}))


def figures(connection: Connection) -> Figures:
    """As they are now. `connection`: a worker's."""
    return _figures(connection, _ALL)


def operations(door: Door) -> Operations:
    """As they are now, for the units of the administrator whose door it is. The view is logged."""
    door.log(Record("Läsa", "operations"))
    connection = door.connection
    return Operations(
        _figures(connection, _MINE),
        tuple(Late(*row) for row in connection.execute(_LATE)),
        tuple(Given(*row) for row in connection.execute(_TROUBLED)),
        tuple(Handled(*row) for row in connection.execute(_HANDLED)),
        runs.administered(connection),
        not connection.execute(_NO_ROOM).scalar_one(),
    )


def tasks(door: Door) -> int:
    """How many tasks wait for the administrator. The door's view is logged by who asks."""
    found: int = door.connection.execute(_HOW_MANY).scalar_one()
    return found


def _figures(connection: Connection, mine: str) -> Figures:
    told = {"moment": MOMENT, "troubled": TROUBLED}
    reminders = connection.execute(text(_REMINDERS.format(**told, mine=mine.format("r")))).one()
    found = connection.execute(text(_MESSAGES.format(**told, mine=mine.format("d"))))
    messages = {(row.channel, row.state): row.how_many for row in found}
    hearts = tuple(Heart(*row) for row in connection.execute(_HEARTS))
    turns = tuple(Turn(*row) for row in connection.execute(_TURNS))
    return Figures(reminders.due, reminders.late_s, messages, hearts, turns)
