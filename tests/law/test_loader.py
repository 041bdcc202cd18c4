"""The law data is checked when it is read: file, key, fault and remedy. And it says what the sources say."""

import shutil
from pathlib import Path

import pytest

from lus.domain.errors import LawError
from lus.law import loader

SHIPPED = Path(loader.__file__).parent
BROKEN = [
    ("national.toml", "sip_call.days", "sip_call.dayz", "no rule asks for it"),
    ("national.toml", 'confidence = "verified"', 'confidence = "sure"', "unknown confidence"),
    ("national.toml", "value = 24", 'value = "24"', "no value in elapsed hour"),
    ("national.toml", "value = 24", "value = -24", "not negative"),
    ("national.toml", "value = 24\n", "", "value is missing"),
    ("national.toml", "value = 24", "value = 24\ncolour = 1", "unknown key colour"),
    ("national.toml", 'unit = "elapsed hour"', 'unit = "fortnight"', "unknown unit"),
    ("national.toml", "from = 2018-01-01", 'from = "2018"', "from is no date"),
    ("national.toml", "to = 2018-12-31", "to = 2017-12-31", "to is before from"),
    ("national.toml", 'source = "SFS 2017:612, 2 kap. 3 §"', 'source = " "', "source is empty"),
    ("national.toml", "to = 2025-06-30", "to = 2025-07-01", "overlaps"),
    ("rates.toml", "[[rate]]", "[[rates]]", "unknown table"),
    ("rates.toml", "from = 2020-01-01", "from = 2019-06-01", "overlaps"),
    ("guidelines.toml", 'key = "acknowledge.hours"', 'key = "assess_need.hours"', "is missing"),
    ("agreements/lagen.toml", 'id = "lagen"', 'id = "lag"', "name the file after"),
    ("agreements/lagen.toml", 'settlement = "individual"', 'settlement = "weekly"', "unknown settlement"),
    ("national.toml", "[[rule]]", "[[rule", "not TOML"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "told"), BROKEN, ids=[row[3] + " " + row[1] for row in BROKEN])
def test_a_fault_names_file_and_remedy(tmp_path: Path, file: str, right: str, wrong: str, told: str) -> None:
    """In one line."""
    shutil.copytree(SHIPPED, tmp_path / "law")
    path = tmp_path / "law" / file
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(LawError) as refused:
        loader.read(tmp_path / "law")
    line = str(refused.value)
    assert told in line
    assert Path(file).name in line
    assert "; " in line
    assert "\n" not in line.strip()


def test_the_amounts_are_those_that_were_given() -> None:
    """By year, with how certain each is; a year that nobody verified has none."""
    rates = {value.from_on.year: (value.value, value.confidence) for value in loader.load().rates}
    assert rates == {
        2019: (7800, "verified"),
        2020: (8200, "secondary"),
        2022: (9300, "secondary"),
        2023: (10500, "secondary"),
        2024: (11600, "inferred"),
    }
    assert all(value.until_on and value.until_on.year == value.from_on.year for value in loader.load().rates)


def test_the_national_rules_are_those_that_were_given() -> None:
    """Value, first and last day."""
    rules = loader.load().rules
    said = {key: [(v.value, str(v.from_on), str(v.until_on)) for v in values] for key, values in rules.items()}
    assert said["admission_notice.hours"] == [(24, "2018-01-01", "None")]
    assert said["sip_call.days"] == said["liability.free_days"] == [(3, "2018-01-01", "None")]
    assert said["liability.free_days.psychiatric"] == [(30, "2018-01-01", "2018-12-31")]
    assert said["liability.noon"] == [("12.00", "2018-01-01", "None")]
    assert said["liability.extra_days_after_noon"] == [(1, "2018-01-01", "None")]
    assert [row[1:] for row in said["sip.social_services"]] == [("2010-01-01", "2025-06-30"), ("2025-07-01", "None")]
