"""No person stands in a log, whatever went wrong."""

import logging
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy import exc, text

from lus import telemetry
from lus.store.engine import connect

TYPED = "189403122384 Almqvist"


@pytest.fixture
def as_before() -> Iterator[None]:
    """Nothing is left of a telemetry that holds on to one test's own stderr."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def _refused() -> None:
    try:
        {"somebody": 1}[TYPED].bit_length()
    except KeyError as error:
        raise ValueError(TYPED) from error


@pytest.mark.usefixtures("as_before")
def test_an_exception_is_told_by_class_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    telemetry.configure("test")
    try:
        _refused()
    except ValueError:
        structlog.get_logger().exception("crashed")
        logging.getLogger("uvicorn.error").exception("crashed")
    said = capsys.readouterr().err
    assert TYPED not in said
    assert said.count("ValueError at test_telemetry.py") == 2
    assert said.count("KeyError at test_telemetry.py") == 2


def test_the_database_quotes_no_parameter(database_url: str) -> None:
    engine = connect(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection, pytest.raises(exc.ProgrammingError) as refused:
        connection.execute(text("select :who from nowhere"), {"who": TYPED})
    engine.dispose()
    assert TYPED not in str(refused.value)
