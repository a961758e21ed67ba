"""Versions compared, backed up and restored, through the command line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.door import Door, altered, cell_below


def _next_version(door: Door, book: Path, target: Path, change: Callable[[Any], None]) -> tuple[str, str]:
    """Ids before and after loading a copy of the workbook after ``change``."""
    before = door.json("versions")[0]["version_id"]
    loaded = door.json("load", altered(book, target, change))
    assert loaded["published"]
    return before, loaded["version_id"]


def _set_cut_off(book: Any, day: str) -> None:
    for row in book["00_填报说明"].iter_rows():
        for cell in row:
            if cell.value == "数据截止日期":
                book["00_填报说明"].cell(row=cell.row, column=cell.column + 1).value = day
                return
    raise AssertionError("no cut-off date")


def _more_output(book: Any) -> None:
    cell = cell_below(book["06_生产能力"], "产量", 2)
    cell.value = float(cell.value) * 0.9


def test_a_version_against_itself(door: Door) -> None:
    (version,) = door.json("versions")
    found = door.json("diff", version["version_id"], version["version_id"])
    assert (found["added"], found["removed"], found["changed"]) == ([], [], [])


def test_corrected_cell_of_the_same_date(door: Door, tyre_book: Path, tmp_path: Path) -> None:
    a, b = _next_version(door, tyre_book, tmp_path / "b.xlsx", _more_output)
    found = door.json("diff", a, b)
    (change,) = found["changed"]
    assert (found["added"], found["removed"]) == ([], [])
    assert (change["table"], change["field"], change["reason"]) == ("capacities", "output", "data")
    assert change["after"] == pytest.approx(0.9 * change["before"])
    assert set(change["key"]) == {"firm", "product", "site", "state"}
    (back,) = door.json("diff", b, a)["changed"]
    assert (back["before"], back["after"]) == (change["after"], change["before"])


def test_later_date_means_reality(door: Door, tyre_book: Path, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        _more_output(book)
        _set_cut_off(book, "2024-12-31")

    a, b = _next_version(door, tyre_book, tmp_path / "b.xlsx", change)
    found = {(c["table"], c["field"]): c for c in door.json("diff", a, b)["changed"]}
    assert set(found) == {("capacities", "output"), ("submissions", "as_of")}
    assert {c["reason"] for c in found.values()} == {"reality"}
    assert {c["reason"] for c in door.json("diff", b, a)["changed"]} == {"unknown"}


def test_row_taken_out_and_put_back(door: Door, tyre_book: Path, tmp_path: Path) -> None:
    a, b = _next_version(door, tyre_book, tmp_path / "b.xlsx", lambda book: book["07_供应关系"].delete_rows(3))
    found = door.json("diff", a, b)
    assert (found["added"], found["changed"]) == ([], [])
    (gone,) = found["removed"]
    assert gone["table"] == "supplies"
    assert gone["key"] == {name: gone["row"][name] for name in ("supplier", "buyer", "product")}
    assert gone["names"] == {"supplier": "示例合成胶", "buyer": "示例轮胎二厂", "product": "合成橡胶"}
    assert door.json("diff", b, a)["added"] == [gone]


def test_next_year_of_a_trade_is_a_change(door: Door, tyre_book: Path, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        cell_below(book["07_供应关系"], "年度", 2).value = 2022

    a, b = _next_version(door, tyre_book, tmp_path / "b.xlsx", change)
    (found,) = door.json("diff", a, b)["changed"]
    assert (found["table"], found["field"], found["before"], found["after"]) == ("supplies", "year", 2023, 2022)


def test_people_and_spreadsheets_read_it_too(door: Door, tyre_book: Path, tmp_path: Path) -> None:
    a, b = _next_version(door, tyre_book, tmp_path / "b.xlsx", _more_output)
    code, out, _ = door("diff", a, b, "--csv")
    assert code == 0
    assert out.decode("utf-8-sig").splitlines()[0] == "change,table,names,key,field,before,after,reason"
    code, out, _ = door("diff", a, b)
    assert "数据修订" in out.decode()


def test_unknown_version_is_refused(door: Door) -> None:
    assert door.refused("diff", "v000009-x", "v000001-y")["code"] == "unknown_version"


def test_backup_and_restore(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = door.ask("choke-points")
    file = tmp_path / "kept" / "backup.db"
    (written,) = door.json("backup", file)["written"]
    assert written == {"path": str(file), "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
    assert door.refused("restore", file)["code"] == "store_not_empty"
    monkeypatch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{tmp_path}/new/store.db")
    restored = door.json("restore", file)
    (version,) = door.json("versions")
    assert restored["restored"] is True
    assert restored["version_id"] == version["version_id"]
    assert restored["content_hash"] == version["content_hash"]
    assert door.ask("choke-points") == answer


def test_what_is_no_backup_is_refused(empty_door: Door, tmp_path: Path) -> None:
    assert empty_door.refused("restore", tmp_path / "absent.db")["code"] == "backup_missing"
    wrong = tmp_path / "wrong.db"
    wrong.write_bytes(b"SQLite format 3\x00" + b"?" * 2000)
    assert empty_door.refused("restore", wrong)["code"] == "backup_broken"


def test_backup_onto_the_store_is_refused(door: Door) -> None:
    assert door.refused("backup", door.store)["code"] == "backup_onto_store"


def test_backup_into_a_folder_that_cannot_be_is_refused(door: Door, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    code, out, _ = door("backup", tmp_path / "file" / "backup.db", "--json")
    assert code in (2, 3), out
