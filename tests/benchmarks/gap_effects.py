"""All gap effects of one chain against the failure model run anew for every gap, equal losses asserted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import FailureModel, Finals
from graphsvc.analysis.outages.fills import Fills, Refilled, refilled
from graphsvc.analysis.outages.outage import Reading, readings
from graphsvc.domain.arrays import Floats
from graphsvc.domain.network import Network
from graphsvc.judgements.workspace import Facts, Workspace
from tests.benchmarks.made_chain import make_bundle
from tests.benchmarks.peers import snapshot_of
from tests.benchmarks.ratio import Ratio
from tests.made_networks import with_supplier

HORIZON = 90.0
GOAL = 20.0
ROUNDS = 3


def gap_effect_ratios(n_firms: int = 1_500, n_rows: int = 12_000) -> Iterator[Ratio]:
    """Every product that is bought as a gap; the model with one firm more is built and run for each."""
    with TemporaryDirectory(prefix="graphsvc-bench-") as folder:
        space = Workspace(snapshot_of(make_bundle(Path(folder) / "bundle", n_rows, n_firms=n_firms)))
    facts = space.facts(space.scope(next(iter(space.snapshot.chains))))
    model, finals = facts.ground.model, facts.members.finals
    entities, _ = facts.outages.entities("group")
    figures = facts.outages.figures("group", HORIZON)
    value = readings(
        model, entities, finals, figures.recovery, figures.assumed, facts.members.upstream, HORIZON
    ).value  # fmt: skip
    products, fills = _every_product(facts)
    refilled(model, entities, finals, value, fills)  # compiled before it is timed
    rounds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        found = refilled(model, entities, finals, value, fills)
        rounds.append(time.perf_counter() - began)
    fast = min(rounds)
    slow = 0.0
    for g, p in enumerate(products):
        began = time.perf_counter()
        lost = _run_anew(model.network, fills, g, p, entities, finals, value)
        slow += time.perf_counter() - began
        assert np.allclose(_losses(found, g), lost, rtol=0, atol=1e-9)
    what = f"effects of {len(products)} gaps, {facts.network.n_firms} firms, {len(entities)} outages of 90 days"
    yield Ratio(what, fast, slow, "s", slow / fast, f">= {GOAL:g} x")


def _every_product(facts: Facts) -> tuple[list[int], Fills]:
    """A supplier of all that is needed of each product that firms here buy."""
    n, here = facts.network, facts.members.purchases_here
    here = here[np.argsort(n.purchase_product[here], kind="stable")]
    products, counts = np.unique(n.purchase_product[here], return_counts=True)
    return products.tolist(), Fills(np.concatenate([[0], np.cumsum(counts)]), here, np.ones(len(here)))


def _run_anew(
    network: Network, fills: Fills, g: int, product: int, entities: Entities, finals: Finals, reading: Reading
) -> Floats:
    own = fills.purchase[fills.ptr[g] : fills.ptr[g + 1]]
    model = FailureModel(with_supplier(network, own, 1.0, product))
    never = np.zeros(len(entities))
    return model.outlast(entities, finals, reading.stock, reading.counted, never).loss_days


def _losses(found: Refilled, g: int) -> Floats:
    losses = found.without.copy()
    own = found.fill == g
    losses[found.entity[own]] = found.with_fill[own]
    return losses
