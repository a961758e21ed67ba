"""The one list of questions; command line, HTTP, manual and tests read it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from graphsvc.domain.errors import NotFound
from graphsvc.questions.links import industry_coverage, local_supply, missing_links, strong_links, weak_links
from graphsvc.questions.outages import backup_plan, choke_points, cut_offs, resilience, screening, stress_test, survival
from graphsvc.questions.overviews import gap_list, stages
from graphsvc.questions.question import Question
from graphsvc.questions.records import changes, evidence
from graphsvc.questions.sources import hidden_sources, single_sources

CATALOGUE: Mapping[str, Question] = MappingProxyType(
    {
        question.name: question
        for question in (
            stages.QUESTION,
            missing_links.QUESTION,
            weak_links.QUESTION,
            strong_links.QUESTION,
            local_supply.QUESTION,
            industry_coverage.QUESTION,
            single_sources.QUESTION,
            hidden_sources.QUESTION,
            choke_points.QUESTION,
            stress_test.QUESTION,
            *cut_offs.QUESTIONS,
            survival.QUESTION,
            backup_plan.QUESTION,
            resilience.QUESTION,
            screening.QUESTION,
            gap_list.QUESTION,
            changes.QUESTION,
            evidence.QUESTION,
        )
    }
)


def find_question(name: str) -> Question:
    """The question with this name; NotFound (``unknown_question``) with the nearest one otherwise."""
    if name in CATALOGUE:
        return CATALOGUE[name]
    nearest = get_close_matches(name, CATALOGUE, n=1, cutoff=0.4)
    raise NotFound("unknown_question", name=name, nearest="、".join(nearest or CATALOGUE))
