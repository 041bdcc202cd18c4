"""What liability is told in: choices, blocks, spells and the outcome."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeAlias

from lus.domain.calendar import DAY
from lus.domain.facts import Fact, ReadyNotified
from lus.domain.immutable import immutable
from lus.domain.lawdata import CONFIDENCE, Confidence
from lus.domain.terms import UNDECIDED, Finding, Terms

BLOCKS = (
    "admission_not_notified",
    "ready_not_notified",
    "wrong_municipality_notified",
    "sip_not_called",
    "late_admission_notice",
    "late_sip_call",
    "sip_called_by_ward",
    "open_care_unavailable",
    "open_care_unclear",
    "not_registered",
    "secrecy",
)
"""What can stand in the way of liability, in the order in which it is told."""


class Choices:
    """The chosen value of every parameter, and which of them an answer asked for."""

    def __init__(self, terms: Terms, chosen: Mapping[str, Any] | None = None) -> None:
        """`chosen` goes before the parameters of the terms."""
        self.terms = terms
        self.chosen = dict(chosen or {})
        self.asked: set[str] = set()
        self.doubted: set[str] = set()
        """Those of them that nobody has decided."""
        self._of: dict[int, Choices] = {}

    def __getitem__(self, name: str) -> Any:
        """The value chosen for the parameter, else the agreed one, else the statute's default."""
        self.asked.add(name)
        value = self.chosen[name] if name in self.chosen else self.terms.parameter(name)
        if value == UNDECIDED:
            self.doubted.add(name)
        return value

    def of(self, period: int) -> "Choices":
        """The choices for the period as utskrivningsklar that the notice of that number began: under its own terms."""
        bound = self.terms.periods.get(period)
        if bound is None:
            return self
        if period not in self._of:
            terms = replace(self.terms, applied=bound.terms, periods={})
            # What one period's agreement has decided is in doubt in the others only.
            chosen = {name: value for name, value in self.chosen.items() if terms.parameter(name) == UNDECIDED}
            own = Choices(terms, chosen)
            own.asked, own.doubted = self.asked, self.doubted
            self._of[period] = own
        return self._of[period]

    @property
    def confidence(self) -> Confidence:
        """The lowest of the agreed values that were asked for."""
        agreed = (self.terms.agreed_value(name) for name in self.asked if name not in self.chosen)
        return min((value.confidence for value in agreed if value), key=CONFIDENCE.index, default="verified")


@immutable()
class Block:
    """Something that stands in the way from that instant on; until then it can still be met in time."""

    code: str
    from_at: datetime


Stretch: TypeAlias = tuple[date, date | None]


@immutable()
class Start:
    """When liability begins, as far as the conditions asked so far have it: each puts it off, blocks it or is met.

    Fields as in Spell, which a start becomes. Made dozens of times an answer, so without `replace`.
    """

    first_on: date
    because: tuple[Finding, ...] = ()
    fulfilled: tuple[Finding, ...] = ()
    blocks: tuple[Block, ...] = ()
    uncounted: tuple[Stretch, ...] = ()

    def met(self, found: Finding) -> "Start":
        """A condition met in time: it changes nothing."""
        return Start(self.first_on, self.because, (*self.fulfilled, found), self.blocks, self.uncounted)

    def put_off(self, until: date, *found: Finding) -> "Start":
        """Not before that day, for those reasons."""
        first_on = max(self.first_on, until)
        return Start(first_on, (*self.because, *found), self.fulfilled, self.blocks, self.uncounted)

    def blocked(self, code: str, from_at: datetime, *found: Finding) -> "Start":
        """Something stands in the way, for those reasons."""
        blocks = (*self.blocks, Block(code, from_at))
        return Start(self.first_on, (*self.because, *found), self.fulfilled, blocks, self.uncounted)

    def without(self, stretches: Iterable[Stretch], *found: Finding) -> "Start":
        """Those days are not counted, for those reasons."""
        uncounted = (*self.uncounted, *stretches)
        return Start(self.first_on, (*self.because, *found), self.fulfilled, self.blocks, uncounted)


@immutable()
class Spell:
    """One period as utskrivningsklar of which the payer was told.

    `period`: the number of the period's first notice. `first_on`: the first day that counts, if nothing stands in the
    way. `ended`: its withdrawal or the stay's end.
    `uncounted`: stretches of days, from and until (both included, None: without end), of which no day counts.
    `because` decided that day; `fulfilled` are the conditions that changed nothing, being met in time.
    """

    period: int
    notice: ReadyNotified
    first_on: date
    ended: Fact | None
    blocks: tuple[Block, ...]
    because: tuple[Finding, ...]
    fulfilled: tuple[Finding, ...]
    confidence: Confidence
    uncounted: tuple[Stretch, ...] = ()

    @property
    def first_counted(self) -> date | None:
        """The first day that counts and is not left out; None while no end of what leaves days out is known."""
        day = self.first_on
        for since, until in sorted(self.uncounted, key=lambda stretch: stretch[0]):
            if since <= day and (until is None or day <= until):
                if until is None:
                    return None
                day = until + DAY
        return day

    def counts(self, day: date) -> bool:
        """Whether a day between the first one and the end is counted."""
        return not any(first <= day and (last is None or day <= last) for first, last in self.uncounted)

    def blocked_at(self, moment: datetime) -> tuple[str, ...]:
        """What stands in the way at that moment, or stood when the spell ended."""
        if self.ended and self.ended.moment < moment:
            moment = self.ended.moment
        return tuple(block.code for block in self.blocks if block.from_at <= moment)


@immutable()
class Outcome:
    """What one payer is liable for, under one choice for every parameter.

    `standing`: whether a ready notice for which it pays stands, or was withheld from it; `untold`: what stands in the
    way where it did not reach the payer. `elsewhere`: periods and days that another municipality pays for.
    """

    payer: str | None
    spells: tuple[Spell, ...]
    standing: bool
    untold: tuple[Block, ...]
    elsewhere: tuple[Finding, ...] = ()
