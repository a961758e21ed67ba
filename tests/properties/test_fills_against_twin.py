"""A further supplier: the pruned engine against networks in which it stands as a firm with sales."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.analysis.outages.failure import FailureModel
from graphsvc.analysis.outages.fills import Fills, losses_with, refilled
from graphsvc.analysis.outages.outage import Reading, readings
from graphsvc.domain.arrays import Floats
from graphsvc.domain.network import Network
from tests.oracles.plain_chain import PlainChain
from tests.properties.engine import Engine, examples
from tests.properties.strategies_lists import with_corridors

HORIZON = 40.0
CHAINS = with_corridors(max_products=5, max_firms=7)


def with_supplier(n: Network, purchases: list[int], share: float, product: int) -> Network:
    """The network with one firm more, which makes ``product`` and sells its share to every one of ``purchases``."""
    firm, node = n.n_firms, n.n_nodes
    rows: dict[str, list[float]] = {"source_node": [], "source_share": [], "source_row": []}
    ptr = [0]
    for q in range(n.n_purchases):
        own = slice(int(n.source_ptr[q]), int(n.source_ptr[q + 1]))
        rows["source_node"] += [*n.source_node[own].tolist(), *([node] if q in purchases else [])]
        rows["source_share"] += [*n.source_share[own].tolist(), *([share] if q in purchases else [])]
        rows["source_row"] += [*n.source_row[own].tolist(), *([0] if q in purchases else [])]
        ptr.append(len(rows["source_node"]))
    k = len(rows["source_node"])
    return replace(
        n,
        firm_ids=(*n.firm_ids, "~~further"),
        firm_names=(*n.firm_names, "示例新供方"),
        firm_group=np.append(n.firm_group, len(n.group_ids)).astype(np.int32),
        group_ids=(*n.group_ids, "~~further"),
        firm_region=(*n.firm_region, ""),
        firm_country=(*n.firm_country, "CN"),
        firm_listed=np.append(n.firm_listed, True),
        firm_active=np.append(n.firm_active, True),
        firm_identified=np.append(n.firm_identified, True),
        node_firm=np.append(n.node_firm, firm).astype(np.int32),
        node_product=np.append(n.node_product, product).astype(np.int32),
        node_output=np.append(n.node_output, np.nan),
        node_capacity=np.append(n.node_capacity, np.nan),
        node_design=np.append(n.node_design, np.nan),
        node_base=np.append(n.node_base, np.nan),
        node_recovery=np.append(n.node_recovery, np.nan),
        node_recovery_blank=np.append(n.node_recovery_blank, True),
        node_has_capacity=np.append(n.node_has_capacity, True),
        source_ptr=np.array(ptr, np.int64),
        source_node=np.array(rows["source_node"], np.int32),
        source_share=np.array(rows["source_share"], np.float64),
        source_share_known=np.ones(k, np.bool_),
        source_quantity=np.full(k, np.nan),
        source_switch=np.full(k, np.nan),
        source_row=np.array(rows["source_row"], np.int32),
        need_ptr=np.append(n.need_ptr, n.need_ptr[-1]),
    )


def model_with(model: FailureModel, purchases: list[int], share: float, product: int) -> FailureModel:
    """The plain model over it; what nobody is known to bring stays what it was."""
    found = FailureModel(with_supplier(model.network, purchases, share, product))
    found.__dict__["rest"] = model.rest
    return found


def plain(model: FailureModel, engine: Engine, reading: Reading) -> Floats:
    """Losses of every group by the plain model."""
    entities, _ = engine.facts.outages.entities("group")
    nothing = np.zeros(len(entities))
    finals = engine.facts.members.finals
    found = model.outlast(entities, finals, reading.stock, reading.counted, nothing, reading.worst, reading.side)
    return found.loss_days


def suppliers(n: Network, drawn: list[float]) -> tuple[list[tuple[int, list[int], float]], Fills]:
    """One for every product that anybody buys."""
    products = np.unique(n.purchase_product[n.purchase_has_sources]).tolist()
    found = []
    for i, p in enumerate(products):
        own = np.flatnonzero((n.purchase_product == p) & n.purchase_has_sources).tolist()
        found.append((p, own, drawn[i % len(drawn)]))
    ptr = np.cumsum([0, *(len(own) for _, own, _ in found)])
    purchase = np.array([q for _, own, _ in found for q in own], np.int64)
    return found, Fills(ptr, purchase, np.array([share for _, own, share in found for _ in own]))


@examples(150)
@given(CHAINS, st.lists(st.sampled_from([0.2, 0.5, 1.0]), min_size=1, max_size=3))
def test_every_supplier_alone_and_all_together(chain: PlainChain, drawn: list[float]) -> None:
    engine = Engine(chain)
    facts, n = engine.facts, engine.facts.network
    entities, _ = facts.outages.entities("group")
    finals = facts.members.finals
    if not len(entities) or not len(finals.node):
        return
    figures = facts.outages.figures("group", HORIZON)
    model = facts.ground.model
    read = readings(model, entities, finals, figures.recovery, figures.assumed, facts.members.upstream, HORIZON)
    told, fills = suppliers(n, drawn)
    for reading in filter(None, (read.value, read.worst, read.best)):
        base = plain(model, engine, reading)
        found = None if reading.worst else refilled(model, entities, finals, reading, fills)
        for g, (p, own, share) in enumerate(told):
            expected = plain(model_with(model, own, share, p), engine, reading)
            alone = losses_with(model, entities, finals, reading, fills.granted(n.n_purchases, [g]))
            np.testing.assert_allclose(alone, expected, rtol=0, atol=1e-9)
            if found is not None:
                np.testing.assert_allclose(found.without, base, rtol=0, atol=1e-12)
                losses = base.copy()
                losses[found.entity[found.fill == g]] = found.with_fill[found.fill == g]
                np.testing.assert_allclose(losses, expected, rtol=0, atol=1e-9, err_msg=n.product_codes[p])
