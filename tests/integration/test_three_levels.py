"""County, city, province: the same questions at three levels of a made example of two cities with two counties each.

F makes 100 万台 a year in county 371302 and needs 100 of each input. A maker stands in the other county of the city,
in the other city, in another province, abroad, or is known to the city alone.
"""

from __future__ import annotations

from typing import Any

import pytest

from graphsvc.usecases.ask import Analyst
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import by_product, chain_row, firm, load_all, made, product, sold, write_book

CHAIN = "SD-C95"
COUNTY, NEIGHBOUR, CITY, OTHER_CITY, FAR_COUNTY, FARTHER, PROVINCE = (
    "371302", "371311", "371300", "370100", "370102", "370103", "370000",
)  # fmt: skip
FINAL, VALVE, PUMP, MOTOR, CHIP, BOARD, SHELL, WIRE, FRAME = (f"P9501{i:02}" for i in range(1, 10))
F, V1, U1, U2, U3, J1, B1, C1, R1, S1, S2, S3 = (
    made_code(8100 + i, place)
    for i, place in enumerate(
        (COUNTY, NEIGHBOUR, FAR_COUNTY, FARTHER, FARTHER, "320500", COUNTY, CITY, COUNTY, COUNTY, NEIGHBOUR, FAR_COUNTY)
    )
)
CHIP_SOURCE = f"ext:JP:{CHIP}"


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    inputs = (VALVE, PUMP, MOTOR, CHIP, BOARD, SHELL, WIRE, FRAME)
    names = ("阀", "泵", "电机", "芯片", "电路板", "壳体", "线束", "骨架")
    places = {
        F: COUNTY, V1: NEIGHBOUR, U1: FAR_COUNTY, U2: FARTHER, U3: FARTHER, J1: "320500", B1: COUNTY, C1: CITY,
        R1: COUNTY, S1: COUNTY, S2: NEIGHBOUR, S3: FAR_COUNTY,
    }  # fmt: skip
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL], F),
        "02_产业链环节": [
            {"环节编码": "C95-01", "环节名称": "整机", "层级": 1, "链位": "下游"},
            {"环节编码": "C95-02", "环节名称": "部件", "层级": 1, "链位": "上游"},
            {"环节编码": "C95-03", "环节名称": "骨架", "层级": 1, "链位": "上游"},
        ],
        "03_环节产品": [
            product(FINAL, "示例整机", "C95-01", 产品性质="终端产品"),
            *(
                product(c, n, "C95-03" if c == FRAME else "C95-02", 国产化率=0 if c == CHIP else None)
                for c, n in zip(inputs, names, strict=True)
            ),
        ],
        "04_产品投入产出": [
            {"下游产品编码": FINAL, "上游产品编码": c, "单耗": 1, "必需性": "必需"} for c in inputs
        ],
        "05_企业名录": [firm(code, f"示例企业{i}号", place) for i, (code, place) in enumerate(places.items())],
        "06_生产能力": [
            made(F, FINAL, 120, 100),
            made(V1, VALVE, 50, 40), made(U3, VALVE, 100, 60),
            made(U1, PUMP, 110, 100), made(J1, MOTOR, 130, 100),
            made(B1, BOARD, 90, 50), made(U2, BOARD, 120, 100),
            made(C1, SHELL, 110, 100),
            made(R1, WIRE, 110, 100, 生产基地="新厂", 基地区划=FARTHER),
            made(S1, FRAME, 50, 40, 全国市占率=0.12), made(S2, FRAME, 50, 20, 全国市占率=0.05),
            made(S3, FRAME, 50, 40, 全国市占率=0.04),
        ],
        "07_供应关系": [
            sold(V1, F, VALVE, 年供应量=100, 年供应额=100), sold(U1, F, PUMP, 年供应量=100, 年供应额=200),
            sold(J1, F, MOTOR, 年供应量=100, 年供应额=300),
            sold("境外芯片厂", F, CHIP, 供方所在地="日本", 年供应量=100, 年供应额=400),
            sold(U2, F, BOARD, 年供应量=100, 年供应额=50), sold(C1, F, SHELL, 年供应量=100, 年供应额=60),
            sold(R1, F, WIRE, 年供应量=100, 年供应额=90), sold(S1, F, FRAME, 年供应量=40, 年供应额=80),
            sold(S2, F, FRAME, 年供应量=20, 年供应额=40), sold(S3, F, FRAME, 年供应量=40, 年供应额=80),
        ],
    }  # fmt: skip
    return load_all(write_book(tmp_path_factory.mktemp("levels") / "book.xlsx", CHAIN, lists))


LADDERS = {
    COUNTY: {
        VALVE: "county_has_none", PUMP: "city_has_none", MOTOR: "province_has_none", CHIP: "nation_has_none",
        BOARD: "not_matched", SHELL: "unknown", WIRE: "city_has_none", FRAME: None, FINAL: None,
    },
    CITY: {
        VALVE: None, PUMP: "city_has_none", MOTOR: "province_has_none", CHIP: "nation_has_none",
        BOARD: "not_matched", SHELL: None, WIRE: "city_has_none", FRAME: None, FINAL: None,
    },
    PROVINCE: {
        VALVE: None, PUMP: None, MOTOR: "province_has_none", CHIP: "nation_has_none", BOARD: None, SHELL: None,
        WIRE: None, FRAME: None, FINAL: None,
    },
}  # fmt: skip
MADE_HERE = {
    COUNTY: {FINAL, BOARD, FRAME},
    CITY: {FINAL, VALVE, BOARD, SHELL, FRAME},
    PROVINCE: {FINAL, VALVE, PUMP, BOARD, SHELL, WIRE, FRAME},
}


@pytest.mark.parametrize("region", [COUNTY, CITY, PROVINCE])
def test_ladder(analyst: Analyst, region: str) -> None:
    rows = by_product(analyst, "missing-links", region=region)
    assert {c: row["ladder"] for c, row in rows.items()} == LADDERS[region]
    assert {c for c, row in rows.items() if row["made_here"]} == MADE_HERE[region]
    for code, row in rows.items():
        step = LADDERS[region][code]
        wanted = "unknown" if step == "unknown" else "yes" if step and step.endswith("has_none") else "no"
        assert row["is_missing"] == wanted, code
        if code != FINAL:
            assert row["demand"] == row["demand_lower"] == row["demand_upper"] == 100
    assert rows[MOTOR]["nearest"] == J1
    if region == COUNTY:
        assert rows[VALVE]["nearest"] == V1, "the neighbour goes before the larger maker of the other city"
        assert rows[SHELL]["ladder_note"] == "place_of_a_maker_too_coarse"
    if region != PROVINCE:
        assert (rows[WIRE]["nearest"], rows[WIRE]["nearest_region"]) == (R1, FARTHER), "its site counts"


def test_nobody_needs_it_there(analyst: Analyst) -> None:
    rows = by_product(analyst, "missing-links", region=OTHER_CITY)
    assert {c for c, row in rows.items() if row["made_here"]} == {VALVE, PUMP, BOARD, WIRE, FRAME}
    assert {row["is_missing"] for row in rows.values()} <= {"no", "unknown"}
    assert rows[MOTOR]["ladder_note"] == "not_needed_by_present_makers"


# valve: 50 in the city, 150 in the province; frame: one, two, three makers of 50 each; board 90, then 210
SSR = {
    COUNTY: {BOARD: 0.9, FRAME: 0.5},
    CITY: {VALVE: 0.5, BOARD: 0.9, SHELL: 1.1, FRAME: 1.0},
    PROVINCE: {VALVE: 1.5, PUMP: 1.1, BOARD: 2.1, SHELL: 1.1, WIRE: 1.1, FRAME: 1.5},
}
SHORT = {COUNTY: {FRAME}, CITY: {VALVE}, PROVINCE: set()}
GROUPS = {COUNTY: 1, CITY: 2, PROVINCE: 3}


@pytest.mark.parametrize("region", [COUNTY, CITY, PROVINCE])
def test_weak_and_strong(analyst: Analyst, region: str) -> None:
    weak = by_product(analyst, "weak-links", region=region)
    assert {c: row["ssr"] for c, row in weak.items() if row["ssr"] is not None} == pytest.approx(SSR[region])
    assert {c for c, row in weak.items() if "W1" in row["reasons"]} == SHORT[region]
    assert weak[FRAME]["n_groups"] == GROUPS[region]
    assert weak[FRAME]["hhi"] == pytest.approx(1 / GROUPS[region])
    assert ("W2" in weak[FRAME]["reasons"]) == (region != PROVINCE)
    strong = by_product(analyst, "strong-links", region=region)
    assert strong[FRAME]["is_strong"] == ("yes" if region == PROVINCE else "no")
    assert strong[FRAME]["failed_tests"] == ([] if region == PROVINCE else ["self_sufficiency", "makers"])
    assert strong[FRAME]["national_share"] == 0.12
    assert strong[SHELL]["is_strong"] == ("unknown" if region == COUNTY else "no")


STATUS = {COUNTY: "weak", CITY: "weak", PROVINCE: "strong"}
FIRMS = {COUNTY: (1, 1, 1), CITY: (1, 3, 2), PROVINCE: (1, 7, 3)}  # a wire maker registered here makes it elsewhere


@pytest.mark.parametrize("region", [COUNTY, CITY, PROVINCE])
def test_stages(analyst: Analyst, region: str) -> None:
    rows = {f.values["stage_code"]: f.values for f in analyst.ask("stages", {"region": region}).findings}
    assert tuple(rows[f"C95-0{i}"]["n_firms"] for i in (1, 2, 3)) == FIRMS[region]
    assert rows["C95-03"]["status"] == STATUS[region]
    assert rows["C95-02"]["status"] == "missing"


SOLE = {VALVE: V1, PUMP: U1, MOTOR: J1, CHIP: CHIP_SOURCE, BOARD: U2, SHELL: C1, WIRE: R1}
CHOSEN = {COUNTY: {BOARD}, CITY: {BOARD}, PROVINCE: {VALVE, BOARD}}


@pytest.mark.parametrize("region", [COUNTY, CITY, PROVINCE])
def test_single_sources(analyst: Analyst, region: str) -> None:
    """Another maker in scope turns a sole source into one by choice."""
    rows = by_product(analyst, "single-sources", region=region)
    assert {row["buyer_id"] for row in rows.values()} == {F}
    assert set(rows) == set(SOLE)
    for code, row in rows.items():
        assert row["kind"] == ("single_by_choice" if code in CHOSEN[region] else "sole"), code


def test_no_buyer_there(analyst: Analyst) -> None:
    assert by_product(analyst, "single-sources", region=OTHER_CITY) == {}


LISTED = {COUNTY: {PUMP, MOTOR, WIRE, FRAME}, CITY: {PUMP, MOTOR, WIRE, VALVE, FRAME}, PROVINCE: {MOTOR}}
EXCLUDED = {
    COUNTY: {VALVE: "ladder_county_has_none", CHIP: "ladder_nation_has_none", SHELL: "place_too_coarse"},
    CITY: {CHIP: "ladder_nation_has_none"},
    PROVINCE: {CHIP: "ladder_nation_has_none"},
}


@pytest.mark.parametrize("region", [COUNTY, CITY, PROVINCE])
def test_gap_list(analyst: Analyst, region: str) -> None:
    answer = analyst.ask("gap-list", {"region": region})
    listed = {f.values["product_code"]: f.values for f in answer.findings}
    assert set(listed) >= LISTED[region]
    assert all(row["scope_region"].startswith(region) for row in listed.values())
    out = {row["product_code"]: row["reason_code"] for row in answer.summary["excluded"]}
    assert out.items() >= EXCLUDED[region].items()
    assert set(out).isdisjoint(listed)
    if region != PROVINCE:
        assert (listed[PUMP]["gap_kind"], listed[PUMP]["ladder"]) == ("missing_link", "city_has_none")
    assert (listed[MOTOR]["gap_kind"], listed[MOTOR]["ladder"]) == ("missing_link", "province_has_none")


# all purchases 1,400: valve 100, pump 200, motor 300, chip 400, board 50, shell 60, wire 90, frames 80 + 40 + 80
RATES = {
    COUNTY: (80 / 1340, 80 / 1400, 140 / 1400),  # the shell maker is known to the city alone
    CITY: (0.2, 0.2, 0.2),  # 100 + 60 + 80 + 40
    PROVINCE: (0.5, 0.5, 0.5),  # all but motor and chip
}
OUTSIDE = {COUNTY: {BOARD: 50, FRAME: 120}, CITY: {BOARD: 50, FRAME: 80}, PROVINCE: {}}


@pytest.mark.parametrize("region", [COUNTY, CITY, PROVINCE])
def test_local_supply(analyst: Analyst, region: str) -> None:
    answer = analyst.ask("local-supply", {"region": region})
    (rate,) = answer.summary["rates"]
    assert rate["firm_id"] == F
    assert (rate["rate"], rate["rate_lower"], rate["rate_upper"]) == pytest.approx(RATES[region])
    rows = {f.values["product_code"]: f.values for f in answer.findings}
    assert sum(row["amount"] for row in rows.values()) == 1400
    assert {row["amount_source"] for row in rows.values()} == {"reported"}
    found = {c: row["amount_outside"] for c, row in rows.items() if row["made_here"] and row["bought_outside"]}
    assert found == OUTSIDE[region]
    assert answer.summary["n_made_here_bought_outside"] == len(OUTSIDE[region])
    assert answer.summary["amount_made_here_bought_outside"] == sum(OUTSIDE[region].values())
    assert {c for c, row in rows.items() if row["made_here"]} == MADE_HERE[region] - {FINAL}


def test_firm_by_name(analyst: Analyst) -> None:
    by_code, by_name = (analyst.ask("local-supply", {"firm": text}) for text in (F, "示例企业0号"))
    assert [f.values for f in by_code.findings] == [f.values for f in by_name.findings]
