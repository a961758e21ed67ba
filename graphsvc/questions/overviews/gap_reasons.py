"""Reasons of a weak link in words with numbers, as a row of the gap list prints them."""

from __future__ import annotations

from collections.abc import Iterator

from graphsvc.questions.links.weak_links import DEFAULT_THETAS, WeakLink
from graphsvc.questions.question import known
from graphsvc.questions.scope import Scope


def weak_words(scope: Scope, link: WeakLink, place: str) -> Iterator[str]:
    """One clause per proven reason; a figure that is not known stands as the bound that proves the reason."""
    figures, bounds, standing = scope.figures, scope.bounds, scope.standing
    p = scope.network.product_index[link.code]
    theta = DEFAULT_THETAS["theta1"]
    told = {
        "W1": f"{place}有效产能为需求的{_part(link.ssr, bounds.ssr_upper[p], '至多')}, 低于{theta:.0%}",
        "W2": f"{place}独立供给主体{int(figures.n_groups[p])}家, HHI {_plain(figures.hhi[p])}",
        "W3": f"进口占采购的{_part(figures.import_share[p], bounds.import_lower[p], '至少')}",
        "W4": f"需求中{_part(scope.grades.value[p], scope.grades.lower[p], '至少')}的等级本地供不了",
        "W5": f"最大一家全国市占率{_part(standing.national_share[p], 0.0, '')}, 无小巨人和单项冠军",
        "W6": f"产能利用率{_part(link.utilization, bounds.utilization_lower[p], '至少')}, 无余量",
        "W7": _decline(scope, p),
    }
    yield from (f"{reason}: {told[reason]}" for reason in link.reasons)


def _part(value: float, bound: float, word: str) -> str:
    return f"{value:.0%}" if known(value) is not None else f"{word}{bound:.0%}"


def _plain(value: float) -> str:
    return "未知" if known(value) is None else f"{value:.2f}"


def _decline(scope: Scope, p: int) -> str:
    change, leaving = known(scope.standing.output_change[p]), known(scope.standing.exiting_share[p])
    said = [f"产量比上年同月{change:+.0%}"] if change is not None and change < 0 else []
    if leaving:
        said.append(f"{leaving:.0%}的产能已定退出日期")
    return ", ".join(said)
