"""local-supply: how much a lead firm buys in the region, and what it buys outside although it is made here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.analysis.links.local_supply import PurchaseValues, local_rate, purchase_values
from graphsvc.domain.columns import columns
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.values import Values
from graphsvc.judgements.figures import Row
from graphsvc.judgements.links.lead_firms import firms_asked
from graphsvc.judgements.trace import capacity_refs, firm_refs, supply_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question, Twin

FIELDS = ("share", "price")
ABOUT = ("firm_id", "name", "rate", "rate_lower", "rate_upper")
FIGURES = (
    "rate", "rate_lower", "rate_upper", "amount", "amount_local", "amount_outside", "amount_unknown", "local_share",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``local-supply`` is asked with."""

    firm: str | None = parameter("text")


COLUMNS = columns(
    "local-supply",
    "chain_code", "firm_id", "name", "rate", "rate_lower", "rate_upper", "product_code", "product_name", "amount",
    "amount_source", "amount_local", "amount_outside", "amount_unknown", "local_share", "made_here",
    "bought_outside", "local_makers", "local_maker_names",
)  # fmt: skip


def _rows(facts: Facts, asked: Parameters) -> list[Row]:
    """One row per firm and product bought, most money first; a firm that buys nothing has one without a product."""
    n, values = facts.network, purchase_values(facts.network, facts.snapshot.tables, facts.scope.region)
    rows: list[Row] = []
    for firm in firms_asked(facts, asked.firm):
        bought = np.flatnonzero((n.purchase_buyer == firm) & n.purchase_has_sources)
        rate = local_rate(values, bought)
        about = {
            "chain_code": facts.chain.code,
            "firm_id": n.firm_ids[firm],
            "name": n.firm_names[firm],
            "rate": rate.value,
            "rate_lower": rate.lower,
            "rate_upper": rate.upper,
        }
        order = sorted(bought.tolist(), key=lambda q: (-np.nan_to_num(values.total[q]), int(n.purchase_product[q])))
        rows += [{**about, **_purchase(facts, firm, q, values)} for q in order] or [{**about, "product_code": None}]
    return rows


def _purchase(facts: Facts, firm: int, q: int, values: PurchaseValues) -> Row:
    n = facts.network
    p = int(n.purchase_product[q])
    code = n.product_codes[p]
    makers = [int(n.node_firm[v]) for v in _makers_here(facts, p) if int(n.node_firm[v]) != firm]
    reported, priced = bool(values.reported[q]), bool(values.priced[q])
    return {
        "product_code": code,
        "product_name": facts.names.product(code),
        "amount": values.total[q],
        "amount_source": "mixed" if reported and priced else "reported" if reported else "priced" if priced else None,
        "amount_local": values.near[q] if (reported or priced) and values.near_told[q] else None,
        "amount_outside": values.far[q] if (reported or priced) and values.far_told[q] else None,
        "amount_unknown": values.unknown[q] if values.near_told[q] and values.far_told[q] else None,
        "local_share": values.near_share[q],
        "made_here": bool(makers),
        "bought_outside": bool(values.has_far[q]),
        "local_makers": [n.firm_ids[f] for f in makers],
        "local_maker_names": [n.firm_names[f] for f in makers],
    }


def _makers_here(facts: Facts, product: int) -> list[int]:
    return [v for v in facts.ground.other_makers.get(product, []) if facts.members.makers_here[v]]


def _result(facts: Facts, asked: Parameters, rows: Sequence[Row]) -> Result:
    told = [{**row, **{name: known(row[name]) for name in FIGURES if name in row}} for row in rows]
    bought = [row for row in told if row["product_code"]]
    n_products = Counter(row["firm_id"] for row in bought)
    firms = {row["firm_id"]: row for row in told}
    outside = [row for row in bought if row["made_here"] and row["bought_outside"]]
    completeness = facts.data.completeness(FIELDS)
    summary = {
        "rates": [{**{name: row[name] for name in ABOUT}, "n_products": n_products[f]} for f, row in firms.items()],
        "n_firms": len(firms),
        "n_made_here_bought_outside": len(outside),
        "amount_made_here_bought_outside": _sum([row["amount_outside"] for row in outside]),
    }
    notices = facts.data.waiting_notices("capacities", "supplies")
    findings = [_finding(facts, row) for row in bought]
    return Result(findings, summary, notices, completeness, facts.data.grade(completeness))


def _sum(amounts: Sequence[float | None]) -> float | None:
    """Sum [万元/yr] of what all tell; None where one does not."""
    told = [amount for amount in amounts if amount is not None]
    return known(sum(told)) if len(told) == len(amounts) else None


def _finding(facts: Facts, row: Row) -> Finding:
    n = facts.network
    firm, code = n.firm_index[row["firm_id"]], row["product_code"]
    q = n.purchase_index[firm, n.product_index[code]]
    makers = [n.node_index[n.firm_index[f], n.product_index[code]] for f in row["local_makers"]]
    return COLUMNS.finding(
        row, (facts.chain.code, row["firm_id"], code), partial(_trace, facts.snapshot, firm, q, makers)
    )


def _local(facts: Facts, asked: Parameters) -> Result:
    return _result(facts, asked, _rows(facts, asked))


def _for_twin(facts: Facts, asked: Parameters) -> Values:
    return {"firms": [facts.network.firm_ids[firm] for firm in firms_asked(facts, asked.firm)]}


def _trace(snapshot: GraphSnapshot, firm: int, q: int, makers: list[int]) -> Trace:
    n = snapshot.network
    suppliers = n.node_firm[n.source_node[n.source_ptr[q] : n.source_ptr[q + 1]]].tolist()
    firms = [n.firm_ids[f] for f in (firm, *suppliers)]
    refs = supply_refs(n, [q]) + capacity_refs(n, makers) + firm_refs(snapshot, firms)
    return unique(refs)


QUESTION = Question(
    name="local-supply",
    asks="链主的本地配套率是多少？外购的产品里哪些本地有产？",
    asks_en="How much do the lead firms buy in the region, and what do they buy outside although it is made here?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_local, Twin(_for_twin, _result)),
    brief=("name", "rate", "product_name", "amount", "local_share", "made_here", "local_maker_names"),
)
