"""Broken files at the door: a verdict with code, place and remedy in both languages, never a stack of calls."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.door import Door, altered, cell_below, is_chinese

STAGES, PRODUCTS, FIRMS, SUPPLIES = "02_产业链环节", "03_环节产品", "05_企业名录", "07_供应关系"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _no_such_file(book: Path, folder: Path) -> Path:
    return folder / "没有.xlsx"


def _renamed_text(book: Path, folder: Path) -> Path:
    path = folder / "notes.xlsx"
    path.write_text("企业名称,产品\n甲,乙\n", encoding="utf-8")
    return path


def _empty_book(book: Path, folder: Path) -> Path:
    def change(opened: Any) -> None:
        opened.create_sheet("Sheet1")
        for name in opened.sheetnames[:-1]:
            del opened[name]

    return altered(book, folder / "empty.xlsx", change)


def _macro(book: Path, folder: Path) -> Path:
    path = folder / "macro.xlsx"
    path.write_bytes(book.read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return path


def _password(book: Path, folder: Path) -> Path:
    path = folder / "locked.xlsx"
    path.write_bytes(OLE + "EncryptedPackage".encode("utf-16-le") + bytes(100))
    return path


def _folder_without_files(book: Path, folder: Path) -> Path:
    path = folder / "nothing"
    path.mkdir()
    return path


def _heading_gone(book: Path, folder: Path) -> Path:
    def change(opened: Any) -> None:
        for cell in opened[SUPPLIES][1]:
            cell.value = f"某列{cell.column}"

    return altered(book, folder / "headings.xlsx", change)


REFUSED: list[tuple[Callable[[Path, Path], Path], str]] = [
    (_no_such_file, "file_not_found"),
    (_renamed_text, "not_a_workbook"),
    (_empty_book, "empty_workbook"),
    (_macro, "macro_workbook"),
    (_password, "password_protected"),
    (_folder_without_files, "empty_folder"),
    (_heading_gone, "no_header"),
]


@pytest.mark.parametrize(("make", "code"), REFUSED, ids=[code for _, code in REFUSED])
@pytest.mark.parametrize("command", ["load", "validate"])
def test_refused(
    empty_door: Door, tyre_book: Path, tmp_path: Path, make: Callable[[Path, Path], Path], code: str, command: str
) -> None:
    path = make(tyre_book, tmp_path)
    refusal = empty_door.refused(command, path)
    assert refusal["code"] == code
    assert path.name in refusal["detail"] + str([error["file"] for error in refusal["errors"]])
    assert command == "load" or not empty_door.store.exists()


def test_refusal_for_people_goes_to_the_error_stream(empty_door: Door, tmp_path: Path) -> None:
    code, out, err = empty_door("load", tmp_path / "没有.xlsx", "--lang", "en")
    assert (code, out) == (2, b"")
    assert "file_not_found" in err


def _set(sheet: str, heading: str, row: int, value: Any) -> Callable[[Any], None]:
    def change(opened: Any) -> None:
        cell = cell_below(opened[sheet], heading, row)
        cell.value = value
        cell.number_format = "General"

    return change


def _without(sheet: str) -> Callable[[Any], None]:
    def change(opened: Any) -> None:
        del opened[sheet]

    return change


def _shares_too_large(opened: Any) -> None:
    page = opened[SUPPLIES]
    cell_below(page, "占需方采购比重", 4).value = 0.7
    cell_below(page, "占需方采购比重", 5).value = 0.6


def _stage_cycle(opened: Any) -> None:
    page = opened[STAGES]
    cell_below(page, "上级环节编码", 6).value = "C90-05-01"  # C90-05 below its own child


# what is done, code, sheet, row, tables that hold fewer rows
LOADED: dict[str, tuple[Callable[[Any], None], str, str | None, int | None]] = {
    "missing sheet": (_without(SUPPLIES), "V01", None, None),
    "wrong heading": (_set(PRODUCTS, "参考单价", 1, "莫名其妙"), "unknown_heading", PRODUCTS, None),
    "unknown product": (_set(SUPPLIES, "产品", 3, "飞船"), "V02", SUPPLIES, 3),
    "tampered credit code": (_set(FIRMS, "统一社会信用代码", 5, "91370800FAKE010403"), "V03", FIRMS, 5),
    "numeric credit code": (_set(FIRMS, "统一社会信用代码", 5, 9.13708001234567e17), "V04", FIRMS, 5),
    "share sum": (_shares_too_large, "V09", SUPPLIES, None),
    "stage cycle": (_stage_cycle, "V13", STAGES, None),
}


@pytest.mark.parametrize("name", LOADED)
def test_loaded_with_a_warning_at_its_place(empty_door: Door, tyre_book: Path, tmp_path: Path, name: str) -> None:
    change, code, sheet, row = LOADED[name]
    path = altered(tyre_book, tmp_path / "broken.xlsx", change)
    document = empty_door.json("load", path)
    assert document["published"] is True
    found = [w for w in document["warnings"] if w["code"] == code]
    assert found, [w["code"] for w in document["warnings"]]
    for warning in found:
        assert warning["file"] == "broken.xlsx"
        assert sheet is None or warning["sheet"] == sheet
        assert row is None or warning["row"] == row
        assert is_chinese(warning["message"])
        assert is_chinese(warning["remedy"])
    english = empty_door.json("validate", path, "--lang", "en")["warnings"]
    assert len(english) == len(document["warnings"])
    assert all(w["message"] and w["remedy"] for w in english)


def test_a_bad_code_keeps_the_firm(empty_door: Door, tyre_book: Path, tmp_path: Path) -> None:
    change = LOADED["tampered credit code"][0]
    empty_door.json("load", altered(tyre_book, tmp_path / "broken.xlsx", change))
    firms = empty_door.json("table", "firms")["rows"]
    (firm,) = [row for row in firms if row["name"] == "示例炭黑一"]
    assert firm["uscc"] is None
    assert firm["firm_id"].startswith("~")
    suppliers = {row["supplier"] for row in empty_door.json("table", "supplies")["rows"]}
    assert firm["firm_id"] in suppliers


def test_rows_that_are_parked_are_not_lost(empty_door: Door, tyre_book: Path, tmp_path: Path) -> None:
    for name, n_left in (("unknown product", 22), ("share sum", 21)):
        path = altered(tyre_book, tmp_path / f"{name}.xlsx", LOADED[name][0])
        empty_door.json("load", path)
        assert empty_door.json("table", "supplies")["n_rows"] == n_left
        assert empty_door.json("table", "parked")["n_rows"] == 23 - n_left


def test_without_trade_the_grade_is_d(empty_door: Door, tyre_book: Path, tmp_path: Path) -> None:
    empty_door.json("load", altered(tyre_book, tmp_path / "broken.xlsx", LOADED["missing sheet"][0]))
    answer = empty_door.ask("choke-points")
    assert answer["data_grade"] == "D"
    assert {row["risk_grade"] for row in answer["rows"]} <= {"grey"}
