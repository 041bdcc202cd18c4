"""What a case is found by, and what somebody looks for: one normal form for both (docs/adr/0018).

A key is `n` and a word of the name without accents, or `p` and a digest of the number. Keys are rows of each unit on
the case, written when a unit comes or goes; what PostgreSQL compares is `=` and the prefix `^@`, nothing else.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_WORD = 40
MOST_WORDS = 8
_CENTURIES = ("18", "19", "20")
_APOSTROPHES = dict.fromkeys(map(ord, "'`´’ʼ"))
# Letters that are no letter and an accent: what people type for them.
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_NUMBER = re.compile(r"(?P<century>[0-9]{2})?(?P<rest>[0-9]{6})[-+]?(?P<serial>[0-9]{4})")
_RESERVE = re.compile(r"(?=.*[0-9])[0-9A-ZÅÄÖ]{6,13}")
_REF = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}")
_CROCKFORD = str.maketrans("OIL", "011")

# Parts of the statement that writes the board's rows, for when a unit comes or goes, or the patient is known otherwise:
# what is no key any more goes, what is one already stays. Who may not know the patient only takes away a unit's own.
REPLACING = """
lost as (
  delete from search_keys
   where case_id = :case_id
     and (unit_id = any(cast(:gone as int[]))
          or :known and not (unit_id = any(cast(:finders as int[])) and key = any(cast(:keys as text[]))))
), found as (
  insert into search_keys (unit_id, key, case_id)
  select u.unit, k.key, :case_id from unnest(cast(:finders as int[])) u(unit), unnest(cast(:keys as text[])) k(key)
  on conflict do nothing
  returning 1
)"""
FOUND = """
(select count(*) from found) + (select count(*) from search_keys where case_id = :case_id
   and unit_id = any(cast(:finders as int[])) and key = any(cast(:keys as text[])))
"""


@dataclass(frozen=True, slots=True)
class Sought:
    """What a text may mean: whole keys and a case's reference, or the beginnings of a name's words."""

    exact: tuple[str, ...]
    ref: str | None
    beginnings: tuple[str, ...]


def words(name: str) -> tuple[str, ...]:
    """The words of a name in the one form in which they are compared: Söderström, SODERSTROM ► soderstrom."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_APOSTROPHES)).translate(_LETTERS)
    letters = "".join(c for c in plain if unicodedata.category(c) != "Mn")
    found = "".join(c if c.isalnum() else " " for c in letters).split()
    return tuple(word[:LONGEST_WORD] for word in dict.fromkeys(found))[:MOST_WORDS]


def keys_of(name: str, numbers: Iterable[str], protected: str | None) -> frozenset[str]:
    """What the case of that patient is found by. Protected identity: by number alone, never by name."""
    keys = {_number_key(number) for number in numbers}
    if protected is None:
        keys |= {f"n{word}" for word in words(name)}
        # Anna-Lena is found as Annalena too.
        joined = "".join(c for c in name if c not in "-‐‑–")
        keys |= {f"n{word}" for word in words(joined)}
    return frozenset(keys)


def sought(typed: str) -> Sought:
    """What somebody typed: a name, a number in any usual form, a case's reference with letters easily mistaken."""
    compact = re.sub(r"\s", "", typed.translate(_DASHES)).upper()
    exact: list[str] = []
    found = _NUMBER.fullmatch(compact)
    if found:
        centuries = (found["century"],) if found["century"] else _CENTURIES
        exact += [_number_key(f"{century}{found['rest']}{found['serial']}") for century in centuries]
    bare = compact.replace("-", "")
    if _RESERVE.fullmatch(bare):
        exact.append(_number_key(bare))
    ref = bare.translate(_CROCKFORD)
    beginnings = tuple(f"n{word}" for word in words(typed))
    return Sought(tuple(dict.fromkeys(exact)), ref if _REF.fullmatch(ref) else None, beginnings)


def _number_key(number: str) -> str:
    return f"p{hashlib.sha256(f'hemgang {number}'.encode()).hexdigest()[:32]}"
