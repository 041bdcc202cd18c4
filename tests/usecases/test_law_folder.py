"""The application's law data: the shipped, the installation's own folder, and in training an invented agreement."""

from pathlib import Path

import pytest

from lus import bootstrap
from lus.law import loader
from lus.settings import Settings
from lus.trouble import Trouble
from tests.journeys.training import prepare

RATE = """
[[rate]]
value = 8700
unit = "SEK"
from = 2021-01-01
to = 2021-12-31
source = "invented for a test"
confidence = "verified"
"""


def test_in_earnest_there_is_nothing_but_the_shipped(system: bootstrap.System) -> None:
    assert system.law == loader.load()


def test_a_training_region_has_an_invented_agreement(database_url: str, system: bootstrap.System) -> None:
    prepare(database_url)
    assert set(system.law.agreements) - set(loader.load().agreements) == {"ovning-sormland"}


def test_an_own_folder_goes_before_the_training_regions(database_url: str, tmp_path: Path) -> None:
    prepare(database_url)
    (tmp_path / "rates.toml").write_text(RATE, encoding="utf-8")
    made = bootstrap.system(Settings(database_url=database_url, law_dir=tmp_path))
    assert [rate.value for rate in made.law.rates if rate.own] == [8700]
    assert "ovning-sormland" not in made.law.agreements
    made.close()


def test_a_folder_that_cannot_be_used_stops_the_start_in_one_line(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "rates.toml").write_text(RATE.replace("8700", "-1"), encoding="utf-8")
    made = bootstrap.system(Settings(database_url=database_url, law_dir=tmp_path))
    with pytest.raises(Trouble, match=r"Lagdata kan inte användas: .*rates\.toml: rate: value = -1"):
        made.check()
    made.close()
