"""The gap list makes no false claim: made chains in which each rule of it has one product to show itself on.

F makes 100 万台 and needs 100 of each input. 轴 is made here by M alone, 127 a year, in park PK-1; 芯 is bought from
Japan and Hebei, 粉 on the open market, 壳 here is made by two firms of which neither fails badly, 胶 by nobody.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.labels import code_label
from graphsvc.judgements.gaps.found import OPEN_BECAUSE
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.wording import worded_row
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import chain_row, firm, load_all, made, product, sold, write_book

CHAIN, OTHER = "SD-C96", "SD-C97"
FINAL, SHAFT, CHIP, POWDER, SHELL, GLUE = (f"P9601{i:02}" for i in range(1, 7))
F, M, TWIN, RIVAL, HEBEI, S1, S2 = (
    made_code(8200 + i, place)
    for i, place in enumerate(("371302", "370305", "130200", "320500", "130300", "370102", "370202"))
)
JAPAN = "Example Chips Co., Ltd."
TARGET = {"对象类型": "企业", "所在地": "320500", "对接阶段": "洽谈", "牵头单位": "示例处", "责任人": "李某"}


def lists(**more: Any) -> dict[str, Any]:
    """The chain; ``more`` replaces lists by their number."""
    names = {F: "示例整机", M: "示例轴业", TWIN: "示例轴业二厂", RIVAL: "示例传动（江苏）", HEBEI: "示例冀芯"}
    places = {F: "371302", M: "370305", TWIN: "130200", RIVAL: "320500", HEBEI: "130300", S1: "370102", S2: "370202"}
    found: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL], F),
        "02_产业链环节": [
            {"环节编码": f"C96-0{i}", "环节名称": name, "层级": 1, "链位": "上游"}
            for i, name in enumerate(("整机", "传动", "芯片", "粉料", "外壳", "胶料"), start=1)
        ],
        "03_环节产品": [
            product(FINAL, "整机", "C96-01", 产品性质="终端产品", 参考单价=10_000),
            *(
                product(code, name, f"C96-0{i}", 参考单价=price)
                for i, (code, name, price) in enumerate(
                    ((SHAFT, "轴", 500), (CHIP, "芯", 900), (POWDER, "粉", 90), (SHELL, "壳", 70), (GLUE, "胶", None)),
                    start=2,
                )
            ),
        ],
        "04_产品投入产出": [
            {"下游产品编码": FINAL, "上游产品编码": c, "单耗": 1, "必需性": "必需"}
            for c in (SHAFT, CHIP, POWDER, SHELL, GLUE)
        ],
        "05_企业名录": [
            firm(code, names.get(code, f"示例壳业{i}"), place, 实际控制人="示例轴业集团" if code in (M, TWIN) else None)
            for i, (code, place) in enumerate(places.items())
        ],
        "06_生产能力": [
            made(F, FINAL, 120, 100), made(M, SHAFT, 127, 100, 园区编码="PK-1"), made(TWIN, SHAFT, 300, 100),
            made(RIVAL, SHAFT, 200, 100), made(HEBEI, CHIP, 50, 40), made(S1, SHELL, 90, 50), made(S2, SHELL, 90, 50),
        ],
        "07_供应关系": [
            sold(M, F, SHAFT, 年供应量=100), sold(JAPAN, F, CHIP, 供方所在地="日本", 年供应量=60),
            sold(HEBEI, F, CHIP, 年供应量=40), sold("市场采购", F, POWDER, 年供应量=100),
            sold(S1, F, SHELL, 年供应量=50), sold(S2, F, SHELL, 年供应量=50),
        ],
        "12_区域布局清单": [
            {"园区编码": "PK-1", "名称": "示例传动园", "类型": "特色园区", "区划代码": "370305", "主导环节": "C96-02"},
            {"园区编码": "PK-2", "名称": "示例芯片园", "类型": "特色园区", "区划代码": "370102", "主导环节": "C96-03"},
            {"园区编码": "PK-3", "名称": "示例大园", "类型": "特色园区", "区划代码": "370202", "主导环节": "C96-01",
             "可用工业用地": 9000},
        ],
        "14_双招双引对象清单": [
            TARGET | {"序号": 1, "名称": "示例传动(江苏)", "对应环节": "C96-02", "对应产品": SHAFT},
            TARGET | {"序号": 2, "名称": "示例轴业二厂", "对应环节": "C96-02", "对应产品": SHAFT, "所在地": "130200"},
            TARGET | {"序号": 3, "名称": "Example Semi GmbH", "对应环节": "C96-03", "对应产品": CHIP, "所在地": "德国"},
            TARGET | {"序号": 4, "名称": "示例无关企业", "对应环节": "C96-03", "对应产品": SHAFT, "责任人": "王某",
                      "对接阶段": "线索"},
        ],
    }  # fmt: skip
    return {name: more.get(name[:2], rows) for name, rows in found.items() if more.get(name[:2], rows)}


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    return load_all(write_book(tmp_path_factory.mktemp("gaps") / "book.xlsx", CHAIN, lists()))


def rows_of(analyst: Analyst, **given: Any) -> dict[str, dict[str, Any]]:
    """Rows in Chinese words by product."""
    answer = analyst.ask("gap-list", given)
    return {f.values["product_code"]: worded_row(answer.columns, f.values, "zh") for f in answer.findings}


def changed(tmp_path: Path, **more: Any) -> dict[str, dict[str, Any]]:
    return rows_of(load_all(write_book(tmp_path / "book.xlsx", CHAIN, lists(**more))))


def test_nobody_is_recruited_for_a_surplus(analyst: Analyst) -> None:
    row = rows_of(analyst)[SHAFT]
    assert (row["demand"], row["local_supply"], row["gap_qty"], row["suggested_capacity"]) == (100, 127, 0, None)
    assert {"fill", "build"}.isdisjoint({row["verb"], *row["secondary_verbs"]})
    assert (row["verb"], row["reason_codes"]) == ("stabilise", ["W2", "single_source"])
    assert "第二来源" in row["target_profile"]
    assert not re.search("缺口|补足", row["target_profile"])


def test_a_second_source_stands_apart_from_what_it_backs_up(analyst: Analyst) -> None:
    row = rows_of(analyst)[SHAFT]
    assert (row["park"], row["factors"]) == (None, None), "PK-1 is the park of the single source"
    assert "示例轴业二厂" not in row["candidates"], "the same controller, listed as a target or not"
    assert row["candidates"].startswith("示例传动（江苏） " + RIVAL), "once, as list 05 writes it, with its code"
    assert row["candidates"].count("示例传动") == 1
    assert "洽谈" in row["candidates"]


@pytest.mark.parametrize("region", ["370305", "370300", "370000"])
def test_a_source_without_a_park_may_stand_in_the_park_of_its_county(tmp_path: Path, region: str) -> None:
    capacities = [
        *(r for r in lists()["06_生产能力"] if r["企业(信用代码或名称)"] != M),
        made(M, SHAFT, 127, 100, 基地区划=region),
    ]
    assert changed(tmp_path, **{"06": capacities})[SHAFT]["park"] is None


def test_a_source_elsewhere_leaves_the_park_free(tmp_path: Path) -> None:
    capacities = [
        *(r for r in lists()["06_生产能力"] if r["企业(信用代码或名称)"] != M),
        made(M, SHAFT, 127, 100, 基地区划="370402"),
    ]
    assert changed(tmp_path, **{"06": capacities})[SHAFT]["park"] == "示例传动园"


def test_a_park_is_proposed_where_its_leading_stage_speaks_for_it(analyst: Analyst) -> None:
    rows = rows_of(analyst)
    assert rows[CHIP]["park"] == "示例芯片园"
    assert {rows[code]["park"] for code in (POWDER, GLUE) if code in rows} == {None}, "land alone says nothing"


def test_present_foreign_suppliers_are_sources_and_listed_targets_are_candidates(analyst: Analyst) -> None:
    row = rows_of(analyst)[CHIP]
    assert JAPAN not in row["candidates"]
    assert "Example Semi GmbH 德国" in row["candidates"]
    assert row["current_sources"] == "日本 60%; 河北 40%"
    assert (row["person"], row["contact_stage"]) == ("李某", "洽谈"), "of the target that names the product"


def test_bought_outside_is_only_said_where_every_source_is_known_to_be(analyst: Analyst) -> None:
    rows = rows_of(analyst)
    assert "1家整机企业全部外购, 本省0家生产; 派生需求100万台" in rows[CHIP]["reasons"]
    assert "全部外购" not in rows[POWDER]["reasons"]
    assert "1家整机企业有需求, 本省0家生产" in rows[POWDER]["reasons"]
    assert "全部外购" not in rows[GLUE]["reasons"], "nobody told where it comes from"


def test_no_keys_and_no_exponents_in_any_text(analyst: Analyst) -> None:
    for row in rows_of(analyst).values():
        for field, text in row.items():
            if isinstance(text, str):
                assert not re.search(r"(^|[ ;(])(~|ext:)", text), (field, text)
                assert not re.search(r"\de[+-]?\d", text), (field, text)


@pytest.mark.parametrize("amount", [1_793_149.861, 12_345_678.9, 0.00000123])
def test_large_and_small_figures_are_written_out(tmp_path: Path, amount: float) -> None:
    inputs = [dict(r, 单耗=amount / 100) if r["上游产品编码"] == CHIP else r for r in lists()["04_产品投入产出"]]
    row = changed(tmp_path, **{"04": inputs})[CHIP]
    assert row["demand"] == pytest.approx(amount)
    told = re.search(r"派生需求([0-9.]+)万台", row["reasons"])
    assert told is not None
    assert float(told[1]) == pytest.approx(amount, rel=1e-5)


def test_ordered_by_its_own_priority(analyst: Analyst) -> None:
    rows = list(rows_of(analyst).values())
    assert [row["no"] for row in rows] == list(range(1, len(rows) + 1))
    keys = [(row["priority"], -row["priority_score"], -(row["loss_days"] or 0)) for row in rows]
    assert keys == sorted(keys)
    assert {row["gap_kind"] for row in rows} == {"missing_link", "weak_link"}


def test_the_score_is_that_of_the_formula(analyst: Analyst) -> None:
    rows = rows_of(analyst)
    worst = max(row["loss_days"] or 0.0 for row in rows.values())
    row = rows[CHIP]
    # value 100 x 900 is the largest; no inputs are known, the park fits; one chain; Hebei covers half and supplies
    assert row["priority_parts"] == pytest.approx(
        {"loss": row["loss_days"] / worst, "value": 1.0, "feasibility": 1.0, "leverage": 1.0, "candidates": 0.7}
    )
    score = 0.35 * row["loss_days"] / worst + 0.25 + 0.2 + 0.1 + 0.07
    assert row["priority_score"] == row["priority_score_upper"] == pytest.approx(score)


def test_what_is_unknown_is_named_and_bounded(analyst: Analyst) -> None:
    row = rows_of(analyst)[GLUE]
    assert row["priority_unknown"] == ["loss", "value"], "no source and no price"
    assert row["priority_score_upper"] - row["priority_score_lower"] == pytest.approx(0.6)


def test_grade_loss_and_survival_are_of_one_group(analyst: Analyst) -> None:
    groups = {f.values["entity_id"]: f.values for f in analyst.ask("choke-points", {"entity": "group"}).findings}
    row = rows_of(analyst)[SHAFT]
    of = groups["示例轴业集团"]
    assert (row["loss_days"], row["tts_days"]) == (of["loss_days"], of["tts_days"])
    assert row["risk_grade"] == of["risk_grade"]
    assert (
        f"可撑{of['tts_days']:g}天, 恢复缺口{of['gap_days']:g}天, 90天内损失{of['loss_days']:.1f}满产天"
        in row["reasons"]
    )


def test_proof_holds_the_firm_and_the_product(analyst: Analyst) -> None:
    for row in rows_of(analyst).values():
        says = " ".join(str(place["says"]) for place in row["proof"])
        assert row["product_name"] in says
        for name in (row["demanders"] or "").split("; "):
            assert name.rpartition(" ")[0] in says or name in says, (row["product"], name)
        assert row["n_proof"] >= len(row["proof"]) > 0
        assert all(place["source_file"] == "book.xlsx" and place["source_row"] for place in row["proof"])


def test_every_evidence_id_opens_the_rows(analyst: Analyst) -> None:
    answer = analyst.ask("gap-list", {})
    for finding, evidence in zip(answer.findings, answer.evidence_ids, strict=True):
        opened = analyst.ask("evidence", {"id": evidence}).findings
        places = {(f.values["source_sheet"], f.values["source_row"]) for f in opened}
        assert {(p["source_sheet"], p["source_row"]) for p in finding.values["proof"]} <= places
        assert len(opened) == finding.values["n_proof"]


def test_a_chain_counts_once_for_leverage(tmp_path: Path) -> None:
    first = write_book(tmp_path / "one.xlsx", CHAIN, lists())
    final = "P970101"
    second = write_book(
        tmp_path / "two.xlsx", OTHER,
        {
            "01_产业链信息": chain_row(OTHER, [final]),
            "02_产业链环节": [{"环节编码": "C97-01", "环节名称": "另机", "层级": 1, "链位": "下游"}],
            "03_环节产品": [product(final, "另机", "C97-01", 产品性质="终端产品")],
            "04_产品投入产出": [
                {"下游产品编码": final, "上游产品编码": CHIP, "单耗": 1, "必需性": "必需", "工艺路线": route}
                for route in ("甲", "乙")
            ],
            "05_企业名录": [firm(made_code(8290, "370102"), "示例另机", "370102")],
            "06_生产能力": [made(made_code(8290, "370102"), final, 10, 10)],
        },
    )  # fmt: skip
    answer = load_all(first, second).ask("gap-list", {})
    keys = [(f.values["chain_code"], f.values["product_code"], f.values["scope_region"]) for f in answer.findings]
    assert len(keys) == len(set(keys))
    parts = {key[:2]: f.values["priority_parts"]["leverage"] for key, f in zip(keys, answer.findings, strict=True)}
    assert parts[CHAIN, CHIP] == 1.0, "two chains, the most of all"
    assert parts[CHAIN, SHAFT] == 0.5


def test_every_reason_has_words() -> None:
    more = ("list_incomplete", "data_unknown", "grade_d", "verb_not_for_investment", "stocks_outlast", "loss_unknown")
    for code in (*OPEN_BECAUSE.values(), *more):
        assert all(code_label("exclusion", code, lang) != code for lang in ("zh", "en"))
    assert OPEN_BECAUSE["rows_pending"] == "rows_pending"
