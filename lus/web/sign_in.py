"""Signing in and out, and choosing which unit to work for."""

from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Form, Request
from starlette.datastructures import URL
from starlette.responses import HTMLResponse, RedirectResponse, Response

from lus.usecases import sign_in
from lus.usecases.sign_in import Refused, SignedIn, Working
from lus.web.permissions import COOKIE, Permission, allows, home, who
from lus.web.render import page
from lus.words.units import ROLE

router = APIRouter()
START = "/tavla"
SENTENCES: dict[Refused, str] = {
    "wrong": "Användarnamn eller lösenord stämmer inte. Försök igen, eller be din administratör om ett nytt lösenord.",
    "throttled": "För många misslyckade försök. Vänta en kvart och försök igen.",
    "choose": "Lösenordet gäller en gång. Välj ett eget nu, minst 12 tecken.",
    "too_late": "Engångslösenordet gäller inte längre. Be din administratör om ett nytt.",
    "locked": "Kontot är låst. Be din administratör låsa upp det.",
    "too_short": "Det nya lösenordet ska ha minst 12 tecken och vara ett annat än engångslösenordet.",
    "not_the_same": "De två nya lösenorden är olika. Skriv samma två gånger.",
    "no_assignment": "Du har inget uppdrag som gäller i dag. Be din administratör om ett.",
    "not_training": "Det kontot finns bara i en övningsmiljö. Logga in med ditt eget konto.",
}
GROUPS = {
    "ward": "Avdelningar",
    "psychiatry_ward": "Avdelningar i psykiatrin",
    "social_services": "Kommunernas socialtjänst",
    "municipal_care": "Kommunernas hemsjukvård",
    "health_centre": "Vårdcentraler",
    "smo_health_centre": "Vårdcentraler",
    "mobile_team": "Mobila team",
    **dict.fromkeys(("psychiatry", "habilitation", "bup"), "Psykiatri, BUP och habilitering"),
    **dict.fromkeys(("short_term_place", "special_housing"), "Kommunernas boenden"),
    **dict.fromkeys(("home_help", "rehabilitation", "school_health"), "Kommunernas hemtjänst, rehab och elevhälsa"),
    "coordinator": "Samordnare och administratörer",
}
CHOOSING = frozenset({"choose", "too_short", "not_the_same"})
"""Answers after which one's own password is to be chosen."""
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}


@router.get("/logga-in", dependencies=[allows(Permission.ANYONE)])
def form(request: Request, vidare: str = START) -> Response:
    """The sign-in page; whoever is signed in goes on."""
    working = who(request)
    if working:
        return _to(vidare, working)
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


@router.post("/logga-in/losenord", dependencies=[allows(Permission.ANYONE)])
def choose_password(  # noqa: PLR0917 what is typed
    request: Request,
    namn: Annotated[str, Form()] = "",
    losenord: Annotated[str, Form()] = "",
    nytt: Annotated[str, Form()] = "",
    igen: Annotated[str, Form()] = "",
    vidare: Annotated[str, Form()] = START,
) -> Response:
    """One's own password instead of one for one use, which is typed once more: no page repeats a password."""
    address = request.client.host if request.client else ""
    found = sign_in.choose_password(request.app.state.system, _written(namn), losenord, nytt, igen, address)
    return _answer(request, found, vidare, namn, choosing=True)


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
    return RedirectResponse(home(who(request)), 303)


def to_sign_in(request: Request) -> Response:
    """Where somebody who is not signed in is sent, and back afterwards."""
    asked = request.url if request.method == "GET" else came_from(request)
    query = f"?{asked.query}" if asked and asked.query else ""
    target = f"{asked.path}{query}" if asked else START
    return RedirectResponse(f"/logga-in?vidare={quote(target)}", 303)


def came_from(request: Request) -> URL | None:
    """The page of ours on which a form was sent. What was sent with it is not kept."""
    page = URL(request.headers.get("referer", ""))
    return page if page.netloc == request.url.netloc and page.path.startswith("/") else None


def _answer(request: Request, found: SignedIn | Refused, vidare: str, name: str, *, choosing: bool = False) -> Response:
    if not isinstance(found, SignedIn):
        status = 429 if found == "throttled" else 422
        choosing = found in CHOOSING or (choosing and found == "wrong")
        return _page(request, vidare, name=name, wrong=SENTENCES[found], status_code=status, choosing=choosing)
    answer = _to(vidare, sign_in.working(request.app.state.system, found.token))
    answer.set_cookie(COOKIE, found.token, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def _to(vidare: str, working: Working | None) -> RedirectResponse:
    """Only a path of ours: an address of somebody else's would let them end a sign-in on their own page."""
    path = unquote(vidare)
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and path != START
    return RedirectResponse(quote(path, safe="/?=&") if ours else home(working), 303)


def _written(name: str) -> str:
    """The name without the space around it; one with control characters is nobody's."""
    return name.strip() if name.isprintable() else ""


def _page(
    request: Request,
    vidare: str,
    *,
    name: str = "",
    wrong: str | None = None,
    status_code: int = 200,
    choosing: bool = False,
) -> HTMLResponse:
    kept = request.url.scheme == "https" or request.url.netloc.rsplit(":", 1)[0] in LOCAL_HOSTS
    accounts: dict[str, list[sign_in.TrainingAccount]] = {group: [] for group in GROUPS.values()}
    for account in sign_in.training_accounts(request.app.state.system):
        accounts.setdefault(GROUPS.get(account.unit_kind, "Övriga enheter"), []).append(account)
    return page(
        "pages/sign_in.html",
        status_code=status_code,
        vidare=vidare,
        name=name,
        wrong=wrong,
        cookie_is_kept=kept,
        accounts={group: members for group, members in accounts.items() if members},
        roles=ROLE,
        choosing=choosing,
    )
