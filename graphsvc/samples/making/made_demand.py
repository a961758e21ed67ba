"""How much of every product is used and made: derived from the final output through the inputs, loops included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from graphsvc.samples.making.chain_sources import Input, Row, Sources

MAIN_SHARE = 0.7
"""Part of an alternative group that its first input serves; the others share the rest."""

SURPLUS = 1.04
"""Output over what the chain itself uses: the rest is sold elsewhere."""

LEAST_OUTPUT = 0.8
"""Least output over use where less than half is imported, so that imports alone make no link weak."""

OUTSIDE_SHARE, MOST_OUTSIDE = 0.07, 0.21
USUAL_UTILIZATION = 0.84
PRESENT = "现状"
_ROUNDS, _CLOSE_ENOUGH = 500, 1e-10


@dataclass(frozen=True)
class Demand:
    """Yearly quantities per product, each in its unit: ``use`` by makers and final demand, ``output`` of all makers."""

    use: Mapping[str, float]
    output: Mapping[str, float]


@cache
def mixes(sources: Sources) -> Mapping[str, tuple[tuple[Input, float], ...]]:
    """Inputs of each product with the part of its alternative group that each serves (1 where it stands alone)."""
    members: dict[tuple[str, str], list[Input]] = defaultdict(list)
    for item in sources.inputs:
        members[item.to, item.group].append(item)
    found: dict[str, list[tuple[Input, float]]] = defaultdict(list)
    for (to, group), items in members.items():
        for position, item in enumerate(items):
            rest = (1 - MAIN_SHARE) / max(1, len(items) - 1)
            part = 1.0 if not group or len(items) == 1 else MAIN_SHARE if position == 0 else rest
            found[to].append((item, part))
    return {to: tuple(items) for to, items in found.items()}


def hand_makers(sources: Sources) -> dict[str, list[Row]]:
    """Present capacity rows written by hand, per product code."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sources.rows("06"):
        code = sources.named.get(row.get("产品编码或名称", ""))
        if code and row.get("状态", PRESENT) in ("", PRESENT):
            found[code].append(row)
    return dict(found)


def stated_output(row: Row) -> float | None:
    """Output of a capacity row: stated, or the usual part of its capacity; None where the row leaves all blank."""
    if row.get("产量"):
        return float(row["产量"])
    capacity = row.get("有效产能") or row.get("设计产能")
    return float(capacity) * USUAL_UTILIZATION if capacity else None


def is_made_here(sources: Sources, code: str) -> bool:
    """Whether firms of this chain's own lists make the product."""
    product = sources.products[code]
    if product.owned:
        return False
    return code in hand_makers_of(sources) or (code not in sources.by_hand and sum(n_makers(sources, code)) > 0)


@cache
def hand_makers_of(sources: Sources) -> Mapping[str, list[Row]]:
    """``hand_makers``, once per folder."""
    return hand_makers(sources)


def n_makers(sources: Sources, code: str) -> tuple[int, int]:
    """Makers that the generator gives a product: in the province, in other provinces."""
    product = sources.products[code]
    if product.owned or code in hand_makers_of(sources) or code in sources.by_hand:
        return 0, 0
    local = int(sources.make.get("makers_default", 4)) if product.makers is None else product.makers
    if product.outside is not None:
        return local, product.outside
    if local == 0:
        return 0, 0 if product.import_share > 1 - 1e-9 else 3
    return local, 0 if product.import_share > 0.2 or product.makers is not None else int(code[-2:]) % 2


def outside_share(sources: Sources, code: str) -> float:
    """Part of the domestic output that firms in other provinces hold."""
    local, outside = n_makers(sources, code)
    return 1.0 if not local else min(MOST_OUTSIDE, OUTSIDE_SHARE * outside)


def _own_output(sources: Sources, code: str, use: float) -> float:
    """Output of the listed firms for a given use."""
    imported = sources.products[code].import_share
    domestic = max(0.0, use * (1.0 - imported)) * SURPLUS
    if imported < 0.5:
        domestic = max(domestic, LEAST_OUTPUT * use)
    rows = hand_makers_of(sources).get(code)
    if rows:
        stated = [stated_output(row) for row in rows]
        known = sum(x for x in stated if x is not None)
        return known if None not in stated else max(domestic, known)
    return domestic * float(sources.of_product(code, "output_factor", 1.0))


@cache
def demand(sources: Sources) -> Demand:
    """Use and output of every product: fixpoint over the inputs, which converges where loops consume less than 1."""
    final = {code: float(quantity) for code, quantity in sources.settings.get("final_output", {}).items()}
    made = [code for code in sources.products if is_made_here(sources, code)]
    inputs = mixes(sources)
    use = dict.fromkeys(sources.products, 0.0)
    output: dict[str, float] = {}
    for _ in range(_ROUNDS):
        output = {code: _own_output(sources, code, use[code]) for code in made}
        new = {code: final.get(code, 0.0) for code in sources.products}
        for code in made:
            for item, part in inputs.get(code, ()):
                if item.of in new:
                    new[item.of] += item.coefficient * part * output[code]
        change = max(abs(new[code] - use[code]) / max(new[code], 1e-9) for code in new) if new else 0.0
        use = new
        if change < _CLOSE_ENOUGH:
            break
    return Demand(use, output)
