"""An archive of many files, unpacked inside the disposable reader: under numbers, so that no name leads anywhere."""

from __future__ import annotations

import shutil
import stat
import zipfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

from loaders.files.packages import package_kind
from loaders.files.sheet_reader import Out
from loaders.files.xlsx_parts import checked_archive
from loaders.files.xml_parts import Refused

_UTF8_NAME = 0x800
_NOBODYS = ("__MACOSX/", "Thumbs.db", "desktop.ini")


def unpack(path: Path, out: Out) -> None:
    """Write every file of an archive beside it, as 0, 1, 2 …, and emit their names; a workbook is only said to be one.

    Raises
    ------
    Refused
        ``archive_too_large``, ``password_protected``, ``archive_unsafe``, ``not_a_workbook``.
    """
    archive = checked_archive(path)
    if package_kind(archive) != "zip":
        out.line({"workbook": True})
        return
    names = [_name(entry) for entry in archive.infolist()]
    twice = [name for name, n in Counter(names).items() if n > 1]
    if twice:
        raise Refused("archive_unsafe", original=twice[0][:200])
    for number, (entry, name) in enumerate(zip(archive.infolist(), names, strict=True)):
        parts = name.split("/")
        if entry.is_dir() or name.startswith(_NOBODYS) or parts[-1].startswith((".", "~$")):
            continue
        if ".." in parts or name.startswith("/") or ":" in parts[0] or stat.S_ISLNK(entry.external_attr >> 16):
            raise Refused("archive_unsafe", original=name[:200])
        with archive.open(entry) as source, (path.parent / str(number)).open("xb") as target:
            shutil.copyfileobj(source, target)
        out.line({"member": number, "name": "/".join(part for part in parts if part not in ("", "."))})


def _name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry: UTF-8 where it is flagged or fits, else GB18030, which Chinese programs write unflagged."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            with suppress(UnicodeDecodeError):
                name = raw.decode(encoding)
                break
    return name.replace("\\", "/")
