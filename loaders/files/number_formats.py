"""Number formats of a workbook: what a person sees of a stored number, inside the disposable reader.

A format is read far enough to tell dates from figures and to miss nothing that changes the size of what is
shown: scaling commas, a literal point between digits (``0!.0,``), words and units beside the digits, zeros in
front. ECMA-376 part 1, 18.8.31 is the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

Kind = Literal["plain", "percent", "date", "time", "shown"]
Precision = Literal["", "month", "year"]

_GENERAL = re.compile(r"General|G/通用格式|通用格式", re.IGNORECASE)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)$")
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|(?P<bracket>\[[^\]]*\])|[\\!](?P<escaped>.)|_.|\*.|(?P<digit>[0#?])|(?P<point>\.)|'
    r"(?P<comma>,)|(?P<percent>%)|(?P<power>E[+-])|(?P<half>AM/PM|A/P|上午/下午)|(?P<date>[ymdhsebgYMDHSEBG]|[aA]{3,4})|"
    r"(?P<text>@)|(?P<slash>/)|(?P<other>.)",
    re.DOTALL,
)
_BUILTIN: dict[int, str] = {
    9: "0%", 10: "0.00%", 14: "m/d/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"', 32: "h:mm", 33: "h:mm:ss", 34: "h:mm", 35: "h:mm:ss", 36: 'yyyy"年"m"月"', 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss.0", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 55: "h:mm", 56: "h:mm", 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Formats that a file names by number alone, as Chinese editions show them."""


class Section(NamedTuple):
    """One section of a format: when it applies, what it makes of a number.

    ``scale`` is the power of ten by which the shown figure is smaller than the stored one, ``width`` the least number
    of digits before the point, ``before`` and ``after`` are the words beside the digits.
    """

    kind: Kind
    condition: tuple[str, float] | None = None
    precision: Precision = ""
    scale: int = 0
    width: int = 0
    before: str = ""
    after: str = ""

    def shown(self, value: int | float) -> str:
        """The number as if a person had typed what the cell shows, with all its digits."""
        figure = Decimal(repr(value)).scaleb(-self.scale)
        text = f"{figure:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        if self.width > 1 and text.isdigit():
            text = text.zfill(self.width)
        return f"{self.before}{text}{self.after}"


def clock(value: float) -> str:
    """A stored part of a day as hours, minutes and seconds.

    Examples
    --------
    >>> clock(0.5), clock(0.354166666666667), clock(1.25)
    ('12:00:00', '8:30:00', '30:00:00')
    """
    minutes, seconds = divmod(round(value * 86_400), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


PLAIN = Section("plain")


@dataclass(frozen=True)
class NumberFormat:
    """The sections of a format, in their order."""

    sections: tuple[Section, ...] = (PLAIN,)

    @property
    def is_plain(self) -> bool:
        """Whether no section changes what is seen."""
        return all(section.kind == "plain" and section.condition is None for section in self.sections)

    def of(self, value: float) -> Section:
        """The section that shows a number."""
        told = self.sections
        if any(section.condition for section in told):
            for section in told:
                if section.condition is None or _meets(value, *section.condition):
                    return section
            return told[-1]
        if len(told) > 2 and value == 0:
            return told[2]
        return told[1] if len(told) > 1 and value < 0 else told[0]


def number_format(number: str, custom: dict[str, str]) -> NumberFormat:
    """The format of a style by its number, looked up among the file's own and the built-in ones."""
    code = custom.get(number)
    if code is None:
        code = _BUILTIN.get(int(number) if number.isdigit() else 0, "General")
    return NumberFormat(tuple(_section(part) for part in _parts(code)[:3]))


def _meets(value: float, relation: str, bound: float) -> bool:
    return {
        "<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound,
        "=": value == bound, "<>": value != bound,
    }[relation]  # fmt: skip


def _parts(code: str) -> list[str]:
    """Sections of a format: cut at semicolons that are not quoted."""
    parts, begin, position, quoted = [], 0, 0, False
    while position < len(code):
        letter = code[position]
        if letter == '"':
            quoted = not quoted
        elif letter in "\\!" and not quoted:
            position += 1
        elif letter == ";" and not quoted:
            parts.append(code[begin:position])
            begin = position + 1
        position += 1
    return [*parts, code[begin:]]


class _Reading:
    """What the tokens of a section have told so far."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.n_before, self.n_digits, self.last = -1, 0, 0
        self.fixed = self.width = self.commas = self.since_mark = 0
        self.has_point = self.has_mark = self.is_odd = self.is_percent = False
        self.dates: set[str] = set()
        self.condition: tuple[str, float] | None = None

    def literal(self, text: str) -> None:
        """A word beside or between the digits."""
        if self.n_digits and text == "." and not self.has_point:
            self.has_mark, self.since_mark = True, 0
        self.words.append(text)

    def digit(self, letter: str) -> None:
        """A place for a digit."""
        if not self.n_digits:
            self.n_before = len(self.words)
        self.n_digits += 1
        self.last = len(self.words)
        self.commas = 0
        self.since_mark += self.has_mark and not self.has_point
        if not self.has_point:
            self.width += letter == "0"

    def bracket(self, text: str) -> None:
        """A condition, a currency, elapsed time; colours and numerals say nothing of size."""
        inner = text[1:-1]
        if match := _CONDITION.match(inner):
            self.condition = match[1], float(match[2])
        elif inner.startswith("$"):
            self.literal(inner[1:].partition("-")[0])
        elif inner.lower().strip("hms") == "" and inner:
            self.dates.add("h")


def _section(code: str) -> Section:
    told = _Reading()
    shown = _GENERAL.sub("#", code)
    is_general = shown != code
    for match in _TOKEN.finditer(shown):
        kind, text = match.lastgroup, match[0]
        if kind in ("quoted", "escaped"):
            told.literal(match[kind])
        elif kind == "digit":
            told.digit(text)
        elif kind == "bracket":
            told.bracket(text)
        elif kind == "date":
            told.dates.add(text[0].lower())
        elif kind == "point":
            told.has_point = told.has_point or bool(told.n_digits)
        elif kind == "comma":
            told.commas += 1
        elif kind == "percent":
            told.is_percent = True
        elif kind in ("power", "slash"):
            told.is_odd = True
        elif kind == "other":
            told.literal(text)
    return _decided(told, is_general)


def _decided(told: _Reading, is_general: bool) -> Section:
    if told.dates and not is_general and (not told.n_digits or told.dates & set("ymdeh")):
        is_clock = bool(told.dates & set("hs"))
        is_date = bool(told.dates & set("ymdea") - ({"m"} if is_clock else set()))
        kind: Kind = "date" if is_date else "time" if is_clock else "plain"
        return Section(kind, told.condition, _precision(told.dates))
    if told.is_percent:
        return Section("percent", told.condition)
    if not told.n_digits or told.is_odd:
        return Section("plain", told.condition)
    middle = [word for word in told.words[told.n_before : told.last] if word.strip()]
    if any(word != "." for word in middle):
        return Section("plain", told.condition)
    scale = 3 * told.commas + (told.since_mark if told.has_mark else 0)
    before, after = _beside(told.words[: told.n_before]), _beside(told.words[told.last :])
    width = 0 if told.has_point or scale else told.width
    is_shown = bool(scale or before or after or width > 1)
    return Section("shown" if is_shown else "plain", told.condition, "", scale, width, before, after)


def _beside(words: list[str]) -> str:
    """Words beside the digits, without the brackets and signs of negative numbers."""
    return "".join(words).strip().strip("()+- ").strip()


def _precision(letters: set[str]) -> Precision:
    """A date without a day is one of a month, without a month one of a year."""
    if "d" in letters or "a" in letters or not letters & set("ye"):
        return ""
    return "month" if "m" in letters else "year"
