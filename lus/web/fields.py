"""A kind's fields as a form shows them, with what was typed, what is proposed, and what is wrong."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lus.domain.calendar import day_of, local, months_after, occurs_twice
from lus.domain.duty import Duty
from lus.domain.errors import Refusal
from lus.domain.facts import (
    CANNOT,
    KINDS,
    NOTHING_TO_GIVE,
    Fact,
    HandoverAnswered,
    OrdinationGiven,
    ReadyJudged,
    Seq,
    Slot,
    Voided,
)
from lus.domain.facts.handling import PARTED
from lus.domain.terms import PARAMETERS, UNDECIDED
from lus.domain.units import UnitId
from lus.web.choices import duties_for, facts_for, units_for
from lus.web.forms import NO, YES, Data, one, slots_of
from lus.web.moments import clock, when
from lus.web.situation import Situation, expected, told
from lus.words import DUTY, KIND, inside
from lus.words.codes import CODE, UNIT_KIND
from lus.words.forms import EMPTY, LONG_LIST, NO_CHOICE, NOTHING, field, hint
from lus.words.refusals import REFUSAL, refusal
from lus.words.units import NOBODY_THERE, WITHHELD

FEW = 5
"""So many codes stand as radio buttons; more of them in a list."""

MOST = 100
"""So many facts or duties are offered to choose among: the newest, the most urgent, and what is chosen already."""

ANSWER_FIELDS: dict[str, tuple[str, ...]] = {
    "accepts": ("from_at", "person_says"),
    "accepts_part": ("from_at", "missing", "next_answer_at", "person_says"),
    "cannot": ("reason", "next_answer_at", "missing", "person_says"),
    "nothing_to_give": ("reason", "person_says"),
}
"""The chosen answer ► the fields that its form asks for."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a field. `warning`: what to know before it is chosen; `group`: the heading it stands under."""

    value: str
    label: str
    chosen: bool = False
    warning: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `control` is text, line, day, instant, radios, select, boxes, or nothing: there is none to choose.

    An instant may occur `twice`. `empty`: what a list says where nothing is chosen. `shows`: a button beside it, that
    shows the form again with what the choice brings. `code`: what is typed beside a list of municipalities, for one
    that is not in it; None: there is no such list.
    """

    name: str
    label: str
    control: str
    required: bool
    value: str = ""
    day: str = ""
    twice: bool = False
    options: tuple[Option, ...] = ()
    hint: str = ""
    error: str = ""
    empty: str = "Välj"
    shows: str = ""
    code: str | None = None

    @property
    def target(self) -> str:
        """The id of the control that an error leads to."""
        if self.control == "instant":
            return f"f-{self.name}-time"
        return f"f-{self.name}-1" if self.control in {"radios", "boxes"} else f"f-{self.name}"


def asked(kind: str, answer: str | None) -> tuple[Slot, ...]:
    """The slots that the form asks for; an answer chosen beforehand asks only for its own."""
    found = slots_of(kind)
    if answer is None:
        return found
    needs = HandoverAnswered.NEEDS[answer]
    chosen = (slot for name in ANSWER_FIELDS[answer] for slot in found if slot.name == name)
    return tuple(
        Slot(s.name, s.layer, s.control, s.name in needs, reason_codes(answer) if s.name == "reason" else s.codes)
        for s in chosen
    )


def reason_codes(answer: str) -> tuple[str, ...]:
    """The reasons that fit the answer."""
    return NOTHING_TO_GIVE if answer == "nothing_to_give" else CANNOT


def fields(
    here: Situation,
    kind: str,
    wanted: Sequence[Slot],
    data: Data | None,
    faults: Sequence[Refusal],
    *,
    of: Seq | None = None,
) -> list[Field]:
    """The fields as shown: with what was typed, or at first with what is proposed. `of`: the fact it is about.

    A choice that need not be made, and where there is nothing to choose, is not shown.
    """
    errors = error_texts(here, kind, faults)
    typed = data if data is not None else proposal(here, kind, wanted, of)
    made = (_field(here, kind, slot, typed, errors.get(slot.name, "")) for slot in wanted)
    return [one for one in made if one.required or one.error or one.control != "select" or one.options]


def error_texts(here: Situation, kind: str, faults: Sequence[Refusal]) -> dict[str, str]:
    """Field ► what is wrong with it, the first fault of each."""
    names = {unit: card.short for unit, card in here.cards.items()}
    written = {slot.name for slot in slots_of(kind) if slot.control in {"text", "line"}}
    found: dict[str, str] = {}
    for fault in faults:
        if fault.field:
            code = fault.code
            if code == "required" and fault.field.endswith("_at"):
                code = "required_at"
            elif code == "required" and fault.field in CODE and fault.field not in written:
                code = "required_code"
            label = field(kind, fault.field)
            begins = REFUSAL[code].startswith("{field}")
            found.setdefault(fault.field, refusal(code, fault.values, label if begins else inside(label), names))
    return found


def at_slot(*, required: bool = True) -> Slot:
    """When it happened, for kinds that tell of something outside the system."""
    return Slot("at", "skeleton", "instant", required)


def _field(here: Situation, kind: str, slot: Slot, data: Data, error: str) -> Field:
    control, options = _control(here, kind, slot, data)
    value = one(data, f"{slot.name}_time" if control == "instant" else slot.name)
    return Field(
        slot.name,
        field(kind, slot.name),
        control,
        slot.required,
        value,
        one(data, f"{slot.name}_day"),
        control == "instant" and _twice(data, slot.name),
        options,
        NOTHING.get(kind, NO_CHOICE) if control == "nothing" else _hint(kind, slot, options),
        error,
        EMPTY.get(f"{kind}.{slot.name}", "Välj"),
        code=code_beside(slot.name, options, data) if slot.control == "municipality" and options else None,
    )


def code_beside(name: str, options: Sequence[Option], data: Data) -> str:
    """What stands beside a list of municipalities: the code that was typed, or known and not in the list."""
    known = one(data, name)
    return one(data, f"{name}_code") or ("" if known in {option.value for option in options} else known)


def _hint(kind: str, slot: Slot, options: Sequence[Option]) -> str:
    cut = slot.control in {"fact", "duty"} and len(options) >= MOST
    return f"{hint(kind, slot.name)} {LONG_LIST if cut else ''}".strip()


def _control(here: Situation, kind: str, slot: Slot, data: Data) -> tuple[str, tuple[Option, ...]]:
    given = set(data.get(slot.name, ()))
    if slot.control == "unit" or (slot.control in {"fact", "duty"} and slot.required):
        return _pointing(here, kind, slot, given)
    if (kind, slot.name) == ("reading_decided", "value"):
        return "select", _readings(one(data, "parameter"), given)
    if slot.codes:
        control = "boxes" if slot.control == "codes" else "radios" if len(slot.codes) <= FEW else "select"
        choices = [(code, CODE[slot.name][code]) for code in slot.codes]
    elif slot.control in _CHOICES:
        control, offered = _CHOICES[slot.control]
        choices = offered(here, kind, slot)
    else:
        return ("line" if slot.control == "case" else slot.control), ()
    if control == "select" and not choices and slot.control == "municipality":
        return "line", ()
    return control, _options(slot, choices, given)


def _options(slot: Slot, choices: Sequence[tuple[str, str]], given: Collection[str]) -> tuple[Option, ...]:
    options = (Option(value, label, value in given) for value, label in choices)
    if slot.control not in {"fact", "duty"} or len(choices) <= MOST:
        return tuple(options)
    return tuple(option for place, option in enumerate(options) if place < MOST or option.chosen)


def _pointing(here: Situation, kind: str, slot: Slot, given: set[str]) -> tuple[str, tuple[Option, ...]]:
    """What a required choice among units, facts or duties may name: nothing, a few as radio buttons, or a list."""
    if slot.control == "unit":
        options = unit_options(here, units_for(here, kind, slot.name), given)
    else:
        _, offered = _CHOICES[slot.control]
        options = _options(slot, offered(here, kind, slot), given)
    few = slot.required and len(options) <= FEW
    return "nothing" if slot.required and not options else "radios" if few else "select", options


def _readings(asked: str, given: Collection[str]) -> tuple[Option, ...]:
    """The answers under their questions: many of them are a yes or a no. `asked`: the question chosen so far."""
    return tuple(
        Option(code, CODE["value"][code], name == asked and code in given, group=CODE["parameter"][name])
        for name in PARTED
        for value in PARAMETERS[name].values
        if value != UNDECIDED
        for code in [str(value).lower()]
    )


def unit_options(here: Situation, units: Sequence[UnitId], given: Collection[str]) -> tuple[Option, ...]:
    """The units by kind and name; many of them stand under their kinds."""
    ordered = sorted(units, key=lambda unit: (kind_heading(here, unit), here.cards[unit].name))
    return tuple(
        Option(
            str(unit),
            _placed(here, unit),
            str(unit) in given,
            group=kind_heading(here, unit) if len(units) > FEW else "",
        )
        for unit in ordered
    )


def _placed(here: Situation, unit: UnitId) -> str:
    """The unit's name, with its principal's where it lies in another county than ours, and why one may hesitate."""
    known, card = here.terms.units, here.cards[unit]
    away = known[unit].principal[:2] != known[here.unit].principal[:2]
    told = away and card.principal and card.principal not in card.name
    name = f"{card.name}, {card.principal}" if told else card.name
    name = name if card.staffed else f"{name} · {NOBODY_THERE}"
    return f"{name} · {WITHHELD}" if unit in here.history.withheld else name


def kind_heading(here: Situation, unit: UnitId) -> str:
    """The unit's kind as a heading over several of them."""
    text = UNIT_KIND[here.terms.units[unit].kind]
    return text[:1].upper() + text[1:]


def _units(here: Situation, kind: str, slot: Slot) -> list[tuple[str, str]]:
    owing = {duty.unit for duty in here.derived.open_duties} if slot.name == "named" else set()
    return [
        (str(unit), here.cards[unit].name + (" · har åtgärder kvar" if unit in owing else ""))
        for unit in units_for(here, kind, slot.name)
    ]


def _facts(here: Situation, kind: str, _slot: Slot) -> list[tuple[str, str]]:
    return [(str(f.seq), f"{KIND[f.kind]} {when(f.moment, here.now)}{_said(f)}") for f in facts_for(here, kind)]


def _said(fact: Fact) -> str:
    """Which ordination it is, where several are to choose among and it may be read."""
    return f": {fact.what.partition(chr(10))[0]}" if isinstance(fact, OrdinationGiven) and fact.what else ""


def _duties(here: Situation, kind: str, _slot: Slot) -> list[tuple[str, str]]:
    return [(duty.key, duty_name(here, duty)) for duty in duties_for(here, kind)]


_CHOICES: dict[str, tuple[str, Callable[[Situation, str, Slot], list[tuple[str, str]]]]] = {
    "yes_no": ("radios", lambda *_: [(YES, "Ja"), (NO, "Nej")]),
    "units": ("boxes", _units),
    "fact": ("select", _facts),
    "duty": ("select", _duties),
    "municipality": ("select", lambda here, *_: list(here.municipalities.items())),
}
"""Control ► how it is shown, and what may be chosen: value and label."""


def duty_name(here: Situation, duty: Duty) -> str:
    """An open duty as one choice among several: who is to do what, by when."""
    toward = f" till {here.cards[duty.toward].short}" if duty.toward is not None else ""
    return f"{here.cards[duty.unit].short}: {DUTY[duty.kind]}{toward}, senast {when(duty.due_at, here.now)}"


def _twice(data: Data, name: str) -> bool:
    """Whether the time typed occurs twice that day, so that the form must ask which."""
    digits = "".join(c for c in one(data, f"{name}_time") if c in "0123456789")
    try:
        return occurs_twice(datetime.strptime(f"{one(data, f'{name}_day')} {digits:0>4}", "%Y-%m-%d %H%M"))  # noqa: DTZ007 a clock's face
    except ValueError:
        return False


def proposal(here: Situation, kind: str, wanted: Sequence[Slot], of: Seq | None = None) -> dict[str, list[str]]:
    """What an empty form proposes: today, what the case already knows, the usual choice."""
    proposed: dict[str, Any] = {}
    for slot in wanted:
        own = KINDS[kind].__dataclass_fields__.get(slot.name)
        default = own.default if own else None
        if slot.control == "instant":
            proposed |= _instant(slot.name, here.now if slot.name == "at" else None, here.now)
        elif slot.control == "code" and isinstance(default, str):
            proposed[slot.name] = [default]
        elif slot.control == "unit" and slot.required and len(only := units_for(here, kind, slot.name)) == 1:
            proposed[slot.name] = [str(only[0])]
        elif slot.control == "fact" and kind != Voided.kind and len(about := facts_for(here, kind)) == 1:
            proposed[slot.name] = [str(about[0].seq)] if slot.required else []
    proposed |= _ordered(here, of) if kind == OrdinationGiven.kind else _known(here, kind)
    return {name: value for name, value in proposed.items() if any(value)}


def _instant(name: str, at: datetime | None, now: datetime) -> dict[str, list[str]]:
    return {f"{name}_day": [day_of(at or now).isoformat()], f"{name}_time": [clock(at)] if at else []}


def _ordered(here: Situation, of: Seq | None) -> dict[str, list[str]]:
    """The ordination that this one changes, else what it has in common with the last one of ours."""
    changed = here.history.fact(of)
    if isinstance(changed, OrdinationGiven):
        own = {"what": [changed.what or ""], "how_often": [changed.how_often or ""], "replaces": [str(of)]}
        return in_common(changed, here.now) | own
    last = here.history.last(OrdinationGiven, lambda given: given.unit == here.unit)
    return in_common(last, here.now) if last else {}


def in_common(given: OrdinationGiven, now: datetime) -> dict[str, list[str]]:
    """What ordinations given after one another have in common, out of one of them."""
    days = {name: value.isoformat() for name in ("from_on", "until_on") if (value := getattr(given, name))}
    texts = {"ordered_by": given.ordered_by or "", "follows_up": given.follows_up or ""}
    return {name: [value] for name, value in (days | texts).items()} | _instant("first_at", given.first_at, now)


def _known(here: Situation, kind: str) -> dict[str, list[str]]:
    before = expected(here)
    if kind in {"admission_notified", "expected_discharge_changed"} and before:
        return {"expected_discharge_on": [before.expected_discharge_on.isoformat()]}
    if kind == "ready_notified":
        judged = here.history.last(ReadyJudged)
        known = {"expected_discharge_on": [day_of(here.now).isoformat()] if not told(here) else []}
        if judged and not here.history.standing:
            known |= _instant("judged_at", judged.at, here.now)
            known["physician"] = [judged.physician or ""]
        return known
    if kind == "homegoing_booked":
        accepted = [a.from_at for a in here.history.all(HandoverAnswered) if a.settles and a.from_at]
        return _instant("homegoing_at", max(accepted), here.now) if accepted else {}
    if kind == "sip_called":
        return {"meeting_at_day": [(local(here.now) + timedelta(days=7)).date().isoformat()]}
    if kind == "follow_up_set":
        on = months_after(day_of(here.now), here.terms.guideline("follow_up.months"))
        return {"follow_up_on": [on.isoformat()]}
    decides = {"coordination_answered": {"answer": ["passed_on"]}} if here.side == "coordinator" else {}
    return {"discharged": {"manner": ["planned"]}, **decides}.get(kind, {})
