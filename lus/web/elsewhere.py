"""Units of another region: a form that may name any unit asks where it is, and offers the units there."""

from typing import TYPE_CHECKING

from lus.domain.units import Side, UnitId
from lus.web.fields import Field, Option
from lus.web.forms import Data, number, one
from lus.words.forms import FIELD, HINT, SHOW_UNITS

if TYPE_CHECKING:
    from lus.web.situation import Situation

WHERE = "lan"
"""What the field is called, in forms and addresses: a county's code."""

NAMES_ANY = {"coordination_opened": "to", "coordination_answered": "next_unit"}
"""Kind that may name a unit anywhere in the country ► the field that names it."""


def asks_where(kind: str, side: Side) -> bool:
    """Whether the kind's form asks it; a coordinator chooses among the units that have read the question."""
    return kind in NAMES_ANY and (kind == "coordination_opened" or side != "coordinator")


def asked_for(data: Data, kind: str) -> tuple[str, UnitId | None]:
    """The county that the form has chosen, empty for one's own, and the unit that it names already."""
    return one(data, WHERE), number(one(data, NAMES_ANY[kind]))


def where(here: "Situation") -> tuple[Field, ...]:
    """The field; none where the register holds one region only."""
    options = tuple(Option(code, name, code == here.county) for code, name in here.regions.items())
    field = Field(WHERE, FIELD[WHERE], "select", False, options=options, hint=HINT[WHERE], shows=SHOW_UNITS)
    return (field,) if len(options) > 1 else ()
