"""Facts about who is on the case, who the patient is, and what passes between the units."""

from collections.abc import Mapping
from datetime import date

from lus.domain import identity
from lus.domain.calendar import day_of
from lus.domain.fact import ANY, ANY_CASE, PROTECTIONS, RECEIVERS, AboutFact, Fact, Seq, content, skeleton
from lus.domain.immutable import immutable
from lus.domain.units import COUNTIES, UnitId


@immutable(slots=False, kw_only=True)
class PartyAdded(Fact):
    """A unit is put on the case, and everybody sees by whom and why."""

    kind = "party_added"
    cases = ANY_CASE
    by = ANY
    to = "parties"

    party: UnitId | None = skeleton("unit")
    reason: str | None = content("line", required=True)


@immutable(slots=False, kw_only=True)
class PartyRemoved(Fact):
    """A unit that owes nothing is taken off the case."""

    kind = "party_removed"
    cases = ANY_CASE
    by = ANY
    to = "parties"

    party: UnitId | None = skeleton("unit")
    reason: str | None = content("line", required=True)


@immutable(slots=False, kw_only=True)
class Forwarded(AboutFact):
    """The receiver hands a message on inside its organisation; the duties follow when that unit acknowledges."""

    kind = "forwarded"
    by = RECEIVERS
    to = "same_principal"
    receipt = True
    sent = True

    note: str | None = content("line")


@immutable(slots=False, kw_only=True)
class WrongRecipient(AboutFact):
    """Fel mottagare: the message was not for this unit, which loses its content and duties at once."""

    kind = "wrong_recipient"
    by = RECEIVERS
    to = "sender"
    sent = True
    joins = False

    note: str | None = content("line")


SCOPES = ("information", "meeting", "plan")
"""What a person may consent to: that information is handed on, that one meets, that a plan is made."""


HEARD = ("heard", "too_young", "did_not_want", "could_not")
"""Whether a child has been heard, by age and maturity."""

NOBODY = "nobody"
"""Nobody says yes or no: the person cannot, and nobody may for them."""


@immutable(slots=False, kw_only=True)
class Consent(Fact):
    """What the person says, or somebody for them, of handing on information, of meeting, of a plan.

    `by_whom`: `guardian` one of those who have custody, or the only one; `guardians` both. `heard`: where a guardian
    speaks for a child, whether the child was heard.
    """

    by = ANY
    to = "chosen"
    cases = ANY_CASE

    scope: tuple[str, ...] = skeleton("codes", *SCOPES, default=())
    by_whom: str | None = skeleton("code", "self", "guardian", "guardians", "representative", "next_of_kin", "nobody")
    heard: str | None = skeleton("code", *HEARD, required=False)


@immutable(slots=False, kw_only=True)
class ConsentGiven(Consent):
    """Samtycke, for the units named, until a day or until it is withdrawn.

    `presumed`: the person cannot consent, and nothing speaks against that they would (OSL 25:13, HSL 16:4): by whom and
    on what grounds that was judged is told, and until when, so that it is judged again.
    """

    kind = "consent_given"

    form: str | None = skeleton("code", "oral", "written", "presumed")
    until_on: date | None = skeleton("day", required=False)
    note: str | None = content("line")

    def faults(self) -> Mapping[str, str]:
        """Presumed is what nobody said: then, and only then."""
        found = dict(super().faults())
        if found:
            return found
        if (self.form == "presumed") != (self.by_whom == NOBODY):
            found["by_whom" if self.form == "presumed" else "form"] = "presumed_of_nobody"
        elif self.form == "presumed":
            found |= {name: "required" for name in ("until_on", "note") if not getattr(self, name)}
        return found


@immutable(slots=False, kw_only=True)
class ConsentRefused(Consent):
    """The person says no."""

    kind = "consent_refused"

    note: str | None = content("line")


@immutable(slots=False, kw_only=True)
class ConsentWithdrawn(Consent):
    """The person takes a consent back: what rests on it stops at once."""

    kind = "consent_withdrawn"

    note: str | None = content("line")


@immutable(slots=False, kw_only=True)
class RegistrationChanged(Fact):
    """Another municipality of registration, or one that has decided on special housing, from a day on (5 kap. 2 §)."""

    kind = "registration_changed"
    cases = ANY_CASE
    by = ANY
    to = "parties"

    what: str = skeleton("code", "registration", "placement", default="registration")
    code: str | None = skeleton("municipality", required=False)
    from_on: date | None = skeleton("day")

    def faults(self) -> Mapping[str, str]:
        """A code of a county that exists; none where the person is registered nowhere."""
        known = self.code is None or self.code[:2] in COUNTIES
        return {**super().faults(), **({} if known else {"code": "not_a_municipality"})}


@immutable(slots=False, kw_only=True)
class IdentityLinked(Fact):
    """A further identifier of the same person, learnt later or new, or the name as it should have been told.

    Both go to the case's header, where who the patient is stands alone: the stored fact is without them.
    """

    kind = "identity_linked"
    cases = ANY_CASE
    by = ANY
    to = "parties"

    name: str | None = content("line")
    number_kind: str | None = skeleton("code", "personnummer", "reservnummer", "lma", required=False)
    number: str | None = content("line")

    def faults(self) -> Mapping[str, str]:
        """A name, or a number of a kind that can be read, with its check digit."""
        found = dict(super().faults())
        if self.number is None:
            return found if self.name else {**found, "name": "name_or_number"}
        if self.number_kind is None:
            found["number_kind"] = "required"
        if not found:
            try:
                self.person_id()
            except identity.IdentityError as fault:
                found["number"] = str(fault.args[0])
        return found

    def person_id(self) -> identity.PersonId:
        """The number in the one form in which it is kept. Raises IdentityError."""
        if self.number_kind in {"reservnummer", "lma"}:
            return identity.reserve(self.number or "", self.number_kind)  # type: ignore[arg-type]
        return identity.parse(self.number or "", day_of(self.recorded_at))


@immutable(slots=False, kw_only=True)
class ProtectionMarked(Fact):
    """Skyddade personuppgifter, from now on: the units named see who the person is, nobody else."""

    kind = "protection_marked"
    cases = ANY_CASE
    by = ANY
    to = "parties"

    protection: str | None = skeleton("code", *PROTECTIONS)
    named: tuple[UnitId, ...] = skeleton("units", required=False, default=())


@immutable(slots=False, kw_only=True)
class ProtectionEnded(Fact):
    """The protection has ended."""

    kind = "protection_ended"
    cases = ANY_CASE
    by = ANY
    to = "parties"


@immutable(slots=False, kw_only=True)
class MessageSent(Fact):
    """A message to chosen units, or an answer in its thread."""

    kind = "message_sent"
    cases = ANY_CASE
    by = ANY
    to = "chosen"
    receipt = True
    sent = True

    text: str | None = content(required=True)


@immutable(slots=False, kw_only=True)
class DeviationReported(Fact):
    """Avvikelse: something went wrong between the principals.

    `about`: the fact whose times on both sides are told; `missed`: the key of the duty that was not met in time.
    """

    kind = "deviation_reported"
    cases = ANY_CASE
    by = ANY
    to = "other_principal"
    sent = True
    after_the_end = True

    about: Seq | None = skeleton("fact", required=False)
    missed: str | None = skeleton("duty", required=False)
    text: str | None = content(required=True)


@immutable(slots=False, kw_only=True)
class DeviationAnswered(AboutFact):
    """The other side's answer to a deviation."""

    kind = "deviation_answered"
    by = ANY
    to = "sender"
    sent = True
    after_the_end = True

    text: str | None = content(required=True)
