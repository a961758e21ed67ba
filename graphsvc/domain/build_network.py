"""From canonical tables to the failure network; every step is array work over rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from graphsvc.domain.arrays import Bools, Floats, Ints, Longs, distinct, encode, numbers, pointers, spans, totals
from graphsvc.domain.network import Network
from graphsvc.domain.network_parts import Firms, Nodes, Trade, read_firms, read_nodes, read_trade
from graphsvc.domain.tables import ChainTables


@dataclass(frozen=True)
class _Technical:
    """Technical inputs, one per (to, from): latest year, then first route in order of text; sorted by
    the product they go into."""

    row: Longs
    to: Ints
    of: Ints
    coefficient: Floats
    essential: Bools
    group: Ints
    loss: Floats
    switch: Floats


def _technical(tables: ChainTables, products: Mapping[str, int]) -> _Technical:
    data = tables["product_inputs"]
    to, of = encode(data["to_product"], products), encode(data["from_product"], products)
    year = np.nan_to_num(numbers(data["year"]), nan=-1.0)
    row = np.flatnonzero((to >= 0) & (of >= 0) & (to != of))
    routes = encode(data["route"], {route: i for i, route in enumerate(distinct([data["route"]]))})
    row = row[np.lexsort((row, routes[row], -year[row], of[row], to[row]))]
    first = np.ones(len(row), np.bool_)
    first[1:] = (to[row][1:] != to[row][:-1]) | (of[row][1:] != of[row][:-1])
    row = row[first]
    names = distinct([data["alt_group"]])
    return _Technical(
        row=row,
        to=to[row],
        of=of[row],
        coefficient=numbers(data["coefficient"])[row],
        essential=encode(data["necessity"], {"非必需": 0})[row] != 0,
        group=encode(data["alt_group"], {v: i for i, v in enumerate(names)})[row],
        loss=numbers(data["sub_loss"])[row],
        switch=numbers(data["switch_days"])[row],
    )


@dataclass(frozen=True)
class _Pairs:
    """(node, input product) pairs: what each node needs before alternatives are grouped."""

    node: Longs
    product: Ints
    coefficient: Floats
    essential: Bools
    group: Longs
    loss: Floats
    switch: Floats
    input_row: Longs
    n_unlisted: int


def _pairs(nodes: Nodes, technical: _Technical, trade: Trade, firms: Firms, n_products: int) -> _Pairs:
    ptr = pointers(technical.to, n_products)
    counts = (ptr[nodes.product + 1] - ptr[nodes.product]) * firms.listed[nodes.firm]
    node = np.repeat(np.arange(len(nodes.firm)), counts)
    inputs = spans(ptr[nodes.product], counts)
    known = np.unique((nodes.firm[node].astype(np.int64) << 32) | technical.of[inputs])
    bought = np.unique((trade.buyer.astype(np.int64) << 32) | trade.product)
    extra = bought[~np.isin(bought, known)]
    firm_ptr = pointers(nodes.firm, len(firms.ids))
    owner = (extra >> 32).astype(np.int64)
    fan = (firm_ptr[owner + 1] - firm_ptr[owner]) * firms.listed[owner]
    extra_node = spans(firm_ptr[owner], fan)
    extra_product = np.repeat((extra & 0xFFFFFFFF).astype(np.int32), fan)
    other = nodes.product[extra_node] != extra_product
    extra_node, extra_product = extra_node[other], extra_product[other]
    m = len(extra_node)
    blank = np.full(m, np.nan)
    return _Pairs(
        node=np.concatenate([node, extra_node]),
        product=np.concatenate([technical.of[inputs], extra_product]),
        coefficient=np.concatenate([technical.coefficient[inputs], blank]),
        essential=np.concatenate([technical.essential[inputs], np.ones(m, np.bool_)]),
        group=np.concatenate([technical.group[inputs].astype(np.int64), np.full(m, -1)]),
        loss=np.concatenate([technical.loss[inputs], blank]),
        switch=np.concatenate([technical.switch[inputs], blank]),
        input_row=np.concatenate([technical.row[inputs], np.full(m, -1)]),
        n_unlisted=len(np.unique((nodes.firm[extra_node].astype(np.int64) << 32) | extra_product)),
    )


def build_network(tables: ChainTables, declared: Callable[[Ints, Ints, Firms], Bools]) -> Network:
    """Join the technical and the trade layer of canonical tables into one failure network.

    ``declared(buyers, products, firms)`` says per purchase whether list 07 is complete for it. Definitions: nodes,
    shares (identified remainder kept apart), needs and alternatives as in the manual's page on definitions.
    """
    product_codes = distinct([tables["products"]["product_code"]])
    products = {c: i for i, c in enumerate(product_codes)}
    firms = read_firms(tables)
    trade = read_trade(tables, firms, products)
    nodes = read_nodes(tables, firms, products, trade)
    technical = _technical(tables, products)
    pairs = _pairs(nodes, technical, trade, firms, len(products))
    price = _prices(tables, products)

    traded = (trade.buyer.astype(np.int64) << 32) | trade.product
    needed = (nodes.firm[pairs.node].astype(np.int64) << 32) | pairs.product
    key = np.unique(np.concatenate([traded, needed]))
    buyer, product = (key >> 32).astype(np.int32), (key & 0xFFFFFFFF).astype(np.int32)
    at, pair_at, n = np.searchsorted(key, traded), np.searchsorted(key, needed), len(key)
    complete = declared(buyer, product, firms)

    bought = totals(at, np.nan_to_num(trade.quantity), n)
    all_bought = totals(at, trade.quantity, n)
    needs, kept, mix, mix_known = _needs(pairs, pair_at, nodes, price, np.bincount(at, minlength=n) > 0, all_bought)
    base_use = np.where(mix > 0, pairs.coefficient * nodes.output[pairs.node] * mix, 0.0)
    demand = totals(pair_at, np.where(mix_known, base_use, np.nan), n)
    demand[np.bincount(pair_at, minlength=n) == 0] = np.nan
    share, share_known, identified = _shares(trade, at, n, demand, bought, complete, firms)
    stock, differing = _largest(trade.stock, at, n)
    use, use_known = _uses(base_use, mix, mix_known, pair_at, n)
    base = np.where(nodes.has_capacity, nodes.base, _sold(nodes, trade))
    source_node = np.searchsorted(nodes.key, (trade.supplier.astype(np.int64) << 32) | trade.product)
    whole = np.where(np.isnan(all_bought), _scaled(trade, at, n), all_bought)
    quantity = np.where(np.isfinite(demand), np.fmax(demand, bought), np.where(whole > 0, whole, np.nan))
    return Network(
        firm_ids=firms.ids,
        firm_names=firms.names,
        firm_group=firms.group,
        group_ids=firms.group_ids,
        firm_region=firms.region,
        firm_country=firms.country,
        firm_listed=firms.listed,
        firm_active=firms.active,
        firm_identified=firms.identified,
        product_codes=tuple(product_codes),
        product_price=price,
        node_firm=nodes.firm,
        node_product=nodes.product,
        node_output=nodes.output,
        node_capacity=nodes.capacity,
        node_design=nodes.design,
        node_base=base,
        node_recovery=nodes.recovery,
        node_recovery_blank=nodes.recovery_blank,
        node_has_capacity=nodes.has_capacity,
        site_node=nodes.site_node,
        site_ids=nodes.site_ids,
        site_region=nodes.site_region,
        site_park=nodes.site_park,
        site_share=nodes.site_share,
        site_share_known=nodes.site_share_known,
        site_row=nodes.site_row,
        purchase_buyer=buyer,
        purchase_product=product,
        purchase_stock=stock,
        purchase_switch=_largest(trade.switch, at, n)[0],
        purchase_known=np.minimum(identified, 1.0),
        purchase_declared=complete,
        purchase_quantity=quantity,
        source_ptr=pointers(at, n),
        source_node=source_node.astype(np.int32),
        source_share=share,
        source_share_known=share_known,
        source_quantity=trade.quantity,
        source_switch=trade.switch,
        source_row=trade.row.astype(np.int32),
        n_unlisted_needs=pairs.n_unlisted,
        n_differing_stocks=differing,
        alternative_use=use[kept],
        alternative_use_known=use_known[kept],
        alternative_mix_known=mix_known[kept],
        **needs,
    )


def _prices(tables: ChainTables, products: Mapping[str, int]) -> Floats:
    price = np.full(len(products), np.nan)
    np.fmax.at(price, encode(tables["products"]["product_code"], products), numbers(tables["products"]["ref_price"]))
    return price


def _largest(values: Floats, at: Longs, n: int) -> tuple[Floats, int]:
    """Largest known value per key (NaN where none), and how many keys have differing known values."""
    largest, smallest = np.full(n, np.nan), np.full(n, np.nan)
    np.fmax.at(largest, at, values)
    np.fmin.at(smallest, at, values)
    return largest, int(np.count_nonzero(largest > smallest))


def _shares(
    trade: Trade, at: Longs, n: int, demand: Floats, bought: Floats, complete: Bools, firms: Firms
) -> tuple[Floats, Bools, Floats]:
    """Share of each source, whether it is known, and the identified share per purchase.

    The stated share counts; else, where no row leaves its quantity blank, quantity over the larger of what was bought
    and what is technically needed, or, where that is unknown and list 07 is complete, over what was bought; a lone
    source of a complete list has share 1. A blank quantity may be any: the others are then no part of a known whole.
    """
    told = totals(at, np.isnan(trade.quantity), n) == 0
    divisor = np.where(np.isfinite(demand), np.fmax(demand, bought), np.where(complete, bought, np.nan))
    divisor = np.where(told & (divisor > 0), divisor, np.nan)
    share = np.where(np.isnan(trade.share), trade.quantity / divisor[at], trade.share)
    lone = (np.bincount(at, minlength=n) == 1) & complete
    share = np.where(np.isnan(share) & lone[at], 1.0, share)
    counts = np.isfinite(share) & firms.identified[trade.supplier] & ~trade.several
    value = np.where(counts, share, 0.0)
    identified = totals(at, value, n)
    scale = np.where(identified > 1.0, identified, 1.0)
    return value / scale[at], counts, identified


def _sold(nodes: Nodes, trade: Trade) -> Floats:
    """Quantity each node sells by the supply rows [unit/yr], NaN where none or any is unknown."""
    sold_at = np.searchsorted(nodes.key, (trade.supplier.astype(np.int64) << 32) | trade.product)
    sold = totals(sold_at, trade.quantity, len(nodes.firm))
    return np.where(sold > 0, sold, np.nan)


def _scaled(trade: Trade, at: Longs, n: int) -> Floats:
    """Quantity of a purchase some of whose rows leave it blank [unit/yr]: the others by their stated shares.

    NaN where a row tells neither, or no row tells both.
    """
    both = np.isfinite(trade.quantity) & (trade.share > 0)
    part = totals(at, np.where(both, trade.share, 0.0), n)
    held = totals(at, np.where(both, trade.quantity, 0.0), n)
    neither = totals(at, np.isnan(trade.quantity) & np.isnan(trade.share), n) > 0
    found: Floats = np.divide(held, part, out=np.full(n, np.nan), where=(part > 0) & ~neither)
    return found


def _uses(base_use: Floats, mix: Floats, mix_known: Bools, pair_at: Longs, n: int) -> tuple[Floats, Bools]:
    """Share of each pair in the base use of its purchase, equal over the pairs that use it where unknown; and whether
    it is known: told of all of them, or there is one only."""
    total = totals(pair_at, base_use, n)
    count = totals(pair_at, mix > 0, n)
    known = np.isfinite(total) & (total > 0)
    equal = np.where(mix > 0, 1.0 / np.maximum(count, 1.0)[pair_at], 0.0)
    told = known & (totals(pair_at, (mix > 0) & ~mix_known, n) == 0)
    use = np.where(known[pair_at], base_use / np.where(known, total, 1.0)[pair_at], equal)
    return use, (told | (count <= 1))[pair_at]


class _Needs(TypedDict):
    """Arrays of the network about needs (N) and their alternatives (A)."""

    need_ptr: Longs
    need_essential: Bools
    need_weight: Floats
    need_weight_known: Bools
    alternative_ptr: Longs
    alternative_purchase: Ints
    alternative_mix: Floats
    alternative_coefficient: Floats
    alternative_loss: Floats
    alternative_switch: Floats
    alternative_input: Ints


def _needs(
    pairs: _Pairs,
    pair_at: Longs,
    nodes: Nodes,
    price: Floats,
    has_source: Bools,
    bought: Floats,
) -> tuple[_Needs, Longs, Floats, Bools]:
    """Group pairs into needs: alternatives of one group together, unsourced ones left out where others serve.

    Beside the arrays of the network: the pair of each alternative; of each pair its part in the present mix (0
    where left out) and whether that is known.
    """
    m, n_nodes = len(pairs.node), len(nodes.firm)
    alone = np.where(pairs.group < 0, np.arange(m) + (1 << 40), pairs.group)
    order = np.lexsort((pairs.product, alone, pairs.node))
    node, need_key = pairs.node[order], alone[order]
    starts = np.ones(m, np.bool_)
    starts[1:] = (node[1:] != node[:-1]) | (need_key[1:] != need_key[:-1])
    need = np.cumsum(starts) - 1
    n_needs = int(need[-1]) + 1 if m else 0
    sourced = has_source[pair_at[order]]
    any_sourced = totals(need, sourced, n_needs) > 0
    keep = sourced | ~any_sourced[need] if m else np.zeros(0, np.bool_)

    value = pairs.coefficient * price[pairs.product]
    total = totals(pairs.node, value, n_nodes)
    count = np.bincount(pairs.node, minlength=n_nodes)
    priced = np.isfinite(total) & (total > 0)
    weight = np.where(priced[pairs.node], value / np.where(priced, total, 1.0)[pairs.node], 1.0 / count[pairs.node])

    need_node = node[starts] if m else np.empty(0, np.int64)
    essential = totals(need, pairs.essential[order], n_needs) > 0
    kept = order[keep]
    mix, known = _mix(pairs, kept, need[keep], n_needs, bought[pair_at])
    pair_mix, mix_known = np.zeros(m), np.ones(m, np.bool_)
    pair_mix[kept], mix_known[kept] = mix, known
    found: _Needs = {
        "need_ptr": pointers(need_node, n_nodes),
        "need_essential": essential,
        "need_weight": totals(need, weight[order], n_needs),
        "need_weight_known": (priced | (count == 1))[need_node],  # a single input is all of the cost
        "alternative_ptr": pointers(need[keep], n_needs),
        "alternative_purchase": pair_at[kept].astype(np.int32),
        "alternative_mix": mix,
        "alternative_coefficient": pairs.coefficient[kept],
        "alternative_loss": pairs.loss[kept],
        "alternative_switch": pairs.switch[kept],
        "alternative_input": pairs.input_row[kept].astype(np.int32),
    }
    return found, kept, pair_mix, mix_known


def _mix(pairs: _Pairs, kept: Longs, need: Longs, n_needs: int, bought: Floats) -> tuple[Floats, Bools]:
    """Present mix of alternatives: quantity bought over coefficient, normalised; equal where either is unknown. And
    whether it is known, as where there is nothing to mix."""
    amount = np.where(bought[kept] > 0, bought[kept], np.nan) / pairs.coefficient[kept]
    total = totals(need, amount, n_needs)
    count = np.bincount(need, minlength=n_needs)
    known = np.isfinite(total) & (total > 0)
    mix = np.where(known[need], amount / np.where(known, total, 1.0)[need], 1.0 / np.maximum(count, 1)[need])
    return mix, (known | (count <= 1))[need]
