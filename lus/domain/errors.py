"""Faults in what somebody wrote: they carry codes and values, words.py makes the Swedish."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from lus.domain.immutable import immutable


class LawError(ValueError):
    """The law data cannot be used. The text names file, key, fault and remedy."""


@immutable()
class Refusal:
    """Why a fact cannot be recorded, and what to do first.

    With `field` the input is at fault (the web answers 422 and names the field); without it the act is
    impossible as the case stands (409).
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    field: str | None = None
