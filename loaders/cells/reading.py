"""What every reader of a cell shares: the column it reads for, what a cell became, what is said about it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from graphsvc.domain.dictionary import Column, value_words
from graphsvc.domain.sentences import Code
from loaders.entity_names import name_key
from loaders.raw_cells import Cell, Value
from loaders.text import UNKNOWN_WORDS, null_reason


class Issue(NamedTuple):
    """Something to say about a cell: code, action, facts beside place; ``original`` where a part alone is meant."""

    code: str
    action: str
    facts: Mapping[str, object]
    original: str | None = None


class Read(NamedTuple):
    """What a cell became: value, further fields of the row, issues. An issue ``parked`` parks the row.

    ``doubt`` is a number that can be read in two ways; the rest of the row decides, and only then anything is said.
    """

    value: Value = None
    beside: Mapping[str, Value] | None = None
    issues: tuple[Issue, ...] = ()
    doubt: float | None = None


BLANK = Read()


def issue(code: str, action: str, **facts: object) -> Issue:
    """An issue with its facts."""
    return Issue(code, action, facts)


@dataclass(frozen=True)
class Reading:
    """How one column of one sheet is read: dictionary column, unit of its heading, decision on percent.

    ``knows`` tells whether a text names a known product (for lists and 和/及). ``listed_units`` are those of a heading
    or title that names several: of them the one counts that measures what the figure does.
    """

    table: str
    column: Column
    heading_unit: str | None = None
    percent: str = "share"
    knows: Callable[[str], bool] = lambda _: False
    listed_units: tuple[str, ...] = ()


Reader = Callable[[Cell], Read]


def bad(reading: Reading, text: str) -> Read:
    """An unreadable value: parks the row under a required enum, is null elsewhere."""
    column = reading.column
    parks = column.type == "enum" and column.required == "R"
    expected: str | Code = "、".join(column.allowed) or Code("cell_type", column.type)
    return Read(None, None, (issue("bad_value", "parked" if parks else "nulled", expected=expected, value=text),))


def null_of(reading: Reading, text: str) -> Read | None:
    """Null for a word that says there is nothing, else None."""
    reason = null_reason(text)
    if reason is None and text in UNKNOWN_WORDS:
        reason = text
    return None if reason is None else Read(None, None, (issue("null_word", "nulled", word=reason),))


def nfkc(text: str) -> str:
    """Text in the one form that full-width and half-width letters share."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


_QUOTES = str.maketrans("", "", "\"'“”‘’「」『』《》")


def without_quotes(text: str) -> str:
    """A word of a closed list without the marks that are set around it: 专精特新“小巨人” as 专精特新小巨人."""
    return text.translate(_QUOTES)


_BOX = re.compile(r"([☑☒✓✔√■●◉☐□○◯])\s*([^☑☒✓✔√■●◉☐□○◯\s]+)\s*")
_TICKED = frozenset("☑☒✓✔√■●◉")


def ticked(text: str) -> str | None:
    """The one word that is ticked where several stand with a box each; None where it is another text.

    Examples
    --------
    >>> ticked("■是 □否"), ticked("□大型☑中型"), ticked("□是 □否"), ticked("√")
    ('是', '中型', None, None)
    """
    boxes = _BOX.findall(text.strip())
    chosen = [word for box, word in boxes if box in _TICKED]
    is_all = "".join(_BOX.split(text.strip())[::3]).strip() == ""
    return chosen[0] if is_all and len(boxes) > 1 and len(chosen) == 1 else None


@lru_cache(maxsize=1 << 12)
def allowed_keys(values: tuple[str, ...]) -> dict[str, str]:
    """Allowed values by their key."""
    return {name_key(value): value for value in values}


@lru_cache(maxsize=1 << 10)
def word_keys(table: str, field: str) -> dict[str, str]:
    """Words of offices for the values of a closed column, by their key."""
    return {name_key(word): value for word, value in value_words(table, field).items()}
