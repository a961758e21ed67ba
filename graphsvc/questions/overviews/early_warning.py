"""early-warning: a monitored maker puts out less: who downstream runs short of what, and on which day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import STEP_DAYS, Finals
from graphsvc.analysis.outages.outage import stock_days
from graphsvc.analysis.outages.scenario import FOREVER, Play, Shock, play_shocks
from graphsvc.domain.arrays import Floats
from graphsvc.domain.columns import columns
from graphsvc.domain.errors import ParameterError
from graphsvc.domain.network import Network
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.values import Values
from graphsvc.judgements.days import Period, period_of
from graphsvc.judgements.facts.groundwork import Groundwork
from graphsvc.judgements.figures import Row
from graphsvc.judgements.observing import Observed, material_stocks, observed, periods
from graphsvc.judgements.outages.choke import FIELDS
from graphsvc.judgements.outages.losses import losses
from graphsvc.judgements.outages.stocks import blank_stocks, stock_notices
from graphsvc.judgements.trace import Ref, capacity_refs, supply_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question, horizon

OUTPUT_DROP, TIGHT = "output_drop", "blockage"
_NOBODY = Finals(np.empty(0, np.int64), np.empty(0))
_OBSERVED = ("period", "output", "sales", "closing_stock", "operating_rate", "material_stock_days")


_DOWNSTREAM = (
    "downstream_firm_id", "downstream_name", "downstream_product_code", "downstream_product_name", "days_to_shortage",
    "days_to_shortage_lower", "days_to_shortage_upper", "short_on", "min_output", "binding_input", "binding_name",
    "stock_source",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``early-warning`` is asked with."""

    period: str | None = parameter("text")
    drop: float = parameter("number", 0.2, "1", minimum=0.01, maximum=1.0)
    horizon_days: float = horizon()


COLUMNS = columns(
    "early-warning",
    "chain_code", "firm_id", "name", "product_code", "product_name", "period", "output", "reference", "unit", "drop",
    "alert", "alert_note", *_DOWNSTREAM, "days_to_shortage_note",
)  # fmt: skip


@dataclass(frozen=True)
class _Stocks:
    """(Q,) stock of each purchase [d], with no and with twice the default where blank; ``told`` by list 22."""

    value: Floats
    lower: Floats
    upper: Floats
    told: np.ndarray


def _run(facts: Facts, asked: Parameters) -> Result:
    completeness = facts.data.completeness(FIELDS)
    grade = facts.data.grade(completeness)
    text = _period(facts, asked.period)
    if text is None:
        return Result([], {"period": None, "note": "list_22_empty"}, facts.members.final_notices, completeness, grade)
    period = period_of(text)
    assert period is not None
    seen = observed(facts.snapshot, facts.members.product_codes, text)
    stocks = _stocks(facts.snapshot, text)
    findings = []
    for item in seen:
        if item.drop is not None and item.drop >= asked.drop - 1e-9:
            findings += _warnings(facts, item, period, text, stocks, asked.horizon_days)
        if item.is_tight:
            findings.append(_warning(facts, item, period, text, TIGHT, "no_output_drop"))
    findings.sort(key=lambda finding: _order(finding.values))
    summary = {
        "period": text,
        "period_end": period.end.isoformat(),
        "n_monitored": len({item.firm for item in seen}),
        "n_observed": len(seen),
        "n_unknown": sum(item.drop is None for item in seen),
        "n_alerts": len({(f.values["alert"], f.values["firm_id"], f.values["product_code"]) for f in findings}),
        "n_short": len({f.values["downstream_firm_id"] for f in findings} - {None}),
        **_coverage(facts, {item.firm for item in seen}, asked.horizon_days),
        "horizon_days": asked.horizon_days,
    }
    rests_on = [f.values for f in findings if f.values["stock_source"] == "default"]
    assumed = len({(row["downstream_firm_id"], row["binding_input"]) for row in rests_on})
    return Result(findings, summary, [*facts.members.final_notices, *stock_notices(assumed)], completeness, grade)


def _period(facts: Facts, asked: str | None) -> str | None:
    """The period asked about, by default the one of list 22 that ends last, of two such the week; None without any."""
    if asked is None:
        told = periods(facts.snapshot, facts.members.product_codes)
        return max(told, key=lambda text: (told[text].end, told[text].kind), default=None)
    if period_of(asked) is None:
        raise ParameterError(
            "bad_parameter", name="period", value=asked,
            expected_zh="应为月份或周，如 2023-12、2023-W50", expected_en="a month or a week such as 2023-12, 2023-W50",
        )  # fmt: skip
    return asked


def _stocks(snapshot: GraphSnapshot, text: str) -> _Stocks:
    """Stocks of list 07, replaced where list 22 tells the buyer's stock of that material in the period itself."""
    n = snapshot.network
    value, lower, upper = (stock_days(n, factor) for factor in (1.0, 0.0, 2.0))
    told = np.zeros(n.n_purchases, np.bool_)
    for (firm, material), days in material_stocks(snapshot, text).items():
        q = n.purchase_index.get((n.firm_index.get(firm, -1), n.product_index.get(material, -1)), -1)
        if q >= 0:
            value[q] = lower[q] = upper[q] = days
            told[q] = True
    return _Stocks(value, lower, upper, told)


def _warnings(
    facts: Facts, item: Observed, period: Period, text: str, stocks: _Stocks, horizon: float
) -> list[Finding]:
    """One row per maker of the chain that falls below 99 % after the drop, one without any where nobody does."""
    n = facts.network
    v = n.node_index.get((n.firm_index.get(item.firm, -1), n.product_index.get(item.product, -1)), -1)
    if v < 0:
        return [_warning(facts, item, period, text, OUTPUT_DROP, "not_in_network")]
    is_told = bool((stocks.lower == stocks.upper).all())
    chosen = (stocks.value,) if is_told else (stocks.value, stocks.lower, stocks.upper)
    plays = [_play(facts.ground, v, item.drop or 0.0, stock, horizon) for stock in chosen] * (3 if is_told else 1)
    short = [w for w in np.flatnonzero((plays[0].first_step >= 0) & facts.members.makers).tolist() if w != v]
    if not short:
        return [_warning(facts, item, period, text, OUTPUT_DROP, "nobody_short")]
    return [_warning(facts, item, period, text, OUTPUT_DROP, None, (w, plays, stocks)) for w in short]


def _play(ground: Groundwork, v: int, severity: float, stock: Floats, horizon: float) -> Play:
    """The model of ``stress-test`` (L2): one maker loses ``severity`` of its output from the first day on."""
    ends = np.array([0, 1]), np.array([0, 0])
    none = np.empty(0, np.int64)
    entity = Entities("node", ("node",), ends[0], np.array([v]), np.ones(1), ends[1], none, np.empty(0))
    shock = Shock(entity, 0.0, FOREVER, severity)
    return play_shocks(ground.model, [shock], stock, horizon, _NOBODY, np.zeros((1, 0)))


def _warning(
    facts: Facts,
    item: Observed,
    period: Period,
    text: str,
    alert: str,
    note: str | None,
    hit: tuple[int, Sequence[Play], _Stocks] | None = None,
) -> Finding:
    """A row: the alert, and with ``hit`` who is short: the node, and the plays with the stocks of ``_Stocks``."""
    values: Row = {
        "chain_code": facts.chain.code,
        "firm_id": item.firm,
        "name": _name(facts.network, item.firm),
        "product_code": item.product,
        "product_name": facts.names.product(item.product),
        "period": text,
        "output": known(item.output),
        "reference": known(item.reference),
        "unit": facts.names.row(item.product)["unit"],
        "drop": known(item.drop),
        "alert": alert,
        "alert_note": item.alert_note,
        **dict.fromkeys(_DOWNSTREAM),
        "days_to_shortage_note": note,
    }
    if hit is not None:
        values.update(_downstream(facts, period.end, *hit))
    key = [facts.chain.code, alert, item.firm, item.product]
    key += [values["downstream_firm_id"] or "", values["downstream_product_code"] or ""]
    q = int(hit[1][0].binding[hit[0]]) if hit else -1
    return COLUMNS.finding(values, tuple(key), partial(_trace, facts.network, item, hit[0] if hit else -1, q))


def _downstream(facts: Facts, end: date, w: int, plays: Sequence[Play], stocks: _Stocks) -> Row:
    n = facts.network
    days, lower, upper = (_first_day(play, w) for play in plays)
    q = int(plays[0].binding[w])
    bought = n.product_codes[n.purchase_product[q]] if q >= 0 else None
    product = n.product_codes[n.node_product[w]]
    blank = q >= 0 and not stocks.told[q] and np.isnan(n.purchase_stock[q])
    return {
        "downstream_firm_id": n.firm_ids[n.node_firm[w]],
        "downstream_name": n.firm_names[n.node_firm[w]],
        "downstream_product_code": product,
        "downstream_product_name": facts.names.product(product),
        "days_to_shortage": days,
        "days_to_shortage_lower": lower,
        "days_to_shortage_upper": upper,
        "short_on": (end + timedelta(days=int(days or 0.0))).isoformat(),
        "min_output": known(float(plays[0].lowest[w])),
        "binding_input": bought,
        "binding_name": facts.names.product(bought) if bought else None,
        "stock_source": None if q < 0 else "list_22" if stocks.told[q] else "default" if blank else "list_07",
    }


def _first_day(play: Play, w: int) -> float | None:
    """First day below 99 % [d]; None where that does not come within the horizon."""
    step = int(play.first_step[w])
    return known(step * STEP_DAYS) if step >= 0 else None


def _order(row: Values) -> tuple[Any, ...]:
    days = row["days_to_shortage"]
    names = ("firm_id", "product_code", "alert", "downstream_firm_id", "downstream_product_code")
    return (days is None, days or 0.0, -(row["drop"] or 0.0), *(row[name] or "" for name in names))


def _name(n: Network, firm: str) -> str:
    return n.firm_names[n.firm_index[firm]] if firm in n.firm_index else firm


def _coverage(facts: Facts, monitored: set[str], horizon: float) -> Row:
    """How much of what matters is watched: choke points (control groups) with a monitored firm, and firms of the
    chain on the list of monitored ones that told nothing."""
    n = facts.network
    groups = {n.group_ids[n.firm_group[n.firm_index[f]]] for f in monitored if f in n.firm_index}
    judged = losses(facts, "group", horizon)
    chokes = {item.entity_id for item in judged if item.verdict == "yes"}
    maybe = {item.entity_id for item in judged if item.verdict == "unknown"}
    seen, also = len(chokes & groups), len(maybe & groups)
    own = {n.firm_ids[f] for f in np.unique(n.node_firm[facts.members.makers]).tolist()}
    meant = {f for f, row in facts.snapshot.firms.items() if row["monitored"] and f in own}
    return {
        "n_choke_points": len(chokes),
        "n_choke_points_monitored": seen,
        "coverage": _share(seen, len(chokes)),
        "coverage_lower": _share(seen, len(chokes) + len(maybe) - also),
        "coverage_upper": _share(seen + also, len(chokes) + also),
        "n_silent": len(meant - monitored),
    }


def _share(part: int, whole: int) -> float | None:
    return known(part / whole) if whole else None


def _trace(n: Network, item: Observed, w: int, q: int) -> Trace:
    refs: list[Ref] = [("observations", line, _OBSERVED) for line in item.lines]
    v = n.node_index.get((n.firm_index.get(item.firm, -1), n.product_index.get(item.product, -1)), -1)
    bought = [q] if q >= 0 else []
    refs += capacity_refs(n, [node for node in (v, w) if node >= 0]) + supply_refs(n, bought)
    return unique(refs, blank_stocks(n, bought))


QUESTION = Question(
    name="early-warning",
    asks="监测企业产量下滑会传导给谁？何时缺料？",
    asks_en="A monitored firm's output falls: whom does it reach, and when do they run short?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_run),
    brief=(
        "name",
        "product_name",
        "drop",
        "alert",
        "downstream_name",
        "downstream_product_name",
        "days_to_shortage",
        "binding_name",
    ),
)
