"""The one list of questions; command line, HTTP, manual and tests read it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from graphsvc.domain.errors import NotFound
from graphsvc.questions import choke_points, evidence, gap_list, resilience, stages
from graphsvc.questions.links import MISSING_LINKS, WEAK_LINKS
from graphsvc.questions.question import Question
from graphsvc.questions.sources import HIDDEN_SOURCES, SINGLE_SOURCES
from graphsvc.questions.stress import FIRM_OUTAGE, STRESS_TEST

CATALOGUE: Mapping[str, Question] = MappingProxyType(
    {
        question.name: question
        for question in (
            stages.QUESTION,
            MISSING_LINKS,
            WEAK_LINKS,
            SINGLE_SOURCES,
            HIDDEN_SOURCES,
            choke_points.QUESTION,
            STRESS_TEST,
            FIRM_OUTAGE,
            resilience.QUESTION,
            gap_list.QUESTION,
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
