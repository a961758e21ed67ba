"""What the catalogue says about one chain, asked once and shared by all parts of the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from graphsvc.domain.reference import region_name
from graphsvc.domain.values import Values
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.counting import SINGLE, Counts, count
from graphsvc.usecases.report.asking import Inquiry, Said, SaidRow
from graphsvc.usecases.report.outage_told import HORIZON_DAYS, outage_scenario

COMMON_CAUSES = ("park", "region", "country")
LEVELS = ("division", "group", "class")
PLANS = 5
"""Outages that a plan of reserves of their own is asked for."""


@dataclass(frozen=True, eq=False)
class ChainAnswers:
    """Answers about one chain in one region; the optional ones are None where the catalogue or the data lacks them."""

    facts: Facts
    about: Values
    stages: Said
    missing: Said
    weak: Said
    strong: Said | None
    single: Said
    hidden: Said
    choke: Said
    causes: Mapping[str, Said]
    resilience: Said
    gaps: Said
    outage: Said | None
    worst_pairs: Said | None
    confidence: Said | None
    survival: Said | None
    plans: Sequence[tuple[SaidRow, Said]]
    frontier: Said | None
    local_supply: Said | None
    coverage: Mapping[str, Said]

    @cached_property
    def grade(self) -> str:
        """Worst grade of the answers that carry findings; D means nothing may be stated."""
        return max(a.grade for a in (self.missing, self.weak, self.single, self.choke, self.resilience))

    @property
    def is_told(self) -> bool:
        """Whether anything may be stated as a finding."""
        return self.grade != "D"

    @property
    def region_name(self) -> str:
        """Name of the region, its code where GB/T 2260 does not know it."""
        return region_name(self.facts.scope.region) or self.facts.scope.region

    @cached_property
    def worst(self) -> SaidRow | None:
        """The worst choke point, or what costs most where none is proven; None where nothing costs anything."""
        return worst_of(self.choke)

    @property
    def backup(self) -> Said | None:
        """The plan against the worst one's outage."""
        return next((said for row, said in self.plans if row is self.worst), None)

    @cached_property
    def counts(self) -> Counts:
        """How many of each kind of finding, distinct."""
        return count_all([self])

    def proven(self, said: Said, column: str, verdict: str = "yes") -> list[SaidRow]:
        """Rows of an answer with a verdict."""
        return [row for row in said.rows if row[column] == verdict]

    @cached_property
    def single_rows(self) -> list[SaidRow]:
        """Purchases with a single source."""
        return [row for row in self.single.rows if row["kind"] in SINGLE]


def count_all(found: Sequence[ChainAnswers]) -> Counts:
    """Distinct counts over chains together."""
    rows = [[r for a in found for r in said(a).rows] for said in _COUNTED]
    return count([a.facts.members for a in found], *rows)


_COUNTED: tuple[Callable[[ChainAnswers], Said], ...] = (
    lambda a: a.single,
    lambda a: a.hidden,
    lambda a: a.missing,
    lambda a: a.weak,
    lambda a: a.choke,
)


def worst_of(choke: Said) -> SaidRow | None:
    """First proven choke point of an answer, else the first entity that loses anything."""
    rows = choke.rows
    proven = next((r for r in rows if r["is_choke_point"] == "yes"), None)
    return proven or next((r for r in rows if (r["impact"] or 0.0) > 0.0), None)


def ask_chain(inquiry: Inquiry, facts: Facts, region: str | None) -> ChainAnswers:
    """Ask everything a report needs about one chain; the region only where one was named."""
    about = {"chain": facts.chain.code, **({"region": region} if region else {})}
    timed = {**about, "horizon_days": HORIZON_DAYS}
    fails = {**timed, "l1plus": "none"}
    choke = inquiry.ask("choke-points", fails)
    worst = worst_of(choke)
    played = {**about, **outage_scenario(worst), "actions": True} if worst is not None else {}
    outage = inquiry.ask_if("stress-test", played) if worst is not None else None
    causes = {kind: inquiry.ask_if("choke-points", {**fails, "entity": kind}) for kind in COMMON_CAUSES}
    coverage = {level: inquiry.ask_if("industry-coverage", {**about, "level": level}) for level in LEVELS}
    return ChainAnswers(
        facts=facts,
        about=about,
        stages=inquiry.ask("stages", about),
        missing=inquiry.ask("missing-links", about),
        weak=inquiry.ask("weak-links", about),
        strong=inquiry.ask_if("strong-links", about),
        single=inquiry.ask("single-sources", about),
        hidden=inquiry.ask("hidden-sources", about),
        choke=choke,
        causes={kind: said for kind, said in causes.items() if said is not None},
        resilience=inquiry.ask("resilience", timed),
        gaps=inquiry.ask("gap-list", timed),
        outage=outage,
        worst_pairs=inquiry.ask_if("worst-pairs", timed) if worst is not None else None,
        confidence=inquiry.ask_if("ranking-confidence", timed) if worst is not None else None,
        survival=inquiry.ask_if("survival", about),
        plans=_plans(inquiry, timed, worst, choke),
        frontier=inquiry.ask_if("backup-plan", timed) if worst is not None else None,
        local_supply=inquiry.ask_if("local-supply", about),
        coverage={level: said for level, said in coverage.items() if said is not None},
    )


def _plans(inquiry: Inquiry, timed: Values, worst: SaidRow | None, choke: Said) -> tuple[tuple[SaidRow, Said], ...]:
    """Plans of reserves against the worst outage and the next proven choke points, costliest first."""
    if worst is None:
        return ()
    proven = [row for row in choke.rows if row["is_choke_point"] == "yes" and row is not worst]
    rows = [worst, *proven[: PLANS - 1]]
    asked = [{**timed, "entity": row["entity_type"], "entity_id": row["entity_id"]} for row in rows]
    told = [(row, inquiry.ask_if("backup-plan", given)) for row, given in zip(rows, asked, strict=True)]
    return tuple((row, said) for row, said in told if said is not None)
