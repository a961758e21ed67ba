"""What is due comes step by step and in flow order, as off a sorted list."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.analysis.outages.bit_queue import clear_bit, first_bit, n_words
from graphsvc.analysis.outages.calendar import NONE, Calendar, begin, plan

SIZE, STEPS = 130, 6
PLANS = st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, STEPS - 1)), max_size=40)


def taken(plans: list[tuple[int, int]], further: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """(step, position) in the order in which they come; while the first is taken ``further`` ones are planned."""
    position = (np.arange(SIZE) * 7) % SIZE
    element = np.argsort(position)
    calendar = Calendar(
        np.full(SIZE, NONE), np.full(STEPS, NONE), np.empty(SIZE, np.int64), np.empty(SIZE, np.int64),
        np.zeros(n_words(SIZE), np.uint64),
    )  # fmt: skip
    for e, step in plans:
        assert plan(e, position[e], step, NONE, calendar) == 0
    found: list[tuple[int, int]] = []
    for now in range(STEPS):
        due, at = begin(now, position, calendar), 0
        while due:
            at = first_bit(calendar.words, at >> 6)
            clear_bit(calendar.words, at)
            calendar.planned[element[at]] = NONE
            due -= 1
            found.append((now, at))
            if len(found) == 1:
                for e, step in further:
                    if step > now or (step == now and position[e] > at):
                        due += plan(e, position[e], step, now, calendar)
    assert (calendar.first == NONE).all()
    assert (calendar.planned == NONE).all()
    return found


@given(PLANS, PLANS)
def test_earliest_first(plans: list[tuple[int, int]], further: list[tuple[int, int]]) -> None:
    waiting: dict[int, int] = {}
    for e, step in plans:
        waiting[e] = min(step, waiting.get(e, STEPS))
    expected: list[tuple[int, int]] = []
    while waiting:
        step, at = min((step, e * 7 % SIZE) for e, step in waiting.items())
        expected.append((step, at))
        waiting = {e: when for e, when in waiting.items() if e * 7 % SIZE != at}
        if len(expected) == 1:
            for e, when in further:
                if (when, e * 7 % SIZE) > (step, at):
                    waiting[e] = min(when, waiting.get(e, STEPS))
    assert taken(plans, further) == expected
