"""To whom a form goes: the units offered, the ground towards them, and who then reads what."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from lus.domain.facts import GROUNDS
from lus.domain.units import UnitId
from lus.web.fields import FEW, Option, kind_heading, unit_options
from lus.web.forms import Data
from lus.web.reachable import Gap, gaps, takes_in, warning
from lus.web.situation import LAW, Audience, Situation, has_content
from lus.words.codes import GROUND, UNIT_KIND
from lus.words.forms import FIELD, LEFT_OUT, NOTHING, hint


@dataclass(frozen=True, slots=True)
class Receiving:
    """The receivers as a form asks for them: `near` and `farther` units, or who it goes to whatever is chosen.

    `single`: it goes to one unit; `nobody`: why none is offered; `hint`: what they do with it, and who is left out.
    """

    label: str
    near: tuple[Option, ...]
    farther: tuple[Option, ...]
    fixed: tuple[str, ...]
    gaps: tuple[Gap, ...]
    single: bool
    nobody: str
    error: str
    hint: str = ""

    @property
    def target(self) -> str:
        """The id of the control that an error leads to."""
        return "f-to" if self.as_list else "f-to-1"

    @property
    def as_list(self) -> bool:
        """Whether one is chosen from a list."""
        return self.single and len(self.near) > FEW


@dataclass(frozen=True, slots=True)
class Sees:
    """Who reads the content, and who only sees that it happened."""

    read: tuple[str, ...]
    notice: tuple[str, ...]


def receiving(here: Situation, kind: str, to: Audience, ticked: Collection[UnitId], error: str) -> Receiving:
    """What the form asks about receivers."""
    label = FIELD.get(f"{kind}.to", FIELD["to"])
    if to.fixed:
        return Receiving(label, (), (), tuple(here.cards[unit].name for unit in to.offered), (), False, "", error)
    missing = gaps(here) if here.side == "ward" else ()
    left_out = _left_out(here, to)
    nobody = "" if to.offered else left_out or NOTHING.get(kind, "")
    if to.single:
        options = unit_options(here, to.offered, {str(unit) for unit in ticked})
        return Receiving(label, options, (), (), (), True, nobody, error)
    near, farther = (_options(here, to, ticked, near=near) for near in (True, False))
    said = " ".join(filter(None, (hint(kind, "to"), left_out)))
    return Receiving(label, near, farther, (), missing, False, nobody, error, said)


def _left_out(here: Situation, to: Audience) -> str:
    """Who is on the plan and may not be told, because no consent names it."""
    if here.history.kind != "plan" or to.single:
        return ""
    units = here.terms.units
    but = [u for u in here.derived.parties if u not in {*to.offered, here.unit} and units[u].side != "coordinator"]
    return LEFT_OUT.format(", ".join(here.cards[unit].short for unit in but)) if but else ""


def ticked(to: Audience, data: Data) -> frozenset[UnitId]:
    """The units that the form as sent has ticked."""
    given = set(data.get("to", ()))
    return to.ticked if to.fixed else frozenset(unit for unit in to.offered if str(unit) in given)


def _options(here: Situation, to: Audience, ticked: Collection[UnitId], *, near: bool) -> tuple[Option, ...]:
    """The units offered; near are those on the case, likely, or ticked. The others stand under their kinds, by name."""
    units = here.terms.units
    close = {*here.derived.parties, *here.suggested, *here.register.routes.values(), *to.ticked, *ticked}
    offered = [unit for unit in to.offered if (unit in close) is near]
    if not near:
        offered.sort(key=lambda unit: here.cards[unit].name)
    return tuple(
        Option(
            str(unit),
            f"{here.cards[unit].name} · {takes_in(here, unit) or UNIT_KIND[units[unit].kind]}"
            if near
            else here.cards[unit].name,
            unit in ticked,
            warning(here, unit),
            "" if near else kind_heading(here, unit),
        )
        for unit in offered
    )


def grounds(chosen: str | None) -> tuple[Option, ...]:
    """The grounds of a disclosure; where nobody has judged, none is chosen."""
    ask = (Option("", "Välj"),) if not chosen else ()
    return ask + tuple(Option(ground, GROUND[ground], ground == chosen) for ground in GROUNDS if ground != LAW)


COMES = {"party_added": "party", "moved": "ward", "coordination_answered": "next_unit"}
"""Kind ► the field that names who comes to the case by it, and is told."""


def comes(kind: str, own: Mapping[str, Any]) -> tuple[UnitId, ...]:
    """The unit that comes to the case by the fact."""
    unit = own.get(COMES.get(kind, ""))
    return (unit,) if unit else ()


def sees(here: Situation, kind: str, ticked: Collection[UnitId]) -> Sees:
    """Content goes to sender and receivers; that it happened, to every party."""
    parties = dict.fromkeys([here.unit, *here.derived.parties, *ticked])
    read = [unit for unit in parties if not has_content(kind) or unit == here.unit or unit in ticked]
    return Sees(tuple(_you(here, u) for u in read), tuple(_you(here, u) for u in parties if u not in read))


def _you(here: Situation, unit: UnitId) -> str:
    return "er enhet" if unit == here.unit else here.cards[unit].short
