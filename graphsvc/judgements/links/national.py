"""A chain in the words of the national lists: the five industrial bases (五基), and how far it is its own master."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from graphsvc.domain.listed import ListedProduct
from graphsvc.judgements.trace import Ref
from graphsvc.judgements.workspace import Facts

FIVE_BASES = ("基础零部件", "基础材料", "基础工艺", "技术基础", "基础软件")
OWN, MOSTLY_OWN, PARTLY, SEVERELY = "完全自主", "基本自主", "部分受制", "严重受制"
SCALE = ((0.9, OWN), (0.6, MOSTLY_OWN), (0.2, PARTLY), (0.0, SEVERELY))
"""Degree of localization (国产化率) from which a product is in a state of domestic supply (国内供给状态)."""
NO_ALTERNATIVE = "无"


@dataclass(frozen=True)
class National:
    """Numbers of products of the chain's map: of the five bases, those of them with a gap; partly and severely
    constrained, of no state that anybody tells; without any alternative (list 17)."""

    n_five_bases: int
    n_five_bases_gaps: int
    n_partly_constrained: int
    n_severely_constrained: int
    n_status_unknown: int
    n_no_alternative: int


def national(facts: Facts, gaps: Collection[str]) -> National:
    """``gaps``: codes of the products that call for one of the six verbs."""
    codes = facts.members.product_codes
    bases = {code for code in codes if facts.names.row(code)["base_category"] in FIVE_BASES}
    states = [state_of_supply(facts.names.row(code)) for code in codes]
    risks = facts.snapshot.tables.rows("risks")
    without = {row["product"] for row in risks if row["alternative"] == NO_ALTERNATIVE}
    return National(
        len(bases), len(bases.intersection(gaps)), states.count(PARTLY), states.count(SEVERELY), states.count(None),
        len(without.intersection(codes)),
    )  # fmt: skip


def national_refs(facts: Facts) -> list[Ref]:
    """Rows of list 03 that are counted, and of list 17 that name no alternative."""
    told = ("base_category", "domestic_status", "localization")
    rows = [facts.names.row(code) for code in facts.members.product_codes]
    counted = [r for r in rows if r["base_category"] in FIVE_BASES or state_of_supply(r) in (PARTLY, SEVERELY)]
    own = set(facts.members.product_codes)
    found: list[Ref] = [("products", row["row"], told) for row in counted]
    return found + [
        ("risks", i, ("product", "alternative"))
        for i, row in enumerate(facts.snapshot.tables.rows("risks"))
        if row["alternative"] == NO_ALTERNATIVE and row["product"] in own
    ]


def state_of_supply(row: ListedProduct) -> str | None:
    """国内供给状态 as list 03 tells it, else by its 国产化率; None where neither tells, or a range leaves it open."""
    if row["domestic_status"] in (OWN, MOSTLY_OWN, PARTLY, SEVERELY):
        return row["domestic_status"]
    value, lower, upper = row["localization"], row["localization_lower"], row["localization_upper"]
    ends = [share for share in (value, lower, upper) if share is not None]
    found = {next(state for least, state in SCALE if share >= least - 1e-9) for share in ends}
    return found.pop() if len(found) == 1 else None
