"""What the loss of a product's sources costs, and whom a second source of it must not hang on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from graphsvc.analysis.sources import SingleSource
from graphsvc.domain.control import lies_in
from graphsvc.domain.rounding import known
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.outages.choke import risk_grades
from graphsvc.judgements.sources.single import find_single_sources
from graphsvc.judgements.statuses import SINGLE
from graphsvc.judgements.workspace import Facts


@dataclass(frozen=True)
class Risk:
    """Worst single group behind a product: loss, survival and gap [d], grade, all of that one group.

    The ends of the loss are those of the worst loss, whichever group it may be in the end. All None where the chain's
    final output hangs on no source of it; ``survive`` None with ``entity`` given: longer than the horizon.
    """

    entity: str | None = None
    name: str | None = None
    nodes: tuple[int, ...] = ()
    loss: float | None = None
    loss_lower: float | None = None
    loss_upper: float | None = None
    survive: float | None = None
    gap: float = 0.0
    grade: str | None = None


def risks(facts: Facts, horizon: float, grade: str) -> dict[str, Risk]:
    """Per product the group whose failure loses most, then has the largest impact, then comes first.

    Another group may lose most once blanks are filled in: the ends are the largest ends of all of them.
    """
    entities, _ = facts.outages.entities("group")
    if not len(facts.members.finals.node):
        return {}
    figures, n = facts.outages.figures("group", horizon), facts.network
    worst: dict[str, tuple[float, float, int]] = {}
    ends: dict[str, tuple[float, float]] = {}
    for e in range(len(entities)):
        for v in entities.nodes_of(e).tolist():
            if facts.members.upstream[v]:
                code = n.product_codes[n.node_product[v]]
                key = (round(float(figures.loss.value[e]), 9), round(float(figures.impact.value[e]), 9), -e)
                worst[code] = max(worst.get(code, (-1.0, -1.0, 0)), key)
                lower, upper = ends.get(code, (0.0, 0.0))
                own = float(figures.loss.lower[e]), float(figures.loss.upper[e])
                ends[code] = max(lower, own[0]), max(upper, own[1])
    grades = risk_grades(facts, entities, figures, grade)
    found: dict[int, Risk] = {}
    for e in {-minus for _, _, minus in worst.values()}:
        found[e] = Risk(
            entity=entities.ids[e],
            name=facts.names.entity("group", entities.ids[e]),
            nodes=tuple(entities.nodes_of(e).tolist()),
            loss=known(figures.loss.value[e]),
            survive=known(figures.survive.value[e]),
            gap=float(figures.gap.value[e]),
            grade=grades[e],
        )
    return {
        code: replace(found[-minus], loss_lower=known(ends[code][0]), loss_upper=known(ends[code][1]))
        for code, (_, _, minus) in worst.items()
    }


def singles(facts: Facts) -> dict[str, list[SingleSource]]:
    """Purchases here with one independent source, by product."""
    n = facts.network
    found: dict[str, list[SingleSource]] = {}
    for item in find_single_sources(facts):
        if item.kind in SINGLE:
            found.setdefault(n.product_codes[n.purchase_product[item.purchase]], []).append(item)
    return found


def backed_up(facts: Facts, p: int, risk: Risk, single: Iterable[SingleSource], is_crowded: bool) -> frozenset[int]:
    """Control groups that a second source must be independent of.

    Those whose failure outlasts the stocks, the single sources, and where makers are few the makers here.
    """
    n = facts.network
    firms = {int(n.node_firm[v]) for v in risk.nodes} if risk.gap > 0 else set()
    firms |= {f for item in single for f in item.suppliers}
    if is_crowded:
        firms |= set(n.node_firm[np.flatnonzero((n.node_product == p) & facts.members.makers_here)].tolist())
    return frozenset(int(n.firm_group[f]) for f in firms)


def parks_of(snapshot: GraphSnapshot, groups: frozenset[int]) -> frozenset[str]:
    """Parks in which a site of these groups stands, or may stand: one without a park, in the park's own county."""
    n = snapshot.network
    own = np.flatnonzero(np.isin(n.firm_group[n.node_firm[n.site_node]], list(groups))).tolist()
    named = {n.site_park[s] for s in own if n.site_park[s]}
    loose = {n.site_region[s] for s in own if not n.site_park[s] and n.site_region[s]}
    parks = snapshot.tables.rows("parks")
    return frozenset(named | {r["park_code"] for r in parks if any(_may_hold(r["park_region"], x) for x in loose)})


def _may_hold(park_region: str | None, site_region: str) -> bool:
    return bool(park_region) and (lies_in(site_region, str(park_region)) or lies_in(str(park_region), site_region))
