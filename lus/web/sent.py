"""A form as it arrives: what was typed, and the key that it was rendered with."""

from fastapi import Request

from lus.web.forms import Data, one
from lus.web.render import new_key

MOST_FIELDS = 400
LONGEST_KEY = 100


async def typed(request: Request) -> Data:
    """The form as sent: names and their values; files are left out."""
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    return {name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form}


def key_of(data: Data) -> str:
    """The key that the form was rendered with; a form without one records once each time it is sent."""
    given = one(data, "key")
    return given if given.isascii() and given.isprintable() and 0 < len(given) <= LONGEST_KEY else new_key()
