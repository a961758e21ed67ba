"""XML of a workbook's parts, read with expat inside the disposable reader; its limits stand here as constants.

Document types are refused, nothing is sized by a declared dimension.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import IO
from xml.parsers import expat

MAX_CELLS = 2 * 2**20
MAX_COLUMNS = 512
LAST_ROW = 2**20
MAX_CELL_TEXT = 32_767
MAX_OUTPUT = 256 * 2**20
MAX_ENTRIES = 1_000
MAX_UNPACKED = 200 * 2**20
MAX_RATIO = 100
RATIO_FLOOR = 2**20
MEMORY = 512 * 2**20
CPU_SECONDS = 60
MAX_COMMENTS = 1_000

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Refused(Exception):
    """The file is refused: code of the message and its facts."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class _Malformed(Refused):
    """A part is no XML."""

    def __init__(self, reason: str) -> None:
        super().__init__("not_a_workbook", reason=reason)


def _no_doctype(*_: object) -> None:
    raise Refused("not_a_workbook", reason="DTD")


def local_name(name: str) -> str:
    """A tag without its prefix."""
    return name.rpartition(":")[2]


ExpatParser = expat.XMLParserType


def new_parser(
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> ExpatParser:
    """A parser of one XML part; document types are refused."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.EntityDeclHandler = _no_doctype
    parser.buffer_text = True
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    return parser


def feed(parser: ExpatParser, data: bytes, *, is_last: bool = False) -> None:
    """Give a parser the next bytes; what is no XML is refused."""
    try:
        parser.Parse(data, is_last)
    except expat.ExpatError as error:
        raise _Malformed(str(error)) from None


def parse(
    stream: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Run one XML part through expat."""
    parser = new_parser(start, end, text)
    while chunk := stream.read(1 << 16):
        feed(parser, chunk)
    feed(parser, b"", is_last=True)


class _Begun(Exception):
    """The first element has begun: what may declare a document type lies behind."""


def refuse_doctype(stream: IO[bytes]) -> None:
    """Refuse a part that declares a document type, whether or not anything of it will be read."""

    def begun(*_: object) -> None:
        raise _Begun

    with suppress(_Begun, _Malformed):
        parse(stream, begun)


def unescape(text: str) -> str:
    """Undo ``_x000D_``; surrogates stay as they are written."""

    def letter(match: re.Match[str]) -> str:
        code = int(match[1], 16)
        return match[0] if 0xD800 <= code <= 0xDFFF else chr(code)

    return _ESCAPE.sub(letter, text) if "_x" in text else text


def number_of(text: str) -> int | float:
    """A number as the file has it, to the 15 digits a spreadsheet keeps."""
    try:
        return int(text) if len(text) < 16 else float(text)
    except ValueError:
        value = float(text)
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(text)
    return float(f"{value:.15g}")
