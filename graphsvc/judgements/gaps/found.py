"""What each product of the map lacks here: kind of gap, reasons, verbs, and why nobody is to be invited for it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graphsvc.analysis.sources import SingleSource
from graphsvc.judgements.gaps.risks import Risk, risks, singles
from graphsvc.judgements.links.completeness import chain_completeness
from graphsvc.judgements.links.missing import EXPORTABLE, MissingLink, missing_links, verb_for_missing
from graphsvc.judgements.links.weak import WeakLink, weak_links
from graphsvc.judgements.workspace import Facts

OPEN_BECAUSE = {
    "place_of_a_maker_too_coarse": "place_too_coarse",
    "demand_unknown": "data_unknown",
    "rows_pending": "rows_pending",
}
NO_RISK = Risk()
EXPORT_REASONS = ("W1", "W2", "W6")
SINGLE_SOURCE = "single_source"
"""A reason beside ML and W1–W7: purchases here with one independent source."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap, or what may be one; ``excluded``: why nobody is to be invited for it."""

    code: str
    kind: str
    ladder: str | None
    reasons: tuple[str, ...]
    verbs: tuple[str, ...]
    link: MissingLink
    weak: WeakLink
    risk: Risk
    single: tuple[SingleSource, ...]
    excluded: str | None

    @property
    def wants_second(self) -> bool:
        """Whether a second source is what helps: few makers, a single source, or a failure that outlasts the stocks."""
        return bool({"W2", SINGLE_SOURCE} & set(self.reasons)) or "stabilise" in self.verbs


def found_gaps(facts: Facts, horizon: float, grade: str) -> list[Gap]:
    """Gaps of the chain by product, in the order of their codes; ``grade`` of the data (D: nothing is invited for)."""
    behind, single = risks(facts, horizon, grade), singles(facts)
    cp, weak = chain_completeness(facts)["completeness_cp"], weak_links(facts)
    gaps = []
    for code, link in missing_links(facts).items():
        gap = _gap_of(facts, link, weak[code], behind.get(code, NO_RISK), tuple(single.get(code, ())), cp)
        if gap is not None:
            gaps.append(replace(gap, excluded="grade_d") if grade == "D" and not gap.excluded else gap)
    return gaps


def _gap_of(
    facts: Facts, link: MissingLink, weak: WeakLink, risk: Risk, own: tuple[SingleSource, ...], cp: float | None
) -> Gap | None:
    """The gap of one product whatever the grade, None where it has none; ``own``: its single sources."""

    def gap(kind: str, ladder: str | None, excluded: str | None, **told: tuple[str, ...]) -> Gap:
        reasons, verbs = told.get("reasons", ()), told.get("verbs", ())
        return Gap(link.code, kind, ladder, reasons, verbs, link, weak, risk, own, excluded)

    if link.is_missing == "yes":
        base = verb_for_missing(link, cp) or "fill"
        verbs = ("stabilise", base) if risk.gap > 0 else (base,)
        out = None if link.ladder in EXPORTABLE else f"ladder_{link.ladder}"
        return gap("missing_link", link.ladder, out, reasons=("ML",), verbs=verbs)
    if link.ladder == "not_to_fill":
        return gap("missing_link", link.ladder, link.note or "not_to_fill")
    if link.is_missing == "unknown":
        return gap("missing_link", "unknown", OPEN_BECAUSE.get(link.note or "", "list_incomplete"))
    if weak.is_weak == "yes" or own:
        return _weak_gap(gap("missing_link", link.ladder, None))
    is_final = link.code in facts.members.final_set
    if weak.is_weak == "unknown" and not is_final and set(weak.possible) & set(EXPORT_REASONS):
        out = "data_unknown" if facts.data.list_is_complete("06", link.code) else "list_incomplete"
        return gap("weak_link", None, out, reasons=weak.possible)
    return None


def _weak_gap(gap: Gap) -> Gap:
    """Made here, but not well: fill only where capacity is short of demand (W1), else strengthen or stabilise."""
    reasons = (*gap.weak.reasons, *((SINGLE_SOURCE,) if gap.single else ()))
    stable = gap.risk.gap > 0 and bool(reasons)
    fill = "fill" if "W1" in reasons else None
    better = "strengthen" if any(r not in ("W1", SINGLE_SOURCE) for r in reasons) else None
    verbs = tuple(v for v in ("stabilise" if stable else None, fill, better) if v) or ("stabilise",)
    fit = stable or any(r in EXPORT_REASONS for r in reasons)
    kind = "weak_link" if gap.weak.reasons else "single_source"
    out = "verb_not_for_investment" if gap.weak.reasons else "stocks_outlast" if gap.risk.entity else "loss_unknown"
    return replace(gap, kind=kind, reasons=reasons, verbs=verbs, excluded=None if fit else out)
