"""Ratios against plain loops on one chain: the compiled engine and its brute-force twin, equal answers asserted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from graphsvc.analysis.outages.entities import Entities, all_entities
from graphsvc.analysis.outages.failure import STEP_DAYS, FailureModel, Finals, has_bit
from graphsvc.analysis.outages.outage import stock_days
from graphsvc.domain.arrays import Floats
from graphsvc.domain.network import Network
from graphsvc.domain.ports import Progress
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.submission import LoadOptions
from graphsvc.domain.tables import ChainTables
from graphsvc.usecases.load_submission import compose
from graphsvc.wiring import Loader
from tests.benchmarks.made_chain import make_bundle


def peer_ratios(n_rows: int = 10_000) -> Iterator[str]:
    """One line per comparison: all single failures of a chain, bit by bit in plain Python against all at once."""
    network = network_of(n_rows)
    model = FailureModel(network)
    finals = Finals(np.flatnonzero(network.node_has_capacity)[-10:], np.full(10, 0.1))
    entities = all_entities(network, "firm", model.upstream_of(finals.node))
    model.fallen(entities)  # compiled before it is timed
    began = time.perf_counter()
    words = model.fallen(entities)
    fast = time.perf_counter() - began
    sample = range(0, len(entities), max(1, len(entities) // 20))
    began = time.perf_counter()
    slow = [_fallen_by_loop(network, set(entities.nodes_of(e).tolist())) for e in sample]
    per_entity = (time.perf_counter() - began) / len(slow)
    for e, found in zip(sample, slow, strict=True):
        assert set(np.flatnonzero(has_bit(words, e)).tolist()) == found
    ratio = per_entity * len(entities) / fast
    yield (
        f"single failures of {len(entities)} firms over {n_rows} supply rows: all at once {1000 * fast:.2f} ms, "
        f"plain loop per firm {per_entity * len(entities):.1f} s (from {len(slow)} firms), ratio {ratio:.0f}"
    )


def choke_point_ratios(n_rows: int = 10_000, horizon_days: float = 90.0) -> Iterator[str]:
    """Every group day by day (L2) all at once, against the engine one group at a time and a plain loop over arrays."""
    network = network_of(n_rows)
    model = FailureModel(network)
    finals = _finals(network)
    entities = all_entities(network, "group", model.upstream_of(finals.node))
    stock, days = stock_days(network), np.full(len(entities), horizon_days)
    model.outlast(entities.take([0]), finals, stock, days[:1], days[:1])  # compiled before it is timed
    began = time.perf_counter()
    found = model.outlast(entities, finals, stock, days, days)
    fast = time.perf_counter() - began
    ways: tuple[tuple[str, int, Callable[[int], float]], ...] = (
        ("one group at a time", 100, lambda e: _one_at_a_time(model, entities, e, finals, stock, horizon_days)),
        ("a plain loop", 4, lambda e: _lost_by_loop(model, entities.nodes_of(e).tolist(), finals, stock, horizon_days)),
    )
    for what, size, run in ways:
        sample = np.linspace(0, len(entities) - 1, size).astype(int).tolist()
        began = time.perf_counter()
        slow = [run(e) for e in sample]
        whole = (time.perf_counter() - began) / size * len(entities)
        assert np.allclose(found.loss_days[sample], slow, rtol=0, atol=1e-9)
        yield (
            f"choke points of {len(entities)} groups over {n_rows} supply rows, {horizon_days:.0f} days: all at once "
            f"{fast:.2f} s, {what} {whole:.1f} s (from {size} groups), ratio {whole / fast:.1f}"
        )


def _finals(network: Network) -> Finals:
    """Makers that nobody buys from, all alike."""
    sold = np.zeros(network.n_nodes, np.bool_)
    sold[network.source_node] = True
    node = np.flatnonzero(network.node_has_capacity & ~sold)
    return Finals(node, np.full(len(node), 1.0 / len(node)))


def _one_at_a_time(
    model: FailureModel, entities: Entities, e: int, finals: Finals, stock: Floats, horizon_days: float
) -> float:
    days = np.array([horizon_days])
    return float(model.outlast(entities.take([e]), finals, stock, days, days).loss_days[0])


def _lost_by_loop(model: FailureModel, failed: list[int], finals: Finals, stock: Floats, horizon_days: float) -> float:
    """Full-output days lost, element by element; for chains whose needs are all essential and met by one purchase."""
    n = model.network
    left, level, supply = stock.tolist(), [1.0] * n.n_nodes, [1.0] * n.n_purchases
    sources, shares, rest = n.source_node.tolist(), n.source_share.tolist(), model.rest.tolist()
    bought, users = n.alternative_purchase.tolist(), n.alternative_use.tolist()
    needs = [bought[n.need_ptr[v] : n.need_ptr[v + 1]] for v in range(n.n_nodes)]
    lost = 0.0
    for _ in range(round(horizon_days / STEP_DAYS)):
        inflow = [0.0] * n.n_purchases
        for e in model.order.tolist():
            if e < n.n_purchases:
                rows = range(n.source_ptr[e], n.source_ptr[e + 1])
                inflow[e] = min(1.0, rest[e] + sum(shares[k] * level[sources[k]] for k in rows))
                supply[e] = inflow[e] + left[e] / STEP_DAYS
            else:
                v = e - n.n_purchases
                level[v] = 0.0 if v in failed else min([1.0, *(supply[q] for q in needs[v])])
        use = [0.0] * n.n_purchases
        for a, v in enumerate(n.alternative_node.tolist()):
            use[bought[a]] += users[a] * level[v]
        for q in range(n.n_purchases):
            left[q] = min(float(stock[q]), max(0.0, left[q] + (inflow[q] - use[q]) * STEP_DAYS))
        lost += (1.0 - sum(w * level[v] for v, w in zip(finals.node.tolist(), finals.weight, strict=True))) * STEP_DAYS
    return lost


def _silent(fraction: float, stage: str) -> None:
    """Progress that nobody watches."""


def snapshot_of(bundle: Path) -> GraphSnapshot:
    """A bundle as a version, without any store."""
    progress: Progress = _silent
    loader = Loader("敏感")
    staged = loader.read([bundle], LoadOptions(format="csv"), progress)
    parts = compose(staged, [], loader, progress)
    return GraphSnapshot(None, "", ChainTables.concat([p.resolved.tables for p in parts]))


def network_of(n_rows: int) -> Network:
    with TemporaryDirectory(prefix="graphsvc-bench-") as folder:
        return snapshot_of(make_bundle(Path(folder) / "bundle", n_rows)).network


def _fallen_by_loop(network: Network, seeds: set[int]) -> set[int]:
    """The same fixpoint for one entity, node by node."""
    down = set(seeds)
    changed = True
    while changed:
        changed = False
        for v in range(network.n_nodes):
            if v in down:
                continue
            for m in range(network.need_ptr[v], network.need_ptr[v + 1]):
                if network.need_essential[m] and _is_lost(network, m, down):
                    down.add(v)
                    changed = True
                    break
    return down


def _is_lost(network: Network, m: int, down: set[int]) -> bool:
    for a in range(network.alternative_ptr[m], network.alternative_ptr[m + 1]):
        q = network.alternative_purchase[a]
        sources = network.source_node[network.source_ptr[q] : network.source_ptr[q + 1]].tolist()
        if not sources or any(s not in down for s in sources):
            return False
    return True
