"""Tables as files for a spreadsheet, CSV or Excel: no text in them is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeAlias

Cell: TypeAlias = str | int | date | None

BEGINS_A_FORMULA = frozenset("=+-@\t\r")
"""What a spreadsheet may take for the beginning of a formula, or hide one behind."""

WIDEST = 48


def harmless(cell: Cell) -> Cell:
    """Text that would be taken for a formula, with an apostrophe before it; all else as it is."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in BEGINS_A_FORMULA else cell


def as_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Semicolons and a mark of order, as Swedish spreadsheets expect."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet: the headings stand while the rows are scrolled, and can be filtered; text is text."""
    # It takes a fifth of a second to read in, and few ask for a file.
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    every: list[Sequence[Cell]] = [head, *rows]
    for place, row in enumerate(every, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(place, column, harmless(value))
            if isinstance(value, str):
                cell.data_type = "s"
    for column in range(1, len(head) + 1):
        sheet.cell(1, column).font = Font(bold=True)
        widest = max(len(str(row[column - 1] or "")) for row in every)
        sheet.column_dimensions[get_column_letter(column)].width = min(widest + 2, WIDEST)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
