"""Facts about the work itself: who takes a duty, hands it on, dismisses it; disputes; what is voided."""

from collections.abc import Mapping
from datetime import date

from lus.domain.fact import ANY, ANY_CASE, COORDINATOR, STAY, WARD, AboutDuty, AboutFact, Fact, Seq, content, skeleton
from lus.domain.immutable import immutable
from lus.domain.terms import PARAMETERS, UNDECIDED

PARTED = tuple(name for name, parameter in PARAMETERS.items() if parameter.reading)
"""The points on which the principals may decide how the statute is read."""

READINGS = tuple(
    dict.fromkeys(str(value).lower() for name in PARTED for value in PARAMETERS[name].values if value != UNDECIDED)
)


@immutable(slots=False, kw_only=True)
class DutyTaken(AboutDuty):
    """A person of the owing unit takes the duty: "mine", and the first to be reminded."""

    kind = "duty_taken"
    by = ANY


@immutable(slots=False, kw_only=True)
class DutyReleased(AboutDuty):
    """The person lays the duty down again; the unit owes it all along."""

    kind = "duty_released"
    by = ANY


@immutable(slots=False, kw_only=True)
class DutyOffered(AboutDuty):
    """The owing unit asks another to take the duty over."""

    kind = "duty_offered"
    by = ANY
    to = "chosen"
    receipt = True
    sent = True

    reason: str | None = content("line", required=True)


@immutable(slots=False, kw_only=True)
class DutyAccepted(AboutFact):
    """The unit asked takes the duty over: from now on it owes it."""

    kind = "duty_accepted"
    by = ANY
    to = "sender"
    sent = True


@immutable(slots=False, kw_only=True)
class DutyDeclined(AboutFact):
    """The unit asked does not take the duty over: it stays where it was."""

    kind = "duty_declined"
    by = ANY
    to = "sender"
    sent = True

    reason: str | None = content("line", required=True)


@immutable(slots=False, kw_only=True)
class DutyDismissed(AboutDuty):
    """A duty that cannot be met is ended: shown and counted."""

    kind = "duty_dismissed"
    by = ANY
    to = "parties"

    reason: str | None = skeleton("code", "patient_left", "party_gone", "no_longer_meaningful")
    note: str | None = content("line")


@immutable(slots=False, kw_only=True)
class ReadingDecided(Fact):
    """How one principal reads the statute in this case; it holds once the other says the same."""

    kind = "reading_decided"
    by = COORDINATOR
    to = "both"
    after_the_end = True

    parameter: str | None = skeleton("code", *PARTED)
    value: str | None = skeleton("code", *READINGS)
    reason: str | None = content(required=True)

    def faults(self) -> Mapping[str, str]:
        """The value is one of the parameter's."""
        found = dict(super().faults())
        if not found and self.chosen is None:
            found["value"] = "value_of_other_parameter"
        return found

    @property
    def chosen(self) -> object:
        """The value as the rules have it; None where the parameter has no such value."""
        values = PARAMETERS[self.parameter].values if self.parameter in PARAMETERS else ()
        return next((one for one in values if one != UNDECIDED and str(one).lower() == self.value), None)


@immutable(slots=False, kw_only=True)
class LiabilityDisputed(Fact):
    """A principal disputes the liability for certain days."""

    kind = "liability_disputed"
    by = COORDINATOR
    to = "both"
    after_the_end = True

    from_on: date | None = skeleton("day")
    until_on: date | None = skeleton("day")
    why: str | None = content(required=True)

    def faults(self) -> Mapping[str, str]:
        """The last day is not before the first."""
        return {**super().faults(), **_backwards(self.from_on, self.until_on)}


@immutable(slots=False, kw_only=True)
class LiabilitySettled(AboutFact):
    """What a principal takes as settled: which days the municipality pays. Neither day: none of those disputed."""

    kind = "liability_settled"
    cases = STAY
    by = COORDINATOR
    to = "both"
    after_the_end = True

    from_on: date | None = skeleton("day", required=False)
    until_on: date | None = skeleton("day", required=False)
    why: str | None = content()

    def faults(self) -> Mapping[str, str]:
        """Both days, or neither."""
        found = {**super().faults(), **_backwards(self.from_on, self.until_on)}
        if (self.from_on is None) != (self.until_on is None):
            found["from_on" if self.from_on is None else "until_on"] = "required"
        return found


def _backwards(first: date | None, last: date | None) -> dict[str, str]:
    return {"until_on": "before_first_day"} if first and last and last < first else {}


@immutable(slots=False, kw_only=True)
class Reminded(AboutDuty):
    """Somebody asks the owing unit to do it."""

    kind = "reminded"
    by = COORDINATOR | WARD
    joins = False

    text: str | None = content("line")


@immutable(slots=False, kw_only=True)
class Escalated(AboutDuty):
    """A coordinator has taken the duty to who answers for the owing unit."""

    kind = "escalated"
    by = COORDINATOR
    joins = False

    text: str | None = content("line", required=True)


@immutable(slots=False, kw_only=True)
class Noted(AboutDuty):
    """A coordinator's note about a duty."""

    kind = "noted"
    by = COORDINATOR
    joins = False

    text: str | None = content(required=True)


@immutable(slots=False, kw_only=True)
class Voided(Fact):
    """Makulerad: that fact, and what refers only to it, counts as never recorded."""

    kind = "voided"
    cases = ANY_CASE
    by = ANY
    to = "receivers"
    receipt = True
    sent = True
    after_the_end = True

    of: Seq = skeleton("fact")
    reason: str | None = skeleton("code", "correction", "wrong_patient", "wrong_receiver")
    note: str | None = content()
