"""An archive of parts, inside the disposable reader: which document it is, and who reads it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from loaders.files.lines_out import Out
from loaders.files.other_books import read_other_book
from loaders.files.sheet_reader import SheetReader
from loaders.files.xlsx_parts import CONTENT_TYPES, Workbook, checked_archive, part_key
from loaders.files.xml_parts import Refused, refuse_doctype

_OPEN_DOCUMENTS: Mapping[str, str] = {
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.spreadsheet-template": "ods",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
_MAIN_PARTS: Mapping[str, str] = {
    "xl/workbook.bin": "xlsb",
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
}
_MANIFEST = "META-INF/manifest.xml"
_BASIC_MODULE = re.compile(r"(?:Basic/[^/]+/(?!script-lb\.xml)[^/]+\.xml|Scripts/.+)")


def package_kind(archive: zipfile.ZipFile) -> str:
    """What an archive is by the names of its parts: ``xlsx``, ``xlsb``, ``ods``, another document, or ``zip``."""
    names = {part_key(name) for name in archive.namelist()}
    if "mimetype" in archive.NameToInfo:
        told = archive.open("mimetype").read(80).decode("ascii", "replace").strip()
        return _OPEN_DOCUMENTS.get(told, "zip")
    if part_key(CONTENT_TYPES) not in names:
        return "numbers" if "index/document.iwa" in names else "zip"
    return next((kind for part, kind in _MAIN_PARTS.items() if part in names), "xlsx")


def read_package(path: Path, out: Out) -> None:
    """Emit every worksheet of a workbook that is an archive of parts.

    Raises
    ------
    Refused
        ``not_a_workbook`` by its true name, ``macro_workbook``, ``password_protected``; limits of the archive.
    """
    archive = checked_archive(path)
    kind = package_kind(archive)
    if kind not in ("xlsx", "xlsb", "ods"):
        raise Refused("not_a_workbook", kind=kind)
    for name in archive.namelist():
        refuse_doctype(archive.open(name))
    if kind == "xlsx":
        _read_xlsx(archive, out)
        return
    if any(_BASIC_MODULE.fullmatch(name) for name in archive.namelist()):
        raise Refused("macro_workbook")
    if _MANIFEST in archive.NameToInfo and b"encryption-data" in archive.read(_MANIFEST):
        raise Refused("password_protected")
    read_other_book(path, kind, out)


def _read_xlsx(archive: zipfile.ZipFile, out: Out) -> None:
    book = Workbook(archive)
    out.line({"kind": "xlsx"})
    for name, state, part in book.sheets():
        out.line({"sheet": name, "state": state})
        SheetReader(book, out).read(part)
