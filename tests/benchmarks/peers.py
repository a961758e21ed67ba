"""Ratios against plain loops on one chain: the compiled engine and its brute-force twin, equal answers asserted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from graphsvc.analysis.entities import all_entities
from graphsvc.analysis.failure import FailureModel, Finals, has_bit
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
    network = _network(n_rows)
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


def _silent(fraction: float, stage: str) -> None:
    """Progress that nobody watches."""


def _network(n_rows: int) -> Network:
    progress: Progress = _silent
    with TemporaryDirectory(prefix="graphsvc-bench-") as folder:
        loader = Loader("敏感")
        staged = loader.read([make_bundle(Path(folder) / "bundle", n_rows)], LoadOptions(format="csv"), progress)
        parts = compose(staged, [], loader, progress)
    return GraphSnapshot(None, "", ChainTables.concat([p.resolved.tables for p in parts])).network


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
