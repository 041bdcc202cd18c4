"""The lines of a document that are not empty, taken one after the other; the one that does not fit is refused."""

from collections.abc import Callable
from dataclasses import dataclass


class MalformedError(ValueError):
    """A document that does not follow the grammar: `file`, `line` from 1, and what was `expected`, in Swedish."""

    def __init__(self, file: str, line: int, expected: str) -> None:
        """The three together are the message."""
        super().__init__(f"{file}, rad {line}: här väntades {expected}.")
        self.file, self.line, self.expected = file, line, expected


@dataclass(frozen=True, slots=True)
class Row:
    """A line that is not empty, by its number from 1; whether it is the first, or an empty one stands above."""

    number: int
    raw: str
    after_blank: bool

    @property
    def text(self) -> str:
        """Without the space around it."""
        return self.raw.strip()


class Rows:
    """The lines that are not empty, one after the other."""

    def __init__(self, file: str, source: str) -> None:
        """Raises MalformedError where a line holds what nobody can see."""
        self.file = file
        self.rows: list[Row] = []
        blank = True
        for number, raw in enumerate(source.split("\n"), 1):
            if any(sign < " " and sign not in "\t\r" for sign in raw):
                raise MalformedError(file, number, "text utan styrtecken")
            if raw.strip():
                self.rows.append(Row(number, raw.rstrip(), blank))
            blank = not raw.strip()
        self.end = source.count("\n") + 1
        self.at = 0

    @property
    def next(self) -> Row | None:
        """The line that `take` would take."""
        return self.rows[self.at] if self.at < len(self.rows) else None

    def take(self, expected: str, fits: Callable[[Row], object] = bool) -> Row:
        """The next line, if it fits. Raises MalformedError."""
        row = self.next
        if row is None or not fits(row):
            raise MalformedError(self.file, row.number if row else self.end, expected)
        self.at += 1
        return row

    def below(self) -> list[str]:
        """The texts of the lines up to the next empty one."""
        found: list[str] = []
        while (row := self.next) and not row.after_blank:
            found.append(row.text)
            self.at += 1
        return found
