"""The smallest workbooks of other formats, written byte by byte: .xls (BIFF8 in an OLE container), .xlsb and .ods."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Lists = Mapping[str, Sequence[Sequence[Any]]]
Merged = Mapping[str, Sequence[tuple[int, int, int, int]]]
_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def _biff(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _unicode(text: str, length: str) -> bytes:
    return struct.pack(length, len(text)) + b"\x01" + text.encode("utf-16-le")


def xls_stream(lists: Lists, merged: Merged, *, is_locked: bool = False) -> bytes:
    """BIFF8: texts in one table, numbers as they are; a pair (serial, "date") is a number under a date format."""
    texts = list(dict.fromkeys(c for rows in lists.values() for row in rows for c in row if isinstance(c, str)))
    sheets: list[bytes] = []
    for name, rows in lists.items():
        body = _biff(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, str):
                    body += _biff(0x00FD, struct.pack("<HHHI", r, c, 0, texts.index(cell)))
                elif isinstance(cell, tuple):
                    body += _biff(0x0203, struct.pack("<HHHd", r, c, 1, cell[0]))
                elif cell is not None:
                    body += _biff(0x0203, struct.pack("<HHHd", r, c, 0, cell))
        areas = merged.get(name, ())
        if areas:
            body += _biff(0x00E5, struct.pack("<H", len(areas)) + b"".join(struct.pack("<HHHH", *a) for a in areas))
        sheets.append(body + _biff(0x000A))
    head = _biff(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    if is_locked:
        head += _biff(0x002F, struct.pack("<HHH", 1, 1, 1) + bytes(48))
    for number_format in (0, 14):
        head += _biff(0x00E0, struct.pack("<HH", 0, number_format) + bytes(16))
    table = struct.pack("<II", len(texts), len(texts)) + b"".join(_unicode(text, "<H") for text in texts)
    assert len(table) < 8_000
    tail = _biff(0x00FC, table) + _biff(0x000A)
    bound = [struct.pack("<IH", 0, 0) + _unicode(name, "<B") for name in lists]
    offset = len(head) + sum(len(each) + 4 for each in bound) + len(tail)
    for each, body in zip(bound, sheets, strict=True):
        head += _biff(0x0085, struct.pack("<I", offset) + each[4:])
        offset += len(body)
    return head + tail + b"".join(sheets)


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE container with streams of more than 4 kB, each in its sectors."""
    n_folder = -(-(len(streams) + 1) // 4)
    fat: list[int] = [_FAT]
    fat += [*range(2, n_folder + 1), _END]
    entries = [_entry("Root Entry", 5, _END, 0, 1)]
    data = b""
    for number, (name, stream) in enumerate(streams.items(), 1):
        padded = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), b"\x00")
        first, n = len(fat), len(padded) // _SECTOR
        fat += [*range(first + 1, first + n), _END]
        entries.append(_entry(name, 2, first, len(padded), _FREE, number + 1 if number < len(streams) else _FREE))
        data += padded
    folder = b"".join(entries).ljust(n_folder * _SECTOR, b"\x00")
    assert len(fat) <= 128
    table = struct.pack("<128I", *fat, *[_FREE] * (128 - len(fat)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    return head + table + folder + data


def _entry(name: str, kind: int, first: int, size: int, child: int, right: int = _FREE) -> bytes:
    told = name.encode("utf-16-le")
    links = struct.pack("<III", _FREE, right, child if kind == 5 else _FREE)
    entry = told.ljust(64, b"\x00") + struct.pack("<HBB", len(told) + 2, kind, 1) + links
    return entry + bytes(36) + struct.pack("<IQ", first, size)


def make_xls(path: Path, lists: Lists, merged: Merged | None = None, *, is_locked: bool = False) -> Path:
    """An .xls file."""
    path.write_bytes(ole({"Workbook": xls_stream(lists, merged or {}, is_locked=is_locked)}))
    return path


def _brt(kind: int, data: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(data), b""
    while True:
        size, low = size >> 7, size & 0x7F
        length += bytes([low | (0x80 if size else 0)])
        if not size:
            return number + length + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def make_xlsb(path: Path, lists: Lists) -> Path:
    """An .xlsb file."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    relation = f'<Relationship Id="rId{{0}}" Type="{kind}" Target="worksheets/sheet{{0}}.bin"/>'
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        sheets = b"".join(
            _brt(156, struct.pack("<II", 0, n) + _wide(f"rId{n}") + _wide(name)) for n, name in enumerate(lists, 1)
        )
        book.writestr("xl/workbook.bin", _brt(131) + _brt(143) + sheets + _brt(144) + _brt(132))
        told = "".join(relation.format(n) for n in range(1, len(lists) + 1))
        book.writestr("xl/_rels/workbook.bin.rels", f"<Relationships>{told}</Relationships>")
        for n, rows in enumerate(lists.values(), 1):
            width = max(map(len, rows))
            body = _brt(129) + _brt(148, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)) + _brt(145)
            for r, row in enumerate(rows):
                body += _brt(0, struct.pack("<I", r) + bytes(13))
                for c, cell in enumerate(row):
                    place = struct.pack("<II", c, 0)
                    if isinstance(cell, str):
                        body += _brt(6, place + _wide(cell))
                    elif cell is not None:
                        body += _brt(5, place + struct.pack("<d", cell))
            book.writestr(f"xl/worksheets/sheet{n}.bin", body + _brt(146) + _brt(130))
    return path


ODS = "application/vnd.oasis.opendocument.spreadsheet"


def make_ods(path: Path, lists: Lists, beside: Mapping[str, str] | None = None) -> Path:
    """An .ods file; ``beside``: further parts."""
    tables = ""
    for name, rows in lists.items():
        told = ""
        for row in rows:
            told += "<table:table-row>"
            for cell in row:
                if isinstance(cell, str):
                    told += f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
                elif cell is None:
                    told += "<table:table-cell/>"
                else:
                    told += f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
            told += "</table:table-row>"
        tables += f'<table:table table:name="{name}">{told}</table:table>'
    names = " ".join(
        f'xmlns:{each}="urn:oasis:names:tc:opendocument:xmlns:{each}:1.0"' for each in ("office", "table", "text")
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f"<office:document-content {names}>{body}</office:document-content>"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", ODS)
        book.writestr("META-INF/manifest.xml", "<manifest/>")
        book.writestr("content.xml", content)
        for part, text in (beside or {}).items():
            book.writestr(part, text)
    return path
