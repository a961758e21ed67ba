"""Review by the command line: what is open goes out as a workbook, a person decides, every later load follows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graphsvc.domain.review_words import both
from tests.integration.door import Door
from tests.integration.made_books import firm, made, sold
from tests.integration.review_books import BUYER, MAKER, NEW, OLD, PAGES, WRONG, doubtful, fill, shown

RIGHT = WRONG.replace("O", "0", 1)
EVERYTHING = {
    "示例电机": ("接受", None),
    "水泥熟料": ("改为…", "Q1"),
    "市中区": ("改为…", "370103 济南市市中区"),
    "用工总人数情况": ("接受", None),
    "万个包": ("改为…", "万台"),
    WRONG: ("接受", None),
    OLD: ("接受", None),
    NEW: ("拒绝", None),
    "示例整车公司": ("接受", None),
}


@pytest.fixture
def door(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Door:
    """The command line on an empty store."""
    return Door(tmp_path / "store.db", capfdbinary, monkeypatch)


@pytest.fixture
def review(door: Door, tmp_path: Path) -> Path:
    """The review of a store that holds the doubtful chain."""
    door.json("load", doubtful(tmp_path / "示例甲.xlsx"))
    door.json("review", "--out", tmp_path / "review.xlsx")
    return tmp_path / "review.xlsx"


def apply(door: Door, review: Path, decide: dict[str, tuple[str, str | None]]) -> dict[str, Any]:
    """Decide in a review, hand it in."""
    assert set(fill(review, decide)) == set(decide)
    told: dict[str, Any] = door.json("review", "--apply", review)
    return told


def rows(door: Door, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = door.json("table", table)["rows"]
    return found


def codes(document: dict[str, Any]) -> set[str]:
    return {each["code"] for each in document["warnings"]}


def test_every_kind_of_doubt_stands_in_the_workbook(review: Path) -> None:
    pages = shown(review)
    assert tuple(pages) == PAGES
    told = {page: {str(row["原文"]) for row in found} for page, found in pages.items()}
    assert told == {
        "合并建议": {WRONG, OLD, NEW, "示例整车公司"},
        "别名建议": {"水泥熟料", "示例电机"},
        "待确认行": {"水泥熟料"},
        "未识别地区": {"市中区"},
        "未识别表头": {"用工总人数情况"},
        "未识别单位": {"万个包"},
    }
    alias = next(row for row in pages["别名建议"] if row["原文"] == "示例电机")
    assert (alias["文件"], alias["工作表"], alias["行"], alias["列"]) == ("示例甲.xlsx", "07_供应关系", 2, "供方")
    assert alias["建议"].split("\n")[0] == f"{MAKER} 山东示例电机有限公司"
    assert alias["相似度"] == pytest.approx(0.8)  # 示例电机 and 山东示例电机: 2 × 4 letters of 4 + 6
    assert "水泥熟料" in pages["待确认行"][0]["整行原文"]


def test_the_workbook_asks_with_drop_downs_and_locks_the_rest(review: Path) -> None:
    sheet = openpyxl.load_workbook(review)["未识别地区"]
    lists = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert sheet.protection.sheet
    assert lists["I3"] == '"拒绝,改为…,以后再说"', "several places fit: none can be accepted unseen"
    assert str(lists["J3"]).removeprefix("=").startswith("'备选'!")
    assert not sheet["I3"].protection.locked
    assert sheet["E3"].protection.locked
    assert sheet["I3"].number_format == "@"
    assert (str(sheet.page_setup.paperSize), sheet.page_setup.orientation) == ("9", "landscape")
    assert sheet["E2"].value == both("columns", "original")


def test_decisions_make_a_version_in_which_they_hold(door: Door, review: Path) -> None:
    before = door.json("versions")[0]["version_id"]
    told = apply(door, review, EVERYTHING)
    assert told["published"]
    assert told["version_id"] != before
    assert told["n_decided"] == 10  # 水泥熟料 stands on two sheets
    firms = {row["firm_id"]: row for row in rows(door, "firms")}
    assert set(firms) == {MAKER, BUYER, NEW, RIGHT, next(f for f in firms if firms[f]["name"] == "示例市中有限公司")}
    assert firms[MAKER]["employees"] == 120  # the column nobody knew
    assert {f["reg_region"] for f in firms.values() if f["name"] == "示例市中有限公司"} == {"370103"}
    assert [row["supplier"] for row in rows(door, "supplies")] == [MAKER]
    assert rows(door, "parked") == []
    assert {row["unit"] for row in rows(door, "products")} == {"万台"}
    assert {row["design_capacity"] or row["effective_capacity"] for row in rows(door, "capacities")} >= {10.0, 5.0}
    assert door.json("review")["n_open"] == 0


def test_a_new_file_is_silent_about_what_was_decided(door: Door, review: Path, tmp_path: Path) -> None:
    apply(door, review, EVERYTHING)
    later = doubtful(
        tmp_path / "示例乙.xlsx",
        {
            "07_供应关系": [sold("示例电机", BUYER, "Q1", 占需方采购比重=0.7)],
            "06_生产能力": [made(MAKER, "Q1", 11, 8), made(BUYER, "Q9", 5, 4), made(MAKER, "水泥熟料", 7, 6)],
        },
    )
    told = door.json("load", later)
    assert told["published"]
    about = [each for each in told["warnings"] if each["original"] == "示例电机"]
    assert [(each["code"], each["action"]) for each in about] == [("decided", "repaired")]
    assert "示例复核员" in about[0]["message"]
    assert not codes(told) & {"V02", "V03", "V05b", "V08", "unknown_heading", "unknown_unit", "alias_proposal"}
    assert [row["share_buyer"] for row in rows(door, "supplies")] == [0.7]
    assert door.json("load", later)["published"] is False


def test_a_corrected_row_counts_for_its_content_whatever_file_brings_it(
    door: Door, tmp_path: Path, review: Path
) -> None:
    makers = [
        made(MAKER, "Q1", 10, 8),
        made(BUYER, "Q9", 5, 4),
        {**made(MAKER, "Q1", 7, 6), "状态": "半停半开"},
        made(BUYER, "驱动电机、水泥砖块", 3, 2),
        made("", "Q1", 2, 1),
    ]
    door.json("load", doubtful(tmp_path / "示例乙.xlsx", {"06_生产能力": makers}))
    door.json("review", "--out", review)
    told = apply(door, review, {"半停半开": ("改为…", "停产"), "水泥砖块": ("改为…", "Q9")})
    said = {each["row"]: (each["column"], each["original"]) for each in told["warnings"] if each["code"] == "decided"}
    assert said == {4: ("状态", "半停半开"), 5: ("产品编码或名称", "水泥砖块")}
    found = [(r["firm"], r["product"], r["state"], r["effective_capacity"]) for r in rows(door, "capacities")]
    assert found == [
        (MAKER, "Q1", "现状", 10), (BUYER, "Q9", "现状", 5), (MAKER, "Q1", "停产", 7),
        (BUYER, "Q1", "现状", None), (BUYER, "Q9", "现状", None),
    ]  # fmt: skip
    assert [row["row"] for row in rows(door, "parked")] == [6], "the row without a firm still waits"
    names = {"企业(信用代码或名称)": "企业名称", "产品编码或名称": "产品名称"}
    renamed = [{names.get(name, name): value for name, value in row.items()} for row in [makers[4], *makers[:4]]]
    again = door.json("load", doubtful(tmp_path / "示例丁.xlsx", {"06_生产能力": renamed}))
    assert {each["row"] for each in again["warnings"] if each["code"] == "decided"} == {5, 6}
    assert [(r["firm"], r["product"], r["state"], r["effective_capacity"]) for r in rows(door, "capacities")] == found


def test_an_alias_of_a_firm_holds_in_another_chain(door: Door, review: Path, tmp_path: Path) -> None:
    apply(door, review, {"示例电机": ("接受", None)})
    other = doubtful(tmp_path / "示例丙.xlsx", {"05_企业名录": [firm(BUYER, "示例整车有限公司", "370600")]}, "SD-C72")
    told = door.json("load", other)
    assert [e["code"] for e in told["warnings"] if e["original"] == "示例电机"] == ["decided"]
    assert {row["supplier"] for row in rows(door, "supplies")} == {MAKER}


def test_without_a_decision_nothing_is_published(door: Door, review: Path) -> None:
    told = door.json("review", "--apply", review)
    assert (told["published"], told["n_decided"]) == (False, 0)
    assert len(door.json("versions")) == 1
    apply(door, review, {"示例电机": ("接受", None)})
    again = door.json("review", "--apply", review)
    assert (again["published"], again["n_decided"]) == (False, 0)
    assert len(door.json("versions")) == 2


def test_what_was_refused_is_not_asked_again(door: Door, review: Path) -> None:
    told = apply(door, review, {"示例电机": ("拒绝", None), "水泥熟料": ("拒绝", None)})
    assert told["n_decided"] == 3
    again = door.json("review")
    assert not {each["original"] for each in again["open"]} & {"示例电机", "水泥熟料"}
    [alias] = [each for each in again["decisions"] if each["original"] == "示例电机"]
    assert (alias["verdict"], alias["value"]) == ("rejected", None)
    assert len(rows(door, "parked")) == 1


def test_a_decision_can_be_taken_back(door: Door, review: Path, tmp_path: Path) -> None:
    apply(door, review, {"示例电机": ("接受", None)})
    first = {row["supplier"] for row in rows(door, "supplies")}
    door.json("review", "--out", tmp_path / "again.xlsx")
    _decided_by(tmp_path / "again.xlsx", "示例主任")
    fill(tmp_path / "again.xlsx", {"示例电机": ("撤销", None)}, by=None)
    told = door.json("review", "--apply", tmp_path / "again.xlsx")
    assert told["published"]
    assert first == {MAKER}
    assert {row["supplier"] for row in rows(door, "supplies")} == {"~示例电机"}
    assert door.json("review", "--list") == []
    assert "示例电机" in {each["original"] for each in door.json("review")["open"]}


def _decided_by(path: Path, name: str) -> None:
    """Say once, on the first sheet, who decides."""
    book = openpyxl.load_workbook(path)
    book["说明"]["B2"] = name
    book.save(path)


def test_who_changes_a_decision_is_who_decided(door: Door, review: Path, tmp_path: Path) -> None:
    apply(door, review, {"市中区": ("改为…", "370103")})
    door.json("review", "--out", tmp_path / "again.xlsx")
    fill(tmp_path / "again.xlsx", {"市中区": ("改为…", "370402")}, by=None)
    assert [e["code"] for e in door.refused("review", "--apply", tmp_path / "again.xlsx")["errors"]] == [
        "review_nobody"
    ]
    _decided_by(tmp_path / "again.xlsx", "示例主任")
    assert door.json("review", "--apply", tmp_path / "again.xlsx")["n_decided"] == 1
    [one] = door.json("review", "--list")
    assert (one["value"], one["decided_by"]) == ("370402", "示例主任")


def test_decisions_are_listed(door: Door, review: Path) -> None:
    apply(door, review, {"市中区": ("改为…", "370103")})
    [one] = door.json("review", "--list")
    assert {**one, "id": "", "decided_at": ""} == {
        "id": "", "kind": "place", "kind_label": "地区", "table": None, "scope": "370000", "column": None,
        "original": "市中区", "verdict": "accepted", "verdict_label": "接受", "value": "370103",
        "value_label": "370103", "decided_by": "示例复核员", "decided_at": "", "note": None,
    }  # fmt: skip
    _, out, _ = door("review", "--list", "--lang", "en")
    assert "place" in out.decode()


def test_nothing_to_review_is_said(door: Door, tmp_path: Path, review: Path) -> None:
    apply(door, review, EVERYTHING)
    code, out, _ = door("review")
    assert code == 0
    assert "没有需要复核的内容" in out.decode()
    door.json("review", "--out", tmp_path / "empty.xlsx")
    assert openpyxl.load_workbook(tmp_path / "empty.xlsx")["说明"]["A1"].value == "没有需要复核的内容。"


def test_a_review_in_english_is_read_too(door: Door, review: Path, tmp_path: Path) -> None:
    door.json("review", "--out", tmp_path / "en.xlsx", "--lang", "en")
    fill(tmp_path / "en.xlsx", {"示例电机": ("accept", None)})
    assert door.json("review", "--apply", tmp_path / "en.xlsx")["n_decided"] == 1


def test_decisions_go_through_backup_and_restore(
    door: Door, review: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(door, review, {"示例电机": ("接受", None)})
    kept = door.json("review", "--list")
    door.json("backup", tmp_path / "kept.db")
    monkeypatch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{tmp_path / 'restored.db'}")
    door.json("restore", tmp_path / "kept.db")
    assert door.json("review", "--list") == kept
    assert door.json("load", tmp_path / "示例甲.xlsx")["published"] is False


def test_the_same_decisions_give_the_same_content(
    door: Door, review: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(tmp_path / "示例甲.xlsx", tmp_path / "示例另.xlsx")
    first = apply(door, review, EVERYTHING)["content_hash"]
    monkeypatch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    door.json("load", tmp_path / "示例另.xlsx")
    door.json("review", "--out", tmp_path / "r2.xlsx")
    assert apply(door, tmp_path / "r2.xlsx", EVERYTHING)["content_hash"] == first


def test_csv_lists_what_is_open(door: Door, review: Path) -> None:
    code, out, _ = door("review", "--csv")
    assert code == 0
    assert "市中区" in out.decode("utf-8-sig")
    assert json.loads(door("review", "--json")[1])["n_open"] == 10
