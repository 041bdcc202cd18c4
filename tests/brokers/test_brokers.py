"""The brokers that an installation may run, emptied on the way. `make test-matrix` installs what they need."""

import pytest

from benchmarks.chaos import Plan, run


@pytest.mark.parametrize("broker", ["redis", "rabbitmq", "nobody"])
def test_a_broker_may_lose_all_that_it_holds(broker: str) -> None:
    beats = 0 if broker == "nobody" else 1
    plan = Plan(reminders=200, seconds=45, kills=8, workers=2, beats=beats, restarts=1, broker=broker)
    result = run(plan)
    assert (result.lost, result.doubled) == (0, 0), result.told()
    assert bool(result.asked) == bool(beats), "what beat asks for comes through the broker, and from nowhere else"
