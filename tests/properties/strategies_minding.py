"""Random chains with a stage tree, tasks, platforms, projects, policies, experts and a ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from hypothesis import strategies as st

from graphsvc.domain.tables import ChainTables, arrow_table
from tests.oracles.plain_chain import AS_OF, CHAIN_CODE, PlainChain, tables
from tests.properties.engine import Engine
from tests.properties.strategies import chains

Rows = list[dict[str, Any]]

_STATUS = ("征集", "实施", "验收", "中止", None)
_PHASES = ("谋划", "在建", "投产", "达效", None)
_LEDGER = ("待受理", "办理中", "退回", "长期推进", "已办结", "已销号", None)
_DAYS = ("2024-12-31", "2025-01-01", "2025-03-01", "2025-06-01", "2025-06-30", "2025-07-01", None)
_PRECISION = (None, None, "month", "quarter", "half-year", "year", "plan-period")
_OWNERS = ("省工信厅·示例处", "示例市工信局", None)


@dataclass(frozen=True, eq=False)
class MindedEngine(Engine):
    """An ``Engine`` whose chain has further lists, given as plain rows by table."""

    lists: dict[str, Rows] = field(default_factory=dict)

    @cached_property
    def tables(self) -> ChainTables:
        """Canonical tables of the chain, with the lists in place of what it says itself."""
        rows = {**tables(self.chain), **self.lists}
        return ChainTables({name: arrow_table(name, table) for name, table in rows.items()})


def _placed(rows: Rows, region: str) -> Rows:
    where = {"slot_chain": CHAIN_CODE, "slot_region": region, "source_file": "plain.xlsx", "as_of": AS_OF}
    return [{**where, "source_row": number, **row} for number, row in enumerate(rows, start=2)]


@st.composite
def minded(draw: st.DrawFn, chain: PlainChain | None = None) -> MindedEngine:
    """A chain (a random one, or that given) whose stages hang under one another, and what the lists say about them."""
    if chain is None:
        chain = draw(chains(max_products=6, max_firms=8))
    own = tables(chain)
    codes = [row["stage_code"] for row in own["stages"]]
    tops = ["G-1", "G-2"]
    for number, row in enumerate(own["stages"]):
        row["parent_code"] = draw(st.sampled_from([*codes[:number], *tops, None]))
    roof = {name: own["stages"][0].get(name) for name in own["stages"][0]}
    own["stages"] += [{**roof, "stage_code": top, "stage_name": top, "parent_code": None} for top in tops]
    products = [row["product_code"] for row in own["products"]]
    firms = [row["firm_id"] for row in own["firms"]]

    def some(values: list[str], most: int = 2) -> list[str] | None:
        return draw(st.lists(st.sampled_from(values), max_size=most)) or None

    def one(values: Any) -> Any:
        return draw(st.sampled_from(values))

    stages = [*codes, *tops]
    n = st.integers(0, 4)
    lists: dict[str, Rows] = {
        "technologies": [
            {"tech_code": f"T{i % 3}", "tech_name": f"攻关{i}", "products": some(products), "status": one(_STATUS)}
            for i in range(draw(n))
        ],
        "platforms": [
            {"platform_code": f"F{i}", "name": f"平台{i}", "stages": some(stages)} for i in range(draw(n))
        ],
        "projects": [
            {
                "project_code": f"X{i}", "name": f"项目{i}", "phase": one(_PHASES),
                "product": one([*products, None, None]), "stage": one([*stages, None]),
            }
            for i in range(draw(n))
        ],
        "policies": [
            {
                "doc_no": one([f"文{i}", None]), "name": f"办法{i}", "stages": some(stages),
                "valid_until": one(_DAYS), "valid_until_precision": one(_PRECISION),
            }
            for i in range(draw(n))
        ],
        "experts": [{"name": f"专家{i}", "stages": some(stages)} for i in range(draw(n))],
        "issues": [
            {
                "issue_no": f"W{i}", "opened": one(_DAYS), "due": one(_DAYS), "due_precision": one(_PRECISION),
                "raised_by": one([*firms, None]), "firms": some(firms), "products": some(products),
                "status": one(_LEDGER), "closed": one(_DAYS), "owner": one(_OWNERS), "type": "其他",
                "severity": "潜在", "description": f"问题{i}",
            }
            for i in range(draw(st.integers(0, 6)))
        ],
    }  # fmt: skip
    declared = draw(st.sampled_from((["10", "13"], ["10"], [])))
    own["submissions"][0]["complete_lists"] = sorted({*chain.complete, *declared}) or None
    placed = {name: _placed(rows, chain.region) for name, rows in lists.items()}
    kept = {name: own[name] for name in ("stages", "products", "submissions")}
    return MindedEngine(chain, {**kept, **placed})
