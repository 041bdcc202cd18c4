import pytest

from lus.bootstrap import System
from lus.queries.status import status
from lus.store import migrations
from lus.usecases.heartbeat import beat


def test_nobody_has_been_heard_in_a_new_database(system: System) -> None:
    with system.read() as connection:
        found = status(connection)
    assert found.beat_at is None
    assert found.beat_age_s is None
    assert found.revision == migrations.head()


def test_a_worker_that_beats_is_heard_now(system: System) -> None:
    with system.write() as connection:
        beat(connection, "worker", "lus@here", 17, 17)
    with system.read() as connection:
        first = status(connection).beat_at
    with system.write() as connection:
        beat(connection, "worker", "lus@here", 17, 17)
    with system.read() as connection:
        found = status(connection)
    assert first is not None
    assert found.beat_at is not None
    assert found.beat_at > first
    assert found.beat_age_s == 0


def test_what_a_failed_writer_wrote_is_not_there(system: System) -> None:
    def beat_and_fail() -> None:
        with system.write() as connection:
            beat(connection, "worker", "lus@here", 17, 17)
            _ = 1 // 0

    with pytest.raises(ZeroDivisionError):
        beat_and_fail()
    with system.read() as connection:
        assert status(connection).beat_at is None
