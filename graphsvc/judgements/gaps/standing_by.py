"""What each reserve and each second source is worth: days and value of output no longer lost, with it alone.

A reserve brings what list 18 says from the day it starts, for as long as it can be sustained; what is in store
lengthens its buyers' stocks, no further than it can be turned over. A second source is taken to be qualified beforehand
and brings its spare capacity from the first day, one that has to convert its line from the day it has. All of it goes
to the purchases of the chain's buyers here, each by the same part of its base use. Who fails, or falls, with what is
away brings nothing then. Costs, and whether it shares an upstream with the sources, are told beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graphsvc.domain.arrays import Bools, Longs
from graphsvc.domain.rounding import known
from graphsvc.domain.rows import ReserveRow
from graphsvc.domain.values import Values
from graphsvc.judgements.figures import Row
from graphsvc.judgements.gaps.effects import NOTHING, Ends, losses_avoided
from graphsvc.judgements.gaps.suppliers import Supplier
from graphsvc.judgements.outages.reserves import STOCK, TECHNOLOGY
from graphsvc.judgements.workspace import Facts

ENDS = ("", "_lower", "_upper")
WORTH = (
    *(f"effect_loss_days{end}" for end in ENDS), *(f"effect_loss_value{end}" for end in ENDS),
    *(f"effect_rs{end}" for end in ENDS), "effect_cp", "effect_ssr",
)  # fmt: skip
"""Columns."""


def worth_of(facts: Facts, helps: Sequence[Supplier], horizon_days: float) -> list[Values]:
    """Days and value of loss avoided and RS gained, by each alone, as columns."""
    value = facts.members.final_value
    found: list[Values] = []
    for days, rs in losses_avoided(facts, helps, horizon_days):
        money = NOTHING if value is None else _scaled(days, value)
        found.append(
            {**_columns("effect_loss_days", days), **_columns("effect_loss_value", money), **_columns("effect_rs", rs)}
        )
    return found


def _scaled(ends: Ends, factor: float) -> Ends:
    value, lower, upper = (None if x is None else known(x * factor) for x in ends)
    return value, lower, upper


def _columns(name: str, ends: Ends) -> Values:
    return {f"{name}{end}": x for end, x in zip(ENDS, ends, strict=True)}


def reserve_help(facts: Facts, row: ReserveRow) -> Supplier | None:
    """A row of list 18 as what stands by; None for a technology, which shortens the outage itself."""
    code, n = row["product"] or "", facts.network
    if row["instrument"] == TECHNOLOGY or code not in n.product_index:
        return None
    is_stock, as_of, end = row["instrument"] == STOCK, facts.chain.as_of, row["agreement_end"]
    purchases, daily = _served(facts, code)
    if end and as_of and str(end) < as_of:
        return Supplier(code, 0.0, 0.0, 0.0, None, None, purchases)
    size, start, sustain, shelf = (
        row[name] for name in ("quantity", "activation_days", "sustain_days", "rotation_days")
    )
    holder = n.firm_index.get(row["holder"] or "", -1)
    is_told = size is not None and start is not None and daily > 0 and (is_stock or holder >= 0)
    away = None if holder < 0 else _away(facts, holder, code, is_stock)
    if not is_told or size is None:
        return Supplier(code, None, 0.0, 1.0, None, None, purchases, float(start or 0.0), np.inf, 0.0, away)
    days = size / daily
    if is_stock:
        days = min(days, float(shelf)) if shelf is not None else days
        return Supplier(code, 0.0, 0.0, 0.0, None, None, purchases, float(start or 0.0), np.inf, days, away)
    share, lasts = min(1.0, days), np.inf if sustain is None else float(sustain)
    return Supplier(code, share, share, share, size * 365.0, None, purchases, float(start or 0.0), lasts, 0.0, away)


def source_help(facts: Facts, row: Row) -> Supplier:
    """A row of ``gap-fillers`` as one that steps in with its spare capacity."""
    code, n = row["product_code"], facts.network
    purchases, daily = _served(facts, code)
    firm = n.firm_index.get(row["firm_id"] or "", -1)
    away = None if firm < 0 else _away(facts, firm, code, False)
    wait = row["days"] if row["way"] == "converts" else 0.0
    spare = known(row["spare"])
    if spare is None or not daily > 0 or wait is None:
        return Supplier(code, None, 0.0, 1.0, spare, None, purchases, float(wait or 0.0), away=away)
    share = min(1.0, spare / 365.0 / daily)
    return Supplier(code, share, share, share, spare, None, purchases, float(wait), away=away)


def gained_here(facts: Facts, row: Row, counted: Sequence[str]) -> Values:
    """What CP and SSR gain by a second source: nothing by one elsewhere, or by a maker here, which counts already."""
    figures, p = facts.local.figures, facts.network.product_index[row["product_code"]]
    if row["in_region"] == "no" or (row["way"] == "makes" and row["in_region"] == "yes"):
        return {"effect_cp": 0.0, "effect_ssr": 0.0}
    if row["in_region"] == "unknown":
        return {"effect_cp": None, "effect_ssr": None}
    is_new = not figures.made_here[p] and row["product_code"] in counted
    spare, demand = known(row["spare"]), known(figures.demand[p])
    ssr = known(spare / demand) if spare is not None and demand else None
    return {"effect_cp": known(1.0 / len(counted)) if is_new else 0.0, "effect_ssr": ssr}


def _served(facts: Facts, code: str) -> tuple[Longs, float]:
    """Purchases of a product by the chain's buyers here, and what they use of it in a day, NaN where one is blank."""
    n, here = facts.network, facts.members.purchases_here
    own = here[n.purchase_product[here] == n.product_index[code]]
    return own, float(n.purchase_quantity[own].sum()) / 365.0


def _away(facts: Facts, holder: int, code: str, is_stock: bool) -> Bools:
    """(E,) groups whose failure takes the holder: one that owns it, or, where it has to make it, one it falls with."""
    n, (entities, fallen) = facts.network, facts.outages.entities("group")
    found = np.array([name == n.group_ids[n.firm_group[holder]] for name in entities.ids], np.bool_)
    node = n.node_index.get((holder, n.product_index[code]))
    nodes = [node] if node is not None else np.flatnonzero(n.node_firm == holder).tolist()
    if is_stock or not nodes:
        return found
    words = np.bitwise_and.reduce(fallen.words[nodes], axis=0)
    bits = np.unpackbits(words.view(np.uint8), bitorder="little")[: len(entities)]
    return found | bits.astype(np.bool_)
