"""`lus explain`: the rules' answer to a case file, as JSON and as Swedish prose. Reads no database and no clock."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from lus import words
from lus.casefile.question import Question, read
from lus.casefile.rows import OWED_BY
from lus.casefile.values import CaseFileError
from lus.domain.calendar import local
from lus.domain.derive import derive
from lus.domain.duty import Duty
from lus.domain.reckoning import Answer, Assumption, Reading, answer
from lus.domain.terms import Law

SHOWN = frozenset(
    {
        "notify_admission",
        "appoint_care_contact",
        "confirm_expected_date",
        "notify_ready",
        "answer_handover",
        "call_to_sip",
        "discharge_patient",
        "inform_units",
        "inform_patient",
        "acknowledge",
    }
)
"""The duties that a case file can show: it knows no opening hours and not every kind of fact."""

LONGEST = 20_000_000
"""A case file beyond this many characters is refused unread."""


def load(file: str, stdin: TextIO) -> Any:
    """The JSON of a file, `-` for standard input. Raises CaseFileError."""
    try:
        text = stdin.read(LONGEST + 1) if file == "-" else Path(file).read_text(encoding="utf-8")
        if len(text) > LONGEST:
            msg = "filen: innehållet: är för stort; ett ärende ryms i några kilobyte, skicka ett ärende åt gången"
            raise CaseFileError(msg)
        return json.loads(text)
    except OSError as fault:
        msg = f"filen: {file}: kan inte läsas ({fault.strerror}); ange en läsbar fil, eller - för standard in"
    except UnicodeDecodeError:
        msg = f"filen: {file}: är inte text i UTF-8; spara filen som UTF-8"
    except json.JSONDecodeError as fault:
        msg = f"filen: rad {fault.lineno}: är inte JSON; rätta tecknet i kolumn {fault.colno}"
    except RecursionError:
        msg = "filen: innehållet: är för djupt nästlat; ett ärendes fakta är en platt lista"
    raise CaseFileError(msg)


def explain(data: Any, law: Law) -> dict[str, Any]:
    """The answer to a parsed case file, in the shape of docs/case-file.md. Raises CaseFileError."""
    question = read(data, law)
    derived = derive(question.case, question.terms)
    liability = answer(derived.history, question.terms, question.as_of)
    if liability.agreement.settlement != "individual":
        name = liability.agreement.id
        msg = f"filen: agreement: {name} är inte byggd ännu; fråga efter lagen, eller en dag då {name} inte gäller"
        raise CaseFileError(msg)
    shown = [_duty(duty, question) for duty in derived.duties if duty.kind in SHOWN]
    return {
        "agreement_used": liability.agreement.id,
        "status": derived.status,
        "duties": sorted(shown, key=lambda duty: (duty["due_at"], duty["duty"], duty["owed_by"])),
        "liability": _liability(liability),
    }


def _time(at: datetime) -> str:
    shown = local(at)
    return shown.isoformat(timespec="minutes" if not shown.second and not shown.microsecond else "seconds")


def _duty(duty: Duty, question: Question) -> dict[str, Any]:
    because = words.sentences(duty.because)
    if duty.reason:
        because.append(words.LAPSED[duty.reason])
    return {
        "duty": duty.kind,
        "owed_by": OWED_BY[duty.unit],
        "due_at": _time(duty.due_at),
        "met_at": _time(duty.met_at) if duty.met_at else None,
        "state": _state(duty, question.as_of),
        "source": duty.source,
        "because": because,
    }


def _state(duty: Duty, as_of: datetime) -> str:
    if duty.met:
        return "met_late" if duty.met_late else "met"
    if duty.cancelled:
        return "cancelled"
    return "overdue" if duty.due_at < as_of else "open"


def _liability(found: Answer) -> dict[str, Any]:
    reckoned = found.sum
    return {
        "state": reckoned.state,
        "payer": found.payer,
        "spells": [
            {
                "notice_at": _time(spell.notice_at),
                "first_liable_on": spell.first_liable_on.isoformat() if spell.first_liable_on else None,
                "ended_at": _time(spell.ended_at) if spell.ended_at else None,
                "days": spell.days,
            }
            for spell in reckoned.spells
        ],
        "days": reckoned.days,
        "amount_sek": reckoned.amount_sek,
        "missing_rates": list(reckoned.missing_rates),
        "confidence": reckoned.confidence,
        "blocked_by": list(reckoned.blocked_by),
        "readings": [_reading(reading) for reading in found.readings],
        "assumptions": [_assumption(assumption) for assumption in found.assumptions],
        "because": words.sentences(reckoned.because),
    }


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "reading": " + ".join(f"{name}.{value}" for name, value in reading.chosen.items()),
        "days": reading.sum.days,
        "amount_sek": reading.sum.amount_sek,
        "blocked_by": list(reading.sum.blocked_by),
    }


def _assumption(assumption: Assumption) -> dict[str, Any]:
    return {
        "parameter": assumption.parameter,
        "value": assumption.value,
        "otherwise": assumption.otherwise,
        "otherwise_days": assumption.sum.days,
        "otherwise_amount_sek": assumption.sum.amount_sek,
    }


def prose(found: dict[str, Any]) -> str:
    """The same answer as Swedish prose, made from the JSON alone, so that the two cannot disagree."""
    liability = found["liability"]
    lines = [f"Läge: {words.STATUS[found['status']]}. Överenskommelse: {found['agreement_used']}.", ""]
    lines += [f"{words.LIABILITY[liability['state']]}.", *_money(liability)]
    lines += [f"Hindrar: {words.BLOCKED[code]}." for code in liability["blocked_by"]]
    for reading in liability["readings"]:
        lines.append(f"Läsning {reading['reading']}: {_days_and_amount(reading['days'], reading['amount_sek'])}.")
    for other in liability["assumptions"]:
        sums = _days_and_amount(other["otherwise_days"], other["otherwise_amount_sek"])
        lines.append(
            f"Antagande {other['parameter']} = {_value(other['value'])}; med {_value(other['otherwise'])}: {sums}."
        )
    lines += ["", "Skäl:", *(f"– {reason}" for reason in liability["because"]), "", "Åtgärder:"]
    for duty in found["duties"]:
        due = words.deadline(datetime.fromisoformat(duty["due_at"]))
        reasons = "; ".join(duty["because"])
        what = f"{words.PARTY[duty['owed_by']]} ska {words.DUTY[duty['duty']]} senast {due}"
        lines.append(f"– {what}: {words.DUTY_STATE[duty['state']]}. {reasons} ({duty['source']}).")
    return "\n".join(lines)


def _value(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _money(liability: dict[str, Any]) -> list[str]:
    lines = []
    if liability["payer"]:
        lines.append(f"Betalande kommun: {liability['payer']}.")
    for spell in liability["spells"]:
        if spell["first_liable_on"]:
            first = words.day(datetime.fromisoformat(spell["first_liable_on"]).date())
            until = words.moment(datetime.fromisoformat(spell["ended_at"])) if spell["ended_at"] else "nu"
            lines.append(f"Från {first} till {until}: {spell['days']} dygn.")
    if liability["days"] is not None:
        lines.append(f"Summa: {_days_and_amount(liability['days'], liability['amount_sek'])}.")
    lines += [f"Beloppet för {year} finns inte i lagdata." for year in liability["missing_rates"]]
    return lines


def _days_and_amount(days: int | None, amount: int | None) -> str:
    said = "oavgjort antal dygn" if days is None else f"{days} dygn"
    return said if amount is None else f"{said}, {amount} kronor"
