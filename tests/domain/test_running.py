"""What a board says a liability has cost is what the rules answer, on every day that it runs."""

from datetime import timedelta

from lus.domain.board import board_rows
from lus.domain.calendar import DAY, day_of, start_of
from lus.domain.reckoning import answer
from tests.usecases.situations import situations

AHEAD = 400


def test_days_and_kronor_so_far_are_what_the_rules_answer_on_any_day() -> None:
    ran = with_kronor = 0
    for name, case in situations().items():
        row = next(iter(board_rows(case.derived, case.terms).values()))
        running = row.liability.running
        if running is None:
            continue
        ran += 1
        for ahead in (1, 2, 3, 10, AHEAD):
            today = running.first_on + ahead * DAY
            if today <= day_of(case.at):
                continue
            found = answer(case.history, case.terms, start_of(today) + timedelta(hours=9)).sum
            assert found.state == "liable", name
            assert running.so_far(today) == (found.days, found.amount_sek), (name, today)
            with_kronor += found.amount_sek is not None
    assert ran >= 5
    assert with_kronor >= 5
