"""Social services on a case with ordinations: in the database too they see that there are, not which."""

from typing import Any

import pytest
from sqlalchemy import text

from lus.bootstrap import System
from lus.queries.case import case
from tests.cases import CENTRE, HOME_CARE, SOCIAL, WARD, to
from tests.store.registry import Registry, furnish
from tests.store.stays import DAY, Recorder, notified

WHAT = "Omläggning av bensår"
KINDS = ["ordination_given", "ordination_questioned", "ordination_answered", "ordination_received", "ordination_ended"]


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url)


@pytest.fixture
def stay(system: System, registry: Registry) -> Recorder:
    """One asked about, answered, received and ended."""
    made = notified(system, registry)
    at = system.clock() + DAY
    texts = {"what": WHAT, "how_often": "dagligen", "ordered_by": "Anna Holm", "follows_up": "VC"}
    given = made("ordination_given", WARD, receivers=to(HOME_CARE, CENTRE), first_at=at, **texts)
    asked = made("ordination_questioned", HOME_CARE, of=given, text=f"{WHAT}?")
    made("ordination_answered", WARD, of=asked, text=WHAT)
    made("ordination_received", HOME_CARE, of=given)
    made("ordination_ended", WARD, of=given, why=WHAT)
    return made


def as_unit(stay: Recorder, unit: int, statement: str) -> list[Any]:
    """As the application asks in that unit's name: no query of ours stands between."""
    with stay.system.reading(stay.registry.actors[unit], "Vård och behandling") as door:
        case(door, stay.ref)  # a door lets nothing through unlogged
        return list(door.connection.execute(text(statement), {"kinds": KINDS}).scalars())


CONTENTS = """
select c.content::text from fact_contents c join facts f on f.case_id = c.case_id and f.seq = c.seq
 where f.kind = any(cast(:kinds as text[])) order by c.seq
"""
EVERYTHING = (
    "select skeleton::text from facts",
    "select content::text from fact_contents",
    "select d::text from duties d",
    "select b::text from board b",
    "select r::text from reminders r",
)


def test_no_row_that_social_services_see_says_which(stay: Recorder) -> None:
    assert set(as_unit(stay, SOCIAL, "select kind from facts")) >= set(KINDS)
    assert as_unit(stay, SOCIAL, CONTENTS) == []
    for statement in EVERYTHING:
        assert WHAT not in "".join(as_unit(stay, SOCIAL, statement)), statement


def test_sender_and_receivers_read_what_was_sent_to_them(stay: Recorder) -> None:
    for unit, many in ((WARD, 4), (HOME_CARE, 4), (CENTRE, 2)):
        assert sum(WHAT in one for one in as_unit(stay, unit, CONTENTS)) == many


def test_social_services_cannot_make_themselves_readers(stay: Recorder) -> None:
    raised = text("update fact_contents set readers = readers || :unit where case_id > 0 returning seq")
    with stay.system.reading(stay.registry.actors[SOCIAL], "Vård och behandling") as door:
        case(door, stay.ref)
        mine = set(door.connection.execute(text("select seq from fact_contents")).scalars())
        assert set(door.connection.execute(raised, {"unit": SOCIAL}).scalars()) == mine
    assert as_unit(stay, SOCIAL, CONTENTS) == []
