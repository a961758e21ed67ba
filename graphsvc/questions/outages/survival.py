"""survival: how long the stocks of each maker last, and on which day they run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import numpy as np

from graphsvc.analysis.outages.outage import DEFAULT_STOCK_DAYS
from graphsvc.analysis.outages.recovery import OwnRecovery, own_recovery
from graphsvc.analysis.outages.survival import Survival, survival
from graphsvc.domain.arrays import Bools
from graphsvc.domain.columns import columns
from graphsvc.domain.network import Network
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.judgements.objects import find_entity, find_product
from graphsvc.judgements.outages.stocks import blank_stocks, stock_notices
from graphsvc.judgements.trace import capacity_refs, supply_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``survival`` is asked with."""

    firm: str | None = parameter("text")
    product: str | None = parameter("text")


COLUMNS = columns(
    "survival",
    "chain_code", "firm_id", "name", "product_code", "product_name", "tts_days", "tts_days_lower", "tts_days_upper",
    "binding_input", "binding_name", "stock_days", "stock_source", "breaks_on", "ttr_days", "gap_days",
)  # fmt: skip


def run(facts: Facts, asked: Parameters) -> Result:
    """Makers of the chain with a recorded essential input, those that stop first on top."""
    n = facts.network
    inside: Bools = facts.members.makers & facts.members.makers_here
    if asked.firm is not None:
        firm = find_entity(facts.snapshot, "firm", asked.firm).ids[0]
        inside &= n.node_firm == n.firm_index[firm]
    found = [(v, every) for every in [survival(n)] for v in np.flatnonzero(inside).tolist()]
    if asked.product is not None:
        found = _of_product(n, inside, find_product(facts.snapshot, asked.product))
    rows = [(float(s.days[v]), v, s) for v, s in found if s.binding[v] >= 0]
    own = own_recovery(n, facts.ground.natures)
    findings = [_finding(facts, v, s, own) for _, v, s in sorted(rows, key=lambda r: r[:2])]
    blank = {int(s.binding[v]) for _, v, s in rows if np.isnan(n.purchase_stock[s.binding[v]])}
    days = [f.values["tts_days"] for f in findings]
    summary = {
        "n_nodes": len(findings),
        "n_gap": sum(f.values["gap_days"] > 0 for f in findings),
        "shortest_days": min(days, default=None),
        "first_break": min((f.values["breaks_on"] for f in findings if f.values["breaks_on"]), default=None),
        "as_of": facts.chain.as_of,
    }
    completeness = facts.data.completeness(("stock", "recovery"))
    return Result(findings, summary, stock_notices(len(blank)), completeness, facts.data.grade(completeness))


def _of_product(n: Network, inside: Bools, code: str) -> list[tuple[int, Survival]]:
    """Makers of a product on all their inputs, and other makers on this input alone."""
    product = n.product_index.get(code, -1)
    makes = n.node_product == product
    every, alone = survival(n), survival(n, product)
    return [(v, every if makes[v] else alone) for v in np.flatnonzero(inside).tolist()]


def _finding(facts: Facts, v: int, found: Survival, own: OwnRecovery) -> Finding:
    n = facts.network
    q = int(found.binding[v])
    firm, product = n.firm_ids[n.node_firm[v]], n.product_codes[n.node_product[v]]
    bought = n.product_codes[n.purchase_product[q]]
    blank = bool(np.isnan(n.purchase_stock[q]))
    recovery = float(own.value[n.source_node[n.source_ptr[q] : n.source_ptr[q + 1]]].max())
    days = float(found.days[v])
    values = {
        "chain_code": facts.chain.code,
        "firm_id": firm,
        "name": facts.names.firm(int(n.node_firm[v])),
        "product_code": product,
        "product_name": facts.names.product(product),
        "tts_days": known(days),
        "tts_days_lower": known(found.lower[v]),
        "tts_days_upper": known(found.upper[v]),
        "binding_input": bought,
        "binding_name": facts.names.product(bought),
        "stock_days": known(DEFAULT_STOCK_DAYS if blank else n.purchase_stock[q]),
        "stock_source": "default" if blank else "list_07",
        "breaks_on": _day(facts.chain.as_of, days),
        "ttr_days": known(recovery),
        "gap_days": known(max(0.0, recovery - days)),
    }
    return COLUMNS.finding(values, (facts.chain.code, firm, product), partial(_trace, n, v, q))


def _day(as_of: str | None, days: float) -> str | None:
    """The date on which stocks counted from ``as_of`` run out."""
    return (date.fromisoformat(as_of) + timedelta(days=int(days))).isoformat() if as_of else None


def _trace(n: Network, v: int, q: int) -> Trace:
    sources = n.source_node[n.source_ptr[q] : n.source_ptr[q + 1]].tolist()
    return unique(capacity_refs(n, [v, *sources]) + supply_refs(n, [q]), blank_stocks(n, [q]))


QUESTION = Question(
    name="survival",
    asks="库存还能撑几天，到哪一天断？",
    asks_en="How long do stocks last, and on which day do they run out?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(run),
    brief=("name", "product_name", "tts_days", "binding_name", "breaks_on", "ttr_days", "gap_days"),
)
