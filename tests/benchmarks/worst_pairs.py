"""The worst pairs of one chain against every pair stepped as one entity more, equal losses asserted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from graphsvc.analysis.outages.outage import stock_days
from graphsvc.analysis.outages.worst_pairs import Case, worst_sets
from graphsvc.domain.arrays import Longs
from graphsvc.judgements.workspace import Workspace
from tests.benchmarks.made_chain import make_bundle
from tests.benchmarks.peers import snapshot_of
from tests.benchmarks.ratio import Ratio

HORIZON = 90.0
TOP = 20
SAMPLE = 4_096
"""Pairs that the plain loop steps; its time is that of the sample times all pairs over these."""


def worst_pair_ratios(n_firms: int = 1_500, n_rows: int = 12_000) -> Iterator[Ratio | str]:
    """Every control group with every other one."""
    with TemporaryDirectory(prefix="graphsvc-bench-") as folder:
        space = Workspace(snapshot_of(make_bundle(Path(folder) / "bundle", n_rows, n_firms=n_firms)))
    facts = space.facts(space.scope(next(iter(space.snapshot.chains))))
    entities, _ = facts.outages.entities("group")
    alone = facts.outages.figures("group", HORIZON).loss.value
    model, finals, stock = facts.ground.model, facts.members.finals, stock_days(facts.network)
    case = Case(model, entities, finals, facts.ground.natures, stock, HORIZON)
    worst_sets(replace(case, entities=entities.take([0, 1])), alone[:2], 1)  # compiled before it is timed
    began = time.process_time()
    found = worst_sets(case, alone, TOP)
    fast = time.process_time() - began
    sample = _sample(len(entities))
    began = time.process_time()
    losses = case.losses(sample)
    slow = (time.process_time() - began) * found.n_pairs / len(sample)
    assert np.allclose(case.losses(found.pairs), found.loss_days, rtol=0, atol=1e-9)
    assert (case.most(sample) >= losses - 1e-6).all(), "the harshest course is no bound"
    worst = {(int(a), int(b)): loss for (a, b), loss in zip(found.pairs, found.loss_days, strict=True)}
    for (a, b), loss in zip(sample.tolist(), losses.tolist(), strict=True):
        assert loss <= found.loss_days[-1] + 1e-6 or abs(worst[a, b] - loss) < 1e-9
    what = f"worst {TOP} of {found.n_pairs:,} pairs of groups, {facts.network.n_firms} firms, {HORIZON:g} days"
    yield Ratio(what, fast, slow, "CPU s, sample", slow / fast, "100")
    yield (
        f"  stepped {found.n_stepped:,} pairs, pruned {1 - found.n_stepped / found.n_pairs:.4%}; "
        f"{found.n_bounded:,} harshest courses run; peer steps {len(sample):,} pairs drawn with seed 1"
    )


def _sample(n: int) -> Longs:
    pairs = np.stack(np.triu_indices(n, 1), axis=1)
    chosen = np.random.default_rng(1).choice(len(pairs), min(SAMPLE, len(pairs)), replace=False)
    return pairs[chosen].astype(np.int64)
