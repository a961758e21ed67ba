"""Grounds of a gap as sentences with numbers, as a row of the gap list prints them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from graphsvc.analysis.sources import SingleSource
from graphsvc.domain.rounding import known, percent, plain
from graphsvc.domain.sentences import Figure, Joined, Said, Wording, tell
from graphsvc.judgements.facts.local_links import LocalLinks
from graphsvc.judgements.gaps.risks import Risk
from graphsvc.judgements.gaps.trade import Need, firm_words, here, is_all_bought_outside
from graphsvc.judgements.links.weak import DEFAULT_THETAS, WeakLink
from graphsvc.judgements.workspace import Facts


def missing_words(facts: Facts, p: int, needs: list[Need], unit: str | None) -> Said:
    """Who needs it and that nobody here makes it; “bought outside” is only said where every source is known to be."""
    stages = {_stage_name(facts, need.node) for need in needs}
    users = Said("users_of_one_stage", {"stage": stages.pop()}) if len(stages) == 1 else Said("users_of_stages")
    told = {"here": here(facts.scope.region), "n": len(needs), "users": users, "amount": _amount(facts.local, p, unit)}
    if not needs:
        return Said("missing_without_users", told)
    return Said("missing_bought_outside" if is_all_bought_outside(facts, needs) else "missing_wanted", told)


def _amount(local: LocalLinks, p: int, unit: str | None) -> Said:
    demand = known(local.figures.demand[p])
    if demand is None:
        return Said("demand_unknown")
    kind = "bought" if local.figures.demand_is_bought[p] else "derived"
    return Said(kind, {"amount": Figure(demand, unit or "", is_close=True)})


def _stage_name(facts: Facts, node: int) -> str:
    """Stage of what a firm makes of the product; "" where that is not told."""
    if node < 0:
        return ""
    row = facts.names.row(facts.network.product_codes[facts.network.node_product[node]])
    stage = facts.snapshot.stage_of(row)
    return str(stage["stage_name"]) if stage else str(row["product_name"])


def weak_words(facts: Facts, link: WeakLink) -> Iterator[Said]:
    """One clause per proven reason; a figure that is not known stands as the bound that proves the reason."""
    figures, bounds, standing = facts.local.figures, facts.local.bounds, facts.local.standing
    p, place = facts.network.product_index[link.code], here(facts.scope.region)
    theta = f"{DEFAULT_THETAS['theta1']:.0%}"
    told: dict[str, dict[str, object]] = {
        "W1": {"here": place, "share": _below(link.ssr, bounds.ssr_upper[p]), "theta": theta},
        "W2": {"here": place, "n": int(figures.n_groups[p]), "hhi": _hhi(figures.hhi[p])},
        "W3": {"share": _at_least(figures.import_share[p], bounds.import_lower[p])},
        "W4": {"share": _at_least(facts.local.grades.value[p], facts.local.grades.lower[p])},
        "W5": {"share": percent(standing.national_share[p])},
        "W6": {"share": _at_least(link.utilization, bounds.utilization_lower[p])},
        "W7": {"signs": _decline(facts.local, p)},
    }
    yield from (Said(f"weak_{reason}", told[reason]) for reason in link.reasons)


def single_words(facts: Facts, single: Sequence[SingleSource]) -> Said:
    """How many buyers here have one independent source, and which."""
    n = facts.network
    buyers = {int(n.purchase_buyer[item.purchase]) for item in single}
    sources = sorted({_source(facts, item) for item in single}, key=lambda source: tell(source, "zh"))
    named: tuple[str | Wording, ...] | Said = tuple(sources[:3])
    if len(sources) > 3:
        named = Said("sources_and_more", {"sources": named, "n": len(sources)})
    return Said("single_source", {"n": len(buyers), "sources": named})


def _source(facts: Facts, item: SingleSource) -> str | Wording:
    """Name of a group, or code of a park."""
    if item.group < 0:
        return item.park or Said("one_park")
    return _group_words(facts, facts.network.group_ids[item.group])


def _group_words(facts: Facts, group: str) -> str | Wording:
    return firm_words(facts.network, group) if group.startswith("ext:") else facts.names.entity("group", group)


def risk_words(facts: Facts, risk: Risk, horizon: float) -> Said | None:
    """What the loss of the worst source costs; None where stocks and recovery bridge it."""
    if risk.gap <= 0 or risk.loss is None:
        return None
    lasts: str | Said = "" if risk.survive is None else Said("outage_lasts", {"days": plain(risk.survive)})
    told = {
        "name": _group_words(facts, risk.entity or ""),
        "lasts": lasts,
        "gap": plain(risk.gap),
        "horizon": plain(horizon),
    }
    return Said("outage", {**told, "lost": _lost(risk.loss)})


def _lost(days: float) -> Said:
    if days >= 0.05:
        return Said("lost_days", {"days": f"{days:.1f}"})
    return Said("lost_little" if days > 1e-9 else "lost_nothing")


def _at_least(value: float, bound: float) -> str | Said:
    return percent(value) if known(value) is not None else Said("at_least", {"value": percent(bound)})


def _below(value: float, bound: float) -> str | Said:
    """A share that lies below a threshold, cut to tenths of a percent, so that it is not shown as the threshold."""
    share = value if known(value) is not None else bound
    if known(share) is None:
        return Said("unknown")
    said = f"{math.floor(share * 1000 + 1e-9) / 10:g}%"
    return said if known(value) is not None else Said("at_most", {"value": said})


def _hhi(value: float) -> str | Said:
    return Said("unknown") if known(value) is None else f"{value:.2f}"


def _decline(local: LocalLinks, p: int) -> Joined:
    change, leaving = known(local.standing.output_change[p]), known(local.standing.exiting_share[p])
    signs = [Said("output_fell", {"change": f"{change:+.0%}"})] if change is not None and change < 0 else []
    if leaving:
        signs.append(Said("capacity_leaves", {"share": percent(leaving)}))
    return Joined(tuple(signs), ", ")
