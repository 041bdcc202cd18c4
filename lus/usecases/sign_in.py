"""Signing in, working for a unit, signing out. Local accounts, and the training region's one-click accounts."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, TypeAlias

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Connection

from lus.store import people

WINDOW = timedelta(minutes=15)
ACCOUNT_LIMIT = 5
ADDRESS_LIMIT = 30

hasher = PasswordHasher()
NOBODY = hasher.hash(secrets.token_urlsafe(16))
"""Verified where there is no such account, so that an answer takes as long as for one that exists."""

Refused: TypeAlias = Literal["wrong", "throttled", "no_assignment", "not_training"]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session's token, for the cookie and nowhere else."""

    token: str


def sign_in(connection: Connection, subject: str, password: str, address: str) -> SignedIn | Refused:
    """Open a session for a local account. `address` is where the request came from; kept as a digest only."""
    of_account, of_address = people.digest(f"account {subject}"), people.digest(f"address {address}")
    if (
        people.failures(connection, of_account, WINDOW) >= ACCOUNT_LIMIT
        or people.failures(connection, of_address, WINDOW) >= ADDRESS_LIMIT
    ):
        return "throttled"
    found = people.account(connection, "local", subject)
    if not _matches(found.secret if found else None, password) or found is None:
        people.failed(connection, of_account)
        people.failed(connection, of_address)
        return "wrong"
    people.forget_failures(connection, of_account)
    return _begin(connection, found)


def _matches(secret: str | None, password: str) -> bool:
    try:
        return hasher.verify(secret or NOBODY, password) and secret is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def sign_in_training(connection: Connection, subject: str, *, training: bool) -> SignedIn | Refused:
    """Open a session for an account of the training region; in training only."""
    found = people.account(connection, "training", subject) if training else None
    return _begin(connection, found) if found else "not_training"


def _begin(connection: Connection, account: people.AccountRow) -> SignedIn | Refused:
    assignment_id = people.first_assignment(connection, account.person_id)
    if assignment_id is None:
        return "no_assignment"
    token = secrets.token_urlsafe(32)
    people.open_session(connection, token, account.id, assignment_id)
    return SignedIn(token)
