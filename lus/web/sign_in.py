"""Signing in and out, and choosing which unit to work for."""

from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Form, Request
from starlette.datastructures import URL
from starlette.responses import HTMLResponse, RedirectResponse, Response

from lus.usecases import sign_in
from lus.usecases.sign_in import Refused, SignedIn
from lus.web.permissions import COOKIE, Permission, allows, who
from lus.web.render import page

router = APIRouter()
START = "/tavla"
SENTENCES: dict[Refused, str] = {
    "wrong": "Användarnamn eller lösenord stämmer inte. Försök igen, eller be din administratör om ett nytt lösenord.",
    "throttled": "För många misslyckade försök. Vänta en kvart och försök igen.",
    "no_assignment": "Du har inget uppdrag som gäller i dag. Be din administratör om ett.",
    "not_training": "Det kontot finns bara i en övningsmiljö. Logga in med ditt eget konto.",
}
GROUPS = {
    "ward": "Avdelningar",
    "social_services": "Kommunernas socialtjänst",
    "municipal_care": "Kommunernas hemsjukvård",
    "health_centre": "Vårdcentraler",
}
ROLES = {
    "nurse": "sjuksköterska",
    "physician": "läkare",
    "case_worker": "biståndshandläggare",
    "coordinator": "vårdsamordnare",
}
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}


@router.get("/logga-in", dependencies=[allows(Permission.ANYONE)])
def form(request: Request, vidare: str = START) -> Response:
    """The sign-in page; whoever is signed in goes on."""
    if who(request):
        return _to(vidare)
    return _page(request, vidare)


@router.post("/logga-in", dependencies=[allows(Permission.ANYONE)])
def sign_in_with_password(
    request: Request,
    namn: Annotated[str, Form()] = "",
    losenord: Annotated[str, Form()] = "",
    vidare: Annotated[str, Form()] = START,
) -> Response:
    """A local account, with its password."""
    address = request.client.host if request.client else ""
    found = sign_in.sign_in(request.app.state.system, _written(namn), losenord, address)
    return _answer(request, found, vidare, namn)


@router.post("/logga-in/ovning", dependencies=[allows(Permission.ANYONE)])
def sign_in_for_training(
    request: Request, konto: Annotated[str, Form()] = "", vidare: Annotated[str, Form()] = START
) -> Response:
    """An account of the training region, with one click."""
    return _answer(request, sign_in.sign_in_training(request.app.state.system, _written(konto)), vidare, "")


@router.post("/logga-ut", dependencies=[allows(Permission.ANYONE)])
def sign_out(request: Request) -> Response:
    """Revoke the session, wherever its cookie was copied."""
    token = request.cookies.get(COOKIE)
    if token:
        sign_in.sign_out(request.app.state.system, token)
    answer = RedirectResponse("/logga-in", 303)
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return answer


@router.post("/uppdrag", dependencies=[allows(Permission.SIGNED_IN)])
def work_for(request: Request, assignment: Annotated[int, Form()] = 0) -> Response:
    """Work for another unit of one's own; anything else changes nothing."""
    sign_in.switch(request.app.state.system, request.cookies[COOKIE], assignment)
    return RedirectResponse(START, 303)


def to_sign_in(request: Request) -> Response:
    """Where somebody who is not signed in is sent, and back afterwards."""
    asked = request.url if request.method == "GET" else _came_from(request)
    query = f"?{asked.query}" if asked and asked.query else ""
    target = f"{asked.path}{query}" if asked else START
    return RedirectResponse(f"/logga-in?vidare={quote(target)}", 303)


def _came_from(request: Request) -> URL | None:
    """The page of ours on which a form was sent: what was sent with it is not kept, nobody knows by whom."""
    page = URL(request.headers.get("referer", ""))
    return page if page.netloc == request.url.netloc and page.path.startswith("/") else None


def _answer(request: Request, found: SignedIn | Refused, vidare: str, name: str) -> Response:
    if not isinstance(found, SignedIn):
        return _page(
            request, vidare, name=name, wrong=SENTENCES[found], status_code=429 if found == "throttled" else 422
        )
    answer = _to(vidare)
    answer.set_cookie(COOKIE, found.token, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def _to(vidare: str) -> RedirectResponse:
    """Only a path of ours: an address of somebody else's would let them end a sign-in on their own page."""
    path = unquote(vidare)
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return RedirectResponse(quote(path, safe="/?=&") if ours else START, 303)


def _written(name: str) -> str:
    """The name without the space around it; one with control characters is nobody's."""
    return name.strip() if name.isprintable() else ""


def _page(
    request: Request, vidare: str, *, name: str = "", wrong: str | None = None, status_code: int = 200
) -> HTMLResponse:
    kept = request.url.scheme == "https" or request.url.netloc.rsplit(":", 1)[0] in LOCAL_HOSTS
    accounts: dict[str, list[sign_in.TrainingAccount]] = {}
    for account in sign_in.training_accounts(request.app.state.system):
        accounts.setdefault(GROUPS[account.unit_kind], []).append(account)
    return page(
        "pages/sign_in.html",
        status_code=status_code,
        vidare=vidare,
        name=name,
        wrong=wrong,
        cookie_is_kept=kept,
        accounts=accounts,
        roles=ROLES,
    )
