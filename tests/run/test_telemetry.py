"""No person stands in a log, whatever went wrong."""

import logging

import pytest
import structlog
from sqlalchemy import exc, text

from lus import telemetry
from lus.store.engine import connect

TYPED = "189403122384 Almqvist"


def _refused() -> None:
    try:
        {"somebody": 1}[TYPED].bit_length()
    except KeyError as error:
        raise ValueError(TYPED) from error


def test_an_exception_is_told_by_class_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    telemetry.configure("test")
    try:
        _refused()
    except ValueError:
        structlog.get_logger().exception("crashed")
        logging.getLogger("uvicorn.error").exception("crashed")
    told = capsys.readouterr().err
    assert TYPED not in told
    assert told.count("ValueError at test_telemetry.py") == 2
    assert told.count("KeyError at test_telemetry.py") == 2


def test_the_database_quotes_no_parameter(database_url: str) -> None:
    engine = connect(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection, pytest.raises(exc.ProgrammingError) as refused:
        connection.execute(text("select :who from nowhere"), {"who": TYPED})
    engine.dispose()
    assert TYPED not in str(refused.value)
