"""When what runs by itself. One line each: the task, how often in seconds, when its silence is a fault, why.

Turns are taken in PostgreSQL (lus.usecases.turns): every worker process looks each few seconds whose turn it is. Beat
and broker only make it sooner. *Drift* shows the table, with the words of lus.words.operations.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    task: str
    every_s: float
    silence_s: float
    why: str


MINUTE, HOUR, DAY = 60, 3600, 86_400

SCHEDULE = (
    Entry("deliver", 2, MINUTE, "reminders whose moment has come are told, mailed and posted; invitations are mailed"),
    Entry("close_cases", 5 * MINUTE, HOUR, "cases in which nothing is left are closed"),
    Entry("plan_missing", 5 * MINUTE, HOUR, "cases from before there were reminders, or of other ladders, get theirs"),
    Entry("cull_drafts", 15 * MINUTE, 2 * HOUR, "what somebody typed and never sent is kept for a day"),
    Entry("cull_sessions", HOUR, 4 * HOUR, "sessions that ended two days ago are forgotten"),
    Entry("cull_reminders", HOUR, 4 * HOUR, "reminders that were void before anybody was told are forgotten in a day"),
    Entry("make_log_months", DAY, 2 * DAY, "the access log has a partition for each month to come"),
    Entry("recompute_sample", DAY, 2 * DAY, "a sample of cases is worked out anew: a difference is an alarm"),
)

EVERY_S = {entry.task: entry.every_s for entry in SCHEDULE}
