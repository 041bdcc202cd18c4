"""Duties as pages say them: who does what, by when, why, and the acts that meet them."""

from collections.abc import Iterable
from dataclasses import dataclass

from lus import words
from lus.domain.duty import Duty
from lus.domain.units import UnitId
from lus.web.moments import Due, due
from lus.web.offers import Offer, offers
from lus.web.situation import Situation
from lus.web.units import SIDE_NAME
from lus.words.forms import DUTY_NOW, READ

FAST = "SFS 2017:612, "


@dataclass(frozen=True, slots=True)
class Said:
    """A duty in words. `who` is "Ni" where it is ours; `title` says it as a task."""

    key: str
    who: str
    what: str
    title: str
    due: Due
    ours: bool
    why: tuple[str, ...]
    source: str
    opened: int
    offers: tuple[Offer, ...]

    @property
    def line(self) -> str:
        """Who does what."""
        return f"{self.who} {self.what}"


def said(here: Situation, owed: Iterable[Duty], *, private: bool = False) -> list[Said]:
    """The duties in words, ours first; the same act towards several units is one. `private`: name no unit."""
    groups: dict[tuple[object, ...], list[Duty]] = {}
    for each in owed:
        groups.setdefault((each.kind, each.unit, each.opened.seq, each.due_at), []).append(each)
    told = [_said(here, group, private) for group in groups.values()]
    return sorted(told, key=lambda one: not one.ours)


def _said(here: Situation, group: list[Duty], private: bool) -> Said:
    first = group[0]
    ours = first.unit == here.unit
    toward = [d.toward for d in group if d.toward is not None]
    object_ = _object(here, first, toward, private)
    return Said(
        first.key,
        "Ni" if ours else unit_name(here, first.unit, private=private),
        f"{DUTY_NOW[first.kind]}{object_}",
        (text := f"{words.DUTY[first.kind]}{object_}")[:1].upper() + text[1:],
        due(first, here.now),
        ours,
        tuple(words.sentences(first.because)),
        source(first.source),
        first.opened.seq,
        offers(here, first) if ours else (),
    )


def _object(here: Situation, first: Duty, toward: list[UnitId], private: bool) -> str:
    if first.kind == "acknowledge":
        return f" {READ[first.opened.kind]}"
    if not toward:
        return ""
    if private:
        return f" till {len(toward)} {'enhet' if len(toward) == 1 else 'enheter'}"
    return " till " + ", ".join(here.cards[unit].short for unit in toward)


def unit_name(here: Situation, unit: UnitId, *, private: bool = False) -> str:
    """The unit's short name; only its side where the name would tell where a protected person is."""
    return SIDE_NAME[here.terms.units[unit].side] if private else here.cards[unit].short


def source(text: str) -> str:
    """A rule's source as people here say it: LUS 3 kap. 1 §."""
    return f"LUS {text.removeprefix(FAST)}" if text.startswith(FAST) else text[:1].upper() + text[1:]
