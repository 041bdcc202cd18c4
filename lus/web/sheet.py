"""One form for every kind of fact: read, tried against the case, shown with who sees it and what follows."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from lus.domain.attachment import KINDS_WITH_FILES
from lus.domain.case import Case
from lus.domain.errors import Refusal
from lus.domain.facts import GROUNDS, KINDS, Acknowledged, Fact, Slot
from lus.web.addressing import Receiving, Sees, comes, grounds, receiving, sees, ticked
from lus.web.choices import duties_for, facts_for, points_at_a_duty
from lus.web.fields import Field, Option, asked, at_slot, duty_name, error_texts, fields
from lus.web.follows import Follows, follows
from lus.web.forms import Data, FaultError, Known, chosen_units, instant, line, one, parse
from lus.web.moments import when
from lus.web.offers import Offer, act_href, any_value
from lus.web.patient import Header, Patient, header
from lus.web.situation import (
    GROUND_ASKED,
    LAW,
    Situation,
    audience,
    expected,
    outside_region,
    together,
    told,
    tried,
    usual_ground,
)
from lus.web.telling import lines_of
from lus.web.thread import both_sides, deviation_times, find
from lus.words import KIND
from lus.words.forms import ACT, ANSWER, AWAITS, SEND, field, refusal

ALWAYS_SHOWN = {
    ("need_assessed", "principals"),
    ("sip_called", "place"),
    ("registration_changed", "code"),
    ("deviation_reported", "about"),
    ("forwarded", "note"),
    ("wrong_recipient", "note"),
    ("liability_settled", "from_on"),
    ("liability_settled", "until_on"),
    ("liability_settled", "why"),
}
"""(kind, field) that no class requires but nearly everybody needs: not among what is asked for further down."""


NAMING = {"admission_notified", "forwarded", "moved"}
"""Kinds that let those they go to know who a protected person is (docs/adr/0023)."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form became: its facts and the case with them, or what is wrong. `impossible`: no field helps (409)."""

    facts: tuple[Fact, ...] = ()
    case: Case | None = None
    faults: tuple[Refusal, ...] = ()

    @property
    def impossible(self) -> bool:
        """Whether the act is impossible as the case stands, whatever is typed."""
        return any(fault.field is None for fault in self.faults)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form as a page prints it."""

    action: str
    kind: str
    title: str
    send: str
    patient: Header
    presets: tuple[Offer, ...]
    about: str
    quoted: tuple[tuple[str, str], ...]
    times: tuple[str, ...]
    main: tuple[Field, ...]
    more: tuple[Field, ...]
    to: Receiving
    grounds: tuple[Option, ...]
    ground_error: str
    sees: Sees
    follows: Follows | None
    awaits: str
    both: bool
    names: bool
    refused: tuple[str, ...]
    since: tuple[str, ...]
    hidden: tuple[tuple[str, str], ...]
    takes_files: bool
    files_error: str
    choose_again: bool = False

    @property
    def more_open(self) -> bool:
        """Whether something stands among the optional fields already, or is wrong there."""
        return any(one.error or (one.value and one.control in {"text", "line"}) for one in self.more)

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """What is wrong, each with the id of the field it leads to."""
        found = [(one.target, one.error) for one in (*self.main, *self.more) if one.error]
        found += [(self.to.target, self.to.error)] if self.to.error else []
        found += [("f-ground", self.ground_error)] if self.ground_error else []
        found += [("f-files", self.files_error)] if self.files_error else []
        return tuple(found)


def answer_of(kind: str, data: Data) -> str | None:
    """The answer chosen beforehand, for the one kind that has several."""
    if kind != "handover_answered":
        return None
    chosen = one(data, "svar")
    return chosen if chosen in ANSWER else "accepts"


def brings_notice(here: Situation, kind: str, units: Collection[int]) -> bool:
    """Whether utskrivningsklar goes to somebody who has had no admission notice: then both are sent."""
    return kind == "ready_notified" and (not told(here) or any(unit not in told(here) for unit in units))


def fill_in(here: Situation, kind: str, data: Data) -> Filled:
    """The facts that the form makes, tried against the case; or everything that is wrong with it."""
    to = audience(here, kind, _of(data), one(data, "duty"))
    answer = answer_of(kind, data)
    known = known_to(here)
    wanted = {slot.name for slot in asked(kind, answer)} | {
        f"{s.name}_{p}" for s in asked(kind, answer) for p in ("day", "time", "fold")
    }
    preset = {"answer": answer} if answer else None
    parsed = parse(
        kind, {name: values for name, values in data.items() if name in wanted}, here.now, known, preset=preset
    )
    own, faults = dict(parsed.own), list(parsed.faults)
    at, channel, late = None, "system", None
    units: tuple[int, ...] = to.offered
    try:
        channel = channel_of(kind, data)
        at = instant("at", data, here.now) if asks_when(kind) or channel != "system" else None
    except FaultError as fault:
        faults.insert(0, Refusal(fault.code, fault.values_told, "at"))
    try:
        late = line("late_reason", data) or None
    except FaultError as fault:
        faults.append(Refusal(fault.code, fault.values_told, "late_reason"))
    try:
        units = to.offered if to.fixed else chosen_units(data, "to", to.offered)
    except FaultError as fault:
        faults.append(Refusal(fault.code, fault.values_told, "to"))
    ground = _ground(here, kind, units, data, faults)
    if brings_notice(here, kind, units) and (one(data, "expected_discharge_on") or not expected(here)):
        day = parse(
            "admission_notified", {"expected_discharge_on": data.get("expected_discharge_on", [])}, here.now, Known()
        )
        own, faults = own | day.own, [*faults, *day.faults]
    if faults:
        return Filled(faults=tuple(faults))
    units = tuple(dict.fromkeys((*units, *comes(kind, own))))
    carried: dict[str, Any] = {"channel": channel, "late_reason": late}
    if kind == "message_sent" and _of(data):
        carried["in_reply_to"] = _of(data)
    facts = together(here, kind, own, units, at=at, ground=ground, **carried)
    case, refused = tried(here, facts)
    return Filled(facts, None if refused else case, refused)


def preview(here: Situation, kind: str, data: Data, units: Collection[int]) -> Filled:
    """The case as it would be, with what is typed so far; without it, what is missing that decides, or forbids it."""
    answer = answer_of(kind, data)
    known = known_to(here)
    own = dict(parse(kind, data, here.now, known, preset={"answer": answer} if answer else None).own)
    missing = []
    for slot in asked(kind, answer):
        if slot.required and slot.name not in own:
            if slot.control not in {"text", "line", "code", "codes", "yes_no"} and slot.name != "judged_at":
                missing.append(Refusal("required", {}, slot.name))
            else:
                own[slot.name] = any_value(here, kind, slot) or slot.codes[0]
    if missing:
        return Filled(faults=tuple(missing))
    units = dict.fromkeys((*units, *comes(kind, own)))
    if brings_notice(here, kind, units) and not expected(here):
        own |= parse("admission_notified", data, here.now, Known()).own
    ground = usual_ground(here, outside_region(here, units))
    case, refused = tried(here, together(here, kind, own, units, ground=ground))
    return Filled((), None if refused else case, refused)


def known_to(here: Situation) -> Known:
    """What a form on this case may point at."""
    return Known(
        frozenset(here.cards),
        frozenset(fact.seq for fact in here.case.facts),
        frozenset(duty.key for duty in here.derived.open_duties),
    )


CHANNELS = ("system", "phone", "paper")


def told_by_hand(kind: str) -> bool:
    """Whether messages of the kind are also given by phone or on paper, and told here afterwards."""
    return KINDS[kind].sent and KINDS[kind].receipt and kind != "voided"


def channel_of(kind: str, data: Data) -> str:
    """How a message was given. Raises FaultError."""
    typed = one(data, "channel") or "system"
    if typed not in CHANNELS:
        raise FaultError("unknown_code")
    return typed if told_by_hand(kind) else "system"


def _by_hand(kind: str, data: Data) -> list[Slot]:
    """What the form also asks for: how it was given and when, and why it is told so late, where that is so."""
    more = [Slot("channel", "skeleton", "code", False, CHANNELS), at_slot(required=False)] if told_by_hand(kind) else []
    late = Slot("late_reason", "content", "line", True)
    return [*more, *([late] if "late_reason" in data else [])]


AS_RECORDED = frozenset(
    {"closed", "party_added", "party_removed", "registration_changed", "identity_linked", "message_withheld"}
    | {"protection_marked", "protection_ended", "duty_taken", "duty_released", "duty_dismissed"}
    | {"reminded", "escalated", "noted", "reading_decided", "liability_disputed", "liability_settled"}
)
"""What happens when it is recorded here: nobody is asked when."""


def asks_when(kind: str) -> bool:
    """Whether the form asks when it happened: what is sent here counts from now."""
    return not KINDS[kind].sent and kind not in AS_RECORDED


def _of(data: Data) -> int | None:
    typed = one(data, "of")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 12 else None  # noqa: PLR2004 a fact's number


def _ground(here: Situation, kind: str, units: Collection[int], data: Data, faults: list[Refusal]) -> str | None:
    outside = outside_region(here, units)
    if kind not in GROUND_ASKED or not outside:
        return None
    ground = one(data, "ground") or usual_ground(here, outside)
    if not ground:
        faults.append(Refusal("required_code", {}, "ground"))
    elif ground not in GROUNDS or ground == LAW:
        faults.append(Refusal("unknown_code", {}, "ground"))
    return ground


def since(here: Situation, data: Data) -> tuple[Fact, ...]:
    """What others recorded after the form was opened. A receipt changes nothing for who is writing."""
    typed = one(data, "version")
    version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 12 else here.version  # noqa: PLR2004
    return tuple(fact for fact in here.case.facts if fact.seq > version and not isinstance(fact, Acknowledged))


def sheet(here: Situation, patient: Patient, kind: str, data: Data, filled: Filled | None = None) -> Sheet:
    """The form as shown: empty but for what is known (`filled` None), or as it was sent."""
    answer = answer_of(kind, data)
    to = audience(here, kind, _of(data), one(data, "duty"))
    chosen = ticked(to, data) if filled else to.ticked
    faults = filled.faults if filled else ()
    about = _known_about(here, kind, data)
    late = {"late_reason": [one(data, "late_reason")]} if _told_late(data, faults) else {}
    shown = [
        *([at_slot()] if asks_when(kind) else []),
        *(s for s in asked(kind, answer) if s.name not in about),
        *_by_hand(kind, late),
    ]
    both = brings_notice(here, kind, chosen)
    if both:
        shown += asked("admission_notified", None)[:1]
    made = fields(here, kind, shown, data if filled else None, faults)
    errors = error_texts(here, kind, faults)
    asks_ground = kind in GROUND_ASKED and bool(outside_region(here, to.offered))
    ahead = (
        filled
        if filled and filled.case
        else preview(here, kind, data if filled else _as_data(made) | dict(data), chosen)
    )
    return Sheet(
        act_href(here.ref, kind),
        kind,
        ANSWER[answer] if answer else ACT[kind],
        SEND.get(kind, "Skicka"),
        header(patient),
        _presets(here, answer),
        _about(here, data),
        _quoted(here, data),
        _times(here, kind, data),
        tuple(f for f in made if f.required or (kind, f.name) in ALWAYS_SHOWN),
        tuple(f for f in made if not (f.required or (kind, f.name) in ALWAYS_SHOWN)),
        receiving(here, kind, to, chosen, errors.get("to", "")),
        grounds(one(data, "ground") or usual_ground(here, outside_region(here, chosen))) if asks_ground else (),
        errors.get("ground", ""),
        sees(here, kind, {*chosen, *comes(kind, parse(kind, data, here.now, known_to(here)).own)}),
        follows(here, ahead.case) if ahead.case else None,
        _awaits(here, kind, ahead.faults),
        both,
        here.protected and not here.hidden and (both or kind in NAMING),
        tuple(refusal(f.code, f.values, units=_names(here)) for f in faults if f.field is None),
        tuple(
            f"{KIND[f.kind]}, {here.cards[f.unit].short}, {when(f.recorded_at, here.now)}"
            for f in since(here, data)[-5:]
        ),
        _hidden(here, answer, data),
        kind in KINDS_WITH_FILES,
        " ".join(_files_error(fault) for fault in faults if fault.field == "files"),
    )


def _awaits(here: Situation, kind: str, faults: Collection[Refusal]) -> str:
    """Why what follows cannot be told yet: what forbids it as the case stands, else the fields that decide."""
    forbids = [refusal(fault.code, fault.values, units=_names(here)) for fault in faults if fault.field is None]
    fields = dict.fromkeys(field(kind, fault.field) for fault in faults if fault.field)
    return " ".join(forbids) or (AWAITS.format(", ".join(fields)) if fields else "")


def _files_error(fault: Refusal) -> str:
    return refusal(fault.code, fault.values)


def _as_data(made: Collection[Field]) -> dict[str, list[str]]:
    """The proposed values as if they had been sent."""
    data: dict[str, list[str]] = {}
    for each in made:
        if each.control == "instant":
            data |= {f"{each.name}_day": [each.day], f"{each.name}_time": [each.value]}
        elif each.options:
            data[each.name] = [option.value for option in each.options if option.chosen]
        else:
            data[each.name] = [each.value]
    return data


def _presets(here: Situation, answer: str | None) -> tuple[Offer, ...]:
    if answer is None:
        return ()
    href = act_href(here.ref, "handover_answered")
    return tuple(Offer(label, f"{href}?svar={code}", code == answer) for code, label in ANSWER.items())


def _known_about(here: Situation, kind: str, data: Data) -> set[str]:
    """What the form need not ask: what it is about is said in the address, and fits."""
    known = set()
    if _of(data) in {fact.seq for fact in facts_for(here, kind)}:
        known.add("of")
    if points_at_a_duty(kind) and one(data, "duty") in {duty.key for duty in duties_for(here, kind)}:
        known.add("duty")
    return known


def _told_late(data: Data, faults: Collection[Refusal]) -> bool:
    return bool(one(data, "late_reason")) or any(fault.field == "late_reason" for fault in faults)


def _about(here: Situation, data: Data) -> str:
    """What the address says that it is about: a fact, or a duty."""
    target = find(here, _of(data))
    duty = next((duty for duty in here.derived.open_duties if duty.key == one(data, "duty")), None)
    if duty:
        return duty_name(here, duty)
    return f"{KIND[target.kind]} {when(target.moment, here.now)}" if target else ""


def _quoted(here: Situation, data: Data) -> tuple[tuple[str, str], ...]:
    """What the message says that is answered, handed on or sent back, as far as we may read it."""
    target = find(here, _of(data))
    return tuple(lines_of(here, target, "content")) if target else ()


def _times(here: Situation, kind: str, data: Data) -> tuple[str, ...]:
    """A deviation's event, as both sides have its times: of the one chosen, or of the one answered."""
    if kind == "deviation_answered":
        reported = find(here, _of(data))
        return deviation_times(here, reported) if reported else ()
    typed = one(data, "about") if kind == "deviation_reported" else ""
    target = find(here, int(typed)) if typed in {str(fact.seq) for fact in here.case.facts} else None
    return both_sides(here, target) if target else ()


def _names(here: Situation) -> dict[int, str]:
    return {unit: card.short for unit, card in here.cards.items()}


def _hidden(here: Situation, answer: str | None, data: Data) -> tuple[tuple[str, str], ...]:
    pairs = [("version", str(here.version))]
    pairs += [("svar", answer)] if answer else []
    pairs += [("of", str(_of(data)))] if _of(data) else []
    pairs += [("duty", one(data, "duty"))] if one(data, "duty") else []
    return tuple(pairs)
