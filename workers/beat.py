"""Beat's scheduler, which says in the database that it lives: a clock that stands still is replaced."""

import contextlib
import os
import socket
import time
from typing import Any

import structlog
from celery.beat import Scheduler

from lus import bootstrap
from lus.trouble import DatabaseGone
from lus.usecases import heartbeat

log = structlog.get_logger()


class LivingScheduler(Scheduler):
    """Remembers nothing between starts: what is due stands in PostgreSQL."""

    max_interval = heartbeat.EVERY_S

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As its parent."""
        self._said = -heartbeat.EVERY_S * 1.0
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        interval: float = super().tick(*args, **kwargs)
        if time.monotonic() - self._said >= heartbeat.EVERY_S:
            self._said = time.monotonic()
            try:
                with bootstrap.shared().sweeping() as connection:
                    heartbeat.beat(connection, "beat", socket.gethostname(), os.getpid(), os.getpid())
            except DatabaseGone:
                log.warning("the database is gone; nobody hears that beat lives")
        return min(interval, heartbeat.EVERY_S)

    def close(self) -> None:
        """Asked to end, it is not missed."""
        super().close()
        with contextlib.suppress(DatabaseGone), bootstrap.shared().sweeping() as connection:
            heartbeat.farewell(connection, socket.gethostname(), os.getpid())
