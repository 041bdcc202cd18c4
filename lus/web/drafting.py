"""Drafts in pages: saved while somebody types and when a form is refused, found again, thrown away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from lus.domain.facts import KINDS
from lus.usecases import drafts
from lus.usecases.drafts import Draft, Form
from lus.web.actor import actor
from lus.web.filling import answer_of
from lus.web.forms import Data, one
from lus.web.moments import clock, when
from lus.web.pages import REF
from lus.web.permissions import Permission, allows
from lus.web.sent import key_of, typed
from lus.words.acts import ANSWER

router = APIRouter()
ADMISSION = Form(None, "admitted")
QUESTION = Form(None, "coordination_opened")
PLAN = Form(None, "plan_opened")
BEGINS = {ADMISSION.kind: "/inskriv", QUESTION.kind: "/fraga", PLAN.kind: "/sip/ny"}
"""Kind that begins a case ► the address of its form."""

NOT_TYPED = frozenset({"key", "back", "visa", "utkast", "slang", "files"})
"""Names of a form that nobody typed in. What it was about stays: `svar`, `of`, and the version that it was begun on."""


@dataclass(frozen=True, slots=True)
class Other:
    """A draft that the page does not show: which, and the address that does."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a form's page says of drafts. `key`: of the one that it was filled in from; `at`: when that was saved."""

    address: str
    key: str = ""
    at: str = ""
    others: tuple[Other, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The draft that fills in the form, None where none fits, and what the page says."""

    data: Data | None
    notice: Notice


@router.post("/inskriv/utkast", dependencies=[allows(Permission.CASE)])
def keep_admission(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """Save what is typed in the admission form, or throw it away."""
    return _answer(request, ADMISSION, data)


@router.post("/fraga/utkast", dependencies=[allows(Permission.CASE)])
def keep_question(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """The same for a question to another unit."""
    return _answer(request, QUESTION, data)


@router.post("/sip/ny/utkast", dependencies=[allows(Permission.CASE)])
def keep_plan(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """The same for a plan."""
    return _answer(request, PLAN, data)


@router.post("/arende/{ref}/{kind}/utkast", dependencies=[allows(Permission.CASE)])
def keep_act(request: Request, ref: str, kind: str, data: Annotated[Data, Depends(typed)]) -> Response:
    """Save what is typed in an act's form, or throw it away."""
    if not REF.fullmatch(ref.upper()) or kind not in KINDS:
        raise HTTPException(404)
    return _answer(request, Form(ref.upper(), kind), data)


def _answer(request: Request, form: Form, data: Data) -> Response:
    if "slang" in data:
        drafts.throw(request.app.state.system, actor(request), one(data, "slang"))
        about = {name: one(data, name) for name in ("svar", "of") if one(data, name)}
        return RedirectResponse(f"{address(form)}{'?' if about else ''}{urlencode(about)}", 303)
    saved = save(request, form, data)
    return PlainTextResponse(clock(saved)) if saved else Response(status_code=404)


def save(request: Request, form: Form, data: Data) -> datetime | None:
    """Save the form as it was sent. None: it could not be, see usecases."""
    said = {name: values for name, values in data.items() if name not in NOT_TYPED}
    system, instead_of = request.app.state.system, one(data, "utkast")
    return drafts.keep(system, actor(request), form, key=key_of(data), typed=said, instead_of=instead_of)


def sent(request: Request, data: Data) -> None:
    """The form was recorded: its draft goes, and the one that it was filled in from."""
    drafts.throw(request.app.state.system, actor(request), key_of(data), one(data, "utkast"))


def find(request: Request, form: Form, asked: Data, now: datetime) -> Found:
    """The newest draft of the form that `asked` leads to (`svar`, `of`, or `utkast`: a draft by name)."""
    found = drafts.found(request.app.state.system, actor(request), form)
    chosen = next((draft for draft in found if _fits(draft, form.kind, asked)), None)
    others = tuple(_other(draft, form, now) for draft in found if draft is not chosen)
    if chosen is None:
        return Found(None, notice(form, others=others))
    return Found(chosen.typed, notice(form, chosen.key, when(chosen.saved_at, now), others))


def notice(form: Form, key: str = "", at: str = "", others: tuple[Other, ...] = ()) -> Notice:
    """What the form's page says, and where it saves."""
    return Notice(f"{address(form)}/utkast", key, at, others)


def address(form: Form) -> str:
    """The address of the form."""
    return f"/arende/{form.ref}/{form.kind}" if form.ref else BEGINS[form.kind]


def _fits(draft: Draft, kind: str, asked: Data) -> bool:
    if "utkast" in asked:
        return draft.key == one(asked, "utkast")
    if "svar" in asked and answer_of(kind, draft.typed) != answer_of(kind, asked):
        return False
    return "of" not in asked or one(draft.typed, "of") == one(asked, "of")


def _other(draft: Draft, form: Form, now: datetime) -> Other:
    answer = answer_of(form.kind, draft.typed)
    label = when(draft.saved_at, now) + (f", {ANSWER[answer]}" if answer else "")
    about: Mapping[str, str] = {name: one(draft.typed, name) for name in ("svar", "of") if one(draft.typed, name)}
    return Other(label, f"{address(form)}?{urlencode({**about, 'utkast': draft.key})}")
