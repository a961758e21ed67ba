"""What is due in which step: a list for each step to come, and the positions of the present one as bits.

Each element waits in one step at most. Step by step and in flow order, as from a heap, but whatever is put in or taken
out costs the same however many wait. Compiled; plain arrays in and out.
"""

from __future__ import annotations

from typing import NamedTuple

from graphsvc.analysis.outages.all_cores import in_place
from graphsvc.analysis.outages.bit_queue import put_bit
from graphsvc.domain.arrays import Longs, Words

NONE = -1


class Calendar(NamedTuple):
    """``planned`` (S,) the step each element waits for, NONE: it does not. ``first`` (T,) by step and ``after``,
    ``before`` (S,): the elements of a step to come, one leading to the next. ``words`` (ceil(S/64),): flow positions
    that are due in the present step."""

    planned: Longs
    first: Longs
    after: Longs
    before: Longs
    words: Words


@in_place
def plan(e: int, at: int, step: int, now: int, calendar: Calendar) -> int:
    """Have an element computed in a step, where it is not in an earlier one.

    Parameters
    ----------
    e, at : int
        The element and its flow position.
    step, now : int
        That step and the present one.
    calendar : Calendar
        Written.

    Returns
    -------
    more : int
        Elements that are due in the present step and were not before: 0 or 1.
    """
    planned, first, after, before = calendar.planned, calendar.first, calendar.after, calendar.before
    known = planned[e]
    if known != NONE:
        if known <= step:
            return 0
        if before[e] == NONE:
            first[known] = after[e]
        else:
            after[before[e]] = after[e]
        if after[e] != NONE:
            before[after[e]] = before[e]
    planned[e] = step
    if step == now:
        put_bit(calendar.words, at)
        return 1
    before[e], after[e] = NONE, first[step]
    if first[step] != NONE:
        before[first[step]] = e
    first[step] = e
    return 0


@in_place
def begin(step: int, position: Longs, calendar: Calendar) -> int:
    """Let what was planned for a step be due; how many elements are.

    Parameters
    ----------
    step : int
        It is the present one from now on.
    position : (S,)
        Flow position of each element.
    calendar : Calendar
        Written.
    """
    n = 0
    e = calendar.first[step]
    calendar.first[step] = NONE
    while e != NONE:
        put_bit(calendar.words, position[e])
        n += 1
        e = calendar.after[e]
    return n
