"""What a file is, its bytes say; what it is called, never leads anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lus.domain.attachment import LARGEST, LONGEST_NAME, AttachmentError, checked, cleaned, type_of

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        ("Åsa ringer på måndag.\r\n".encode(), "text/plain"),
        (b"\x7fELF\x02\x01\x01\x00", None),
        (b"MZ\x90\x00\x03", None),
        (b"PK\x03\x04\x14\x00", None),
        (b"\x00\x01", None),
        ("Åsa".encode("latin-1"), None),
    ],
)
def test_a_file_is_what_its_bytes_say(content: bytes, found: str | None) -> None:
    assert type_of(content) == found


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("epikris.pdf", b"\x7fELF\x02\x01\x01\x00", "file_not_allowed"),
        ("epikris.pdf", b"", "file_empty"),
        ("epikris.pdf", PDF + b"x" * LARGEST, "file_too_large"),
    ],
)
def test_what_may_not_be_attached_is_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(AttachmentError, match=code):
        checked(name, content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("epikris.pdf", "epikris.pdf"),
        ("Epikris.PDF", "Epikris.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\eva\\remiss.pdf", "remiss.pdf"),
        ("ann\u202efdp.exe", "annfdp.exe.pdf"),
        ("a\x00b\r\nc.pdf", "ab c.pdf"),
        ("", "bilaga.pdf"),
        ("...", "bilaga.pdf"),
    ],
)
def test_a_name_has_no_path_control_character_or_direction_mark(name: str, kept: str) -> None:
    assert cleaned(name, "application/pdf") == kept


def test_a_script_is_text_and_ends_so() -> None:
    assert checked("run.bat", b"echo hej\r\n").name == "run.bat.txt"


@given(st.text(max_size=300), st.sampled_from(("application/pdf", "image/jpeg", "text/plain")))
def test_any_name_becomes_a_short_one_that_cleaning_leaves_alone(name: str, of_type: str) -> None:
    kept = cleaned(name, of_type)
    assert 0 < len(kept) <= LONGEST_NAME
    assert "/" not in kept
    assert kept.isprintable()
    assert cleaned(kept, of_type) == kept
