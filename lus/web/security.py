"""What every answer carries, and what a crash looks like from outside."""

import time

import structlog
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


class Guard:
    """Outermost of ours: headers on every answer, one log line per request, a Swedish page instead of a traceback."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                present = {name for name, _ in message["headers"]}
                added = {**HEADERS, "cache-control": "no-store"}
                more = [(k.encode(), v.encode()) for k, v in added.items() if k.encode() not in present]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        try:
            await self.app(scope, receive, dressed)
        except Exception as error:
            # The exception's class and place, not its text: text may quote what somebody typed.
            log.exception("crashed", kind=type(error).__name__)
            if status:
                raise
            await page("pages/crashed.html", status_code=500)(scope, receive, dressed)
        route = getattr(scope.get("route"), "path", "-")
        took_ms = round((time.perf_counter() - began) * 1000, 1)
        log.info("request", method=scope["method"], route=route, status=status, took_ms=took_ms)
