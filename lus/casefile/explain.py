"""`lus explain`: the rules' answer to a case file, as JSON and as Swedish prose. Reads no database and no clock."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from lus import words
from lus.casefile.question import Question, read
from lus.casefile.rows import owed_by
from lus.casefile.values import CaseFileError, shown
from lus.domain.calendar import local
from lus.domain.derive import derive
from lus.domain.duty import Duty
from lus.domain.lawdata import Law
from lus.domain.reckoning import Answer, Assumption, Reading, answer

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
"""A case file beyond this many bytes is refused unread."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object in which each name stands once: of two answers none may be chosen."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = shown(next(name for name in names if names.count(name) > 1))
        msg = f"filen: {twice}: står två gånger i samma objekt; behåll det ena"
        raise CaseFileError(msg)
    return found


def _bounded(raw: bytes) -> bytes:
    if len(raw) > LONGEST:
        msg = "filen: innehållet: är för stort; ett ärende ryms i några kilobyte, skicka ett ärende åt gången"
        raise CaseFileError(msg)
    return raw


def load(file: str, stdin: BinaryIO) -> Any:
    """The JSON of a file, `-` for standard input. Raises CaseFileError."""
    try:
        raw = _bounded(stdin.read(LONGEST + 1) if file == "-" else Path(file).read_bytes())
        return json.loads(raw.decode(), object_pairs_hook=_once)
    except OSError as fault:
        msg = f"filen: {file}: kan inte läsas ({fault.strerror}); ange en läsbar fil, eller - för standard in"
    except UnicodeDecodeError:
        msg = f"filen: {file}: är inte text i UTF-8; spara filen som UTF-8"
    except json.JSONDecodeError as fault:
        msg = f"filen: rad {fault.lineno}: är inte JSON; rätta tecknet i kolumn {fault.colno}"
    except CaseFileError:
        raise
    except ValueError as fault:
        msg = f"filen: innehållet: kan inte läsas ({' '.join(str(fault).split())[:80]}); rätta talet"
    except RecursionError:
        msg = "filen: innehållet: är för djupt nästlat; ett ärendes fakta är en platt lista"
    raise CaseFileError(msg)


def explain(data: Any, law: Law) -> dict[str, Any]:
    """The answer to a parsed case file, in the shape of docs/case-file.md. Raises CaseFileError."""
    question = read(data, law)
    derived = derive(question.case, question.terms)
    liability = answer(derived.history, question.terms, question.as_of)
    # After compulsory care that goes on in open care another plan is made, and nobody is called to a SIP.
    hidden = {"call_to_sip"} if data["care"] == "compulsory_open" else set()
    told = [duty for duty in derived.duties if duty.kind in SHOWN - hidden]
    told.sort(key=lambda duty: (duty.due_at, duty.kind, owed_by(duty.unit)))
    return {
        "agreement_used": liability.agreement.id,
        "status": derived.status,
        "duties": [_duty(duty, question) for duty in told],
        "liability": _liability(liability),
    }


def _time(at: datetime) -> str:
    here = local(at)
    return here.isoformat(timespec="minutes" if not here.second and not here.microsecond else "seconds")


def _duty(duty: Duty, question: Question) -> dict[str, Any]:
    because = words.sentences(duty.because)
    if duty.reason:
        because.append(words.LAPSED[duty.reason])
    return {
        "duty": duty.kind,
        "owed_by": owed_by(duty.unit),
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
    past = duty.due_at <= as_of if duty.due_on else duty.due_at < as_of
    return "overdue" if past else "open"


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
        sums = _days_and_amount(reading["days"], reading["amount_sek"])
        hinders = "".join(f"; hindrar: {words.BLOCKED[code]}" for code in reading["blocked_by"])
        lines.append(f"Läsning {reading['reading']}: {sums}{hinders}.")
    for other in liability["assumptions"]:
        sums = _days_and_amount(other["otherwise_days"], other["otherwise_amount_sek"])
        lines.append(
            f"Antagande {other['parameter']} = {_value(other['value'])}; med {_value(other['otherwise'])}: {sums}."
        )
    lines += [
        f"Säkerhet: {words.CONFIDENCE[liability['confidence']]}.",
        "",
        "Skäl:",
        *(f"– {reason}" for reason in liability["because"]),
        "",
        "Åtgärder:",
    ]
    for duty in found["duties"]:
        due = words.deadline(datetime.fromisoformat(duty["due_at"]))
        reasons = "; ".join(duty["because"])
        what = f"{words.PARTY[duty['owed_by']]} ska {words.DUTY[duty['duty']]} senast {due}"
        when = f" {words.moment(datetime.fromisoformat(duty['met_at']))}" if duty["met_at"] else ""
        lines.append(f"– {what}: {words.DUTY_STATE[duty['state']]}{when}. {reasons} ({duty['source']}).")
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
