"""*Försenade SIP* of a region of 2.4 million: 20,000 plans, 1,500 late; and one plan's page. `make bench`.

Everything is real: the server as `lus serve` runs it, a session, row level security, the access log on disk. One
reader over a connection kept open; the limits are medians.
"""

import http.client
import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from benchmarks import load, pages, place, plans, region, sips, stays
from benchmarks.load import Target
from lus.embedded import DATABASE, LOGIN, Server

SECONDS = 6.0
PORT = 8767
COORDINATOR = region.coordinator(region.COUNTIES[sips.COUNTY])
LIST_MS, TREND_MS, PLAN_MS, PDF_MS = 100, 100, 60, 100

_LATE = "select count(*), count(distinct case_id) from coordinated where unit_id = %s and late_at <= %s"
_ALL_LATE = "select count(distinct case_id) from coordinated where late_at <= %s"
_PLAN = """
select c.ref, f.unit_id, c.version from cases c join facts f on f.case_id = c.id and f.seq = 1
 where c.status = 'confirmed' order by abs(c.version - 16), c.id limit 1
"""


@contextmanager
def serving(server: Server) -> Iterator[int]:
    """A server process of its own; its number."""
    spawn = multiprocessing.get_context("spawn")
    started = spawn.Process(target=pages.serve, args=(server.url(DATABASE, LOGIN), PORT), kwargs={"bare_page": False})
    started.start()
    try:
        pages.wait_for(PORT)
        yield started.pid or 0
    finally:
        started.terminate()
        started.join()


def targets(server: Server, pid: int) -> list[tuple[Target, int, int]]:
    """Each page, its limit in milliseconds, and the unit that looks."""
    with psycopg.connect(server.url()) as owner:
        now = stays.START
        rows, cases = owner.execute(_LATE, [COORDINATOR, now]).fetchone() or (0, 0)
        (every,) = owner.execute(_ALL_LATE, [now]).fetchone() or (0,)
        ref, unit, facts = owner.execute(_PLAN).fetchone() or ("", 0, 0)
    print(f"{every} late plans, {cases} with the region in {rows} rows; a plan of {facts} facts", flush=True)
    whose, theirs = pages.sign_in(PORT, COORDINATOR), pages.sign_in(PORT, unit)
    town = region.municipality_code(sips.COUNTY)
    found = [
        ("list", "/forsenade-sip", whose, b'name="rad"', LIST_MS, COORDINATOR),
        ("one municipality", f"/forsenade-sip?kommun={town}", whose, b'name="rad"', LIST_MS, COORDINATOR),
        ("twelve months", "/forsenade-sip/utveckling", whose, b"<rect", TREND_MS, COORDINATOR),
        ("by unit", "/forsenade-sip/utveckling?per=unit", whose, b"<rect", TREND_MS, COORDINATOR),
        ("a plan", f"/arende/{ref}", theirs, b"<h1", PLAN_MS, unit),
        ("a plan as PDF", f"/arende/{ref}/plan", theirs, b"%PDF", PDF_MS, unit),
    ]
    made = []
    for name, path, cookie, text, limit, who in found:
        times = _count(path, cookie, text)
        if times:
            made.append((Target(name, pid, PORT, path, cookie, text, times), limit, who))
        else:
            print(f"{name}: {path} is not there")
    return made


def _count(path: str, cookie: str, text: bytes) -> int:
    """How often the text stands in the answer; 0 where it is not the page."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    body = answer.read()
    return body.count(text) if answer.status == http.client.OK else 0


def main() -> None:
    """Measure, print, and end with 1 if a limit is missed or a big table was read whole."""
    missed = list[str]()
    with place.filled(sips.PLANS, "plans") as server:
        pages.machine(server)
        with serving(server) as pid:
            asked = targets(server, pid)
            before = plans.sequential(server.url())
            print(f"{'page':18} {'median ms':>10} {'p99 ms':>8} {'processor ms':>13} {'limit':>6}")
            for target, limit, _ in asked:
                load.measure(target, 1.5, clients=1)
                found = load.measure(target, SECONDS, clients=1)
                print(
                    f"{target.name:18} {found.median:10.1f} {found.p99:8.1f} {found.processor:13.1f} {limit:6}"
                    f"   load {os.getloadavg()[0]:.1f}",
                    flush=True,
                )
                missed += [f"{target.name}: {found.median:.0f} ms"] if found.median >= limit else []
            faults = _tell_plans(server, asked)
        after, sizes = plans.sequential(server.url()), plans.sizes(server.url())
    faults |= {name for name, count in after.items() if count > before.get(name, 0) and sizes[name] > plans.BIG}
    print(f"LIMIT MISSED: {'; '.join(missed)}" if missed else "every limit kept")
    if missed or faults:
        sys.exit(f"read from beginning to end, above {plans.BIG:,} rows: {', '.join(sorted(faults)) or 'none'}")


def _tell_plans(server: Server, asked: list[tuple[Target, int, int]]) -> set[str]:
    """Print what each page asks; the big tables that are read whole."""
    sizes, faults, login = plans.sizes(server.url()), set[str](), server.url(DATABASE, LOGIN)
    for target, _, unit in asked:
        heard = plans.heard(login, target.cookie, target.path)
        print(f"\n{target.name}: {len(heard.statements)} statements, {heard.round_trips} round trips")
        for plan in plans.plans(login, (unit,), heard.statements):
            reads = ", ".join(f"{table} ({node})" for node, table in plan.reads) or "no table"
            print(f"  {plan.took_ms:6.2f} ms {plan.pages:6} pages  {plan.statement[:60]}…\n{'':24}{reads}")
            faults |= set(plan.too_big(sizes))
    return faults


if __name__ == "__main__":
    main()
