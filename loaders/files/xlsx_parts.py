"""A workbook's archive and what its sheets share, inside the disposable reader."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import IO

from loaders.files.child_lines import JsonCell
from loaders.files.number_formats import NumberFormat, number_format
from loaders.files.plain_items import PLAIN_TEXT, Items, items_at, items_pattern, scan
from loaders.files.runs import PLAINEST_TEXT, Runs, text_cell
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
_PLAIN_STRINGS = items_pattern(rf'<si><t(?: xml:space="preserve")?>(?:({PLAINEST_TEXT})|({PLAIN_TEXT}))</t></si>')


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
        names = archive.namelist()
        self._parts = {part_key(name): name for name in names}
        if len(self._parts) != len(names):
            raise Refused("not_a_workbook", reason="entries")
        if not self.has(CONTENT_TYPES):
            raise Refused("not_a_workbook", reason=CONTENT_TYPES)
        self._read_types()
        self.strings: list[JsonCell] = []
        self.formats: list[NumberFormat | None] = []
        self.struck: list[bool] = []
        self.is_1904 = self.is_uncalculated = False

    def _read_types(self) -> None:
        """What the archive says of its parts: endings and names with a content type."""

        def start(tag: str, attributes: dict[str, str]) -> None:
            local = local_name(tag)
            if local in ("Default", "Override"):
                self._typed.add(attributes.get("Extension" if local == "Default" else "PartName", "").casefold())
                if "macroenabled" in attributes.get("ContentType", "").lower():
                    raise Refused("macro_workbook")

        parse(self.archive.open(self._parts[part_key(CONTENT_TYPES)]), start)

    def open(self, name: str) -> IO[bytes]:
        """A part of the archive as a stream, refused where it is missing or has no content type."""
        key = part_key(name)
        if not self.has(name) or self._typed.isdisjoint({key.rpartition(".")[2], f"/{key}"}):
            raise Refused("not_a_workbook", reason=name)
        return self.archive.open(self._parts[key])

    def has(self, name: str) -> bool:
        """True where the archive holds the part."""
        return part_key(name) in self._parts

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
            elif local == "calcPr":
                self.is_uncalculated = attributes.get("fullCalcOnLoad") in ("1", "true")
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
        runs = Runs()

        def start(tag: str, attributes: dict[str, str]) -> None:
            if local_name(tag) == "si":
                runs.begin()
            runs.start(tag, attributes)

        def end(tag: str) -> None:
            if local_name(tag) == "si":
                self.strings.append(runs.value())
            runs.end(tag)

        def take(plain: str, position: int) -> int:
            found, position = items_at(_PLAIN_STRINGS, plain, position)
            self.strings += [plainest or text_cell(unescape(text)) for plainest, text, _ in found]
            return position

        items = Items(_FIRST_STRING, "</si>", take, lambda: len(self.strings))
        scan(self.open(part), new_parser(start, end, runs.text), items)

    def _read_styles(self, part: str) -> None:
        """Per cell style its number format (None where it changes nothing), and whether its font is struck out."""
        custom: dict[str, str] = {}
        fonts: list[bool] = []
        state = {"fonts": False, "cellXfs": False}

        def start(tag: str, attributes: dict[str, str]) -> None:
            local = local_name(tag)
            if local == "numFmt":
                custom[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            elif local in state:
                state[local] = True
            elif local == "font" and state["fonts"]:
                fonts.append(False)
            elif local == "strike" and fonts and state["fonts"]:
                fonts[-1] = attributes.get("val", "1") not in ("0", "false")
            elif local == "xf" and state["cellXfs"]:
                told = number_format(attributes.get("numFmtId", "0"), custom)
                self.formats.append(None if told.is_plain else told)
                font = attributes.get("fontId", "")
                self.struck.append(fonts[int(font)] if font.isdigit() and int(font) < len(fonts) else False)

        def end(tag: str) -> None:
            if local_name(tag) in state:
                state[local_name(tag)] = False

        parse(self.open(part), start, end)


def part_key(name: str) -> str:
    """The name of a part as it is compared: neither case nor the kind of slash counts (ECMA-376 part 2)."""
    return name.replace("\\", "/").lstrip("/").casefold()


def _join(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return target[1:]
    parts = folder.split("/") if folder else []
    for piece in target.split("/"):
        if piece == ".." and parts:
            parts.pop()
        elif piece not in ("", ".", ".."):
            parts.append(piece)
    return "/".join(parts)
