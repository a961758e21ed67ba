"""A workbook's archive and what its sheets share, inside the disposable reader."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import IO

from loaders.files.plain_items import PLAIN_TEXT, Items, scan
from loaders.files.xml_parts import (
    MAX_ENTRIES,
    MAX_RATIO,
    MAX_UNPACKED,
    RATIO_FLOOR,
    Refused,
    local_name,
    new_parser,
    parse,
    unescape,
)

CONTENT_TYPES = "[Content_Types].xml"

_FIRST_STRING = re.compile(rb"(?=<si>)")
_PLAIN_STRING = re.compile(rf'<si><t(?: xml:space="preserve")?>({PLAIN_TEXT})</t></si>\s*')
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_BUILTIN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))


def checked_archive(path: Path) -> zipfile.ZipFile:
    """An archive whose entries are within the limits, not encrypted and without macros."""
    try:
        archive = zipfile.ZipFile(path)
    # NotImplementedError is what zipfile raises for a version it does not know
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, OSError) as error:
        raise Refused("not_a_workbook", reason=str(error)) from None
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    unpacked, size = sum(entry.file_size for entry in entries), path.stat().st_size
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED:
        raise Refused("archive_too_large", entries=len(entries), unpacked=unpacked)
    if unpacked > RATIO_FLOOR and any(
        entry.file_size > RATIO_FLOOR and entry.file_size > MAX_RATIO * max(entry.compress_size, 1) for entry in entries
    ):
        raise Refused("archive_too_large", entries=len(entries), unpacked=unpacked)
    if unpacked > RATIO_FLOOR and unpacked > MAX_RATIO * size:
        raise Refused("archive_too_large", entries=len(entries), unpacked=unpacked)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("password_protected")
    if len(set(names)) != len(names):
        raise Refused("not_a_workbook", reason="entries")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("macro_workbook")
    return archive


class Workbook:
    """The archive and what its sheets share: strings, number formats, epoch."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self._typed: set[str] = set()
        self._read_types()
        self.strings: list[str] = []
        self.formats: list[str] = []
        self.is_1904 = False

    def _read_types(self) -> None:
        """What the archive says of its parts: endings and names with a content type."""

        def start(tag: str, attributes: dict[str, str]) -> None:
            local = local_name(tag)
            if local in ("Default", "Override"):
                self._typed.add(attributes.get("Extension" if local == "Default" else "PartName", "").lower())
                if "macroenabled" in attributes.get("ContentType", "").lower():
                    raise Refused("macro_workbook")

        parse(self.archive.open(CONTENT_TYPES), start)

    def open(self, name: str) -> IO[bytes]:
        """A part of the archive as a stream, refused where it is missing or has no content type."""
        ending = name.rpartition(".")[2]
        if not self.has(name) or self._typed.isdisjoint({ending.lower(), f"/{name}".lower()}):
            raise Refused("not_a_workbook", reason=name)
        return self.archive.open(name)

    def has(self, name: str) -> bool:
        """True where the archive holds the part."""
        return name in self.archive.NameToInfo

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id → (kind, part name) of one part."""
        folder, _, leaf = part.rpartition("/")
        name = f"{folder}/_rels/{leaf}.rels".lstrip("/")
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if local_name(tag) == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = (kind, _join(folder, target))

        if self.has(name):
            parse(self.open(name), start)
        return found

    def sheets(self) -> list[tuple[str, str, str]]:
        """(name, state, part) of every worksheet, in the order of the tabs."""
        root = [target for kind, target in self.relations("").values() if kind == "officeDocument"]
        main = root[0] if root and self.has(root[0]) else "xl/workbook.xml"
        rels = self.relations(main)
        found: list[tuple[str, str, str]] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            local = local_name(tag)
            if local == "workbookPr":
                self.is_1904 = attributes.get("date1904") in ("1", "true")
            elif local == "sheet":
                ids = [value for key, value in attributes.items() if key.endswith(":id")]
                kind, target = rels.get(ids[0] if ids else "", ("", ""))
                if kind == "worksheet":
                    found.append((attributes.get("name", ""), attributes.get("state", "visible"), target))

        parse(self.open(main), start)
        for kind, target in rels.values():
            if kind == "sharedStrings" and self.has(target):
                self._read_strings(target)
            elif kind == "styles" and self.has(target):
                self._read_styles(target)
        return found

    def _read_strings(self, part: str) -> None:
        pieces: list[str] = []
        inside = {"t": False, "rPh": False}

        def start(tag: str, _: dict[str, str]) -> None:
            local = local_name(tag)
            if local == "si":
                pieces.clear()
            elif local in inside:
                inside[local] = True

        def end(tag: str) -> None:
            local = local_name(tag)
            if local == "si":
                self.strings.append(unescape("".join(pieces)))
            elif local in inside:
                inside[local] = False

        def text(data: str) -> None:
            if inside["t"] and not inside["rPh"]:
                pieces.append(data)

        def take(plain: str, position: int) -> int | None:
            match = _PLAIN_STRING.match(plain, position)
            if match is None:
                return None
            self.strings.append(unescape(match[1]))
            return match.end()

        items = Items(_FIRST_STRING, "</si>", take, lambda: len(self.strings))
        scan(self.open(part), new_parser(start, end, text), items)

    def _read_styles(self, part: str) -> None:
        custom: dict[str, str] = {}
        state = {"in": False}

        def start(tag: str, attributes: dict[str, str]) -> None:
            local = local_name(tag)
            if local == "numFmt":
                custom[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            elif local == "cellXfs":
                state["in"] = True
            elif local == "xf" and state["in"]:
                self.formats.append(_format_kind(attributes.get("numFmtId", "0"), custom))

        def end(tag: str) -> None:
            if local_name(tag) == "cellXfs":
                state["in"] = False

        parse(self.open(part), start, end)


def _join(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    parts = folder.split("/") if folder else []
    for piece in target.split("/"):
        if piece == ".." and parts:
            parts.pop()
        elif piece not in ("", ".", ".."):
            parts.append(piece)
    return "/".join(parts)


def _format_kind(number: str, custom: dict[str, str]) -> str:
    """``date``, ``percent`` or "" for a number format."""
    if number not in custom:
        value = int(number) if number.isdigit() else 0
        return "date" if value in _BUILTIN_DATES else "percent" if value in (9, 10) else ""
    code = _QUOTED.sub("", custom[number].split(";")[0]).lower()
    if "%" in code:
        return "percent"
    return "date" if code != "general" and any(letter in code for letter in "ymdhs") else ""
