"""Each worker process keeps time by itself: neither beat nor broker can lose or hold what is due.

Two threads. One looks every few seconds whose turn it is, and does it; the other says that the process lives, as long
as the first gets anywhere.
"""

import contextlib
import os
import socket
import threading
import time

import structlog

from lus import bootstrap
from lus.trouble import DatabaseGone
from lus.usecases import heartbeat, turns
from lus.usecases.schedule import EVERY_S as TURNS
from workers.tasks import take

log = structlog.get_logger()

EVERY_S = 5
STUCK_AFTER_S = 120
"""How long one look may take before the process counts as stuck: a batch of peers that hang ends sooner."""

_FAREWELL_S = 5


class Ticker:
    """The clock of one process."""

    def __init__(self) -> None:
        """Stands still."""
        self._over = threading.Event()
        self._looked = time.monotonic()
        self._threads = [
            threading.Thread(target=work, name=name, daemon=True)
            for name, work in (("tick", self._tick), ("heartbeat", self._beat))
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let what is being sent be finalised, within reason; whoever ends so is not missed."""
        self._over.set()
        for thread in self._threads:
            thread.join(_FAREWELL_S)
        with contextlib.suppress(DatabaseGone), bootstrap.shared().sweeping() as connection:
            heartbeat.farewell(connection, socket.gethostname(), os.getpid())

    def _tick(self) -> None:
        system = bootstrap.shared()
        while not self._over.is_set():
            try:
                for name in turns.due(system, TURNS):
                    take(system, name)
                    self._looked = time.monotonic()
                    if self._over.is_set():
                        return
            except DatabaseGone:
                log.warning("the database is gone; what is due waits there")
            except Exception:
                log.exception("a look at what is due failed")
            self._looked = time.monotonic()
            self._over.wait(EVERY_S)

    def _beat(self) -> None:
        system = bootstrap.shared()
        while not self._over.is_set():
            if time.monotonic() - self._looked < STUCK_AFTER_S:
                try:
                    with system.sweeping() as connection:
                        heartbeat.beat(connection, "worker", socket.gethostname(), os.getpid(), os.getppid())
                except DatabaseGone:
                    log.warning("the database is gone; nobody hears that this worker lives")
                except Exception:
                    log.exception("a heartbeat failed")
            self._over.wait(heartbeat.EVERY_S)


TICKER = Ticker()
"""Of this process."""
