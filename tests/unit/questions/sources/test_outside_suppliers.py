"""outside-suppliers: who of other provinces and countries sells what the region's firms cannot do without."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from graphsvc.judgements.sources.outside import outside_suppliers
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.decision_files import decision_file
from graphsvc.wiring import Writer
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import chain_row, firm, load_all, made, product, sold, write_book

CHAIN = "SD-C99"
FINAL, NEEDED, OTHER, NICE = "P990101", "P990201", "P990202", "P990203"
"""A final product, two essential inputs, one that is not."""
A, B, HERE, FAR, NORTH = (
    made_code(8900 + i, place) for i, place in enumerate(("370500", "370600", "370700", "320500", "110105"))
)


@pytest.fixture
def analyst(tmp_path: Path) -> Analyst:
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL]),
        "02_产业链环节": [{"环节编码": "C99-01", "环节名称": "整机", "层级": 1, "链位": "下游"}],
        "03_环节产品": [
            product(FINAL, "整机", "C99-01", 产品性质="终端产品"),
            *(product(code, f"示例件{code[-3:]}", "C99-01") for code in (NEEDED, OTHER, NICE)),
        ],
        "04_产品投入产出": [
            {"下游产品编码": FINAL, "上游产品编码": code, "单耗": 1, "必需性": "非必需" if code == NICE else "必需"}
            for code in (NEEDED, OTHER, NICE)
        ],
        "05_企业名录": [
            firm(A, "示例甲", "370500"), firm(B, "示例乙", "370600"), firm(HERE, "示例本省厂", "370700"),
            firm(FAR, "示例江苏厂", "320500"), firm(NORTH, "示例北京厂", "110105"),
        ],
        "06_生产能力": [
            made(A, FINAL, 10, 10), made(B, FINAL, 10, 10), made(HERE, NEEDED, 50, 40), made(FAR, NEEDED, 50, 40),
            made(NORTH, NICE, 50, 40),
        ],
        "07_供应关系": [
            sold(FAR, A, NEEDED, 占需方采购比重=1, 年供应量=10, 需方库存天数=20),
            sold(FAR, B, NEEDED, 占需方采购比重=0.4, 年供应量=4, 需方库存天数=5),
            sold(HERE, B, NEEDED, 占需方采购比重=0.6, 年供应量=6, 需方库存天数=5),
            sold("进口", A, OTHER, 供方所在地="日本", 占需方采购比重=1, 年供应量=10),
            sold(NORTH, A, NICE, 占需方采购比重=1, 年供应量=10),
        ],
    }  # fmt: skip
    return load_all(write_book(tmp_path / "book.xlsx", CHAIN, lists, "05、06、07"))


def test_by_place(analyst: Analyst) -> None:
    """Jiangsu sells to both, the only source of one; Japan is abroad; what is not essential has no row."""
    jiangsu, japan = (f.values for f in analyst.ask("outside-suppliers", {}).findings)
    assert (jiangsu["place_kind"], jiangsu["place"], jiangsu["supplier_id"]) == ("province", "320000", FAR)
    assert sorted(jiangsu["buyer_ids"]) == sorted([A, B])
    assert (jiangsu["n_buyers"], jiangsu["n_only_source"], jiangsu["qty"]) == (2, 1, 14.0)
    assert (jiangsu["largest_share"], jiangsu["least_stock_days"], jiangsu["made_in_region"]) == (1.0, 5.0, "yes")
    assert (japan["place_kind"], japan["place"], japan["made_in_region"]) == ("country", "JP", "no")


def test_only_of_one_kind(analyst: Analyst) -> None:
    assert [f.values["place"] for f in analyst.ask("outside-suppliers", {"place": "country"}).findings] == ["JP"]


def test_nothing_bought_comes_from_nowhere(analyst: Analyst) -> None:
    space = analyst.workspace(None)
    assert outside_suppliers(space.facts(space.scope(CHAIN)), np.empty(0, np.int64)) == []


def test_a_letter_is_a_sheet_per_place(analyst: Analyst) -> None:
    document, body = decision_file(analyst, Writer(), "letters", {}, "zh")
    book = openpyxl.load_workbook(io.BytesIO(body))
    assert book.sheetnames == ["答案", "江苏", "日本", "参数与说明"]
    assert document["n_rows"] == 2
    head, row = book["江苏"].iter_rows(values_only=True)
    told = dict(zip(head, row, strict=True))
    assert (told["供方名称"], told["直接需方数 [家]"], told["本地有产"]) == ("示例江苏厂", 2, "是")
    assert "供方所在省(国)" not in told
