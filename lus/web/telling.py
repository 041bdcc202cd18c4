"""A fact in words: its title among the events, and its fields with their labels."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

from lus.domain.case import parts
from lus.domain.facts import (
    CoordinationAnswered,
    DutyAccepted,
    DutyDeclined,
    Fact,
    HandoverAnswered,
    LiabilitySettled,
    NeedAssessed,
    PatientInformed,
    SipNeedDecided,
    Slot,
    Voided,
)
from lus.web.forms import slots_of
from lus.web.moments import day, when
from lus.web.situation import Situation
from lus.web.thread import find
from lus.words import DUTY, KIND, TITLE, TITLE_OF, inside
from lus.words.codes import CODE
from lus.words.forms import QUESTION_ANSWERED, field


def titled(here: Situation, fact: Fact) -> tuple[str, str]:
    """How a fact reads among the events: its title, and a line of what rules use that the title does not say."""
    skeleton = lines_of(here, fact, "skeleton")
    own = _own_title(here, fact)
    if own:
        return own, ""
    if isinstance(fact, NeedAssessed | SipNeedDecided | PatientInformed):
        name = "printed" if isinstance(fact, PatientInformed) else "needed"
        rest = [(label, text) for label, text in skeleton if label != field(fact.kind, name)]
        return TITLE_OF[fact.kind][0 if getattr(fact, name) else 1], _line(rest)
    if len(skeleton) == 1:
        return f"{KIND[fact.kind]} · {inside(' '.join(skeleton[0]))}", ""
    return KIND[fact.kind], _line(skeleton)


def _own_title(here: Situation, fact: Fact) -> str:
    """The title of a kind that has one of its own; empty for others, and where what it names is gone."""
    if isinstance(fact, HandoverAnswered | CoordinationAnswered):
        return _answered(here, fact)
    if isinstance(fact, Voided):
        target = find(here, fact.of)
        return f"{KIND[fact.kind]}: {inside(KIND[target.kind])}" if target else KIND[fact.kind]
    if isinstance(fact, LiabilitySettled):
        paid = f"{_on(here, fact.from_on)} till {_on(here, fact.until_on)}" if fact.from_on else "ingen av dagarna"
        return f"Om tvisten: kommunen betalar {paid}"
    if fact.kind not in TITLE:
        return ""
    told = {
        slot.name: _text(here, slot, value)
        for slot in slots_of(fact.kind)
        if slot.layer == "skeleton" and (value := getattr(fact, slot.name)) not in (None, "", ())
    }
    try:
        return TITLE[fact.kind].format_map(told | _about_duty(here, fact))
    except KeyError:
        return ""


def _answered(here: Situation, fact: HandoverAnswered | CoordinationAnswered) -> str:
    """Whether the unit receives; what became of a question: answered, taken on, passed on to whom and why, decided."""
    if isinstance(fact, HandoverAnswered):
        return answered(fact.answer, fact.from_at, fact.reason, fact.next_answer_at, here.now)
    if fact.next_unit is None:
        return QUESTION_ANSWERED[fact.answer or ""]
    decided = here.history.side(fact.unit) == "coordinator"
    why = f": {CODE['why'][fact.why]}" if fact.why else ""
    return QUESTION_ANSWERED["decided" if decided else "passed_on"].format(here.cards[fact.next_unit].short) + why


def _about_duty(here: Situation, fact: Fact) -> dict[str, str]:
    """What the duty that a fact is about asks for, and of whom: of an answer, the duty that was offered."""
    offer = find(here, fact.of) if isinstance(fact, DutyAccepted | DutyDeclined) else None
    key = getattr(offer or fact, "duty", "")
    owed = here.derived.by_key.get(key) if key else None
    return {"act": DUTY[owed.kind], "owing": here.cards[owed.unit].short} if owed else {}


def _on(here: Situation, on: date | None) -> str:
    return day(on, here.now) if on else ""


def _line(told: list[tuple[str, str]]) -> str:
    return " · ".join(f"{label}{'' if label.endswith('?') else ':'} {text}" for label, text in told)


def answered(answer: str, from_at: datetime | None, reason: str | None, next_at: datetime | None, now: datetime) -> str:
    """A receiver's answer in one line: Kan ta emot från tis 14.00."""
    text = CODE["answer"][answer].capitalize()
    if from_at:
        text += f" från {when(from_at, now)}"
    if reason:
        said = CODE["reason"][reason]
        text += f" ({said})" if answer == "nothing_to_give" else f": {said}"
    return text + (f", nytt besked {when(next_at, now)}" if next_at else "")


FOR_THE_RULES = frozenset({"of_age_on", "age_group"})
"""Fields that decide and are counted by, and that nobody has said."""


def lines_of(here: Situation, fact: Fact, layer: str) -> list[tuple[str, str]]:
    """Label and text of the fact's fields of the layer, as far as they were filled in and may be read."""
    found = []
    for slot, label in _labelled(fact.kind, layer):
        value = getattr(fact, slot.name)
        if here.protected and slot.control == "municipality":
            continue
        if slot.name in FOR_THE_RULES:
            continue
        if here.hidden and slot.name in TELLS_WHERE and fact.unit != here.unit:
            continue
        if slot.control == "case" or slot.name == "of":
            continue  # links: to the case before, beside the patient; to what it is about, below its title
        if value not in (None, "", ()) and not (slot.control == "yes_no" and value is False):
            found.append((label, _text(here, slot, value)))
    return found


TELLS_WHERE = frozenset({"name", "phone", "place", "contacts"})
"""Fields that name a person or a place of another unit: they tell where a protected person is."""


@cache
def _labelled(kind: str, layer: str) -> tuple[tuple[Slot, str], ...]:
    """The kind's fields of the layer, each with its label."""
    return tuple((slot, field(kind, slot.name)) for slot in slots_of(kind) if slot.layer == layer)


def _text(here: Situation, slot: Slot, value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, datetime):
        return when(value, here.now)
    if isinstance(value, date):
        return day(value, here.now)
    if slot.control in _NAMED:
        return _NAMED[slot.control](here, value)
    if isinstance(value, tuple):
        return ", ".join(CODE[slot.name][code] for code in value)
    return CODE[slot.name][value] if slot.control == "code" else str(value)


def _fact(here: Situation, seq: int) -> str:
    fact = find(here, seq)
    return f"{inside(KIND[fact.kind])} {when(fact.moment, here.now)}" if fact else "en händelse"


def _duty(here: Situation, key: str) -> str:
    kind, _, _ = parts(key)
    owed = here.derived.by_key.get(key)
    return f"{DUTY[kind]}{f' ({here.cards[owed.unit].short})' if owed else ''}" if kind in DUTY else "en åtgärd"


_NAMED: dict[str, Callable[[Situation, Any], str]] = {
    "unit": lambda here, unit: here.cards[unit].short,
    "units": lambda here, units: ", ".join(here.cards[unit].short for unit in units),
    "municipality": lambda here, code: here.municipalities.get(code) or f"kommun {code}",
    "fact": _fact,
    "duty": _duty,
}
"""Control ► how a value that names something else reads."""


def municipality(here: Situation, code: str) -> str:
    """Its name, where a unit of it is in the register; else its code."""
    return here.municipalities.get(code) or f"kommun {code}"
