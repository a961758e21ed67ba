"""Data grade D is grey on every list and map, and no row of it leaves as a finding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graphsvc.usecases.draw_map import draw_map
from tests.benchmarks.made_chain import made_code
from tests.integration.door import Door
from tests.integration.made_books import chain_row, firm, load_all, made, product, sold, write_book

CHAIN = "SD-C98"
FINAL, PART, ROD = "P980101", "P980201", "P980301"
G, V = made_code(8300, "371302"), made_code(8301, "371302")


@pytest.fixture
def thin_book(tmp_path: Path) -> Path:
    """Who makes and who buys is known, and the lists are complete; nearly no figure is."""
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL]),
        "02_产业链环节": [{"环节编码": "C98-01", "环节名称": "整机", "层级": 1, "链位": "下游"}],
        "03_环节产品": [product(c, n, "C98-01") for c, n in ((FINAL, "整机"), (PART, "部件"), (ROD, "盘条"))],
        "04_产品投入产出": [
            {"下游产品编码": FINAL, "上游产品编码": PART, "必需性": "必需"},
            {"下游产品编码": PART, "上游产品编码": ROD, "必需性": "必需"},
        ],
        "05_企业名录": [firm(G, "示例整机厂", "371302"), firm(V, "示例部件厂", "371302")],
        "06_生产能力": [made(G, FINAL, None, None, 停产恢复时间=None), made(V, PART, None, None, 停产恢复时间=None)],
        "07_供应关系": [
            sold(V, G, PART, 年供应额=10, 需方库存天数=None),
            sold("境外盘条厂", V, ROD, 供方所在地="日本", 年供应量=5, 需方库存天数=None),
        ],
    }  # fmt: skip
    return write_book(tmp_path / "thin.xlsx", CHAIN, lists)


@pytest.fixture
def thin(empty_door: Door, thin_book: Path) -> Door:
    """The command line on that chain."""
    empty_door.json("load", thin_book)
    return empty_door


def test_gaps_stand_on_the_excluded_sheet(thin: Door, tmp_path: Path) -> None:
    answer = thin.ask("gap-list")
    assert answer["data_grade"] == "D"
    assert answer["rows"] == []
    reasons = {row["product_code"]: row["reason_code"] for row in answer["summary"]["excluded"]}
    assert reasons[ROD] == "grade_d"
    assert {w["code"] for w in answer["warnings"]} >= {"grade_d"}
    assert not any(row["exportable"] for row in thin.ask("missing-links")["rows"])
    out = tmp_path / "gaps.xlsx"
    thin.json("export", "gaps", "--out", out)
    book = openpyxl.load_workbook(out)
    pages = [[cell for line in page.iter_rows(values_only=True) for cell in line if cell] for page in book.worksheets]
    assert not any(ROD in str(cell) for cell in pages[0])
    assert any(ROD in str(cell) for cell in pages[1])
    assert "数据等级为 D，不作为结论导出" in pages[1]


def test_everything_is_grey(thin: Door) -> None:
    assert {row["status"] for row in thin.ask("stages")["rows"]} == {"unknown"}
    choke = thin.ask("choke-points")
    assert choke["data_grade"] == "D"
    assert {row["risk_grade"] for row in choke["rows"]} == {"grey"}


def test_map_is_grey(thin_book: Path) -> None:
    drawn = draw_map(load_all(thin_book), CHAIN, None, None, 1, "zh")
    assert drawn.data_grade == "D"
    assert {box.product_code for box in drawn.boxes} == {FINAL, PART, ROD}
    assert {box.status for box in drawn.boxes} == {"unknown"}
