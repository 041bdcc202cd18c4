"""On time: 15,000 reminders due within an hour, with a broker and with none, side by side. Part of `make punctual`.

Each is an installation of its own: a database, workers, real peers; the one with a broker has a beat as well.
"""

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor

from benchmarks.chaos import Plan, Result, run

REMINDERS, MINUTES = 15_000, 60.0
GOALS_S = {95: 10.0, 99.9: 60.0}
"""Share of the messages (per cent) ► seconds after the planned moment within which they are handed over."""

PLANS = {"with Redis and beat": ("redis", 1), "without broker and beat": ("nobody", 0)}


def plan(broker: str, beats: int, reminders: int, minutes: float) -> Plan:
    """Nobody is killed, nothing restarted."""
    return Plan(reminders, minutes * 60, kills=0, workers=2, beats=beats, restarts=0, broker=broker)


def kept(result: Result) -> bool:
    """Whether all of them came, once, and in time."""
    whole = not (result.lost or result.doubled or result.repeats)
    return whole and all(result.within(share) <= seconds for share, seconds in GOALS_S.items())


def main() -> int:
    """Print the figures; 1 if a promise was broken."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--reminders", type=int, default=REMINDERS)
    asked.add_argument("--minutes", type=float, default=MINUTES)
    given = asked.parse_args()
    plans = [plan(*one, given.reminders, given.minutes) for one in PLANS.values()]
    with ProcessPoolExecutor(len(plans)) as pool:
        results = dict(zip(PLANS, pool.map(run, plans), strict=True))
    for name, result in results.items():
        print(f"{name}: {result.told()}")
    print(f"load average {os.getloadavg()[0]:.1f}")
    whole = all(kept(result) for result in results.values())
    print("kept" if whole else "BROKEN")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
