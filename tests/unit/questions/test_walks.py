"""Walks on small chains and on shapes with too many paths to tell, asked of the questions themselves."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import pytest

from graphsvc.domain.sentences import say
from graphsvc.judgements.workspace import Workspace
from tests.asked import asked_of_all
from tests.oracles.plain_chain import PlainCapacity, PlainChain, PlainFirm, PlainInput, PlainProduct, PlainSupply
from tests.properties.engine import Engine


def _asked(chain: PlainChain | Workspace, name: str, **given: Any) -> Any:
    space = chain if isinstance(chain, Workspace) else Engine(chain).workspace
    return asked_of_all(space, name, given)


def _trade(n: int, edges: list[tuple[int, int]], firms: tuple[PlainFirm, ...] = ()) -> PlainChain:
    """Firms F00000 … and who supplies whom, one product."""
    return PlainChain(
        products=(PlainProduct("P0"),),
        inputs=(),
        firms=(*(PlainFirm(f"F{i:05d}", "370100") for i in range(n)), *firms),
        capacities=(),
        supplies=tuple(PlainSupply(f"F{a:05d}", f"F{b:05d}", "P0", share=0.01) for a, b in edges),
        finals=("P0",),
    )


def test_a_firm_called_like_a_product_is_told_apart_by_its_id() -> None:
    chain = PlainChain(
        products=(PlainProduct("P0"), PlainProduct("P1")),
        inputs=(PlainInput("P0", "P1", 1.0),),
        firms=(PlainFirm("~产品P0", "370100"), PlainFirm("P1", "370100")),
        capacities=(),
        supplies=(PlainSupply("P1", "~产品P0", "P1"),),
        finals=("P0",),
    )
    with pytest.raises(Exception, match="firm P1, product P1") as refused:
        _asked(chain, "upstream", object="P1")
    assert refused.value.code == "bad_parameter"  # type: ignore[attr-defined]
    assert _asked(chain, "upstream", object="P0").summary["object"]["kind"] == "product"
    assert _asked(chain, "upstream", object="示例企业P1").summary["object"]["kind"] == "firm"


def test_an_unknown_share_stays_unknown_and_missing_lists_are_told() -> None:
    """B buys from A, nobody knows how much; A needs ore and names no source of it."""
    chain = PlainChain(
        products=(PlainProduct("P0"), PlainProduct("ore")),
        inputs=(PlainInput("P0", "ore", 1.0),),
        firms=(PlainFirm("A", "370100"), PlainFirm("B", "370100")),
        capacities=(PlainCapacity("A", "P0", output=1.0),),
        supplies=(PlainSupply("A", "B", "P0"),),
        finals=("P0",),
    )
    result = _asked(chain, "upstream", object="B")
    assert [f.values["share"] for f in result.findings] == [None]
    assert (result.completeness, result.summary["suppliers_without_lists"]) == (0, ["A"])
    assert [m["firm_id"] for m in result.findings[0].trace().missing] == ["A"]
    assert _asked(chain, "neighbourhood", object="B", direction="down").summary["suppliers_without_lists"] == []


DENSE = [(i, j) for i in range(60) for j in range(60) if i != j]
LAYERS = [(8 * k + i, 8 * (k + 1) + j) for k in range(11) for i in range(8) for j in range(8)]
CHAIN = list(pairwise(range(5000)))
STAR = [(i, 0) for i in range(1, 5001)] + [(0, i) for i in range(5001, 10001)]


@pytest.mark.slow  # large shapes are walked
@pytest.mark.parametrize(
    ("n", "edges", "ends", "n_paths", "n_edges", "n_up"),
    [
        (60, DENSE, (0, 59), 10_000, 3540, 3540),
        (96, LAYERS, (0, 95), 10_000, 704, 648),
        (5000, CHAIN, (100, 110), 1, 24, 12),
        (10001, STAR, (1, 5001), 1, 10_000, 5001),
    ],
    ids=["dense", "layers", "chain", "star"],
)
def test_shapes_that_explode(
    n: int, edges: list[tuple[int, int]], ends: tuple[int, int], n_paths: int, n_edges: int, n_up: int
) -> None:
    chain = Engine(_trade(n, edges)).workspace
    assert chain.ground.trade.n == n
    start, goal = (f"F{i:05d}" for i in ends)
    began = time.perf_counter()
    paths = _asked(chain, "supply-paths", **{"from": start, "to": goal, "max_hops": 12})
    around = _asked(chain, "neighbourhood", object=goal, hops=12)
    above = _asked(chain, "upstream", object=goal)
    assert time.perf_counter() - began < 5
    assert len(paths.findings) == n_paths
    told = None if paths.truncated is None else say(paths.truncated, "en")
    assert told == ("more than 10000 paths; the first are given" if n_paths == 10_000 else None)
    assert (len(around.findings), around.truncated) == (n_edges, None)
    assert (len(above.findings), above.truncated) == (n_up, None)


@pytest.mark.slow  # a large chain is made
def test_more_edges_than_may_be_shown() -> None:
    """Among 150 firms 22,350 links; the 298 at the first step and then the smallest ids stay."""
    chain = _trade(150, [(i, j) for i in range(150) for j in range(150) if i != j])
    result = _asked(chain, "neighbourhood", object="F00149")
    assert result.truncated is not None
    assert (len(result.findings), result.summary["n_edges"], result.summary["n_nodes"]) == (20_000, 20_000, 150)
    last = result.findings[-1].values
    assert last["depth"] == 2
    # of the second step each supplier has 148 buyers beside F00149: 19,702 links are 133 suppliers and 18 links
    assert (last["from_id"], last["to_id"]) == ("F00133", "F00017")
