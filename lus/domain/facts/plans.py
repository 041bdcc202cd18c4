"""Facts of a plan: a SIP, or the samordnad vårdplan of compulsory care. It is a case of its own and outlives the stay.

What is wanted, what is done and by whom are facts as they are agreed; a version is a fact that says: thus it stands.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from lus.domain.fact import ANY, PLAN, PROTECTIONS, RECEIVERS, WARD, AboutFact, Audience, Fact, Seq, content, skeleton
from lus.domain.immutable import immutable
from lus.domain.units import UnitId

PARTIES = WARD | RECEIVERS
"""Who makes a plan: units of either principal."""

AGE_GROUPS = ("0-17", "18-64", "65-79", "80-")
"""What plans are counted by, at the day on which they were opened."""

BY_ROLE = (
    "next_of_kin",
    "guardian",
    "representative",
    "interpreter",
    "assistant",
    "named_physician",
    "psychiatry_pilot",
    "school",
    "insurance_agency",
    "employment_service",
    "other",
)
"""Who may take part besides the units: the person's own, and those outside region and municipality."""


@immutable(slots=False, kw_only=True)
class OfPlan(Fact):
    """What all facts of a plan share."""

    by = PARTIES
    to: ClassVar[Audience] = "parties"
    cases = PLAN


@immutable(slots=False, kw_only=True)
class PlanOpened(OfPlan):
    """A plan is begun, from a stay or without any, at any age, by a unit of either principal.

    `from_case`: the stay in which a SIP was called to, or open compulsory care decided; `called_at`: when the receivers
    were called. `of_age_on`: the day on which a child comes of age; None: an adult, or nobody knows. `decision_at`:
    when the chief physician decides, or has (LPT 7 a §). `named`: of a person whose identity is protected, the
    receivers that knew in the stay who it is.
    """

    kind = "plan_opened"

    plan: str = skeleton("code", "sip", "compulsory", default="sip")
    why: str | None = content(required=True)
    registered_in: str | None = skeleton("municipality", required=False)
    decision_at: datetime | None = skeleton("instant", required=False)
    physician: str | None = content("line")
    from_case: str | None = skeleton("case", required=False)
    called_at: datetime | None = skeleton("instant", required=False)
    of_age_on: date | None = skeleton("day", required=False)
    age_group: str | None = skeleton("code", *AGE_GROUPS, required=False)
    protection: str | None = skeleton("code", *PROTECTIONS, required=False)
    named: tuple[UnitId, ...] = skeleton("units", required=False, default=())

    @property
    def compulsory(self) -> bool:
        """Whether it is the plan of open compulsory care, which rests on no consent."""
        return self.plan == "compulsory"

    @property
    def at_discharge(self) -> bool:
        """Whether it began in a stay."""
        return self.from_case is not None or self.called_at is not None

    def faults(self) -> Mapping[str, str]:
        """The plan of compulsory care is the chief physician's, for a decision that has its day."""
        found = dict(super().faults())
        if self.compulsory:
            found |= {name: "required" for name in ("decision_at", "physician") if not getattr(self, name)}
        return found


@immutable(slots=False, kw_only=True)
class PartyInvited(OfPlan):
    """A unit is asked to take part. It reads what the plan says so far."""

    kind = "party_invited"
    to = "anyone"
    receipt = True
    sent = True

    why: str | None = content(required=True)


@immutable(slots=False, kw_only=True)
class PersonInvited(OfPlan):
    """Somebody of no unit is asked to take part: next of kin, school, Försäkringskassan, a named physician."""

    kind = "person_invited"

    role: str | None = skeleton("code", *BY_ROLE)
    name: str | None = content("line", required=True)
    contact: str | None = content("line")


@immutable(slots=False, kw_only=True)
class NeedSet(OfPlan):
    """What matters to the person, in own words, and what is needed. The latest one stands."""

    kind = "need_set"

    matters: str | None = content(required=True)
    needs: str | None = content(required=True)


@immutable(slots=False, kw_only=True)
class Replacing(OfPlan):
    """What may take the place of an earlier one of its kind."""

    replaces: Seq | None = skeleton("fact", required=False)


@immutable(slots=False, kw_only=True)
class GoalSet(Replacing):
    """A goal, or how an earlier one (`replaces`) goes."""

    kind = "goal_set"

    goal: str | None = content(required=True)
    state: str = skeleton("code", "set", "met", "partly", "not_met", "dropped", default="set")


@immutable(slots=False, kw_only=True)
class MeasureAgreed(Replacing):
    """What exactly one unit does by when; or how an earlier measure (`replaces`) went."""

    kind = "measure_agreed"

    what: str | None = content(required=True)
    owner: UnitId | None = skeleton("unit")
    by_on: date | None = skeleton("day")
    others: str | None = content()
    state: str = skeleton("code", "agreed", "done", "dropped", default="agreed")


@immutable(slots=False, kw_only=True)
class Leading(OfPlan):
    """Which unit leads the plan from now on, and who there."""

    lead: UnitId | None = skeleton("unit")
    lead_person: str | None = content("line", required=True)
    phone: str | None = content("line", required=True)


@immutable(slots=False, kw_only=True)
class ResponsibilitySet(Leading):
    """Which principal has overall responsibility and what each answers for; which unit leads (HSL 16:4, SoL 10:9)."""

    kind = "responsibility_set"

    overall: str | None = skeleton("code", "region", "municipality")
    region_does: str | None = content(required=True)
    municipality_does: str | None = content(required=True)


@immutable(slots=False, kw_only=True)
class LeadChanged(Leading):
    """Another unit leads: said by it, by who led until now, or by a coordinator."""

    kind = "lead_changed"
    by = ANY

    why: str | None = content("line", required=True)


@immutable(slots=False, kw_only=True)
class PlanVersioned(OfPlan):
    """Thus the plan stands: what was agreed until now is a version, which each receiver confirms."""

    kind = "plan_versioned"
    sent = True

    changes: str | None = content()


@immutable(slots=False, kw_only=True)
class PlanConfirmed(AboutFact):
    """The unit confirms the version; a plan of compulsory care is adjusted by that (LPT 7 a §)."""

    kind = "plan_confirmed"
    cases = PLAN
    by = PARTIES
    to = "parties"


@immutable(slots=False, kw_only=True)
class ChangeAsked(AboutFact):
    """The unit does not confirm the version, and says what must change. Who leads reads it."""

    kind = "change_asked"
    cases = PLAN
    by = PARTIES
    to = "sender"
    receipt = True
    sent = True

    text: str | None = content(required=True)


@immutable(slots=False, kw_only=True)
class FollowUpSet(OfPlan):
    """The day on which the plan is followed up."""

    kind = "follow_up_set"

    follow_up_on: date | None = skeleton("day")


@immutable(slots=False, kw_only=True)
class FollowUpHeld(OfPlan):
    """The plan was followed up: it is kept or changed, with a next day, or is to be closed."""

    kind = "follow_up_held"

    result: str | None = skeleton("code", "kept", "changed", "closed")
    follow_up_on: date | None = skeleton("day", required=False)
    text: str | None = content(required=True)

    NEEDS: ClassVar[frozenset[str]] = frozenset({"kept", "changed"})

    def faults(self) -> Mapping[str, str]:
        """A plan that goes on has a next day."""
        found = dict(super().faults())
        if self.result in self.NEEDS and self.follow_up_on is None:
            found["follow_up_on"] = "required"
        return found


@immutable(slots=False, kw_only=True)
class PartyLeft(OfPlan):
    """A unit takes part no longer, and says why."""

    kind = "party_left"
    joins = False

    why: str | None = content("line", required=True)


@immutable(slots=False, kw_only=True)
class PlanClosed(OfPlan):
    """The plan has ended: its goals are met, partly or not, and why."""

    kind = "plan_closed"

    result: str | None = skeleton("code", "met", "partly", "not_met")
    why: str | None = content()

    def faults(self) -> Mapping[str, str]:
        """Why, where not all goals were met."""
        found = dict(super().faults())
        if self.result in {"partly", "not_met"} and not self.why:
            found["why"] = "required"
        return found
