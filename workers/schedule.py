"""When what runs by itself. One line each: the task, how often in seconds, why.

A message that nobody took before the next one is due is dropped (`expires`): the clock's work is found in PostgreSQL,
not in a queue that grew while everybody slept.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    task: str
    every_s: float
    why: str


SCHEDULE = (
    Entry("heartbeat", 5, "the first page and the supervisor see that jobs really run"),
    Entry("cull_drafts", 900, "what somebody typed and never sent is kept for a day; no page shows it any longer"),
)


def beat_schedule() -> dict[str, dict[str, object]]:
    return {
        entry.task: {"task": entry.task, "schedule": entry.every_s, "options": {"expires": entry.every_s}}
        for entry in SCHEDULE
    }
