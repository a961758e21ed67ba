"""How strong the makers of a product in a region are, and whether they are leaving: market shares, titles, decline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graphsvc.analysis.links.local_figures import nodes_in, part_in, places_in
from graphsvc.domain.arrays import Bools, Floats, Longs, encode, numbers, positions_where, totals
from graphsvc.domain.control import lies_in
from graphsvc.domain.network import Network
from graphsvc.domain.outlook import RETIRED
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import ChainTables

TITLES = "小巨人|单项冠军"
"""Tags of list 05 that make a firm a cultivated one."""


@dataclass(frozen=True)
class MakerFigures:
    """Per product (P,) over its makers with a present site in one region; NaN is unknown or nobody.

    ``national_share`` the largest known one of a single maker, 0-1; ``shares_known`` whether all of them tell, and
    ``parts_known`` the part of each that stands here as well;
    ``share_sum`` known national shares together, each by the part of the maker's capacity that stands here;
    ``is_cultivated`` any maker with a title;
    ``output_change`` of the latest month against the same month a year before, over the makers that report both (-0.2
    is a fifth less), NaN and ``change_open`` where one of the months that would count is blank; ``exiting_share`` 0-1
    of the capacity here with an exit date after the version's cut-off.
    """

    national_share: Floats
    shares_known: Bools
    parts_known: Bools
    share_sum: Floats
    is_cultivated: Bools
    output_change: Floats
    change_open: Bools
    exiting_share: Floats


def maker_figures(snapshot: GraphSnapshot, region: str, as_of: str | None) -> MakerFigures:
    """All of them at once; array work over nodes, sites and observations. ``as_of``: ISO date, None counts all."""
    network, tables = snapshot.network, snapshot.tables
    n = len(network.product_codes)
    here, part = nodes_in(network, region)[0], part_in(network, region)
    of = network.node_product[here]
    share = _national_shares(network, tables)[here]
    largest = np.full(n, np.nan)
    np.fmax.at(largest, of, share)
    titled = _titled(network, tables)[network.node_firm[here]]
    change, change_open = _output_change(network, tables, here)
    return MakerFigures(
        national_share=largest,
        shares_known=totals(of, np.isnan(share), n) == 0,
        parts_known=totals(of, np.isnan(share * part[here]), n) == 0,
        share_sum=totals(of, np.nan_to_num(share * part[here]), n),
        is_cultivated=np.bincount(of[titled], minlength=n) > 0,
        output_change=change,
        change_open=change_open,
        exiting_share=_exiting(network, tables, region, as_of),
    )


def _national_shares(network: Network, tables: ChainTables) -> Floats:
    """(N,) national share of each node: the largest of its rows, which repeat it; NaN where none tells."""
    site = np.flatnonzero(network.site_row >= 0)
    found = np.full(network.n_nodes, np.nan)
    told = numbers(tables["capacities"]["national_share"])[network.site_row[site]]
    np.fmax.at(found, network.site_node[site], told)
    return found


def _titled(network: Network, tables: ChainTables) -> Bools:
    """(F,) firms with a title in any of their rows of list 05."""
    firms = tables["firms"]
    found = np.zeros(network.n_firms, np.bool_)
    for batch in firms.select(["firm_id", "tags"]).to_batches():
        tags = batch.column("tags")
        hit = pc.fill_null(pc.match_substring_regex(pc.list_flatten(tags), TITLES), False)
        row = pc.list_parent_indices(tags).filter(hit).to_numpy(zero_copy_only=False)
        owner = encode(pa.chunked_array([batch.column("firm_id")]), network.firm_index)
        found[owner[row][owner[row] >= 0]] = True
    return found


def _output_change(network: Network, tables: ChainTables, here: Bools) -> tuple[Floats, Bools]:
    """Latest month with the same month a year before: sum over firms that report both, minus 1 (P,).

    A row with a blank output is a report too: what it holds back could be any amount, so the change stays unknown
    (second array) where it belongs to the latest pair of months.
    """
    n, data = len(network.product_codes), tables["observations"]
    change, is_open = np.full(n, np.nan), np.zeros(n, np.bool_)
    if not data.num_rows:
        return change, is_open
    firm, product = encode(data["firm"], network.firm_index), encode(data["product"], dict(network.product_index))
    month, output = _months(data["period"]), numbers(data["output"])
    usable = (firm >= 0) & (product >= 0) & (month >= 0)
    pair = (network.node_firm.astype(np.int64) << 32) | network.node_product
    node = (firm.astype(np.int64) << 32) | np.maximum(product, 0)
    usable &= np.isin(node, pair[here])
    node, month, output = node[usable], month[usable], output[usable]
    order = np.lexsort((output, np.isfinite(output), month, node))  # blanks first: of several rows the largest counts
    node, month, output = node[order], month[order], output[order]
    last = np.ones(len(node), np.bool_)
    last[:-1] = (node[1:] != node[:-1]) | (month[1:] != month[:-1])
    node, month, output = node[last], month[last], output[last]
    at, before = _year_before(node, month)
    of = (node[at] & 0xFFFFFFFF).astype(np.int64)
    latest = np.full(n, -1, np.int64)
    np.maximum.at(latest, of, month[at])
    counted = month[at] == latest[of]
    now = totals(of[counted], output[at][counted], n)
    then = totals(of[counted], output[before][counted], n)
    told = np.isfinite(now) & np.isfinite(then)
    with np.errstate(invalid="ignore", divide="ignore"):
        change = np.where(told & (then > 0), now / then - 1.0, np.nan)
    return change, (latest >= 0) & ~told


def _months(periods: pa.ChunkedArray) -> Longs:
    """Months since year 0 of ``yyyy-MM`` texts, -1 for weeks and blanks. Work per distinct text, not per row."""
    names = [p for p in periods.unique().to_pylist() if p is not None]
    months = {p: int(p[:4]) * 12 + int(p[5:]) for p in names if len(p) == 7 and p[5:].isdigit()}
    return encode(periods, months).astype(np.int64)


def _year_before(node: Longs, month: Longs) -> tuple[Longs, Longs]:
    """Positions of observations, sorted by (node, month), that have one of the same node twelve months earlier."""
    _, code = np.unique(node, return_inverse=True)
    key = code.astype(np.int64) * 100_000 + month
    place = np.searchsorted(key, key - 12)
    place = np.minimum(place, max(len(key) - 1, 0))
    found = np.flatnonzero(key[place] == key - 12) if len(key) else np.empty(0, np.int64)
    return found, place[found]


def _exiting(network: Network, tables: ChainTables, region: str, as_of: str | None) -> Floats:
    """Part of the capacity here with an exit date after ``as_of`` (P,): 0 where no row has one, NaN where the
    capacities that decide it are unknown."""
    n = len(network.product_codes)
    site = np.flatnonzero((network.site_row >= 0) & places_in(network.site_region, region)[0])
    node, row = network.site_node[site], network.site_row[site]
    end = tables["capacities"]["end"]
    dates = [d for d in end.unique().to_pylist() if d is not None]
    leaves = encode(end, {d: int(as_of is None or d > as_of) for d in dates})[row] == 1
    of = network.node_product[node]
    size = network.node_capacity[node] * network.site_share[site]
    count, leaving = np.bincount(of, minlength=n), np.bincount(of[leaves], minlength=n)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = totals(of[leaves], size[leaves], n) / totals(of, size, n)
    share = np.where(leaving == 0, 0.0, np.where(leaving == count, 1.0, share))
    return np.where(count > 0, share, np.nan)


def retired_rows(tables: ChainTables, network: Network, region: str) -> dict[str, list[int]]:
    """Rows of list 06 in state 已退出 by product: their site, or where none is told their firm, stood in the region."""
    data = tables["capacities"]
    found: dict[str, list[int]] = {}
    for i in positions_where(pc.equal(data["state"], RETIRED)):
        row = data.slice(i, 1).to_pylist()[0]
        firm = network.firm_index.get(row["firm"] or "", -1)
        place = row["site_region"] or ("" if row.get("site_region_flag") or firm < 0 else network.firm_region[firm])
        if row["product"] is not None and (not region or lies_in(place, region)):
            found.setdefault(row["product"], []).append(i)
    return found
