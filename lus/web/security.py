"""What every answer carries, and what a crash looks like from outside."""

import time
import traceback

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lus.web.render import page

log = structlog.get_logger()

# Everything is served from here: no inline style or script, no eval, nothing from elsewhere, no framing.
_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
)
CONTENT_SECURITY_POLICY = "; ".join(_POLICY)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Addresses hold case ids; no other site needs them.
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

_ADDED = [(name.encode(), value.encode()) for name, value in {**HEADERS, "cache-control": "no-store"}.items()]


def _from_elsewhere(scope: Scope) -> bool:
    """Whether an act was sent by another site's page: the browser says so. One that does not say is refused."""
    if scope["method"] in {"GET", "HEAD", "OPTIONS"}:
        return False
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site != "same-origin"
    return headers.get("origin") != f"{scope['scheme']}://{headers.get('host')}"


def _dressing(send: Send) -> Send:
    """`send`, with the headers that every answer carries."""

    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name for name, _ in message["headers"]}
            more = (added for added in _ADDED if added[0] not in present)
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return dressed


def places(error: BaseException) -> list[str]:
    """Where it went wrong, and what it came of, outermost first: file, line and function of each."""
    found: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        found.append(type(cause).__name__)
        found += [f"{one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(cause.__traceback__)]
        cause = cause.__cause__ or cause.__context__
    return found


class Guard:
    """Outermost of ours: headers on every answer, one log line per request, a Swedish page instead of a traceback."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if _from_elsewhere(scope):
            await page("pages/from_elsewhere.html", status_code=403)(scope, receive, _dressing(send))
            return
        began = time.perf_counter()
        status = 0

        dress = _dressing(send)

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await dress(message)

        try:
            await self.app(scope, receive, dressed)
        except Exception as error:
            # The exception's class and place, not its text: text may quote what somebody typed.
            log.error("crashed", kind=type(error).__name__, places=places(error))  # noqa: TRY400
            if status:
                raise
            await page("pages/crashed.html", status_code=500)(scope, receive, dressed)
        route = getattr(scope.get("route"), "path", "-")
        took_ms = round((time.perf_counter() - began) * 1000, 1)
        log.info("request", method=scope["method"], route=route, status=status, took_ms=took_ms)
