"""Facts about ordinations: what a physician orders for every day at home, and whether who is to do it has it.

Which ordination it is, is content: of a case's parties that are neither sender nor receiver, social services among
them, everybody sees that there are ordinations and by when they are to be received.
"""

from collections.abc import Mapping
from datetime import date, datetime

from lus.domain.calendar import day_of
from lus.domain.fact import MUNICIPALITY, NO_PLAN, OPEN_CARE, WARD, AboutFact, Fact, Seq, content, skeleton
from lus.domain.immutable import immutable


@immutable(slots=False, kw_only=True)
class OrdinationGiven(Fact):
    """Läkares ordination of daily care or treatment. `until_on` None: until further notice.

    `replaces`: the ordination that it changes, which no longer holds from then on.
    """

    kind = "ordination_given"
    cases = NO_PLAN
    by = WARD | OPEN_CARE
    to = "carers"
    receipt = True
    sent = True

    what: str | None = content(required=True)
    how_often: str | None = content("line", required=True)
    first_at: datetime | None = skeleton("instant")
    from_on: date | None = skeleton("day", required=False)
    until_on: date | None = skeleton("day", required=False)
    ordered_by: str | None = content("line", required=True)
    follows_up: str | None = content("line", required=True)
    replaces: Seq | None = skeleton("fact", required=False)

    @property
    def begins_on(self) -> date | None:
        """The first day (Stockholm): that of the first time where no other is said."""
        return self.from_on or (day_of(self.first_at) if self.first_at else None)

    def faults(self) -> Mapping[str, str]:
        """The last day is not before the first, nor the first time before or after them."""
        found = dict(super().faults())
        first = day_of(self.first_at) if self.first_at else None
        if self.begins_on and self.until_on and self.until_on < self.begins_on:
            found["until_on"] = "before_first_day"
        elif first and not (self.from_on or first) <= first <= (self.until_on or first):
            found["first_at"] = "outside_days"
        return found


@immutable(slots=False, kw_only=True)
class OrdinationReceived(AboutFact):
    """The unit has the ordination and carries it out."""

    kind = "ordination_received"
    cases = NO_PLAN
    by = MUNICIPALITY
    to = "sender"
    sent = True
    after_the_end = True


@immutable(slots=False, kw_only=True)
class OrdinationQuestioned(AboutFact):
    """Something in the ordination is unclear: who ordered it answers."""

    kind = "ordination_questioned"
    cases = NO_PLAN
    by = MUNICIPALITY
    to = "sender"
    sent = True
    after_the_end = True

    text: str | None = content(required=True)


@immutable(slots=False, kw_only=True)
class OrdinationAnswered(AboutFact):
    """The answer to a question about an ordination, by who ordered it."""

    kind = "ordination_answered"
    cases = NO_PLAN
    by = WARD | OPEN_CARE
    to = "sender"
    sent = True
    after_the_end = True

    text: str | None = content(required=True)


@immutable(slots=False, kw_only=True)
class OrdinationEnded(AboutFact):
    """The ordination no longer holds. Each unit that had it reads so."""

    kind = "ordination_ended"
    cases = NO_PLAN
    by = WARD | OPEN_CARE
    to = "receivers"
    receipt = True
    sent = True

    why: str | None = content(required=True)
