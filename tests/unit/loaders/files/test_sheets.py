"""Files that are refused: each with its code, its place and a sentence in both languages."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import message
from graphsvc.domain.submission import LoadOptions
from loaders.bundle import read_submissions
from loaders.files import sheets
from loaders.files.sheets import read_file
from tests.unit.loaders.books import FIRMS, HEAD, LANGS, PLAIN, make_book, read, said, with_list

pytestmark = pytest.mark.slow  # a process reads each file


def refusal(*paths: Path, options: LoadOptions | None = None) -> LoadError:
    with pytest.raises(LoadError) as caught:
        read_submissions(list(paths), options or LoadOptions(), lambda fraction, stage: None)
    for lang in LANGS:
        document = caught.value.document(lang)
        assert document["detail"]
        assert document["remedy"]
        assert "{" not in document["detail"] + document["remedy"]
    return caught.value


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
BYTES = [
    ("notes.xlsx", "企业名称,产品\n甲,乙\n".encode(), "not_a_workbook"),
    ("cut.xlsx", b"PK\x03\x04" + bytes(60), "not_a_workbook"),
    ("nothing.xlsx", b"", "empty_workbook"),
    ("macro.xlsm", b"PK\x03\x04" + bytes(60), "macro_workbook"),
    ("locked.xlsx", OLE + "EncryptedPackage".encode("utf-16-le") + bytes(100), "password_protected"),
    ("old.xls", OLE + bytes(512), "old_xls"),
    ("page.xls", "\ufeff<html><table><tr><td>企业名称</td></tr></table></html>".encode(), "html_as_xls"),
    ("page.xlsx", b"<!DOCTYPE html><html></html>", "html_as_xls"),
    ("list.pdf", b"%PDF-1.7", "not_a_workbook"),
    ("05.csv", b"\x81\x30\xff\xff\xfe", "bad_encoding"),
    ("05.csv", '企业名称,产品\n"甲,乙\n'.encode(), "bad_csv"),
    ("05.csv", b"", "empty_workbook"),
    ("05.csv", ("a" * 40_000).encode(), "cell_too_long"),
    ("05.csv", (",".join("x" * 600)).encode(), "too_many_columns"),
]


@pytest.mark.parametrize(("name", "data", "code"), BYTES)
def test_bytes_that_are_no_workbook(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    error = refusal(path)
    assert error.code == code
    assert error.notices[0].place.file == name


def test_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.xlsx").code == "file_not_found"


def test_empty_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path).code == "empty_folder"


def test_empty_sheets(tmp_path: Path) -> None:
    assert refusal(make_book(tmp_path / "a.xlsx", {"05_企业名录": []})).code == "empty_workbook"


def rezip(source: Path, target: Path, changed: dict[str, bytes]) -> Path:
    """Copy an archive with some parts replaced or added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, data in changed.items():
            new.writestr(name, data)
    return target


def test_macro_inside(tmp_path: Path) -> None:
    book = make_book(tmp_path / "a.xlsx", PLAIN)
    assert refusal(rezip(book, tmp_path / "b.xlsx", {"xl/vbaProject.bin": b"x"})).code == "macro_workbook"


LOW = "import loaders.files.xlsx_parts as parts; parts.{name} = {most}; "


@pytest.mark.parametrize(("name", "most"), [("MAX_UNPACKED", 5_000), ("MAX_ENTRIES", 5), ("RATIO_FLOOR", 10)])
def test_unpacks_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, most: int) -> None:
    """The limits of the reader set low; for the ratio, a part that shrinks as any text does has to be too much."""
    start = LOW.format(name=name, most=most) + ("parts.MAX_RATIO = 1; " if name == "RATIO_FLOOR" else "")
    imports = "sys.path.append({root!r}); "
    monkeypatch.setattr(sheets, "_START", sheets._START.replace(imports, imports + start))
    assert refusal(make_book(tmp_path / "a.xlsx", PLAIN)).code == "archive_too_large"


def test_entities_are_refused(tmp_path: Path) -> None:
    book = make_book(tmp_path / "a.xlsx", PLAIN)
    xml = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'
    error = refusal(rezip(book, tmp_path / "b.xlsx", {"xl/worksheets/sheet1.xml": xml}))
    assert error.code == "not_a_workbook"


@pytest.mark.parametrize(
    "part",
    ["docProps/app.xml", "xl/theme/theme1.xml", "custom/_rels/a.rels", "xl/drawings/a.vml", "xl/media/a.svg", "notes"],
)
def test_a_document_type_is_refused_in_parts_nobody_reads(tmp_path: Path, part: str) -> None:
    book = make_book(tmp_path / "a.xlsx", PLAIN)
    xml = b'<?xml version="1.0"?><!DOCTYPE a [<!ELEMENT a EMPTY>]><a/>'
    error = refusal(rezip(book, tmp_path / "b.xlsx", {part: xml}))
    assert (error.code, error.facts["reason"]) == ("not_a_workbook", "DTD")


def test_a_workbook_without_content_types(tmp_path: Path) -> None:
    book = make_book(tmp_path / "a.xlsx", PLAIN)
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            if name != "[Content_Types].xml":
                new.writestr(name, old.read(name))
    assert refusal(tmp_path / "b.xlsx").code == "not_a_workbook"


@pytest.mark.parametrize(
    ("types", "code"),
    [
        (b"<Types/>", "not_a_workbook"),
        (b"<Types><Default Extension='rels' ContentType='a/b'/></Types>", "not_a_workbook"),
        (b"no markup", "not_a_workbook"),
        (b"<Types><Default Extension='xml' ContentType='x.macroEnabled.main+xml'/></Types>", "macro_workbook"),
    ],
)
def test_a_part_without_a_content_type_is_not_read(tmp_path: Path, types: bytes, code: str) -> None:
    book = make_book(tmp_path / "a.xlsx", PLAIN)
    assert refusal(rezip(book, tmp_path / "b.xlsx", {"[Content_Types].xml": types})).code == code


def test_missing_part(tmp_path: Path) -> None:
    book = make_book(tmp_path / "a.xlsx", PLAIN)
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            if not name.endswith("sheet2.xml"):
                new.writestr(name, old.read(name))
    assert refusal(tmp_path / "b.xlsx").code == "not_a_workbook"


def test_child_that_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_book(tmp_path / "a.xlsx", PLAIN)
    monkeypatch.setattr(sheets, "_START", "import os, sys; print('[1'); os._exit(9)")
    assert refusal(path).code == "reader_failed"


def test_child_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_book(tmp_path / "a.xlsx", PLAIN)
    monkeypatch.setattr(sheets, "_START", "import time; time.sleep(60)")
    monkeypatch.setattr(sheets, "WALL_SECONDS", 0.5)
    assert refusal(path).code == "reader_failed"


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_book(tmp_path / "a.xlsx", PLAIN)
    monkeypatch.setattr(sheets, "MAX_UPLOAD", 100)
    with pytest.raises(LoadError) as caught:
        read_file(path)
    assert caught.value.code == "file_too_large"


STRUCTURE: list[tuple[dict[str, Any], str]] = [
    ({"00_填报说明": HEAD, "05_企业名录": [["甲", "乙", "丙"], [1, 2, 3]]}, "no_header"),
    ({"00_填报说明": [["甲", "乙"], ["丙", "丁"]], "05_企业名录": FIRMS}, "no_header"),
    ({"Sheet1": [["甲", "乙"], [1, 2]]}, "no_list"),
    ({"05_企业名录": FIRMS}, "no_slot"),
    (with_list("06_生产能力", [["企业名称", "设计产能", "状态"], ["示例轮胎一厂", 1, "现状"]]), "missing_column"),
]


@pytest.mark.parametrize(("lists", "code"), STRUCTURE)
def test_structure(tmp_path: Path, lists: dict[str, Any], code: str) -> None:
    assert refusal(make_book(tmp_path / "a.xlsx", lists)).code == code


def test_what_a_file_lacks_of_its_slot_is_offered_from_the_others(tmp_path: Path) -> None:
    whole = make_book(tmp_path / "a.xlsx", PLAIN)
    head = [row for row in PLAIN["00_填报说明"] if row[0] != "区划代码"]
    lacking = make_book(tmp_path / "b.xlsx", with_list("00_填报说明", head))
    with pytest.raises(LoadError) as refused:
        read_submissions([whole, lacking], LoadOptions(), lambda *_: None)
    (notice,) = refused.value.notices
    said = message("no_slot", notice.facts, "zh")
    assert said.text == "b.xlsx 没有写明区划代码。"
    assert said.remedy == "在 00_填报说明 填写区划代码，或加上选项 --region（其他文件用的是 370000）。"


def test_no_slot_is_mended_by_options(tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.xlsx", {"05_企业名录": FIRMS})
    staged = read(path, LoadOptions(chain="SD-C01", region="371300"))
    assert (staged.slot.chain, staged.slot.region) == ("SD-C01", "371300")


def test_option_against_file(tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.xlsx", PLAIN)
    assert refusal(path, options=LoadOptions(chain="SD-C01")).code == "slot_conflict"
    assert refusal(path, options=LoadOptions(region="某地")).code == "bad_region_option"


def test_wrong_format(tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.xlsx", PLAIN)
    assert refusal(path, options=LoadOptions(format="csv")).code == "wrong_format"


def test_one_slot_twice(tmp_path: Path) -> None:
    first = make_book(tmp_path / "a.xlsx", PLAIN)
    second = make_book(tmp_path / "b.xlsx", with_list("05_企业名录", FIRMS[:2]))
    assert refusal(first, second).code == "slot_twice"


def test_too_many_files(tmp_path: Path) -> None:
    paths = [make_book(tmp_path / f"{i}.xlsx", {"05_企业名录": FIRMS}) for i in range(21)]
    assert refusal(*paths).code == "too_many_files"


def numeric_firms(n_bad: int, n: int) -> list[list[Any]]:
    rows: list[list[Any]] = [FIRMS[0]]
    for i in range(n):
        rows.append([9.13701001234567e17 if i < n_bad else None, f"示例企业{i}厂", "370500", "2911", 2023])
    return rows


def test_too_many_bad_rows(tmp_path: Path) -> None:
    error = refusal(make_book(tmp_path / "a.xlsx", with_list("05_企业名录", numeric_firms(3, 10))))
    assert error.code == "too_many_bad_rows"
    assert [(n.code, n.place.row) for n in error.notices] == [("V04", 2), ("V04", 3), ("V04", 4)]


def test_bad_rows_below_the_line_load(tmp_path: Path) -> None:
    staged = read(make_book(tmp_path / "a.xlsx", with_list("05_企业名录", numeric_firms(2, 10))))
    assert [s for s in said(staged) if s[0] == "V04"] == [("V04", 2, FIRMS[0][0]), ("V04", 3, FIRMS[0][0])]
    firms = staged.tables.rows("firms")
    assert firms[0]["uscc"] is None
    assert firms[0]["other_id"] == "913701001234567000"
