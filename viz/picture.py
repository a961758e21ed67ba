"""What both pictures share: text that fits its box, ways of the links as path data. No colour, no language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from graphsvc.domain.wide_letters import is_wide

NAME_SIZE = 14
SMALL_SIZE = 12

Point = tuple[float, float]

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Text without characters that neither HTML nor XML can carry; they become U+FFFD."""
    return _NOT_TEXT.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Clean text with line breaks and runs of blanks as single blanks."""
    return " ".join(clean(text).split())


def text_width(text: str, size: float) -> float:
    """Estimated width of a line in picture units; rather too wide than too narrow."""
    total = 0.0
    for char in text:
        if is_wide(char):
            total += 1.0
        elif char.isupper() or char in "mwMW@%":
            total += 0.72
        else:
            total += 0.56
    return total * size


def label_lines(name: str, width: float) -> tuple[int, list[str]]:
    """Font size and one or two lines of a name; what does not fit ends with an ellipsis."""
    text = one_line(name)
    if text_width(text, NAME_SIZE) <= width:
        return NAME_SIZE, [text]
    first, rest = _cut(text, width)
    if not rest:
        return SMALL_SIZE, [first]
    second, rest = _cut(rest, width)
    if rest:
        second = shortened(second + rest, width, SMALL_SIZE)
    return SMALL_SIZE, [first, second]


def shortened(text: str, width: float, size: float) -> str:
    """One line that fits ``width``, ending with an ellipsis where something is left out."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text + "…"


def _cut(text: str, width: float) -> tuple[str, str]:
    if text_width(text, SMALL_SIZE) <= width:
        return text, ""
    end = 1
    while end < len(text) and text_width(text[: end + 1], SMALL_SIZE) <= width:
        end += 1
    blank = text.rfind(" ", 0, end + 1)
    if blank > end // 2:
        end = blank
    return text[:end].rstrip(), text[end:].lstrip()


def number(value: float) -> str:
    """A figure for reading: grouped thousands, at most four decimals."""
    if value != 0 and abs(value) < 1e-4:
        return f"{value:.3g}"
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def path_data(route: Sequence[Point]) -> str:
    """A route as SVG path data: straight on one level, an S-curve between two levels."""
    if len(route) < 2:
        return ""
    parts = [f"M{_n(route[0][0])} {_n(route[0][1])}"]
    for (x0, y0), (x1, y1) in pairwise(route):
        if y0 == y1:
            parts.append(f"L{_n(x1)} {_n(y1)}")
        else:
            middle = (x0 + x1) / 2
            parts.append(f"C{_n(middle)} {_n(y0)} {_n(middle)} {_n(y1)} {_n(x1)} {_n(y1)}")
    return "".join(parts)


def arrow_data(route: Sequence[Point]) -> str:
    """The arrow head at the end of a route as closed SVG path data."""
    if len(route) < 2:
        return ""
    x, y = route[-1]
    back = -8.0 if x > route[-2][0] else 8.0
    return f"M{_n(x)} {_n(y)}L{_n(x + back)} {_n(y - 4)}L{_n(x + back)} {_n(y + 4)}Z"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def rounded_path(route: Sequence[Point], radius: float = 5.0) -> str:
    """A route of level and upright pieces as SVG path data with rounded corners."""
    if len(route) < 2:
        return ""
    parts = [f"M{_n(route[0][0])} {_n(route[0][1])}"]
    for before, corner, after in zip(route, route[1:], route[2:], strict=False):
        turn = min(radius, _apart(before, corner) / 2, _apart(corner, after) / 2)
        (x0, y0), (x1, y1) = _toward(corner, before, turn), _toward(corner, after, turn)
        parts.append(f"L{_n(x0)} {_n(y0)}Q{_n(corner[0])} {_n(corner[1])} {_n(x1)} {_n(y1)}")
    parts.append(f"L{_n(route[-1][0])} {_n(route[-1][1])}")
    return "".join(parts)


def _apart(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _toward(start: Point, end: Point, length: float) -> Point:
    whole = _apart(start, end) or 1.0
    return (start[0] + (end[0] - start[0]) * length / whole, start[1] + (end[1] - start[1]) * length / whole)
