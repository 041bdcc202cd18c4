"""Every route states one permission, every template compiles, and every asset that a template names is built."""

from collections.abc import Iterator

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount
from starlette.testclient import TestClient

from lus.bootstrap import System
from lus.paths import beside
from lus.settings import Settings
from lus.web.app import create_app
from lus.web.permissions import Looking, Permission, allows, stated
from lus.web.render import Components, environment, page, read_templates

FEWEST_ROUTES = 10


@pytest.fixture
def app(system: System) -> FastAPI:
    return create_app(system)


def permissions(app: FastAPI) -> Iterator[tuple[str, list[Permission]]]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, Mount):
            yield route.path, [route.app.permission]  # type: ignore[attr-defined]
        else:
            yield context.path or "", stated(context.dependencies)


def test_every_route_states_one_permission(app: FastAPI) -> None:
    found = dict(permissions(app))
    # FastAPI's app.routes hides included routes: a walk that finds too few would prove nothing.
    assert len(found) >= FEWEST_ROUTES
    assert {"/", "/halsa", "/static"} <= set(found)
    assert {path: said for path, said in found.items() if len(said) != 1} == {}


def test_whoever_is_not_signed_in_is_sent_to_sign_in(client: TestClient, app: FastAPI) -> None:
    """Every route that asks for more than anyone, whatever its method."""
    asked = 0
    for path, said in permissions(app):
        if said != [Permission.ANYONE]:
            asked += 1
            address = path.replace("{ref}", "7F3K2M9A").replace("{kind}", "acknowledged")
            for method in ("GET", "POST"):
                answer = client.request(
                    method, address, follow_redirects=False, headers={"origin": "https://testserver"}
                )
                assert answer.status_code == 405 or answer.headers["location"].startswith("/logga-in"), (method, path)
    assert asked >= 4


def test_what_is_sent_to_cannot_be_a_page_that_is_only_looked_at() -> None:
    """Its permission is enforced after the form has been read."""
    router = APIRouter(route_class=Looking)
    with pytest.raises(ValueError, match="/x is sent to"):
        router.add_api_route("/x", lambda request: request, methods=["POST"], dependencies=[allows(Permission.CASE)])
    with pytest.raises(ValueError, match="expected 1"):
        router.add_api_route("/x", lambda request: request, methods=["GET"], dependencies=[])


def test_every_template_compiles_with_strict_undefined() -> None:
    ours = environment()
    names = ours.list_templates(extensions=["html"])
    assert len(names) == len(list(beside("templates").rglob("*.html"))) >= 8
    for name in names:
        ours.get_template(name)


def test_templates_that_a_deploy_exchanges_are_not_read_half_and_half(monkeypatch: pytest.MonkeyPatch) -> None:
    environment.cache_clear()
    read_templates()
    monkeypatch.setattr(environment().loader, "searchpath", [])
    assert page("pages/not_found.html", status_code=404).status_code == 404
    environment.cache_clear()


def test_components_are_nhsuks_and_an_unknown_one_is_an_error() -> None:
    components = Components()
    assert "nhsuk-button" in components.button({"text": "Skicka"})
    assert "nhsuk-error-summary" in components.errorSummary({"titleText": "Rätta det här"})
    with pytest.raises(AttributeError):
        _ = components.teleporter


def test_settings_are_documented() -> None:
    text = (beside("docs") / "settings.md").read_text()
    told = {line.split("`")[1] for line in text.splitlines() if line.startswith("| `LUS_")}
    assert told == {f"LUS_{name.upper()}" for name in Settings.model_fields}
