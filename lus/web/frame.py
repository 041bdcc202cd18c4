"""What surrounds every page of somebody who is signed in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assignment:
    """A unit that the person may work for."""

    id: int
    unit: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """`to_do`: cases in which the unit has something to do; `unread`: messages in the inbox; `reminded`: reminders
    that the unit, or the person there, has not seen.

    `training`: the clock of a training installation, None in earnest; `ahead`: how far it is ahead of real time, in
    microseconds. `administers`: the role opens the administration's pages, and none with patients; `settles`: it opens
    coordinators' pages.
    """

    unit: str
    person: str
    to_do: int
    unread: int
    reminded: int
    assignments: tuple[Assignment, ...] = ()
    training: str | None = None
    ahead: int = 0
    current: str = ""
    administers: bool = False
    settles: bool = False
    left_s: int = 0
    """Seconds until the session ends if nothing is done: a script warns before."""

    @property
    def others(self) -> bool:
        """Whether there is another unit to switch to."""
        return len(self.assignments) > 1
