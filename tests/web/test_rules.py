"""Regler: every value of the law data with its source and how certain it is, and what the law leaves open."""

import html
import re
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from lus.domain.duties import ROWS
from lus.domain.duty import HEALTH
from lus.domain.lawdata import Law
from lus.domain.settlement import OF_THE_MONTH
from lus.domain.terms import PARAMETERS
from lus.law import loader
from lus.law.values import GUIDELINES, RULES, UNITS
from lus.paths import beside
from lus.reference import load
from lus.usecases.training import fill
from lus.web.render import page
from lus.web.rules_view import rules_page
from lus.words import law as words
from lus.words import rules, sources
from lus.words.parameters import IF, PARAMETER, QUESTION, VALUE

LAW = loader.load()
TODAY = date(2026, 3, 10)


def main(page: str) -> str:
    """What the page's main part says."""
    shown = page.split("<main")[1].split("</main>", maxsplit=1)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def shown(law: Law) -> str:
    told = rules_page(law, {"0484": "Eskilstuna"}, TODAY)
    return bytes(page("pages/rules.html", frame=None, page=told).body).decode()


def test_anybody_reads_every_value_with_its_source(client: TestClient) -> None:
    answer = client.get("/regler")
    assert answer.status_code == 200
    text = main(answer.text)
    values = [value for found in LAW.rules.values() for value in found] + [*LAW.rates, *LAW.guidelines.values()]
    assert len(values) > 30
    for value in values:
        assert words.valued(value).replace("\N{NO-BREAK SPACE}", " ") in text
        assert value.source == rules.LOCAL or sources.source(value.source) in text
    for agreement in LAW.agreements.values():
        assert agreement.name in text
        assert sources.source(agreement.source) in text


def test_a_year_without_an_amount_is_said_to_be_missing() -> None:
    text = main(shown(LAW))
    for year in (2018, 2021, 2025):
        assert f"{year} saknas" in text
        assert f"Beloppet för {year} finns inte i lagdata." in text
    assert "2022 9 300 kronor" in text


def test_every_anchor_that_is_led_to_is_there_once() -> None:
    shown_page = shown(loader.load(fill.LAW))
    ids = re.findall(r' id="([^"]+)"', shown_page)
    assert len(ids) == len(set(ids))
    led = {href.partition("#")[2] for href in re.findall(r'href="(#[^"]+)"', shown_page)}
    led |= {(rules.place(row.source, kind) or "").partition("#")[2] for kind, row in ROWS.items()}
    every = {rule for document in load(beside("seeds")).documents for one in document.shows for rule in one.rules}
    assert every
    led |= {(rules.place(source) or "").partition("#")[2] for source in every}
    social = [value.source for value in LAW.rules["sip.social_services"]]
    led |= {(rules.place(f"{HEALTH}, {source}") or "").partition("#")[2] for source in social}
    led |= {rules.question_id(name) for name in PARAMETERS}
    assert led <= set(ids)


def test_agreements_say_what_succeeds_what_and_what_they_choose() -> None:
    text = main(shown(loader.load(fill.LAW)))
    assert "Efterträder Region Sörmland och länets nio kommuner" in text
    assert "Från 1 januari 2020, för kommun 0480, kommun 0482, kommun 0483, kommun 0486: Övning, påhittat" in text
    assert "Från 1 januari 2020: Region Stockholm och länets kommuner" in text
    assert "gräns för månadens medeltal är avtalad, men talet saknas" in text
    assert "Eskilstuna, kommun 0428" in text
    assert "Avtalat: 5 000 kronor , Övning, påhittat" in text


def test_own_data_is_marked_as_own_and_what_is_invented_as_invented(tmp_path: Path) -> None:
    marked = re.compile(r'class="rule-own">([^<]+)<')
    assert marked.findall(shown(LAW)) == []
    assert set(marked.findall(shown(loader.load(fill.LAW)))) == {"övning, påhittat"}
    (tmp_path / "rates.toml").write_text(
        '[[rate]]\nvalue = 8700\nunit = "SEK"\nfrom = 2021-01-01\nto = 2021-12-31\n'
        'source = "Beslut i fullmäktige"\nconfidence = "verified"\n',
        encoding="utf-8",
    )
    assert marked.findall(shown(loader.load(tmp_path))) == ["installationens egen"]


def test_no_code_of_ours_is_shown() -> None:
    """Parameters, values and kinds of care and settlement are told in words."""
    text = main(shown(loader.load(fill.LAW)))
    codes = {*PARAMETERS, *(str(value) for row in PARAMETERS.values() for value in row.values), "somatic", "monthly"}
    codes -= {"no", "yes", "never"}  # words of two languages
    assert {code for code in codes if re.search(rf"\b{code}\b", text)} == set()


def test_everything_has_words() -> None:
    assert set(QUESTION) == set(PARAMETER) == set(PARAMETERS)
    assert {name for name, row in PARAMETERS.items() if row.reading} | OF_THE_MONTH == set(IF)
    for name, values in IF.items():
        assert set(values) == set(VALUE[name]), name
    assert set(words.LABEL) == {*RULES, *GUIDELINES}
    assert set(words.UNIT) | {"SEK", "local time", "text"} == set(UNITS)
    assert {v.value for found in LAW.rules.values() for v in found if v.unit == "text"} <= {
        *words.TEXT,
        "utan dröjsmål",
    }


@pytest.mark.parametrize("path", ["/atgarder/call_to_sip", "/fragor/ordinationer-och-sip"])
def test_pages_lead_to_the_rule_that_they_name(client: TestClient, path: str) -> None:
    assert 'href="/regler#kallelse-till-sip">LUS 4 kap. 3 §</a>' in client.get(path).text
