"""The rules of a scenario as the engine takes them: who steps in, who is served first, which stocks, what is on its
way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graphsvc.analysis.outages.failure import FailureModel, Finals
from graphsvc.analysis.outages.outage import stock_days
from graphsvc.analysis.outages.ration_kernels import Substitutes
from graphsvc.analysis.outages.scenario import NO_SUBSTITUTES, Help, Play, Rules, play_shocks, reserved_parts
from graphsvc.analysis.outages.substitution import substitutes_of, switch_days
from graphsvc.domain.arrays import Bools, Floats, Longs, numbers
from graphsvc.domain.notices import Notice
from graphsvc.judgements.outages.choke import outside_spare
from graphsvc.judgements.outages.scenarios import Scenario, refuse
from graphsvc.judgements.outages.stocks import stock_notices
from graphsvc.judgements.workspace import Facts

CERTIFIED, OFFERED = "已认证", "备选供方"
Pair = tuple[int, int]
"""A purchase and a maker (node) that may serve it."""


@dataclass(frozen=True)
class Staged:
    """A scenario on the joined network, ready to be played: ``facts`` of any chain, final nodes of all chains with the
    weights (C, F) of each."""

    facts: Facts
    scenario: Scenario
    finals: Finals
    weights: Floats

    def play(self, help: Sequence[Help] = (), qualified: Sequence[Pair] = ()) -> Play:
        """Day by day; with what stands ready besides, and pairs of purchase and maker that need no switch any more."""
        rules = Rules(self._substitutes(qualified), self.first, self._transit_days, help)
        return play_shocks(
            self.facts.ground.model, self.scenario.shocks, self.stocks, self.scenario.horizon_days, self.finals,
            self.weights, rules,
        )  # fmt: skip

    def play_for(self, finals: Finals, model: FailureModel, stock: Floats, worst: bool = False, side: int = 0) -> Play:
        """By the same rules for the final nodes of one chain, where blanks are read otherwise: ``stock`` (Q,) [d of
        base use], the shares of ``model``, ``worst`` and ``side`` as ``play_shocks`` takes them."""
        rules = Rules(self._substitutes(()), self.first, self._transit_days)
        return play_shocks(
            model, self.scenario.shocks, stock, self.scenario.horizon_days, finals, finals.weight[None, :], rules,
            worst, side,
        )  # fmt: skip

    @cached_property
    def stocks(self) -> Floats:
        """(Q,) stock at the beginning [d of base use]."""
        n, policy = self.facts.network, self.scenario.stock_policy
        return np.zeros(n.n_purchases) if policy == "none" else stock_days(n, 0.0 if policy == "told" else 1.0)

    @cached_property
    def first(self) -> Bools | None:
        """(Q,) purchases of firms that are served first; None where all are served alike."""
        if self.scenario.ration != "priority":
            return None
        n, firms = self.facts.network, np.zeros(self.facts.network.n_firms, np.bool_)
        named = self.scenario.priority
        if named is None:
            listed = self.facts.snapshot.firms.items()
            named = tuple(n.firm_index[i] for i, row in listed if row["whitelist"] and i in n.firm_index)
        if not named:
            raise refuse(
                "05 表没有标白名单的企业，请在 priority 列出企业",
                "list 05 flags no firm of a white list; name firms in priority",
            )
        firms[list(named)] = True
        found: Bools = firms[n.purchase_buyer]
        return found

    @cached_property
    def spare(self) -> Floats:
        """(N,) what each maker could deliver beyond its output [unit/yr]; 0 where nobody tells."""
        n = self.facts.network
        return np.nan_to_num(np.maximum(0.0, n.node_capacity - n.node_output)) + outside_spare(self.facts)

    @cached_property
    def _transit_days(self) -> Floats | None:
        if not self.scenario.in_transit:
            return None
        return numbers(self.facts.snapshot.tables["supplies"]["transit"])[self.facts.network.source_row]

    @cached_property
    def _pairs(self) -> tuple[Longs, Floats]:
        """(n, 2) pairs of purchase and maker that may serve it in the scenario's mode; (n,) days until each may."""
        mode, n = self.scenario.mode, self.facts.network
        if mode == "off":
            return np.empty((0, 2), np.int64), np.empty(0)
        supplies = self.facts.snapshot.tables["supplies"]
        days = switch_days(n, numbers(supplies["difficulty"]))
        present = np.stack([n.source_purchase, n.source_node], axis=1).astype(np.int64)
        named = _pairs_of([(q, v) for q, v in self._alternates() if v >= 0])
        offers = self._offers()
        certified = _pairs_of([pair for pair, wait in offers.items() if wait == 0.0])
        pairs = [present, named, certified]
        waits = [np.zeros(len(each)) for each in pairs]
        if mode == "all":
            makers = self.facts.ground.other_makers
            every = [(q, v) for q in range(n.n_purchases) for v in makers.get(int(n.purchase_product[q]), ())]
            told = [offers.get(pair) for pair in every]
            pairs.append(_pairs_of(every))
            waits.append(np.array([self.scenario.qualify_days if wait is None else wait for wait in told]))
        found = np.concatenate(pairs)
        return found, days[found[:, 0]] + np.concatenate(waits)

    def _alternates(self) -> list[Pair]:
        """Those that list 07 names as alternatives of a purchase, -1 where one makes no such product."""
        n = self.facts.network
        named = self.facts.snapshot.tables["supplies"]["alternates"].to_pylist()
        rows = zip(n.source_purchase.tolist(), n.source_row.tolist(), strict=True)
        return [
            (q, n.node_index.get((n.firm_index.get(firm, -1), int(n.purchase_product[q])), -1))
            for q, row in rows
            for firm in named[row] or ()
        ]

    def _offers(self) -> dict[Pair, float]:
        """What list 15 tells of alternative suppliers: days until each is qualified for a purchase (0 where it is)."""
        n, found = self.facts.network, dict[Pair, float]()
        bought: dict[int, list[int]] = {}
        for q, p in enumerate(n.purchase_product.tolist()):
            bought.setdefault(p, []).append(q)
        for row in self.facts.snapshot.tables.rows("outside_resources"):
            wait = 0.0 if row["status"] == CERTIFIED else row["qualify_days"]
            if row["type"] != OFFERED or wait is None:
                continue
            for code in row["products"] or ():
                product = n.product_index.get(code, -1)
                ids = {f"ext:{row['origin']}:{code}", f"~{row['name']}"}
                for v in self.facts.ground.other_makers.get(product, ()):
                    firm = int(n.node_firm[v])
                    if n.firm_ids[firm] in ids or n.firm_names[firm] == row["name"]:
                        for q in bought.get(product, ()):
                            if not row["buyers"] or n.firm_ids[n.purchase_buyer[q]] in row["buyers"]:
                                found[q, v] = min(found.get((q, v), np.inf), float(wait))
        return found

    def _substitutes(self, qualified: Sequence[Pair]) -> Substitutes:
        off = self.scenario.mode == "off"
        if off and not qualified:
            return NO_SUBSTITUTES
        pairs, ready = self._pairs
        found = substitutes_of(
            self.facts.network,
            min(s.start_day for s in self.scenario.shocks),
            np.concatenate([ready, np.zeros(len(qualified))]),
            self.spare,
            np.concatenate([pairs, _pairs_of(qualified)]),
        )
        return found._replace(takeover_step=np.full_like(found.takeover_step, -1)) if off else found

    def notices(self) -> list[Notice]:
        """What the rules had to take for granted."""
        n, found = self.facts.network, list[Notice]()
        if self.scenario.stock_policy == "listed":
            found += stock_notices(int(np.isnan(n.purchase_stock[n.purchase_has_sources]).sum()))
        if self.first is not None:
            open_makers = int(reserved_parts(self.facts.ground.model, self.first)[1].sum())
            if open_makers:
                found.append(Notice("ration_unknown", action="defaulted", facts={"n": open_makers}))
        if (days := self._transit_days) is not None and np.isnan(days).any():
            found.append(Notice("transit_unknown", action="defaulted", facts={"n": int(np.isnan(days).sum())}))
        return found


def _pairs_of(pairs: Sequence[Pair]) -> Longs:
    return np.array(pairs, np.int64).reshape(-1, 2)
