"""What one supplier more is worth, by hand: a pump that is short, its figures blank, a glue that nobody sells.

F makes 100 整机 and needs 100 泵, in some tests 100 胶 too. A makes 60 泵 here, X 40 in another province; both are back
after 30 days.
Without stocks A's outage costs 0.6 of 30 days and X's 0.4 of them: 18 and 12 days of full output. A supplier of the 40
that are missing leaves 0.2 of 30 days, 6, of A's outage and nothing of X's: 24 days are avoided in all.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.usecases.wording import worded_row
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import chain_row, firm, load_all, made, product, sold, write_book

CHAIN = "SD-C95"
FINAL, PUMP, GLUE = (f"P9501{i:02}" for i in range(1, 4))
F, A, X = (made_code(8300 + i, place) for i, place in enumerate(("371302", "370305", "320500")))


def gap_rows(
    folder: Path,
    stock: float | None = 0.0,
    capacity: float | None = 60.0,
    projects: tuple[dict[str, Any], ...] = (),
    glued: bool = False,
    **given: Any,
) -> dict[str, dict[str, Any]]:
    """Rows of the gap list by product, in order."""
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL], F),
        "02_产业链环节": [
            {"环节编码": f"C95-0{i}", "环节名称": name, "层级": 1, "链位": "上游"}
            for i, name in enumerate(("整机", "泵", "胶"), start=1)
        ],
        "03_环节产品": [
            product(FINAL, "整机", "C95-01", 产品性质="终端产品", 参考单价=10_000),
            product(PUMP, "泵", "C95-02", 参考单价=50),
            *([product(GLUE, "胶", "C95-03", 参考单价=90)] if glued else []),
        ],
        "04_产品投入产出": [
            {"下游产品编码": FINAL, "上游产品编码": code, "单耗": 1, "必需性": "必需"}
            for code in ((PUMP, GLUE) if glued else (PUMP,))
        ],
        "05_企业名录": [firm(F, "示例整机", "371302"), firm(A, "示例泵业", "370305"), firm(X, "示例苏泵", "320500")],
        "06_生产能力": [made(F, FINAL, 120, 100), made(A, PUMP, capacity, 60), made(X, PUMP, 200, 40)],
        "07_供应关系": [
            sold(A, F, PUMP, 年供应量=60, 需方库存天数=stock),
            sold(X, F, PUMP, 年供应量=40, 需方库存天数=stock),
        ],
        **({"13_重点项目清单": list(projects)} if projects else {}),
    }
    answer = load_all(write_book(folder / "book.xlsx", CHAIN, lists)).ask("gap-list", given)
    return {f.values["product_code"]: worded_row(answer.columns, f.values, "zh") for f in answer.findings}


def ends(row: dict[str, Any], name: str) -> list[float | None]:
    return [row[name], row[f"{name}_lower"], row[f"{name}_upper"]]


def test_a_supplier_of_what_is_missing(tmp_path: Path) -> None:
    row = gap_rows(tmp_path)[PUMP]
    assert (row["gap_qty"], row["effect_capacity"]) == (40, 40)
    assert ends(row, "effect_loss_days") == pytest.approx([24, 24, 24])
    assert ends(row, "effect_rs") == pytest.approx([100 * 24 / (2 * 90)] * 3), "A and X may fail"
    assert ends(row, "effect_ssr") == pytest.approx([0.4] * 3)
    assert ends(row, "effect_cp") == [0, 0, 0], "somebody makes it already"
    assert row["effect_cut_order"] == 2
    assert row["effect"] == "SSR +40%; RS_90 +13.33; 少损失 24.0 满产天; 按新增一家合格供方 40万台 计"
    assert ends(row, "effect_per_investment") == [None, None, None], "nobody said what it costs"


def test_a_product_that_nobody_is_known_to_sell(tmp_path: Path) -> None:
    row = gap_rows(tmp_path, glued=True)[GLUE]
    assert ends(row, "effect_loss_days") == ends(row, "effect_rs") == [None, None, None]
    assert row["effect_cut_order"] is None
    assert ends(row, "effect_cp") == pytest.approx([1 / 3] * 3), "one of three products"
    assert ends(row, "effect_ssr") == [1, 1, 1]
    assert row["effect"] == "CP 0.667→1.000; SSR +100%; 按新增一家合格供方 100万台 计"


def test_an_input_of_unknown_source_may_fail_with_anything(tmp_path: Path) -> None:
    row = gap_rows(tmp_path, glued=True)[PUMP]
    # F may stop for 30 days whatever the pumps do, and with the supplier 6 days at least are lost when A fails
    assert ends(row, "effect_loss_days") == pytest.approx([24, 0, 30 - 6 + 30])


def test_blank_stocks_are_read_at_both_ends(tmp_path: Path) -> None:
    # 15 days of stock last 25 days of A's outage: 5 days at 0.6; X's is outlasted. None at all: 18 and 12 days. 30 days
    # of stock outlast both. The supplier leaves 6 of A's 18 days without stocks, and none with them.
    row = gap_rows(tmp_path, stock=None)[PUMP]
    assert ends(row, "effect_loss_days") == pytest.approx([3, 0, 18 + 12])


def test_a_blank_capacity_leaves_the_size_open(tmp_path: Path) -> None:
    row = gap_rows(tmp_path, capacity=None)[PUMP]
    assert (row["gap_qty"], row["effect_capacity"]) == (None, None)
    assert ends(row, "effect_loss_days") == [None, 0, pytest.approx(18 + 12)], "all that is lost, with all the demand"
    assert ends(row, "effect_ssr") == [None, 0, 1]


def test_money_of_a_project(tmp_path: Path) -> None:
    work = {
        "项目编码": "XM-1", "名称": "示例泵项目", "产品": PUMP, "新增产能": 20, "新增产能单位": "万台/年",
        "总投资(万元)": 10_000, "建设地点区划": "370305", "阶段": "在建",
    }  # fmt: skip
    row = gap_rows(tmp_path, projects=(work, work | {"项目编码": "XM-2", "阶段": "达效", "总投资(万元)": 90_000}))[PUMP]
    assert row["effect_investment"] == pytest.approx(20_000), "1亿元 for each 20 of 40; what is finished is left out"
    assert ends(row, "effect_per_investment") == pytest.approx([12, 12, 12])
    assert any("示例泵项目" in str(place["says"]) for place in row["proof"])


def test_orders(tmp_path: Path) -> None:
    # the glue's purchases are worth more, 100 x 90 against 100 x 50, the pump's gap is worth days
    assert [(code, row["no"]) for code, row in gap_rows(tmp_path, glued=True, order="effect").items()] == [
        (PUMP, 1),
        (GLUE, 2),
    ]
    assert [(code, row["no"]) for code, row in gap_rows(tmp_path, glued=True, order="demand").items()] == [
        (GLUE, 1),
        (PUMP, 2),
    ]
