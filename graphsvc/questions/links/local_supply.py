"""local-supply: how much a lead firm buys in the region, and what it buys outside although it is made here."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import partial
from typing import Any

import numpy as np

from graphsvc.analysis.links.local_figures import buyers_in
from graphsvc.analysis.links.local_supply import PurchaseValues, local_rate, purchase_values
from graphsvc.domain.errors import NotFound
from graphsvc.domain.results import Finding, Parameter, Result, Trace
from graphsvc.questions.question import Question, known
from graphsvc.questions.scope import Scope
from graphsvc.questions.trace import capacity_refs, firm_refs, supply_refs, unique

FIELDS = ("share", "price")
LEAD_ROLE = "链主"


def find_firm(scope: Scope, text: str) -> int:
    """Position of a firm by id, or by name where only one has it; NotFound with the nearest one otherwise."""
    n = scope.network
    if text in n.firm_index:
        return n.firm_index[text]
    named = [i for i, name in enumerate(n.firm_names) if name == text]
    if len(named) == 1:
        return named[0]
    near = get_close_matches(text, [*n.firm_ids, *n.firm_names], n=1, cutoff=0.0) or ["-"]
    raise NotFound("unknown_object", kind="firm", value=text, nearest=near[0])


def lead_firms(scope: Scope) -> list[int]:
    """The chain's lead firms in the region: those list 01 names, else 链主 of list 05, else makers of its final
    products."""
    n, tables = scope.network, scope.snapshot.tables
    here = buyers_in(n, scope.region)
    code = scope.chain.code
    named = [f for r in tables.rows("chains") if r["slot_chain"] == code for f in r["lead_usccs"] or ()]
    by_role = [
        firm_id
        for firm_id, role, chain in zip(
            *(tables["firms"][name].to_pylist() for name in ("firm_id", "chain_role", "slot_chain")), strict=True
        )
        if role == LEAD_ROLE and chain == code
    ]
    finals = np.flatnonzero(scope.makers_here & np.isin(n.node_product, scope.final_codes))
    for found in (named, by_role, [n.firm_ids[i] for i in n.node_firm[finals].tolist()]):
        firms = sorted({n.firm_index[f] for f in found if f in n.firm_index and here[n.firm_index[f]]})
        if firms:
            return firms
    return []


def _local(scope: Scope, parameters: Mapping[str, Any]) -> Result:
    n = scope.network
    firms = [find_firm(scope, parameters["firm"])] if parameters["firm"] else lead_firms(scope)
    values = purchase_values(n, scope.snapshot.tables, scope.region)
    findings, rates = [], []
    for firm in firms:
        bought = np.flatnonzero((n.purchase_buyer == firm) & n.purchase_has_sources)
        rate = local_rate(values, bought)
        about = {"firm_id": n.firm_ids[firm], "name": n.firm_names[firm]}
        figures = {"rate": known(rate.value), "rate_lower": known(rate.lower), "rate_upper": known(rate.upper)}
        rates.append({**about, **figures, "n_products": len(bought)})
        order = sorted(bought.tolist(), key=lambda q: (-np.nan_to_num(values.total[q]), int(n.purchase_product[q])))
        findings += [_finding(scope, firm, q, values, {**about, **figures}) for q in order]
    outside = [f for f in findings if f.values["made_here"] and f.values["bought_outside"]]
    completeness = scope.completeness(FIELDS)
    summary = {
        "rates": rates,
        "n_firms": len(firms),
        "n_made_here_bought_outside": len(outside),
        "amount_made_here_bought_outside": known(sum(f.values["amount_outside"] or 0.0 for f in outside)),
    }
    return Result(findings, summary, (), completeness, scope.grade(completeness))


def _finding(scope: Scope, firm: int, q: int, values: PurchaseValues, about: Mapping[str, Any]) -> Finding:
    n = scope.network
    p = int(n.purchase_product[q])
    code = n.product_codes[p]
    makers = [v for v in scope.other_makers.get(p, []) if scope.makers_here[v] and int(n.node_firm[v]) != firm]
    reported, priced = bool(values.reported[q]), bool(values.priced[q])
    row = {
        "chain_code": scope.chain.code,
        **about,
        "product_code": code,
        "product_name": scope.product_name(code),
        "amount": known(values.total[q]),
        "amount_source": "mixed" if reported and priced else "reported" if reported else "priced" if priced else None,
        "amount_local": known(values.near[q]) if reported or priced else None,
        "amount_outside": known(values.far[q]) if reported or priced else None,
        "amount_unknown": known(values.unknown[q]),
        "local_share": known(values.near_share[q]),
        "made_here": bool(makers),
        "bought_outside": bool(values.has_far[q]),
        "local_makers": [n.firm_ids[n.node_firm[v]] for v in makers],
        "local_maker_names": [n.firm_names[n.node_firm[v]] for v in makers],
    }
    return Finding(row, (scope.chain.code, n.firm_ids[firm], code), partial(_trace, scope, firm, q, makers))


def _trace(scope: Scope, firm: int, q: int, makers: list[int]) -> Trace:
    n = scope.network
    suppliers = n.node_firm[n.source_node[n.source_ptr[q] : n.source_ptr[q + 1]]].tolist()
    firms = [n.firm_ids[f] for f in (firm, *suppliers)]
    refs = supply_refs(scope, [q]) + capacity_refs(scope, makers) + firm_refs(scope.snapshot, firms)
    return unique(refs)


QUESTION = Question(
    name="local-supply",
    asks="链主的本地配套率是多少？外购的产品里哪些本地有产？",
    asks_en="How much do the lead firms buy in the region, and what do they buy outside although it is made here?",
    parameters=(Parameter("firm", "text"),),
    columns=(
        "chain_code", "firm_id", "name", "rate", "rate_lower", "rate_upper", "product_code", "product_name", "amount",
        "amount_source", "amount_local", "amount_outside", "amount_unknown", "local_share", "made_here",
        "bought_outside", "local_makers", "local_maker_names",
    ),
    run=_local,
    brief=("name", "rate", "product_name", "amount", "local_share", "made_here", "local_maker_names"),
)  # fmt: skip
