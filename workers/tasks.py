"""Tasks: an id in, a use case, done. Nothing is decided here."""

import os
from typing import Any

from lus import bootstrap
from lus.usecases import drafts
from lus.usecases import heartbeat as usecase
from workers.app import app


@app.task(name="heartbeat", bind=True)
def heartbeat(self: Any) -> None:
    with bootstrap.shared().write() as connection:
        usecase.beat(connection, worker=self.request.hostname or "unknown", pid=os.getpid())


@app.task(name="cull_drafts")
def cull_drafts() -> None:
    with bootstrap.shared().sweeping() as connection:
        drafts.cull(connection)
