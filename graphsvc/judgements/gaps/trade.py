"""Who needs a product here, how much, and where it comes from now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.links.local_figures import places_in
from graphsvc.domain.network import Network
from graphsvc.domain.network_parts import unnamed_source
from graphsvc.domain.reference import region_name
from graphsvc.domain.rounding import percent, plain
from graphsvc.domain.sentences import Code, Country, Joined, Wording, tell
from graphsvc.judgements.workspace import Facts

MUNICIPALITIES = ("11", "12", "31", "50")
AUTONOMOUS = ("15", "45", "54", "64", "65")
Place = str | Country | Code
"""Where something comes from: a province by its name, a country, or not known."""
UNKNOWN_PLACE = Code("truth", "unknown")


@dataclass
class Need:
    """A firm here that needs or buys a product: what is known of the amount [unit/yr], and whether that is all.

    ``node`` is one of its makers that need it (-1: bought without a stated use), ``purchases`` its purchases of it.
    """

    firm: int
    node: int
    amount: float = 0.0
    is_whole: bool = True
    purchases: tuple[int, ...] = ()

    def add(self, amount: float) -> None:
        """One more use of the product; NaN is unknown and leaves the sum incomplete."""
        if np.isfinite(amount):
            self.amount += float(amount)
        else:
            self.is_whole = False


def needs_here(facts: Facts, p: int) -> list[Need]:
    """Firms here that need or buy a product, most first, then by id."""
    n = facts.network
    found: dict[int, Need] = {}
    for a in np.flatnonzero(n.purchase_product[n.alternative_purchase] == p).tolist():
        v = int(n.alternative_node[a])
        if facts.members.makers_here[v]:
            need = float(n.alternative_coefficient[a] * n.node_output[v] * n.alternative_mix[a])
            if not np.isfinite(need):
                need = float(n.purchase_quantity[n.alternative_purchase[a]] * n.alternative_use[a])
            found.setdefault(int(n.node_firm[v]), Need(int(n.node_firm[v]), v)).add(need)
    bought = np.flatnonzero((n.purchase_product == p) & n.purchase_has_sources)
    here = set(facts.members.purchases_here.tolist())
    for q in bought.tolist():
        firm = int(n.purchase_buyer[q])
        if firm not in found and q in here:
            found[firm] = Need(firm, -1)
            found[firm].add(float(n.purchase_quantity[q]))
        if firm in found:
            found[firm].purchases += (q,)
    return sorted(found.values(), key=lambda need: (-need.amount, n.firm_ids[need.firm]))


def demanders(network: Network, needs: list[Need]) -> str | None:
    """Up to five names with their amounts; ≥ where part of an amount is unknown."""
    names = network.firm_names
    return "; ".join(_demander(names[need.firm], need) for need in needs[:5]) or None


def _demander(name: str, need: Need) -> str:
    if not need.amount:
        return name if not need.is_whole else f"{name} 0"
    return f"{name} {'' if need.is_whole else '≥'}{plain(need.amount)}"


def current_sources(n: Network, needs: list[Need]) -> Joined | None:
    """Provinces and countries of the present sources, largest first; parts in % only where all amounts are known."""
    amounts: dict[Place, float] = {}
    is_whole = True
    for q in (q for need in needs for q in need.purchases):
        told = 0.0
        for k in range(int(n.source_ptr[q]), int(n.source_ptr[q + 1])):
            amount = float(n.source_quantity[k])
            if not np.isfinite(amount):
                amount = float(n.source_share[k] * n.purchase_quantity[q]) if n.source_share_known[k] else np.nan
            firm = int(n.node_firm[n.source_node[k]])
            place = place_of(n.firm_region[firm], n.firm_country[firm])
            is_whole = is_whole and bool(np.isfinite(amount))
            told += amount if np.isfinite(amount) else 0.0
            amounts[place] = amounts.get(place, 0.0) + (amount if np.isfinite(amount) else 0.0)
        part = float(n.purchase_known[q])
        if 0.0 < part < 0.995 and is_whole and n.firm_identified[n.node_firm[_sources(n, q)]].all():
            amounts[UNKNOWN_PLACE] = amounts.get(UNKNOWN_PLACE, 0.0) + told * (1.0 - part) / part
    total = sum(amounts.values())
    top = sorted(amounts.items(), key=lambda item: (-item[1], tell(item[0], "zh")))
    parts = [Joined((place, percent(a / total)), " ") if is_whole and total else place for place, a in top]
    return Joined(tuple(parts)) if parts else None


def is_all_bought_outside(facts: Facts, needs: list[Need]) -> bool:
    """Whether each of these firms buys the product, and every source of it is known to stand outside the region."""
    n = facts.network
    if not needs or any(not need.purchases for need in needs):
        return False
    sources = np.concatenate([_sources(n, q) for need in needs for q in need.purchases])
    firms = n.node_firm[sources]
    if not n.firm_identified[firms].all() or facts.members.makers_here[sources].any():
        return False
    inside, maybe = places_in([n.firm_region[f] for f in firms.tolist()], facts.scope.region)
    return bool((n.firm_abroad[firms] | ~(inside | maybe)).all())


def _sources(n: Network, q: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return n.source_node[n.source_ptr[q] : n.source_ptr[q + 1]]


def place_of(region: str, country: str) -> Place:
    """Province or country of a source, ``UNKNOWN_PLACE`` where neither is told."""
    if region:
        return region_name(f"{region[:2]}0000", short=True)
    return Country(country) if country else UNKNOWN_PLACE


def firm_words(n: Network, firm_id: str) -> str | Wording:
    """Name of a firm, or what its source is called where no firm is named; the id itself of neither."""
    if firm_id not in n.firm_index:
        return firm_id
    firm = n.firm_index[firm_id]
    return unnamed_source(firm_id, n.firm_country[firm]) if firm_id.startswith("ext:") else n.firm_names[firm]


def here(region: str) -> Code:
    """What people of a region call it, a word of the vocabulary ``here``.

    Examples
    --------
    >>> [here(code).code for code in ("370000", "310000", "450000", "371300", "371302", "")]
    ['province', 'city', 'autonomous_region', 'city', 'county', 'place']
    """
    if not region:
        return Code("here", "place")
    if not region.endswith("00"):
        return Code("here", "county")
    if not region.endswith("0000") or region[:2] in MUNICIPALITIES:
        return Code("here", "city")
    return Code("here", "autonomous_region" if region[:2] in AUTONOMOUS else "province")
