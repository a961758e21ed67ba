"""The one list of questions; command line, HTTP, manual and tests read it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from graphsvc.domain.errors import NotFound
from graphsvc.questions.links import (
    chain_entrants,
    extensions,
    gap_fillers,
    industry_coverage,
    inferred_links,
    local_supply,
    missing_links,
    strong_links,
    weak_links,
)
from graphsvc.questions.outages import (
    ask_next,
    backup_independence,
    backup_plan,
    choke_points,
    cut_offs,
    cut_sets,
    ranking_confidence,
    resilience,
    scenario_templates,
    screening,
    stress_test,
    survival,
    systemic_risk,
    white_list,
    worst_pairs,
)
from graphsvc.questions.overviews import challenge_matrix, early_warning, gap_list, portfolio, stages
from graphsvc.questions.question import AnyQuestion
from graphsvc.questions.records import changes, evidence, overdue_issues
from graphsvc.questions.sources import hidden_sources, outside_suppliers, single_sources
from graphsvc.questions.walks import supply_paths, surroundings

CATALOGUE: Mapping[str, AnyQuestion] = MappingProxyType(
    {
        question.name: question
        for question in (
            stages.QUESTION,
            missing_links.QUESTION,
            weak_links.QUESTION,
            strong_links.QUESTION,
            extensions.QUESTION,
            gap_fillers.QUESTION,
            local_supply.QUESTION,
            chain_entrants.QUESTION,
            inferred_links.QUESTION,
            industry_coverage.QUESTION,
            single_sources.QUESTION,
            hidden_sources.QUESTION,
            outside_suppliers.QUESTION,
            choke_points.QUESTION,
            ranking_confidence.QUESTION,
            worst_pairs.QUESTION,
            stress_test.QUESTION,
            scenario_templates.QUESTION,
            *cut_offs.QUESTIONS,
            survival.QUESTION,
            backup_plan.QUESTION,
            backup_independence.QUESTION,
            white_list.QUESTION,
            resilience.QUESTION,
            cut_sets.QUESTION,
            portfolio.QUESTION,
            systemic_risk.QUESTION,
            screening.QUESTION,
            ask_next.QUESTION,
            gap_list.QUESTION,
            challenge_matrix.QUESTION,
            early_warning.QUESTION,
            *surroundings.QUESTIONS,
            supply_paths.QUESTION,
            changes.QUESTION,
            overdue_issues.QUESTION,
            evidence.QUESTION,
        )
    }
)


def find_question(name: str) -> AnyQuestion:
    """The question with this name; NotFound (``unknown_question``) with the nearest one otherwise."""
    if name in CATALOGUE:
        return CATALOGUE[name]
    nearest = get_close_matches(name, CATALOGUE, n=1, cutoff=0.4)
    raise NotFound("unknown_question", name=name, nearest="、".join(nearest or CATALOGUE))
