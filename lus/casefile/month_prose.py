"""A settled month as Swedish prose: the same answer as the JSON, paragraph by paragraph, with a table of the stays."""

from collections.abc import Iterator

from lus import words
from lus.casefile.prose import listed, table
from lus.domain.month import Figures, Part
from lus.domain.settlement import Other, Settlement
from lus.words import findings, notation, parameters
from lus.words.sources import named


def prose(found: Settlement) -> str:
    """Paragraphs, apart by an empty line."""
    figures = found.figures
    paragraphs = [
        _asked(found),
        _figures(found),
        _stays(figures),
        *(table(part.alone, f"Vistelse {part.stay}, dygn för dygn:") for part in figures.individual),
        listed("Så här har det räknats:", findings.sentences(figures.because, in_full=True)),
        listed("Lagen kan läsas på flera sätt. Det här ger varje läsning:", map(_reading, found.readings)),
        listed("Det här är antaget. Med ett annat svar blir det:", _assumptions(found)),
        listed("Källor:", _sources(found)),
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _asked(found: Settlement) -> str:
    asked = found.asked
    agreement = asked.bound.agreement.id
    terms = "lagen (2017:612)" if agreement == "lagen" else f"överenskommelsen {agreement}"
    return f"Kommun {asked.municipality}, {notation.month_name(asked.month)}, enligt {terms}."


def _figures(found: Settlement) -> str:
    figures = found.figures
    said = []
    if figures.patients is not None:
        said.append(f"Patienter: {figures.patients}.")
    if figures.days is not None:
        said.append(f"Dygn: {figures.days}.")
    if figures.mean is not None:
        said.append(f"Medeltal: {notation.decimal(figures.mean)}.")
    if figures.limit is not None:
        said.append(f"Gräns: {notation.decimal(figures.limit)}.")
    if figures.billable is not None:
        said.append(f"Dygn att betala: {notation.decimal(figures.billable)}.")
    if figures.amount_sek is not None:
        said.append(f"Summa: {notation.kronor(figures.amount_sek)}.")
    said += [f"Beloppet för {year} finns inte i lagdata." for year in figures.missing_rates]
    if found.readings:
        said.append("Månaden är oavgjord: det som läsningarna ger olika svar på står inte här.")
    if found.trigger:
        said.append("Gemensam analys ska göras.")
    return " ".join(said) or "Villkoren finns inte i lagdata: varken dygn eller belopp kan räknas ut."


def _stays(figures: Figures) -> str:
    rows = [(part.stay, _said(part)) for part in figures.parts]
    width = max((len(stay) for stay, _ in rows), default=0)
    return "\n".join(["Vistelser:", *(f"  {stay:<{width}}  {said}" for stay, said in rows)]) if rows else ""


def _said(part: Part) -> str:
    if part.excluded:
        return f"räknas inte: {words.EXCLUDED[part.excluded]}"
    if not part.known:
        return "villkoren finns inte i lagdata"
    said = [f"{part.days} dygn"]
    if part.in_mean is not None:
        said.append(f"{part.in_mean} i medeltalet")
    if part.alone:
        said.append(f"{len(part.alone)} betalas för sig")
    return ", ".join(said)


def _otherwise(figures: Figures) -> str:
    said = [f"{notation.decimal(figures.billable)} dygn att betala" if figures.billable is not None else "avgörs inte"]
    if figures.amount_sek is not None:
        said.append(notation.kronor(figures.amount_sek))
    if figures.mean is not None:
        said.append(f"medeltal {notation.decimal(figures.mean)}")
    return ", ".join(said)


def _reading(reading: Other) -> str:
    named = "; ".join(parameters.chosen(name, value) for name, value in reading.chosen.items())
    out = [f"{part.stay} räknas inte: {words.EXCLUDED[part.excluded or '']}" for part in reading.figures.excluded]
    return "; ".join([f"{named}: {_otherwise(reading.figures)}", *out])


def _assumptions(found: Settlement) -> Iterator[str]:
    terms = found.asked.choices.terms
    for other in found.assumptions:
        name, value = next(iter(other.chosen.items()))
        assumed = parameters.said(name, terms.parameter(name))
        yield f"{parameters.chosen(name, value)}: {_otherwise(other.figures)} (här antaget: {assumed})"


def _sources(found: Settlement) -> Iterator[str]:
    terms = found.asked.bound.terms
    used = {(terms.source, terms.confidence): None}
    used |= {(day.source, day.confidence): None for day in found.figures.costs if day.source}
    yield from (f"{named(source)} ({words.CONFIDENCE[confidence]})" for source, confidence in used)
    yield f"svaret som helhet: {words.CONFIDENCE[found.figures.confidence]}"
