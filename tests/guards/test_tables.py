"""The two tables of docs/facts-and-duties.md are the domain module: the code holds what they name, and no more."""

import re
from pathlib import Path

import pytest

import rules
import tables
from lus import words
from lus.domain.duties import ROWS
from lus.domain.fact import PLAN
from lus.domain.facts import ANY, COORDINATOR, KINDS, MUNICIPALITY, OPEN_CARE, RECEIVERS, WARD, slots
from lus.domain.terms import PARAMETERS
from lus.law.loader import load
from lus.web.situation import GROUND_ASKED, WITHOUT_RESERVATION, has_content
from lus.words.refusals import REFUSAL
from tests.cases import GENERATORS

DOC = (Path(__file__).parents[2] / "docs" / "facts-and-duties.md").read_text(encoding="utf-8")

KINDS_NOT_BUILT: set[str] = set()

DUTIES_NOT_BUILT: set[str] = set()


def _first_cells(heading: str) -> set[str]:
    """The names in the first column of the table that begins with that heading; `_x` shares the first one's stem."""
    rows = DOC[DOC.index(heading) :].split("\n\n")[0].splitlines()[2:]
    names: set[str] = set()
    for row in rows:
        found = re.findall(r"`([a-z_]+)`", row.split(" | ")[0])
        stem = found[0].rsplit("_", 1)[0]
        names |= {stem + name if name.startswith("_") else name for name in found}
    return names


def test_every_kind_of_the_table_is_built_or_named_as_not_built() -> None:
    """Building one means taking it off the list above."""
    documented = _first_cells("| kind | recorded by |")
    assert documented - KINDS_NOT_BUILT == set(KINDS)
    assert documented >= KINDS_NOT_BUILT


def _rows(heading: str) -> dict[str, list[str]]:
    """Each name of the first column ► the other cells of its row."""
    found: dict[str, list[str]] = {}
    for row in DOC[DOC.index(heading) :].split("\n\n")[0].splitlines()[2:]:
        cells = [cell.strip() for cell in row.strip().strip("|").split(" | ")]
        names = re.findall(r"`([a-z_]+)`", cells[0])
        stem = names[0].rsplit("_", 1)[0]
        found |= {stem + name if name.startswith("_") else name: cells[1:] for name in names}
    return found


BY: dict[str, frozenset[str]] = {
    "ward": WARD,
    "ward (physician named)": WARD,
    "receiver": RECEIVERS,
    "any party, a coordinator for its own unit · the unit that added it, or the ward; refused while the unit owes an "
    "open duty": ANY,
    "open care": OPEN_CARE,
    "any party": ANY,
    "open care; ward until it has acknowledged": OPEN_CARE | WARD,
    "psychiatry ward (chief physician)": WARD,
    "each municipal unit, open care": RECEIVERS,
    "fast vårdkontakt; a ward's call is marked": OPEN_CARE | WARD,
    "open care, ward; unclear also municipality": OPEN_CARE | WARD,
    "unit of the fast vårdkontakt": OPEN_CARE,
    "ward while admitted, then any party": ANY,
    "ward, lead unit; of a question, who asked it": WARD | RECEIVERS,
    "any unit · the unit asked; its coordinator once it has bounced": WARD | RECEIVERS,
    "a person of the owing unit": ANY,
    "owing unit · offered unit": ANY,
    "owing unit (`acknowledge`, `write_planning_note`, `first_contact`, `book_meeting`); all others the "
    "coordinator": ANY,
    "coordinator": COORDINATOR,
    "ward or open care · municipal care · municipal care · who ordered": WARD | OPEN_CARE,
    "either principal's coordinator": COORDINATOR,
    "coordinator, ward (reminded)": COORDINATOR,
    "sender": ANY,
    "owing unit; a worker when nothing is left": ANY,
    "any unit; a samordnad vårdplan: psychiatry (chief physician)": WARD | RECEIVERS,
    "any party of the plan": WARD | RECEIVERS,
    "lead unit, the unit that takes over, or a coordinator": ANY,
    "lead unit": WARD | RECEIVERS,
    "each unit that got the version": WARD | RECEIVERS,
    "the unit itself; not who leads, nor who owns a measure": WARD | RECEIVERS,
}
"""What the table says of who records a kind ► the sides that its class lets."""

BY_KIND = {
    "ordination_received": MUNICIPALITY,
    "coordination_answered": ANY,
    "ordination_questioned": MUNICIPALITY,
    "acknowledged": ANY,
    "open_care_unclear": RECEIVERS | WARD,
    "reminded": COORDINATOR | WARD,
}
"""Where the phrase alone does not tell: a ward receives too; what the row says of one of its kinds."""

TO: dict[str, set[str]] = {
    "–": {"nobody"},
    "social services, municipal care, open care as concerned": {"concerned"},
    "same": {"notified"},
    "sender": {"sender"},
    "all": {"parties"},
    "a unit of the same organisation": {"same_principal"},
    "ward, municipality, patient": {"parties"},
    "chosen parties": {"chosen"},
    "parties": {"parties"},
    "the units in scope": {"chosen"},
    "all units concerned": {"concerned"},
    "units concerned": {"concerned"},
    "same as the notice": {"notified"},
    "ward, parties": {"parties"},
    "units, patient": {"parties"},
    "municipality, open care, patient": {"parties"},
    "units": {"concerned"},
    "patient, next of kin told": {"nobody"},
    "other principal": {"other_principal", "sender"},
    "both": {"both"},
    "both principals": {"both"},
    "receivers": {"receivers"},
    "the unit asked · the asker": {"anyone", "sender"},
    "the units called, if any": {"parties"},
    "the unit asked": {"anyone"},
    "plan parties": {"parties"},
    "municipal care, open care that follows up · sender": {"carers", "sender", "receivers"},
}
"""What the table says of to whom a kind goes ► the audience of its class; an answer goes to the sender."""


TO_KIND = {"duty_offered": "chosen", "duty_accepted": "sender", "duty_declined": "sender"}
"""Where the row is of several kinds: an offer goes to the unit asked, an answer back."""


def test_who_records_each_kind_and_to_whom_it_goes_is_what_the_table_says() -> None:
    """Change a class, or the table, alone: this fails."""
    rows = _rows("| kind | recorded by |")
    for name, kind in KINDS.items():
        by, to = rows[name][:2]
        assert kind.by == BY_KIND.get(name, BY[by]), name
        assert kind.to in ({TO_KIND[name]} if name in TO_KIND else TO[to]), name


NAMED = re.compile(r"\b(opens|meets|opens and meets|meets and opens) ((?:(?:, )?`[a-z_]+`)+)")
"""What a row says of a fact: opens or meets, and the duties that stand right after the word."""


def _said(kind: str, cell: str) -> tuple[set[str], set[str]]:
    """The duties that the kind opens and meets by its row; a clause that begins with kinds is about those alone."""
    opened, met = set[str](), set[str]()
    for clause in cell.split(";"):
        about = re.match(r" ?((?:(?:, )?`[a-z_]+`)+): ", clause)
        if about and f"`{kind}`" not in about.group(1):
            continue
        for verb, names in NAMED.findall(clause):
            duties = set(re.findall(r"[a-z_]+", names)) - DUTIES_NOT_BUILT
            opened |= duties if "opens" in verb else set()
            met |= duties if "meets" in verb else set()
    return opened, met


def test_each_fact_opens_and_meets_exactly_the_duties_that_the_table_says() -> None:
    """No more, no less: a duty that the code opens and the table does not name is as wrong as the other way round."""
    rows = _rows("| kind | recorded by |")
    said = {kind: _said(kind, rows[kind][-1]) for kind in KINDS}
    known = {
        kind: (
            {name for name, row in ROWS.items() if one in row.opened_by},
            {name for name, row in ROWS.items() if one in row.met_by},
        )
        for kind, one in KINDS.items()
    }
    assert said == known


def test_what_meets_each_duty_is_what_its_own_row_says() -> None:
    """The row of a duty names no fact that does not meet it."""
    duties = _rows("| duty | owed by |")
    for name, row in ROWS.items():
        said = set(re.findall(r"`(_?[a-z_]+)`", duties[name][2]))
        said = {row.met_by[0].kind.rsplit("_", 1)[0] + one if one.startswith("_") else one for one in said}
        assert said - TOUCHED.get(name, set()) <= {one.kind for one in row.met_by}, name


TOUCHED: dict[str, set[str]] = {
    "call_to_sip": {"plan_refused"},
    "receive_ordination": {"ordination_questioned", "ordination_answered"},
    "answer_question": {"ordination_received", "ordination_questioned"},
    "confirm_plan": {"change_asked"},
    "hold_meeting": {"meeting_moved", "meeting_cancelled"},
}
"""Duty ► what its row names beside what meets it: a parameter, what asks instead of meeting, its neighbour's facts."""


def test_every_duty_of_the_table_is_built_or_named_as_not_built() -> None:
    """The same for duties."""
    documented = _first_cells("| duty | owed by |")
    assert documented - DUTIES_NOT_BUILT == set(ROWS)
    assert documented >= DUTIES_NOT_BUILT


NO_GROUND = {
    "an answer to who asked or sent, or what follows a message to those who had it": {
        "handover_answered", "ready_withdrawn", "ordination_questioned",
        "ordination_answered", "ordination_ended", "deviation_answered", "duty_declined",
        "wrong_recipient", "voided", "liability_settled",
    },
    "handed on inside the organisation that has it": {"forwarded"},
    "who does the work, not how the patient is": {
        "party_added", "party_removed", "identity_linked", "care_contact_appointed", "sip_need_decided",
        "consent_given", "consent_refused", "consent_withdrawn", "moved", "leave_ended", "interrupted",
        "open_care_unavailable", "open_care_unclear", "open_care_available",
        "duty_offered", "duty_dismissed", "reading_decided", "liability_disputed",
    },
}  # fmt: skip
"""Why no ground is asked (docs/adr/0043) ► kinds with content and receivers."""


CONSENT_FIRST = {kind for kind, one in KINDS.items() if one.cases == PLAN}
"""A plan is read by the units that the consent to it names, and begins with that (docs/adr/0032)."""


def test_what_carries_content_to_another_principal_asks_for_its_ground_or_says_why_not() -> None:
    """A new kind that tells of the patient is not sent on without anybody judging that it may be."""
    carrying = {kind for kind, one in KINDS.items() if one.to != "nobody" and has_content(kind)}
    known = [GROUND_ASKED, WITHOUT_RESERVATION & carrying, CONSENT_FIRST & carrying, *NO_GROUND.values()]
    assert set().union(*known) == carrying
    assert sum(map(len, known)) == len(carrying), "each stands in one group"


def test_every_kind_has_words_and_a_generator() -> None:
    """A fact that cannot be named, or that the state machine never records, is not done."""
    assert set(words.KIND) == set(KINDS)
    assert set(words.DUTY) == set(ROWS)
    assert set(GENERATORS) == set(KINDS)


def test_every_coded_field_has_its_codes() -> None:
    """A form made from the class offers them."""
    for kind in KINDS.values():
        for slot in slots(kind):
            assert bool(slot.codes) == (slot.control in {"code", "codes"}), (kind, slot)


def test_every_refusal_has_words() -> None:
    """A code that nobody can read would be an error page on somebody's bad day."""
    sources = (Path(__file__).parents[2] / "lus").rglob("*.py")
    codes = {code for path in sources for code in re.findall(r'Refusal\("([a-z_]+)"', path.read_text(encoding="utf-8"))}
    assert len(codes) > 25
    assert codes <= set(REFUSAL)


@pytest.mark.parametrize("name", tables.TABLES)
def test_generated_documents_are_as_the_code_says(name: str) -> None:
    """What docs/ tells of the code's tables was written by `make tables`, and not since left behind."""
    assert (Path(__file__).parents[2] / name).read_text(encoding="utf-8") == tables.TABLES[name]()


@pytest.mark.parametrize("name", rules.RULES)
def test_every_rule_has_its_examples(name: str) -> None:
    """What the paragraph says, how it is read, and at least one case of it."""
    page = rules.page(name)
    assert "**Reading.**" in page
    assert "\n## Examples" in page


def test_every_scenario_of_liability_is_an_example_of_a_rule() -> None:
    """One that is on no page has a source that tools/rules.toml does not know."""
    lost = [
        one["name"] for one in rules.scenarios() if not any(rules.belongs(one, row) for row in rules.RULES.values())
    ]
    assert lost == []


def test_every_parameter_and_every_rule_of_liability_has_a_page() -> None:
    """And no page is left of a rule that is gone."""
    pages = rules.RULES.values()
    assert {name for row in pages for name in row["parameters"]} == set(PARAMETERS)
    assert {key for row in pages for key in row["law"]} == set(load().rules) - {"access_log.years"}
    found = {path.name for path in (Path(__file__).parents[2] / rules.FOLDER).iterdir()}
    assert found == {Path(name).name for name in rules.PAGES}
