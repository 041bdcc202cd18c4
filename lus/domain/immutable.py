"""How the core declares what it passes around: values, which nobody changes once they are made."""

import dataclasses
from collections.abc import Callable
from typing import TypeVar, dataclass_transform

Made = TypeVar("Made")


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def immutable(*, slots: bool = True, kw_only: bool = False) -> Callable[[type[Made]], type[Made]]:
    """A dataclass whose fields cannot be assigned, compared and hashed by what it holds.

    The type checker holds them frozen, not the interpreter: a case makes hundreds of values, and frozen dataclasses
    take eight times as long to make (docs/performance.md).
    """
    return dataclasses.dataclass(slots=slots, kw_only=kw_only, unsafe_hash=True)
