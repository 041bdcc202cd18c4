"""Who may do what: one table (side of the unit, role) ► kinds of fact and pages. What is not in it is denied."""

from typing import Literal, TypeAlias, get_args

from lus.domain.facts import KINDS
from lus.domain.immutable import immutable
from lus.domain.units import Side, UnitId

Page: TypeAlias = Literal["board", "case", "month", "bounces", "late", "access_log", "administration", "operations"]


@immutable()
class Actor:
    """A person at work, through the one assignment in use. `person` and `assignment` None: the system itself.

    `units`: whose cases may be seen, `unit` among them, in whose name everything is recorded. `provider` owns it.
    """

    person: int | None
    assignment: int | None
    unit: UnitId
    side: Side
    role: str
    provider: str
    units: tuple[UnitId, ...]
    hsa_id: str | None = None

    def __post_init__(self) -> None:
        """Raises ValueError where the unit in use is not among the actor's."""
        if self.unit not in self.units:
            msg = f"unit {self.unit} is not among the actor's"
            raise ValueError(msg)


def _kinds(side: Side) -> frozenset[str]:
    return frozenset(kind for kind, fact in KINDS.items() if side in fact.by)


_CARE: frozenset[Page] = frozenset({"board", "case"})
OFFICES: dict[str, frozenset[Page]] = {
    "log_reviewer": frozenset({"access_log"}),
    "administrator": frozenset({"administration", "operations"}),
}
"""Roles that see no patient ► their pages."""

_SIDES: tuple[Side, ...] = get_args(Side)
_DENIED: tuple[frozenset[str], frozenset[Page]] = (frozenset(), frozenset())

_BY_ITSELF = frozenset({"closed", "invitation_undelivered"})

# Judging is the physician's, but a nurse may send it on, with the physician named in the fact (1 kap. 3 §).
ACCESS: dict[tuple[Side, str], tuple[frozenset[str], frozenset[Page]]] = {
    ("ward", "physician"): (_kinds("ward"), _CARE),
    ("ward", "nurse"): (_kinds("ward"), _CARE),
    ("municipality", "case_worker"): (_kinds("municipality"), _CARE),
    ("municipality", "nurse"): (_kinds("municipality"), _CARE),
    ("municipality", "rehabilitation"): (_kinds("municipality"), _CARE),
    ("open_care", "coordinator"): (_kinds("open_care"), _CARE),
    ("open_care", "nurse"): (_kinds("open_care"), _CARE),
    ("open_care", "physician"): (_kinds("open_care"), _CARE),
    ("coordinator", "coordinator"): (_kinds("coordinator"), _CARE | {"month", "bounces", "late"}),
    **{(side, role): (frozenset(), pages) for side in _SIDES for role, pages in OFFICES.items()},
    # In the name of the unit that owes the act, when nobody is left to do it, or nobody else knows.
    **{(side, "system"): (_BY_ITSELF & _kinds(side), frozenset()) for side in _SIDES},
}
"""(side, role) ► what may be recorded, and which pages may be opened."""


def roles(side: Side) -> list[str]:
    """The roles that somebody may be given at a unit on that side."""
    return [role for known, role in ACCESS if known == side and role != "system"]


def may_record(actor: Actor, kind: str) -> bool:
    """Whether somebody in that role, on that side, records facts of the kind at all."""
    return kind in ACCESS.get((actor.side, actor.role), _DENIED)[0]


def may_open(actor: Actor, page: Page) -> bool:
    """Whether somebody in that role, on that side, opens the page at all."""
    return page in ACCESS.get((actor.side, actor.role), _DENIED)[1]
