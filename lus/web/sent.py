"""A form as it arrives: what was typed, and the key that it was rendered with."""

from collections.abc import AsyncIterator

from fastapi import HTTPException, Request
from starlette.types import Message

from lus.web.forms import Data, one
from lus.web.render import new_key

MOST_FIELDS = 400
LONGEST_KEY = 100


MOST_FILES = 20
MOST_BYTES = 60 * 1024 * 1024
"""Beyond these nothing is read: what may be attached is less, and said in the form."""


async def typed(request: Request) -> AsyncIterator[Data]:
    """The form as sent: names and their values; files are left out. Raises HTTPException 413 beyond MOST_BYTES."""
    _bounded(request)
    form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)
    try:
        yield {name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form}
    finally:
        await form.close()


def _bounded(request: Request) -> None:
    """Count what arrives: a length that is told may be wrong, or missing."""
    receive, arrived = request._receive, 0  # noqa: SLF001 the one way to hear the body before it is written down

    async def counted() -> Message:
        nonlocal arrived
        message = await receive()
        arrived += len(message.get("body", b""))
        if arrived > MOST_BYTES:
            raise HTTPException(413)
        return message

    request._receive = counted  # noqa: SLF001


def key_of(data: Data) -> str:
    """The key that the form was rendered with; a form without one records once each time it is sent."""
    given = one(data, "key")
    return given if given.isascii() and given.isprintable() and 0 < len(given) <= LONGEST_KEY else new_key()
