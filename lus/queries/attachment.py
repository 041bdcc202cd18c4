"""One file of a message, for who may read the message."""

from dataclasses import dataclass
from typing import Final

from lus.domain.facts import Seq
from lus.store import driver
from lus.store.audit import Record, Shown
from lus.store.doors import Door

_FILE: Final = """
select c.id, p.person_id, f.provider, a.name, a.type, a.bytes
  from cases c
  join attachments a on a.case_id = c.id and a.seq = %(seq)s and a.number = %(number)s
  join facts f on f.case_id = a.case_id and f.seq = a.seq
  left join patients p on p.case_id = c.id
 where c.ref = %(ref)s
"""


@dataclass(frozen=True, slots=True)
class Download:
    """A file. `type`: as it was found to be when it was sent."""

    name: str
    type: str
    content: bytes


def attachment(door: Door, ref: str, seq: Seq, number: int) -> Download | None:
    """The file; None: there is none, or it is not for the actor's units, which looks the same. Both are logged."""
    log = Record("Läsa", "attachment")
    door.log(log)
    row = next(iter(driver.rows(door.connection, _FILE, {"ref": ref, "seq": seq, "number": number})), None)
    if row is None:
        log.outcome, log.sought = "not_found", ref
        return None
    log.add([Shown(row.id, row.person_id, (row.provider,))])
    return Download(row.name, row.type, bytes(row.bytes))
