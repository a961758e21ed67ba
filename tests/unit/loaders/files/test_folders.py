"""Folders, archives and several files: every file has its verdict, and none hides the next."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.submission import LoadOptions, Staged
from loaders.bundle import read_submissions
from loaders.files import sheets
from tests.unit.loaders.books import HEAD, PLAIN, make_book, with_list
from tests.unit.loaders.files.test_sheets import refusal

pytestmark = pytest.mark.slow  # a process reads each file


def of_region(code: str) -> dict[str, Sequence[Sequence[Any]]]:
    """The plain workbook of another region."""
    head = [list(row) for row in HEAD]
    head[3][1] = code
    return with_list("00_填报说明", head)


def write_texts(folder: Path, code: str) -> Path:
    """The lists of an office as texts."""
    folder.mkdir(parents=True)
    for name, rows in of_region(code).items():
        text = "\n".join(",".join(map(str, row)) for row in rows)
        (folder / f"{name}.csv").write_text(text, encoding="gb18030")
    return folder


def read_all(*paths: Path, **options: Any) -> list[Staged]:
    return read_submissions(paths, LoadOptions(**options), lambda fraction, stage: None)


@pytest.fixture
def offices(tmp_path: Path) -> Path:
    """A folder as offices send it: two with texts in folders of their own, one workbook, a note."""
    folder = tmp_path / "各市"
    write_texts(folder / "济南", "370100")
    write_texts(folder / "青岛", "370200")
    make_book(folder / "淄博.xlsx", of_region("370300"))
    (folder / "说明.pdf").write_bytes(b"%PDF")
    (folder / "README.md").write_text("x")
    return folder


def test_a_folder_stands_for_its_subfolders_too(offices: Path) -> None:
    staged = read_all(offices)
    assert [each.slot.region for each in staged] == ["370300", "370100", "370200"]
    assert staged[1].files[0].name == "济南/00_填报说明.csv"
    assert staged[1].tables.rows("firms")[0]["source_file"] == "济南/05_企业名录.csv"
    left = [n.place.file for each in staged for n in each.notices if n.code == "file_left_out"]
    assert left == ["说明.pdf"]


def test_each_folder_named_is_a_bundle_of_its_own(tmp_path: Path) -> None:
    one, other = write_texts(tmp_path / "甲", "370100"), write_texts(tmp_path / "乙" / "甲", "370200")
    staged = read_all(one, other)
    assert [each.slot.region for each in staged] == ["370100", "370200"]
    assert [each.files[0].name for each in staged] == ["甲/00_填报说明.csv"] * 2
    assert not [n for each in staged for n in each.notices if n.code == "leftover_sheet"]
    (alone,) = read_all(one)
    assert alone.files[0].name == "00_填报说明.csv"


def test_two_archives_of_one_name_are_two(offices: Path, tmp_path: Path) -> None:
    (tmp_path / "另一处").mkdir()
    first = pack(offices / "济南", tmp_path / "报送.zip")
    second = pack(offices / "青岛", tmp_path / "另一处" / "报送.zip")
    assert [each.slot.region for each in read_all(first, second)] == ["370100", "370200"]


def pack(folder: Path, path: Path, encoding: str = "gb18030") -> Path:
    """An archive with names in an encoding that it does not flag, as Chinese programs write them."""

    class Entry(zipfile.ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:
            return self.filename.encode(encoding), 0

    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.writestr(Entry(str(file.relative_to(folder))), file.read_bytes())
    return path


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_an_archive_stands_for_its_files(offices: Path, tmp_path: Path, encoding: str) -> None:
    staged = read_all(pack(offices, tmp_path / "各市.zip", encoding))
    assert [each.slot.region for each in staged] == ["370300", "370100", "370200"]
    assert staged[0].files[0].name == "各市.zip/淄博.xlsx"
    assert {each.submission_id for each in staged} == {each.submission_id for each in read_all(offices)}


def archive(path: Path, *names: str, data: bytes = b"x") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, data)
    return path


@pytest.mark.parametrize("name", ["../05.csv", "/05.csv", "a/../../05.csv", "..\\05.csv", "C:/05.csv"])
def test_names_that_lead_out_of_an_archive_are_refused(tmp_path: Path, name: str) -> None:
    error = refusal(archive(tmp_path / "a.zip", "05.csv", name))
    assert (error.code, error.notices[0].place.file) == ("archive_unsafe", "a.zip")
    assert [path.name for path in tmp_path.parent.glob("05.csv")] == []


def test_links_and_names_that_stand_twice_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("05.csv")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr(link, "/etc/hostname")
    assert refusal(tmp_path / "a.zip").code == "archive_unsafe"
    assert refusal(archive(tmp_path / "b.zip", "a/05.csv", "a\\05.csv")).code == "archive_unsafe"


def test_an_archive_in_an_archive_is_refused_by_its_name(tmp_path: Path) -> None:
    inner = archive(tmp_path / "b.zip", "05.csv").read_bytes()
    error = refusal(archive(tmp_path / "a.zip", "b.zip", data=inner))
    assert (error.code, error.notices[0].place.file) == ("not_a_workbook", "a.zip/b.zip")


def test_an_archive_without_lists(tmp_path: Path) -> None:
    assert refusal(archive(tmp_path / "a.zip", "说明.pdf")).code == "empty_folder"
    assert refusal(archive(tmp_path / "b.zip")).code == "empty_folder"


def test_locked_and_damaged_archives(tmp_path: Path) -> None:
    whole = archive(tmp_path / "a.zip", "05.csv", data=b"abc" * 100).read_bytes()
    locked = bytearray(whole)
    place = whole.index(b"PK\x01\x02") + 8
    locked[place : place + 2] = struct.pack("<H", 1)
    (tmp_path / "b.zip").write_bytes(locked)
    assert refusal(tmp_path / "b.zip").code == "password_protected"
    (tmp_path / "c.zip").write_bytes(whole[: len(whole) // 2])
    assert refusal(tmp_path / "c.zip").code == "not_a_workbook"


@pytest.mark.parametrize(("name", "most"), [("MAX_UNPACKED", 500), ("MAX_ENTRIES", 1)])
def test_limits_of_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, most: int) -> None:
    imports = "sys.path.append({root!r}); "
    low = f"import loaders.files.xlsx_parts as parts; parts.{name} = {most}; "
    monkeypatch.setattr(sheets, "_START", sheets._START.replace(imports, imports + low))
    assert refusal(archive(tmp_path / "a.zip", "05.csv", "06.csv", data=b"x" * 300)).code == "archive_too_large"


def test_entries_of_an_archive_count_as_files(offices: Path, tmp_path: Path) -> None:
    for code in ("370400", "370500"):
        make_book(offices / f"{code}.xlsx", of_region(code))
    packed = pack(offices, tmp_path / "各市.zip")
    assert refusal(packed, options=LoadOptions(most_files=2)).code == "too_many_files"
    assert len(read_all(packed, most_files=5)) == 5


def test_every_refused_file_is_named(offices: Path, tmp_path: Path) -> None:
    (offices / "坏.xlsx").write_bytes(b"%PDF-1.7")
    (offices / "页.xls").write_bytes(b"<html></html>")
    (offices / "济南" / "06_生产能力.csv").write_bytes(b"\x00\x00")
    (offices / "济南" / "07_供应关系.csv").write_bytes('供方,需方\n"甲,乙\n'.encode())
    packed = pack(offices, tmp_path / "各市.zip")
    error = refusal(tmp_path / "没有.xlsx", packed)
    assert error.code == "several_refused"
    assert sorted((n.code, n.place.file) for n in error.notices) == [
        ("bad_csv", "各市.zip/济南/07_供应关系.csv"),
        ("file_not_found", str(tmp_path / "没有.xlsx")),
        ("html_as_xls", "各市.zip/页.xls"),
        ("not_a_workbook", "各市.zip/坏.xlsx"),
        ("nul_in_text", "各市.zip/济南/06_生产能力.csv"),
    ]
    assert error.facts["n"] == 5
    for each in error.document("zh")["errors"]:
        assert each["file"] in each["message"]  # type: ignore[operator]


def test_two_lists_of_one_file_and_a_slot_filled_twice_are_both_named(tmp_path: Path) -> None:
    rows = [[9.13701001234567e17, f"示例企业{i}厂", "370500", "2911", 2023] for i in range(10)]
    bad = with_list("05_企业名录", [PLAIN["05_企业名录"][0], *rows])
    first = make_book(tmp_path / "a.xlsx", PLAIN)
    second = make_book(tmp_path / "b.xlsx", PLAIN)
    error = refusal(first, make_book(tmp_path / "c.xlsx", bad), second)
    assert error.code == "several_refused"
    heads = [(n.code, n.place.file) for n in error.notices if n.code != "V04"]
    assert heads == [("too_many_bad_rows", "c.xlsx"), ("slot_twice", "a.xlsx"), ("slot_twice", "b.xlsx")]
    assert sum(n.code == "V04" for n in error.notices) == 10
