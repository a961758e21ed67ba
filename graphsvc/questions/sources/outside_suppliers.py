"""outside-suppliers: whom the region's firms cannot do without in other provinces and countries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.domain.columns import columns
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.judgements.figures import truth
from graphsvc.judgements.gaps.trade import firm_words, place_of
from graphsvc.judgements.links.making import made_here
from graphsvc.judgements.sources.outside import KINDS, Outside, essential_purchases, outside_suppliers
from graphsvc.judgements.trace import Ref, capacity_refs, firm_refs, supply_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``outside-suppliers`` is asked with."""

    place: str = parameter("enum", "all", allowed=("all", *KINDS))


COLUMNS = columns(
    "outside-suppliers",
    "chain_code", "place_kind", "place", "place_name", "supplier_id", "supplier_name", "product_code", "product_name",
    "n_buyers", "buyer_ids", "buyer_names", "n_only_source", "qty", "unit", "largest_share", "least_stock_days",
    "made_in_region",
)  # fmt: skip


def _run(facts: Facts, asked: Parameters) -> Result:
    """One row per place, supplier and product; what comes from the same place stands together."""
    essential = essential_purchases(facts)
    found = [each for each in outside_suppliers(facts, essential) if asked.place in ("all", each.kind)]
    findings = [_finding(facts, each) for each in found]
    places = Counter((each.kind, each.place) for each in found)
    completeness = facts.data.completeness(("share", "stock"))
    summary = {
        "n_essential_purchases": len(essential),
        "n_provinces": sum(kind == "province" for kind, _ in places),
        "n_countries": sum(kind == "country" for kind, _ in places),
        "n_unknown": sum(each.kind == "unknown" for each in found),
    }
    return Result(
        findings, summary, facts.data.waiting_notices("supplies"), completeness, facts.data.grade(completeness)
    )


def _finding(facts: Facts, each: Outside) -> Finding:
    n, code = facts.network, facts.network.product_codes[each.product]
    buyers = list(dict.fromkeys(n.purchase_buyer[each.purchases].tolist()))
    known_sources = np.diff(n.source_ptr)[each.purchases]
    shares = np.where(n.source_share_known[each.sources], n.source_share[each.sources], np.nan)
    values = {
        "chain_code": facts.chain.code,
        "place_kind": each.kind,
        "place": each.place,
        "place_name": place_of(n.firm_region[each.firm], n.firm_country[each.firm]),
        "supplier_id": n.firm_ids[each.firm],
        "supplier_name": firm_words(n, n.firm_ids[each.firm]),
        "product_code": code,
        "product_name": facts.names.product(code),
        "n_buyers": len(buyers),
        "buyer_ids": [n.firm_ids[b] for b in buyers],
        "buyer_names": [n.firm_names[b] for b in buyers],
        "n_only_source": int((known_sources == 1).sum()),
        "qty": known(float(n.source_quantity[each.sources].sum())),
        "unit": facts.names.row(code)["unit"],
        "largest_share": known(float(shares.max())),
        "least_stock_days": known(float(n.purchase_stock[each.purchases].min())),
        "made_in_region": truth(made_here(facts, each.product)),
    }
    key = (facts.chain.code, n.firm_ids[each.firm], code)
    return COLUMNS.finding(values, key, partial(_trace, facts, each))


def _trace(facts: Facts, each: Outside) -> Trace:
    """The rows of list 07 that say so, the supplier's own, and who makes the product here."""
    n = facts.network
    told = ("qty", "share_buyer", "stock", "supplier_region")
    rows: list[Ref] = [("supplies", int(r), told) for r in n.source_row[each.sources] if r >= 0]
    makers = np.flatnonzero((n.node_product == each.product) & facts.members.makers_here).tolist()
    refs = rows + firm_refs(facts.snapshot, [n.firm_ids[each.firm]]) + capacity_refs(n, makers)
    return unique(refs + supply_refs(n, each.purchases.tolist()))


QUESTION = Question(
    name="outside-suppliers",
    asks="哪些必需投入靠省外、境外供应？各省、各国是谁，供给谁？",
    asks_en="Which essential inputs come from other provinces and countries: from whom there, to whom here?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_run),
    brief=(
        "place_name",
        "supplier_name",
        "product_name",
        "n_buyers",
        "n_only_source",
        "least_stock_days",
        "made_in_region",
    ),
)
