"""Facts from the judgement utskrivningsklar on: telling of it, answering it, calling to a SIP."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from lus.domain.fact import MUNICIPALITY, OPEN_CARE, RECEIVERS, WARD, Fact, content, skeleton
from lus.domain.immutable import immutable
from lus.domain.units import UnitId

CANNOT = (
    "home_care_missing",
    "short_term_place",
    "special_housing_place",
    "aids_missing",
    "home_not_adapted",
    "decision_not_taken",
    "ordination_unclear",
    "short_notice",
    "questions_ready",
    "wrong_municipality",
    "infection_or_transport",
)
NOTHING_TO_GIVE = ("declined", "no_need", "other_municipality")


@immutable(slots=False, kw_only=True)
class ReadyJudged(Fact):
    """The physician judged the patient utskrivningsklar (1 kap. 3 §)."""

    kind = "ready_judged"
    by = WARD

    physician: str | None = content("line", required=True)


@immutable(slots=False, kw_only=True)
class ReadyNotified(Fact):
    """Underrättelse om utskrivningsklar (3 kap. 1 §)."""

    kind = "ready_notified"
    by = WARD
    to = "concerned"
    receipt = True
    sent = True

    judged_at: datetime | None = skeleton("instant")
    physician: str | None = content("line", required=True)


@immutable(slots=False, kw_only=True)
class OpenCompulsoryCareDecided(ReadyNotified):
    """The chief physician's notice of open compulsory care (LPT 7 a §). A ready notice without a SIP call."""

    kind = "open_compulsory_care_decided"

    decision: str | None = skeleton("code", "opt", "orv")


@immutable(slots=False, kw_only=True)
class MessageWithheld(Fact):
    """Secrecy stops a message to a unit: the duty to send it ends, with the reason."""

    kind = "message_withheld"
    by = WARD

    of_kind: str | None = skeleton("code", "ready_notified", "discharge_informed")
    from_unit: UnitId | None = skeleton("unit")
    why: str | None = content("line", required=True)


@immutable(slots=False, kw_only=True)
class ReadyWithdrawn(Fact):
    """Återtagande: no longer utskrivningsklar, or sent in error."""

    kind = "ready_withdrawn"
    by = WARD
    to = "notified"
    receipt = True
    sent = True

    reason: str | None = skeleton("code", "worse", "sent_in_error", "new_treatment")
    note: str | None = content()


@immutable(slots=False, kw_only=True)
class HandoverAnswered(Fact):
    """Mottagarens besked: can the unit take over, from when, or why not."""

    kind = "handover_answered"
    by = RECEIVERS
    to = "parties"
    sent = True

    answer: str = skeleton("code", "accepts", "accepts_part", "cannot", "nothing_to_give")
    from_at: datetime | None = skeleton("instant", required=False)
    reason: str | None = skeleton("code", *CANNOT, *NOTHING_TO_GIVE, required=False)
    next_answer_at: datetime | None = skeleton("instant", required=False)
    missing: str | None = content()
    person_says: str | None = content()

    NEEDS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "accepts": ("from_at",),
        "accepts_part": ("from_at", "missing", "next_answer_at"),
        "cannot": ("reason", "next_answer_at"),
        "nothing_to_give": ("reason",),
    }

    @property
    def settles(self) -> bool:
        """Whether nothing more is awaited from the unit: it accepts, or has nothing to give."""
        return self.answer in {"accepts", "nothing_to_give"}

    def faults(self) -> Mapping[str, str]:
        """What the chosen answer must contain, and a reason that fits it."""
        found = dict(super().faults())
        if "answer" in found:
            return found
        found |= {name: "required" for name in self.NEEDS[self.answer] if not getattr(self, name)}
        if self.reason and self.answer == "cannot" and self.reason not in CANNOT:
            found["reason"] = "reason_of_other_answer"
        if self.reason and self.answer == "nothing_to_give" and self.reason not in NOTHING_TO_GIVE:
            found["reason"] = "reason_of_other_answer"
        return found


@immutable(slots=False, kw_only=True)
class SipCalled(Fact):
    """Kallelse till SIP (4 kap. 3 §): time, place and parties. A ward's call is marked by its unit."""

    kind = "sip_called"
    by = OPEN_CARE | WARD
    to = "parties"
    sent = True

    meeting_at: datetime | None = skeleton("instant")
    form: str | None = skeleton("code", "home", "unit", "video", "phone")
    place: str | None = content("line")
    questions: str | None = content()


@immutable(slots=False, kw_only=True)
class OpenCareTold(Fact):
    """What a unit tells of the region's own open care for the patient (5 kap. 5 §). `service`: which one."""

    by = OPEN_CARE | WARD
    to = "parties"

    service: str | None = content("line", required=True)
    until_at: datetime | None = skeleton("instant", required=False)


@immutable(slots=False, kw_only=True)
class OpenCareUnavailable(OpenCareTold):
    """It is missing: liability does not begin, and a new answer is promised."""

    kind = "open_care_unavailable"

    next_answer_at: datetime | None = skeleton("instant")


@immutable(slots=False, kw_only=True)
class OpenCareUnclear(OpenCareTold):
    """Nobody knows yet whether it is there: an answer is asked for."""

    kind = "open_care_unclear"
    by = OPEN_CARE | WARD | MUNICIPALITY

    next_answer_at: datetime | None = skeleton("instant")


@immutable(slots=False, kw_only=True)
class OpenCareAvailable(OpenCareTold):
    """It is there, or there again."""

    kind = "open_care_available"
