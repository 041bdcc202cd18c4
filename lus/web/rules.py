"""Regler: the law data itself as anybody may read it, and what the law leaves open."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from lus.domain.calendar import day_of
from lus.queries import units
from lus.web.actor import frame_if_signed_in
from lus.web.permissions import Permission, allows
from lus.web.render import page
from lus.web.rules_view import rules_page
from lus.words.rules import HERE

router = APIRouter()


@router.get(HERE, dependencies=[allows(Permission.ANYONE)])
def rules(request: Request) -> HTMLResponse:
    """The national rules, amounts, agreements and guideline values, each with its source and how certain it is."""
    system = request.app.state.system
    with system.read() as connection:
        names = units.municipality_names(connection)
    shown = rules_page(system.law, names, day_of(system.clock()))
    return page("pages/rules.html", frame=frame_if_signed_in(request, "regler"), page=shown)
