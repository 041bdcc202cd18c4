"""Who a case is about, as far as the transaction's units may know it, and what becomes of that when a fact says more.

One row of `patients` for each case. Protected identity: only the units that the row names see it (docs/adr/0023).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from lus.domain.case import History
from lus.domain.facts import Fact, IdentityLinked, Seq
from lus.domain.identity import full, person_of
from lus.domain.units import UnitId
from lus.store.search import keys_of


@dataclass(frozen=True, slots=True)
class Header:
    """The one row that says who the patient is. `number` in canonical form. Protected: no address.

    `also`: other numbers of the same person, by which the case is found too.
    """

    person: UUID
    name: str
    number: str | None = None
    protected: str | None = None
    address: str | None = None
    phone: str | None = None
    next_of_kin: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """A number of the person, None where none is known, or a name, and the fact that told it.

    `name` None: that fact told none, and the one before stands.
    """

    seq: Seq
    person: UUID
    number: str | None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What tells who somebody is. `identities`: every number told, the first with the admission.

    `named`: who may know it; None: every unit on the case. `current`: the identity that the header shows.
    `name`: the one told last. `numbers`: those by which the case is found.
    """

    name: str
    identities: tuple[Identity, ...]
    current: Identity
    numbers: tuple[str, ...]
    protected: str | None
    named: frozenset[UnitId] | None

    @property
    def keys(self) -> frozenset[str]:
        """What the case is found by."""
        return keys_of(self.name, self.numbers, self.protected)

    def finders(self, parties: Collection[UnitId]) -> list[UnitId]:
        """The units that may find it so."""
        return sorted(unit for unit in parties if self.named is None or unit in self.named)


def known(row: Any) -> Known | None:
    """Of a row of `patients`; None: the units may not know. Which numbers count is for `after` to say."""
    if row.person_id is None:
        return None
    identities = read(row.identities)
    named = None if row.named_units is None else frozenset(row.named_units)
    current = Identity(0, row.person_id, row.number)
    return Known(row.name, identities, current, (), row.protected, named)


def begun(header: Header, unit: UnitId) -> Known:
    """Who the patient of a new case is: known to the unit that admits, if identity is protected."""
    first = Identity(1, header.person, header.number)
    named = frozenset({unit}) if header.protected else None
    return Known(header.name, (first,), replace(first, seq=0), (), header.protected, named)


def after(before: Known, fact: Fact, history: History) -> Known:
    """What the fact makes of it; `history` with the fact. A voided number is no longer looked up or shown."""
    identities = before.identities
    if isinstance(fact, IdentityLinked):
        identities = _linked(before, fact)
    shown, numbers = counting(identities, history)
    stands = history.protection
    return replace(
        before,
        name=_called(identities, history) or before.name,
        identities=identities,
        current=replace(shown, seq=0),
        numbers=numbers,
        protected=stands.kind if stands else None,
        named=stands.named if stands else None,
    )


def _linked(before: Known, fact: IdentityLinked) -> tuple[Identity, ...]:
    """What was told before, and what the fact tells; the first name is kept, so that a correction can be voided."""
    first, *more = before.identities
    number = fact.person_id() if fact.number else None
    told = Identity(
        fact.seq, person_of(number) if number else before.current.person, number.value if number else None, fact.name
    )
    return (replace(first, name=first.name or before.name), *more, told)


def _called(identities: tuple[Identity, ...], history: History) -> str | None:
    """The name told last, without what was voided; None: none but that which the case began with."""
    first, *more = identities
    return next(
        (one.name for one in (*reversed(more), first) if one.name and one.seq in {first.seq, *history.place}), None
    )


def counting(identities: tuple[Identity, ...], history: History) -> tuple[Identity, tuple[str, ...]]:
    """The identity that the header shows, and every number that holds: without what was voided.

    The last personnummer or samordningsnummer, else the last number of all.
    """
    first, *more = identities
    left = [first, *(one for one in more if one.number and one.seq in history.place)]
    shown = max(left, key=lambda one: (full(one.number or ""), one.number is not None, one.seq))
    return shown, tuple(dict.fromkeys(one.number for one in left if one.number))


def read(stored: list[Any]) -> tuple[Identity, ...]:
    """Identities out of their column."""
    return tuple(Identity(seq, UUID(person), number, *name) for seq, person, number, *name in stored)


def written(identities: tuple[Identity, ...]) -> list[tuple[Seq | str | None, ...]]:
    """Identities as their column holds them: a name only where one was told."""
    return [(one.seq, str(one.person), one.number, *([one.name] if one.name else [])) for one in identities]
