"""Board and case page in requests a second beside a bare page, among 100,000 cases. `make bench`.

Everything is real: the server as `lus serve` runs it, a session, row level security, the access log on disk. Ours and
the bare page are asked in turn, seven times in one run; the spread says how far the medians are to be trusted.
"""

import argparse
import gc
import http.client
import multiprocessing
import os
import platform
import signal
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import uvicorn

from benchmarks import bare, load, place, plans, region
from benchmarks.load import Measured, Target
from lus import serving, telemetry
from lus.embedded import DATABASE, LOGIN, Server
from lus.serving import listen
from lus.settings import Settings

TURNS = 7
SECONDS = 4.0
OURS, BARE = 8765, 8766
WARD = region.ward(0)
"""A ward of a county where the statute decides the liability, so that its pages say most."""

GOAL = 0.5
_CASE = """
select c.ref, c.version, (select count(*) from facts f where f.case_id = c.id and f.kind <> 'acknowledged')
  from cases c join board b on b.case_id = c.id
 where b.unit_id = %s and b.listed and c.status = 'ready' order by abs(c.version - 30), c.id limit 1
"""
_LISTED = "select count(*) from board where unit_id = %s and listed"


def serve(url: str, port: int, *, bare_page: bool) -> None:
    """One server process; what it logs costs what it costs and goes nowhere."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())
    os.dup2(sink, sys.stderr.fileno())
    if not bare_page:
        serving.serve(Settings(database_url=url, port=port))
        return
    telemetry.configure("web")
    app = bare.create_app(Settings(database_url=url).sqlalchemy_url())
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    uvicorn.Server(config).run(sockets=[listen("127.0.0.1", port)])


@contextmanager
def serving_both(server: Server) -> Iterator[tuple[int, int]]:
    """Ours and the bare one, each a process of its own; their numbers."""
    spawn = multiprocessing.get_context("spawn")
    started = [
        spawn.Process(target=serve, args=(server.url(DATABASE, LOGIN), OURS), kwargs={"bare_page": False}),
        spawn.Process(target=serve, args=(server.url(), BARE), kwargs={"bare_page": True}),
    ]
    try:
        for process, port in zip(started, (OURS, BARE), strict=True):
            process.start()
            wait_for(port)
        yield started[0].pid or 0, started[1].pid or 0
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.join()


def wait_for(port: int) -> None:
    """Until the server answers."""
    for _ in range(400):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/om")
            connection.getresponse().read()
        except ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"the server on port {port} did not start")


def sign_in(port: int = OURS, unit: int = WARD) -> str:
    """One click; the session's cookie as a browser sends it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    origin = f"http://127.0.0.1:{port}"
    headers = {"Origin": origin, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/logga-in/ovning", urlencode({"konto": f"unit-{unit}"}), headers)
    answer = connection.getresponse()
    answer.read()
    return str(answer.getheader("set-cookie")).partition(";")[0]


def targets(server: Server, cookie: str, pids: tuple[int, int]) -> dict[str, tuple[Target, Target]]:
    """Page ► ours and the bare one."""
    with psycopg.connect(server.url()) as owner:
        found, listed = owner.execute(_CASE, [WARD]).fetchone(), owner.execute(_LISTED, [WARD]).fetchone()
    assert found  # noqa: S101
    assert listed  # noqa: S101
    (ref, facts, events), (ours, other) = found, pids
    print(f"board of {listed[0]} rows; case of {facts} facts", flush=True)
    return {
        "board": (
            Target("board", ours, OURS, "/tavla", cookie, b'<th role="rowheader"', listed[0]),
            Target("bare board", other, BARE, f"/tavla/{WARD}", "", b"<tr>", listed[0]),
        ),
        "case": (
            Target("case", ours, OURS, f"/arende/{ref}", cookie, b'<li id="h-', events),
            Target("bare case", other, BARE, f"/arende/{ref}", "", b"<tr>", facts),
        ),
    }


def in_turns(pairs: dict[str, tuple[Target, Target]], turns: int, seconds: float) -> dict[str, list[Measured]]:
    """Each page's figures, turn by turn; which of a pair goes first changes with every turn."""
    found: dict[str, list[Measured]] = {target.name: [] for pair in pairs.values() for target in pair}
    for pair in pairs.values():
        for target in pair:
            load.measure(target, 1.5)
    for turn in range(turns):
        for pair in pairs.values():
            for target in pair if turn % 2 else reversed(pair):
                found[target.name].append(load.measure(target, seconds))
        print(f"  turn {turn + 1} of {turns}, load average {os.getloadavg()[0]:.1f}", flush=True)
    return found


def report(pairs: dict[str, tuple[Target, Target]], found: dict[str, list[Measured]]) -> bool:
    """Print the table; whether the goal is reached on every page."""
    print(f"\n{'page':12} {'requests/s':>18} {'median ms':>18} {'p99 ms':>18} {'processor ms':>18}")
    for name, turns in found.items():
        told = (_spread([getattr(one, what) for one in turns]) for what in ("rate", "median", "p99", "processor"))
        print(f"{name:12} " + " ".join(f"{one:>18}" for one in told))
    reached = True
    for name, (ours, other) in pairs.items():
        ratios = [a.rate / b.rate for a, b in zip(found[ours.name], found[other.name], strict=True)]
        middle = statistics.median(ratios)
        reached = reached and middle >= GOAL
        print(f"{name}: {middle:.2f} of the bare page ({min(ratios):.2f} to {max(ratios):.2f}); goal {GOAL}", end="; ")
        costs = [b.processor / a.processor for a, b in zip(found[ours.name], found[other.name], strict=True)]
        print(f"by processor time {statistics.median(costs):.2f} ({min(costs):.2f} to {max(costs):.2f})")
    return reached


def _spread(values: list[float]) -> str:
    middle = statistics.median(values)
    digits = 0 if middle >= 100 else 1  # noqa: PLR2004 three figures are enough
    return f"{middle:.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def machine(server: Server) -> None:
    """Where the figures are from."""
    cpu = next((line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if "model name" in line), "unknown")
    memory = next((int(line.split()[1]) / 2**20 for line in _lines("/proc/meminfo") if "MemTotal" in line), 0)
    asked = "select name, setting from pg_settings where name in ('server_version', 'fsync', 'synchronous_commit')"
    with psycopg.connect(server.url()) as owner:
        said: dict[str, str] = dict(owner.execute(asked).fetchall())
    print(f"{os.cpu_count()} cores ({cpu}), {memory:.0f} GB, Python {platform.python_version()}, {said}")
    print(f"load average before: {os.getloadavg()[0]:.1f}", flush=True)


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.is_file() else []


def tell_plans(server: Server, pairs: dict[str, tuple[Target, Target]]) -> list[str]:
    """Print what each of our pages asks; the tables above 10,000 rows that are read whole."""
    sizes, faults = plans.sizes(server.url()), list[str]()
    login = server.url(DATABASE, LOGIN)
    for name, (ours, _) in pairs.items():
        heard = plans.heard(login, ours.cookie, ours.path)
        shown = list(plans.plans(login, (WARD,), heard.statements))
        pages, took = sum(plan.pages for plan in shown), sum(plan.took_ms for plan in shown)
        print(
            f"\n{name}: {len(shown)} statements, {heard.round_trips} round trips, {pages} pages, {took:.1f} ms in all"
        )
        for plan in shown:
            reads = ", ".join(f"{table} ({node})" for node, table in plan.reads) or "no table"
            print(f"  {plan.took_ms:5.2f} ms {plan.pages:5} pages  {plan.statement[:60]}…\n{'':22}{reads}")
            faults += plan.too_big(sizes)
    return faults


def main() -> None:
    """Measure, print, and end with 1 if a big table was read whole."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--turns", type=int, default=TURNS)
    wanted.add_argument("--seconds", type=float, default=SECONDS)
    given = wanted.parse_args()
    with place.filled() as server:
        machine(server)
        with serving_both(server) as pids:
            before = plans.sequential(server.url())
            pairs = targets(server, sign_in(), pids)
            found = in_turns(pairs, given.turns, given.seconds)
            faults = tell_plans(server, pairs)
        after, sizes = plans.sequential(server.url()), plans.sizes(server.url())
        faults += [name for name, count in after.items() if count > before.get(name, 0) and sizes[name] > plans.BIG]
        reached = report(pairs, found)
    print("goal reached" if reached else "GOAL MISSED: docs/performance.md says what was tried")
    if faults:
        sys.exit(f"read from beginning to end, above {plans.BIG:,} rows: {', '.join(sorted(set(faults)))}")


if __name__ == "__main__":
    main()
