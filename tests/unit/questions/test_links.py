"""W4, W5, W7, the bounds of the headline figures and strong links on a made chain; every number by hand.

G makes 100 万台 of its product and needs 100 of each part. Unless said otherwise a part has three makers with
capacity 50 and output 40 each: SSR 1.5, HHI 1/3, utilization 0.8.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from graphsvc.domain.sentences import said_fact
from graphsvc.usecases.ask import Analyst
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import by_product, chain_row, firm, load_all, made, product, sold, write_book

CHAIN, HERE = "SD-C96", "371302"
FINAL, SIDE, OUTSIDE = "P960101", "P960102", "P960103"
GRADED, PLAIN, BLANK, VAGUE, PARTLY, UNSURE, STRONG = (f"P9602{i:02}" for i in range(1, 8))
PARTS = (GRADED, PLAIN, BLANK, VAGUE, PARTLY, STRONG)
G, H = made_code(8200, HERE), made_code(8201, HERE)
MAKERS = [made_code(8210 + i, HERE) for i in range(3)]
TITLED = made_code(8220, HERE)


def three(what: str, *more: Mapping[str, Any], firms: list[str] | None = None) -> list[dict[str, Any]]:
    """Three makers of one part with one more set of cells each."""
    extra = [*more, {}, {}, {}]
    return [made(f, what, 50, 40, **extra[i]) for i, f in enumerate(firms or MAKERS)]


def demand(no: str, grade: str | None, quantity: float, until: str, status: str = "待对接") -> dict[str, Any]:
    return {
        "编号": no, "类型": "需求", "企业": G, "产品": GRADED, "规格等级": grade, "数量": quantity, "数量单位": "万台",
        "数量周期": "年", "有效期": until, "状态": status,
    }  # fmt: skip


def seen(firm_code: str, what: str, period: str, output: float) -> dict[str, Any]:
    return {"企业": firm_code, "产品": what, "期别": period, "产量": output}


def strength(code: str, stage: str) -> dict[str, Any]:
    return {"环节编码": stage, "产品编码": code, "优势类型": "规模", "代表企业": MAKERS[0]}


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    names = dict(zip(PARTS, ("密封件", "导轨", "轴套", "弹簧", "滤芯", "齿轮"), strict=True))
    grades = {PLAIN: "H1", VAGUE: "H2"}
    shares = ({"全国市占率": 0.05}, {"全国市占率": 0.06}, {"全国市占率": 0.04})
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL, SIDE, OUTSIDE]),
        "02_产业链环节": [
            {"环节编码": "C96-01", "环节名称": "整机", "层级": 1, "链位": "下游"},
            {"环节编码": "C96-02", "环节名称": "部件", "层级": 1, "链位": "上游"},
        ],
        "03_环节产品": [
            *(product(c, f"示例终端{c[-1]}", "C96-01", 产品性质="终端产品") for c in (FINAL, SIDE, OUTSIDE)),
            *(product(c, names[c], "C96-02", 规格等级=grades.get(c)) for c in PARTS),
            product(UNSURE, "线圈", "C96-02"),
        ],
        "04_产品投入产出": [
            *({"下游产品编码": FINAL, "上游产品编码": c, "单耗": 1, "必需性": "必需"} for c in PARTS),
            {"下游产品编码": SIDE, "上游产品编码": UNSURE, "单耗": 2, "必需性": "必需"},
        ],
        "05_企业名录": [
            firm(G, "示例整机厂", HERE), firm(H, "示例副机厂", HERE),
            *(firm(f, f"示例部件{i}厂", HERE) for i, f in enumerate(MAKERS)),
            firm(TITLED, "示例冠军厂", HERE, 梯度培育标签="专精特新小巨人(国家)、高新技术企业"),
        ],
        "06_生产能力": [
            made(G, FINAL, 120, 100), made(G, SIDE, 60, 50), made(H, SIDE, 30, None),
            *three(OUTSIDE, {"全国市占率": 0.12}, {"全国市占率": 0.01}, {"全国市占率": 0.01}),
            *three(GRADED, *({"产品等级": "二级"},) * 3, firms=[TITLED, *MAKERS[:2]]),
            *three(PLAIN, *({"产品等级": " h1", "全国市占率": s, "退出日期": d} for s, d in
                            ((0.01, "2024-06-30"), (0.02, None), (0.025, None)))),
            *three(BLANK, {"全国市占率": 0.01, "退出日期": "2023-06-30"}, {"全国市占率": 0.02}),
            *three(VAGUE, {"产品等级": "H1", "全国市占率": 0.05}, {"产品等级": "H1"}),
            made(MAKERS[0], PARTLY, 50, 40), made(MAKERS[1], PARTLY, 50, 40), made(MAKERS[2], PARTLY, None, 20),
            made(MAKERS[0], UNSURE, 50, 48), made(MAKERS[1], UNSURE, 26, 24), made(MAKERS[2], UNSURE, 20, 19),
            *(made(f, STRONG, 60, 40, **s) for f, s in zip(MAKERS, shares, strict=True)),
        ],
        "07_供应关系": [
            *(sold(f, G, c, 年供应量=q) for c in (GRADED, PLAIN, BLANK, VAGUE, STRONG)
              for f, q in zip([TITLED, *MAKERS[:2]] if c == GRADED else MAKERS, (40, 40, 20), strict=True)),
            sold(MAKERS[0], G, PARTLY, 年供应量=50, 占需方采购比重=0.5),
            sold("境外滤芯厂", G, PARTLY, 供方所在地="德国", 年供应量=30, 占需方采购比重=0.3),
            sold("其他", G, PARTLY, 年供应量=20, 占需方采购比重=0.2),
            sold(MAKERS[0], G, UNSURE, 年供应量=100, 占需方采购比重=1),
        ],
        "08_特色优势清单": [strength(STRONG, "C96-02"), strength(PARTLY, "C96-02"), strength(FINAL, "C96-01")],
        "19_供需对接清单": [
            demand("D1", "一级", 60, "2024-12-31"), demand("D2", "二级", 30, "2023-12"),
            demand("D3", "一级、二级", 10, "2024-01-31"), demand("D4", "一级", 1000, "2023-11-30"),
            demand("D5", "一级", 1000, "2024-12-31", "失效"),
        ],
        "22_监测直报": [
            seen(MAKERS[0], STRONG, "2022-12", 4), seen(MAKERS[0], STRONG, "2023-12", 3.6),
            seen(TITLED, GRADED, "2022-11", 10), seen(TITLED, GRADED, "2023-11", 10),
            seen(TITLED, GRADED, "2022-12", 10), seen(TITLED, GRADED, "2023-12", 8),
            seen(MAKERS[0], GRADED, "2022-12", 10), seen(MAKERS[0], GRADED, "2023-12", 6),
            seen(MAKERS[1], GRADED, "2023-12", 10), seen(MAKERS[1], GRADED, "2023-W51", 99),
        ],
    }  # fmt: skip
    return load_all(write_book(tmp_path_factory.mktemp("weak") / "book.xlsx", CHAIN, lists))


@pytest.fixture(scope="module")
def weak(analyst: Analyst) -> dict[str, Mapping[str, Any]]:
    return by_product(analyst, "weak-links")


def figures(row: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    return row[name], row[f"{name}_lower"], row[f"{name}_upper"]


def test_low_grade(weak: dict[str, Mapping[str, Any]]) -> None:
    # of 60 first, 30 second and 10 of either grade that still stand, nobody delivers the 60
    assert figures(weak[GRADED], "grade_shortfall") == pytest.approx((0.6, 0.6, 0.6))
    assert figures(weak[PLAIN], "grade_shortfall") == (0, 0, 0), "h1 is H1"
    assert figures(weak[BLANK], "grade_shortfall") == (None, 0, 1)
    assert figures(weak[VAGUE], "grade_shortfall") == (1, 0, 1), "the maker without a grade may deliver it"
    assert {c for c, row in weak.items() if "W4" in row["reasons"]} == {GRADED}
    assert {c for c in PARTS if "W4" in weak[c]["possible_reasons"]} == {BLANK, VAGUE, PARTLY, STRONG}


def test_theta4(analyst: Analyst) -> None:
    assert "W4" not in by_product(analyst, "weak-links", theta4=0.61)[GRADED]["reasons"]


def test_no_strong_firm(weak: dict[str, Mapping[str, Any]]) -> None:
    verdicts = {c: "yes" if "W5" in weak[c]["reasons"] else "open" if "W5" in weak[c]["possible_reasons"] else "no"
                for c in (GRADED, PLAIN, BLANK, VAGUE, STRONG)}  # fmt: skip
    assert verdicts == {GRADED: "no", PLAIN: "yes", BLANK: "open", VAGUE: "no", STRONG: "no"}
    assert weak[PLAIN]["national_share"] == 0.025


def test_decline(weak: dict[str, Mapping[str, Any]]) -> None:
    assert weak[GRADED]["output_change"] == pytest.approx(14 / 20 - 1)  # 8 + 6 after 10 + 10; weeks do not count
    assert weak[STRONG]["output_change"] == pytest.approx(-0.1)
    assert weak[PLAIN]["exiting_share"] == pytest.approx(1 / 3)
    assert weak[BLANK]["exiting_share"] == 0, "its date has passed"
    assert {c for c, row in weak.items() if "W7" in row["reasons"]} == {GRADED, PLAIN}
    assert not any("W7" in row["possible_reasons"] for row in weak.values())


def test_a_blank_capacity(weak: dict[str, Mapping[str, Any]]) -> None:
    row = weak[PARTLY]
    assert figures(row, "ssr") == (None, 1.0, None)
    assert figures(row, "hhi") == (None, pytest.approx(1 / 3), 1)  # two of 50 and one of anything: 0.5 / (1 + 0.5)
    assert figures(row, "utilization") == (None, 0, pytest.approx(100 / 120))
    assert "W1" not in (*row["reasons"], *row["possible_reasons"])
    assert "W2" in row["possible_reasons"]
    assert "W6" not in row["possible_reasons"]


def test_unknown_origin(weak: dict[str, Mapping[str, Any]]) -> None:
    assert figures(weak[PARTLY], "import_dependence") == pytest.approx((30 / 80, 0.3, 0.5))
    assert "W3" in weak[PARTLY]["possible_reasons"]
    assert figures(weak[STRONG], "import_dependence") == (0, 0, 0)


def test_unknown_demand(weak: dict[str, Mapping[str, Any]]) -> None:
    """50 台 need 100 coils; a second maker with room for 30 states no output and no purchase: up to 60 more."""
    assert figures(weak[UNSURE], "demand") == (100, 100, 160)
    assert figures(weak[UNSURE], "ssr") == pytest.approx((0.96, 0.6, 0.96))
    assert "W1" in weak[UNSURE]["possible_reasons"]


def test_known_figures_have_no_width(weak: dict[str, Mapping[str, Any]]) -> None:
    for name, value in (("ssr", 1.8), ("hhi", 1 / 3), ("utilization", 2 / 3), ("demand", 100)):
        assert figures(weak[STRONG], name) == pytest.approx((value,) * 3)


def test_list_not_declared(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A maker nobody listed may have what is missed here: W2 and W5 stay open."""
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL]),
        "02_产业链环节": [{"环节编码": "C96-01", "环节名称": "整机", "层级": 1, "链位": "下游"}],
        "03_环节产品": [product(FINAL, "示例终端", "C96-01"), product(PLAIN, "导轨", "C96-01")],
        "04_产品投入产出": [{"下游产品编码": FINAL, "上游产品编码": PLAIN, "单耗": 1, "必需性": "必需"}],
        "05_企业名录": [firm(G, "示例整机厂", HERE), firm(MAKERS[0], "示例部件厂", HERE)],
        "06_生产能力": [made(G, FINAL, 120, 100), made(MAKERS[0], PLAIN, 150, 100, 全国市占率=0.01)],
        "07_供应关系": [sold(MAKERS[0], G, PLAIN, 年供应量=100)],
    }
    path = write_book(tmp_path_factory.mktemp("open") / "book.xlsx", CHAIN, lists, complete="")
    row = by_product(load_all(path), "weak-links")[PLAIN]
    assert (row["reasons"], row["possible_reasons"]) == ([], ["W2", "W4", "W5"])
    assert figures(row, "import_dependence") == (0, 0, 0), "what it buys is all it needs"


@pytest.mark.parametrize(
    ("location_share", "verdict", "quotient"), [(None, "unknown", None), (0.08, "yes", 1.875), (0.12, "no", 1.25)]
)
def test_location_quotient(
    analyst: Analyst, location_share: float | None, verdict: str, quotient: float | None
) -> None:
    """National shares 5, 6 and 4 %: nobody has a tenth, so the quotient 0.15 / share decides."""
    given = {} if location_share is None else {"location_share": location_share}
    row = by_product(analyst, "strong-links", **given)[STRONG]
    assert row["is_strong"] == verdict
    assert row["location_quotient"] == (None if quotient is None else pytest.approx(quotient))
    assert row["national_share"] == 0.06
    assert row["failed_tests"] == (["standing"] if verdict == "no" else [])
    assert row["open_tests"] == (["standing"] if verdict == "unknown" else [])


def test_strong_links(analyst: Analyst) -> None:
    answer = analyst.ask("strong-links", {})
    rows = {f.values["product_code"]: f.values for f in answer.findings}
    assert (rows[OUTSIDE]["is_strong"], rows[OUTSIDE]["ssr"]) == ("yes", None), "all of it leaves the region"
    assert (rows[FINAL]["is_strong"], rows[FINAL]["failed_tests"]) == ("no", ["makers"])
    assert (rows[PARTLY]["is_strong"], rows[PARTLY]["failed_tests"]) == ("no", ["imports"])
    assert rows[PARTLY]["open_tests"] == ["self_sufficiency", "standing"]
    assert answer.summary["n_strong"] == 1
    assert answer.summary["not_declared"] == [OUTSIDE]
    v15 = [(n.place.row, said_fact(n.facts["computed"], "en")) for n in answer.notices if n.code == "V15" and n.place]
    assert v15 == [(3, f"{rows[PARTLY]['product_name']} not strong"), (4, f"{rows[FINAL]['product_name']} not strong")]


def test_stages_and_map_show_it(analyst: Analyst) -> None:
    rows = {f.values["stage_code"]: f.values for f in analyst.ask("stages", {}).findings}
    by_code = {p["product_code"]: p["status"] for row in rows.values() for p in row["by_product"]}
    assert by_code[OUTSIDE] == "strong"
    assert by_code[GRADED] == by_code[PLAIN] == "weak"
    assert by_code[STRONG] == "normal", "only its grade is unknown"
