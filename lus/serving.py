"""The web server's process."""

import errno
import gc
import socket
from typing import TYPE_CHECKING

import structlog
import uvicorn

from lus import bootstrap, telemetry
from lus.trouble import Trouble
from lus.usecases import rederive, sign_in
from lus.web import metrics
from lus.web.app import create_app
from lus.web.render import read_templates
from lus.words import rederived

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from lus.settings import Settings

log = structlog.get_logger()

# An open live stream would otherwise keep the process for ever.
_FAREWELL_S = 2
_LONGEST_HEAD_BYTES = 1 << 17


def listen(host: str, port: int) -> socket.socket:
    """Bind now, so that a taken port is one line and not a traceback. Raises Trouble."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is spelled out because asyncio turns Nagle's delay off only then: otherwise every answer waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except socket.gaierror as error:
        raise Trouble(f"Adressen {host} finns inte.", "Ändra LUS_HOST.") from error
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise Trouble(
                f"Port {port} är upptagen.", f"Stoppa det som använder den eller välj en annan: LUS_PORT={port + 1}."
            ) from error
        if error.errno == errno.EACCES:
            raise Trouble(f"Port {port} kräver högre rättighet.", "Välj en port över 1023 med LUS_PORT.") from error
        raise
    return listener


def configured(app: "ASGIApp") -> uvicorn.Config:
    """How the web is served."""
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_FAREWELL_S,
        # A search of 10,000 letters is answered with a sentence; h11 would say 400, in English, at 16 kB.
        h11_max_incomplete_event_size=_LONGEST_HEAD_BYTES,
    )


def say_if_behind(system: bootstrap.System) -> None:
    """A line in the log where open cases were derived by other law data, or other rules, than those of now."""
    if behind := rederive.waiting(system):
        log.warning("rederive_needed", cases=behind, say=rederived.NEEDED.format(behind))


def _answer_prometheus(system: bootstrap.System, host: str, port: int) -> None:
    try:
        metrics.serve(system, host, port)
    except OSError as error:
        raise Trouble(f"Port {port} är upptagen.", "Välj en annan: LUS_METRICS_PORT.") from error


def serve(settings: "Settings") -> None:
    telemetry.configure("web")
    listener = listen(settings.host, settings.port)
    system = bootstrap.system(settings)
    if sign_in.unguarded_accounts(system):
        raise Trouble(
            "Databasen har övningskonton, som inget lösenord skyddar, men är ingen övningsmiljö.",
            "Ta bort kontona, eller börja med en ny databas.",
        )
    system.check()  # gone or unsafe at the start: one line; gone later: 503 until it is back
    say_if_behind(system)
    if settings.metrics_port is not None:
        _answer_prometheus(system, settings.host, settings.metrics_port)
    config = configured(create_app(system))
    read_templates()
    # What lives now lives as long as the process: keep the collector from walking it (p99 120 to 55 ms).
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    uvicorn.Server(config).run(sockets=[listener])
