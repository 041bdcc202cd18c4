"""How fast the rules answer: 300,000 case files explained and settled on two cores. Part of `make bench`.

Every file is another, made from its number; nothing is kept from one to the next but the law. Each is read from its
text, explained to its text, and its stay settled with the others of its municipality and month, a hundred files at a
time: memory does not grow with their number. Processor time is told for each step, since a shared machine's clock
says little.
"""

import argparse
import cProfile
import json
import os
import pstats
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from benchmarks.casefiles import PARTIES, case_file
from lus.casefile.explain import Explained, as_json, explained
from lus.casefile.settle import as_json as month_json
from lus.domain.calendar import day_of
from lus.domain.derive import derive
from lus.domain.month import Stay, month_of
from lus.domain.reckoning import answer
from lus.domain.settlement import Principals, ask, settle
from lus.law.loader import load

FILES, CHUNK, CORES = 300_000, 100, 2
GOAL_S, MEMORY_MB, ONE_MS = 120.0, 1024, 1.0


@dataclass
class Spent:
    """Processor seconds of a process by step, and its greatest memory."""

    files: int = 0
    facts: int = 0
    made: float = 0.0
    explained: float = 0.0
    settled: float = 0.0
    megabytes: float = 0.0


def files(numbers: range, agreement: str, year: int) -> list[str]:
    """The texts of the case files of those numbers."""
    years = range(year, year + 1)
    return [json.dumps(case_file(Random(number), agreement, years)) for number in numbers]  # noqa: S311 made up


def chunks(many: int, part: int) -> Iterator[tuple[range, str, int]]:
    """Every hundred files that a process takes: their numbers, agreement and year."""
    for place, first in enumerate(range(0, many, CHUNK)):
        if place % CORES == part:
            names = sorted(PARTIES)
            yield range(first, min(first + CHUNK, many)), names[place % len(names)], 2019 + place % 6


def work(many: int, part: int) -> Spent:
    """Explain and settle a process's part of the files."""
    law, spent = load(), Spent()
    for numbers, agreement, year in chunks(many, part):
        start = time.process_time()
        texts = files(numbers, agreement, year)
        made = time.process_time()
        stays: dict[tuple[str, date], list[Stay]] = defaultdict(list)
        for number, text in zip(numbers, texts, strict=True):
            found = explained(json.loads(text), law)
            json.dumps(as_json(found), ensure_ascii=False)
            stay = stay_of(str(number), found)
            if stay.ended_on and found.liability.payer:
                stays[found.liability.payer, month_of(stay.ended_on)].append(stay)
            spent.facts += len(found.question.case.facts)
        told = time.process_time()
        for (municipality, month), those in stays.items():
            json.dumps(
                month_json(settle(ask(law, agreement, Principals(municipality[:2], municipality), month), those)),
                ensure_ascii=False,
            )
        spent.files += len(numbers)
        spent.made += made - start
        spent.explained += told - made
        spent.settled += time.process_time() - told
    spent.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return spent


def stay_of(name: str, found: Explained) -> Stay:
    """The stay as its month sees it."""
    end = found.derived.history.end
    return Stay(name, 0, found.liability, found.question.as_of, day_of(end.moment) if end else None)


def alone(many: int) -> float:
    """Milliseconds of processor time for one answer inside the application, at 40 facts: facts in, answer out."""
    law = load()
    asked = [explained(json.loads(text), law).question for text in files(range(many), "lagen", 2022)]
    asked = [question for question in asked if 38 <= len(question.case.facts) <= 44]  # noqa: PLR2004 about forty
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for question in asked:
            answer(derive(question.case, question.terms).history, question.terms, question.as_of)
        best = min(best, (time.process_time() - start) / len(asked))
    return best * 1000


def main() -> None:
    """Measure; with --profile, tell where the time of 1,000 files goes instead."""
    asked: Any = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--files", type=int, default=FILES)
    asked.add_argument("--profile", action="store_true")
    given = asked.parse_args()
    if given.profile:
        profile = cProfile.Profile()
        profile.runcall(work, 2000, 0)
        pstats.Stats(profile, stream=sys.stdout).sort_stats("tottime").print_stats(12)
        return
    start = time.monotonic()
    with ProcessPoolExecutor(CORES) as pool:
        spent = list(pool.map(work, [given.files] * CORES, range(CORES)))
    lasted = time.monotonic() - start
    done = sum(one.files for one in spent)
    print(f"{done:,} case files, {sum(one.facts for one in spent) / done:.1f} facts on average, {CORES} processes")
    for name in ("made", "explained", "settled"):
        seconds = sum(getattr(one, name) for one in spent)
        print(
            f"{name:10} {seconds / done * 1000:6.2f} ms a file of processor time, {done / seconds:7,.0f} files/s a core"
        )
    ours = sum(one.explained + one.settled for one in spent) / CORES
    print(f"explained and settled: {ours * FILES / done:.0f} s for {FILES:,} on {CORES} cores (goal {GOAL_S:.0f})")
    most = sum(one.megabytes for one in spent)
    print(f"in all {lasted:.0f} s; memory {most:.0f} MB in both processes (goal {MEMORY_MB})")
    print(f"one answer at 40 facts inside the application {alone(300):.2f} ms (goal {ONE_MS:.0f})")
    print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
