"""The engine under test on a plain chain, and its answers in the words of the twins."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from hypothesis import settings

from graphsvc.analysis.outages.failure import STEP_DAYS, Finals, has_bit
from graphsvc.analysis.outages.outage import Outages, stock_days
from graphsvc.analysis.outages.scenario import Shock, play_shocks
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import ChainTables, arrow_table
from graphsvc.judgements.workspace import Facts, Workspace
from tests.asked import asked_of_chain, summary_of
from tests.oracles.plain_chain import CHAIN_CODE, PlainChain, tables
from tests.oracles.twins import Node, Purchase

TOLERANCE = 1e-9
HORIZON = 90.0
FOREVER = 1e9


def examples(n: int, soaked: int | None = None) -> settings:
    """``n`` examples in the merge gate; in a soak ``soaked`` of them, else those of the profile."""
    if not os.environ.get("GRAPHSVC_HYPOTHESIS_PROFILE"):
        return settings(max_examples=n)
    return settings() if soaked is None else settings(max_examples=soaked)


def close(one: float | None, other: float | None, tolerance: float = TOLERANCE) -> bool:
    """Both unknown, or equal but for the noise of floating point."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= tolerance


@dataclass(frozen=True, eq=False)
class Engine:
    """One plain chain in the engine; entities are named as the twins name them."""

    chain: PlainChain

    @cached_property
    def tables(self) -> ChainTables:
        """Canonical tables of the chain."""
        return ChainTables({name: arrow_table(name, rows) for name, rows in tables(self.chain).items()})

    @cached_property
    def workspace(self) -> Workspace:
        """The joined network, here of the one chain."""
        return Workspace(GraphSnapshot("plain", "sha256:plain", self.tables))

    @cached_property
    def facts(self) -> Facts:
        """Those of the chain in its own region."""
        return self.workspace.facts(self.workspace.scope(CHAIN_CODE))

    def node(self, position: int) -> Node:
        """(firm id, product code) of a node."""
        n = self.facts.network
        return n.firm_ids[n.node_firm[position]], n.product_codes[n.node_product[position]]

    def purchase(self, position: int) -> Purchase:
        """(buyer id, product code) of a purchase."""
        n = self.facts.network
        return n.firm_ids[n.purchase_buyer[position]], n.product_codes[n.purchase_product[position]]

    def entity_ids(self, kind: str) -> tuple[str, ...]:
        """Ids of all entities of a kind."""
        return self.facts.outages.entities(kind)[0].ids

    def fallen(self, kind: str, entity: str) -> set[Node]:
        """Nodes that stop in the end (L0), the entity's own included."""
        entities, falls = self.facts.outages.entities(kind)
        return {self.node(v) for v in np.flatnonzero(has_bit(falls.words, entities.ids.index(entity))).tolist()}

    def kept(self, kind: str, *, worst: bool = False) -> dict[str, float]:
        """L1 per entity."""
        entities, _ = self.facts.outages.entities(kind)
        found = self.facts.ground.model.kept(entities, self.facts.members.finals, worst)
        return dict(zip(entities.ids, found.tolist(), strict=True))

    def levels(self, kind: str, entity: str) -> dict[Node, float]:
        """L1 level of every node."""
        entities, _ = self.facts.outages.entities(kind)
        found = self.facts.ground.model.levels(entities.take([entities.ids.index(entity)]))
        return {self.node(v): float(x) for v, x in enumerate(found)}

    def outages(self, kind: str, horizon: float = HORIZON) -> Iterator[tuple[str, int, Outages]]:
        """Every entity with its position in the figures."""
        figures = self.facts.outages.figures(kind, horizon)
        for position, name in enumerate(self.entity_ids(kind)):
            yield name, position, figures

    def play(self, kind: str, entity: str, days: float) -> tuple[list[float], dict[Node, float], dict[Node, float]]:
        """L2 of one entity that stays away: Y per step, first short day per node, lowest level per node."""
        facts = self.facts
        entities, _ = facts.outages.entities(kind)
        shock = Shock(entities.take([entities.ids.index(entity)]), 0.0, FOREVER, 1.0)
        finals: Finals = facts.members.finals
        model, weights = facts.ground.model, finals.weight[None, :]
        found = play_shocks(model, [shock], stock_days(facts.network), days, finals, weights)
        first = {self.node(v): at * STEP_DAYS for v, at in enumerate(found.first_step.tolist()) if at >= 0}
        return found.curve[0].tolist(), first, {self.node(v): low for v, low in enumerate(found.lowest.tolist())}

    def ask(self, name: str, **given: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """Rows and summary of a question of the catalogue on this chain."""
        result = asked_of_chain(self.facts, name, given)
        return [dict(finding.values) for finding in result.findings], summary_of(result)


def relabelled(chain: PlainChain, firms: Sequence[str], products: Sequence[str]) -> PlainChain:
    """The same chain under other firm ids and product codes (in the order of the chain's firms and products)."""
    firm = dict(zip([f.id for f in chain.firms], firms, strict=True))
    product = dict(zip([p.code for p in chain.products], products, strict=True))

    def source(name: str) -> str:
        head, _, code = name.rpartition(":")
        return f"{head}:{product[code]}" if head else firm.get(name, name)

    return replace(
        chain,
        products=tuple(replace(p, code=product[p.code]) for p in chain.products),
        inputs=tuple(replace(i, to=product[i.to], from_=product[i.from_]) for i in chain.inputs),
        firms=tuple(
            replace(f, id=firm[f.id], controller=firm.get(f.controller or "", f.controller)) for f in chain.firms
        ),
        capacities=tuple(replace(c, firm=firm[c.firm], product=product[c.product]) for c in chain.capacities),
        supplies=tuple(
            replace(s, supplier=source(s.supplier), buyer=firm[s.buyer], product=product[s.product])
            for s in chain.supplies
        ),
        finals=tuple(product[code] for code in chain.finals),
    )
