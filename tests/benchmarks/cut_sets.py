"""Minimal cut sets: whole public trees against a plain MOCUS, and those of order 2 of a large chain against every pair
tried with the engine of single failures; equal sets asserted."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from graphsvc.analysis.cut_sets import minimal_cut_sets
from graphsvc.analysis.cut_sets.of_network import product_cuts
from graphsvc.analysis.outages.together import together
from graphsvc.domain.arrays import Longs
from graphsvc.judgements.workspace import Workspace
from tests.benchmarks.made_chain import make_bundle
from tests.benchmarks.peers import snapshot_of
from tests.benchmarks.ratio import Ratio
from tests.oracles.aralia import PUBLISHED, TOP, read_tree

Gates = Mapping[str, tuple[str, Sequence[str]]]
TREES = ("chinese", "das9203", "das9202")
SECONDS = 300.0
"""CPU seconds after which a plain MOCUS that has not ended is left: the ratio is then told as the least it can be."""
SAMPLE = 4_096
"""Pairs that the plain loop tries; its time is that of the sample times all pairs over these."""
ORDER, LIMIT = 2, 1_000


def tree_ratios(names: Sequence[str] = TREES) -> Iterator[Ratio | str]:
    """Every minimal cut set of each tree, the published number of them found; by both where a plain MOCUS ends."""
    for name in names:
        tree = read_tree(name)
        began = time.process_time()
        found = minimal_cut_sets(tree.gates, TOP, max_order=tree.n_events)
        fast = time.process_time() - began
        began = time.process_time()
        plain = mocus(tree.gates, began + SECONDS)
        slow = time.process_time() - began
        n = PUBLISHED[name].n_cut_sets
        assert len(found.sets) == n
        assert plain is None or set(found.sets) == plain
        yield Ratio(f"all {n:,} minimal cut sets of {name}", fast, slow, "CPU s", slow / fast)
        if plain is None:
            yield f"  MOCUS had not ended after {SECONDS:g} CPU s: more than {slow / fast:,.0f} times"


def mocus(gates: Gates, until: float) -> set[frozenset[str]] | None:
    """Fussell & Vesely 1972 as it stands: rows of events and gates, the first gate of a row replaced until none is
    left; then every row dropped that holds a shorter one. None where it has not ended by ``until`` [CPU s of this
    process]."""
    rows: list[tuple[str, ...]] = [(TOP,)]
    done: set[frozenset[str]] = set()
    while rows:
        if time.process_time() > until:
            return None
        row = rows.pop()
        gate = next((each for each in row if each in gates), None)
        if gate is None:
            done.add(frozenset(row))
            continue
        kind, inputs = gates[gate]
        rest = tuple(each for each in row if each != gate)
        if kind == "and":
            rows.append(rest + tuple(each for each in inputs if each not in rest))
        else:
            rows.extend(rest if each in rest else (*rest, each) for each in inputs)
    kept: list[frozenset[str]] = []
    for _, rows_of_size in groupby(sorted(done, key=len), key=len):
        kept += [row for row in rows_of_size if not any(shorter <= row for shorter in kept)]
        if time.process_time() > until:
            return None
    return set(kept)


def chain_ratios(n_firms: int = 10_000, n_rows: int = 80_000) -> Iterator[Ratio | str]:
    """Cut sets of up to two control groups of every final product."""
    with TemporaryDirectory(prefix="graphsvc-bench-") as folder:
        space = Workspace(snapshot_of(make_bundle(Path(folder) / "bundle", n_rows, n_firms=n_firms)))
    facts = space.facts(space.scope(next(iter(space.snapshot.chains))))
    entities, fallen = facts.outages.entities("group")
    n, node, model = facts.network, facts.members.finals.node, facts.ground.model
    makers = {n.product_codes[p]: node[n.node_product[node] == p] for p in np.unique(n.node_product[node]).tolist()}
    began = time.process_time()
    found = product_cuts(model, entities, fallen.words, makers, ORDER, LIMIT)
    fast = time.process_time() - began
    n_pairs = len(entities) * (len(entities) - 1) // 2
    sample = _sample(len(entities))
    model.falls(together(entities, sample[:64], n.n_nodes))  # compiled before it is timed
    began = time.process_time()
    words = model.fallen(together(entities, sample, n.n_nodes))
    down = {product: _all_fall(words[nodes], len(sample)) for product, nodes in makers.items()}
    slow = (time.process_time() - began) * n_pairs / len(sample)
    n_left, n_sets = 0, 0
    for product, cuts in found.items():
        known = set(cuts.found.cuts)
        single = {e for cut in known if len(cut) == 1 for e in cut}
        events = set(cuts.events) - single
        n_left += len(events) * (len(events) - 1) // 2
        n_sets += len(known)
        assert cuts.found.complete_to is None or cuts.found.complete_to >= ORDER
        for (a, b), falls in zip(sample.tolist(), down[product].tolist(), strict=True):
            assert falls == (a in single or b in single or frozenset((a, b)) in known)
    what = f"cut sets of up to {ORDER} of {len(entities):,} groups, {n_firms:,} firms, {len(makers)} products"
    yield Ratio(what, fast, slow, "CPU s, sample", slow / fast, "100")
    pruned = 1 - n_left / (n_pairs * len(makers))
    yield (
        f"  {n_sets:,} sets; {pruned:.4%} of {n_pairs:,} pairs a product left out before any was joined (no way to the "
        f"product, or one of the two stops it alone); peer tries {len(sample):,} pairs drawn with seed 1"
    )


def _all_fall(words: np.ndarray, n: int) -> np.ndarray:
    together_down = np.bitwise_and.reduce(words, axis=0)
    return np.array([bool(together_down[i // 64] >> np.uint64(i % 64) & np.uint64(1)) for i in range(n)])


def _sample(n: int) -> Longs:
    rng = np.random.default_rng(1)
    first, second = rng.integers(0, n, 4 * SAMPLE), rng.integers(0, n, 4 * SAMPLE)
    pairs = np.unique(np.sort(np.stack([first, second], axis=1), axis=1)[first != second], axis=0)
    return rng.permutation(pairs)[:SAMPLE].astype(np.int64)
