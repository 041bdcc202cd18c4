"""What bootstrap hands over to use cases that workers run."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection

from lus.domain.delivery import Channel, Send
from lus.usecases import record


class System(record.System, Protocol):
    """The doors for recording, and the worker's way in."""

    @property
    def sweeping(self) -> Callable[[], AbstractContextManager[Connection]]:
        """As a worker: duties, reminders and messages of everybody, nothing about patients."""
        ...

    @property
    def read(self) -> Callable[[], AbstractContextManager[Connection]]:
        """In nobody's name."""
        ...

    @property
    def channels(self) -> Mapping[Channel, Send]:
        """What this installation sends through."""
        ...
