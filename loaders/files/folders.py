"""Paths to the files behind them: folders with all their subfolders, and archives, whose entries count as files.

A file in a subfolder or an archive is called by its way from there (``2023.zip/济南/05.csv``), one at the top of the
only folder named by its name alone. Texts in one such place belong together; so do those named one by one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Notice, Place
from loaders.files.kinds import TEXT_ENDINGS, WORKBOOK_ENDINGS, ZIP_ENDING, ZIP_HEAD
from loaders.files.sheets import file_bytes, in_own_folder, lines_of_child
from loaders.files.verdicts import refusal, shown_name
from loaders.files.xml_parts import MAX_ENTRIES

_READ = (*WORKBOOK_ENDINGS, *TEXT_ENDINGS, ZIP_ENDING)
_NO_DATA = (".md", ".toml", ".ini", ".log")


@dataclass(frozen=True)
class Arrived:
    """A file: where it lies, what it is called, and what it was found in.

    ``source``: the folder or archive that was named, None for a file named itself; ``folder``: which of its folders,
    the place it shares with others, "" for files named themselves.
    """

    path: Path
    name: str
    source: str | None = None
    folder: str = ""

    @property
    def base(self) -> str:
        """Its name without its way."""
        return self.name.rpartition("/")[2]


@dataclass
class Arrival:
    """The files behind the paths of a call, and what is refused before it is read."""

    files: list[Arrived] = field(default_factory=list)
    refused: list[LoadError] = field(default_factory=list)


def gather(paths: Sequence[Path], unpacked: Path) -> Arrival:
    """Files behind the paths, in order, each once; archives are unpacked into the folder ``unpacked``."""
    arrival, named = Arrival(), list(dict.fromkeys(paths))
    is_one = sum(path.is_dir() for path in named) == 1
    for path in named:
        found = list(_in_folder(path, is_one) if path.is_dir() else [Arrived(path, shown_name(path.name))])
        if not found:
            arrival.refused.append(empty(shown_name(str(path))))
        for each in found:
            try:
                is_archive = each.name.lower().endswith(ZIP_ENDING)
                inner = unpacked / str(len(list(unpacked.iterdir())))
                arrival.files += _in_archive(each, inner) if is_archive else [each]
            except LoadError as error:
                arrival.refused.append(error)
    arrival.files = list({each.path: each for each in reversed(arrival.files)}.values())[::-1]
    return arrival


def _in_folder(folder: Path, is_one: bool) -> Iterator[Arrived]:
    """Files of a folder, the only one named or not, and of its subfolders, by their names; links are not followed."""
    n = 0
    for place, inner, names in os.walk(folder):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        within = Path(place).relative_to(folder)
        way = within.as_posix() if within != Path() else "" if is_one else folder.name
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith(("~$", ".")) or not path.is_file():
                continue
            n += 1
            if n > MAX_ENTRIES:
                raise LoadError("too_many_files", n=n, limit=MAX_ENTRIES)
            called = shown_name(f"{way}/{name}" if way else name)
            yield Arrived(path, called, shown_name(str(folder)), str(place))


def _in_archive(archive: Arrived, folder: Path) -> list[Arrived]:
    """Files of an archive, unpacked by the disposable reader; a workbook under its ending is one file."""
    data = file_bytes(archive.path, archive.name)
    if not data.startswith(ZIP_HEAD):
        return [archive]
    found: list[Arrived] = []
    with in_own_folder(data) as copy:
        for line in lines_of_child(copy, "zip"):
            try:
                told = orjson.loads(line)
            except orjson.JSONDecodeError:
                break
            if "refused" in told:
                code = told.pop("refused")
                raise refusal(code, archive.name, told.pop("original", None), **told)
            if "workbook" in told:
                return [archive]
            if "done" in told and found:
                return found
            if "done" in told:
                raise empty(archive.name)
            folder.mkdir(exist_ok=True)
            path = (copy.parent / str(int(told["member"]))).rename(folder / str(int(told["member"])))
            name = shown_name(f"{archive.name}/{told['name']}")
            place = name.rpartition("/")[0]
            found.append(Arrived(path, name, archive.name, f"{folder}/{place}"))
    raise refusal("reader_failed", archive.name, reason="stopped")


def is_list_file(name: str) -> bool:
    """Whether a file of a folder is taken for one that holds lists, by its ending alone."""
    return name.lower().endswith(_READ)


def left_out(each: Arrived) -> Notice | None:
    """What is said of a file of a folder that is none of ours; nothing of what goes with programs."""
    if each.name.lower().endswith(_NO_DATA):
        return None
    return Notice("file_left_out", Place(each.name), each.name, "ignored", {"file": each.name})


def empty(name: str) -> LoadError:
    """The refusal of a folder or an archive that holds nothing to read."""
    return refusal("empty_folder", name)
