"""`lus settle`: a municipality's month as JSON, in the shape of docs/case-file.md. Reads no database and no clock."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from lus.casefile.month import settled
from lus.domain.lawdata import Law
from lus.domain.month import CENT, Figures
from lus.domain.settlement import Other, Settlement
from lus.words import findings


def settle(data: Any, law: Law) -> dict[str, Any]:
    """The answer to a parsed month file. Raises CaseFileError."""
    return as_json(settled(data, law))


def as_json(found: Settlement) -> dict[str, Any]:
    """The settlement as the command prints it."""
    figures = found.figures
    return {
        "patients": figures.patients,
        "days": figures.days,
        "mean": decimal(figures.mean),
        "limit": decimal(figures.limit),
        "billable_days": decimal(figures.billable),
        "amount_sek": figures.amount_sek,
        "missing_rates": list(figures.missing_rates),
        "confidence": figures.confidence,
        "individual": [{"id": part.stay, "days": len(part.alone)} for part in figures.individual],
        "excluded": _excluded(figures),
        "trigger": found.trigger,
        "readings": [{"reading": _named(reading.chosen), **_otherwise(reading)} for reading in found.readings],
        "assumptions": [_assumption(other, found) for other in found.assumptions],
        "because": findings.sentences(figures.because),
    }


def decimal(value: Decimal | None) -> str | None:
    """Two places, half up: "4.00"."""
    return None if value is None else str(value.quantize(CENT, ROUND_HALF_UP))


def _excluded(figures: Figures) -> list[dict[str, Any]]:
    return [{"id": part.stay, "reason": part.excluded} for part in figures.excluded]


def _named(chosen: Mapping[str, Any]) -> str:
    return " + ".join(f"{name}.{value}" for name, value in chosen.items())


def _otherwise(reading: Other) -> dict[str, Any]:
    return {
        "billable_days": decimal(reading.figures.billable),
        "amount_sek": reading.figures.amount_sek,
        "excluded": _excluded(reading.figures),
    }


def _assumption(other: Other, found: Settlement) -> dict[str, Any]:
    name, value = next(iter(other.chosen.items()))
    return {
        "parameter": name,
        "value": found.asked.choices.terms.parameter(name),
        "otherwise": value,
        "otherwise_mean": decimal(other.figures.mean),
        "otherwise_billable_days": decimal(other.figures.billable),
        "otherwise_amount_sek": other.figures.amount_sek,
    }
