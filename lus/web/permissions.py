"""Every route states one permission; tests/guards walks the routes and asks."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from fastapi import Depends
from fastapi.params import Depends as Dependency


class Permission(Enum):
    """Who may ask. M4 brings those that need a person."""

    ANYONE = "anyone"
    BOARD = "board"
    CASE = "case"


@dataclass(frozen=True)
class Stated:
    """The dependency that carries a route's permission; it is also where it will be enforced."""

    permission: Permission

    def __call__(self) -> None:
        return None


def allows(permission: Permission) -> Any:
    return Depends(Stated(permission))


def stated(dependencies: list[Dependency]) -> list[Permission]:
    return [d.dependency.permission for d in dependencies if isinstance(d.dependency, Stated)]
