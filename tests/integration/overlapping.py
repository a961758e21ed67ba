"""One small chain as one file, and the same facts as files of province, city and county that overlap.

The county knows its plants best, the city its own, the province everybody; whoever is not nearest tells it a little
wrong, an older year or with fewer cells. ``edition`` gives the truth in one file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.usecases.ask import Analyst
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import chain_row, firm, made, product, sold, write_book

CHAIN = "SD-C96"
COUNTY, CITY, PROVINCE, FAR = "371302", "371300", "370000", "370102"
PUMP, MOTOR, STEEL, SHELL = (f"P9601{i:02}" for i in range(1, 5))
P1, M1, M2, S1, H1 = (made_code(9100 + i, place) for i, place in enumerate((COUNTY, COUNTY, "371311", FAR, "320500")))
PLACES = {P1: COUNTY, M1: COUNTY, M2: "371311", S1: FAR, H1: "320500"}
Lists = dict[str, list[dict[str, Any]]]


def _maps() -> Lists:
    return {
        "01_产业链信息": [dict(row) for row in chain_row(CHAIN, [PUMP], P1)],
        "02_产业链环节": [
            {"环节编码": "C96-01", "环节名称": "整机", "层级": 1, "链位": "下游"},
            {"环节编码": "C96-02", "环节名称": "部件", "层级": 1, "链位": "上游"},
        ],
        "03_环节产品": [
            product(PUMP, "示例泵", "C96-01", 产品性质="终端产品", 参考单价=5000),
            product(MOTOR, "电机", "C96-02", 参考单价=800), product(STEEL, "钢材", "C96-02", 参考单价=300),
            product(SHELL, "壳体", "C96-02", 参考单价=100),
        ],
        "04_产品投入产出": [
            {"下游产品编码": PUMP, "上游产品编码": MOTOR, "单耗": 1, "必需性": "必需", "年度": 2023},
            {"下游产品编码": PUMP, "上游产品编码": SHELL, "单耗": 2, "必需性": "必需", "年度": 2023},
            {"下游产品编码": MOTOR, "上游产品编码": STEEL, "单耗": 0.5, "必需性": "必需", "年度": 2023},
        ],
    }  # fmt: skip


def _firm(code: str, **more: Any) -> dict[str, Any]:
    return firm(code, f"示例企业{list(PLACES).index(code)}号", PLACES[code], **more)


def _facts() -> Lists:
    """Every fact once, as the office nearest to it tells it."""
    return {
        "05_企业名录": [
            _firm(P1, 营业收入=9000, 从业人数=300, 实际控制人="示例集团", 链上角色="链主", 是否规上="是"),
            _firm(M1, 营业收入=4000, 实际控制人="示例集团", 是否规上="是"),
            _firm(M2, 营业收入=2000, 是否规上="是"), _firm(S1, 营业收入=7000, 是否规上="否"), _firm(H1),
        ],
        "06_生产能力": [
            made(P1, PUMP, 120, 100), made(M1, MOTOR, 80, 60, 生产基地="一厂"),
            made(M1, MOTOR, 40, 20, 生产基地="二厂"), made(M2, MOTOR, 60, 40), made(S1, STEEL, 200, 90),
        ],
        "07_供应关系": [
            sold(M1, P1, MOTOR, 年供应量=70, 年供应额=700), sold(M2, P1, MOTOR, 年供应量=30, 年供应额=300),
            sold(S1, M1, STEEL, 年供应量=40, 占需方采购比重=1), sold(S1, M2, STEEL, 年供应量=20),
            sold(H1, P1, SHELL, 年供应量=200, 切换周期=120),
        ],
        "13_重点项目清单": [
            {"项目编码": "XM-1", "名称": "示例壳体项目", "建设单位": M1, "产品": SHELL, "新增产能": 50,
             "新增产能单位": "万台", "总投资": 2, "建设地点区划": COUNTY, "项目类别": "补链", "阶段": "在建",
             "投产日期": "2024-06-30"},
        ],
        "16_堵点问题台账": [
            {"问题编号": "W-1", "提出日期": "2023-05-01", "提出企业": P1, "问题类别": "原料短缺", "关联产品": SHELL,
             "问题描述": "缺壳体", "影响程度": "减产", "牵头单位": "示例局", "办理时限": "2023-08-01",
             "状态": "办理中"},
            {"问题编号": "W-2", "提出日期": "2023-06-01", "提出企业": S1, "问题类别": "资金", "问题描述": "缺资金",
             "影响程度": "潜在", "牵头单位": "示例局", "办理时限": "2023-09-01", "状态": "办理中"},
        ],
        "18_备份储备清单": [
            {"编号": "CB-1", "产品": SHELL, "方式": "实物储备", "承担企业": P1, "区划": COUNTY, "数量": 10,
             "数量单位": "万台", "启动时间": 0, "年维持费用": 5},
        ],
        "17_断链断供风险清单": [
            {"风险编号": "FX-1", "产品": SHELL, "涉及企业": H1, "风险源类别": "元器件/零部件", "风险情形": "物流中断",
             "填报等级": "橙", "责任单位": "示例局"},
        ],
        "22_监测直报": [
            {"企业": M1, "产品": MOTOR, "期别": f"2023-{month:02}", "产量": 5 - month / 4, "期末库存": 1}
            for month in (9, 10, 11, 12)
        ],
    }  # fmt: skip


def edition(folder: Path) -> Path:
    """The truth in one file."""
    return write_book(folder / "一册.xlsx", CHAIN, {**_maps(), **_facts()})


def levels(folder: Path) -> list[Path]:
    """The same facts told by province, city and county."""
    facts = _facts()
    province: Lists = {name: [dict(row) for row in rows] for name, rows in {**_maps(), **facts}.items()}
    for row in province["05_企业名录"]:
        if row["统一社会信用代码"] in (P1, M1):
            row["营业收入"] = 2 * row["营业收入"]  # 20 % and more beside the county's
        row.pop("从业人数", None)
    province["05_企业名录"].append({**_firm(P1), "年度": 2022, "从业人数": 999, "营业收入": 1})
    makers = [row for row in province["06_生产能力"] if row["企业(信用代码或名称)"] not in (P1, M1)]
    province["06_生产能力"] = [
        *makers,
        made(P1, PUMP, 180, 150),
        made(M1, MOTOR, 125, 82),  # no site: the total of the county's two, within a fifth
    ]
    for row in province["07_供应关系"]:
        if row["供方"] == M1:
            row["年供应量"] = 140
        if row["供方"] == H1:
            row["年度"] = 2022
            row["年供应量"] = 9
    province["13_重点项目清单"][0] |= {"新增产能": 500, "阶段": "签约"}
    province["16_堵点问题台账"][0] |= {"状态": "已销号", "办结日期": "2023-07-01", "销号依据": "协调完成"}
    province["18_备份储备清单"][0] |= {"数量": 100}
    for row in province["22_监测直报"]:
        row["产量"] = 99
    near = (P1, M1, M2)
    city: Lists = {
        **_maps(),
        "05_企业名录": [row for row in facts["05_企业名录"] if row["统一社会信用代码"] in near],
        "06_生产能力": [row for row in facts["06_生产能力"] if row["企业(信用代码或名称)"] in near],
        "07_供应关系": [row for row in facts["07_供应关系"] if row["需方"] in near],
        "16_堵点问题台账": [facts["16_堵点问题台账"][0] | {"状态": "已交办"}],
        "18_备份储备清单": [dict(facts["18_备份储备清单"][0])],
    }
    own = (P1, M1)
    county: Lists = {
        **{name: rows for name, rows in _maps().items() if name != "01_产业链信息"},
        "05_企业名录": [dict(row) for row in facts["05_企业名录"] if row["统一社会信用代码"] in own],
        "06_生产能力": [dict(row) for row in facts["06_生产能力"] if row["企业(信用代码或名称)"] in own],
        "07_供应关系": [dict(row) for row in facts["07_供应关系"] if row["需方"] in own],
        "13_重点项目清单": facts["13_重点项目清单"],
        "16_堵点问题台账": [facts["16_堵点问题台账"][0]],
        "22_监测直报": facts["22_监测直报"],
    }
    county["06_生产能力"][0]["停产恢复时间"] = None  # filled from the city
    county["05_企业名录"][0]["实际控制人"] = None  # likewise
    county["07_供应关系"][0]["年供应额"] = None
    return [
        write_book(folder / "省.xlsx", CHAIN, province),
        write_book(folder / "市.xlsx", CHAIN, city, region=CITY),
        write_book(folder / "县.xlsx", CHAIN, county, region=COUNTY),
    ]


GIVEN: Mapping[str, Mapping[str, Any]] = {
    "gap-fillers": {"product": SHELL},
    "backup-plan": {"entity_id": H1},
    "neighbourhood": {"object": P1},
    "upstream": {"object": PUMP},
    "supply-paths": {"from": S1, "to": P1},
    "firm-outage": {"firm": M1},
    "group-outage": {"group": "示例集团"},
    "country-cutoff": {"country": "CN"},
    "site-outage": {"site": f"{M1}#一厂"},
    "product-outage": {"product": STEEL},
    "region-outage": {"outage_region": COUNTY},
    "survival": {"firm": P1, "product": PUMP},
    "stress-test": {"scenario": {"shocks": [{"entity_type": "firm", "entity_id": S1}]}},
}
LEFT_OUT = frozenset({"evidence", "changes", "park-outage", "corridor-outage"})
"""Questions about one finding, two versions, parks or corridors, of which this chain has none."""
SLOT_COLUMNS = frozenset({"slot_region", "proof", "n_proof"})
"""Columns that tell who reported, which differs by nature."""


def answers(analyst: Analyst, region: str | None = None) -> Iterator[tuple[str, Any]]:
    """Every question of the catalogue with what it says: rows without the reporter, summary, grade, completeness."""
    at = {} if region is None else {"region": region}
    for name in CATALOGUE:
        if name not in LEFT_OUT:
            told = analyst.ask(name, {**GIVEN.get(name, {}), **at})
            rows = [{k: v for k, v in f.values.items() if k not in SLOT_COLUMNS} for f in told.findings]
            yield name, (rows, dict(told.summary), told.grade, told.completeness)


def contents(snapshot: GraphSnapshot) -> dict[str, list[dict[str, Any]]]:
    """All tables of a version with provenance."""
    return {name: list(map(dict, snapshot.tables.each(name))) for name in snapshot.tables.names()}
