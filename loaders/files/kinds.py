"""What a file truly is, told by its first bytes and never by its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

Reader = Literal["text", "xls", "package"]
"""How the disposable reader opens a file: text with delimiters, an old workbook, an archive of parts."""

ENDINGS: Mapping[str, tuple[str, ...]] = {
    "xlsx": (".xlsx", ".xltx", ".et", ".ett"),
    "xls": (".xls", ".xlt", ".et", ".ett"),
    "xlsb": (".xlsb",),
    "ods": (".ods", ".ots"),
    "text": (".csv", ".tsv", ".tab", ".txt"),
}
"""Kinds that are read, with the endings that go with them."""

PARTLY_SEEN = frozenset({"xls", "xlsb", "ods"})
"""Kinds whose reader gives values without hidden rows, number formats, errors, struck-out text and notes."""

TEXT_ENDINGS = (".csv", ".tsv", ".tab")
WORKBOOK_ENDINGS = (
    *(".xlsx", ".xltx", ".xls", ".xlt", ".et", ".ett", ".xlsb", ".ods", ".ots"),
    *(".xlsm", ".xltm", ".xlam"),
)
MACRO_ENDINGS = (".xlsm", ".xltm", ".xlam")
TEXT_AS_OLD_WORKBOOK = (".xls", ".xlt", ".et", ".ett")
"""Endings under which spreadsheet programs open plain text too, and other programs therefore write it."""

ZIP_ENDING = ".zip"
ZIP_HEAD = b"PK"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<?xml", b"mime-version")
_BLANK = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_FIRST_BYTES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"SQLite format 3", "database"),
    (b"\x09\x00\x04\x00", "excel_4"),
    (b"\x09\x02\x06\x00", "excel_4"),
    (b"\x09\x04\x06\x00", "excel_4"),
)
_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "encrypted"),
    ("_VBA_PROJECT_CUR", "macros"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "mail"),
)
"""Names in the folder of an OLE container and what they make of it, the first that is there."""

_NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_BOMS_16 = (b"\xff\xfe", b"\xfe\xff")


def kind_of(data: bytes) -> str:
    """A kind: ``text``, ``xls``, ``package`` are read, ``markup``, ``encrypted``, ``macros``, ``ole`` and others not.

    Examples
    --------
    >>> kind_of(b"%PDF-1.7"), kind_of("企业名称,产品".encode("gb18030")), kind_of(b"PK\\x03\\x04")
    ('pdf', 'text', 'package')
    """
    for start, kind in _FIRST_BYTES:
        if data.startswith(start):
            return kind
    if data.startswith(_OLE):
        return _ole_kind(data)
    if data.startswith(ZIP_HEAD):
        return "package"
    if data[:2048].lstrip(_BLANK).replace(b"\x00", b"").lower().startswith(_MARKUP):
        return "markup"
    if data.startswith(_BOMS_16) or not _NOT_TEXT.search(data[:4096].replace(b"\x00", b"")):
        return "text"
    return "unknown"


def is_text(path: Path, name: str) -> bool:
    """Whether a file of this name is read as a text with delimiters; where it cannot be opened, its ending tells."""
    ending, head = Path(name).suffix.lower(), b""
    with suppress(OSError, ValueError):
        if path.is_file():  # a pipe or device may never end
            with path.open("rb") as stream:
                head = stream.read(4096)
    if not head:
        return ending in TEXT_ENDINGS
    kinds = ("text", "unknown") if ending in TEXT_ENDINGS else ("text",)
    return kind_of(head) in kinds and (ending not in WORKBOOK_ENDINGS or ending in TEXT_AS_OLD_WORKBOOK)


def has_columns(data: bytes) -> bool:
    """Whether the first line of a text is parted as a table is."""
    first = data[:4096].lstrip(_BLANK).replace(b"\x00", b"").partition(b"\n")[0]
    return any(mark in first for mark in (b"\t", b",", b";"))


def _ole_kind(data: bytes) -> str:
    """What an OLE container holds, by the names in its folder: entries of 128 bytes that tell the length of theirs."""
    for name, kind in _STREAMS:
        told = name.encode("utf-16-le")
        entry = told.ljust(64, b"\x00") + (len(told) + 2).to_bytes(2, "little")
        at = data.find(entry)
        while at >= 0 and at % 128:
            at = data.find(entry, at + 1)
        if at >= 0:
            return kind
    return "encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "ole"
