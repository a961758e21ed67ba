"""extensions on a book of a few rows: which pairs are candidates, the three factors, and what blanks leave open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from graphsvc.usecases.ask import Analyst
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import chain_row, firm, load_all, made, product, write_book

CHAIN = "SD-C99"
FINAL, RICH, OTHER, NEXT, ORE = ("P990101", "P990201", "P990202", "P990301", "P990501")
"""A final product; one made too much of; one made as needed; one that needs both and an ore; the ore."""
A, B, C, D = (made_code(8700 + i, "370500") for i in range(4))


def book(
    folder: Path,
    complete: str,
    next_price: float | None = 1_000.0,
    inputs: Sequence[dict[str, Any]] = (),
    ore_price: float | None = 10.0,
) -> Path:
    """``inputs``: further rows of list 04."""
    prices = {FINAL: 5_000.0, RICH: 100.0, OTHER: 50.0, NEXT: next_price, ORE: ore_price}
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL]),
        "02_产业链环节": [{"环节编码": "C99-01", "环节名称": "整机", "层级": 1, "链位": "下游"}],
        "03_环节产品": [
            product(code, f"示例产品{code[-4:]}", "C99-01", 参考单价=price) for code, price in prices.items()
        ],
        "04_产品投入产出": [
            {"下游产品编码": FINAL, "上游产品编码": RICH, "单耗": 1, "必需性": "必需"},
            {"下游产品编码": FINAL, "上游产品编码": OTHER, "单耗": 1, "必需性": "必需"},
            {"下游产品编码": NEXT, "上游产品编码": RICH, "单耗": 2, "必需性": "必需"},
            {"下游产品编码": NEXT, "上游产品编码": OTHER, "单耗": 1, "必需性": "非必需"},
            {"下游产品编码": NEXT, "上游产品编码": ORE, "单耗": 5, "必需性": "必需"},
            *inputs,
        ],
        "05_企业名录": [firm(c, f"示例{name}", "370500") for c, name in zip((A, B, C, D), "甲乙丙丁", strict=True)],
        "06_生产能力": [made(A, FINAL, 10, 10), made(B, RICH, 60, 50), made(C, RICH, 20, 10), made(D, OTHER, 10, 10)],
    }  # fmt: skip
    return write_book(folder / "book.xlsx", CHAIN, lists, complete)


def rows(analyst: Analyst, **given: Any) -> list[dict[str, Any]]:
    return [dict(row.values) for row in analyst.ask("extensions", given).findings]


def test_the_three_factors(tmp_path: Path) -> None:
    """What leaves: 10 of the final product at 5,000 and 60 - 10 = 50 of RICH at 100 yuan; NEXT could absorb RICH alone:
    5,000 of 55,000. Of its essential inputs 200 of 250 yuan are made here; 1,000 - 250 - 50 = 700 is left of 1,000."""
    [row] = rows(load_all(book(tmp_path, "05、06、07")))
    assert (row["from_product"], row["to_product"], row["direction"]) == (RICH, NEXT, "downstream")
    assert row["is_candidate"] == "yes"
    assert row["surplus_share"] == pytest.approx(1 / 11)
    assert row["feasibility"] == pytest.approx(0.8)
    assert row["uplift"] == pytest.approx(0.7)
    assert row["score"] == pytest.approx(0.8 * 0.7 / 11)
    assert row["surplus_value"] == pytest.approx(0.5)  # 万元
    assert row["missing_inputs"] == [ORE]


def test_a_threshold_leaves_out_what_cannot_reach_it(tmp_path: Path) -> None:
    analyst = load_all(book(tmp_path, "05、06、07"))
    assert len(rows(analyst, threshold=0.05)) == 1
    assert rows(analyst, threshold=0.06) == []


def test_an_open_list_and_a_blank_price_leave_it_open(tmp_path: Path) -> None:
    [row] = rows(load_all(book(tmp_path, "05")))
    assert row["is_candidate"] == "unknown"
    assert row["surplus_share"] == pytest.approx(1 / 11)
    (tmp_path / "blank").mkdir()
    analyst = load_all(book(tmp_path / "blank", "05、06、07", None))
    [row] = rows(analyst, threshold=0.9)
    assert (row["is_candidate"], row["uplift"], row["score"], row["score_upper"]) == ("yes", None, None, None)


def test_evidence_names_the_rows(tmp_path: Path) -> None:
    analyst = load_all(book(tmp_path, "05、06、07"))
    [known] = analyst.ask("extensions", {}).evidence_ids
    told = analyst.ask("evidence", {"id": known}).findings
    tables = {finding.values["table"] for finding in told}
    assert {"product_inputs", "products", "capacities", "submissions"} <= tables


def test_an_input_told_in_two_rows_is_one_pair(tmp_path: Path) -> None:
    """Two rows name the ore as an input of RICH: one pair upstream, though blanks leave open which costs most."""
    ore = {"下游产品编码": RICH, "上游产品编码": ORE, "必需性": "必需"}
    both = [{**ore, "单耗": 1}, {**ore, "单耗": 2, "工艺路线": "甲"}]
    analyst = load_all(book(tmp_path, "05", inputs=both, ore_price=None))
    answer = analyst.ask("extensions", {})
    upstream = [dict(f.values) for f in answer.findings if f.values["direction"] == "upstream"]
    assert [(row["from_product"], row["to_product"]) for row in upstream] == [(RICH, ORE)]
