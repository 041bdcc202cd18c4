"""What the shipped agreements say, and that exactly one set of terms applies to any region, payer, day and care."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lus.domain.lawdata import STATUTE, Agreement, Law
from lus.domain.units import COUNTIES
from lus.law import loader
from lus.usecases.training import fill

SORMLAND = ("0428", "0461", "0480", "0481", "0482", "0483", "0484", "0486", "0488")
BOTH = ("psychiatric", "somatic")
OWN = """
id = "egen"
name = "Påhittad"
region = "04"
municipalities = ["0484", "0488"]
succeeds = "sormland-2018"
from = 2021-03-01
to = 2021-12-31
source = "invented for a test"
confidence = "verified"

[[terms]]
from = 2021-03-01
to = 2021-12-31
settlement = "individual"
billing = "active"
source = "invented for a test"
confidence = "verified"
"""


def own(folder: Path) -> Law:
    """An installation's folder with an agreement that succeeds Sörmland's for two municipalities, and an amount."""
    (folder / "agreements").mkdir()
    (folder / "agreements" / "egen.toml").write_text(OWN, encoding="utf-8")
    (folder / "rates.toml").write_text(
        '[[rate]]\nvalue = 8700\nunit = "SEK"\nfrom = 2021-01-01\nto = 2021-12-31\n'
        'source = "invented for a test"\nconfidence = "verified"\n',
        encoding="utf-8",
    )
    return loader.load(folder)


def said(law: Law, region: str, payer: str, day: str, care: str = "somatic") -> tuple[str, str]:
    """The agreement that applies and how it settles."""
    bound = law.bound(region, payer, date.fromisoformat(day), care)
    return bound.agreement.id, bound.terms.settlement


def told(agreement: Agreement) -> list[Any]:
    """Everything in it that has a source of its own."""
    return [agreement, *(one for terms in agreement.terms for one in (terms, *terms.parameters.values()))]


@pytest.mark.parametrize(
    ("region", "payer", "day", "care", "expected"),
    [
        ("04", "0484", "2018-01-01", "somatic", ("sormland-2018", "monthly")),
        ("04", "0484", "2026-01-01", "psychiatric", ("sormland-2018", "monthly")),
        ("04", "0180", "2022-01-01", "somatic", (STATUTE, "individual")),
        ("01", "0484", "2022-01-01", "somatic", (STATUTE, "individual")),
        ("01", "0180", "2018-01-01", "somatic", ("stockholm-2018", "unknown")),
        ("01", "0180", "2019-12-31", "psychiatric", ("stockholm-2018", "unknown")),
        ("01", "0180", "2020-01-01", "somatic", ("stockholm-2020", "monthly")),
        ("14", "1480", "2018-09-24", "somatic", ("unknown-vastragotaland", "unknown")),
        ("14", "1480", "2018-09-25", "somatic", ("vastragotaland-2018", "monthly")),
        ("14", "1480", "2018-09-25", "psychiatric", (STATUTE, "individual")),
        ("14", "1480", "2019-12-31", "psychiatric", (STATUTE, "individual")),
        ("14", "1480", "2020-01-01", "psychiatric", ("vastragotaland-2018", "individual")),
        ("14", "1480", "2020-03-31", "psychiatric", ("vastragotaland-2018", "individual")),
        ("14", "1480", "2020-04-01", "psychiatric", ("vastragotaland-2018", "monthly")),
        ("14", "1480", "2020-04-01", "somatic", ("vastragotaland-2018", "monthly")),
        ("06", "0680", "2018-02-28", "somatic", (STATUTE, "individual")),
        ("06", "0680", "2018-03-01", "somatic", ("jonkoping-2018", "monthly")),
        ("06", "0680", "2018-12-31", "psychiatric", (STATUTE, "individual")),
        ("06", "0680", "2019-01-01", "psychiatric", ("jonkoping-2018", "monthly")),
        ("12", "1280", "2022-01-01", "somatic", ("unknown-skane", "unknown")),
        ("20", "2080", "2022-01-01", "somatic", ("unknown-dalarna", "unknown")),
        ("13", "1380", "2022-01-01", "somatic", ("unknown-halland", "unknown")),
        ("25", "2580", "2022-01-01", "somatic", ("unknown-norrbotten", "unknown")),
        ("21", "2180", "2022-01-01", "somatic", ("unknown-gavleborg", "unknown")),
        ("05", "0580", "2022-01-01", "somatic", ("unknown-ostergotland", "unknown")),
    ],
)
def test_who_is_bound_by_what_and_when(region: str, payer: str, day: str, care: str, expected: tuple[str, str]) -> None:
    """Each agreement on its first and last day, and on the day that its terms change."""
    assert said(loader.load(), region, payer, day, care) == expected


def test_the_terms_are_those_that_were_given() -> None:
    """Billing, trigger and parameters, and nothing that no source says."""
    found = {
        one.id: [
            (
                str(terms.from_on),
                str(terms.until_on),
                tuple(sorted(terms.care)),
                terms.billing,
                {name: value.value for name, value in terms.parameters.items()},
            )
            for terms in one.terms
        ]
        for one in loader.load().agreements.values()
        if not one.id.startswith("unknown-")
    }
    mean = {"mean_limit": "3.00", "long_stay_days": "7", "same_day_in_mean": True}
    no_limit = {"mean_limit": None, "long_stay_days": "7"}
    assert found == {
        STATUTE: [("2018-01-01", "None", BOTH, "active", {})],
        "sormland-2018": [("2018-01-01", "None", BOTH, "none", {})],
        "stockholm-2018": [("2018-01-01", "2019-12-31", BOTH, None, {})],
        "stockholm-2020": [("2020-01-01", "None", BOTH, "suspended", {"same_day_in_mean": True})],
        "vastragotaland-2018": [
            ("2018-09-25", "2020-03-31", ("somatic",), "active", mean),
            ("2020-01-01", "2020-03-31", ("psychiatric",), "active", {"free_days": 7}),
            ("2020-04-01", "None", BOTH, "active", mean),
        ],
        "jonkoping-2018": [
            ("2018-03-01", "2018-12-31", ("somatic",), "active", no_limit),
            ("2019-01-01", "None", BOTH, "active", no_limit),
        ],
    }
    (sormland,) = loader.load().agreements["sormland-2018"].terms
    assert sormland.trigger
    assert (sormland.trigger.kind, str(sormland.trigger.mean_above), sormland.trigger.months) == (
        "joint_analysis",
        "3.00",
        3,
    )


def test_every_value_says_where_it_was_read_and_how_certain_it_is() -> None:
    """An agreement that was only read about is never told as verified."""
    for agreement in loader.load().agreements.values():
        values = told(agreement)
        expected = "verified" if agreement.id == STATUTE else "secondary"
        assert {one.confidence for one in values} == {expected}
        assert all(one.source for one in values)
        if agreement.id.startswith("unknown-"):
            assert {one.source for one in values} == {"regional page, terms not read"}


CODES = st.sampled_from(sorted(COUNTIES)).flatmap(lambda county: st.integers(0, 99).map(lambda n: f"{county}{n:02}"))
PAYERS = st.one_of(st.none(), st.sampled_from(SORMLAND), CODES)
DAYS = st.dates(date(2018, 1, 1), date(2030, 12, 31))
LAWS = st.sampled_from([None, fill.LAW])


@given(LAWS, st.sampled_from(sorted(COUNTIES)), PAYERS, DAYS, st.sampled_from(BOTH))
@example(None, "14", "1480", date(2020, 3, 31), "psychiatric")
@example(fill.LAW, "04", "0480", date(2019, 12, 31), "somatic")
@example(fill.LAW, "04", "0480", date(2020, 1, 1), "somatic")
def test_exactly_one_set_of_terms_applies(folder: Path | None, region: str, payer: str, day: date, care: str) -> None:
    """Of all agreements and all their terms: the one found, or none and then the statute's."""
    law = loader.load(folder)
    applying = [
        (agreement.id, terms)
        for agreement in law.agreements.values()
        if agreement.region == region and agreement.binds(payer, day)
        for terms in agreement.terms
        if terms.covers(day, care)
    ]
    found = law.bound(region, payer, day, care)
    assert len(applying) <= 1
    assert [(found.agreement.id, found.terms)] == (applying or [(STATUTE, law.agreements[STATUTE].terms[0])])


@given(st.sampled_from(sorted(COUNTIES)), PAYERS, DAYS, st.sampled_from(BOTH))
def test_asked_for_by_name_an_agreement_that_applies_is_the_same_one(
    region: str, payer: str | None, day: date, care: str
) -> None:
    """And any other agreement gives way to the statute, unless it binds as well: then it is another region's."""
    law = loader.load()
    bound = law.bound(region, payer, day, care)
    assert law.chosen(bound.agreement.id, payer, day, care) == bound
    for agreement in law.agreements.values():
        chosen = law.chosen(agreement.id, payer, day, care).agreement
        assert chosen.id in {STATUTE, agreement.id}
        assert chosen.id == STATUTE or (chosen.party(payer) and chosen.from_on <= day)


def test_an_own_agreement_succeeds_a_shipped_one_for_its_parties_from_its_day(tmp_path: Path) -> None:
    """The shipped one binds them no more, also once the own one has ended; it binds the others as before."""
    law = own(tmp_path)
    assert said(law, "04", "0484", "2021-02-28") == ("sormland-2018", "monthly")
    assert said(law, "04", "0484", "2021-03-01") == ("egen", "individual")
    assert said(law, "04", "0484", "2021-12-31") == ("egen", "individual")
    assert said(law, "04", "0484", "2022-01-01") == (STATUTE, "individual")
    assert said(law, "04", "0480", "2021-03-01") == ("sormland-2018", "monthly")
    asked = law.chosen("sormland-2018", "0484", date(2021, 3, 1), "somatic")
    assert asked.agreement.id == STATUTE


def test_an_own_amount_fills_a_year_that_had_none_and_nothing_else_changes(tmp_path: Path) -> None:
    """And the law's fingerprint is another."""
    law, shipped = own(tmp_path), loader.load()
    added = law.rate(date(2021, 6, 1))
    assert added
    assert (added.value, added.own) == (8700, True)
    assert [rate for rate in law.rates if not rate.own] == list(shipped.rates)
    assert [rate.from_on for rate in law.rates] == sorted(rate.from_on for rate in law.rates)
    assert law.rules == shipped.rules
    assert law.guidelines == shipped.guidelines
    assert law.fingerprint != shipped.fingerprint


def test_an_empty_own_folder_adds_nothing(tmp_path: Path) -> None:
    """A readme may stand in it."""
    (tmp_path / "README.md").write_text("later", encoding="utf-8")
    assert loader.load(tmp_path) == loader.load()


def test_the_training_agreement_says_that_it_is_invented_wherever_it_is_shown() -> None:
    """In its name, its sources and its note; and it binds four of the nine."""
    law = loader.load(fill.LAW)
    invented = law.agreements["ovning-sormland"]
    assert "Övning, påhittat" in invented.name
    assert {one.source for one in told(invented)} == {"övning, påhittat"}
    assert "påhittade" in invented.terms[0].note
    today = date(2026, 1, 1) + timedelta(days=70)
    bound = {code: law.bound("04", code, today, "somatic").agreement.id for code in SORMLAND}
    assert sorted(bound.values()) == ["ovning-sormland"] * 4 + ["sormland-2018"] * 5
