"""Two chains list one firm, one plant and one issue: each counts once, and neither chain loses it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import orjson
import pytest

from graphsvc.domain.graph import Label, Relation
from graphsvc.domain.submission import LoadOptions
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.load_submission import LoadOutcome, load
from graphsvc.usecases.projection.building import graph_rows
from graphsvc.wiring import Loader
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import Rows, chain_row, firm, made, product, sold, write_book

PUMPS, FANS = "SD-C97", "SD-C98"
PUMP, FAN, MOTOR = "P970101", "P980101", "P970102"
P, F, M = (made_code(9200 + i, "371302") for i in range(3))


def _book(
    folder: Path,
    chain: str,
    final: str,
    maker: str,
    region: str = "370000",
    lists: Mapping[str, Rows] = MappingProxyType({}),
) -> Path:
    issue = {"问题编号": "W-1", "提出日期": "2023-05-01", "提出企业": M, "问题类别": "资金", "问题描述": "缺资金",
             "影响程度": "潜在", "牵头单位": "示例局", "办理时限": "2023-08-01", "状态": "办理中"}  # fmt: skip
    whole: dict[str, Rows] = {
        "01_产业链信息": chain_row(chain, [final]),
        "02_产业链环节": [{"环节编码": "S-1", "环节名称": "全部", "层级": 1, "链位": "中游"}],
        "03_环节产品": [product(final, f"示例{final}", "S-1", 产品性质="终端产品"), product(MOTOR, "电机", "S-1")],
        "04_产品投入产出": [{"下游产品编码": final, "上游产品编码": MOTOR, "单耗": 1, "必需性": "必需"}],
        "05_企业名录": [
            firm(maker, f"示例{final}厂", "371302"), firm(M, "示例电机厂", "371302", 链上角色="链主", 是否规上="是"),
        ],
        "06_生产能力": [made(maker, final, 100, 80), made(M, MOTOR, 300, 200)],
        "07_供应关系": [sold(M, maker, MOTOR, 年供应量=80)],
        "16_堵点问题台账": [issue],
        **lists,
    }  # fmt: skip
    return write_book(folder / f"{chain}-{region}.xlsx", chain, whole, region=region)


def _loaded(*paths: Path) -> tuple[Analyst, LoadOutcome]:
    store = MemoryStore()
    outcome = load(list(paths), LoadOptions(), store, Loader("敏感"), lambda *_: None)
    return Analyst(store), outcome


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    folder = tmp_path_factory.mktemp("chains")
    return _loaded(_book(folder, PUMPS, PUMP, P), _book(folder, FANS, FAN, F))[0]


def test_one_plant_counts_once(analyst: Analyst) -> None:
    for chain in (PUMPS, FANS):
        rows = {f.values["product_code"]: f.values for f in analyst.ask("weak-links", {"chain": chain}).findings}
        assert rows[MOTOR]["ssr"] == pytest.approx(300 / 160)  # both chains need 80


@pytest.mark.parametrize("chain", [PUMPS, FANS])
def test_neither_chain_loses_it(analyst: Analyst, chain: str) -> None:
    covered = analyst.ask("industry-coverage", {"chain": chain, "firm_set": "all", "level": "class"}).findings
    assert {f.values["code"]: f.values["n_firms"] for f in covered if f.values["n_firms"]} == {"3670": 2}
    issues = analyst.ask("overdue-issues", {"chain": chain})
    assert [(f.values["issue_no"], f.values["chain_code"]) for f in issues.findings] == [("W-1", chain)]
    told = [f.values for f in analyst.ask("evidence", {"id": issues.evidence_ids[0]}).findings]
    assert [(r["source_file"], r["counts"]) for r in told if r["table"] == "issues"] == [
        (f"{PUMPS}-370000.xlsx", "yes"), (f"{FANS}-370000.xlsx", "no"),
    ]  # fmt: skip
    # the motor maker leads both chains; it buys nothing
    rates = analyst.ask("local-supply", {"chain": chain}).summary["rates"]
    assert [rate["firm_id"] for rate in rates] == [M]


def test_the_graph_has_both_chains(analyst: Analyst) -> None:
    version = analyst.version().version_id
    rows = graph_rows(analyst, version, lambda *_: None, judged=False)
    both = {(kind.type, end) for kind, items in rows.relations.items() for start, end, _ in items if start == M}
    for type in (Relation.LISTED_IN, Relation.LEADS):
        assert {(type, PUMPS), (type, FANS)} <= both
    (issue,) = rows.nodes[Label.ISSUE]
    assert issue["chains"] == [PUMPS, FANS]


def test_contracts_of_one_list_against_one_report_of_another(tmp_path: Path) -> None:
    """Two contracts of 50 and 30 add up to 80; the province tells 60 for the whole, more than a fifth less."""
    county = [
        sold(M, P, MOTOR, 年供应量=50, 占需方采购比重=0.5),
        sold(M, P, MOTOR, 年供应量=30, 占需方采购比重=0.3),
    ]
    province = [sold(M, P, MOTOR, 年供应量=60, 切换周期=45)]
    analyst, outcome = _loaded(
        _book(tmp_path, PUMPS, PUMP, P, lists={"07_供应关系": province}),
        _book(tmp_path, PUMPS, PUMP, P, "371302", {"07_供应关系": county}),
    )
    tables = analyst.workspace().snapshot.tables
    (trade,) = tables.rows("supplies")
    assert (trade["qty"], trade["slot_region"], trade["switch_days"]) == (80, "371302", 45)
    assert trade["share_buyer"] == pytest.approx(0.8)
    reports = [row for row in tables.rows("reports") if row["table"] == "supplies"]
    told = {(r["slot_region"], r["reason"], orjson.loads(r["fields"])["qty"]): r["used"] for r in reports}
    assert told == {
        ("371302", "added_up", 50): ["qty", "share_buyer"],
        ("371302", "added_up", 30): ["qty", "share_buyer"],
        ("370000", "wider_region", 60): ["switch_days"],
    }
    assert [(n.original, n.facts["ours"]) for n in outcome.notices if n.code == "V10"] == [("60", "80")]


def test_two_sources_of_one_trade_and_two_rows_of_one_firm_stay_visible(tmp_path: Path) -> None:
    lists: dict[str, Rows] = {
        "05_企业名录": [
            firm(P, "示例泵厂", "371302"), firm(M, "示例电机厂", "371302", 营业收入=100, 企业规模="大型"),
            firm(M, "示例电机厂", "371302", 营业收入=200),
        ],
        "07_供应关系": [
            sold(M, P, MOTOR, 年供应量=80), sold(M, P, MOTOR, 年供应量=85, 交货周期=7, 数据来源="供方填报"),
        ],
    }  # fmt: skip
    analyst, _ = _loaded(_book(tmp_path, PUMPS, PUMP, P, lists=lists))
    reports = analyst.workspace().snapshot.tables.rows("reports")
    assert [(r["table"], r["reason"], r["used"], r["differs"]) for r in reports] == [
        ("firms", "fewer_cells", None, ["revenue"]),
        ("supplies", "other_source", ["lead"], None),
    ]


def test_a_name_of_the_province_and_a_code_of_the_county_are_one_firm(tmp_path: Path) -> None:
    """The province knows the city only and no code; the county has both."""
    by_name = {**firm(M, "示例电机厂", "371300"), "统一社会信用代码": None}
    analyst, _ = _loaded(
        _book(tmp_path, PUMPS, PUMP, P, lists={"05_企业名录": [firm(P, "示例泵厂", "371302"), by_name]}),
        _book(tmp_path, PUMPS, PUMP, P, "371302"),
    )
    assert sorted(analyst.workspace().snapshot.firms) == sorted([P, M])
