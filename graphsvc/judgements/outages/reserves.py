"""The reserves of list 18 against one outage: how much each brings in time, and why another brings nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.backup import instruments
from graphsvc.analysis.outages.backup import Need
from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import has_bit
from graphsvc.domain.arrays import Bools
from graphsvc.domain.network import Network
from graphsvc.domain.rows import ReserveRow
from graphsvc.judgements.outages.backup_costs import Cost, cost_of
from graphsvc.judgements.workspace import Facts

STOCK, TECHNOLOGY = "实物储备", "技术储备"


@dataclass(frozen=True)
class Reserve:
    """One row of list 18 (position ``row``) in one outage: ``quantity`` it brings (None unknown), whether it counts."""

    row: int
    values: ReserveRow
    quantity: float | None
    cost: Cost | None
    usable: str
    reason: str | None


@dataclass(frozen=True)
class Coverage:
    """Need of one product against its reserves; quantities in its unit, None unknown. ``certain`` of what surely comes
    in time, ``possible`` of all that may (``inf`` where one of these does not tell how much)."""

    need: Need
    reserves: tuple[Reserve, ...]
    certain: float
    possible: float

    @property
    def ratio(self) -> float | None:
        """BCR: what surely comes in time over the need; None where there is none or it is unknown."""
        return self.certain / self.need.need if self.need.need > 0 else None

    @property
    def ratio_lower(self) -> float | None:
        """What surely comes over the most that may be needed; None where that is nothing, or unknown."""
        return self.certain / self.need.upper if self.need.upper > 0 else None

    @property
    def ratio_upper(self) -> float | None:
        """What may come over the least that may be needed; None where it has no end."""
        ends = self.need.lower > 0 and np.isfinite(self.possible)
        return self.possible / self.need.lower if ends else None


def coverages(facts: Facts, entity: Entities, needs: Sequence[Need], horizon_days: float) -> list[Coverage]:
    """Needs with the reserves that list 18 names for their products."""
    down = stopped_with(facts, entity)
    found = []
    for need in needs:
        own = tuple(
            reserve_in(facts, entity, need, down, i, row, horizon_days)
            for i, row in facts.ground.reserves_of.get(need.product, ())
        )
        certain = sum(r.quantity or 0.0 for r in own if r.usable == "yes")
        open_end = any(r.quantity is None and r.values["instrument"] != TECHNOLOGY for r in own if r.usable != "no")
        possible = np.inf if open_end else sum(r.quantity or 0.0 for r in own if r.usable != "no")
        found.append(Coverage(need, own, certain, possible))
    return found


def stopped_with(facts: Facts, entity: Entities) -> Bools:
    """(N,) what falls with the entity (L0)."""
    return has_bit(facts.ground.model.fallen(entity), 0)


def reserve_in(
    facts: Facts, entity: Entities, need: Need, down: Bools, i: int, row: ReserveRow, horizon_days: float
) -> Reserve:
    """Row ``i`` of list 18 against the need of its product while the entity is away; ``down`` (N,) falls with it."""
    usable, reason = _verdict(facts, entity, need, down, row)
    quantity, start = row["quantity"], row["activation_days"]
    told = np.array(
        [[np.nan if v is None else v for v in (quantity, start, row["sustain_days"], row["rotation_days"])]]
    )
    size, start_days, sustain, shelf = told.T
    kind = np.array([instruments.STOCK if row["instrument"] == STOCK else instruments.CAPACITY], np.int32)
    use = np.array([facts.ground.daily_use[need.product]])
    held = instruments.Instruments(kind, size, start_days, np.zeros(1), sustain, shelf)
    amount = float(instruments.brought(held, np.array([need.window_days]), np.array([need.daily]), use)[0])
    brings = None if row["instrument"] == TECHNOLOGY or np.isnan(amount) else amount
    worth = (brings or 0.0) * float(facts.network.product_price[need.product])
    cost = cost_of(row["instrument"], row["cost_init"], row["cost_year"], worth, horizon_days)
    return Reserve(i, row, brings, cost, usable, reason)


def _verdict(facts: Facts, entity: Entities, need: Need, down: Bools, row: ReserveRow) -> tuple[str, str | None]:
    """(yes, no or unknown; why not): certain refusals first, then what is not known."""
    n = facts.network
    as_of, end, start = facts.chain.as_of, row["agreement_end"], row["activation_days"]
    holder = n.firm_index.get(row["holder"] or "", -1)
    own_firms = {int(f) for f in n.node_firm[entity.node]}
    if holder in own_firms:
        return "no", "part_of_entity"
    if row["instrument"] != STOCK and holder >= 0 and holder_stops(n, holder, need.product, down):
        return "no", "falls_with_entity"
    if end and as_of and str(end) < as_of:
        return "no", "agreement_expired"
    if start is not None and start > need.tts_most + 1e-9:
        return "no", "starts_late"
    if row["instrument"] == TECHNOLOGY:
        return "unknown", "shortens_recovery_only"
    if row["quantity"] is None:
        return "unknown", "quantity_unknown"
    if start is None:
        return "unknown", "activation_unknown"
    if holder < 0 and row["instrument"] != STOCK:
        return "unknown", "holder_unknown"
    if start > need.tts_least + 1e-9:
        return "unknown", "may_start_late"
    return "yes", None


def holder_stops(n: Network, holder: int, product: int, down: Bools) -> bool:
    """Whether the holder can no longer make the product: its node falls, or, where it has none, all of its nodes."""
    node = n.node_index.get((holder, product))
    nodes = [node] if node is not None else np.flatnonzero(n.node_firm == holder).tolist()
    return bool(nodes) and all(bool(down[v]) for v in nodes)
