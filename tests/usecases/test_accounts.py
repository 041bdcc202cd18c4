"""Local accounts: made by the owner, opened by their password, never by another."""

import pytest
from sqlalchemy import create_engine

from lus.bootstrap import System
from lus.trouble import Trouble
from lus.usecases import sign_in
from tests.cases import SOCIAL, WARD
from tests.store.registry import furnish

PASSWORD = "korrekt häst batteri"  # noqa: S105 invented


def _account(url: str, *, unit: int = WARD, role: str = "nurse", password: str = PASSWORD) -> None:
    owner = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    try:
        with owner.begin() as connection:
            sign_in.add_local_account(connection, "Siv Alm", "siv", password, unit, role)
    finally:
        owner.dispose()


def test_the_right_password_opens_a_session_and_a_wrong_one_does_not(system: System, database_url: str) -> None:
    furnish(database_url)
    _account(database_url)
    assert sign_in.sign_in(system, "siv", "fel lösenord", "1.2.3.4") == "wrong"
    assert sign_in.sign_in(system, "ingen", PASSWORD, "1.2.3.4") == "wrong"
    found = sign_in.sign_in(system, "siv", PASSWORD, "1.2.3.4")
    assert isinstance(found, sign_in.SignedIn)
    working = sign_in.working(system, found.token)
    assert working is not None
    assert (working.name, working.actor.unit, working.training) == ("Siv Alm", WARD, False)


def test_five_wrong_ones_close_the_account_for_a_quarter_but_no_other(system: System, database_url: str) -> None:
    furnish(database_url)
    _account(database_url)
    for _ in range(5):
        assert sign_in.sign_in(system, "siv", "fel", "1.2.3.4") == "wrong"
    assert sign_in.sign_in(system, "siv", PASSWORD, "1.2.3.4") == "throttled"
    assert sign_in.sign_in(system, "ulla", "fel", "1.2.3.4") == "wrong"


@pytest.mark.parametrize(
    ("how", "cause"),
    [
        ({"password": "kort"}, "kortare"),
        ({"unit": 999}, "ingen enhet"),
        ({"unit": SOCIAL, "role": "nurses"}, "Rollen nurses"),
    ],
)
def test_an_account_that_cannot_be_says_why(database_url: str, how: dict[str, str], cause: str) -> None:
    furnish(database_url)
    with pytest.raises(Trouble, match=cause):
        _account(database_url, **how)  # type: ignore[arg-type]


def test_a_name_is_taken_once(database_url: str) -> None:
    furnish(database_url)
    _account(database_url)
    with pytest.raises(Trouble, match="upptaget"):
        _account(database_url)
