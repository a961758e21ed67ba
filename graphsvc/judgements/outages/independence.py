"""Whether reserves of list 18, or a firm that might step in, share a cause of failure with what they back up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.common_causes import (
    Backup,
    CommonCause,
    common_causes,
    smallest_causes,
    takes,
    takes_backup,
)
from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.sources import KNOWN_ENOUGH, TOLERANCE, Upstream
from graphsvc.domain.arrays import Bools, Longs, Words, encode
from graphsvc.domain.control import lies_in
from graphsvc.domain.rows import ReserveRow
from graphsvc.judgements.outages.reserves import STOCK, TECHNOLOGY
from graphsvc.judgements.sources.hidden import purchases_waiting
from graphsvc.judgements.workspace import Facts

HOME_COUNTRY = "CN"


@dataclass(frozen=True)
class Standby:
    """A reserve (``row``: its position in list 18) or a candidate (None) for a product, held by a firm (-1 unknown)."""

    product: int
    holder: int
    row: int | None = None
    values: ReserveRow | None = None

    @property
    def is_at_hand(self) -> bool:
        """Whether it is there already, whatever its holder buys: goods in store, or knowledge."""
        return self.values is not None and self.values["instrument"] in (STOCK, TECHNOLOGY)


@dataclass(frozen=True)
class Independence:
    """Verdict on one standby: ``no`` with its causes, ``unknown`` with why and whose lists are missing, or ``yes``.

    ``sources``: nodes that it backs up. ``missing``: firms (positions).
    """

    standby: Standby
    verdict: str
    causes: tuple[CommonCause, ...]
    sources: tuple[int, ...]
    note: str | None
    missing: tuple[int, ...]


class Independences:
    """Judges standbys against entities of some kinds."""

    def __init__(self, facts: Facts, kinds: Sequence[str], max_depth: int) -> None:
        self.facts, self.max_depth = facts, max_depth
        self.ways = Upstream(facts.network)
        waits = purchases_waiting(facts)
        self.open = _open_nodes(facts, waits)
        model = facts.ground.model
        self.entities: Mapping[str, Entities] = {kind: facts.outages.entities(kind)[0] for kind in kinds}
        self._certain: dict[str, Words] = {
            kind: facts.outages.entities(kind)[1].words if waits is None else model.fallen(found, waits)
            for kind, found in self.entities.items()
        }
        self._possible: dict[str, Words] = {
            kind: model.fallen(found, doomed=self.open) if self.open.any() else self._certain[kind]
            for kind, found in self.entities.items()
        }

    def judge(self, standby: Standby) -> Independence:
        """The verdict on one standby."""
        sources, all_known = self._backed_up(standby)
        if standby.holder < 0:
            return Independence(standby, "unknown", (), sources, "holder_unknown", ())
        backup = self._backup(standby)
        causes = [
            cause
            for kind, found in self.entities.items()
            for cause in common_causes(self.ways, found, self._certain[kind], backup, sources, self.max_depth)
            if self._tells(standby, kind, found.ids[cause.entity])
        ]
        if causes:
            return Independence(standby, "no", tuple(smallest_causes(causes, self.entities)), sources, None, ())
        if not sources or not all_known:
            return Independence(standby, "unknown", (), sources, "sources_unknown", ())
        is_new = self._is_new(standby, backup)
        if is_new or self._may_share(standby, backup, sources):
            missing = self._missing([*backup.nodes, *sources])
            own = {standby.holder} if is_new else set()
            return Independence(standby, "unknown", (), sources, "upstream_unknown", tuple(sorted({*own, *missing})))
        return Independence(standby, "yes", (), sources, None, ())

    def _is_new(self, standby: Standby, backup: Backup) -> bool:
        """Whether nobody can know yet what the holder would buy: it does not make the product, which has inputs, or
        makes nothing at all."""
        if standby.is_at_hand or (standby.holder, standby.product) in self.facts.network.node_index:
            return False
        return not backup.nodes or bool(_composed(self.facts)[standby.product])

    def _tells(self, standby: Standby, kind: str, entity_id: str) -> bool:
        """Whether an entity says anything: not the home country, the region asked about, or the product itself."""
        if kind == "country":
            return entity_id != HOME_COUNTRY
        if kind == "region":
            return not lies_in(self.facts.scope.region, entity_id)
        return kind != "product" or entity_id != self.facts.network.product_codes[standby.product]

    def _backed_up(self, standby: Standby) -> tuple[tuple[int, ...], bool]:
        """Sources that the chain buys the product from, the holder left out unless it is the only one; and whether all
        of them are known. Where nobody buys it, its makers."""
        facts, n = self.facts, self.facts.network
        bought = n.alternative_purchase[facts.members.upstream[n.alternative_node]]
        q = np.unique(bought[n.purchase_product[bought] == standby.product])
        q = q[n.purchase_has_sources[q]]
        nodes: Longs = np.unique(n.source_node[np.isin(n.source_purchase, q)]).astype(np.int64)
        known = (n.purchase_known[q] >= KNOWN_ENOUGH - TOLERANCE) | n.purchase_declared[q]
        if not len(q):
            nodes = np.flatnonzero((n.node_product == standby.product) & facts.members.makers)
            known = np.array([facts.data.is_declared("06", n.product_codes[standby.product])])
        named = nodes[n.firm_identified[n.node_firm[nodes]]]
        others = named[n.node_firm[named] != standby.holder]
        found = others if len(others) else named
        return tuple(int(v) for v in found), bool(known.all())

    def _backup(self, standby: Standby) -> Backup:
        n, holder = self.facts.network, standby.holder
        own = n.node_index.get((holder, standby.product))
        nodes = [own] if own is not None else np.flatnonzero(n.node_firm == holder).tolist()
        region = (standby.values["reserve_region"] if standby.values else None) or n.firm_region[holder]
        site = np.isin(n.site_node, nodes)
        near = site & np.array([bool(r) and r[:4] == region[:4] for r in n.site_region], np.bool_)
        at = np.flatnonzero(near if near.any() else site).tolist()
        sites, parks = {n.site_ids[i] for i in at}, {n.site_park[i] for i in at}
        places = {
            "firm": frozenset({n.firm_ids[holder]}),
            "group": frozenset({n.group_ids[n.firm_group[holder]]}),
            "site": frozenset(sites if len(sites) == 1 else ()),
            "park": frozenset(parks - {""} if len(parks) == 1 else ()),
            "region": frozenset({f"{region[:4]}00", f"{region[:2]}0000"} if region else ()),
            "country": frozenset({n.firm_country[holder]} - {""}),
        }
        return Backup(() if standby.is_at_hand else tuple(nodes), places)

    def _may_share(self, standby: Standby, backup: Backup, sources: Sequence[int]) -> bool:
        """Whether what is not on record could make an entity take both."""
        n = self.facts.network
        for kind, found in self.entities.items():
            told = np.array([self._tells(standby, kind, name) for name in found.ids], np.bool_)
            sure, maybe = self._certain[kind], self._possible[kind]
            taken, may = takes_backup(n, found, sure, backup), takes_backup(n, found, maybe, backup) & told
            for s in sources:
                both = taken & takes(n, found, sure, [s])
                if (may & takes(n, found, maybe, [s]) & ~both).any():
                    return True
        return False

    def _missing(self, nodes: Sequence[int]) -> set[int]:
        """Firms upstream of some nodes whose own suppliers are not all on record."""
        n = self.facts.network
        up = self.facts.ground.model.upstream_of(np.array(nodes, np.int64))
        firms = n.node_firm[np.flatnonzero(up & self.open)]
        return {int(f) for f in firms if n.firm_identified[f]}


def _open_nodes(facts: Facts, waits: Bools | None) -> Bools:
    """(N,) makers that may hang on what is not on record.

    An essential input has no source; a firm at home that list 05 does not hold makes what list 04 gives inputs; a row
    that waits may add a source. Sources of unknown origin may be anybody. What makers abroad buy is not asked.
    """
    n = facts.network
    strange = _composed(facts)[n.node_product]
    strange &= (~n.firm_listed & ~n.firm_abroad & n.firm_identified)[n.node_firm]
    found = n.node_unknown_need | strange | ~n.firm_identified[n.node_firm]
    if waits is not None:
        found = found | np.isin(n.node_firm, n.purchase_buyer[waits])
    return np.asarray(found, np.bool_)


def _composed(facts: Facts) -> Bools:
    """(P,) products to which list 04 gives inputs."""
    n = facts.network
    found = np.zeros(len(n.product_codes), np.bool_)
    into = encode(facts.snapshot.tables["product_inputs"]["to_product"], n.product_index)
    found[into[into >= 0]] = True
    return found
