"""An archive of many files, unpacked inside the disposable reader: under numbers, so that no name leads anywhere."""

from __future__ import annotations

import re
import shutil
import stat
import zipfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from loaders.files.lines_out import Out
from loaders.files.packages import package_kind
from loaders.files.xlsx_parts import checked_archive
from loaders.files.xml_parts import Refused

_UTF8 = 0x800
_HAN = re.compile("[\u4e00-\u9fff]")
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
    names = _names(archive.infolist())
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


def _names(entries: Sequence[zipfile.ZipInfo]) -> list[str]:
    """Names of entries; those without the flag for UTF-8 are in one encoding: UTF-8 where all are, and some in Chinese.

    Else they are GB18030, which Chinese programs write unflagged; a short name of it may pass for UTF-8.
    """
    raw = {each.filename: each.filename.encode("cp437", "replace") for each in entries if not each.flag_bits & _UTF8}
    told = {name: data for name, data in raw.items() if not data.isascii()}
    decoded: dict[str, str] = {}
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            decoded = {name: data.decode(encoding) for name, data in told.items()}
            if encoding != "utf-8" or any(_HAN.search(name) for name in decoded.values()):
                break
    return [decoded.get(each.filename, each.filename).replace("\\", "/") for each in entries]
