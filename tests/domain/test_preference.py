"""Where one can be told: addresses, quiet hours, and what cannot be switched off."""

import pytest

from lus.domain.preference import Preference, refusals


def codes(wanted: Preference, *, private: bool = False) -> list[tuple[str, str | None]]:
    return [(one.code, one.field) for one in refusals(wanted, private=private)]


def test_nothing_wanted_is_nothing_refused() -> None:
    assert codes(Preference()) == []


@pytest.mark.parametrize(
    "mail", ["a@b.se", "för".encode("idna").decode() + "@x.se", "enhet.ett+p@sub.kommun.se", "a@b"]
)
def test_an_address_is_taken(mail: str) -> None:
    assert codes(Preference(mail=mail)) == []


@pytest.mark.parametrize(
    "mail",
    [
        *("utan", "@b.se", "a@", "a@b@c.se", "a b@c.se", "a@b.se\nBcc: x@y.se", "å@b.se", "a@b..se", "a,b@c.se"),
        f"{'a' * 250}@b.se",
    ],
)
def test_what_is_no_address_is_refused(mail: str) -> None:
    assert codes(Preference(mail=mail)) == [("not_a_mail_address", "mail")]


@pytest.mark.parametrize(("quiet", "fits"), [
    ((21 * 60, 7 * 60), True), ((0, 16 * 60), True), ((16 * 60, 8 * 60), True), ((1, 0), False),
    ((0, 0), False), ((600, 600), False), ((0, 16 * 60 + 1), False), ((16 * 60 - 1, 8 * 60), False),
])  # fmt: skip
def test_quiet_hours_leave_eight_hours_of_the_day(quiet: tuple[int, int], fits: bool) -> None:
    assert codes(Preference(quiet=quiet)) == ([] if fits else [("quiet_too_long", "quiet_until")])


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://system.kommun.se/hemgang?unit=2", None),
        ("https://8.8.8.8/x", None),
        ("system.kommun.se", "not_a_webhook"),
        ("ftp://system.kommun.se", "not_a_webhook"),
        ("https://", "not_a_webhook"),
        ("https://a:b@system.kommun.se/", "not_a_webhook"),
        ("https://system.kommun.se:99999/", "not_a_webhook"),
        ("https://system.kommun.se/ x", "not_a_webhook"),
        ("https://[::1", "not_a_webhook"),
        ("http://system.kommun.se/", "webhook_needs_https"),
        ("https://localhost/x", "webhook_is_private"),
        ("https://intern/x", "webhook_is_private"),
        ("https://system.local./x", "webhook_is_private"),
        ("https://10.1.2.3/x", "webhook_is_private"),
        ("https://169.254.169.254/", "webhook_is_private"),
        ("https://[::1]/x", "webhook_is_private"),
        ("https://[::ffff:127.0.0.1]/x", "webhook_is_private"),
    ],
)
def test_where_a_units_system_may_be(address: str, code: str | None) -> None:
    assert codes(Preference(webhook=address)) == ([(code, "webhook")] if code else [])


def test_private_and_unencrypted_where_the_installation_allows_it() -> None:
    assert codes(Preference(webhook="http://127.0.0.1:8080/x"), private=True) == []
    assert codes(Preference(webhook="gopher://127.0.0.1"), private=True) == [("not_a_webhook", "webhook")]
