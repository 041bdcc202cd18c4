"""A form as sent: the facts that it makes, tried against the case, or everything that is wrong with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lus.domain.case import Case
from lus.domain.errors import Refusal
from lus.domain.facts import GROUNDS, KINDS, Acknowledged, CoordinationAnswered, DeviationReported, Fact, Seq
from lus.web.addressing import comes
from lus.web.choices import duties_for
from lus.web.fields import asked
from lus.web.forms import Data, FaultError, Known, chosen_units, instant, line, number, one, parse
from lus.web.offers import any_value
from lus.web.situation import (
    LAW,
    Situation,
    asks_ground,
    audience,
    expected,
    outside_region,
    together,
    told,
    tried,
    usual_ground,
)
from lus.words.acts import ANSWER


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
    to = audience(here, kind, about(data), one(data, "duty"))
    answer = answer_of(kind, data)
    known = known_to(here, kind)
    wanted = {slot.name for slot in asked(kind, answer)} | {
        f"{s.name}_{p}" for s in asked(kind, answer) for p in ("day", "time", "fold", "code")
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
        at = _within(here, instant("at", data, here.now)) if asks_when(kind) or channel != "system" else None
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
    ground = _ground(here, kind, _newly_told(here, kind, own, () if to.fixed else units), data, faults)
    if brings_notice(here, kind, units) and (one(data, "expected_discharge_on") or not expected(here)):
        day = parse(
            "admission_notified", {"expected_discharge_on": data.get("expected_discharge_on", [])}, here.now, Known()
        )
        own, faults = own | day.own, [*faults, *day.faults]
    if faults:
        return Filled(faults=_impossible(here, kind, own, faults) or tuple(faults))
    units = tuple(dict.fromkeys((*units, *comes(kind, own))))
    carried: dict[str, Any] = {"channel": channel, "late_reason": late}
    if kind == "message_sent" and about(data):
        carried["in_reply_to"] = about(data)
    facts = together(here, kind, own, units, at=at, ground=ground, **carried)
    case, refused = tried(here, facts)
    return Filled(facts, None if refused else case, refused)


def _impossible(here: Situation, kind: str, own: dict[str, Any], faults: Collection[Refusal]) -> tuple[Refusal, ...]:
    """Why the act is no longer possible at all, where a unit that the form named is not offered any more."""
    if [(fault.field, fault.code) for fault in faults] != [("to", "not_a_unit")]:
        return ()
    _, refused = tried(here, together(here, kind, own, ()))
    return tuple(fault for fault in refused if fault.field is None)


MINUTE = timedelta(minutes=1)


def _within(here: Situation, at: datetime | None) -> datetime | None:
    """A form tells whole minutes: what happened in the minute in which the case began did not happen before it."""
    began = here.history.began
    return began.at if at and began and at < began.at < at + MINUTE else at


def preview(here: Situation, kind: str, data: Data, units: Collection[int]) -> Filled:
    """The case as it would be, with what is typed so far; without it, what is missing that decides, or forbids it."""
    answer = answer_of(kind, data)
    known = known_to(here, kind)
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


def known_to(here: Situation, kind: str) -> Known:
    """What a form of the kind on this case may point at."""
    duties = duties_for(here, kind) if kind == DeviationReported.kind else here.derived.open_duties
    return Known(
        frozenset(here.cards),
        frozenset(fact.seq for fact in here.case.facts),
        frozenset(duty.key for duty in duties),
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


AS_RECORDED = frozenset(
    {"closed", "party_added", "party_removed", "registration_changed", "identity_linked", "message_withheld"}
    | {"protection_marked", "protection_ended", "duty_taken", "duty_released", "duty_dismissed"}
    | {"person_invited", "need_set", "goal_set", "measure_agreed", "responsibility_set", "lead_changed"}
    | {"plan_confirmed", "follow_up_set", "party_left", "plan_closed", "invitation_undelivered", "invitee_reached"}
    | {"reminded", "escalated", "noted", "reading_decided", "liability_disputed", "liability_settled"}
)
"""What happens when it is recorded here: nobody is asked when."""


def asks_when(kind: str) -> bool:
    """Whether the form asks when it happened: what is sent here counts from now."""
    return not KINDS[kind].sent and kind not in AS_RECORDED


def about(data: Data) -> Seq | None:
    """The fact that the form is about, as its address says."""
    return number(one(data, "of"))


def _newly_told(here: Situation, kind: str, own: Mapping[str, Any], units: Collection[int]) -> Collection[int]:
    """Towards whom a ground is asked: of a question passed on, who has not read it; an answer asks for none."""
    passed_on = kind == CoordinationAnswered.kind
    return [unit for unit in comes(kind, own) if unit not in here.derived.parties] if passed_on else units


def _ground(here: Situation, kind: str, units: Collection[int], data: Data, faults: list[Refusal]) -> str | None:
    outside = outside_region(here, units)
    if not asks_ground(here, kind) or not outside:
        return None
    ground = one(data, "ground") or usual_ground(here, outside)
    if not ground:
        faults.append(Refusal("required_code", {}, "ground"))
    elif ground not in GROUNDS or ground == LAW:
        faults.append(Refusal("unknown_code", {}, "ground"))
    return ground


def since(here: Situation, data: Data) -> tuple[Fact, ...]:
    """What others recorded after the form was opened. A receipt changes nothing for who is writing."""
    version = number(one(data, "version")) or here.version
    return tuple(fact for fact in here.case.facts if fact.seq > version and not isinstance(fact, Acknowledged))
