"""Tagged PDF (PDF/UA-1) from templates/print: text goes in as data, so nothing in it is read as markup."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from lus.domain.calendar import day_of
from lus.words import notation


@dataclass(frozen=True, slots=True)
class PatientInformation:
    """What a patient gets on paper. `at` is when it was given (an instant); empty texts are left out.

    `contact` and `phone` are those of the fast vårdkontakt, where known; `large`: large type.
    """

    name: str
    ward: str
    ward_phone: str
    at: datetime
    summary: str
    contact: str = ""
    phone: str = ""
    sip: str = ""
    plans: str = ""
    next_of_kin: str = ""
    next_step: str = ""
    large: bool = False

    def sections(self) -> list[tuple[str, str]]:
        """Heading and text, the one contact and the one next step first."""
        whom = f"{self.contact}\nTelefon {self.phone}" if self.contact else f"{self.ward}\nTelefon {self.ward_phone}"
        known = [
            ("Den du kontaktar i första hand", whom),
            ("Nästa steg", self.next_step),
            ("Din vård hos oss", self.summary),
            ("Möte om din plan (SIP)", self.sip),
            ("Planer för dig", self.plans),
            ("Vi har berättat för", self.next_of_kin),
        ]
        return [(heading, text) for heading, text in known if text]


def patient_information(folder: Path, given: PatientInformation) -> bytes:
    """The PDF. `folder` holds the print templates."""
    data = {
        "name": given.name,
        "ward": given.ward,
        "day": notation.day(day_of(given.at)),
        "sections": given.sections(),
        "large": given.large,
    }
    return _compile(folder, "patient_information.typ", data)


@dataclass(frozen=True, slots=True)
class OrdinationList:
    """What is to be done at home. `at`: when printed (an instant); `ordinations`: what, and labels with texts."""

    name: str
    unit: str
    at: datetime
    ordinations: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    contact: str = ""


def ordination_list(folder: Path, listed: OrdinationList) -> bytes:
    """The PDF. `folder` holds the print templates."""
    data = {
        "name": listed.name,
        "unit": listed.unit,
        "day": notation.day(day_of(listed.at)),
        "ordinations": [{"what": what, "said": said} for what, said in listed.ordinations],
        "contact": listed.contact,
    }
    return _compile(folder, "ordinations.typ", data)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and lines below it, each with what is told beside it."""

    heading: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A plan as the person takes it home. `at`: when printed (an instant); `about`: paragraphs; `large`: large type."""

    title: str
    name: str
    standing: str
    contact: tuple[str, ...]
    next_step: str
    sections: tuple[Section, ...]
    about: tuple[str, ...]
    at: datetime
    large: bool = False


def plan_sheet(folder: Path, sheet: PlanSheet) -> bytes:
    """The PDF. `folder` holds the print templates."""
    data = {
        "title": sheet.title,
        "name": sheet.name,
        "standing": sheet.standing,
        "day": notation.day(day_of(sheet.at)),
        "contact": sheet.contact,
        "next_step": sheet.next_step,
        "sections": [{"heading": one.heading, "lines": one.lines} for one in sheet.sections],
        "about": sheet.about,
        "large": sheet.large,
    }
    return _compile(folder, "plan.typ", data)


def month_sheet(folder: Path, sheet: Mapping[str, object]) -> bytes:
    """A municipality's month as PDF. `sheet`: what `templates/print/month.typ` names."""
    return _compile(folder, "month.typ", dict(sheet))


_WITHOUT_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_MOST_SCRIPTS = 20
_ALWAYS_DRAWN = "\u017f"
"""The last letter of what every font of ours has: European languages in Latin letters."""


def _compile(folder: Path, template: str, data: dict[str, Any]) -> bytes:
    """Characters that the fonts do not have become a question mark, and the sheet says so (`replaced`).

    Better than no sheet: PDF/UA allows no character without a shape, and a summary may hold any. One script after the
    other, as the compiler names them; where that does not help, everything but Latin.
    """
    shown = {**data, "replaced": False}
    for _ in range(_MOST_SCRIPTS):
        try:
            return _compiled(folder, template, shown)
        except typst.TypstError as error:
            named = _WITHOUT_GLYPH.search(str(error))
            if named is None:
                raise
            missing = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), named[1])
        shown = {**_without({_script(c) for c in missing}, shown), "replaced": True}
    return _compiled(folder, template, {**_without(None, data), "replaced": True})


def _script(character: str) -> str:
    """What its name begins with: LATIN, ETHIOPIC, CJK."""
    return unicodedata.name(character, character).partition(" ")[0]


def _doubtful(character: str) -> bool:
    return character > _ALWAYS_DRAWN or (unicodedata.category(character) == "Cc" and character != "\n")


def _without(scripts: set[str] | None, value: Any) -> Any:
    """The same with a question mark for each letter of the scripts; None: of all but Latin."""
    if isinstance(value, str):
        return "".join("?" if _doubtful(c) and (scripts is None or _script(c) in scripts) else c for c in value)
    if isinstance(value, dict):
        return {name: _without(scripts, one) for name, one in value.items()}
    return [_without(scripts, one) for one in value] if isinstance(value, list | tuple) else value


def _compiled(folder: Path, template: str, data: Mapping[str, object]) -> bytes:
    made = typst.compile(
        _source(folder / template),
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
    )
    if not isinstance(made, bytes):
        msg = f"{template} made no single PDF"
        raise TypeError(msg)
    return made


@cache
def _source(path: Path) -> bytes:
    return path.read_bytes()
