"""Courses kept for those who ask again."""

from __future__ import annotations

import numpy as np

from graphsvc.analysis.outages.calm_courses import Calm, CalmCourses
from graphsvc.analysis.outages.course_kernels import FOR_GOOD, Course

STOCK = np.array([3.0])


class Builder:
    """Counts how often it builds."""

    def __init__(self, until: int) -> None:
        self.until, self.n = until, 0

    def __call__(self) -> Calm:
        self.n += 1
        course = Course(np.ones((2, 4)), np.zeros(2, np.int64), np.arange(4), np.zeros(4, np.int64))
        return Calm(course, self.until, np.zeros(1, np.bool_))


def test_a_longer_course_stands_for_every_shorter() -> None:
    kept, built = CalmCourses(), Builder(360)
    for n_steps in (360, 100, 360):
        kept.get(STOCK, n_steps, True, 0, built)
    assert built.n == 1
    kept.get(STOCK, 361, True, 0, built)
    assert built.n == 2


def test_what_came_to_rest_holds_for_good() -> None:
    kept, built = CalmCourses(), Builder(FOR_GOOD)
    for n_steps in (10, 100_000):
        kept.get(STOCK, n_steps, True, 0, built)
    assert built.n == 1


def test_other_stocks_and_readings_are_other_courses() -> None:
    kept, built = CalmCourses(), Builder(FOR_GOOD)
    for stock, worst, side in ((3.0, True, 0), (4.0, True, 0), (3.0, False, 0), (3.0, True, -1), (3.0, True, 0)):
        kept.get(np.array([stock]), 10, worst, side, built)
    assert built.n == 4


def test_no_more_is_kept_than_may_be() -> None:
    one = Builder(FOR_GOOD)()
    room = sum(part.nbytes for part in (*one.course, one.draining))
    kept, built = CalmCourses(2 * room), Builder(FOR_GOOD)
    for stock in (1.0, 2.0, 3.0, 3.0, 2.0, 1.0):
        kept.get(np.array([stock]), 10, True, 0, built)
    assert built.n == 4  # of three only the first had to go
    kept, built = CalmCourses(room - 1), Builder(FOR_GOOD)
    for _ in range(2):
        kept.get(STOCK, 10, True, 0, built)
    assert built.n == 2
