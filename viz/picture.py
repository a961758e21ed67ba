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
    return SMALL_SIZE, [first, shortened(rest, width, SMALL_SIZE)]


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
    if (whole := _whole_words(text, end)) > 0:
        end = whole
    return text[:end].rstrip(), text[end:].lstrip()


def _whole_words(text: str, end: int) -> int:
    """The last place up to ``end`` where no word of letters or figures is cut; 0 where one word fills the line."""
    while 0 < end < len(text) and _in_word(text[end - 1]) and _in_word(text[end]):
        end -= 1
    return end


def _in_word(char: str) -> bool:
    return char.isalnum() and not is_wide(char)


def number(value: float) -> str:
    """A figure for reading: grouped thousands, at most four decimals."""
    if value != 0 and abs(value) < 1e-4:
        return f"{value:.3g}"
    return f"{value:z,.4f}".rstrip("0").rstrip(".")


def path_data(route: Sequence[Point]) -> str:
    """A route as SVG path data in whole units: straight on one level, an S-curve between two levels."""
    if len(route) < 2:
        return ""
    told = [(round(x), round(y)) for x, y in route]
    parts = [f"M{short(told[0][0])} {short(told[0][1])}"]
    for (x0, y0), (x1, y1) in pairwise(told):  # steps, which take fewer bytes than places
        wide, high = short(x1 - x0), short(y1 - y0)
        half = short((x1 - x0) / 2)
        parts.append(f"h{wide}" if high == "0" else f"c{half} 0 {half} {high} {wide} {high}")
    return "".join(parts).replace(" -", "-")


def arrow_data(route: Sequence[Point]) -> str:
    """The arrow head at the end of a route as closed SVG path data."""
    if len(route) < 2:
        return ""
    x, y = route[-1]
    back = -8 if x > route[-2][0] else 8
    return f"M{round(x)} {round(y)}l{back}-4v8z"


def short(value: float) -> str:
    """A coordinate, to a tenth."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def rounded_path(route: Sequence[Point], radius: float = 5.0) -> str:
    """A route of level and upright pieces as SVG path data with rounded corners."""
    if len(route) < 2:
        return ""
    parts = [f"M{short(route[0][0])} {short(route[0][1])}"]
    for before, corner, after in zip(route, route[1:], route[2:], strict=False):
        turn = min(radius, _apart(before, corner) / 2, _apart(corner, after) / 2)
        (x0, y0), (x1, y1) = _toward(corner, before, turn), _toward(corner, after, turn)
        parts.append(f"L{short(x0)} {short(y0)}Q{short(corner[0])} {short(corner[1])} {short(x1)} {short(y1)}")
    parts.append(f"L{short(route[-1][0])} {short(route[-1][1])}")
    return "".join(parts)


def _apart(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _toward(start: Point, end: Point, length: float) -> Point:
    whole = _apart(start, end) or 1.0
    return (start[0] + (end[0] - start[0]) * length / whole, start[1] + (end[1] - start[1]) * length / whole)
