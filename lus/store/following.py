"""Tables whose rows follow from a case, for coordinators: what is there no more goes, all else is as it is now.

Parts of the statement that writes the boards' rows, alike for each such table.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Table

from lus.store import tables


@dataclass(frozen=True, slots=True)
class Following:
    """One of them, by its table: `case_id` is in its key, and every column is the row's own."""

    table: Table

    @property
    def name(self) -> str:
        """The table's; of what is asked for, and of what was written, too."""
        return self.table.name

    @property
    def _key(self) -> list[str]:
        """What tells the rows of a case apart."""
        return [column.name for column in self.table.primary_key if column.name != "case_id"]

    @property
    def replacing(self) -> str:
        """SQL, to be followed by `written`."""
        name, key = self.name, " || ':' || ".join(self._key)
        others = ", ".join(f"{one.name} = excluded.{one.name}" for one in self.table.columns if not one.primary_key)
        return f""", gone_from_{name} as (
  delete from {name} where case_id = :case_id and not {key} = any(cast(:kept_{name} as text[]))
), {name}_now as (
  insert into {name} select * from jsonb_populate_recordset(null::{name}, cast(:{name} as jsonb))
  on conflict (case_id, {", ".join(self._key)}) do update set {others} returning 1
)"""  # noqa: S608 names of our own tables

    @property
    def written(self) -> str:
        """SQL: how many rows there are now."""
        return f"(select count(*) from {self.name}_now) as {self.name}"  # noqa: S608 the same

    def values(self, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """What `replacing` asks for, besides `case_id`."""
        rows = list(rows)
        kept = [":".join(str(row[name]) for name in self._key) for row in rows]
        return {f"kept_{self.name}": kept, self.name: json.dumps(rows, default=in_json)}


COORDINATED: Final = Following(tables.coordinated)
TALLIES: Final = Following(tables.tallies)
COUNTED: Final = Following(tables.counted)
ALL: Final = (COORDINATED, TALLIES, COUNTED)


def in_json(value: Any) -> Any:
    """A moment or a day as JSON has it; a dataclass as its fields (asdict would copy every moment: 30 times slower)."""
    if isinstance(value, date):
        return value.isoformat()
    return {name: getattr(value, name) for name in value.__slots__}
