"""The web application: routes, static files, and the pages for what went wrong."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from lus.trouble import DatabaseGone
from lus.usecases.administration import NotAdministrator
from lus.web import (
    acts,
    admitting,
    asking,
    attachments,
    bell,
    bouncing,
    coordinating,
    drafting,
    duty_pages,
    first_page,
    late,
    months,
    operations,
    pages,
    planning,
    plans,
    preferring,
    prints,
    receiving,
    reference,
    rules,
    searching,
    sign_in,
    trends,
    winding,
)
from lus.web import session as sessions
from lus.web.administration import assignments, people, receivers, telling, units
from lus.web.permissions import NotAllowed, NotSignedIn, Permission
from lus.web.render import STATIC, asset_now, page
from lus.web.security import Guard

if TYPE_CHECKING:
    from lus.bootstrap import System

_RETRY_AFTER_S = "5"


class Assets(StaticFiles):
    """Built files. The name holds the content's hash, so a browser that has one never asks again.

    A page that was opened before the program was changed asks for names of then: it gets what they are called now.
    """

    permission = Permission.ANYONE

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            now = asset_now(path) if error.status_code == 404 else None  # noqa: PLR2004
            if now is None:
                raise
            return await super().get_response(now, scope)
        if path.count(".") > 1 and response.status_code < 400:  # noqa: PLR2004 - any refusal
            response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


def create_app(system: "System") -> FastAPI:
    """`system` is what bootstrap handed over. The caller closes nothing: the pool ends with the process."""
    app = FastAPI(title="Hemgång", openapi_url=None, docs_url=None, redoc_url=None, lifespan=_in_turn)
    app.state.system = system
    administration = (units, telling, receivers, people, assignments, operations)
    care = (
        *(
            pages,
            plans,
            planning,
            bell,
            preferring,
            coordinating,
            bouncing,
            late,
            trends,
            months,
            receiving,
            searching,
            prints,
        ),
        *(receiving, searching, prints, admitting, asking, attachments, acts, drafting),
    )
    for part in (first_page, sign_in, sessions, winding, reference, duty_pages, rules, *care, *administration):
        app.include_router(part.router)
    app.mount("/static", Assets(directory=STATIC, check_dir=False), name="static")
    app.add_middleware(Guard)
    app.add_exception_handler(DatabaseGone, _database_gone)
    app.add_exception_handler(NotSignedIn, _not_signed_in)
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(NotAdministrator, _not_allowed)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _not_readable)
    return app


@asynccontextmanager
async def _in_turn(app: FastAPI) -> AsyncIterator[None]:
    """Whoever comes while every connection is taken waits for a thread, however long; for a connection only seconds."""
    to_thread.current_default_thread_limiter().total_tokens = app.state.system.most_at_once
    yield


def _database_gone(_request: Request, error: Exception) -> HTMLResponse:
    cause = error.cause if isinstance(error, DatabaseGone) else ""
    return page("pages/database_gone.html", status_code=503, headers={"retry-after": _RETRY_AFTER_S}, cause=cause)


def _not_signed_in(request: Request, _error: Exception) -> Response:
    # A script that asks for a part of a page is told so: it would show the sign-in page inside another.
    if "hx-request" in request.headers or request.headers.get("accept") == "application/json":
        return Response(status_code=401)
    return sign_in.to_sign_in(request)


def _not_allowed(_request: Request, _error: Exception) -> HTMLResponse:
    return page("pages/not_allowed.html", status_code=403)


def _not_readable(request: Request, _error: Exception) -> HTMLResponse:
    """What no page of ours sends: an address that is none, or a form that somebody made up."""
    if request.method == "GET":
        return page("pages/not_found.html", status_code=404)
    return page("pages/refused.html", status_code=422)


def _refused(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):  # for the type checker: registered for nothing else
        raise error
    template = "pages/not_found.html" if error.status_code == 404 else "pages/refused.html"  # noqa: PLR2004
    # What nobody wrote a sentence for carries the phrase of its code, in English.
    why = "" if error.detail == HTTPStatus(error.status_code).phrase else error.detail
    return page(template, status_code=error.status_code, headers=dict(error.headers or {}), why=why)
