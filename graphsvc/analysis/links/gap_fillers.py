"""Who could take up a product: lines that can be converted to it, where firms stand, how far they are from buyers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graphsvc.analysis.links.local_figures import places_in
from graphsvc.domain.arrays import Bools, Floats, Ints, Longs, encode, numbers
from graphsvc.domain.network import Network
from graphsvc.domain.network_parts import PRESENT
from graphsvc.domain.tables import ChainTables

EARTH_RADIUS_KM = 6371.0088
"""Mean radius R1 of the GRS 80 ellipsoid (Moritz, Geodetic Reference System 1980)."""

HERE, OPEN, ELSEWHERE = "yes", "unknown", "no"


def great_circle_km(lon: Floats, lat: Floats, other_lon: Floats, other_lat: Floats) -> Floats:
    """(n, m) great-circle distances [km] between n and m points [° east, ° north], NaN where unknown; haversine.

    Examples
    --------
    >>> pole, equator = np.array([90.0]), np.array([0.0])
    >>> float(great_circle_km(equator, pole, equator, equator)[0, 0].round(1))  # a quarter of a meridian
    10007.6
    """
    phi, other_phi = np.radians(lat)[:, None], np.radians(other_lat)[None, :]
    turn = np.radians(other_lon[None, :] - lon[:, None])
    half = np.sin((other_phi - phi) / 2.0) ** 2 + np.cos(phi) * np.cos(other_phi) * np.sin(turn / 2.0) ** 2
    found: Floats = 2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return found


def firms_standing(network: Network, region: str) -> list[str]:
    """Per firm (F,) whether it stands in the region: ``HERE``, ``ELSEWHERE``, ``OPEN`` where its place is too coarse.

    By its present sites, by its registration where no site is known. A foreign firm without a site here is elsewhere.
    """
    inside, maybe = places_in(network.site_region, region)
    firm = network.node_firm[network.site_node]
    present = network.node_has_capacity[network.site_node]
    registered, vague = places_in(network.firm_region, region)

    def any_site(mask: Bools) -> Bools:
        found: Bools = np.bincount(firm[present & mask], minlength=network.n_firms) > 0
        return found

    sited = any_site(present)
    near = np.where(sited, any_site(inside), registered)
    unclear = np.where(sited, any_site(maybe), vague) & ~network.firm_abroad
    return [str(word) for word in np.where(near, HERE, np.where(unclear, OPEN, ELSEWHERE))]


def makers_standing(network: Network, region: str, here: Bools) -> list[str]:
    """Per node (N,) as ``firms_standing``, by the present sites of the product; ``here``: nodes made here."""
    vague = np.zeros(network.n_nodes, np.bool_)
    vague[network.site_node[places_in(network.site_region, region)[1]]] = True
    return [
        str(word)
        for word in np.where(here, HERE, np.where(vague & ~network.firm_abroad[network.node_firm], OPEN, ELSEWHERE))
    ]


@dataclass(frozen=True)
class Lines:
    """Present lines (L,) of active firms that do not make ``target`` yet and can turn to it; one per row and target.

    ``row`` of table ``capacities``; ``firm``, ``product`` (made now), ``target`` positions; ``days`` [d] to convert,
    ``capacity``, ``output`` [unit of the present product / yr], NaN where unknown; ``region`` of the site, "" unknown.
    """

    row: Longs
    firm: Ints
    product: Ints
    target: Ints
    days: Floats
    capacity: Floats
    output: Floats
    region: tuple[str, ...]

    def best(self, wanted: Bools) -> list[int]:
        """Of the lines wanted the best one of each firm and target: the fastest (unknown last), then the largest,
        then by present product and row; by target and firm."""
        at = np.flatnonzero(wanted)
        days, size = np.where(np.isnan(self.days), np.inf, self.days), np.nan_to_num(self.capacity, nan=-1.0)
        keys = (self.row[at], self.product[at], -size[at], days[at], self.firm[at], self.target[at])
        at = at[np.lexsort(keys)]
        first = np.ones(len(at), np.bool_)
        first[1:] = (self.firm[at][1:] != self.firm[at][:-1]) | (self.target[at][1:] != self.target[at][:-1])
        found: list[int] = at[first].tolist()
        return found

    def count(self, wanted: Bools, line: int) -> int:
        """How many of the lines wanted belong to the firm of a line and turn to the same target."""
        same = wanted & (self.firm == self.firm[line]) & (self.target == self.target[line])
        return int(same.sum())


def convertible_lines(network: Network, tables: ChainTables) -> Lines:
    """Every line that list 06 says can be converted; array work over rows."""
    data = tables["capacities"]
    named = data["convertible_to"].combine_chunks()
    target = encode(pa.chunked_array([pc.list_flatten(named)]), network.product_index)
    row = np.asarray(pc.list_parent_indices(named).to_numpy(zero_copy_only=False), np.int64)
    firm, product = encode(data["firm"], network.firm_index)[row], encode(data["product"], network.product_index)[row]
    present = (encode(data["state"], {PRESENT: 0}) == 0)[row]
    keep = present & (firm >= 0) & (product >= 0) & (target >= 0)
    keep &= network.firm_active[np.maximum(firm, 0)]
    makes = (network.node_firm.astype(np.int64) << 32 | network.node_product)[network.node_has_capacity]
    keep &= ~np.isin((firm.astype(np.int64) << 32) | np.maximum(target, 0), makes)
    pair = np.unique((row << 32 | np.maximum(target, 0))[keep])
    row, target = pair >> 32, (pair & 0xFFFFFFFF).astype(np.int32)
    firm, product = (
        encode(data[c], i)[row] for c, i in (("firm", network.firm_index), ("product", network.product_index))
    )
    effective, design = numbers(data["effective_capacity"])[row], numbers(data["design_capacity"])[row]
    site = data["site_region"].take(pa.array(row)).to_pylist()
    return Lines(
        row=row,
        firm=firm,
        product=product,
        target=target,
        days=numbers(data["convert_days"])[row],
        capacity=np.where(np.isnan(effective), design, effective),
        output=numbers(data["output"])[row],
        region=tuple(r or network.firm_region[f] for r, f in zip(site, firm.tolist(), strict=True)),
    )
