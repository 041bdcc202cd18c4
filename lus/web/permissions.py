"""Every route states one permission; tests/guards walks the routes and asks. What is stated is enforced here."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import wraps
from typing import Any

from fastapi import Depends, Request
from fastapi.params import Depends as Dependency
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from lus.domain.access import Page, may_open
from lus.usecases import sign_in
from lus.usecases.sign_in import Working

COOKIE = "__Host-hemgang"
"""Sent over https, and by browsers to this machine itself; never to another host, nor to scripts."""


class Permission(Enum):
    """Who may ask."""

    ANYONE = "anyone"
    SIGNED_IN = "signed_in"
    BOARD = "board"
    CASE = "case"
    MONTH = "month"
    BOUNCES = "bounces"
    LATE = "late"
    ADMINISTRATION = "administration"
    OPERATIONS = "operations"


PAGES: dict[Permission, Page] = {
    Permission.BOARD: "board",
    Permission.CASE: "case",
    Permission.MONTH: "month",
    Permission.BOUNCES: "bounces",
    Permission.LATE: "late",
    Permission.ADMINISTRATION: "administration",
    Permission.OPERATIONS: "operations",
}
"""The page of lus.domain.access that somebody's role must open."""


class NotSignedIn(Exception):  # noqa: N818 a way to the sign-in page, no fault
    """Nobody is signed in, or no longer."""


class NotAllowed(Exception):  # noqa: N818 an answer to a person
    """Somebody is signed in, in a role that does not open this page."""


@dataclass(frozen=True)
class Stated:
    """The dependency that carries a route's permission and enforces it, before the handler runs."""

    permission: Permission

    async def __call__(self, request: Request) -> None:
        """Before the handler, in a thread; a `Looking` route enforces it in the handler's own."""
        if not isinstance(request.scope.get("route"), Looking):
            await run_in_threadpool(self.enforce, request)

    def enforce(self, request: Request) -> None:
        """Leaves who is working in `request.state.working`. Raises NotSignedIn, NotAllowed, DatabaseGone."""
        if self.permission is Permission.ANYONE:
            return
        working = who(request)
        if working is None:
            raise NotSignedIn
        page = PAGES.get(self.permission)
        if page and not may_open(working.actor, page):
            raise NotAllowed
        request.state.working = working


class Looking(APIRoute):
    """A page that is only looked at, its permission enforced in the handler's thread: a thread less to wait for.

    Whatever is sent to a page is read before its handler: a form takes the ordinary way, so that nobody's is read.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:
        """Takes a handler with a parameter `request`, methods GET alone, and one stated permission."""
        (permission,) = (d.dependency for d in more["dependencies"] if isinstance(d.dependency, Stated))

        @wraps(endpoint)
        def enforced(**values: Any) -> Any:
            permission.enforce(values["request"])
            return endpoint(**values)

        super().__init__(path, enforced, **more)
        if self.methods != {"GET"}:
            msg = f"{path} is sent to"
            raise ValueError(msg)


def who(request: Request) -> Working | None:
    """Who is signed in, if anybody."""
    token = request.cookies.get(COOKIE)
    return sign_in.working(request.app.state.system, token) if token else None


def home(working: Working | None) -> str:
    """Where somebody in that role begins."""
    return "/administration" if working and may_open(working.actor, "administration") else "/tavla"


def allows(permission: Permission) -> Any:
    """The dependency to put on a route."""
    return Depends(Stated(permission))


def stated(dependencies: list[Dependency]) -> list[Permission]:
    """The permissions that a route states."""
    return [d.dependency.permission for d in dependencies if isinstance(d.dependency, Stated)]
