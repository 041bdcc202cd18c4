"""One form for every kind of fact as it is shown: with who sees it and what follows. What was sent: filling.py."""

from collections.abc import Collection
from dataclasses import dataclass

from lus.domain.attachment import KINDS_WITH_FILES
from lus.domain.errors import Refusal
from lus.domain.facts import Slot
from lus.web.addressing import Receiving, Sees, comes, grounds, receiving, sees, ticked
from lus.web.choices import bounced, duties_for, facts_for, points_at_a_duty, units_for
from lus.web.elsewhere import NAMES_ANY, asks_where, where
from lus.web.fields import Field, Option, asked, at_slot, duty_name, error_texts, fields
from lus.web.filling import (
    CHANNELS,
    Filled,
    about,
    answer_of,
    asks_when,
    brings_notice,
    known_to,
    preview,
    since,
    told_by_hand,
)
from lus.web.follows import Follows, follows
from lus.web.forms import Data, one, parse
from lus.web.moments import when
from lus.web.offers import Offer, act_href
from lus.web.ordinations import WARNED, unreceived
from lus.web.patient import Header, Patient, header
from lus.web.situation import (
    Audience,
    Situation,
    asks_ground,
    audience,
    outside_region,
    usual_ground,
)
from lus.web.telling import lines_of
from lus.web.thread import both_sides, deviation_times, find, owed_by_when
from lus.words import KIND
from lus.words.acts import ANSWER, SEND, act_of
from lus.words.forms import AWAITS, field
from lus.words.refusals import refusal

ALWAYS_SHOWN = {
    ("need_assessed", "principals"),
    ("sip_called", "place"),
    ("registration_changed", "code"),
    ("identity_linked", "name"),
    ("identity_linked", "number_kind"),
    ("identity_linked", "number"),
    ("protection_marked", "named"),
    ("deviation_reported", "about"),
    ("deviation_reported", "missed"),
    ("ordination_given", "until_on"),
    ("coordination_answered", "next_unit"),
    ("coordination_answered", "why"),
    ("coordination_answered", "text"),
    ("forwarded", "note"),
    ("wrong_recipient", "note"),
    ("liability_settled", "from_on"),
    ("liability_settled", "until_on"),
    ("liability_settled", "why"),
    ("meeting_booked", "place"),
    ("meeting_moved", "place"),
    ("meeting_held", "came"),
    ("measure_agreed", "others"),
    ("goal_set", "replaces"),
    ("measure_agreed", "replaces"),
    ("follow_up_held", "follow_up_on"),
    ("plan_versioned", "changes"),
    ("plan_closed", "why"),
    ("person_invited", "contact"),
}
"""(kind, field) that no class requires but nearly everybody needs: not among what is asked for further down."""


AGAIN = frozenset({"ordination_given"})

NAMING = {
    "admission_notified",
    "forwarded",
    "moved",
    "ordination_given",
    "coordination_opened",
    "coordination_answered",
    "party_invited",
}
"""Kinds that let those they go to know who a protected person is (docs/adr/0023)."""


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
    warnings: tuple[str, ...]
    choose_again: bool = False

    @property
    def again(self) -> bool:
        """Whether several of the kind are given after one another, so that the next form is one press away."""
        return self.kind in AGAIN

    @property
    def asks_where(self) -> bool:
        """Whether a button before the one that sends shows the form again."""
        return any(one.shows for one in self.main)

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


def _by_hand(kind: str, data: Data) -> list[Slot]:
    """What the form also asks for: how it was given and when, and why it is told so late, where that is so."""
    more = [Slot("channel", "skeleton", "code", False, CHANNELS), at_slot(required=False)] if told_by_hand(kind) else []
    late = Slot("late_reason", "content", "line", True)
    return [*more, *([late] if "late_reason" in data else [])]


def sheet(here: Situation, patient: Patient, kind: str, data: Data, filled: Filled | None = None) -> Sheet:
    """The form as shown: empty but for what is known (`filled` None), or as it was sent."""
    if kind == "duty_offered" and not one(data, "duty") and len(back := bounced(here)) == 1:
        data = {**data, "duty": [back[0].key]}  # what the coordinator is asked to find somebody for
    answer = answer_of(kind, data)
    to = audience(here, kind, about(data), one(data, "duty"))
    chosen = ticked(to, data) if filled else to.ticked
    faults = filled.faults if filled else ()
    settled = _known_about(here, kind, data)
    late = {"late_reason": [one(data, "late_reason")]} if _told_late(data, faults) else {}
    shown = [
        *([at_slot()] if asks_when(kind) else []),
        *(s for s in asked(kind, answer) if s.name not in settled),
        *_by_hand(kind, late),
    ]
    both = brings_notice(here, kind, chosen)
    if both:
        shown += asked("admission_notified", None)[:1]
    made = fields(here, kind, shown, data if filled else None, faults, of=about(data))
    errors = error_texts(here, kind, faults)
    grounded = asks_ground(here, kind) and bool(outside_region(here, _may_be_told(here, kind, to)))
    ahead = (
        filled
        if filled and filled.case
        else preview(here, kind, data if filled else _as_data(made) | dict(data), chosen)
    )
    return Sheet(
        act_href(here.ref, kind),
        kind,
        ANSWER[answer] if answer else act_of(kind, here.side),
        SEND.get(kind, "Skicka"),
        header(patient),
        _presets(here, answer),
        _about(here, data),
        _quoted(here, data),
        _times(here, kind, data),
        _main(here, kind, made),
        tuple(f for f in made if not (f.required or (kind, f.name) in ALWAYS_SHOWN)),
        receiving(here, kind, to, chosen, errors.get("to", "")),
        grounds(one(data, "ground") or usual_ground(here, outside_region(here, chosen))) if grounded else (),
        errors.get("ground", ""),
        sees(here, kind, {*chosen, *comes(kind, parse(kind, data, here.now, known_to(here, kind)).own)}),
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
        unreceived(here) if kind in WARNED else (),
    )


def _may_be_told(here: Situation, kind: str, to: Audience) -> Collection[int]:
    """Who may come to read it: of a question passed on, whoever it may be passed on to; an answer asks no ground."""
    if to.fixed:
        return ()
    name = NAMES_ANY.get(kind, "to")
    return to.offered if name == "to" else units_for(here, kind, name) if asks_where(kind, here.side) else ()


def _main(here: Situation, kind: str, made: Collection[Field]) -> tuple[Field, ...]:
    """What is asked first: what is required, or nearly always; where a unit is, before which."""
    main = [f for f in made if f.required or (kind, f.name) in ALWAYS_SHOWN]
    if here.regions and kind in NAMES_ANY:
        place = next((place for place, f in enumerate(main) if f.name == NAMES_ANY[kind]), len(main))
        main[place:place] = where(here)
    return tuple(main)


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
    if about(data) in {fact.seq for fact in facts_for(here, kind)}:
        known.add("of")
    if points_at_a_duty(kind) and one(data, "duty") in {duty.key for duty in duties_for(here, kind)}:
        known.add("duty")
    return known


def _told_late(data: Data, faults: Collection[Refusal]) -> bool:
    return bool(one(data, "late_reason")) or any(fault.field == "late_reason" for fault in faults)


def _about(here: Situation, data: Data) -> str:
    """What the address says that it is about: a fact, or a duty."""
    target = find(here, about(data))
    duty = next((duty for duty in here.derived.open_duties if duty.key == one(data, "duty")), None)
    if duty:
        return duty_name(here, duty)
    return f"{KIND[target.kind]} {when(target.moment, here.now)}" if target else ""


def _quoted(here: Situation, data: Data) -> tuple[tuple[str, str], ...]:
    """What the message says that is answered, handed on or sent back, as far as we may read it."""
    target = find(here, about(data))
    return tuple(lines_of(here, target, "content")) if target else ()


def _times(here: Situation, kind: str, data: Data) -> tuple[str, ...]:
    """A deviation's event, as both sides have its times: of the one chosen, or of the one answered."""
    if kind == "deviation_answered":
        reported = find(here, about(data))
        return deviation_times(here, reported) if reported else ()
    if kind != "deviation_reported":
        return ()
    typed = one(data, "about")
    target = find(here, int(typed)) if typed in {str(fact.seq) for fact in here.case.facts} else None
    return (*(both_sides(here, target) if target else ()), *owed_by_when(here, one(data, "missed")))


def _names(here: Situation) -> dict[int, str]:
    return {unit: card.short for unit, card in here.cards.items()}


def _hidden(here: Situation, answer: str | None, data: Data) -> tuple[tuple[str, str], ...]:
    pairs = [("version", str(here.version))]
    pairs += [("svar", answer)] if answer else []
    pairs += [("of", str(about(data)))] if about(data) else []
    pairs += [("duty", one(data, "duty"))] if one(data, "duty") else []
    return tuple(pairs)
