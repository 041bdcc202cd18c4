"""National rules, guideline values and amounts: dated values, each in the unit that its rule asks for."""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

from lus.domain.lawdata import Value
from lus.law.files import File, check_dates, check_keys, check_origin, fail, rows, shown, text


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _time(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"([01]\d|2[0-3])\.[0-5]\d", value))


UNITS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(
        ("elapsed hour", "opening hour", "opening day", "calendar day", "month", "year", "SEK"),
        (_whole, "ett helt tal som inte är negativt, utan citattecken"),
    ),
    "local time": (_time, 'ett klockslag, som "12.00"'),
    "text": (lambda value: isinstance(value, str) and bool(value.strip()), "en text"),
}
"""Unit of a value ► whether a value is one of that unit, and how it is written."""

RULES: Mapping[str, str] = {
    "access_log.years": "year",
    "admission_notice.hours": "elapsed hour",
    "care_contact.due": "text",
    "discharge_information.due": "text",
    "liability.extra_days_after_noon": "calendar day",
    "liability.free_days": "calendar day",
    "liability.free_days.psychiatric": "calendar day",
    "liability.noon": "local time",
    "open_care": "text",
    "patient_information": "text",
    "payer.placement": "text",
    "payer.registration": "text",
    "sip.social_services": "text",
    "sip.start": "text",
    "sip_call.days": "calendar day",
}
"""The national rules that must be there, each in its unit."""

GUIDELINES: Mapping[str, str] = {
    "acknowledge.hours": "opening hour",
    "answer_coordination.days": "opening day",
    "answer_deviation.days": "opening day",
    "answer_handover.fast_hours": "elapsed hour",
    "answer_handover.last_hours": "opening hour",
    "answer_handover.next_morning": "local time",
    "assess_need.hours": "elapsed hour",
    "book_homegoing.hours": "opening hour",
    "book_meeting.days": "calendar day",
    "close_case.days": "calendar day",
    "confirm_plan.days": "calendar day",
    "correct_recipient.hours": "opening hour",
    "first_contact.hours": "elapsed hour",
    "follow_up.months": "month",
    "needed_not_made.days": "calendar day",
    "notify_ready.hours": "elapsed hour",
    "planning_note.hours": "elapsed hour",
    "reach_invitee.hours": "opening hour",
    "renew_consent.days": "calendar day",
    "resolve_bounce.days": "opening day",
    "rights_end.days": "calendar day",
    "settle_dispute.days": "calendar day",
}
"""The guideline values that must be there, each in its unit."""


def rules(file: File) -> dict[str, tuple[Value, ...]]:
    """Rule ► its values in order of time. Raises LawError."""
    return _named(file, "rule", RULES)


def guidelines(file: File) -> dict[str, Value]:
    """Guideline ► its value. Raises LawError."""
    return {key: values[0] for key, values in _named(file, "guideline", GUIDELINES, once=True).items()}


def rates(file: File) -> tuple[Value, ...]:
    """The amounts per care day, each of one calendar year (5 kap. 6 §), in order. Raises LawError."""
    check_keys(file, "filen", file.content, set(), {"rate"})
    found = [_value(file, "rate", row, "SEK", set()) for row in rows(file, "rate")]
    for value in found:
        year = value.from_on.year
        whole = value.from_on.replace(month=1, day=1), value.from_on.replace(month=12, day=31)
        if (value.from_on, value.until_on) != whole:
            fault = f"beloppet från {value.from_on} gäller inte ett kalenderår"
            fail(file, "rate", fault, f"skriv from = {year}-01-01 och to = {year}-12-31")
    return in_order(file, "rate", found)


def _named(file: File, name: str, known: Mapping[str, str], *, once: bool = False) -> dict[str, tuple[Value, ...]]:
    """Every value that rules ask for is there, and no other. `once`: it has no history."""
    check_keys(file, "filen", file.content, set(), {name})
    found: dict[str, list[Value]] = {}
    for row in rows(file, name):
        if "key" not in row:
            fail(file, name, "key saknas", "skriv vilket namn värdet gäller")
        key = text(file, name, row, "key")
        if key not in known:
            fail(file, key, "är inget namn som någon regel frågar efter", "rätta stavningen, eller ta bort det")
        found.setdefault(key, []).append(_value(file, key, row, known[key], {"key"}))
    ordered = {key: in_order(file, key, values) for key, values in found.items()}
    for key, values in ordered.items():
        if once and len(values) > 1:
            fail(file, key, f"står {len(values)} gånger", "behåll en: en riktlinje gäller från sitt datum och framåt")
    for key in sorted(set(known) - set(found)):
        fail(file, key, "saknas", "lägg till det: regler frågar efter det")
    return ordered


def _value(file: File, key: str, row: Mapping[str, Any], unit: str, more: set[str]) -> Value:
    check_keys(file, key, row, {"value", "unit", "from", "source", "confidence"} | more, {"to"})
    from_on, until_on = check_dates(file, key, row)
    check_unit(file, key, row, unit)
    check_origin(file, key, row)
    fits, how = UNITS[unit]
    if not fits(row["value"]):
        fail(file, key, f"value = {shown(row['value'])} är inget värde i {unit}", f"skriv {how}")
    return Value(row["value"], from_on, until_on, unit, row["source"], row["confidence"], file.own)


def check_unit(file: File, key: str, row: Mapping[str, Any], unit: str) -> None:
    """The value says its unit, and it is the one that the rules reckon in."""
    if row["unit"] != unit:
        fail(file, key, f"unit = {shown(row['unit'])} är fel enhet", f'reglerna räknar i "{unit}"; skriv om värdet så')


def in_order(file: File, key: str, values: Iterable[Value]) -> tuple[Value, ...]:
    """The values, which must follow each other in time without overlapping. Raises LawError."""
    values = tuple(values)
    for earlier, later in pairwise(values):
        if later.from_on == earlier.from_on:
            fail(file, key, f"två värden gäller från {later.from_on}", "behåll det ena")
        if later.from_on < earlier.from_on:
            fault = f"värdet från {later.from_on} står efter det från {earlier.from_on}"
            fail(file, key, fault, "skriv dem i tidsordning")
        if earlier.until_on is None or later.from_on <= earlier.until_on:
            fault = f"värdet från {earlier.from_on} gäller ännu när det från {later.from_on} börjar"
            fail(file, key, fault, "avsluta det tidigare med to")
    return values
