"""What would have helped in a scenario: reserves, stocks and second sources, each played with the scenario again.

Tried are, for every product that stops a maker on the way to final output: the reserves list 18 holds of it, as
``standing_by`` reads them; so many more days of stock with those whom it stops; and makers with spare capacity,
qualified beforehand by all who buy it, whatever the scenario lets others do. Nobody steps in who fails himself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages.failure import STEP_DAYS, has_bit
from graphsvc.analysis.outages.scenario import FOREVER, Help, Play
from graphsvc.domain.arrays import Bools, Longs
from graphsvc.domain.rounding import known
from graphsvc.judgements.gaps.standing_by import reserve_help
from graphsvc.judgements.outages.curves import curve_summary
from graphsvc.judgements.outages.playing import Where, chains_played, staged, together
from graphsvc.judgements.outages.reserves import STOCK, holder_stops
from graphsvc.judgements.outages.scenario_rules import Pair, Staged
from graphsvc.judgements.outages.scenarios import Scenario
from graphsvc.judgements.workspace import Facts, Workspace

MORE_STOCK_DAYS = 30.0
SECOND_SOURCES = 3
"""Makers tried for each product, those with most spare capacity first."""
MOST = 40
"""Actions played for a chain, the products that stop most makers first."""
HELPS = 1e-9
RESERVE, MORE_STOCK, SECOND_SOURCE = "reserve", "more_stock", "second_source"


@dataclass(frozen=True)
class Action:
    """Something that could have stood ready: what it is, of which product (position), and what it brings."""

    kind: str
    product: int
    reserve_no: str | None = None
    firm: int | None = None
    help: tuple[Help, ...] = ()
    qualified: tuple[Pair, ...] = ()


def helpful_actions(space: Workspace, scenario: Scenario, where: Where) -> Mapping[str, dict[str, object]]:
    """By chain: actions that save days, most first; how many were tried; whether more could have been."""
    ready = staged(chains_played(space, where), scenario)
    if ready is None:
        return {}
    making, stage = ready
    base = stage.play()
    down = has_bit(space.ground.model.fallen(together(scenario.shocks)), 0)
    return {facts.chain.code: _of_chain(facts, stage, base, down, i) for i, facts in enumerate(making)}


def _of_chain(facts: Facts, stage: Staged, base: Play, down: Bools, i: int) -> dict[str, object]:
    before = _lost(base, i)
    found, n_tried, is_more = [], 0, False
    for action in _actions(facts, stage, base, down):
        if n_tried == MOST:
            is_more = True
            break
        n_tried += 1
        play = stage.play(action.help, action.qualified)
        saved = before - _lost(play, i)
        if saved > HELPS:
            found.append((saved, _told(facts, action, play, i, saved)))
    found.sort(key=lambda pair: -pair[0])
    return {"actions": [row for _, row in found], "n_actions_tried": n_tried, "actions_truncated": is_more}


def _lost(play: Play, i: int) -> float:
    return float((1.0 - play.curve[i]).sum() * STEP_DAYS)


def _told(facts: Facts, action: Action, play: Play, i: int, saved: float) -> dict[str, object]:
    n, left = facts.network, curve_summary(play.curve[i])
    code = n.product_codes[action.product]
    return {
        "action_kind": action.kind,
        "product_code": code,
        "product_name": facts.names.product(code),
        "reserve_no": action.reserve_no,
        "firm_id": None if action.firm is None else n.firm_ids[action.firm],
        "name": None if action.firm is None else n.firm_names[action.firm],
        "stock_days": MORE_STOCK_DAYS if action.kind == MORE_STOCK else None,
        "days_saved": known(saved),
        "loss_days": left["loss_days"],
        "tts_days": left["tts_days"],
    }


def _actions(facts: Facts, stage: Staged, base: Play, down: Bools) -> Iterator[Action]:
    n = facts.network
    short = np.flatnonzero((base.binding >= 0) & facts.members.upstream)
    stopping = np.unique(base.binding[short])
    counts = np.bincount(n.purchase_product[base.binding[short]], minlength=len(n.product_codes))
    for p in sorted(np.flatnonzero(counts).tolist(), key=lambda p: (-counts[p], p)):
        yield from _reserves(facts, stage, p, down)
        held = stopping[n.purchase_product[stopping] == p]
        yield Action(MORE_STOCK, p, help=(_more_stock(held),))
        yield from _second_sources(facts, stage, p, down)


def _more_stock(purchases: Longs) -> Help:
    return Help(purchases, np.zeros(len(purchases)), stock=np.full(len(purchases), MORE_STOCK_DAYS))


def _reserves(facts: Facts, stage: Staged, p: int, down: Bools) -> Iterator[Action]:
    """Reserves of a product whose size and start are told, held by somebody who goes on."""
    n = facts.network
    failing = {int(n.node_firm[v]) for shock in stage.scenario.shocks for v in shock.entity.node}
    for _, row in facts.ground.reserves_of.get(p, ()):
        own, holder = reserve_help(facts, row), n.firm_index.get(row["holder"] or "", -1)
        if own is None or own.share is None or (own.share <= 0.0 and own.stock <= 0.0):
            continue
        if holder in failing or (row["instrument"] != STOCK and holder >= 0 and holder_stops(n, holder, p, down)):
            continue
        size = len(own.purchases)
        help = Help(
            own.purchases, np.full(size, own.share), own.opens, min(own.lasts, FOREVER), np.full(size, own.stock)
        )
        yield Action(RESERVE, p, row["reserve_no"], holder if holder >= 0 else None, (help,))


def _second_sources(facts: Facts, stage: Staged, p: int, down: Bools) -> Iterator[Action]:
    """Makers of a product that have capacity to spare and do not fail, each for all purchases of it."""
    n = facts.network
    failing = {int(v) for shock in stage.scenario.shocks for v in shock.entity.node}
    makers = [
        v for v in facts.ground.other_makers.get(p, ()) if stage.spare[v] > 0 and not down[v] and v not in failing
    ]
    bought = np.flatnonzero(n.purchase_product == p).tolist()
    for v in sorted(makers, key=lambda v: (-stage.spare[v], v))[:SECOND_SOURCES]:
        pairs = tuple((q, v) for q in bought if n.purchase_buyer[q] != n.node_firm[v])
        yield Action(SECOND_SOURCE, p, firm=int(n.node_firm[v]), qualified=pairs)
