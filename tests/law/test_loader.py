"""The shipped law data says what the sources say."""

from lus.law import loader


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
