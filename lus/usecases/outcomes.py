"""What can come of recording a fact. Each is an answer to a person, none an error of the program."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from lus.domain.errors import Refusal
from lus.domain.facts import Seq
from lus.domain.units import UnitId


@dataclass(frozen=True, slots=True)
class Recorded:
    """The fact stands. `seq` is also the case's version."""

    ref: str
    seq: Seq


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same form was sent before: this is the fact that it gave then, and there is no other."""

    ref: str
    seq: Seq


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was recorded, and why; input faults first."""

    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """What somebody recorded meanwhile. Content is told to its readers only, on the case's page."""

    seq: Seq
    kind: str
    unit: UnitId
    at: datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """Nothing was recorded, because of what happened since the form was shown.

    `refusals` empty: it could be recorded, but somebody of the same unit just did the same.
    """

    refusals: tuple[Refusal, ...]
    since: tuple[Happened, ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """No case of that name, as far as the actor's units may know."""


Outcome: TypeAlias = Recorded | Repeated | Refused | Conflict | NotFound
