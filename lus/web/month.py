"""A region's and a municipality's month in words and figures: what is paid and why, each stay, and who settled it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lus import words
from lus.domain.amount import total
from lus.domain.calendar import DAY, day_of
from lus.domain.lawdata import STATUTE
from lus.domain.month import Figures, Part, month_of
from lus.domain.settled import Changed, MonthSettled, alike, answer_of, changed, figures_changed
from lus.domain.settlement import Other, Principals, Settlement
from lus.integrations import spreadsheet
from lus.queries.month import Named
from lus.usecases.settle_month import digest, refused
from lus.web.moments import day, moment
from lus.words import findings, notation, parameters
from lus.words.months import FIGURE, REFUSED, RUNS, TRIGGER
from lus.words.sources import named

BACK = 24
"""Months that may be chosen."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What an address asks for, as it was typed: codes, and a month as 2026-03. Empty: whatever suits."""

    region: str = ""
    municipality: str = ""
    month: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Between whom and which month (its first day) is looked at, and what else may be. `principals` None: nobody's.

    `regions`, `municipalities` (of that region's stays): names by code.
    """

    principals: Principals | None
    month: date
    regions: Mapping[str, str]
    municipalities: Mapping[str, str]
    months: tuple[date, ...]

    @property
    def region(self) -> str:
        """The region's name."""
        return self.regions[self.principals.region] if self.principals else ""

    @property
    def municipality(self) -> str:
        """The municipality's name."""
        return self.municipalities[self.principals.municipality] if self.principals else ""

    @property
    def query(self) -> str:
        """What an address asks for it with; empty: nothing to ask for."""
        if self.principals is None:
            return ""
        return f"region={self.principals.region}&kommun={self.principals.municipality}&manad={self.month:%Y-%m}"


def chosen(asked: Asking, known: Mapping[Principals, Named], own: str, this: date) -> Chosen:
    """What the address asks for, else the own principal (a code), its county's region and the last month with a stay.

    `this`: this month.
    """
    months = [this]
    while len(months) < BACK:
        months.append(month_of(months[-1] - DAY))
    regions = {one.region: named.region for one, named in known.items()}
    region = _first(regions, asked.region, own, own[:2])
    municipalities = {one.municipality: named.municipality for one, named in known.items() if one.region == region}
    if not (region and municipalities):
        return Chosen(None, this, {}, {}, tuple(months))
    principals = Principals(region, _first(municipalities, asked.municipality, own))
    last_on = known[principals].last_on
    month = next((one for one in months if f"{one:%Y-%m}" == asked.month), month_of(last_on) if last_on else this)
    return Chosen(principals, month, regions, municipalities, tuple(months))


def _first(codes: Mapping[str, str], *wanted: str) -> str:
    """The first wanted that is there, else the first that is; empty: none is."""
    return next((code for code in (*wanted, *codes) if code in codes), "")


@dataclass(frozen=True, slots=True)
class Row:
    """A stay of the month. `kronor` is empty where nothing is known or claimed; `note`: why it does not count."""

    ref: str
    notified: str
    ended: str
    days: str
    in_mean: str
    alone: str
    kronor: str
    note: str
    disputed: bool


@dataclass(frozen=True, slots=True)
class Settling:
    """A principal and what it took as settled. `changes`: what the stays say otherwise since."""

    principal: str
    when: str
    figures: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MonthPage:
    """What the page prints. `why_not`: the month cannot be settled now; `shown`: digest of what a form settles.

    `own`: the principal of who looks; `done`: it has settled the month as it stands, and so has the other, or not yet.
    """

    choice: Chosen
    here: str
    title: str
    terms: str
    figures: tuple[tuple[str, str], ...]
    leads: tuple[str, ...]
    rows: tuple[Row, ...]
    excluded: tuple[Row, ...]
    because: tuple[str, ...]
    readings: tuple[str, ...]
    assumptions: tuple[str, ...]
    sources: tuple[str, ...]
    settled: tuple[Settling, ...]
    differ: bool
    why_not: str
    shown: str
    is_mean: bool
    is_paid: bool
    own: str = ""
    done: bool = False


def month_page(  # noqa: PLR0917 what a month is
    choice: Chosen,
    found: Settlement | None,
    rows: Sequence[Any],
    settled: Sequence[MonthSettled],
    now: datetime,
    own: str = "",
) -> MonthPage:
    """The month as it stands `now` (aware). `rows`: the stays as stored; `found` None: there is none.

    `own`: the principal of who looks.
    """
    # Gotland is both.
    names = dict.fromkeys((choice.municipality, choice.region))
    title = f"{' och '.join(names)}, {notation.month_name(choice.month)}" if found else "Månad"
    if found is None:
        return MonthPage(choice, "/manad", title, "", *((),) * 9, False, "", "", False, False)
    figures, answer = found.figures, answer_of(found)
    told = {row.ref: row for row in rows}
    here = [part for part in figures.parts if part.excluded != "other_month"]
    paid = found.asked.bound.terms.billing in {"active", None} and figures.billable is not None
    shown = [_row(part, told[part.stay], paid, now) for part in here]
    code = refused(found, day_of(now))
    runs = code == "month_runs"
    answers = [one.answer for one in settled if one.answer]
    said = tuple(_settling(one, answer) for one in settled)
    differ = len(answers) > 1 and not alike(*answers)
    return MonthPage(
        choice,
        f"/manad?{choice.query}",
        title,
        _terms(found),
        tuple(_figures(figures, runs)),
        tuple(_leads(found, runs)),
        tuple(row for row, part in zip(shown, here, strict=True) if not part.excluded),
        tuple(row for row, part in zip(shown, here, strict=True) if part.excluded),
        tuple(_sentences(findings.sentences(figures.because))),
        tuple(map(_other, found.readings)),
        tuple(map(_other, found.assumptions)),
        tuple(_sources(found)),
        said,
        differ,
        REFUSED[code] if code else "",
        digest(answer),
        any(part.in_mean is not None for part in here),
        paid,
        own,
        not differ and any(one.principal == own and one.when and not one.changes for one in said),
    )


def _terms(found: Settlement) -> str:
    agreement = found.asked.bound.agreement
    return "enligt lagen (2017:612)" if agreement.id == STATUTE else f"enligt överenskommelsen: {agreement.name}"


def _figures(figures: Figures, runs: bool) -> Iterator[tuple[str, str]]:
    known = (
        ("Patienter", None if figures.patients is None else str(figures.patients)),
        ("Dygn", None if figures.days is None else str(figures.days)),
        ("Medeltal hittills" if runs else "Medeltal", _decimal(figures.mean)),
        ("Gräns", _decimal(figures.limit)),
        ("Dygn att betala", _decimal(figures.billable)),
        ("Summa", None if figures.amount_sek is None else notation.kronor(figures.amount_sek)),
    )
    return ((label, value) for label, value in known if value is not None)


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else notation.decimal(value)


def _leads(found: Settlement, runs: bool) -> Iterator[str]:
    """What must be read before the figures are used."""
    if runs:
        yield RUNS
    if found.trigger:
        yield TRIGGER[found.trigger]
    for year in found.figures.missing_rates:
        yield f"Beloppet för {year} finns inte i lagdata: summan kan inte räknas ut."
    if found.readings:
        yield "Månaden är oavgjord: lagen kan läsas på flera sätt. Det som läsningarna är oense om står inte i summan."


def _row(part: Part, told: Any, paid: bool, now: datetime) -> Row:
    kronor, _ = total(part.alone)
    return Row(
        part.stay,
        day(told.notified_on, now),
        day(told.ended_on, now) if told.ended_on else "vårdas kvar",
        str(part.days),
        "" if part.in_mean is None else str(part.in_mean),
        str(len(part.alone)) if part.alone else "",
        notation.kronor(kronor) if paid and part.alone and kronor is not None else "",
        words.EXCLUDED[part.excluded] if part.excluded else "" if part.known else "villkoren finns inte i lagdata",
        told.disputed,
    )


def _sentences(found: Sequence[str]) -> Iterator[str]:
    return (f"{text[:1].upper()}{text[1:]}." for text in found)


def _other(other: Other) -> str:
    return f"{parameters.if_chosen(other.chosen)}: {_otherwise(other.figures)}."


def _otherwise(figures: Figures) -> str:
    said = [f"{notation.decimal(figures.billable)} dygn att betala"] if figures.billable is not None else []
    said += [notation.kronor(figures.amount_sek)] if figures.amount_sek is not None else []
    said += [f"medeltal {notation.decimal(figures.mean)}"] if figures.mean is not None else []
    return ", ".join(said) or "oavgjort"


def _sources(found: Settlement) -> Iterator[str]:
    terms = found.asked.bound.terms
    used = {(terms.source, terms.confidence): None}
    used |= {(day.source, day.confidence): None for day in found.figures.costs if day.source}
    yield from (f"{named(source)} ({words.CONFIDENCE[confidence]})" for source, confidence in used)
    yield f"svaret som helhet: {words.CONFIDENCE[found.figures.confidence]}"


def _settling(one: MonthSettled, now: Mapping[str, Any]) -> Settling:
    if one.answer is None or one.at is None:
        return Settling(one.principal, "", "", ())
    answer = one.answer
    said = [f"{answer['days']} dygn"] if answer["days"] is not None else []
    said += [f"medeltal {notation.decimal(Decimal(answer['mean']))}"] if answer["mean"] is not None else []
    said += [notation.kronor(answer["amount_sek"])] if answer["amount_sek"] is not None else []
    whole = (_figure_changed(*one) for one in figures_changed(answer, now))
    changes = (*whole, *(_change(change) for change in changed(answer, now)))
    return Settling(one.principal, f"avräknad {moment(one.at)} av {one.person}", ", ".join(said), changes)


def _figure_changed(name: str, before: Any, now: Any) -> str:
    """A figure of the month then and now: Summa: 15 000 kronor då, 18 000 kronor nu."""
    return f"{FIGURE[name]}: {_figure(name, before)} då, {_figure(name, now)} nu"


def _figure(name: str, value: Any) -> str:
    if value is None:
        return "inget"
    if name == "trigger":
        return words.inside(TRIGGER[value].removesuffix("."))
    if name == "amount_sek":
        return notation.kronor(value)
    return notation.decimal(Decimal(value)) if isinstance(value, str) else str(value)


def _change(change: Changed) -> str:
    return f"Ärende {change.stay}: {_kept(change.before)} då, {_kept(change.now)} nu"


def _kept(kept: Mapping[str, Any] | None) -> str:
    if kept is None:
        return "inte i månaden"
    if kept["excluded"]:
        return f"räknades inte ({words.EXCLUDED[kept['excluded']]})"
    alone = f", varav {kept['alone']} betalda för sig" if kept["alone"] else ""
    return f"{kept['days']} dygn{alone}"


COLUMNS = (
    *("Ärende", "Underrättad", "Slut", "Dygn", "I medeltalet", "Betalas för sig", "Kronor", "Räknas inte", "Tvist"),
    *("Region", "Kommun"),
)


def as_csv(choice: Chosen, found: Settlement, rows: Sequence[Any]) -> bytes:
    """The stays for a spreadsheet: semicolons, as Swedish ones expect, and no text that it would take for a formula."""
    cells: list[tuple[object, ...]] = []
    told = {row.ref: row for row in rows}
    for part in found.figures.parts:
        if part.excluded == "other_month":
            continue
        row = told[part.stay]
        kronor, _ = total(part.alone)
        paid = found.figures.billable is not None and part.alone
        cells.append(
            (
                part.stay,
                row.notified_on.isoformat(),
                row.ended_on.isoformat() if row.ended_on else "",
                part.days,
                "" if part.in_mean is None else part.in_mean,
                len(part.alone) or "",
                kronor if paid and kronor is not None else "",
                words.EXCLUDED[part.excluded] if part.excluded else "",
                "tvist" if row.disputed else "",
                choice.region,
                choice.municipality,
            )
        )
    return spreadsheet.as_csv(COLUMNS, cells)


def sheet(choice: Chosen, found: Settlement, rows: Sequence[Any], now: datetime) -> dict[str, Any]:
    """The month as its PDF prints it."""
    shown = month_page(choice, found, rows, (), now)
    head = ["Ärende", "Underrättad", "Slut", "Dygn", *(["I medeltalet"] if shown.is_mean else [])]
    head += ["Betalas för sig", "Kronor"] if shown.is_paid else []
    return {
        "title": f"Avräkning {shown.title}",
        "terms": f"Betalningsansvar {shown.terms}. Uppgifter hämtade {moment(now)}.",
        "figures": shown.figures,
        "leads": shown.leads,
        "head": head,
        "rows": [_cells(row, shown) for row in shown.rows],
        "excluded": [(row.ref, row.note) for row in shown.excluded],
        "because": shown.because,
        "readings": shown.readings,
        "assumptions": shown.assumptions,
        "sources": shown.sources,
    }


def _cells(row: Row, shown: MonthPage) -> list[str]:
    ref = f"{row.ref} (tvist)" if row.disputed else row.ref
    cells = [ref, row.notified, row.ended, row.days, *([row.in_mean] if shown.is_mean else [])]
    return cells + ([row.alone, row.kronor] if shown.is_paid else [])
