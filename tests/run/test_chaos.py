"""The small storm: on the default broker, none lost and none doubled in effect. The whole one is `make chaos`."""

from benchmarks.chaos import Plan, run


def test_reminders_survive_whoever_is_killed() -> None:
    result = run(Plan(reminders=500, seconds=60, kills=30, workers=2, beats=1, restarts=1, broker="folder"))
    assert (result.lost, result.doubled) == (0, 0), result.told()
