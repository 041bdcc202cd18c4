"""Files that came with a fact: read by whoever may read its content, by the same row's policy."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from lus.domain.attachment import File
from lus.domain.facts import Seq

_KEEP = text("""
insert into attachments (case_id, seq, number, name, type, size, sha256, bytes)
values (:case_id, :seq, :number, :name, :type, :size, :sha256, :bytes)
""")


def keep(connection: Connection, case_id: int, seq: Seq, files: Sequence[File]) -> None:
    """In the fact's transaction, once its content is there."""
    rows = [
        {
            "case_id": case_id,
            "seq": seq,
            "number": number,
            "name": file.name,
            "type": file.type,
            "size": len(file.content),
            "sha256": file.sha256,
            "bytes": file.content,
        }
        for number, file in enumerate(files, 1)
    ]
    if rows:
        connection.execute(_KEEP, rows)
