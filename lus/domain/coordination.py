"""A coordinator's list: the open duties of the units that a unit coordinates for, without who the patient is.

A municipality's coordinator coordinates its units, a region's the region's (`Terms.coordinator`). What is overdue is
for whoever shows the list to say: no clock is read here.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from lus.domain.derive import Derived
from lus.domain.duty import Duty
from lus.domain.facts import AboutDuty, Escalated, Noted, Reminded, Seq
from lus.domain.immutable import immutable
from lus.domain.late import Late, late, municipality
from lus.domain.plan import lead
from lus.domain.terms import Terms
from lus.domain.units import Side, UnitId

ABOUT: dict[str, type[Reminded | Escalated | Noted]] = {fact.kind: fact for fact in (Reminded, Escalated, Noted)}
"""What is done about a duty from the list: it makes no party."""

FROM_THE_LIST = frozenset({*ABOUT, "party_added"})
"""All that a coordinator may record on a case that it is not on."""


@immutable()
class Done:
    """A reminder, an escalation or a note. `ours`: the coordinator's own, whose text it may read, and by whom of it."""

    kind: str
    seq: Seq
    at: datetime
    ours: bool
    by: int | None = None


@immutable()
class Listed:
    """A row of a coordinator's list. `unit`: the coordinator; `side`: of the unit that owes the duty.

    `done`: what has been done about it, in order. `municipality`: where the person lives, if it is known; `lead`: who
    leads the plan. `late`: what of a SIP it makes late, from the moment `late_at` on; None: nothing.
    """

    unit: UnitId
    side: Side
    duty: Duty
    done: tuple[Done, ...]
    municipality: str | None = None
    lead: UnitId | None = None
    late: Late | None = None
    late_at: datetime | None = None


def listed(derived: Derived, terms: Terms) -> Iterator[Listed]:
    """The rows of the case: each open duty of a unit that another coordinates for."""
    history = derived.history
    about = [fact for kind in ABOUT.values() for fact in history.all(kind)]
    about.sort(key=lambda fact: history.place[fact.seq])
    lives_in = municipality(history) if derived.open_duties else None
    leads = lead(history) if history.kind == "plan" else None
    for duty in derived.open_duties:
        unit = terms.coordinator(duty.unit)
        if unit is not None and unit != duty.unit:
            done = tuple(_done(fact, unit) for fact in about if fact.duty == duty.key)
            since = late(history, duty) or (None, None)
            yield Listed(unit, history.side(duty.unit), duty, done, lives_in, leads, *since)


def _done(fact: AboutDuty, unit: UnitId) -> Done:
    ours = fact.unit == unit
    return Done(fact.kind, fact.seq, fact.moment, ours, fact.person if ours else None)


def handle(ref: str, key: str) -> str:
    """What the list calls a duty: its key names a unit, which of a protected person nobody may read there."""
    return hashlib.sha256(f"{ref} {key}".encode()).hexdigest()[:16]


def behind(derived: Derived, terms: Terms, unit: UnitId, ref: str, called: str) -> str | None:
    """The key of the duty that the unit's list calls so; None where it stands there no more."""
    return next(
        (one.duty.key for one in listed(derived, terms) if one.unit == unit and handle(ref, one.duty.key) == called),
        None,
    )
