"""A case of the application as a case file, as far as a case file can say what happened in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from lus.domain.calendar import day_of, local, start_of
from lus.domain.case import History, parts
from lus.domain.facts import (
    AdmissionNotified,
    ConsentRefused,
    Died,
    DutyAccepted,
    DutyDismissed,
    DutyOffered,
    ExpectedDischargeChanged,
    Fact,
    HandoverAnswered,
    HomegoingBooked,
    Interrupted,
    LeaveStarted,
    MessageWithheld,
    NeedAssessed,
    PartyRemoved,
    ReadyNotified,
    RegistrationChanged,
    SipCalled,
    SipNeedDecided,
)
from lus.domain.reckoning import Answer, agreed_readings
from lus.domain.terms import Terms

LEFT_OUT = frozenset(
    {
        *("planning_noted", "message_sent", "consent_given", "first_contact_made", "reminded", "escalated", "noted"),
        *("duty_taken", "duty_released", "duty_offered", "duty_declined", "deviation_reported", "deviation_answered"),
        *("liability_disputed", "liability_settled", "reading_decided", "identity_linked", "protection_marked"),
        *("protection_ended", "party_added", "moved", "closed", "acknowledged", "voided", "sip_need_decided"),
        *("ordination_given", "ordination_received", "ordination_questioned", "ordination_answered"),
        "ordination_ended",
    }
)
"""What a case file has no word for, and neither liability nor a duty with a source in law asks for."""

PLAIN = frozenset(
    {
        *("admitted", "care_contact_appointed", "ready_judged", "ready_withdrawn", "leave_ended"),
        *("discharge_informed", "patient_informed", "discharged"),
        *("open_care_unavailable", "open_care_unclear", "open_care_available"),
    }
)
"""Kinds without fields of their own."""

WAY_HOME = frozenset({"discharge_patient", "inform_units", "inform_patient"})
"""Duties whose time rests on answers and on the way home, which a case file tells less of."""


class InexpressibleError(Exception):
    """A case file cannot say what decides the money."""


@dataclass
class Exported:
    """A case as a case file. `unsaid`: kinds of duties that rest on something that it cannot say."""

    history: History
    facts: list[dict[str, Any]] = field(default_factory=list)
    unsaid: set[str] = field(default_factory=set)

    def add(self, fact: Fact) -> None:
        """The fact, as one of the file. Raises InexpressibleError."""
        if fact.kind in LEFT_OUT:
            return
        if self.history.decides_money_at(fact) != fact.moment:
            msg = "a time that nobody has confirmed"
            raise InexpressibleError(msg)
        row = {"kind": fact.kind, "at": local(fact.moment).isoformat()}
        if fact.kind in PLAIN:
            self.facts.append(row)
            return
        say = next((say for kind, say in _SAY.items() if isinstance(fact, kind)), None)
        if say is None:
            raise InexpressibleError(fact.kind)
        own = say(self, fact)
        if own is not None:
            self.facts.append(row | own)

    def party(self, unit: int, on: date) -> str:
        """What a case file calls the unit, on that day."""
        code = self.history.units[unit].municipality
        if self.history.side(unit) == "open_care":
            return "open_care"
        if code and code == self.history.registered(on):
            return "municipality"
        if code and code == self.history.admission.placed_by:
            return "placing_municipality"
        msg = "a unit of a third municipality"
        raise InexpressibleError(msg)

    def to(self, fact: Fact) -> dict[str, Any]:
        """Who got the message."""
        told = (unit for unit in fact.to_units if self.history.side(unit) not in {"ward", "coordinator"})
        return {"to": list(dict.fromkeys(self.party(unit, day_of(fact.moment)) for unit in told))}


def export(history: History, terms: Terms, found: Answer, as_of: datetime) -> tuple[dict[str, Any], frozenset[str]]:
    """The case file, and the kinds of duties that it cannot answer for. Raises InexpressibleError."""
    admission = history.admission
    needed = {decided.needed for decided in history.all(SipNeedDecided)} or {True}
    if len(needed) > 1:
        msg = "the need of a SIP was decided twice"
        raise InexpressibleError(msg)
    exported = Exported(history)
    for fact in history.facts:
        exported.add(fact)
    if not history.all(NeedAssessed):
        exported.unsaid.add("notify_admission")  # a case file takes the need as judged at admission
    compulsory = any(fact.kind == "open_compulsory_care_decided" for fact in history.facts)
    data = {
        "agreement": found.agreement.id,
        "parameters": agreed_readings(history, terms),
        "care": "compulsory_open" if compulsory else admission.care,
        "registered_in": admission.registered_in,
        "placed_by": admission.placed_by,
        "sip_needed": needed.pop(),
        "facts": exported.facts,
        "as_of": local(as_of).isoformat(),
    }
    return data, frozenset(exported.unsaid)


def _need(exported: Exported, fact: NeedAssessed) -> dict[str, Any] | None:
    if not fact.needed:
        msg = "no need"
        raise InexpressibleError(msg)
    return {} if fact is exported.history.first(NeedAssessed) else None


def _answered(exported: Exported, fact: HandoverAnswered) -> dict[str, Any] | None:
    """A case file's answer is everybody's: the last one stands for all, where each unit asked gave one that settles."""
    answers = exported.history.all(HandoverAnswered)
    asked = {unit for period in exported.history.readiness for unit in period.told}
    alike = len(exported.history.readiness) == 1 and len(answers) == len(asked) == len({one.unit for one in answers})
    if not alike or not all(one.settles for one in answers):
        exported.unsaid |= WAY_HOME | {"confirm_expected_date"}
        return None
    accepted = max((one.from_at for one in answers if one.from_at), default=None)
    if fact is not answers[-1]:
        return None
    return {"answer": "accepts", "from": local(accepted).isoformat()} if accepted else {"answer": "nothing_to_give"}


def _changed(_exported: Exported, fact: RegistrationChanged) -> dict[str, Any]:
    if fact.what != "registration":
        msg = "a placement that was changed"
        raise InexpressibleError(msg)
    later = {} if fact.from_on in {None, day_of(fact.moment)} else {"at": fact.from_on}
    since = {name: local(start_of(on)).isoformat() for name, on in later.items() if on}
    return {"code": fact.code, **since}


def _refused(exported: Exported, fact: ConsentRefused) -> dict[str, Any]:
    if "plan" in fact.scope and exported.history.plan_refused is None:
        msg = "a plan refused, and consented to later"
        raise InexpressibleError(msg)
    return {"scope": "plan" if "plan" in fact.scope else "information"}


def _leave(exported: Exported, _fact: LeaveStarted) -> dict[str, Any]:
    exported.unsaid.add("confirm_expected_date")  # by the leave's promised end, which has no field
    return {}


def _ended_or_moved(exported: Exported, fact: DutyDismissed | DutyAccepted) -> None:
    offer = exported.history.fact(fact.of) if isinstance(fact, DutyAccepted) else fact
    if isinstance(offer, DutyOffered | DutyDismissed):
        kind = parts(offer.duty)[0]
        exported.unsaid |= WAY_HOME | {kind} if kind == "answer_handover" else {kind}


def _died(exported: Exported, fact: Died) -> dict[str, Any]:
    if fact is not exported.history.end:
        msg = "a death after the discharge"
        raise InexpressibleError(msg)
    return {}


def _interrupted(exported: Exported, fact: Interrupted) -> dict[str, Any]:
    """Admitted again, the stay before is interrupted: a second end, which a file of one stay cannot have."""
    if fact is not exported.history.end:
        msg = "an interruption after the discharge"
        raise InexpressibleError(msg)
    return {"reason": "avbrutet"}


def _not_said(exported: Exported, fact: Fact) -> None:
    exported.unsaid |= WAY_HOME if fact.kind == "homegoing_booked" else WAY_HOME | {"notify_ready"}


def _withheld(exported: Exported, fact: MessageWithheld) -> dict[str, Any]:
    party = exported.party(fact.from_unit or 0, day_of(fact.moment))
    exported.unsaid |= {"notify_ready", "inform_units"}  # another unit of the party may have been told
    return {"of_kind": fact.of_kind, "to": [party]}


def _notified(exported: Exported, fact: AdmissionNotified) -> dict[str, Any]:
    return exported.to(fact) | {"expected_discharge_on": fact.expected_discharge_on.isoformat()}


_SAY: Mapping[type[Fact], Callable[[Exported, Any], dict[str, Any] | None]] = {
    NeedAssessed: _need,
    AdmissionNotified: _notified,
    ExpectedDischargeChanged: lambda _, fact: {"expected_discharge_on": fact.expected_discharge_on.isoformat()},
    ReadyNotified: lambda exported, fact: exported.to(fact) | {"kind": "ready_notified"},
    RegistrationChanged: _changed,
    ConsentRefused: _refused,
    MessageWithheld: _withheld,
    HandoverAnswered: _answered,
    SipCalled: lambda it, fact: {"by": "ward" if it.history.side(fact.unit) == "ward" else "care_contact"},
    LeaveStarted: _leave,
    Died: _died,
    Interrupted: _interrupted,
    DutyDismissed: _ended_or_moved,
    DutyAccepted: _ended_or_moved,
    HomegoingBooked: _not_said,
    PartyRemoved: _not_said,
}
