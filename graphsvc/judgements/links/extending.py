"""Extend links: pairs of a product the region is strong in and one it could go on to make, with their three factors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from graphsvc.analysis.links.extensions import Ends, Inputs, feasibilities, scores, surplus_shares, uplifts
from graphsvc.analysis.links.relatedness import comparative_advantage, complexity, density, proximity
from graphsvc.domain.arrays import Floats, Longs, encode, numbers, totals
from graphsvc.judgements.links.making import made_here
from graphsvc.judgements.links.strong import strong_link
from graphsvc.judgements.three_valued import all_of, any_of, negated
from graphsvc.judgements.workspace import Facts

SURPLUS_TEST = "self_sufficiency"
SAME = 1e-9


@dataclass(frozen=True)
class Extension:
    """From a product made here (position ``tail``) on to one that is not (``head``): ``direction`` downstream (the new
    one needs it) or upstream (it needs the new one); ``is_candidate`` None where blanks leave it open; ``rows`` of list
    04 that join the two."""

    tail: int
    head: int
    direction: str
    is_candidate: bool | None
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Factors:
    """Per product (P,): value [元/yr] that leaves the region, the three factors with their ends, their product, and the
    hints of relatedness."""

    leaving: Floats
    surplus: Ends
    feasibility: Ends
    uplift: Ends
    score: Ends
    density: Floats
    complexity: Floats


def inputs_of(facts: Facts) -> tuple[Inputs, Longs]:
    """List 04 as arrays, and the row of each; rows that name a product nobody lists are left out."""
    table, n = facts.snapshot.tables["product_inputs"], facts.network
    tail, head = (encode(table[name], n.product_index).astype(np.int64) for name in ("from_product", "to_product"))
    row = np.flatnonzero((tail >= 0) & (head >= 0))
    names = {name: i for i, name in enumerate(table["alt_group"].unique().to_pylist()) if name is not None}
    group = encode(table["alt_group"], names)[row].astype(np.int64)
    key = np.where(group >= 0, head[row] * (len(names) + 1) + group, -1 - row)
    needed = encode(table["necessity"], {"非必需": 0})[row] != 0
    cost = numbers(table["coefficient"])[row] * n.product_price[tail[row]]
    option = np.unique(key, return_inverse=True)[1].astype(np.int64)
    return Inputs(tail[row], head[row], cost, needed, group >= 0, option), row


def leaving_value(facts: Facts) -> Floats:
    """(P,) value [元/yr] of what is made here of the chain's products beyond what is needed here; 0 for what is not
    made here, NaN unknown, or where blanks leave open what is needed."""
    figures, bounds, index = facts.local.figures, facts.local.bounds, facts.network.product_index
    own = np.zeros(len(index), np.bool_)
    own[[index[code] for code in facts.members.product_codes]] = True
    is_open = bounds.demand_upper - bounds.demand_lower > SAME * np.fmax(1.0, bounds.demand_upper)
    used = np.where(figures.asked, np.where(is_open, np.nan, figures.demand), 0.0)
    value = np.maximum(figures.output - used, 0.0) * facts.network.product_price
    return np.where(figures.made_here & own, value, 0.0)


def factors_of(facts: Facts, inputs: Inputs) -> Factors:
    """All factors of all products at once."""
    n, figures = len(facts.network.product_codes), facts.local.figures
    maybe = np.zeros(n, np.bool_)
    for p in np.unique(inputs.tail[inputs.needed]).tolist():
        maybe[p] = made_here(facts, p) is None
    leaving = leaving_value(facts)
    surplus = surplus_shares(inputs, leaving, n)
    feasible = feasibilities(inputs, figures.made_here, maybe, n)
    left = uplifts(inputs, facts.network.product_price, n)
    return Factors(leaving, surplus, feasible, left, scores(surplus, feasible, left), *_relatedness(facts))


def _relatedness(facts: Facts) -> tuple[Floats, Floats]:
    """(P,) density of each product around what the region makes, and complexity: the mean of its places'.

    Places are the prefecture-level cities of all lists, values their output at reference prices.
    """
    n, p = facts.network, len(facts.network.product_codes)
    blank = np.full(p, np.nan)
    node, product = n.site_node, n.node_product[n.site_node]
    value = n.node_output[node] * n.site_share * n.product_price[product]
    city = np.array([code[:4] if code[2:4] not in ("", "00") else "" for code in n.site_region], dtype="U4")
    told = (city != "") & np.isfinite(value) & (value > 0)
    if not told.any():
        return blank, blank
    places, at = np.unique(city[told], return_inverse=True)
    values = sp.csr_array((value[told], (at, product[told])), shape=(len(places), p))
    advantage = comparative_advantage(values)
    makes = sp.csr_array((advantage >= 1.0).astype(np.float64))
    candidates = np.flatnonzero(~facts.local.figures.made_here & (makes.sum(axis=0) > 0))
    found = blank.copy()
    if len(candidates):
        found[candidates] = density(facts.local.figures.made_here, proximity(makes, candidates))
    return found, _product_complexity(makes, blank)


def _product_complexity(makes: sp.csr_array, blank: Floats) -> Floats:
    rows = np.flatnonzero(makes.sum(axis=1) > 0)
    made = np.flatnonzero(makes.sum(axis=0) > 0)
    if len(rows) < 2 or not len(made):
        return blank
    dense = makes[rows][:, made].toarray()
    _, of_place = complexity(dense)
    found = blank.copy()
    found[made] = of_place @ dense / dense.sum(axis=0)
    return found


def extensions(facts: Facts, inputs: Inputs, rows: Longs) -> Iterator[Extension]:
    """Pairs for the chain's products made here, downstream ones first."""
    own = [facts.network.product_index[code] for code in facts.members.product_codes]
    verdicts = {p: _verdicts(facts, p) for p in own if facts.local.figures.made_here[p]}
    yield from _downstream(facts, inputs, rows, verdicts)
    yield from _upstream(facts, inputs, rows, verdicts)


def _verdicts(facts: Facts, p: int) -> tuple[bool | None, bool | None]:
    """(strong, strong or surplus), None where it is open."""
    link = strong_link(facts, facts.network.product_codes[p])
    strong = {"yes": True, "no": False}.get(link.is_strong)
    surplus = None if SURPLUS_TEST in link.open else SURPLUS_TEST not in link.failed
    return strong, any_of([strong, surplus])


def _downstream(
    facts: Facts, inputs: Inputs, rows: Longs, verdicts: dict[int, tuple[bool | None, bool | None]]
) -> Iterator[Extension]:
    found: dict[tuple[int, int], list[int]] = {}
    of_own = inputs.essential & np.isin(inputs.tail, [p for p, (_, either) in verdicts.items() if either is not False])
    for e in np.flatnonzero(of_own).tolist():
        found.setdefault((int(inputs.tail[e]), int(inputs.head[e])), []).append(int(rows[e]))
    for (tail, head), own in found.items():
        if (made := made_here(facts, head)) is not True:
            yield Extension(tail, head, "downstream", all_of([verdicts[tail][1], negated(made)]), tuple(own))


def _upstream(
    facts: Facts, inputs: Inputs, rows: Longs, verdicts: dict[int, tuple[bool | None, bool | None]]
) -> Iterator[Extension]:
    bought = np.flatnonzero(~facts.local.figures.made_here[inputs.tail])
    bought = bought[np.argsort(inputs.head[bought], kind="stable")]
    heads = inputs.head[bought]
    for tail, (strong, _) in verdicts.items():
        if strong is False:
            continue
        own = bought[slice(*np.searchsorted(heads, [tail, tail + 1]).tolist())]
        made_from, which = np.unique(inputs.tail[own], return_inverse=True)
        costs = totals(which, inputs.cost[own], len(made_from))
        for i, (head, largest) in enumerate(zip(made_from.tolist(), _largest(costs), strict=True)):
            if largest is not False and (made := made_here(facts, head)) is not True:
                evidence = tuple(rows[own[which == i]].tolist())
                yield Extension(tail, head, "upstream", all_of([strong, largest, negated(made)]), evidence)


def _largest(cost: Floats) -> list[bool | None]:
    """Which of the inputs costs most: None where a blank cost leaves it open."""
    blank = np.isnan(cost)
    top = np.nanmax(cost) if not blank.all() else np.nan
    if len(cost) == 1:
        return [True]
    open_end = blank.any()
    return [
        None if b or (open_end and c == top) else bool(c == top)
        for c, b in zip(cost.tolist(), blank.tolist(), strict=True)
    ]
