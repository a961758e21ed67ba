"""Drawing: the chain map of a version, every status with the answer and the cell it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from graphsvc.domain.chain_map import RISKS, VISIBLE_LOSS_DAYS, ChainMap
from graphsvc.domain.errors import ParameterError
from graphsvc.domain.labels import code_label, heading, vocabulary
from graphsvc.domain.notices import Lang
from graphsvc.domain.sentences import Said, say
from graphsvc.judgements.objects import find_chain, find_region, unknown_object
from graphsvc.judgements.statuses import product_statuses
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.map_facts import FactWriter, MapAnswers, risks_of
from graphsvc.usecases.maps.chain_map import Selection, build_map, count_totals, select, select_by_stage, worst_first
from graphsvc.usecases.maps.panorama import Slots, find_slots, is_by_stage


def draw_map(
    analyst: Analyst,
    chain: str | None,
    region: str | None,
    focus: str | None,
    hops: int,
    lang: Lang,
    at: str | None = None,
    direction: str = "up",
) -> ChainMap:
    """The map of one chain, or of what ``focus`` is made from (``up``), goes into (``down``), or both.

    ``focus`` is a product or a stage, by code or name. A whole chain of many products is drawn by stage.

    Raises
    ------
    ParameterError
        Several chains are loaded and none was named.
    NotFound
        No such chain, focus product or stage.
    """
    space = analyst.workspace(at)
    code = find_chain(space.snapshot, chain)
    if code is None:
        codes = list(space.snapshot.chains)
        if len(codes) != 1:
            raise ParameterError(
                "bad_parameter", name="chain", value="-",
                expected_zh="多条链时要指定其一：" + "、".join(codes), expected_en="name one of " + ", ".join(codes),
            )  # fmt: skip
        code = codes[0]
    facts = space.facts(space.scope(code, find_region(region)))
    answers = ask_for_map(analyst, code, region, at)
    statuses, risks = product_statuses(facts), risks_of(answers)
    rank = worst_first(statuses, risks)
    if focus is None and is_by_stage(facts):
        selection = select_by_stage(facts, rank)
    else:
        selection = _near(facts, rank, focus, hops, direction)
    lines = FactWriter(facts, lang).write(answers, selection.products)
    totals = count_totals(facts, statuses, *graded(answers))
    return build_map(facts, selection, answers.missing.grade, statuses, risks, lines, lane_headings(lang), totals)


def ask_for_map(analyst: Analyst, chain: str, region: str | None, at: str | None) -> MapAnswers:
    """The answers a map is drawn from."""
    about: dict[str, Any] = {"chain": chain, "region": region}
    return MapAnswers(
        missing=analyst.ask("missing-links", about, at),
        weak=analyst.ask("weak-links", about, at),
        single=analyst.ask("single-sources", about, at),
        choke=analyst.ask("choke-points", {**about, "l1plus": "none"}, at),
    )


def lane_headings(lang: Lang) -> dict[str, str]:
    """Headings of the lanes by position, the one of products without any under ""."""
    named = {position: heading(code_label("position", position, lang)) for position in vocabulary("position")}
    return {**named, "": say(Said("position_unknown"), lang)}


def graded(answers: MapAnswers) -> tuple[dict[str, int], int]:
    """Distinct proven choke points by grade, and how many cost too little for a mark."""
    worst = {finding.values["entity_id"]: finding.values for finding, _ in answers.proven}
    grades = Counter(values["risk_grade"] for values in worst.values())
    unmarked = sum((values["loss_days"] or 0.0) < VISIBLE_LOSS_DAYS for values in worst.values())
    return {grade: grades.get(grade, 0) for grade in RISKS}, unmarked


def _near(
    facts: Facts, rank: Mapping[str, tuple[int, int, float]], focus: str | None, hops: int, direction: str
) -> Selection:
    """What is drawn for a focus: the neighbourhood of a product, or of all products of a stage."""
    if focus is None or focus in facts.members.product_codes:
        return select(facts, rank, focus, hops, direction)
    slots = find_slots(facts)
    for kind in (0, 1):  # stages by code, then by name; a product of the same name comes between
        if kind == 1:
            named = [c for c in facts.members.product_codes if facts.names.product(c) == focus]
            if len(named) == 1:
                return select(facts, rank, named[0], hops, direction)
        found = [i for i, slot in enumerate(slots.stages) if slot[kind] == focus]
        found = found or [i for i, g in enumerate(slots.group_of) if slots.groups[g][kind] == focus]
        if found:
            starts = [c for c in facts.members.product_codes if slots.stage_of[c] in found]
            name = next(s[1] for s in (*slots.stages, *slots.groups) if s[kind] == focus)
            return select(facts, rank, None, hops, direction, starts, name)
    raise unknown_object("product", focus, _words(facts, slots))


def _words(facts: Facts, slots: Slots) -> list[str]:
    """What a focus can be called: codes and names of all stages and products."""
    names = [name for slot in (*slots.stages, *slots.groups) for name in slot[:2] if name]
    return [*names, *facts.members.product_codes, *(facts.names.product(c) for c in facts.members.product_codes)]
