"""Structured logs, one JSON object a line on stderr. Never a person, an address or a search in them."""

import contextlib
import logging
import sys
import traceback
from pathlib import Path
from typing import Any

import structlog
from structlog.types import EventDict


def _place_of_exception(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Class and place of an exception and of what caused it, never its text: that may quote what somebody typed."""
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else sys.exc_info()[1] if given is True else given
    told: list[str] = []
    while isinstance(error, BaseException):
        frames = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
        told.append(f"{type(error).__name__} at {' > '.join(frames)}")
        error = error.__cause__ or error.__context__
    return {**event, "exception": told} if told else event


class _Lines(structlog.PrintLogger):
    """One line each. What cannot be written, because the disk of the logs is full, stops nobody's work."""

    def msg(self, message: str) -> None:
        with contextlib.suppress(OSError):
            super().msg(message)

    log = debug = info = warn = warning = fatal = failure = err = error = critical = exception = msg


def configure(part: str) -> None:
    """`part` is web, worker, beat or run and stands in every line."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _place_of_exception,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: _Lines(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(part=part)
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        foreign_pre_chain=shared,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # Its access log writes whole addresses; ours writes the route.
    logging.getLogger("uvicorn.access").disabled = True
    # Its context and dialect are no news; what a migration does stands in the file.
    logging.getLogger("alembic").setLevel(logging.WARNING)
