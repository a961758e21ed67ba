"""What a cell would narrow, against the losses of the same chain with that cell written into its lists."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given

from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import ChainTables, arrow_table
from graphsvc.judgements.workspace import Facts, Workspace
from tests.oracles.plain_chain import CHAIN_CODE, PlainChain, tables
from tests.properties.engine import HORIZON, Engine, close, examples
from tests.properties.strategies import chains

DEFAULT_DAYS = {"原材料": 60.0, "元器件": 90.0, "中间产品": 60.0, "终端产品": 60.0, "装备": 180.0, "服务": 30.0}
WORST = 10


def told_in_lists(chain: PlainChain, table: str, at: int, field: str, value: float) -> Facts:
    """The facts of the chain with one more cell of its lists filled in."""
    rows = tables(chain)
    assert rows[table][at][field] is None
    rows[table][at][field] = value
    full = ChainTables({name: arrow_table(name, told) for name, told in rows.items()})
    space = Workspace(GraphSnapshot("told", "sha256:told", full))
    return space.facts(space.scope(CHAIN_CODE))


def widths(facts: Facts) -> dict[str, tuple[float, float]]:
    """Upper end of each loss and how far its ends are apart, by control group."""
    ids = facts.outages.entities("group")[0].ids
    loss = facts.outages.figures("group", HORIZON).loss
    ends = zip(loss.upper.tolist(), (loss.upper - loss.lower).tolist(), strict=True)
    return dict(zip(ids, ends, strict=True))


def headline(engine: Engine, row: dict[str, Any], at: int) -> float:
    """What the definition takes the cell for."""
    if row["field"] == "stock":
        return 15.0
    if row["field"] == "ttr_days":
        nature = {p.code: p.nature for p in engine.chain.products}[row["product_code"]]
        return DEFAULT_DAYS[nature]
    n = engine.facts.network
    source = int(np.flatnonzero(n.source_row == at)[0])
    own = np.flatnonzero(n.source_purchase == n.source_purchase[source])
    listed = engine.chain.supplies
    apart = [listed[n.source_row[k]].share for k in own if not n.source_share_known[k]]
    told = sum(share for share in apart if share is not None) + float(n.source_share[own].sum())
    return float((1.0 - told) / apart.count(None))


@examples(40)
@given(chains(unidentified=True, max_products=5, max_firms=7))
def test_what_a_cell_narrows(chain: PlainChain) -> None:
    engine = Engine(chain)
    rows, summary = engine.ask("ask-next", top=100, horizon_days=HORIZON)
    if not len(engine.facts.members.finals.node):
        assert rows == []
        return
    before = widths(engine.facts)
    worst = sorted(before, key=lambda name: (-round(before[name][0], 9), name))[:WORST]
    assert close(summary["loss_width"], sum(before[name][1] for name in worst), 1e-6)
    assert len(rows) == summary["n_narrowing"] <= summary["n_tried"]
    assert [row["effect"] for row in rows] == sorted((row["effect"] for row in rows), reverse=True)
    for row in rows[:6]:
        assert row["effect"] > 0
        at = int(row["row_key"].rsplit(" · ", 1)[1]) - 2
        after = widths(told_in_lists(chain, row["table"], at, row["field"], headline(engine, row, at)))
        assert close(row["effect"], sum(before[name][1] - after[name][1] for name in worst), 1e-6), row
