"""One municipality's month under one choice for every parameter: which stays belong to it, its mean, days and kronor.

Months are named by their first day. Decimals are exact; only kronor are rounded, once, on the sum (and the mean, where
parameter `mean_rounding` says so).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from lus.domain.amount import CareDay, care_day, in_kronor
from lus.domain.calendar import DAY, day_of
from lus.domain.immutable import immutable
from lus.domain.lawdata import CONFIDENCE, Bound, Confidence
from lus.domain.liability import Choices
from lus.domain.reckoning import Answer, SpellDays, Sum, agreed_on
from lus.domain.terms import Finding, finding

CENT = Decimal("0.01")


def month_of(day: date) -> date:
    """The month that the day lies in."""
    return day.replace(day=1)


@immutable()
class Stay:
    """A stay as a month sees it: reckoned from its case, or given by its calendar days from ready notice to discharge.

    `answer`: its liability, reckoned at the moment `as_of`; None where only `days` are given. `ended_on`: the day of
    its end, None while the patient is there.
    """

    id: str
    days: int = 0
    answer: Answer | None = None
    as_of: datetime | None = None
    ended_on: date | None = None


@immutable()
class Part:
    """What a stay adds to the month: its days in the mean (None: it stands outside), days paid one by one, or why not.

    `days`: its calendar days from ready notice to end, as far as they belong to the month. `known`: whether the terms
    that it falls under are. `given`: whether it was given by its days alone.
    """

    stay: str
    days: int
    in_mean: int | None = None
    alone: tuple[CareDay, ...] = ()
    excluded: str | None = None
    known: bool = True
    confidence: Confidence = "verified"
    given: bool = False
    because: tuple[Finding, ...] = ()


@immutable()
class Figures:
    """The month in figures. None: not known, or not claimed (see `because`)."""

    patients: int | None
    days: int | None
    mean: Decimal | None
    limit: Decimal | None
    billable: Decimal | None
    amount_sek: int | None
    missing_rates: tuple[int, ...]
    confidence: Confidence
    parts: tuple[Part, ...]
    because: tuple[Finding, ...]
    costs: tuple[CareDay, ...] = ()
    """One day of each price used."""

    @property
    def individual(self) -> tuple[Part, ...]:
        """The stays with days that are paid one by one."""
        return tuple(part for part in self.parts if part.alone)

    @property
    def excluded(self) -> tuple[Part, ...]:
        """The stays that do not count, each with its reason."""
        return tuple(part for part in self.parts if part.excluded)


@immutable()
class Asked:
    """A municipality's month under its terms, with one choice for every parameter."""

    municipality: str
    month: date
    bound: Bound
    choices: Choices

    def part(self, stay: Stay, found: Sum | None) -> Part:
        """What the stay adds; `found`: its liability under these choices, None where only its days are given."""
        if stay.answer is None or found is None:
            return self._reckoned(stay, (None,) * stay.days)
        part = self._of(stay, stay.answer, found)
        if found.apart is None:
            return part
        other = self._of(stay, stay.answer, found.apart)
        kept = [one for one in (part, other) if not one.excluded]
        return part if not kept else kept[0] if len(kept) == 1 else _together(part, other)

    def _of(self, stay: Stay, answer: Answer, found: Sum) -> Part:
        """What those of the stay's periods add that are settled in one way."""
        individual = not found.monthly
        waited = _waited(found.spells, stay.as_of) if individual else tuple(day.on for day in found.counted if day.on)
        days = tuple(sorted({*waited, *(day.on for day in found.counted if day.on)}))
        within = self._within(stay, found.spells, days)
        if within is None:
            return Part(stay.id, 0, excluded="other_month")
        if answer.settlement == "unknown":
            return Part(stay.id, 0, known=False, confidence=found.confidence)
        if found.blocked_by or not found.spells:
            return Part(stay.id, 0, excluded=(*found.blocked_by, "ready_not_notified")[0])
        because = tuple(
            replace(one, values={**one.values, "stay": stay.id}) for one in found.because if one.code in SAID
        )
        if individual:
            split = self.choices["month_of_stay"] == "split"
            alone = tuple(day for day in found.counted if not split or (day.on and month_of(day.on) == self.month))
            many = len([day for day in days[within] if day in waited])
            return Part(stay.id, many, alone=alone, confidence=found.confidence, because=because)
        part = self._reckoned(stay, waited, within, day_of(found.spells[0].notice_at))
        return replace(part, confidence=found.confidence, because=(*part.because, *because))

    def _within(self, stay: Stay, spells: tuple[SpellDays, ...], waited: tuple[date, ...]) -> slice | None:
        """Which of the stay's days belong to the month; None: the stay does not (`month_of_stay`)."""
        rule = self.choices["month_of_stay"]
        if rule == "split" and waited:
            inside = [place for place, day in enumerate(waited) if month_of(day) == self.month]
            return slice(inside[0], inside[-1] + 1) if inside else None
        decides = day_of(spells[0].notice_at) if rule == "notice" and spells else stay.ended_on
        return slice(0, len(waited)) if decides and month_of(decides) == self.month else None

    def _reckoned(
        self, stay: Stay, dates: Sequence[date | None], within: slice = slice(None), notice_on: date | None = None
    ) -> Part:
        """A stay by its days: in the mean, beyond the limit of a long stay one by one, or all after the free days."""
        places = range(len(dates))[within]
        if self.bound.terms.settlement == "individual":
            return self._by_itself(stay, dates)
        limit = self.choices["long_stay_days"]
        if limit is None or len(dates) <= Decimal(limit):
            left_out = not dates and not self.choices["same_day_in_mean"]
            return Part(stay.id, len(places), in_mean=None if left_out else len(places))
        kind = self.choices["long_stay"]
        # Calendar days are whole: of a limit of 7.5 seven.
        kept = self.free_days if kind == "leave_after_free" else int(Decimal(limit))
        alone = self._paid([dates[place] for place in places if place >= kept], notice_on)
        in_mean = len(places) - len(alone) if kind == "cap_then_individual" else 0
        because = finding(f"long_stay_{kind}", stay=stay.id, days=len(dates), kept=kept, alone=len(alone))
        return Part(stay.id, len(places), in_mean or None, alone, because=(because,))

    @property
    def free_days(self) -> int:
        """The days that are never paid: as chosen or agreed, else the statute's (5:4)."""
        chosen = self.choices["free_days"]
        days: int = self.choices.terms.rule("liability.free_days", self.month).value if chosen is None else chosen
        return days

    def _by_itself(self, stay: Stay, dates: Sequence[date | None]) -> Part:
        """A stay given by its days, where each is paid for itself: the hour of its notice is not known."""
        liable = max(0, len(dates) - self.free_days)
        if len(dates) >= self.free_days and self.choices["discharge_day_counts"]:
            liable += 1
        return Part(stay.id, len(dates), alone=self._paid((None,) * liable, None), given=True)

    def _paid(self, days: Sequence[date | None], notice_on: date | None) -> tuple[CareDay, ...]:
        """The days with their amounts; one whose date is not known costs what the month's first day does."""
        found = [care_day(self.choices, day or self.month, notice_on) for day in days]
        return tuple(replace(paid, on=day) for paid, day in zip(found, days, strict=True))

    def figures(self, parts: Sequence[Part]) -> Figures:
        """The month's sum."""
        terms = self.bound.terms
        counted = [part for part in parts if part.excluded is None]
        alone = [day for part in counted for day in part.alone]
        used: list[Confidence] = [terms.confidence, *(part.confidence for part in counted)]
        because = [reason for part in parts for reason in part.because]
        if terms.settlement == "individual":
            if any(part.given for part in parts):
                because.append(finding("stays_by_days", free=self.free_days))
            patients, days = len(counted), sum(part.days for part in counted)
            because.insert(0, finding("month_individual", patients=patients, days=days))
            mean = limit = None
            over: Decimal | None = Decimal(0)
        else:
            within = [part.in_mean for part in counted if part.in_mean is not None]
            patients, days = len(within), sum(within)
            mean = Decimal(days) / patients if patients else None
            limit = self.limit
            over, why = self._over(patients, days, mean, limit)
            because = [*why, *because]
        if not all(part.known for part in counted):
            over, because = None, [*because, finding("stays_of_unknown_terms")]
        paid = terms.billing == "active"
        billable = over + len(alone) if paid and over is not None else None
        amount, missing, costs = self._amount(alone, over) if billable is not None else (None, (), [])
        because += [finding("care_days", days=billable)] if billable else []
        used += [day.confidence for day in costs]
        because += _rates(costs)
        because += [finding("rate_missing", year=year) for year in missing]
        because += self.terms_in_words
        return Figures(
            patients,
            days,
            mean,
            limit,
            billable,
            amount,
            missing,
            min((*used, self.choices.confidence), key=CONFIDENCE.index),
            tuple(parts),
            tuple(because),
            tuple(costs),
        )

    @property
    def terms_in_words(self) -> list[Finding]:
        """What must be said of the terms themselves."""
        named = self.choices.terms.agreement
        bound = self.bound.agreement.id
        given_way = [] if named in {None, bound} else [finding("agreement_not_bound", agreement=named)]
        return [*given_way, *agreed_on(self.bound)]

    @property
    def limit(self) -> Decimal | None:
        """The mean above which days are paid, or a joint analysis is made; None: not agreed on, or not known."""
        limit = self.choices["mean_limit"]
        trigger = self.bound.terms.trigger
        return Decimal(limit) if limit is not None else trigger.mean_above if trigger else None

    def _over(
        self, patients: int, days: int, mean: Decimal | None, limit: Decimal | None
    ) -> tuple[Decimal | None, list[Finding]]:
        """The days above the limit: sum − limit × patients; None: the limit is not known."""
        said = [finding("month_mean", days=days, patients=patients, mean=mean)] if mean is not None else []
        if limit is None:
            return None, said
        if mean is None:
            return Decimal(0), [finding("month_empty")]
        if self.choices["mean_rounding"] == "two_decimals":
            days_over = (mean.quantize(CENT, ROUND_HALF_UP) - limit) * patients
            said.append(finding("mean_rounded", mean=mean.quantize(CENT, ROUND_HALF_UP)))
        else:
            days_over = days - limit * patients
        if days_over <= 0:
            return Decimal(0), [*said, finding("month_not_above", limit=limit)]
        return days_over, [*said, finding("month_above", limit=limit, patients=patients, over=days_over)]

    def _amount(
        self, alone: Sequence[CareDay], over: Decimal | None
    ) -> tuple[int | None, tuple[int, ...], list[CareDay]]:
        """Kronor, the years whose rate is missing, and one day of each price used."""
        kronor = Decimal(0)
        missing: set[int] = set()
        used: dict[tuple[int, str], CareDay] = {}
        month = [(care_day(self.choices, self.month), over)] if over else []
        for day, many in (*month, *((day, Decimal(1)) for day in alone)):
            if day.amount_sek is None:
                missing.add(day.rated)
            else:
                kronor += day.amount_sek * many
                used.setdefault((day.rated, day.source), day)
        return None if missing else in_kronor(kronor), tuple(sorted(missing)), list(used.values())


SAID = frozenset({"period_of_another", "period_of_nobody", "days_of_another"})
"""Reasons of a stay that its month tells too: days that another pays for."""


def _together(one: Part, other: Part) -> Part:
    """What periods settled by the month and periods settled one by one add, as one stay."""
    in_mean = next((part.in_mean for part in (one, other) if part.in_mean is not None), None)
    alone = tuple(sorted((*one.alone, *other.alone), key=lambda day: day.on or date.max))
    confidence = min(one.confidence, other.confidence, key=CONFIDENCE.index)
    because = tuple(dict.fromkeys((*one.because, *other.because)))
    return replace(
        one, days=one.days + other.days, in_mean=in_mean, alone=alone, confidence=confidence, because=because
    )


def _rates(costs: Sequence[CareDay]) -> Iterator[Finding]:
    for day in costs:
        if day.source:
            yield finding("care_day_rate", year=day.rated, amount=day.amount_sek, source=day.source)
        else:
            yield finding("care_day_amount", amount=day.amount_sek)


def _waited(spells: Sequence[SpellDays], as_of: datetime | None) -> tuple[date, ...]:
    """The calendar days from each ready notice up to, not including, the day its spell ended; each once."""
    days: set[date] = set()
    for spell in spells:
        ended_at = spell.ended_at or as_of or spell.notice_at
        first, last = day_of(spell.notice_at), day_of(ended_at)
        days.update(first + number * DAY for number in range((last - first).days))
    return tuple(sorted(days))
