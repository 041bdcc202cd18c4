"""The call to a SIP as a condition of liability (4 kap. 3 §, 5 kap. 3 §)."""

from lus.domain.calendar import DAY, day_of, end_of, start_of
from lus.domain.case import History, Readiness
from lus.domain.facts import SipCalled
from lus.domain.liability.shapes import Choices, Start
from lus.domain.terms import finding


def called(history: History, choices: Choices, period: Readiness, start: Start) -> Start:
    """Whether the fast vårdkontakt called to a SIP according to 4:3, where one is to be held.

    The three days run from the period's first notice. A plan refused after the period had ended changes nothing of it.
    """
    notice = period.first
    if not history.sip_needed:
        return start.met(finding("sip_not_needed"))
    refused = history.plan_refused_before(period.withdrawn or history.end)
    if refused and choices["plan_refused"] == "call_not_required":
        return start.met(finding("plan_refused", at=refused.moment))
    last_on = day_of(notice.moment) + choices.terms.rule("sip_call.days", day_of(notice.moment)).value * DAY
    by_ward = [call for call in history.all(SipCalled) if history.side(call.unit) == "ward"]
    calls = [call for call in history.all(SipCalled) if call not in by_ward]
    in_time = next((call for call in calls if day_of(call.moment) <= last_on), None)
    if in_time is None and by_ward and choices["sip_called_by_ward"] == "valid":
        calls = sorted([*calls, *by_ward], key=lambda call: call.order)
        in_time = next((call for call in calls if day_of(call.moment) <= last_on), None)
    if in_time:
        return start.met(finding("sip_called_in_time", at=in_time.moment))
    # As of the first liable day, although a call may still come in time: then the day stands.
    from_at = min(start_of(start.first_on), end_of(last_on))
    if calls:
        late = finding("sip_called_late", at=calls[0].moment, last_on=last_on)
        effect = choices["late_sip_call"]
        if effect == "never":
            return start.blocked("late_sip_call", from_at, late)
        called_on = day_of(calls[0].moment)
        later = effect == "from_call" and called_on > start.first_on
        reasons = (late, finding("not_before_the_call", on=called_on)) if later else (late,)
        return start.put_off(called_on if later else start.first_on, *reasons)
    code = "sip_called_by_ward" if by_ward else "sip_not_called"
    return start.blocked(code, from_at, finding(code, last_on=last_on))
