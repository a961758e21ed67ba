"""What the head of a text tells: in which encodings it may be, and which mark parts its columns.

Order: byte order marks, UTF-8, GB18030, Big5 (as Windows writes it), each strictly and to the last byte. Bytes of Big5
often pass for GB18030, so between these two the headings decide: the encoding under which they are headings of our
lists. UTF-16 without a mark is taken where the headings are known under it.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from graphsvc.domain.dictionary import sheets
from loaders.entity_names import name_key
from loaders.files.text_reader import EITHER, SEPARATOR_LINE

HEAD_BYTES = 1 << 16
HEAD_ROWS = 15
DELIMITERS = (",", "\t", ";", "|")
_LONGEST_HEADING = 60
_TAIL = re.compile(r"[(/].*$|[*※★:]")
_BIG5 = "cp950"


class TextHead(NamedTuple):
    """Encodings as ``text_reader.decode`` takes them, and the delimiter."""

    encodings: str
    delimiter: str


def look_at(data: bytes) -> TextHead:
    """Tell the encodings to try and the delimiter of a text.

    Examples
    --------
    >>> look_at("企业名称;年度\\n示例轮胎一厂;2023\\n".encode("gb18030"))
    TextHead(encodings='utf-8,gb18030', delimiter=';')
    """
    encodings = _encodings(data)
    for encoding in encodings.replace(EITHER, ",").split(","):
        head = _head(data, encoding)
        if head is not None:
            return TextHead(encodings, _delimiter(head))
    return TextHead(encodings, ",")


def _encodings(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    bare = _bare_utf16(data[:HEAD_BYTES])
    if bare:
        return bare
    chinese, other = (_n_known(_head(data, each), is_ascii=False) for each in ("gb18030", _BIG5))
    if chinese and other:
        return f"utf-8,gb18030{EITHER}{_BIG5}"
    if other:
        return f"utf-8,{_BIG5}"
    return "utf-8,gb18030"


def _bare_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark: zero bytes, and headings that are known under one of both orders."""
    if 0 not in head:
        return None
    return next((each for each in ("utf-16-le", "utf-16-be") if _n_known(_head(head, each))), None)


def _head(data: bytes, encoding: str) -> str | None:
    """The first rows under an encoding, None where it does not fit."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        return decoder.decode(data[:HEAD_BYTES], final=len(data) <= HEAD_BYTES)
    except UnicodeDecodeError:
        return None


def _n_known(text: str | None, *, is_ascii: bool = True) -> int:
    """Headings of our lists in the first rows, under the best delimiter; ``is_ascii``: also those in Latin letters."""
    if text is None:
        return 0
    return max(len(_known_cells(text, mark, is_ascii)) for mark in DELIMITERS)


def _delimiter(text: str) -> str:
    """The mark under which most headings are known; where none is, the first of them in the first line."""
    told = SEPARATOR_LINE.match(text)
    if told:
        return told[1]
    counts = [len(_known_cells(text, mark, True)) for mark in DELIMITERS]
    first = text.lstrip("\r\n").partition("\n")[0]
    there = [mark for mark in DELIMITERS if mark in first]
    best = [mark for mark, n in zip(DELIMITERS, counts, strict=True) if n == max(counts)]
    return next((mark for mark in best if mark in there), best[0] if max(counts) else next(iter(there), ","))


def _known_cells(text: str, delimiter: str, is_ascii: bool) -> frozenset[str]:
    keys = {heading_key(cell) for row in _rows(text, delimiter) for cell in row if len(cell) <= _LONGEST_HEADING}
    return frozenset(key for key in keys if key in known_headings() and (is_ascii or not key.isascii()))


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from islice(csv.reader(text.splitlines(), delimiter=delimiter), HEAD_ROWS)
    except csv.Error:
        return


def heading_key(text: str) -> str:
    """A printed heading as it is compared here: without unit, marks and blanks."""
    return _TAIL.sub("", name_key(text))


@cache
def known_headings() -> dict[str, frozenset[str]]:
    """Types of the columns that a heading, an alias or a field name may mean, over all lists."""
    known: dict[str, frozenset[str]] = {}
    for sheet in sheets():
        for column in sheet.columns:
            for name in () if column.is_derived else (column.heading, *column.aliases, column.field):
                key = heading_key(name)
                known[key] = known.get(key, frozenset()) | {column.type}
    known.pop("", None)
    return known
