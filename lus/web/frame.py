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
    """`to_do`: open duties of the unit. `training`: the clock of a training installation, None in earnest.

    `administers`: the role opens the administration's pages, and none with patients.
    """

    unit: str
    person: str
    to_do: int
    assignments: tuple[Assignment, ...] = ()
    training: str | None = None
    current: str = ""
    administers: bool = False

    @property
    def others(self) -> bool:
        """Whether there is another unit to switch to."""
        return len(self.assignments) > 1
