"""Grounds of a gap in words with numbers, as a row of the gap list prints them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from graphsvc.analysis.sources import SingleSource
from graphsvc.domain.rounding import known, percent, plain
from graphsvc.judgements.gaps.risks import Risk
from graphsvc.judgements.gaps.trade import Need, is_all_bought_outside, region_word
from graphsvc.judgements.links.weak import DEFAULT_THETAS, WeakLink
from graphsvc.judgements.scope import Scope


def missing_words(scope: Scope, p: int, needs: list[Need], unit: str | None) -> str:
    """Who needs it and that nobody here makes it; “bought outside” is only said where every source is known to be."""
    place = region_word(scope.region)
    stages = {_stage_name(scope, need.node) for need in needs}
    who = f"{stages.pop()}企业" if len(stages) == 1 else "需求企业"
    buy = f"{place}{len(needs)}家{who}{'全部外购' if is_all_bought_outside(scope, needs) else '有需求'}, "
    demand = known(scope.figures.demand[p])
    kind = "采购量" if scope.figures.demand_is_bought[p] else "派生需求"
    amount = f"{kind}{plain(demand)}{unit or ''}" if demand is not None else "需求量未知"
    return f"ML: {buy if needs else ''}{place}0家生产; {amount}"


def _stage_name(scope: Scope, node: int) -> str:
    """Stage of what a firm makes of the product; "" where that is not told."""
    if node < 0:
        return ""
    row = scope.product_row(scope.network.product_codes[scope.network.node_product[node]])
    stage = scope.snapshot.stage_of(row)
    return str(stage["stage_name"]) if stage else str(row["product_name"])


def weak_words(scope: Scope, link: WeakLink) -> Iterator[str]:
    """One clause per proven reason; a figure that is not known stands as the bound that proves the reason."""
    figures, bounds, standing = scope.figures, scope.bounds, scope.standing
    p, place = scope.network.product_index[link.code], region_word(scope.region)
    theta = DEFAULT_THETAS["theta1"]
    told = {
        "W1": f"{place}有效产能为需求的{_below(link.ssr, bounds.ssr_upper[p])}, 低于{theta:.0%}",
        "W2": f"{place}独立供给主体{int(figures.n_groups[p])}家, HHI {_plain(figures.hhi[p])}",
        "W3": f"进口占采购的{_part(figures.import_share[p], bounds.import_lower[p], '至少')}",
        "W4": f"需求中{_part(scope.grades.value[p], scope.grades.lower[p], '至少')}的等级本地供不了",
        "W5": f"最大一家全国市占率{percent(standing.national_share[p])}, 无小巨人和单项冠军",
        "W6": f"产能利用率{_part(link.utilization, bounds.utilization_lower[p], '至少')}, 无余量",
        "W7": _decline(scope, p),
    }
    yield from (f"{reason}: {told[reason]}" for reason in link.reasons)


def single_words(scope: Scope, single: Sequence[SingleSource]) -> str:
    """How many buyers here have one independent source, and which."""
    n = scope.network
    buyers = {int(n.purchase_buyer[item.purchase]) for item in single}
    sources = sorted({_source(scope, item) for item in single})
    named = "、".join(sources[:3]) + (f"等{len(sources)}家" if len(sources) > 3 else "")
    return f"单点: {len(buyers)}家采购方只有一个独立来源({named})"


def _source(scope: Scope, item: SingleSource) -> str:
    if item.group < 0:
        return item.park or "同一园区"
    return scope.entity_name("group", scope.network.group_ids[item.group])


def risk_words(risk: Risk, horizon: float) -> str | None:
    """What the loss of the worst source costs; None where stocks and recovery bridge it."""
    if risk.gap <= 0 or risk.loss is None:
        return None
    lasts = f"可撑{plain(risk.survive)}天, " if risk.survive is not None else ""
    lost = f"损失{risk.loss:.1f}满产天" if risk.loss >= 0.05 else "损失不足0.1满产天" if risk.loss > 1e-9 else "无损失"
    return f"{risk.name}断供: {lasts}恢复缺口{plain(risk.gap)}天, {plain(horizon)}天内{lost}"


def _part(value: float, bound: float, word: str) -> str:
    return percent(value) if known(value) is not None else f"{word}{percent(bound)}"


def _below(value: float, bound: float) -> str:
    """A share that lies below a threshold, cut to tenths of a percent, so that it is not shown as the threshold."""
    word, share = ("", value) if known(value) is not None else ("至多", bound)
    if known(share) is None:
        return "未知"
    return f"{word}{math.floor(share * 1000 + 1e-9) / 10:g}%"


def _plain(value: float) -> str:
    return "未知" if known(value) is None else f"{value:.2f}"


def _decline(scope: Scope, p: int) -> str:
    change, leaving = known(scope.standing.output_change[p]), known(scope.standing.exiting_share[p])
    said = [f"产量比上年同月{change:+.0%}"] if change is not None and change < 0 else []
    if leaving:
        said.append(f"{percent(leaving)}的产能已定退出日期")
    return ", ".join(said)
