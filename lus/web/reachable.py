"""Whether anybody takes in what is sent: said before it is sent, and what to do instead."""

from dataclasses import dataclass

from lus.domain.units import HELPS, USUAL_HELPS, UnitId
from lus.web.situation import Situation
from lus.words.units import HELP, UNREACHABLE


@dataclass(frozen=True, slots=True)
class Gap:
    """A kind of help that nobody takes in messages about where the patient lives. `usual`: most people need it."""

    text: str
    usual: bool


def gaps(here: Situation) -> tuple[Gap, ...]:
    """What the municipality's register lacks, the usual kinds of help first; nothing where there is no municipality."""
    register, admitted = here.register, here.history.admitted
    if admitted is None or not (admitted.placed_by or admitted.registered_in):
        return ()
    if register.municipality is None:
        return (Gap(UNREACHABLE["no_municipality"], True),)
    missing = [kind for kind in HELPS if kind not in register.routes]
    ring = UNREACHABLE["ring"].format(*register.ring) if register.ring else UNREACHABLE["ring_switchboard"]
    return tuple(
        Gap(UNREACHABLE["no_receiver"].format(register.municipality, HELP[kind], ring), kind in USUAL_HELPS)
        for kind in missing
    )


def takes_in(here: Situation, unit: UnitId) -> str:
    """What the unit takes in messages about, in words; empty where the register says nothing."""
    return ", ".join(HELP[kind] for kind, receiver in here.register.routes.items() if receiver == unit)


def warning(here: Situation, unit: UnitId) -> str:
    """Why a message may lie there unread, or not be for the unit, and what to do; empty where all is well."""
    card = here.cards[unit]
    told = []
    if not card.staffed:
        ring = UNREACHABLE["ring"].format(card.short, card.phone) if card.phone else UNREACHABLE["ring_unit"]
        told.append(UNREACHABLE["nobody"].format(ring))
    if not card.coordinated:
        told.append(UNREACHABLE["no_coordinator"])
    told.append(closed(here, unit))
    if unit in here.history.withheld:
        told.append(UNREACHABLE["withheld"])
    return " ".join(filter(None, told))


def closed(here: Situation, unit: UnitId) -> str:
    """Who is on call, while the unit is closed; empty while it is open or nobody is."""
    card = here.cards[unit]
    if card.on_call is None or here.terms.units[unit].hours.open_at(here.now):
        return ""
    on_call = here.cards[card.on_call]
    return UNREACHABLE["closed"].format(", ".join(filter(None, (on_call.name, on_call.phone))))
