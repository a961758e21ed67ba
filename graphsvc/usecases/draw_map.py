"""Drawing: the chain map of a version, every status with the answer and the cell it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from difflib import get_close_matches
from heapq import nlargest
from typing import Any

from graphsvc.domain.chain_map import ChainMap, MapFact
from graphsvc.domain.errors import NotFound, ParameterError
from graphsvc.domain.notices import Lang
from graphsvc.domain.results import Answer
from graphsvc.questions.overviews.chain_map import Selection, build_map, row_source, select, select_by_stage
from graphsvc.questions.overviews.panorama import Slots, find_slots, is_by_stage
from graphsvc.questions.overviews.stages import product_statuses
from graphsvc.questions.scope import Scope
from graphsvc.usecases.ask import Analyst, find_chain, find_region

LANES: Mapping[Lang, Mapping[str, str]] = {
    "zh": {"上游": "上游", "中游": "中游", "下游": "下游", "配套支撑": "配套支撑", "": "链位未知"},
    "en": {
        "上游": "Upstream",
        "中游": "Midstream",
        "下游": "Downstream",
        "配套支撑": "Supporting",
        "": "Position unknown",
    },
}
LADDERS = {
    "county_has_none": ("县缺市有", "none in the county, some in the city"),
    "city_has_none": ("市缺省有", "none in the city, some in the province"),
    "province_has_none": ("省缺国有", "none in the province, some in the nation"),
    "nation_has_none": ("国内空白", "none in the nation"),
    "not_matched": ("有而不配", "made here but not bought here"),
    "not_to_fill": ("不宜补", "not to be filled"),
    "unknown": ("未知", "unknown"),
}


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
    scope = space.scope(code, find_region(region))
    about: dict[str, Any] = {"chain": code, "region": region}
    statuses = None
    if focus is None and is_by_stage(scope):
        answers = [analyst.ask(name, about, at) for name in _ASKED]
        critical = _critical(answers[-1], scope)
        statuses = product_statuses(scope)
        selection = select_by_stage(scope, statuses, critical)
    else:
        selection = _near(scope, focus, hops, direction)
        answers = [analyst.ask(name, about, at, selection.products) for name in _ASKED]
        critical = _critical(answers[-1], scope)
    missing, weak, single, choke = answers
    facts: dict[str, list[MapFact]] = defaultdict(list)
    zh = lang == "zh"
    for values, evidence, source in _rows(scope, missing, selection):
        demand, unit = values["demand"], values["unit"] or ""
        if demand is not None:
            text = f"年需求 {demand:g} {unit}" if zh else f"demand {demand:g} {unit} a year"
            facts[values["product_code"]].append(MapFact(text, source, evidence))
        if values["ladder"]:
            name = LADDERS[values["ladder"]][0 if zh else 1]
            facts[values["product_code"]].append(MapFact(name, source, evidence))
    for values, evidence, source in _rows(scope, weak, selection):
        if values["reasons"]:
            text = ("弱链依据 " if zh else "weak: ") + "、".join(values["reasons"])
            facts[values["product_code"]].append(MapFact(text, source, evidence))
    for values, evidence, source in _rows(scope, single, selection):
        if values["kind"] != "unknown":
            share = values["share"]
            who = "、".join(values["supplier_names"])
            part = f" {share:.0%}" if share is not None else ""
            text = f"{values['name']} ← {who}{part} ({values['kind'] if not zh else KINDS[values['kind']]})"
            facts[values["product_code"]].append(MapFact(text, source, evidence))
    for values, evidence, source in _rows(scope, choke, selection):
        days = values["loss_days"]
        text = (
            f"卡点 {values['name']}：断供损失 {days:.1f} 满产天"
            if zh
            else f"choke point {values['name']}: {days:.1f} d lost"
        )
        for product in values["products"]:
            facts[product].append(MapFact(text, source, evidence))
    return build_map(scope, selection, missing.grade, critical, facts, LANES[lang], statuses)


_ASKED = ("missing-links", "weak-links", "single-sources", "choke-points")


def _critical(choke: Answer, scope: Scope) -> frozenset[str]:
    """Products of proven choke points; none where the data are too thin to say so."""
    if choke.grade == "D":
        return frozenset()
    proven = [f.values["products"] for f in choke.findings if f.values["is_choke_point"] == "yes"]
    return frozenset(code for products in proven for code in products).intersection(scope.product_codes)


def _near(scope: Scope, focus: str | None, hops: int, direction: str) -> Selection:
    """What is drawn for a focus: the neighbourhood of a product, or of all products of a stage."""
    if focus is None or focus in scope.product_codes:
        return select(scope, focus, hops, direction)
    slots = find_slots(scope)
    for kind in (0, 1):  # stages by code, then by name; a product of the same name comes between
        if kind == 1:
            named = [c for c in scope.product_codes if scope.product_name(c) == focus]
            if len(named) == 1:
                return select(scope, named[0], hops, direction)
        found = [i for i, slot in enumerate(slots.stages) if slot[kind] == focus]
        found = found or [i for i, g in enumerate(slots.group_of) if slots.groups[g][kind] == focus]
        if found:
            starts = [c for c in scope.product_codes if slots.stage_of[c] in found]
            name = next(s[1] for s in (*slots.stages, *slots.groups) if s[kind] == focus)
            return select(scope, None, hops, direction, starts, name)
    raise _unknown(scope, focus, slots)


_COMPARED = 200
"""Names compared letter by letter for the nearest one; those with most letters in common."""

KINDS = {"disguised": "名义多源", "sole": "唯一来源", "single_by_choice": "单一选择", "dominant": "主导"}


def _rows(scope: Scope, answer: Answer, selection: Selection) -> list[tuple[Mapping[str, Any], str, str | None]]:
    """Findings about the products drawn (choke points: only proven ones) with evidence id and first source row."""
    found, drawn = [], set(selection.products)
    for finding, evidence in zip(answer.findings, answer.evidence_ids, strict=True):
        values = finding.values
        if values.get("is_choke_point", "yes") != "yes":
            continue
        if drawn.isdisjoint(values["products"] if "products" in values else [values["product_code"]]):
            continue
        refs = finding.trace().refs
        source = row_source(scope, refs[0][0], refs[0][1]) if refs else None
        found.append((values, evidence, source))
    return found


def _unknown(scope: Scope, text: str, slots: Slots) -> NotFound:
    """No product and no stage of that code or name: the nearest one that there is."""
    names = [name for slot in (*slots.stages, *slots.groups) for name in slot[:2] if name]
    names += [*scope.product_codes, *(scope.product_name(c) for c in scope.product_codes)]
    names = list(dict.fromkeys(names))
    names = nlargest(_COMPARED, names, key=lambda name: len(set(name) & set(text)) - abs(len(name) - len(text)) / 100)
    nearest = get_close_matches(text, names, n=1, cutoff=0.0) or ["-"]
    return NotFound("unknown_object", kind="product", value=text, nearest=nearest[0])
