"""How far projects close gaps: by value, in time, in the unit of the product, and what blanks leave open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.usecases.ask import Analyst
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import chain_row, firm, load_all, made, product, sold, write_book

CHAIN = "SD-C99"
FINAL, LOST, SHORT = "P990101", "P990201", "P990202"
"""A final product, an input nobody here makes, one of which 8 are made and 10 needed."""
A, B, FAR = (made_code(8800 + i, place) for i, place in enumerate(("370500", "370500", "320500")))


def project(
    number: int, what: str, added: float | None, phase: str = "在建", date: str = "2024-06-30", **more: Any
) -> Any:
    return {
        "项目编码": f"X{number}", "名称": f"示例项目{number}", "建设单位": "示例建设公司", "产品": what,
        "新增产能": added, "单位": "万台" if added else None, "总投资": 1, "建设地点区划": "370500",
        "项目类别": "补链", "阶段": phase, "投产日期": date, **more,
    }  # fmt: skip


def analyst(
    folder: Path, *projects: Any, price: float | None = 30.0, output: float | None = 10, capacity: float | None = 6
) -> Analyst:
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL]),
        "02_产业链环节": [{"环节编码": "C99-01", "环节名称": "整机", "层级": 1, "链位": "下游"}],
        "03_环节产品": [
            product(FINAL, "整机", "C99-01", 产品性质="终端产品", 参考单价=100.0),
            product(LOST, "阀体", "C99-01", 参考单价=price), product(SHORT, "转子", "C99-01", 参考单价=10.0),
        ],
        "04_产品投入产出": [
            {"下游产品编码": FINAL, "上游产品编码": code, "单耗": 2 if code == LOST else 1, "必需性": "必需"}
            for code in (LOST, SHORT)
        ],
        "05_企业名录": [firm(A, "示例甲", "370500"), firm(B, "示例乙", "370500"), firm(FAR, "示例外", "320500")],
        "06_生产能力": [made(A, FINAL, 10, output), made(B, SHORT, capacity, capacity), made(FAR, LOST, 90, 90)],
        "07_供应关系": [sold(FAR, A, LOST, 占需方采购比重=1), sold(B, A, SHORT, 占需方采购比重=1)],
        "13_重点项目清单": list(projects),
    }  # fmt: skip
    return load_all(write_book(folder / "book.xlsx", CHAIN, lists, "05、06、07、13"))


def row(asked: Analyst) -> dict[str, Any]:
    [found] = asked.ask("portfolio", {}).findings
    return dict(found.values)


def test_closed_by_value(tmp_path: Path) -> None:
    """20 are missing at 30 yuan and 4 of 10 at 10: 640 in all; 5 of the one come and 8 (4 count) of the other."""
    found = row(analyst(tmp_path, project(1, LOST, 5), project(2, SHORT, 8, date="2025-01-31")))
    assert found["gap_closed_share"] == pytest.approx((5 * 30 + 4 * 10) / (20 * 30 + 4 * 10))
    assert (found["n_projects"], found["n_under_way"], found["n_late"]) == (2, 2, 0)
    assert found["closing_date"] == "2025-01-31"


def test_late_and_merely_planned_ones_close_nothing(tmp_path: Path) -> None:
    found = row(analyst(tmp_path, project(1, LOST, 5, date="2023-06-30"), project(2, LOST, 5, "签约")))
    assert (found["gap_closed_share"], found["closing_date"]) == (0.0, None)
    assert (found["n_projects"], found["n_under_way"], found["n_late"]) == (2, 1, 1)


def test_one_that_runs_already_is_not_late(tmp_path: Path) -> None:
    found = row(analyst(tmp_path, project(1, LOST, 20, "投产", date="2023-06-30")))
    assert found["gap_closed_share"] == pytest.approx(600 / 640)


def test_a_project_of_another_province_is_not_ours(tmp_path: Path) -> None:
    found = row(analyst(tmp_path, project(1, LOST, 5, 建设地点区划="320500")))
    assert (found["n_projects"], found["gap_closed_share"]) == (0, 0.0)


def test_a_blank_capacity_may_close_all(tmp_path: Path) -> None:
    found = row(analyst(tmp_path, project(1, LOST, None)))
    ends = (found["gap_closed_share"], found["gap_closed_share_lower"], found["gap_closed_share_upper"])
    assert ends == (None, 0.0, pytest.approx(600 / 640))


def test_without_a_price_each_gap_counts_alike(tmp_path: Path) -> None:
    found = row(analyst(tmp_path, project(1, LOST, 5), price=None))
    assert found["gap_closed_share"] == pytest.approx((5 / 20 + 0) / 2)
    assert (found["gap_closed_share_lower"], found["gap_closed_share_upper"]) == (0.0, pytest.approx(5 / 20))


def test_a_gap_that_a_blank_opens_stays_in_the_ends(tmp_path: Path) -> None:
    """All of what is missing comes, and nothing of the rotors, of which nobody tells how many are made: whether they
    are a gap is open, so between 0 and all is closed. Told, it is 600 of 640."""
    found = row(analyst(tmp_path, project(1, LOST, 20), capacity=None))
    ends = found["gap_closed_share_lower"], found["gap_closed_share_upper"]
    assert (found["gap_closed_share"], *ends) == (None, 0.0, 1.0)


def test_an_open_gap_that_is_closed_may_be_smaller_than_it_looks(tmp_path: Path) -> None:
    """Both come in full: whatever the rotors weigh, all is closed."""
    found = row(analyst(tmp_path, project(1, LOST, 20), project(2, SHORT, 10), capacity=None))
    assert found["gap_closed_share_upper"] == 1.0
    assert found["gap_closed_share_lower"] == 0.0, "how many are missing is not known"
