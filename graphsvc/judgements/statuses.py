"""Status of every product of a map, and the path of stages it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphsvc.domain.chain_map import Status
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.links.missing import MissingLink, missing_link, missing_links
from graphsvc.judgements.links.strong import strong_link
from graphsvc.judgements.links.weak import DEFAULT_THETAS, SOFT_REASONS, WeakLink, weak_link, weak_links
from graphsvc.judgements.sources.single import find_single_sources
from graphsvc.judgements.workspace import Facts

SINGLE = ("disguised", "sole", "single_by_choice")
STATUS_FIELDS = ("output", "capacity")
ORDER: tuple[Status, ...] = ("missing", "single_source", "weak", "strong", "normal", "unknown")


def product_statuses(facts: Facts, codes: Sequence[str] | None = None) -> dict[str, Status]:
    """Status of the products named, or of all of the map: the first that applies of missing, single_source, weak,
    strong, normal, unknown.

    A product that is not made here is ``unknown`` unless it is proven missing. ``normal`` does not wait for grades and
    market shares, which most lists leave blank, but for the shares of its sources. All are ``unknown``, hence grey,
    where the data grade is D.
    """
    if facts.data.grade(facts.data.completeness(STATUS_FIELDS)) == "D":
        return dict.fromkeys(facts.members.product_codes if codes is None else codes, "unknown")
    n = facts.network
    judged = [(n.product_codes[n.purchase_product[f.purchase]], f.kind) for f in find_single_sources(facts)]
    single = {code for code, kind in judged if kind in SINGLE}
    open_ = {code for code, kind in judged if kind == "unknown"}
    statuses: dict[str, Status] = {}
    for code, link, weak in _links(facts, codes):
        made = bool(facts.local.figures.made_here[n.product_index[code]])
        if link.is_missing == "yes":
            statuses[code] = "missing"
        elif code in single:
            statuses[code] = "single_source"
        elif weak.is_weak == "yes":
            statuses[code] = "weak"
        elif made and strong_link(facts, code).is_strong == "yes":
            statuses[code] = "strong"
        elif made and code not in open_ and SOFT_REASONS.issuperset(weak.possible):
            statuses[code] = "normal"
        else:
            statuses[code] = "unknown"
    return statuses


def _links(facts: Facts, codes: Sequence[str] | None) -> Iterator[tuple[str, MissingLink, WeakLink]]:
    """Both verdicts about each of some products, or of all of the map."""
    if codes is not None:
        yield from ((code, missing_link(facts, code), weak_link(facts, code, DEFAULT_THETAS)) for code in codes)
        return
    weak = weak_links(facts)
    yield from ((code, link, weak[code]) for code, link in missing_links(facts).items())


def stage_path(snapshot: GraphSnapshot, chain: str, stage_code: str | None) -> list[str]:
    """Names of a stage and its parents, top first."""
    names: list[str] = []
    seen: set[str] = set()
    while stage_code and stage_code not in seen:
        seen.add(stage_code)
        stage = snapshot.stages.get((chain, stage_code))
        if stage is None:
            break
        names.append(stage["stage_name"] or stage_code)
        stage_code = stage["parent_code"]
    return names[::-1]
