"""A gap as the list prints it: sizes, money, sources, risk, candidates and what the other lists say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphsvc.domain.reference import industry_name, region_name
from graphsvc.domain.rounding import known
from graphsvc.domain.sentences import Code, Figure, Joined, Said
from graphsvc.domain.values import Values
from graphsvc.judgements.gaps.candidates import candidates, firms_by_name, ranked, told
from graphsvc.judgements.gaps.fields import Neighbours
from graphsvc.judgements.gaps.found import SINGLE_SOURCE, Gap
from graphsvc.judgements.gaps.proof import places, proof_refs
from graphsvc.judgements.gaps.reasons import missing_words, risk_words, single_words, weak_words
from graphsvc.judgements.gaps.risks import backed_up, parks_of
from graphsvc.judgements.gaps.trade import Need, current_sources, demanders, needs_here
from graphsvc.judgements.statuses import stage_path
from graphsvc.judgements.trace import Ref
from graphsvc.judgements.workspace import Facts


class Common:
    """What all rows look things up in: the chains of the version, and firms by name."""

    def __init__(self, facts: Facts) -> None:
        space = facts.workspace
        scopes = [space.scope(chain) for chain in sorted(facts.snapshot.chains)]
        self._codes = [frozenset(space.facts(scope).members.product_codes) for scope in scopes]
        self.firm_of = firms_by_name(facts.network)

    def leverage(self, code: str) -> float:
        """How many chains of the version need a product: each chain once, whatever number of lists name it."""
        return float(sum(code in codes for codes in self._codes))


@dataclass(frozen=True)
class GapRow:
    """A gap, its values by column, and the rows behind them."""

    gap: Gap
    values: dict[str, Any]
    refs: list[Ref]


def gap_row(facts: Facts, gap: Gap, grade: str, others: Neighbours, common: Common, horizon: float) -> GapRow:
    """The row of a gap but for its number and priority, which the whole list tells, and its effect."""
    n, figures, code, risk = facts.network, facts.local.figures, gap.code, gap.risk
    p, region = n.product_index[code], facts.scope.region
    row = facts.names.row(code)
    unit = row["unit"]
    demand = known(figures.demand[p])
    supply = known(figures.capacity[p]) if figures.made_here[p] else 0.0
    gap_qty = known(max(0.0, demand - supply)) if demand is not None and supply is not None else None
    price = known(n.product_price[p])
    value = known(demand * price / 1e4) if demand is not None and price is not None else None
    needs = needs_here(facts, p)
    dependent = backed_up(facts, p, risk, gap.single, "W2" in gap.reasons) if gap.wants_second else frozenset()
    found = others.of_product(facts, code, gap_qty, parks_of(facts.snapshot, dependent))
    wanted = gap_qty or demand
    invited = ranked(candidates(facts, code, needs, found.targets, dependent, common.firm_of), wanted)
    refs = proof_refs(facts, code, needs, risk, invited[:5], found.refs)
    stage = stage_path(facts.snapshot, row["slot_chain"], row["stage_code"])
    listed = facts.snapshot.stage_of(row)
    position = listed["position"] if listed else None
    ready = _upstream_ready(facts, code)
    values = {
        "no": 0,
        "chain_code": facts.chain.code,
        "chain": facts.chain.name,
        "position_path": Joined(tuple(x for x in (position and Code("position", position), *stage) if x), "/"),
        "product": f"{row['product_name']} {code}",
        "product_code": code,
        "product_name": row["product_name"],
        "gb4754": f"{row['gb4754']} {industry_name(row['gb4754'])}".strip() if row["gb4754"] else None,
        "gap_kind": gap.kind,
        "ladder": gap.ladder,
        "verb": gap.verbs[0],
        "secondary_verbs": list(gap.verbs[1:]),
        "reasons": _reasons(facts, gap, needs, horizon, unit),
        "reason_codes": list(gap.reasons),
        "scope_region": f"{region} {region_name(region)}".strip() if region else None,
        "demand": demand,
        "unit": unit,
        "local_supply": supply,
        "gap_qty": gap_qty,
        "gap_rate": known(gap_qty / demand) if gap_qty is not None and demand else None,
        "demand_value": value,
        "demanders": demanders(n, needs),
        "current_sources": current_sources(n, needs),
        "import_dep": known(figures.import_share[p]),
        "risk_grade": risk.grade,
        "tts_days": risk.survive,
        "tts_days_note": "beyond_horizon" if risk.entity is not None and risk.survive is None else None,
        "loss_value": _loss_value(risk.loss, facts.members.final_value),
        "loss_value_lower": _least_loss_value(risk.loss_lower, facts.members.final_value),
        "loss_value_upper": _loss_value(risk.loss_upper, facts.members.final_value),
        "loss_days": risk.loss,
        "upstream_ready": ready,
        "suggested_capacity": gap_qty or None,
        "target_profile": _profile(gap, row, gap_qty),
        "candidates": told(invited, wanted, unit),
        **found.values,
        "data_grade": grade,
        "as_of": facts.chain.as_of or facts.snapshot.as_of,
        "proof": places(facts, refs),
        "n_proof": len(refs),
        "priority_parts": {
            "loss": risk.loss,
            "value": value,
            "feasibility": _feasibility(found.values, ready, bool(others.tables["parks"])),
            "leverage": common.leverage(code),
            "candidates": invited[0].fit(wanted) if invited else 0.0,
        },
    }
    return GapRow(gap, values, refs)


def _loss_value(days: float | None, daily: float | None) -> float | None:
    """Loss in 万元; nothing lost is 0 whatever a day's output is worth."""
    if days is None:
        return None
    if days <= 1e-9:
        return 0.0
    return known(days * daily) if daily is not None else None


def _least_loss_value(days: float | None, daily: float | None) -> float | None:
    """Lower end of the loss in 万元: a loss is never below 0, so days of unknown worth cost at least 0."""
    return 0.0 if days is not None and daily is None else _loss_value(days, daily)


def _reasons(facts: Facts, gap: Gap, needs: list[Need], horizon: float, unit: str | None) -> Joined:
    p = facts.network.product_index[gap.code]
    said = [missing_words(facts, p, needs, unit)] if "ML" in gap.reasons else []
    said += weak_words(facts, gap.weak)
    said += [single_words(facts, gap.single)] if SINGLE_SOURCE in gap.reasons else []
    return Joined(tuple(x for x in (*said, risk_words(facts, gap.risk, horizon)) if x))


def _profile(gap: Gap, product: Values, gap_qty: float | None) -> Joined:
    """Whom to look for: the product and its grade; what is missing; for a second source that it must stand alone."""
    size = Said("make_up", {"amount": Figure(gap_qty, product["unit"] or "", is_close=True)}) if gap_qty else None
    second = Said("second_source") if gap.wants_second else None
    return Joined(tuple(x for x in (product["product_name"], product["grade"], size, second) if x))


def _upstream_ready(facts: Facts, code: str) -> float | None:
    """Part of the product's essential inputs that are made in the region, 0-1; None where no input is known."""
    rows = [
        r
        for r in facts.snapshot.tables.rows("product_inputs")
        if r["to_product"] == code and r["necessity"] != "非必需"
    ]
    made = [bool(facts.local.figures.made_here[facts.network.product_index[r["from_product"]]]) for r in rows]
    return sum(made) / len(made) if made else None


def _feasibility(found: Values, upstream_ready: float | None, parks_are_listed: bool) -> float | None:
    """Mean of what is known of inputs here, demand nearby and a fitting park; None where nothing is."""
    park = (1.0 if found["park"] else 0.0) if parks_are_listed else None
    told = [x for x in (found["downstream_ready"], park, upstream_ready) if x is not None]
    return sum(told) / len(told) if told else None
