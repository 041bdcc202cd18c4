"""Facts about a question between units about a person, without any stay: asked, answered, or passed on."""

from collections.abc import Mapping
from typing import ClassVar

from lus.domain.fact import ANY, PROTECTIONS, RECEIVERS, WARD, AboutFact, Fact, content, skeleton
from lus.domain.immutable import immutable
from lus.domain.units import UnitId

SETTLES = frozenset({"answered", "taken"})
"""Answers by which a unit has answered for the question."""


@immutable(slots=False, kw_only=True)
class CoordinationOpened(Fact):
    """A unit asks another: who does what for this person? It begins a case of its own, or asks anew on it.

    `protection`: the kind of protected identity that the header began with.
    """

    kind = "coordination_opened"
    by = WARD | RECEIVERS
    to = "anyone"
    receipt = True
    sent = True
    cases = frozenset({"coordination"})

    question: str | None = content(required=True)
    protection: str | None = skeleton("code", *PROTECTIONS, required=False)


@immutable(slots=False, kw_only=True)
class CoordinationAnswered(AboutFact):
    """The answer of the unit asked: it has answered, it takes the matter on, or it passes the question to another.

    By a coordinator, once the question has bounced: which unit it is that answers.
    """

    kind = "coordination_answered"
    by = ANY
    to = "sender"
    sent = True
    cases = frozenset({"coordination"})

    answer: str | None = skeleton("code", "answered", "taken", "passed_on")
    next_unit: UnitId | None = skeleton("unit", required=False)
    why: str | None = skeleton(
        "code", "not_our_assignment", "not_our_age", "not_our_area", "other_better", required=False
    )
    text: str | None = content()

    NEEDS: ClassVar[Mapping[str, frozenset[str]]] = {
        "answered": frozenset({"text"}),
        "taken": frozenset(),
        "passed_on": frozenset({"next_unit", "why"}),
    }

    @property
    def settles(self) -> bool:
        """Whether the unit answers for the question itself."""
        return self.answer in SETTLES

    def faults(self) -> Mapping[str, str]:
        """What each answer must tell; only who passes it on names another unit."""
        found = dict(super().faults())
        needs = self.NEEDS.get(self.answer or "", frozenset())
        found |= {name: "required" for name in needs if getattr(self, name) in {None, ""}}
        if self.settles and self.next_unit is not None:
            found["next_unit"] = "only_passed_on"
        return found
