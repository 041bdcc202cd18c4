"""When liability begins, before any other condition: free days and the noon rule (5 kap. 4 §)."""

from datetime import datetime, time

from lus.domain.calendar import DAY, day_of, local
from lus.domain.case import History
from lus.domain.lawdata import Confidence
from lus.domain.liability.shapes import Choices, Start
from lus.domain.terms import finding


def clock(
    history: History, choices: Choices, ready_at: datetime, admission_at: datetime | None = None
) -> tuple[Start, Confidence]:
    """The first liable day for a ready notice sent then (5:4), and how certain the days it counts are.

    `admission_at`: the admission notice was sent later, and the clock, noon rule included, runs from it.
    """
    sent_at = admission_at or ready_at
    terms, ready_on, sent_on = choices.terms, day_of(ready_at), day_of(sent_at)
    free_days = terms.rule("liability.free_days", ready_on)
    count = choices["free_days"]
    psychiatric = terms.law.rule("liability.free_days.psychiatric", ready_on)
    if psychiatric and count is None and history.admission.care == "psychiatric":
        free_days = psychiatric
    else:
        psychiatric = None
    agreed = terms.agreed_value("free_days") if count is not None else None
    of = agreed or free_days
    count = free_days.value if count is None else count
    extra = 0
    code = "sent_not_after_noon"
    if _after_noon(choices, sent_at):
        code = "sent_after_noon"
        extra_days = terms.rule("liability.extra_days_after_noon", ready_on).value
        if psychiatric:
            extra = extra_days if choices["psychiatry_2018_noon"] == "yes" else 0
        elif choices["extra_day_after_noon"]:
            extra = extra_days
    first_on = sent_on + (count + extra) * DAY
    # The day rests on a dated value, which says itself where it stands.
    rests_on = {"source": of.source, "confidence": of.confidence}
    named = {"days": count + extra, "after": sent_on, "on": first_on, **rests_on}
    nth = finding("nth_day_after" if count + extra else "same_day", **named)
    because = (finding(f"admission_{code}" if admission_at else code, at=sent_at), nth)
    return Start(first_on, because), free_days.confidence


def _after_noon(choices: Choices, sent_at: datetime) -> bool:
    """Exactly 12.00 is not after (inferred); whether 12:00:30 is noon depends on the resolution."""
    hours, minutes = str(choices.terms.rule("liability.noon", day_of(sent_at)).value).split(".")
    noon = time(int(hours), int(minutes))
    clock = local(sent_at).time().replace(microsecond=0)
    minute = clock.replace(second=0)
    if minute == noon and clock != noon:
        return bool(choices["noon_resolution"] == "second")
    return minute > noon
