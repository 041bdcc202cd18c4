"""None lost, none twice in effect: reminders while workers and beats are killed, the broker emptied, PostgreSQL gone.

`make chaos` prints what docs/operations.md says. tests/run/test_chaos.py runs a small one without a broker of its own.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import outbox
from benchmarks.brokers import Broker, running
from lus import bootstrap
from lus.embedded import LOGIN, Server
from lus.lifeline import tied
from lus.paths import PACKAGE
from lus.settings import Settings
from lus.store import engine
from tests.peers import HookPeer, MailPeer, hook_peer, mail_peer

SEED = 2017612
TICK_PATIENCE_S = 120
FIRST_S = 15
"""When the first reminder is due: workers are up by then."""


@dataclass(frozen=True)
class Plan:
    """What is done to them. `broker`: which one; one that can be is stopped and emptied once."""

    reminders: int = 5000
    seconds: float = 600
    kills: int = 200
    workers: int = 4
    beats: int = 2
    restarts: int = 2
    away_s: float = 3
    broker: str = "redis"


@dataclass
class Result:
    """What came of it. `late_s`: how late each message was handed over; `back_s`: how soon ticks went on.

    `asked`: how many tasks' messages came through the broker.
    """

    reminders: int
    kills: int
    restarts: int
    lost: int = 0
    doubled: int = 0
    sent: int = 0
    repeats: int = 0
    most: int = 0
    asked: int = 0
    back_s: list[float] = field(default_factory=list)
    late_s: list[float] = field(default_factory=list)

    def within(self, share: float) -> float:
        """Seconds within which that share (per cent) of the messages was handed over."""
        late = sorted(self.late_s)
        return late[min(len(late) - 1, int(len(late) * share / 100))]

    def told(self) -> str:
        """The figures in one line."""
        within = ", ".join(f"{share} %: {self.within(share):.1f} s" for share in (50, 95, 99, 99.9))
        back = ", ".join(f"{seconds:.1f} s" for seconds in self.back_s)
        return (
            f"{self.reminders} reminders, {self.sent} messages, {self.kills} kills, {self.restarts} restarts:"
            f" {self.lost} lost, {self.doubled} told in two messages, {self.repeats} messages repeated, none more than"
            f" {self.most} times; handed over late by {within}; ticks went on after {back}"
        )


class Process:
    """A worker or a beat, started again whenever it has ended."""

    def __init__(self, command: str, environment: dict[str, str], log: Path) -> None:
        self._command, self._environment, self._log = command, environment, log
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "lus", self._command],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=PACKAGE.parent,
                start_new_session=True,
                preexec_fn=tied(os.getpid(), signal.SIGKILL),
            )

    def revive(self) -> None:
        if self.process.poll() is not None:
            self.start()

    def family(self) -> list[int]:
        """Itself and its pool."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        try:
            return [self.process.pid, *map(int, path.read_text().split())]
        except (FileNotFoundError, ProcessLookupError):
            return []

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def database() -> Iterator[Server]:
    """One that keeps what it has committed, with the tables in it."""
    folder = Path(tempfile.mkdtemp(prefix="lus-chaos-"))
    folder.chmod(0o755)
    server = Server(folder)
    try:
        server.start()
        owner = engine.connect(Settings(database_url=server.url()).sqlalchemy_url())
        bootstrap.migrate(owner)
        owner.dispose()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def run(plan: Plan) -> Result:
    """Do it all, and count."""
    chance = random.Random(SEED)  # noqa: S311 a seeded run
    result = Result(plan.reminders, plan.kills, plan.restarts)
    with ExitStack() as held:
        server = held.enter_context(database())
        mail, hook = held.enter_context(mail_peer()), held.enter_context(hook_peer())
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="lus-chaos-var-")))
        broker = held.enter_context(running(plan.broker))
        environment = {
            **os.environ,
            "LUS_DATABASE_URL": server.url(role=LOGIN),
            "LUS_SMTP_URL": mail.url,
            "LUS_WEBHOOK_PRIVATE": "true",
            "LUS_VAR": str(folder),
            **({"LUS_BROKER_URL": broker.url} if broker.url else {}),
        }
        with psycopg.connect(server.url()) as owner:
            outbox.furnish(owner, plan.reminders, hook.url)
            outbox.fall_due(owner, plan.reminders, FIRST_S, plan.seconds)
        names = ["worker"] * plan.workers + ["beat"] * plan.beats
        processes = [Process(name, environment, folder / f"{name}{n}.log") for n, name in enumerate(names)]
        for process in processes:
            held.callback(process.end)
        _storm(plan, chance, _World(server, broker, processes), result)
        _settle(server, processes)
        _count(server, mail, hook, result)
    return result


@dataclass(frozen=True)
class _World:
    server: Server
    broker: Broker
    processes: list[Process]


def _storm(plan: Plan, chance: random.Random, world: _World, result: Result) -> None:
    """Kill somebody every so often; stop and empty the broker once; restart the database, once for a while."""
    server, broker, processes = world.server, world.broker, world.processes
    began = time.monotonic()
    every = (plan.seconds + FIRST_S) / max(1, plan.kills)
    restarts = {int(plan.kills * (n + 1) / (plan.restarts + 1)): n for n in range(plan.restarts)}
    for number in range(plan.kills):
        time.sleep(max(0.0, began + number * every - time.monotonic()))
        alive = [pid for process in processes for pid in process.family()]
        if alive:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(alive), signal.SIGKILL)
        for process in processes:
            process.revive()
        if number == plan.kills // 4:
            broker.stop()
        if number == plan.kills // 4 + max(1, plan.kills // 20):
            broker.start()
        if number in restarts:
            server.stop()
            time.sleep(plan.away_s if restarts[number] else 0)
            server.start()
            result.back_s.append(_tick_goes_on(server, processes))
    time.sleep(max(0.0, began + plan.seconds + FIRST_S - time.monotonic()))


def _tick_goes_on(server: Server, processes: list[Process]) -> float:
    """How long until somebody has had a turn since now."""
    began = time.monotonic()
    with psycopg.connect(server.url(), autocommit=True) as owner:
        ((back,),) = owner.execute("select clock_timestamp()").fetchall()
        while True:
            row = owner.execute("select 1 from runs where task = 'deliver' and started_at > %s", [back]).fetchone()
            if row or time.monotonic() - began > TICK_PATIENCE_S:
                return time.monotonic() - began
            for process in processes:
                process.revive()
            time.sleep(0.1)


_LEFT = """
select (select count(*) from reminders where told_at is null) + (select count(*) from deliveries where outcome is null)
"""


def _settle(server: Server, processes: list[Process], patience_s: float = 400) -> None:
    """Until nothing is under way any more: leases pass, pauses end."""
    deadline = time.monotonic() + patience_s
    with psycopg.connect(server.url(), autocommit=True) as owner:
        while owner.execute(_LEFT).fetchone() != (0,) and time.monotonic() < deadline:
            for process in processes:
                process.revive()
            time.sleep(0.5)


_MESSAGES = """
select r.key, d.channel, d.key, extract(epoch from d.ended_at - r.at)::float
  from reminders r left join (select unnest(reminders) as reminder, * from deliveries) d on d.reminder = r.id
"""


def _count(server: Server, mail: MailPeer, hook: HookPeer, result: Result) -> None:
    """Every reminder is in one message of each channel, which the peer holds."""
    got = {
        "mail": Counter(str(one).strip("<>").rpartition("@")[0] for one in mail.ids),
        "webhook": Counter(one.replace(":", ".") for one in hook.ids),
    }
    messages: dict[tuple[str, str], set[str]] = {}
    with psycopg.connect(server.url()) as owner:
        rows: list[tuple[Any, ...]] = owner.execute(_MESSAGES).fetchall()
        ((result.asked,),) = owner.execute("select count(asked_at)::int from runs").fetchall()
    for reminder, channel, key, late in rows:
        if channel is not None and got[channel][str(key).replace(":", ".")]:
            messages.setdefault((reminder, channel), set()).add(key)
            result.late_s.append(late or 0.0)
    reminders = {row[0] for row in rows}
    result.lost = sum((one, channel) not in messages for one in reminders for channel in got)
    result.doubled = sum(len(keys) > 1 for keys in messages.values())
    result.sent = sum(sum(counter.values()) for counter in got.values())
    result.repeats = result.sent - sum(len(counter) for counter in got.values())
    result.most = max((max(counter.values(), default=0) for counter in got.values()), default=0)


def main() -> int:
    """Print the figures; 1 if a promise was broken."""
    result = run(Plan())
    print(result.told())
    allowed = result.kills + result.restarts
    kept = not result.lost and not result.doubled and result.repeats <= allowed and result.most <= 2  # noqa: PLR2004
    print("kept" if kept and all(seconds <= 30 for seconds in result.back_s) else "BROKEN")  # noqa: PLR2004
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
