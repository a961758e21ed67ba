"""Every refusal of reading is reached by one harmless file; where it takes a size, the limit is set low."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

import pytest

from graphsvc.domain.errors import LoadError
from graphsvc.domain.submission import LoadOptions
from loaders.bundle import read_submissions
from loaders.files import lines_out, sheets, text_reader, xlsx_parts
from tests.corpus.reading import read_here
from tests.unit.loaders.books import FIRMS, HEAD, PLAIN, SUPPLIES, make_book, with_list

Paths = list[Path]


class Refusal(NamedTuple):
    """A code, the files that bring it about, options, and a limit that is set low (module, name, value)."""

    code: str
    files: Callable[[Path], Paths]
    options: LoadOptions = LoadOptions()
    limit: tuple[Any, str, Any] | None = None


def _book(**lists: Any) -> Callable[[Path], Paths]:
    return lambda folder: [make_book(folder / "示例.xlsx", lists or PLAIN)]


def _lists(lists: Any) -> Callable[[Path], Paths]:
    return lambda folder: [make_book(folder / "示例.xlsx", lists)]


def _bytes(name: str, data: bytes) -> Callable[[Path], Paths]:
    def write(folder: Path) -> Paths:
        (folder / name).write_bytes(data)
        return [folder / name]

    return write


def _macro(folder: Path) -> Paths:
    path = make_book(folder / "示例.xlsx", PLAIN)
    with ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return [path]


def _twice(folder: Path) -> Paths:
    return [make_book(folder / name, PLAIN) for name in ("示例甲.xlsx", "示例乙.xlsx")]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MANY = [SUPPLIES[0], *([*SUPPLIES[1][:2], f"示例乌有品{n}", *SUPPLIES[1][3:]] for n in range(12))]
REFUSALS = (
    Refusal("file_not_found", lambda folder: [folder / "没有.xlsx"]),
    Refusal("empty_folder", lambda folder: [folder]),
    Refusal("wrong_format", _book(), LoadOptions(format="csv")),
    Refusal("too_many_files", _twice, LoadOptions(most_files=1)),
    Refusal("file_too_large", _book(), limit=(sheets, "MAX_UPLOAD", 100)),
    Refusal("archive_too_large", _book(), limit=(xlsx_parts, "MAX_ENTRIES", 3)),
    Refusal("too_many_cells", _book(), limit=(lines_out, "MAX_CELLS", 5)),
    Refusal("too_many_columns", _bytes("05.csv", "甲,乙,丙".encode()), limit=(text_reader, "MAX_COLUMNS", 2)),
    Refusal("cell_too_long", _bytes("05.csv", b"abcdef,b\n"), limit=(text_reader, "MAX_CELL_TEXT", 3)),
    Refusal("not_a_workbook", _bytes("示例.xlsx", "企业名称,产品\n".encode())),
    Refusal("empty_workbook", _bytes("示例.xlsx", b"")),
    Refusal("macro_workbook", _macro),
    Refusal("password_protected", _bytes("示例.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"))),
    Refusal("old_xls", _bytes("示例.xls", OLE + bytes(8))),
    Refusal("html_as_xls", _bytes("示例.xls", b"<html><table/></html>")),
    Refusal("bad_encoding", _bytes("05.csv", b"\x81\x30\xff\xff\xfe")),
    Refusal("bad_csv", _bytes("05.csv", '企业名称\n"甲\n'.encode())),
    Refusal("reader_failed", _book(), limit=(sheets, "_START", "raise SystemExit")),
    Refusal("no_list", _lists({"示例": [["随笔"]]})),
    Refusal("no_header", _lists(with_list("05_企业名录", [["甲", "乙"], ["丙", "丁"]]))),
    Refusal("missing_column", _lists(with_list("07_供应关系", [[row[0], *row[2:]] for row in SUPPLIES]))),
    Refusal("no_slot", _lists({"05_企业名录": FIRMS})),
    Refusal("slot_conflict", _book(), LoadOptions(chain="SD-C01")),
    Refusal("bad_region_option", _book(), LoadOptions(region="示例乌有县")),
    Refusal("slot_twice", _twice),
    Refusal("V20", _lists(with_list("00_填报说明", [*HEAD[:-1], ["密级", "机密"]]))),
    Refusal(
        "too_many_bad_rows", _lists(with_list("05_企业名录", [FIRMS[0], *([n, *FIRMS[1][1:]] for n in range(12))]))
    ),
)


@pytest.mark.parametrize("case", REFUSALS, ids=[case.code for case in REFUSALS])
def test_a_file_that_is_refused_says_where_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: Refusal
) -> None:
    paths = case.files(tmp_path)
    if case.limit is not None:
        module, name, value = case.limit
        assert getattr(module, name) != value
        monkeypatch.setattr(module, name, value)
    if case.code != "reader_failed":
        read_here(monkeypatch)
    with pytest.raises(LoadError) as caught:
        read_submissions(paths, case.options, lambda fraction, stage: None)
    refused = caught.value
    assert refused.code == case.code
    assert refused.notices, "a refusal says where"
    assert all(notice.place.file for notice in refused.notices)
    for lang in ("zh", "en"):
        document = refused.document(lang)
        said = document["title"] + document["detail"] + document["remedy"]
        assert document["remedy"]
        assert not set("{?") & set(said)
