"""Templates to answers. Two environments: ours is strict, nhsuk's macros expect undefined to chain (docs/adr/0005)."""

import json
import secrets
from functools import cache
from typing import Any

from jinja2 import ChainableUndefined, Environment, FileSystemLoader, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from lus import __version__
from lus.paths import PACKAGE, beside
from lus.web import marks

STATIC = PACKAGE / "web" / "static"


class Components:
    """nhsuk-frontend's macros by name: `nhsuk.button({...})` is components/button/macro.jinja's `button`."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=PackageLoader("nhsuk_frontend_jinja"), undefined=ChainableUndefined, autoescape=True
        )

    def __getattr__(self, name: str) -> Any:
        folder = "".join(f"-{c.lower()}" if c.isupper() else c for c in name)
        if f"nhsuk/components/{folder}/macro.jinja" not in self.names():
            raise AttributeError(name)
        return getattr(self._environment.get_template(f"nhsuk/components/{folder}/macro.jinja").module, name)

    @cache  # noqa: B019 - one object a process
    def names(self) -> frozenset[str]:
        return frozenset(self._environment.list_templates())


@cache
def _manifest() -> dict[str, str]:
    try:
        named: dict[str, str] = json.loads((STATIC / "manifest.json").read_text())
    except FileNotFoundError as error:
        message = "the assets are not built: run make assets"
        raise RuntimeError(message) from error
    return named


def new_key() -> str:
    """A key for one rendered form: sent twice, it records once."""
    return secrets.token_urlsafe(18)


def asset(name: str) -> str:
    """The address of a built file. Its name holds its hash, so browsers may keep it for ever. KeyError if unknown."""
    return f"/static/{_manifest()[name]}"


def asset_now(former: str) -> str | None:
    """The file that a former build called by that name, hash and all, as it is called now."""
    stem, _, rest = former.partition(".")
    return _manifest().get(f"{stem}.{rest.partition('.')[2]}")


@cache
def environment() -> Environment:
    ours = Environment(
        loader=FileSystemLoader(beside("templates")),
        undefined=StrictUndefined,
        autoescape=True,
        auto_reload=False,  # it would ask for the time of four files a page
        trim_blocks=True,
        lstrip_blocks=True,
    )
    ours.filters |= marks.FILTERS
    ours.globals |= {
        "nhsuk": Components(),
        "asset": asset,
        "version": __version__,
        "Markup": Markup,
        "new_key": new_key,
    }
    return ours


def read_templates() -> None:
    """Every template, now: files that a deploy exchanges under a running process are not read half and half."""
    for name in environment().list_templates(extensions=["html"]):
        environment().get_template(name)


def page(
    template: str,
    *,
    status_code: int = 200,
    headers: dict[str, str] | None = None,
    **values: object,
) -> HTMLResponse:
    return HTMLResponse(environment().get_template(template).render(values), status_code=status_code, headers=headers)


KINDS_OF_FILE = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "ics": "text/calendar; charset=utf-8",
}
"""How a file's name ends ► what the browser is told that it is."""


def download(name: str, made: bytes) -> Response:
    """A file for saving under that name, which says nothing of any person."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(made, media_type=KINDS_OF_FILE[name.rpartition(".")[2]], headers=headers)
