"""A month taken as settled by one principal: what it then said, and what the stays say otherwise since."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from lus.domain.immutable import immutable
from lus.domain.month import Part
from lus.domain.settlement import Settlement

FIGURES = ("patients", "days", "mean", "limit", "billable", "amount_sek")
"""What is kept of the month as a whole."""


@immutable()
class MonthSettled:
    """What a principal took as settled of a month. `answer`: as `answer_of` made it; None: nothing yet."""

    principal: str
    at: datetime | None
    person: str | None
    answer: Mapping[str, Any] | None


def answer_of(found: Settlement) -> dict[str, Any]:
    """What is kept of a settlement, as JSON values: the figures, the trigger, and each stay by its reference."""
    figures = {name: _plain(getattr(found.figures, name)) for name in FIGURES}
    stays = {part.stay: _kept(part) for part in found.figures.parts if part.excluded != "other_month"}
    return {"agreement": found.asked.bound.agreement.id, **figures, "trigger": found.trigger, "stays": stays}


def _kept(part: Part) -> dict[str, Any]:
    return {"days": part.days, "in_mean": part.in_mean, "alone": len(part.alone), "excluded": part.excluded}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


@immutable()
class Changed:
    """A stay that says otherwise than when the month was settled. `before`, `now`: as kept; None: not in the month."""

    stay: str
    before: Mapping[str, Any] | None
    now: Mapping[str, Any] | None


def alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two principals settled alike. A municipality that was told of nothing has no stay that is not counted."""
    return _counted(one) == _counted(other)


def _counted(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {**answer, "stays": {stay: kept for stay, kept in answer["stays"].items() if not kept["excluded"]}}


def figures_changed(settled: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """What of the month as a whole differs between two answers: its name (of FIGURES, or the trigger), then, now."""
    for name in (*FIGURES, "trigger"):
        if settled.get(name) != now.get(name):
            yield name, settled.get(name), now.get(name)


def changed(settled: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Changed]:
    """What differs between two answers, stay by stay."""
    before, after = settled["stays"], now["stays"]
    for stay in sorted({*before, *after}):
        if before.get(stay) != after.get(stay):
            yield Changed(stay, before.get(stay), after.get(stay))
