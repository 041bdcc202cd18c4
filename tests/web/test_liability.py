"""The liability panel says what `lus explain` does, for every case of the training region that a case file can express.

The page is rendered and its words are read back, as a coordinator would read them.
"""

import html
import re
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lus import words
from lus.casefile.explain import as_json, explained
from lus.domain.board import board_rows
from lus.domain.calendar import start_of
from lus.domain.derive import derive
from lus.domain.reckoning import answer
from lus.domain.terms import PARAMETERS
from lus.usecases.training import stories
from lus.web import boardrow
from lus.web.case import case_page
from lus.web.frame import Frame
from lus.web.liability import liability_day
from lus.web.moments import day
from lus.web.patient import Patient
from lus.web.render import page
from lus.web.situation import Situation
from lus.web.units import Card
from lus.words import grounds
from lus.words.parameters import if_chosen
from tests.casefile.test_training import CASES, FILES
from tests.usecases.situations import KEYS
from tests.usecases.situations import Situation as Told

FRAME = Frame("Avd 3", "Karin Ek", 0, 0, 0)
CARDS = {
    number: Card(number, row["name"], row["short"], row["provider"])
    for row in stories.units()
    for number, key in KEYS.items()
    if key == row["key"]
}
LEADS = {
    "liable": "Betalningsansvar från ",
    "free": "Inget betalningsansvar",
    "blocked": "Inget betalningsansvar",
    "undecided": "Oavgjort: lagen kan läsas på flera sätt.",
    "none": "Inget betalningsansvar. Ingen underrättelse",
    "monthly": "Dagarna räknas per månad",
    "unknown_terms": "Avgörs av överenskommelsen.",
}


@cache
def shown(name: str) -> str:
    """The panel as the ward meets it, as HTML."""
    return shown_of(CASES[name])


def shown_of(case: Told) -> str:
    """The panel of a story as it stands."""
    return page_of(case).partition('aria-labelledby="money"')[2].partition("</section>")[0]


def page_of(case: Told) -> str:
    """The ward's page of a story as it stands, as HTML."""
    derived = derive(case.case, case.terms)
    here = Situation("7F3K2M9A", case.case, derived, case.terms, case.history.ward, case.at, CARDS, municipalities={})
    told = case_page(here, Patient("7F3K2M9A", "Almqvist, Signe", "189403122382"))
    return bytes(page("pages/case.html", frame=FRAME, page=told, told="").body).decode()


def text(part: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", part)).split())


def listed(panel: str, heading: str) -> list[str]:
    """The items under a heading, each without what it rests on."""
    found = re.search(rf"<h3>{heading}[^<]*</h3><ul[^>]*>(.*?)</ul>", panel, re.DOTALL)
    items = re.findall(r"<li>(.*?)(?:<span class=\"ground\">|</li>)", found[1] if found else "", re.DOTALL)
    return [text(item) for item in items]


def figure(panel: str) -> str:
    found = re.search(r'<p class="money">(.*?)</p>', panel)
    return text(found[1]) if found else ""


def lead(panel: str) -> str:
    return text(re.findall(r"<p>(.*?)</p>", panel)[0])


def days_and_kronor(said: str) -> tuple[int | None, int | None]:
    found = re.match(r"(\d+) (?:avslutade |avslutat )?dygn(?: · ([\d ]+) kronor)?", said)
    if found is None:
        return None, None
    return int(found[1]), int(found[2].replace(" ", "")) if found[2] else None


def known(days: int | None, amount: int | None) -> tuple[int | None, int | None]:
    """Kronor are told where days are counted: no krona stands where there is none to pay."""
    return days, amount if days else None


def otherwise(choices: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[tuple[str, tuple[int | None, int | None]]]:
    return [(if_chosen(chosen), known(one["days"], one["amount_sek"])) for chosen, one in choices]


def read_back(items: list[str]) -> list[tuple[str, tuple[int | None, int | None]]]:
    return [(choice, days_and_kronor(said)) for choice, _, said in (item.partition(": ") for item in items)]


@pytest.mark.parametrize("name", FILES)
def test_the_page_says_what_the_command_does(name: str) -> None:
    case, panel = CASES[name], shown(name)
    found = explained(FILES[name][0], case.terms.law)
    answer = as_json(found)["liability"]
    state = answer["state"]
    assert lead(panel).startswith(LEADS[state])
    if state == "liable":
        first = next(s.first_liable_on for s in found.liability.sum.spells if s.first_liable_on)
        assert f"från {day(first, case.at)}." in lead(panel)
    if state in {"liable", "monthly"}:
        assert days_and_kronor(figure(panel)) == known(answer["days"], answer["amount_sek"])
    elif state in {"undecided", "unknown_terms", "none", "blocked"}:
        assert figure(panel) == ""
    for year in answer["missing_rates"]:
        assert state != "liable" or f"Beloppet för {year} finns inte i lagdata" in listed(panel, "Skäl")
    blocked = [words.BLOCKED[code] for code in answer["blocked_by"]]
    assert [one.lower() for one in listed(panel, "Hindrar")] == [one.lower() for one in blocked]
    readings = [
        (dict(one.chosen), said) for one, said in zip(found.liability.readings, answer["readings"], strict=True)
    ]
    assert read_back(listed(panel, "Läsningar")) == otherwise(readings)
    assumed = [
        (
            {one["parameter"]: one["otherwise"]},
            {"days": one["otherwise_days"], "amount_sek": one["otherwise_amount_sek"]},
        )
        for one in answer["assumptions"]
    ]
    assert read_back(listed(panel, "Antaget")) == otherwise(assumed)
    assert f"Svaret som helhet: {words.CONFIDENCE[answer['confidence']]}" in text(panel)


@pytest.mark.parametrize("name", CASES)
def test_no_code_is_shown_and_every_sentence_says_what_it_rests_on(name: str) -> None:
    panel = shown(name)
    codes = set(PARAMETERS) | {str(v) for row in PARAMETERS.values() for v in row.values if "_" in str(v)}
    assert {code for code in codes if code in text(panel)} == set()
    rests = re.findall(r'<span class="ground"><a href="(/regler#[^"]+)">([^<]+)</a> · (?:läst|enligt|härlett)', panel)
    sentences = sum(len(listed(panel, heading)) for heading in ("Hindrar", "Skäl", "Uppfyllt"))
    assert len(rests) == sentences


def test_the_training_region_shows_kronor_months_and_neither() -> None:
    """Every state is looked at above, but terms that nobody has read: Sörmland's are known."""
    states = {CASES[name].liability.sum.state for name in FILES}
    assert states >= {"liable", "free", "blocked", "undecided", "none", "monthly"}
    assert any("kronor" in figure(shown(name)) for name in FILES)
    for name in CASES:
        if CASES[name].liability.settlement != "individual":
            assert "kronor" not in text(shown(name))


def test_every_reason_of_a_liability_has_a_ground() -> None:
    rules = Path(grounds.__file__).parents[1] / "domain"
    files = [*(rules / "liability").glob("*.py"), *(rules / f"{name}.py" for name in ("sums", "readings", "reckoning"))]
    used = {code for one in files for code in re.findall(r'finding\("([a-z_]+)"', one.read_text(encoding="utf-8"))}
    used |= {"discharge_day_counts", "discharge_day_does_not_count", "sip_called_by_ward", "billing_none"}
    assert len(used) > 20
    own = {"nth_day_after", "blocked", "readings_differ"}
    assert used <= {*grounds.FINDING, *grounds.AGREED, *own}
    assert set(grounds.BLOCK) == set(words.BLOCKED)


@pytest.mark.parametrize(
    ("name", "heading", "said"),
    [
        ("reading_agreed", "Huvudmännens val", "Båda huvudmännen har valt: ansvar tidigast från kallelsens dag."),
        ("sip_called_late", "Huvudmännens val", "Ingen av huvudmännen har valt."),
        ("disputed_days", "Tvist", "Sörmland samordning ska svara, senast mån 23 mars."),
        ("disputed_days_settled", "Tvist", "Avgjort tis 3 mars 14.00: kommunen betalar tors 19 feb."),
        ("special_housing_awaited", "Skäl", "3 vårddygn à 5 000 kronor"),
    ],
)
def test_what_the_principals_have_said_and_what_a_day_costs(name: str, heading: str, said: str) -> None:
    assert said in " ".join(listed(shown(name), heading))


def test_one_principals_reading_waits_for_the_others() -> None:
    case = CASES["sip_called_late"]
    (reading,) = [fact for fact in CASES["reading_agreed"].case.facts if fact.kind == "reading_decided"][:1]
    read = replace(reading, seq=len(case.case.facts) + 1, at=case.at, recorded_at=case.at)
    said = shown_of(replace(case, case=case.case.with_fact(read)))
    assert "Regionen har inte valt; kommunen har valt: ansvar tidigast från kallelsens dag." in " ".join(
        listed(said, "Huvudmännens val")
    )


@pytest.mark.parametrize("name", CASES)
def test_the_board_says_the_same_day_as_the_case_page(name: str) -> None:
    of = CASES[name]
    stored = board_rows(derive(of.case, of.terms), of.terms)[of.history.ward].liability
    for ahead in range(15):
        now = of.at + timedelta(days=ahead)
        page_says = liability_day(answer(of.history, of.terms, now), now)
        assert boardrow.liable(stored, now) == page_says, f"{ahead} days from now"


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name].liability.sum.state == "liable"])
def test_the_boards_tag_and_the_case_pages_tag_and_panel_say_the_same_day(name: str) -> None:
    said = set()
    for ahead in range(4):
        of = replace(CASES[name], at=CASES[name].at + timedelta(days=ahead))
        stored = board_rows(derive(of.case, of.terms), of.terms)[of.history.ward]
        entry = boardrow.Entry(Patient("7F3K2M9A", "Almqvist, Signe", "189403122382"), stored)
        tag = boardrow.row(entry, "ward", CARDS, of.at).tag.text
        assert tag in text(page_of(of).partition('class="strip"')[0])
        day_said = re.search(r"dag (\d+)", tag)
        running = re.search(r"I dag är dag (\d+)", lead(shown_of(of)))
        assert (day_said and day_said[1]) == (running and running[1]), (tag, lead(shown_of(of)))
        said.add(tag)
    assert any("dag" in tag for tag in said) or of.history.end


def test_the_first_day_is_told_while_it_runs() -> None:
    case = CASES["palliative_home"]
    begins = case.liability.begins_on
    assert begins
    panel = text(shown_of(replace(case, at=start_of(begins) + timedelta(hours=9))))
    assert (
        f"Betalningsansvar från {day(begins, start_of(begins))}. I dag är dag 1, som räknas när den är slut." in panel
    )
    assert "0 avslutade dygn" in panel
