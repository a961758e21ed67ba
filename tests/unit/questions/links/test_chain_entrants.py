"""Small firms here that could supply a lead firm: who counts, what it buys outside, the fit and its ends; by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.errors import NotFound, ParameterError
from graphsvc.usecases.ask import Analyst
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import chain_row, firm, load_all, made, product, sold, write_book

CHAIN, JINAN, SUZHOU = "SD-C95", "370102", "320506"
FINAL, VALVE, CASE, WIRE, SEAL, OTHER = "P950101", "P950201", "P950202", "P950203", "P950204", "P950205"
LEAD, SISTER, PRESENT, LARGE, SMALL, BLANK, AWAY, TURNS, VAGUE, SLOW, FAR = (
    made_code(8700 + i, SUZHOU if i in (6, 10) else JINAN) for i in range(11)
)


def book(folder: Path) -> Path:
    firms = {
        LEAD: ("示例链主", "大型", {"链上角色": "链主"}),
        SISTER: ("示例同门厂", "小型", {"实际控制人": "示例链主", "集团信用代码": LEAD}),
        PRESENT: ("示例现供厂", "小型", {}),
        LARGE: ("示例大厂", "大型", {}),
        SMALL: ("示例小巨人厂", "小型", {"梯度培育标签": "专精特新小巨人(国家)、高新技术企业"}),
        BLANK: ("示例未填厂", None, {"梯度培育标签": "瞪羚"}),
        AWAY: ("示例外地小厂", "小型", {}),
        TURNS: ("示例转产厂", "中型", {"梯度培育标签": "省级专精特新"}),
        VAGUE: ("示例转产未填厂", "微型", {}),
        SLOW: ("示例慢转厂", "微型", {}),
        FAR: ("示例外地大厂", "大型", {}),
    }  # fmt: skip
    turn = {"可转产产品": "阀体"}
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL]),
        "02_产业链环节": [{"环节编码": "C95-01", "环节名称": "整机", "层级": 1, "链位": "下游"}],
        "03_环节产品": [
            product(FINAL, "整机", "C95-01", 产品性质="终端产品"),
            product(VALVE, "阀体", "C95-01", 参考单价=20_000), product(CASE, "机壳", "C95-01"),
            product(WIRE, "线材", "C95-01", 计量单位="万吨"), product(SEAL, "密封件", "C95-01"),
            product(OTHER, "弹簧", "C95-01"),
        ],
        "04_产品投入产出": [
            {"下游产品编码": FINAL, "上游产品编码": c, "必需性": "必需"} for c in (VALVE, CASE, WIRE, SEAL)
        ],
        "05_企业名录": [
            firm(code, name, code[2:8], 企业规模=size, **more) for code, (name, size, more) in firms.items()
        ],
        "06_生产能力": [
            made(LEAD, FINAL, 10, 9), *(made(f, VALVE, 40, 30) for f in (SISTER, PRESENT, LARGE, AWAY)),
            made(FAR, VALVE, 90, 80), made(SMALL, VALVE, 30, 15), made(BLANK, VALVE, 30, None),
            made(SMALL, CASE, 20, 15), made(SMALL, SEAL, 2, 2), made(PRESENT, WIRE, 5, 1), made(SMALL, WIRE, 5, 1),
            made(TURNS, OTHER, 40, 10, 转产时间=73, **turn),
            made(VAGUE, WIRE, 5, 1, **turn), made(SLOW, OTHER, 6, 6, 转产时间=400, **turn),
            made(AWAY, OTHER, 99, 0, 转产时间=1, **turn), made(LARGE, OTHER, 99, 0, 转产时间=1, **turn),
        ],
        "07_供应关系": [
            sold(FAR, LEAD, VALVE, 年供应量=30, 占需方采购比重=0.75),
            sold(PRESENT, LEAD, VALVE, 年供应量=10, 占需方采购比重=0.25),
            sold(FAR, LEAD, CASE, 占需方采购比重=0.6),
            sold(FAR, LEAD, SEAL, 年供应额=5),
            sold(PRESENT, LEAD, WIRE, 年供应量=4, 占需方采购比重=1),
        ],
    }  # fmt: skip
    return write_book(folder / "book.xlsx", CHAIN, lists, "05、06")


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    return load_all(book(tmp_path_factory.mktemp("entrants")))


def rows_of(analyst: Analyst, **given: Any) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Rows by (product, firm)."""
    found = [f.values for f in analyst.ask("chain-entrants", given).findings]
    return {(row["product_code"], row["firm_id"]): row for row in found}


def thirds(*parts: float) -> Any:
    return pytest.approx(sum(parts) / 3, abs=1e-9)


def test_who_enters_and_how_well(analyst: Analyst) -> None:
    """Not: its own group, a present supplier, large firms, firms elsewhere. Readiness, coverage of 30, need 0.75."""
    rows = rows_of(analyst)
    fits = {key: (row["fit_lower"], row["fit"], row["fit_upper"]) for key, row in rows.items()}
    assert fits == {
        (VALVE, TURNS): (thirds(0.8, 1, 0.75),) * 3,  # 73 of 365 days, 30 to spare
        (CASE, SMALL): (thirds(1, 0, 0.6), thirds(1, 0.5, 1), thirds(1, 1, 1)),  # 0.4 of unknown origin
        (VALVE, SMALL): (thirds(1, 0.5, 0.75),) * 3,  # 15 to spare
        (VALVE, BLANK): (thirds(1, 0, 0.75), thirds(1, 0.5, 0.75), thirds(1, 1, 0.75)),
        (SEAL, SMALL): (thirds(1, 0, 0), thirds(1, 0, 1), thirds(1, 0, 1)),  # nothing to spare
        (VALVE, VAGUE): (thirds(0, 0, 0.75), thirds(0.25, 0.5, 0.75), thirds(1, 1, 0.75)),
        (VALVE, SLOW): (thirds(0, 0, 0.75),) * 3,
    }
    assert list(rows) == [
        (VALVE, TURNS), (CASE, SMALL), (VALVE, SMALL), (VALVE, BLANK), (SEAL, SMALL), (VALVE, VAGUE), (VALVE, SLOW),
    ]  # fmt: skip
    assert rows[VALVE, TURNS]["fit_parts"] == {"readiness": 0.8, "coverage": 1, "need": 0.75}
    assert rows[VALVE, VAGUE]["fit_parts"] == {"readiness": None, "coverage": None, "need": 0.75}


def test_figures(analyst: Analyst) -> None:
    rows = rows_of(analyst)
    turns, small, vague = rows[VALVE, TURNS], rows[VALVE, SMALL], rows[VALVE, VAGUE]
    assert (turns["way"], turns["from_product"], turns["days"], turns["capacity"], turns["spare"]) == (
        "converts", OTHER, 73, 40, 30,
    )  # fmt: skip
    assert (small["way"], small["from_product"], small["days"], small["unit"]) == ("makes", None, 0, "万台")
    assert (small["quantity_outside"], small["amount_outside"], small["outside_share"]) == (30, 60, 0.75)
    assert (vague["from_product"], vague["capacity"], vague["spare"], vague["days"]) == (WIRE, None, None, None)
    case, seal = rows[CASE, SMALL], rows[SEAL, SMALL]
    assert (case["quantity_outside"], case["amount_outside"]) == (None, None)
    assert (case["outside_share"], case["outside_share_lower"], case["outside_share_upper"]) == (1, 0.6, 1)
    assert (seal["amount_outside"], seal["outside_share_lower"], seal["outside_share_upper"]) == (5, 0, 1)
    assert (small["buyer_id"], small["buyer_name"], small["size"], small["region_code"]) == (
        LEAD, "示例链主", "小型", JINAN,
    )  # fmt: skip


def test_tags(analyst: Analyst) -> None:
    """Part of a tag is enough; a firm of which no tag is known has none."""
    assert {f for _, f in rows_of(analyst, tags="专精特新")} == {SMALL, TURNS}
    assert {f for _, f in rows_of(analyst, tags="瞪羚,小巨人")} == {SMALL, BLANK}
    assert rows_of(analyst, tags="单项冠军") == {}
    assert rows_of(analyst)[VALVE, SMALL]["tags"] == ["专精特新小巨人(国家)", "高新技术企业"]


def test_top(analyst: Analyst) -> None:
    assert list(rows_of(analyst, top=2)) == [(VALVE, TURNS), (CASE, SMALL)]
    summary = analyst.ask("chain-entrants", {"top": 2}).summary
    assert summary["leads"] == [{"firm_id": LEAD, "name": "示例链主", "n_rows": 2}]
    assert (summary["n_candidates"], summary["n_products"], summary["list_06_declared_complete"]) == (2, 2, True)
    with pytest.raises(ParameterError):
        analyst.ask("chain-entrants", {"top": 0})


def test_one_firm_by_name(analyst: Analyst) -> None:
    assert rows_of(analyst, firm="示例链主") == rows_of(analyst)
    assert rows_of(analyst, firm=SMALL) == {}, "it buys nothing"
    with pytest.raises(NotFound):
        analyst.ask("chain-entrants", {"firm": "没有这家"})


def test_seen_from_another_region(analyst: Analyst) -> None:
    """In Suzhou the valves come from there, the rest from Jinan; the only small firm of Suzhou could take that over."""
    rows = rows_of(analyst, firm=LEAD, region="320500")
    assert set(rows) == {(VALVE, AWAY)}
    assert (rows[VALVE, AWAY]["outside_share"], rows[VALVE, AWAY]["quantity_outside"]) == (0.25, 10)
    assert rows[VALVE, AWAY]["fit"] == thirds(1, 1, 0.25)


def test_evidence(analyst: Analyst) -> None:
    answer = analyst.ask("chain-entrants", {})
    capacities = analyst.workspace().snapshot.tables.rows("capacities")
    for finding in answer.findings:
        refs = finding.trace().refs
        assert {table for table, _, _ in refs} == {"products", "firms", "capacities", "supplies"}
        owners = {capacities[row]["firm"] for table, row, _ in refs if table == "capacities"}
        assert owners == {finding.values["firm_id"]}
