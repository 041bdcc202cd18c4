"""`lus explain`: the rules' answer to a case file, as JSON. Reads no database and no clock."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from lus import words
from lus.casefile.question import Question, read
from lus.casefile.rows import owed_by
from lus.domain.calendar import local
from lus.domain.derive import Derived, derive
from lus.domain.duty import Duty
from lus.domain.lawdata import Law
from lus.domain.reckoning import Answer, Assumption, Reading, answer
from lus.words import findings

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


NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Explained:
    """A case file's question and what the rules answer: the duties that it can show, in order, and the liability."""

    question: Question
    derived: Derived
    duties: tuple[Duty, ...]
    liability: Answer


def explained(data: Any, law: Law) -> Explained:
    """The answer to a parsed case file. Raises CaseFileError."""
    question = read(data, law)
    derived = derive(question.case, question.terms)
    liability = answer(derived.history, question.terms, question.as_of)
    # After compulsory care that goes on in open care another plan is made, and nobody is called to a SIP.
    hidden = {"call_to_sip"} if data["care"] == "compulsory_open" else set()
    told = [duty for duty in derived.duties if duty.kind in SHOWN - hidden]
    # Of two that are alike in all that a file can say, the one met first: the order of the facts changes nothing.
    told.sort(key=lambda duty: (duty.due_at, duty.kind, owed_by(duty.unit), duty.opened.moment, duty.met_at or NEVER))
    return Explained(question, derived, tuple(told), liability)


def explain(data: Any, law: Law) -> dict[str, Any]:
    """The answer in the shape of docs/case-file.md. Raises CaseFileError."""
    return as_json(explained(data, law))


def as_json(found: Explained) -> dict[str, Any]:
    """The answer as the command prints it."""
    return {
        "agreement_used": found.liability.agreement.id,
        "status": found.derived.status,
        "duties": [_duty(duty, found.question.as_of) for duty in found.duties],
        "liability": _liability(found.liability),
    }


@lru_cache(maxsize=4096)
def moment(at: datetime) -> str:
    """An instant as the JSON writes it: as a clock in Stockholm shows it, with its offset."""
    here = local(at)
    return here.isoformat(timespec="minutes" if not here.second and not here.microsecond else "seconds")


def _duty(duty: Duty, as_of: datetime) -> dict[str, Any]:
    met_at = duty.met_at
    return {
        "duty": duty.kind,
        "owed_by": owed_by(duty.unit),
        "due_at": moment(duty.due_at),
        "met_at": moment(met_at) if met_at else None,
        "state": state(duty, as_of),
        "source": duty.source,
        "because": reasons(duty),
    }


def reasons(duty: Duty, *, in_full: bool = False) -> list[str]:
    """Why the duty is due when it is, and why it lapsed; `in_full`: no weekday or month is abbreviated."""
    because = findings.sentences(duty.because, in_full=in_full)
    if duty.reason:
        because.append(words.LAPSED[duty.reason])
    return because


def state(duty: Duty, as_of: datetime) -> str:
    """The duty's state at that moment, as a code."""
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
                "notice_at": moment(spell.notice_at),
                "first_liable_on": spell.first_liable_on.isoformat() if spell.first_liable_on else None,
                "ended_at": moment(spell.ended_at) if spell.ended_at else None,
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
        "because": findings.sentences(reckoned.because),
    }


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "reading": " + ".join(f"{name}.{value}" for name, value in reading.chosen.items()),
        "days": reading.sum.claimed[0],
        "amount_sek": reading.sum.claimed[1],
        "blocked_by": list(reading.sum.blocked_by),
    }


def _assumption(assumption: Assumption) -> dict[str, Any]:
    return {
        "parameter": assumption.parameter,
        "value": assumption.value,
        "otherwise": assumption.otherwise,
        "otherwise_days": assumption.sum.claimed[0],
        "otherwise_amount_sek": assumption.sum.claimed[1],
    }
