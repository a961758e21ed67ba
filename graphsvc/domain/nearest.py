"""The name that is most like what somebody wrote, for refusals that help."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from heapq import nlargest

LONGEST = 60
"""Letters of the text that are compared."""
COMPARED = 200
"""Names compared letter by letter: those with most letters in common."""


def nearest(text: str, names: Iterable[str], at_least: float = 0.0) -> str:
    """The nearest of ``names``, a dash where none is at least so much like it; quick for long texts and many names.

    ``at_least`` is the share of letters in common, 0 for none and 1 for the same text.

    Examples
    --------
    >>> nearest("钢帘線", ["炭黑", "钢帘线", "胎圈钢丝"]), nearest("x", [])
    ('钢帘线', '-')
    >>> nearest("水泥", ["炭黑", "钢帘线"], at_least=0.5)
    '-'
    """
    text = text[:LONGEST]
    letters = set(text)

    def likeness(name: str) -> float:
        return len(letters.intersection(name)) - abs(len(name) - len(text)) / 100

    near = nlargest(COMPARED, dict.fromkeys(names), key=likeness)
    return (get_close_matches(text, near, n=1, cutoff=at_least) or ["-"])[0]
