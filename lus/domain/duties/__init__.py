"""The duty table: one registered function a row. Each reads a whole history and yields met, cancelled and open alike.

`owed by` and `due` of every row stand in docs/facts-and-duties.md.
"""

from lus.domain.case import History
from lus.domain.duties import admission, coordination, handling, homegoing, ordinations, plans, readiness
from lus.domain.duties.closing import close_case
from lus.domain.duties.handling import acknowledge_offer, resolve_bounce
from lus.domain.duties.plans import set_follow_up
from lus.domain.duty import ROWS, RULES, Duty, Rule
from lus.domain.fact import ANY_CASE, CaseKind
from lus.domain.terms import Terms

__all__ = ["ROWS", "admission", "coordination", "duties", "handling", "homegoing", "ordinations", "plans", "readiness"]


_RULES: dict[CaseKind, tuple[Rule, ...]] = {
    case: tuple(rule for kind, rule in RULES if any(case in fact.cases for fact in ROWS[kind].opened_by))
    for case in ANY_CASE
}
"""Kind of case ► the rules whose duties may be opened there."""


def duties(history: History, terms: Terms) -> tuple[Duty, ...]:
    """Every duty of the case, ordered by due time, kind and unit."""
    if history.began is None:
        return ()
    found = [duty for rule in _RULES[history.kind] for duty in rule(history, terms) if duty]
    found += [duty for duty in acknowledge_offer(history, terms, found) if duty]
    found += [duty for duty in set_follow_up(history, terms, found) if duty]
    found += [duty for duty in resolve_bounce(history, terms, found) if duty]
    found += [duty for duty in close_case(history, terms, found) if duty]
    place = history.place
    found.sort(key=lambda duty: (duty.due_at, duty.kind, duty.unit, place[duty.opened.seq], duty.toward or 0))
    return tuple(found)
