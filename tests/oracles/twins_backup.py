"""What a lost maker leaves uncovered (need), what the listed reserves cover of it, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from tests.oracles.plain_chain import AS_OF, PlainChain
from tests.oracles.plain_lists import STOCK, PlainLists, PlainReserve
from tests.oracles.twins_hits import Hit, fallen_nodes, impact_of, play, upstream_purchases
from tests.oracles.twins_steady import losses_of
from tests.oracles.twins_structure import (
    Node,
    final_output,
    nodes,
    nodes_of,
)
from tests.oracles.twins_time import STEP, STOCK_DEFAULT, SURVIVES, TOLERANCE, simulate, stock_of, ttr
from tests.oracles.twins_told import final_output_at

YEAR_DAYS = 365


@dataclass(frozen=True)
class BackupNeed:
    """All in the product's unit; ``None`` where a sale has no quantity."""

    product: str
    daily: float | None
    gross: float | None
    upstream: float | None
    downstream: float | None
    need: float | None


@dataclass(frozen=True)
class Usable:
    """``is_usable``: ``None`` unknown; ``quantity``: by the end of the horizon."""

    reserve: PlainReserve
    is_usable: bool | None
    quantity: float | None
    cost: float | None


@dataclass(frozen=True)
class Outage:
    """``tts_least``, ``tts_most``: what is proven of ``tts`` with nothing taken by default: a blank stock may be empty
    or of any size, parts and shares that nobody told do most or least harm. ``None``: beyond the time searched."""

    impact: float
    tts_least: float | None
    tts_most: float | None
    ttr: float
    loss: float


def firm_outage(chain: PlainChain, firms: frozenset[str], horizon: float) -> Outage:
    """Figures of the outage of some firms over min(horizon, TTR), survival over max(horizon, TTR)."""
    hit = Hit(dict.fromkeys(nodes_of(chain, firms), 1.0))
    back = ttr(chain, firms)
    assert back is not None
    n_steps = int(-(-max(horizon, back) // STEP))
    output = [final_output(chain, level.__getitem__) for level in play(chain, lambda day: hit, n_steps)]
    loss = sum((1 - value) * STEP for at, value in enumerate(output) if at * STEP < min(horizon, back))
    lost = losses_of(chain, firms)
    worst = simulate(chain, lost, n_steps, stock_default=0.0, worst=True, side=-1)
    best = simulate(chain, lost, n_steps, stock_default=inf, side=1)
    least, most = _first_short(chain, worst, -1), _first_short(chain, best, 1)
    return Outage(impact_of(chain, hit), least, most, back, loss)


def _first_short(chain: PlainChain, steps: list[dict[Node, float]], side: int) -> float | None:
    output = [final_output_at(chain, level.__getitem__, side) for level in steps]
    return next((at * STEP for at, value in enumerate(output) if value < SURVIVES - TOLERANCE), None)


def backup_needs(chain: PlainChain, firms: frozenset[str], horizon: float = 90.0) -> list[BackupNeed]:
    """One row per product the firms make and sell for the chain, sorted."""
    figures = firm_outage(chain, firms, horizon)
    lost_days = figures.loss / figures.impact if figures.impact > TOLERANCE else 0.0
    found = []
    for product in sorted({product for _, product in nodes_of(chain, firms)}):
        rows = [
            row
            for row in chain.supplies
            if row.product == product and row.supplier in firms and (row.buyer, product) in upstream_purchases(chain)
        ]
        if not rows:
            continue
        known = [row.qty for row in rows if row.qty is not None]
        if len(known) < len(rows):
            found.append(BackupNeed(product, None, None, None, None, None))
            continue
        daily = sum(known) / YEAR_DAYS
        gross = daily * min(horizon, figures.ttr)
        held = sum(
            stock_of(chain, (row.buyer, product), STOCK_DEFAULT) * qty / YEAR_DAYS
            for row, qty in zip(rows, known, strict=True)
        )
        need, upstream = lost_days * daily, min(gross, held)
        found.append(BackupNeed(product, daily, gross, upstream, max(0.0, gross - upstream - need), need))
    return found


def reserves_for(
    chain: PlainChain, lists: PlainLists, firms: frozenset[str], product: str, horizon: float = 90.0
) -> list[Usable]:
    """Listed reserves of the product and whether they are there in time; in the order of the list."""
    figures = firm_outage(chain, firms, horizon)
    hit = Hit(dict.fromkeys(nodes_of(chain, firms), 1.0))
    down = fallen_nodes(chain, hit)
    standing = {firm for firm, made in nodes(chain) if (firm, made) not in down}
    fallen = {firm for firm, _ in down} - standing
    return [_usable(row, figures, firms, fallen, horizon) for row in lists.reserves if row.product == product]


def _usable(row: PlainReserve, figures: Outage, firms: frozenset[str], fallen: set[str], horizon: float) -> Usable:
    """Once the entity is back nothing more is needed: a capacity counts up to min(horizon, TTR).

    A stock does not fall with its holder. Too late is what starts after the longest that the chain can last, in time
    what starts by the shortest.
    """
    cost = None
    if row.cost is not None and row.cost_year is not None:
        cost = row.cost + row.cost_year * horizon / YEAR_DAYS
    quantity = row.quantity
    if row.instrument != STOCK:
        quantity = None
        if row.quantity is not None and row.activation is not None:
            quantity = row.quantity * max(0.0, min(horizon, figures.ttr) - row.activation)
    is_expired = row.agreement_end is not None and row.agreement_end < AS_OF
    is_late = _is_after(row.activation, figures.tts_most)
    may_be_late = _is_after(row.activation, figures.tts_least)
    is_usable: bool | None = True
    is_gone = row.holder in firms or (row.instrument != STOCK and row.holder in fallen)
    if is_gone or is_expired or is_late:
        is_usable = False
    elif row.quantity is None or row.activation is None or may_be_late:
        is_usable = None
    return Usable(row, is_usable, quantity, cost)


def _is_after(day: float | None, other: float | None) -> bool:
    return day is not None and other is not None and day > other


def coverage(need: float | None, reserves: list[Usable]) -> float | None:
    """What usable reserves hold over what is needed; ``None`` without a need."""
    if not need:
        return None
    return sum(row.quantity or 0.0 for row in reserves if row.is_usable) / need


def still_missing(need: float, reserves: list[Usable], target: float = 1.0) -> float:
    return max(0.0, target * need - sum(row.quantity or 0.0 for row in reserves if row.is_usable))
