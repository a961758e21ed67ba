"""systemic-risk: what part of all trade is lost when one firm closes, upstream and downstream (ESRI)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.analysis.systemic_risk.closures import Closures, close_firms
from graphsvc.analysis.systemic_risk.leading import leading_firms
from graphsvc.analysis.systemic_risk.operators import operators
from graphsvc.domain.arrays import Floats
from graphsvc.domain.columns import columns
from graphsvc.domain.labels import Label
from graphsvc.domain.notices import Notice
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.domain.sentences import Said
from graphsvc.judgements.outages.trade_values import TradeValues, trade_values
from graphsvc.judgements.trace import firm_refs, supply_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question

TOLERANCE = 1e-9
PEER_TOLERANCE = 1e-2
"""What the authors' package stops at."""
ROUND = 12
"""Digits by which rows are ordered."""
CLOSED = 1e-6
"""A spectral radius nearer to 1 than this: nearly nothing leaves the trade that lists record."""


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``systemic-risk`` is asked with."""

    tolerance: float = parameter(
        "number", TOLERANCE, None, minimum=0.0, maximum=0.1,
        label=Label("收敛容差：各企业一步的变化都不超过它时停止", "steps end when no firm's level moves by more", None),
    )  # fmt: skip
    substitution: bool = parameter(
        "bool",
        True,
        label=Label("同行业企业是否按份额顶替", "whether others of an industry step in by their share", None),
    )
    peer_compatible: bool = parameter(
        "bool", False,
        label=Label(
            "按文献软件的口径：容差 0.01，营业收入取链内销售额",
            "as the authors' package: tolerance 0.01, recorded sales as revenue", None,
        ),
    )  # fmt: skip
    top: int | None = parameter(
        "integer", None, "firms", minimum=1,
        label=Label("只算影响最大的几家；缺省全算", "only so many firms, the most damaging ones; all by default", None),
    )  # fmt: skip


COLUMNS = columns(
    "systemic-risk",
    "chain_code", "firm_id", "name", "esri", "esri_upstream", "esri_downstream", "sales_value", "n_unvalued",
    "hangs_on_tolerance",
)  # fmt: skip


def run(facts: Facts, asked: Parameters) -> Result:
    """Firms of the trade upstream of the chain, closed one at a time, the most damaging first."""
    trade = trade_values(facts)
    grade = facts.data.grade(trade.completeness)
    sold = trade.sold
    tolerance = PEER_TOLERANCE if asked.peer_compatible else asked.tolerance
    revenue = None if asked.peer_compatible else np.fmax(trade.revenue, sold)
    network = operators(trade.sales, trade.industry, trade.essentiality, revenue)
    firms = np.arange(network.n)
    if asked.top is not None:
        firms = leading_firms(network, asked.top, substitution=asked.substitution, tolerance=tolerance)
    found = close_firms(network, firms, substitution=asked.substitution, tolerance=tolerance)
    order = np.lexsort((firms, -np.round(found.esri, ROUND), ~trade.is_valued[firms]))[: asked.top]
    findings = [_finding(facts, trade, found, c) for c in order.tolist()]
    notices = (*_notices(facts, trade, found, asked.peer_compatible), *facts.data.waiting_notices("supplies", "firms"))
    cut = Said("closures_cut", {"n": int((~found.is_complete).sum()), "of": len(firms)})
    return Result(
        findings,
        _summary(trade, found, sold, asked),
        notices,
        trade.completeness,
        grade,
        truncated=cut if found.truncated else None,
    )


def _summary(trade: TradeValues, found: Closures, sold: Floats, asked: Parameters) -> dict[str, object]:
    blank = np.isnan(trade.revenue)
    return {
        "residual": known(found.residual),
        "spectral_radius": known(found.spectral_radius),
        "spectral_radius_lower": known(found.spectrum.lower),
        "n_iterations": found.n_iterations,
        "used_tolerance": found.tolerance,
        "n_on_tolerance": int(found.hangs_on_tolerance.sum()),
        "n_firms": len(trade.firms),
        "n_closed": len(found.firms),
        "n_relations": trade.n_valued,
        "n_unvalued": trade.n_unvalued,
        "n_without_industry": int((~trade.has_industry).sum()),
        "n_without_revenue": len(trade.firms) if asked.peer_compatible else int(blank.sum()),
        "sales_value": known(sold.sum()),
    }


def _finding(facts: Facts, trade: TradeValues, found: Closures, c: int) -> Finding:
    """The row of the closure ``c``."""
    i = int(found.firms[c])
    position = int(trade.firms[i])
    firm = facts.network.firm_ids[position]
    is_valued = trade.is_valued[i]  # of a firm without a value in its trade nothing can be told
    values = {
        "chain_code": facts.chain.code,
        "firm_id": firm,
        "name": facts.names.firm(position),
        "esri": known(found.esri[c]) if is_valued else None,
        "esri_upstream": known(found.esri_upstream[c]) if is_valued else None,
        "esri_downstream": known(found.esri_downstream[c]) if is_valued else None,
        "sales_value": known(trade.sold[i]) if is_valued else None,
        "n_unvalued": int(trade.unvalued[i]),
        "hangs_on_tolerance": bool(found.hangs_on_tolerance[c]) if is_valued else None,
    }
    return COLUMNS.finding(values, (facts.chain.code, firm), partial(_trace, facts, trade, i))


def _notices(facts: Facts, trade: TradeValues, found: Closures, is_peer: bool) -> Iterator[Notice]:
    chain, blank = facts.chain.code, int(np.isnan(trade.revenue).sum())
    if trade.n_unvalued:
        yield Notice(
            "trade_without_value", action="ignored",
            facts={"chain": chain, "n": trade.n_unvalued, "of": trade.n_valued + trade.n_unvalued},
        )  # fmt: skip
    if not trade.has_industry.all():
        yield Notice("industry_by_product", action="defaulted", facts={"n": int((~trade.has_industry).sum())})
    if blank and not is_peer:
        yield Notice("revenue_from_trade", action="defaulted", facts={"n": blank})
    if found.spectral_radius > 1 - CLOSED:
        yield Notice("trade_is_closed", action=None, facts={"chain": chain})
    if found.hangs_on_tolerance.any():
        yield Notice(
            "tolerance_decides", action=None,
            facts={"n": int(found.hangs_on_tolerance.sum()), "tolerance": f"{found.tolerance:g}"},
        )  # fmt: skip


def _trace(facts: Facts, trade: TradeValues, i: int) -> Trace:
    """The firm's own rows, and those by which it sells and buys."""
    n, position = facts.network, int(trade.firms[i])
    sold = n.source_purchase[n.node_firm[n.source_node] == position]
    purchases = np.unique(np.concatenate([sold, np.flatnonzero(n.purchase_buyer == position)]))
    refs = firm_refs(facts.snapshot, [n.firm_ids[position]])
    return unique(refs + supply_refs(n, purchases.tolist(), ("amount", "qty", "share_buyer")))


QUESTION = Question(
    name="systemic-risk",
    asks="哪家企业停产，对全链交易的连带损失最大？（经济系统性风险指数 ESRI）",
    asks_en="Whose closure takes the most of the chain's trade along? (economic systemic risk index, ESRI)",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(run),
    brief=("name", "esri", "esri_upstream", "esri_downstream", "sales_value", "hangs_on_tolerance"),
)
