"""Filters of a map: by status, grade, stage and city. They make the rest step back and never hide it; counts are of the
whole chain."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from graphsvc.domain.chain_map import RISKS, Status
from graphsvc.domain.pages import Choice, Facet, Facets, Field, Form, Goto, Option
from graphsvc.domain.reference import region_name
from graphsvc.domain.report import Coded
from graphsvc.usecases.pages.map_asked import HOPS, MapAsked
from graphsvc.usecases.pages.map_ground import DIRECTIONS, MapGround

STATUSES: tuple[Status, ...] = ("missing", "single_source", "weak", "normal", "strong", "unknown")


def cities_of(ground: MapGround) -> Mapping[str, frozenset[str]]:
    """Cities (six digits; a province where only that is known) in which the makers of each product stand."""
    n = ground.facts.network
    nodes = np.flatnonzero(ground.facts.members.makers_here)
    found: dict[str, set[str]] = defaultdict(set)
    for v in nodes.tolist():
        region = n.firm_region[int(n.node_firm[v])]
        if region:
            found[n.product_codes[int(n.node_product[v])]].add(f"{region[:4]}00")
    return {code: frozenset(cities) for code, cities in found.items()}


def kept(ground: MapGround, asked: MapAsked) -> frozenset[str]:
    """Products that pass every filter; all of them where there is none."""
    cities = cities_of(ground) if asked.city else {}

    def passes(code: str) -> bool:
        risk = ground.risks.get(code)
        return (
            (not asked.status or ground.statuses[code] == asked.status)
            and (not asked.grade or (risk is not None and risk.grade == asked.grade))
            and (not asked.stage or ground.group_of(code) == asked.stage)
            and (not asked.city or asked.city in cities.get(code, ()))
        )

    return frozenset(code for code in ground.order if passes(code))


def is_filtered(asked: MapAsked) -> bool:
    """Whether anything is filtered."""
    return bool(asked.status or asked.grade or asked.city or asked.stage)


def figures(ground: MapGround, asked: MapAsked) -> Facets:
    """The line of figures, of the whole chain; each is the filter by what it counts."""

    def facet(key: str, name: str, chosen: str, counts: Mapping[str, int], codes: Sequence[str], words: str) -> Facet:
        choices = [
            Choice(Coded(words, code), counts.get(code, 0),
                   asked.goto(**{name: None if code == chosen else code}), code == chosen)
            for code in codes if counts.get(code) or code == chosen
        ]  # fmt: skip
        return Facet(key, tuple(choices))

    to = asked.goto(status=None, grade=None, city=None, stage=None)
    every = Choice(Coded("all", "all"), ground.totals.n_products, to, not is_filtered(asked))
    statuses: Mapping[str, int] = {str(code): n for code, n in ground.totals.counts.items()}
    grades = Counter(risk.grade for risk in ground.risks.values())
    parts = (
        Facet("products", (every,)),
        facet("status", "status", asked.status, statuses, STATUSES, "status"),
        facet("grade_of_map", "grade", asked.grade, grades, RISKS, "risk_grade"),
    )
    return Facets(tuple(part for part in parts if part.choices))


def finder(ground: MapGround, asked: MapAsked, *, has_focus: bool) -> Form:
    """Search, what is drawn around a focus, and the filters with many values."""
    names = ground.facts.names
    suggest = Goto(f"/chains/{ground.facts.chain.code}/suggest", {"kind": "product"})
    own = asked.query(v=None)
    fields: list[Field] = []
    if has_focus:
        typed = names.product(asked.focus) if asked.focus in ground.statuses else asked.focus
        fields += [
            Field("focus", "search", "focus", typed, suggest=suggest),
            Field("k", "select", "hops", options=tuple(Option(str(k), str(k), k == asked.hops) for k in HOPS)),
            Field("dir", "select", "direction",
                  options=tuple(Option(d, Coded("way_of_links", d), d == asked.direction) for d in DIRECTIONS)),
        ]  # fmt: skip
    else:
        typed = names.product(asked.selected) if asked.selected in ground.statuses else asked.selected
        fields.append(Field("sel", "search", "find_product", typed, suggest=suggest))
    fields += [
        Field("stage", "select", "stage_of_map", options=_stages(ground, asked)),
        Field("city", "select", "city", options=_cities(ground, asked)),
        Field("mark", "select", "mark_by", options=(
            Option("", Coded("mark_by", "grade"), not asked.mark),
            Option("loss", Coded("mark_by", "loss"), asked.mark == "loss"),
        )),
    ]  # fmt: skip
    return Form("find", Goto(asked.path, own), tuple(fields), "show")


def _stages(ground: MapGround, asked: MapAsked) -> tuple[Option, ...]:
    held = Counter(ground.group_of(code) for code in ground.order)
    return (
        Option("", Coded("all", "all"), not asked.stage),
        *(Option(code, f"{name} · {held[code]}", code == asked.stage) for code, name in ground.stage_names().items()),
    )


def _cities(ground: MapGround, asked: MapAsked) -> tuple[Option, ...]:
    products = set(ground.order)
    held = Counter(city for code, cities in cities_of(ground).items() if code in products for city in cities)
    return (
        Option("", Coded("all", "all"), not asked.city),
        *(Option(city, f"{region_name(city) or city} · {held[city]}", city == asked.city) for city in sorted(held)),
    )
