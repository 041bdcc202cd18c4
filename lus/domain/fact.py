"""What every fact carries, and how a kind declares its own fields. The kinds themselves stand in facts/."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Literal, TypeAlias

from lus.domain.immutable import immutable
from lus.domain.units import Side, UnitId

Seq: TypeAlias = int
"""A fact's number on its case: from 1, without gaps."""

Layer: TypeAlias = Literal["skeleton", "content"]
Control: TypeAlias = Literal[
    "instant",
    "day",
    "code",
    "codes",
    "yes_no",
    "fact",
    "duty",
    "unit",
    "units",
    "municipality",
    "text",
    "line",
    "case",
    "hashes",
]
Audience: TypeAlias = Literal[
    "nobody",
    "concerned",
    "carers",
    "anyone",
    "notified",
    "sender",
    "receivers",
    "parties",
    "both",
    "chosen",
    "same_principal",
    "other_principal",
]
"""To whom: nobody; units to be told, on the case or not; of these, units that give health care; any one unit; those
told before; the sender or the receivers of the fact that it is about; all on the case, the same and the other
principal's coordinator, or chosen ones; one of the own organisation; units of the other principal.
"""

GROUNDS = (
    "lag_2017_612",
    "consent",
    "same_region",
    "under_18",
    "addiction",
    "compulsory_care",
    "cannot_consent",
    "no_harm",
)
"""Grounds of disclosure, given for each receiver of health or social data."""

PROTECTIONS = ("sekretessmarkering", "skyddad folkbokföring")
"""Kinds of protected identity."""

WARD: frozenset[Side] = frozenset({"ward"})
MUNICIPALITY: frozenset[Side] = frozenset({"municipality"})
OPEN_CARE: frozenset[Side] = frozenset({"open_care"})
COORDINATOR: frozenset[Side] = frozenset({"coordinator"})
RECEIVERS = MUNICIPALITY | OPEN_CARE
ANY = WARD | RECEIVERS | COORDINATOR
"""Who records a kind: sides of a case."""

CaseKind: TypeAlias = Literal["stay", "coordination", "plan"]
STAY: frozenset[CaseKind] = frozenset({"stay"})
PLAN: frozenset[CaseKind] = frozenset({"plan"})
NO_PLAN: frozenset[CaseKind] = frozenset({"stay", "coordination"})
ANY_CASE = NO_PLAN | PLAN
"""On which kinds of case a kind may be recorded: a stay in hospital, a question between units, a plan."""


@immutable()
class Slot:
    """One field of a kind: its layer, the control that takes it in a form, and the codes it may hold."""

    name: str
    layer: Layer
    control: Control
    required: bool
    codes: tuple[str, ...] = ()


def _slot(layer: Layer, control: Control, codes: tuple[str, ...], required: bool, default: Any) -> Any:
    metadata = {"slot": (layer, control, required, codes)}
    return dataclasses.field(default=default, metadata=metadata)


def skeleton(control: Control, *codes: str, required: bool = True, default: Any = None) -> Any:
    """A field that rules may read and every party sees."""
    return _slot("skeleton", control, codes, required, default)


def content(control: Control = "text", *, required: bool = False) -> Any:
    """A field for sender and receivers only; None where it may not be seen. No rule reads it."""
    return _slot("content", control, (), required, None)


@immutable()
class Receiver:
    """A unit that a fact was sent to, and the ground of the disclosure."""

    unit: UnitId
    ground: str | None = None


@immutable(slots=False, kw_only=True)
class Fact:
    """What every fact carries.

    `at` is when it happened, as told; `recorded_at` database time; both aware. `unit` recorded it, through
    `person` and `assignment`; `provider` owns it. `seq` is 0 until it is recorded. `late_reason`: why it is told
    more than a day after it happened. `attached`: hashes of the files that came with it; name and bytes are content.

    Of a kind: `by` who records it, `to` whom it goes, `receipt` whether each receiver owes one, `sent` whether it is
    a message, which counts from when it was recorded; `joins` whether recording it puts the unit on the case;
    `after_the_end` whether it may be told of a closed case, also after death; `cases` on which kinds of case.
    """

    kind: ClassVar[str]
    rank: ClassVar[int]
    by: ClassVar[frozenset[Side]]
    to: ClassVar[Audience] = "nobody"
    receipt: ClassVar[bool] = False
    sent: ClassVar[bool] = False
    joins: ClassVar[bool] = True
    after_the_end: ClassVar[bool] = False
    cases: ClassVar[frozenset[CaseKind]] = STAY

    at: datetime
    recorded_at: datetime
    unit: UnitId
    seq: Seq = 0
    channel: str = "system"
    provider: str | None = None
    person: int | None = None
    assignment: int | None = None
    receivers: tuple[Receiver, ...] = ()
    in_reply_to: Seq | None = None
    late_reason: str | None = content("line")
    attached: tuple[str, ...] | None = skeleton("hashes", required=False)

    # Rules ask for these of every fact, dozens of times: worked out once.
    moment: datetime = dataclasses.field(init=False, repr=False, compare=False)
    """The instant that rules count from: nobody sends yesterday, but what happened is told afterwards."""
    to_units: tuple[UnitId, ...] = dataclasses.field(init=False, repr=False, compare=False)
    """The receiving units, in the order named."""

    def __post_init__(self) -> None:
        """What follows from the fields alone."""
        follows = self.__dict__
        follows["moment"] = self.recorded_at if self.sent and not self.told_by_hand else self.at
        follows["to_units"] = tuple([receiver.unit for receiver in self.receivers])

    @property
    def order(self) -> tuple[datetime, int, Seq]:
        """How facts are ordered: by moment, then as the kinds are listed, then as recorded."""
        return self.moment, self.rank, self.seq

    @property
    def units(self) -> frozenset[UnitId]:
        """The receiving units."""
        return frozenset(self.to_units)

    @property
    def told_by_hand(self) -> bool:
        """Whether it is a message given on paper or by phone: its time is only stated, by who gave it."""
        return self.sent and self.channel in {"paper", "phone"}

    @property
    def refers_to(self) -> Seq | None:
        """The fact that this one is only about, and falls with when that is voided."""
        return None

    def faults(self) -> Mapping[str, str]:
        """What a form must still ask for: field ► code. What the class alone can tell."""
        found: dict[str, str] = {}
        for slot in slots(type(self)):
            value = getattr(self, slot.name)
            if value in (None, "", ()):
                found |= {slot.name: "required"} if slot.required else {}
            elif slot.codes and not set(value if isinstance(value, tuple) else (value,)) <= set(slot.codes):
                found[slot.name] = "unknown_code"
        return found


def slots(kind: "type[Fact]") -> tuple[Slot, ...]:
    """The kind's own fields, in the order of its form."""
    return _slots(kind)  # type: ignore[arg-type]  # mypy takes a frozen dataclass's own hash for its instances'


def has_content(kind: "type[Fact] | Fact") -> bool:
    """Whether it holds something of its own that only sender and receivers read."""
    own = kind if isinstance(kind, type) else type(kind)
    return any(slot.layer == "content" and slot.name != "late_reason" for slot in slots(own))


@cache
def _slots(kind: "type[Fact]") -> tuple[Slot, ...]:
    own = (field for field in dataclasses.fields(kind) if "slot" in field.metadata)
    return tuple(Slot(field.name, *field.metadata["slot"]) for field in own)


@immutable(slots=False, kw_only=True)
class AboutDuty(Fact):
    """What is about one duty, by its key."""

    cases = ANY_CASE

    duty: str = skeleton("duty")

    @property
    def refers_to(self) -> Seq | None:
        """What opened the duty."""
        return opened_by(self.duty or "")


@immutable(slots=False, kw_only=True)
class AboutFact(Fact):
    """What is about one other fact, and falls with it."""

    cases = ANY_CASE

    of: Seq = skeleton("fact")

    @property
    def refers_to(self) -> Seq | None:
        """That fact."""
        return self.of


def opened_by(duty: str) -> Seq:
    """The fact that opened the duty of that key; 0 where it is no key."""
    _kind, _, rest = duty.partition(":")
    seq = rest.partition(":")[0]
    return int(seq) if seq.isascii() and seq.isdigit() else 0
