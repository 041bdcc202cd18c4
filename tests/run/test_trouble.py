"""What the system refuses, as one line with cause and remedy."""

import errno
import os

import pytest

from lus.trouble import from_os


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "Disken är full: /srv/var. Frigör utrymme och starta igen."),
        (errno.EDQUOT, "Diskkvoten är slut: /srv/var. Frigör utrymme och starta igen."),
        (errno.EROFS, "Filsystemet går inte att skriva till: /srv/var. Välj en annan mapp med LUS_VAR."),
    ],
)
def test_a_full_disk_is_one_line_that_names_the_place_and_the_remedy(number: int, said: str) -> None:
    assert str(from_os(OSError(number, os.strerror(number), "/srv/var"))) == said


def test_what_nobody_foresaw_keeps_the_systems_words() -> None:
    assert "Value too large" in str(from_os(OSError(errno.EOVERFLOW, "Value too large")))
