"""Files are what their content is: other workbooks are read, what cannot be read is refused by its true name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from graphsvc.domain.notices import notice_document
from graphsvc.domain.submission import LoadOptions
from loaders.files import sheets
from loaders.files.sheets import read_file
from loaders.raw_cells import IsoDay
from tests.unit.loaders.books import FIRMS, PLAIN, make_book, read
from tests.unit.loaders.files.test_sheets import refusal
from tests.unit.loaders.other_formats import make_ods, make_xls, make_xlsb, ole

pytestmark = pytest.mark.slow  # a process reads each file

MAKERS: dict[str, Callable[..., Path]] = {"xls": make_xls, "et": make_xls, "xlsb": make_xlsb, "ods": make_ods}


@pytest.mark.parametrize("ending", MAKERS)
def test_other_workbooks_say_the_same_as_xlsx(tmp_path: Path, ending: str) -> None:
    staged = read(MAKERS[ending](tmp_path / f"a.{ending}", PLAIN))
    assert [(n.code, n.action, n.place.file) for n in staged.notices] == [("format_seen_partly", "kept", f"a.{ending}")]
    assert dict(staged.tables.digests) == dict(read(make_book(tmp_path / "a.xlsx", PLAIN)).tables.digests)
    assert staged.tables.rows("firms")[0]["source_row"] == 2


def test_merged_areas_and_dates_of_an_old_workbook(tmp_path: Path) -> None:
    rows: list[list[object]] = [["企业名录", None, None], ["企业名称", "成立日期"], ["示例轮胎一厂", (45017, "date")]]
    book = read_file(make_xls(tmp_path / "a.xls", {"05_企业名录": rows}, {"05_企业名录": [(0, 0, 0, 2)]}))
    assert book.sheets[0].merged == [(1, 1, 1, 3)]
    assert book.sheets[0].rows[2] == (3, ["示例轮胎一厂", IsoDay("2023-04-01")])


def _renamed(folder: Path, made: Path, name: str) -> Path:
    return made.rename(folder / name)


NAMED_OTHERWISE: list[tuple[Callable[[Path], Path], str]] = [
    (lambda f: _renamed(f, make_book(f / "b.xlsx", PLAIN), "a.xls"), "Excel 工作簿 (.xlsx)"),
    (lambda f: _renamed(f, make_book(f / "b.xlsx", PLAIN), "a.csv"), "Excel 工作簿 (.xlsx)"),
    (lambda f: _renamed(f, make_book(f / "b.xlsx", PLAIN), "a.zip"), "Excel 工作簿 (.xlsx)"),
    (lambda f: _renamed(f, make_xls(f / "b.xls", PLAIN), "a.xlsx"), "旧版工作簿 (.xls、WPS .et)"),
    (lambda f: _renamed(f, make_ods(f / "b.ods", PLAIN), "a.xls"), "开放文档表格 (.ods)"),
]


@pytest.mark.parametrize(("make", "kind"), NAMED_OTHERWISE)
def test_a_name_that_misleads_is_said(tmp_path: Path, make: Callable[[Path], Path], kind: str) -> None:
    staged = read(make(tmp_path))
    said = next(n for n in staged.notices if n.code == "read_as")
    assert kind in notice_document(said, "zh")["message"]
    assert staged.tables.n_rows()["firms"] == 2


def test_a_table_of_text_under_the_name_of_an_old_workbook(tmp_path: Path) -> None:
    path = tmp_path / "05_企业名录.xls"
    path.write_bytes("\r\n".join("\t".join(map(str, row)) for row in FIRMS).encode("gb18030"))
    staged = read(path, LoadOptions(chain="SD-C01", region="370000"))
    assert staged.notices[0].code == "read_as"
    assert [firm["name"] for firm in staged.tables.rows("firms")] == [row[1] for row in FIRMS[1:]]


def _zip(path: Path, *parts: str, mimetype: str | None = None) -> bytes:
    with zipfile.ZipFile(path, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for part in parts:
            archive.writestr(part, "<a/>")
    return path.read_bytes()


TYPES = "[Content_Types].xml"
OTHERS: list[tuple[str, Callable[[Path], bytes], str, str]] = [
    ("a.pdf", lambda _: b"%PDF-1.7 x", "not_a_workbook", "PDF 文件"),
    ("a.xls", lambda _: b"{\\rtf1 x}", "not_a_workbook", "RTF 文档"),
    ("a.zip", lambda _: b"Rar!\x1a\x07\x00", "not_a_workbook", "压缩包 (.rar)"),
    ("a.csv", lambda _: b"\x89PNG\r\n\x1a\n", "not_a_workbook", "图片"),
    ("a.xls", lambda _: b"\x09\x04\x06\x00\x00\x00\x10\x00", "not_a_workbook", "Excel 4.0 及更早的文件"),
    ("a.xls", lambda _: b"\x01\x02\x03\x04", "not_a_workbook", "认不出的二进制文件"),
    ("a.xlsx", lambda _: "企业名称,年度\n".encode(), "not_a_workbook", "纯文本"),
    ("a.xls", lambda _: "没有分列的文字".encode(), "not_a_workbook", "纯文本"),
    ("a.xls", lambda _: ole({"WordDocument": b"x"}), "not_a_workbook", "Word 文档 (.doc)"),
    ("a.xls", lambda _: ole({"Workbook": b"x", "_VBA_PROJECT_CUR": b"x"}), "macro_workbook", ""),
    ("a.xls", lambda _: ole({"EncryptedPackage": b"x"}), "password_protected", ""),
    ("a.xls", lambda _: ole({"Workbook": b"no records"}), "old_xls", ""),
    ("a.xlsx", lambda f: _zip(f / "z", TYPES, "word/document.xml"), "not_a_workbook", "Word 文档 (.docx)"),
    ("a.xlsx", lambda f: _zip(f / "z", TYPES, "ppt/presentation.xml"), "not_a_workbook", "演示文稿 (.pptx)"),
    ("a.xlsx", lambda f: _zip(f / "z", "05.csv"), "not_a_workbook", "压缩包 (.zip)"),
    ("a.ods", lambda f: _zip(f / "z", mimetype="application/vnd.oasis.opendocument.text"), "not_a_workbook", "(.odt)"),
    ("a.csv", lambda _: b"<html><table></table></html>", "html_as_xls", ""),
]


@pytest.mark.parametrize(("name", "make", "code", "kind"), OTHERS)
def test_refused_by_its_true_name(
    tmp_path: Path, name: str, make: Callable[[Path], bytes], code: str, kind: str
) -> None:
    data = make(tmp_path)
    path = tmp_path / name
    path.write_bytes(data)
    error = refusal(path)
    assert (error.code, error.notices[0].place.file) == (code, name)
    assert kind in error.document("zh")["detail"]


def test_locked_and_macro_workbooks_of_other_formats(tmp_path: Path) -> None:
    assert refusal(make_xls(tmp_path / "a.xls", PLAIN, is_locked=True)).code == "password_protected"
    module = {"Basic/Standard/Module1.xml": "<a/>"}
    assert refusal(make_ods(tmp_path / "b.ods", PLAIN, module)).code == "macro_workbook"
    sealed = tmp_path / "c.ods"
    with zipfile.ZipFile(make_ods(tmp_path / "d.ods", PLAIN)) as old, zipfile.ZipFile(sealed, "w") as new:
        for part in old.namelist():
            new.writestr(part, b"<encryption-data/>" if part.endswith("manifest.xml") else old.read(part))
    assert refusal(sealed).code == "password_protected"


def test_a_library_that_aborts_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library ends its process where memory ends; the limit is set low for a sheet of harmless size."""
    low = "import loaders.files.other_books as books; books.read_other_book = lambda *_: __import__('os').abort(); "
    low += "import loaders.files.reader_child as child; child.read_other_book = books.read_other_book; "
    imports = "sys.path.append({root!r}); "
    monkeypatch.setattr(sheets, "_START", sheets._START.replace(imports, imports + low))
    assert refusal(make_xls(tmp_path / "a.xls", PLAIN)).code == "reader_failed"
    monkeypatch.undo()
    assert read(make_xls(tmp_path / "a.xls", PLAIN)).tables.n_rows()["firms"] == 2
