"""*Drift* in words: alarms and tasks, processes, schedule, queue, lateness.

Lengths of time instead of moments where the machine is meant: it lives in real time, and a training clock may be ahead.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from lus.queries.operations import Figures, Given, Handled, Heart, Late, Operations, State, Turn
from lus.usecases.heartbeat import SILENCE_S
from lus.usecases.schedule import SCHEDULE, Entry
from lus.web.moments import clock, when
from lus.web.status import Tag
from lus.words.operations import ADDRESS, ALARM, CHANNEL, PROCESS, REMEDY, TASK, lasting, messages, reason

FORGOTTEN_AFTER_S = 3600
"""A process that was killed is shown for so long, if another of its kind lives."""

_WHERE = "/administration/enhet/{}/paminnelser"
"""Where a unit's addresses are put right."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A note that was refused: of which task, what was typed, why not."""

    number: int
    note: str
    error: str


NOTHING = Tried(0, "", "")


@dataclass(frozen=True, slots=True)
class Act:
    """A form with one button. `seen`: the run or the alarm that it is about."""

    address: str
    label: str
    whom: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is wrong, and what to do."""

    text: str
    remedy: str
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Messages that were given up: to whom, what happened, what to do. `href`: where the address is put right."""

    number: int
    who: str
    what: str
    address: str
    remedy: str
    href: str
    again: Act
    note: str
    error: str

    @property
    def target(self) -> str:
        """The id of the field for the note."""
        return f"anteckning-{self.number}"


@dataclass(frozen=True, slots=True)
class Process:
    """A worker's process, or a clock's."""

    name: str
    where: str
    heard: str
    allowed: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A task of the schedule: how often, its last run and what came of it, the next."""

    name: str
    every: str
    last: str
    next: str
    allowed: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in a channel, as pairs of words and number; `oldest`: how long the oldest has."""

    channel: str
    counts: tuple[tuple[str, int], ...]
    oldest: str = ""


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late what was handed over was, in the last hour and the last day."""

    channel: str
    hour: str
    day: str


@dataclass(frozen=True, slots=True)
class Drift:
    """Everything that the page prints. `whose`: the installation's, or the provider's whose units it is about."""

    fetched: str
    whose: str
    everywhere: bool
    alarms: tuple[Alarm, ...]
    tasks: tuple[Task, ...]
    processes: tuple[Process, ...]
    schedule: tuple[Scheduled, ...]
    broker: str
    waiting: tuple[Waiting, ...]
    lateness: tuple[Lateness, ...]
    handled: tuple[str, ...]

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """What is wrong, each with the id of the field it leads to."""
        return tuple((one.target, one.error) for one in self.tasks if one.error)


def drift(found: Operations, provider: str, now: datetime, tried: Tried = NOTHING) -> Drift:
    """The page. `provider`: the administrator's; `now`: the clock that pages show."""
    figures = found.figures
    return Drift(
        clock(datetime.now(UTC)),
        "hela installationen" if found.everywhere else f"enheterna hos {provider}",
        found.everywhere,
        tuple(_alarms(figures, room=found.room)) if found.everywhere else (),
        tuple(_task(one, provider, now, tried) for one in found.given),
        tuple(_processes(figures.hearts)) if found.everywhere else (),
        tuple(_scheduled(figures)) if found.everywhere else (),
        _broker(figures) if found.everywhere else "",
        tuple(_waiting(figures)),
        tuple(_lateness(found.late)),
        tuple(_handled(one, now) for one in found.handled),
    )


def lives(heart: Heart) -> bool:
    """Whether the process has said so within the silence that it is allowed."""
    return heart.silence_s <= SILENCE_S[heart.kind]


def _alarms(figures: Figures, *, room: bool) -> Iterator[Alarm]:
    alive = {heart.kind for heart in figures.hearts if lives(heart)}
    for kind in PROCESS:
        if kind not in alive:
            yield Alarm(*ALARM[f"no_{kind}"])
    turns = {turn.task: turn for turn in figures.turns}
    for entry in SCHEDULE:
        turn = turns.get(entry.task)
        if turn and turn.alarm and turn.alarm_at:
            text, remedy = ALARM[entry.task]
            yield Alarm(text.format(turn.alarm), remedy, _act(entry, "klart", "Åtgärdat", turn.alarm_at))
        # Without workers nothing runs, and nothing will because somebody asks.
        if turn and turn.started_at and "worker" in alive and (text := _fault(entry, turn)):
            act = None if turn.wanted else _act(entry, "igen", "Kör igen", turn.started_at)
            yield Alarm(text, ALARM["failed" if turn.error else "silent"][1], act)
    if not room:
        yield Alarm(*ALARM["no_room"])


def _fault(entry: Entry, turn: Turn) -> str:
    if turn.error:
        return ALARM["failed"][0].format(TASK[entry.task], turn.error)
    silence_s = turn.silence_s or 0
    if silence_s > entry.silence_s:
        return ALARM["silent"][0].format(TASK[entry.task], lasting(silence_s), lasting(entry.silence_s))
    return ""


def _act(entry: Entry, what: str, label: str, seen: datetime) -> Act:
    return Act(f"/drift/schema/{entry.task}/{what}", label, TASK[entry.task], seen.isoformat())


def _task(one: Given, provider: str, now: datetime, tried: Tried) -> Task:
    who = f"{one.person}, {one.unit}" if one.person else one.unit
    what = f"{messages(one.how_many)} ({CHANNEL[one.channel]}) kom inte fram, senast {when(one.at, now)}."
    remedy, href = _remedy(one, provider)
    mine = tried.number == one.id
    return Task(
        one.id,
        who,
        f"{what} {reason(one.outcome, one.error)}",
        one.address or "ingen",
        remedy.format(address=ADDRESS[one.channel], provider=one.provider),
        href,
        Act(f"/drift/meddelande/{one.id}/igen", "Försök igen", who),
        tried.note if mine else "",
        tried.error if mine else "",
    )


def _remedy(one: Given, provider: str) -> tuple[str, str]:
    """What to do, and where: an administrator puts right what is the own provider's."""
    if not one.refused:
        return REMEDY[one.error if one.error in REMEDY else one.outcome], ""
    if one.provider != provider:
        return REMEDY["another"], ""
    if one.person_id:
        return REMEDY["own_person"], ""
    return REMEDY["own"], _WHERE.format(one.unit_id)


def _processes(hearts: tuple[Heart, ...]) -> Iterator[Process]:
    alive = {heart.kind for heart in hearts if lives(heart)}
    for heart in hearts:
        if heart.silence_s > FORGOTTEN_AFTER_S and heart.kind in alive:
            continue
        tag = Tag("ok", "Lever") if lives(heart) else Tag("late", "Tyst")
        where, allowed = f"{heart.host}, process {heart.pid}", lasting(SILENCE_S[heart.kind])
        yield Process(PROCESS[heart.kind], where, f"för {lasting(heart.silence_s)} sedan", allowed, tag)


def _scheduled(figures: Figures) -> Iterator[Scheduled]:
    turns = {turn.task: turn for turn in figures.turns}
    for entry in SCHEDULE:
        turn = turns.get(entry.task)
        silence_s = turn.silence_s if turn else None
        left_s = entry.every_s - (silence_s or 0)
        asked = turn is not None and turn.wanted
        yield Scheduled(
            TASK[entry.task],
            lasting(entry.every_s),
            "aldrig" if silence_s is None else f"för {lasting(silence_s)} sedan",
            "nu, begärd" if asked else "nu" if silence_s is None or left_s < 1 else f"om {lasting(left_s)}",
            lasting(entry.silence_s),
            _result(entry, turn),
        )


def _result(entry: Entry, turn: Turn | None) -> Tag:
    if turn is None or turn.silence_s is None:
        return Tag("quiet", "Har inte körts")
    if turn.silence_s > entry.silence_s:
        return Tag("late", "Tyst")
    if turn.under_way:
        return Tag("info", "Pågår")
    return Tag("late", "Misslyckades") if turn.error else Tag("soon", "Larm") if turn.alarm else Tag("ok", "Gick bra")


def _broker(figures: Figures) -> str:
    """When beat's last message came through the broker."""
    asked = max((turn.asked_at for turn in figures.turns if turn.asked_at), default=None)
    if asked is None:
        return "Inget bud från klockan har kommit genom brokern. Arbetarna går ändå, av sig själva."
    return f"Klockans senaste bud kom genom brokern för {lasting((datetime.now(UTC) - asked).total_seconds())} sedan."


_STATES: Mapping[State, str] = {
    "due": "ska ut nu",
    "claimed": "skickas just nu",
    "again": "försöks igen efter paus",
    "quiet": "väntar på slutet av tysta timmar",
    "failed": "kom inte fram",
    "parked": "gick inte att göra",
}


def _waiting(figures: Figures) -> Iterator[Waiting]:
    oldest = f"den äldsta sedan {lasting(figures.late_s)}" if figures.due else ""
    yield Waiting(CHANNEL["application"], (("ska ut nu", figures.due),), oldest)
    for channel in ADDRESS:
        counts = tuple((said, figures.messages.get((channel, state), 0)) for state, said in _STATES.items())
        yield Waiting(CHANNEL[channel], tuple(one for one in counts if one[1]) or counts[:1])


def _lateness(late: tuple[Late, ...]) -> Iterator[Lateness]:
    known: dict[tuple[str, int], Late] = {(one.way, one.hours): one for one in late}
    for way, name in CHANNEL.items():
        yield Lateness(name, _how_late(known.get((way, 1))), _how_late(known.get((way, 24))))


def _how_late(one: Late | None) -> str:
    if one is None:
        return "inget utlämnat"
    half, most, worst = lasting(one.median_s), lasting(one.most_s), lasting(one.worst_s)
    return f"{one.how_many} utlämnade: hälften inom {half}, 95 % inom {most}, den sista efter {worst}"


def _handled(one: Handled, now: datetime) -> str:
    who = f"{one.person}, {one.unit}" if one.person else one.unit
    about = f"{messages(one.how_many)} ({CHANNEL[one.channel]}) till {who}"
    if one.by is None:
        return f"{when(one.at, now)}: {about} skickades igen när adressen hade rättats."
    done = f"markerades som klart av {one.by}: {one.note}" if one.note else f"skickades igen av {one.by}."
    return f"{when(one.at, now)}: {about} {done}"
