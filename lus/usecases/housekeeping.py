"""What a worker does besides reminding: throws away what has served its time, and makes room in the access log."""

from datetime import timedelta

from sqlalchemy import Connection, text

SESSIONS_KEPT = timedelta(days=2)
"""Longer than the assignment last in use is remembered."""

VOID_KEPT = timedelta(days=1)
"""Reminders that were void before they were told prove nothing; they are kept as long as somebody may look for why."""

MONTHS_AHEAD = 3

_SESSIONS = text("""
delete from sessions where greatest(created_at, seen_at, revoked_at) < now() - cast(:kept as interval)
""")
_REMINDERS = text("""
delete from reminders where told_at is null and void_at < clock_timestamp() + (select ahead from clock) - :kept
""")
_MONTHS = text("select make_access_log_months(:ahead)")


def cull_sessions(connection: Connection) -> int:
    """Sessions that ended long ago. `connection`: a worker's."""
    return connection.execute(_SESSIONS, {"kept": SESSIONS_KEPT}).rowcount


def cull_reminders(connection: Connection) -> int:
    """Reminders that nobody was told of and nobody will be."""
    return connection.execute(_REMINDERS, {"kept": VOID_KEPT}).rowcount


def make_log_months(connection: Connection) -> int:
    """Partitions of the access log for the months to come. How many were missing."""
    made: int = connection.execute(_MONTHS, {"ahead": MONTHS_AHEAD}).scalar_one()
    return made
