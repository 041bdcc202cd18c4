"""Drafts: what somebody typed in a form and has not sent, kept for the person for a day."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from lus.domain.access import Actor
from lus.store import drafts
from lus.store.drafts import Draft as Draft  # noqa: PLC0414 the pages show one
from lus.store.drafts import Form as Form  # noqa: PLC0414 and say of which form

LONGEST = 100_000
"""Characters of one draft: several times what the longest form takes."""


class System(Protocol):
    """What bootstrap hands over, as far as drafts need it."""

    @property
    def drafting(self) -> Callable[[Actor], AbstractContextManager[drafts.Drawer]]:
        """The person's own drafts."""
        ...


def keep(
    system: System, actor: Actor, form: Form, *, key: str, typed: Mapping[str, Sequence[str]], instead_of: str = ""
) -> datetime | None:
    """Save what was typed under the form's `key`.

    `instead_of`: the draft that the form was filled in from. When it was saved, by the clock that pages show. None:
    nothing was, because it is too long, has been sent, or there is no such case for the actor. Raises DatabaseGone.
    """
    clean = {_storable(name): [_storable(value) for value in values] for name, values in typed.items()}
    if sum(len(name) + sum(map(len, values)) for name, values in clean.items()) > LONGEST:
        return None
    with system.drafting(actor) as drawer:
        return drawer.keep(form, key, clean, instead_of)


def found(system: System, actor: Actor, form: Form) -> tuple[Draft, ...]:
    """The person's drafts of that form, newest first."""
    with system.drafting(actor) as drawer:
        return drawer.find(form)


def throw(system: System, actor: Actor, key: str, other: str = "") -> None:
    """Forget them: they were sent, or the person throws them away."""
    with system.drafting(actor) as drawer:
        drawer.throw(key, other)


def cull(connection: Connection) -> int:
    """Throw away whatever is a day old, whoever typed it. `connection`: a worker's."""
    return drafts.cull(connection)


def _storable(text: str) -> str:
    """Without what PostgreSQL cannot hold: NUL, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()
