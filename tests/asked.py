"""A question of the catalogue asked in memory, without a store: on a chain, or on the network of all chains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphsvc.domain.results import Result
from graphsvc.judgements.workspace import Facts, Workspace
from graphsvc.questions.catalogue import find_question
from graphsvc.questions.question import Joined, Pair, PerChain


def asked_of_chain(facts: Facts, name: str, given: Mapping[str, Any]) -> Result:
    """What a question gives for one chain, or for all chains of its workspace where it is about all of them."""
    question = find_question(name)
    if isinstance(question.way, PerChain):
        return question.way.run(facts, question.read(given))
    return asked_of_all(facts.workspace, name, given)


def asked_of_all(space: Workspace, name: str, given: Mapping[str, Any]) -> Result:
    """What a question gives that is answered on the network of all chains."""
    question = find_question(name)
    assert isinstance(question.way, Joined), f"{name} is not about all chains"
    return question.way.run(space, question.read(given))


def asked_of_pair(before: Workspace, after: Workspace, name: str, given: Mapping[str, Any]) -> Result:
    """What a question gives that is about two versions."""
    question = find_question(name)
    assert isinstance(question.way, Pair), f"{name} is not about two versions"
    return question.way.run(before, after, question.read(given))


def summary_of(result: Result) -> dict[str, Any]:
    """Its summary as documents tell it: keyed by chain only where there are several."""
    found = list(result.summaries.values())
    return dict(found[0] if len(found) == 1 else result.summaries or result.summary)
