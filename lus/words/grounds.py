"""What each sentence of a liability rests on: the paragraph, as the law data writes it, and how certain our reading is.

"verified": it stands in the paragraph; "inferred": it follows from it, in our reading.
"""

from collections.abc import Mapping

from lus.domain.lawdata import AgreedTerms, Confidence
from lus.domain.terms import Finding

Ground = tuple[str, Confidence]


def _lus(chapter: int, section: int, confidence: Confidence = "verified") -> Ground:
    return f"SFS 2017:612, {chapter} kap. {section} §", confidence


BLOCK: Mapping[str, Ground] = {
    "admission_not_notified": _lus(5, 3),
    "ready_not_notified": _lus(5, 3),
    "wrong_municipality_notified": _lus(5, 2),
    "sip_not_called": _lus(5, 3),
    "late_admission_notice": _lus(2, 3, "inferred"),
    "late_sip_call": _lus(4, 3, "inferred"),
    "sip_called_by_ward": _lus(4, 3, "inferred"),
    "open_care_unavailable": _lus(5, 5),
    "open_care_unclear": _lus(5, 5),
    "not_registered": _lus(5, 2, "inferred"),
    "secrecy": _lus(5, 3, "inferred"),
}
"""What stands in the way ► what says so."""

FINDING: Mapping[str, Ground] = {
    "sent_not_after_noon": _lus(5, 4),
    "sent_after_noon": _lus(5, 4),
    "admission_sent_not_after_noon": _lus(5, 4, "inferred"),
    "admission_sent_after_noon": _lus(5, 4, "inferred"),
    "admission_notice_after_ready": _lus(5, 3, "inferred"),
    "admission_notice_in_time": _lus(2, 3),
    "admission_notice_late": _lus(2, 3),
    "sip_not_needed": _lus(4, 1),
    "sip_called_in_time": _lus(4, 3),
    "sip_called_late": _lus(4, 3),
    "sip_not_called": _lus(4, 3),
    "sip_called_by_ward": _lus(4, 3, "inferred"),
    "plan_refused": _lus(4, 1, "inferred"),
    "no_ready_notice_stands": _lus(5, 3),
    "discharge_day_counts": _lus(5, 1, "inferred"),
    "discharge_day_does_not_count": _lus(5, 1, "inferred"),
    "last_day_counts": _lus(5, 1, "inferred"),
    "last_day_does_not_count": _lus(5, 1, "inferred"),
    "time_not_confirmed": _lus(5, 4, "inferred"),
    "open_care_missing": _lus(5, 5),
    "open_care_restored": _lus(5, 5, "inferred"),
    "open_care_lost": _lus(5, 5, "inferred"),
    "rate_missing": _lus(5, 6),
    "period_of_another": _lus(5, 2),
    "period_of_nobody": _lus(5, 2, "inferred"),
    "days_of_another": _lus(5, 2, "inferred"),
    "told_both_notices": _lus(5, 3, "inferred"),
    "away": ("lagen säger inget", "inferred"),
    "away_on": ("lagen säger inget", "inferred"),
    "away_from": ("lagen säger inget", "inferred"),
    "not_before_the_call": _lus(4, 3, "inferred"),
    "rate_of_notice": _lus(5, 6, "inferred"),
    "own_region": _lus(5, 1, "inferred"),
    "period_bound_by": _lus(4, 5, "inferred"),
    "period_apart": _lus(4, 5, "inferred"),
    "period_in_mean": _lus(4, 5, "inferred"),
}
"""Reason ► what says so, where the reason does not carry it."""

AGREED = frozenset(
    {
        *("agreed_individual", "agreed_monthly", "agreed_unknown", "agreed_value_missing", "agreement_note"),
        *("billing_suspended", "billing_none", "days_from_notice"),
    }
)
"""Reasons that the agreement itself gives."""


def ground(found: Finding, terms: AgreedTerms) -> Ground:
    """What the reason rests on, under these terms: the value that it names, the agreement, or the statute."""
    if "source" in found.values and "confidence" in found.values:
        return found.values["source"], found.values["confidence"]
    if found.code in AGREED:
        return terms.source, terms.confidence
    agreed = terms.parameters.get("discharge_day_counts")
    if agreed and found.code.startswith(("discharge_day", "last_day")):
        return agreed.source, agreed.confidence
    return BLOCK[found.values["code"]] if found.code == "blocked" else FINDING[found.code]
