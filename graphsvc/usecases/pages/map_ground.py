"""What all pictures of a scope stand on: answers, statuses, risks and links, worked out once and kept with the
version; and pictures drawn from it, a few of them kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from graphsvc.domain.chain_map import ChainMap, MapFact, MapLink, MapRisk, MapTotals, Status
from graphsvc.domain.notices import Lang
from graphsvc.domain.once import once
from graphsvc.judgements.statuses import product_statuses
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.draw_map import ask_for_map, graded, lane_headings
from graphsvc.usecases.map_facts import FactWriter, MapAnswers, risks_of
from graphsvc.usecases.maps.chain_map import (
    MAX_BOXES,
    Selection,
    build_map,
    count_totals,
    nearest_first,
    technical_links,
    worst_first,
)
from graphsvc.usecases.maps.panorama import LEAST_STAGES, Slots, bare_outline, find_slots, needed_products

Direction = Literal["up", "down", "both"]
DIRECTIONS: tuple[Direction, ...] = ("up", "down", "both")
PICTURES = 24
"""Pictures of a scope kept in memory."""
BAD: tuple[Status, ...] = ("missing", "single_source", "weak")


@dataclass(frozen=True)
class Wanted:
    """What a picture is asked for: a product or a stage in ``focus`` with ``hops`` links around it, or everything."""

    focus: str | None = None
    hops: int = 2
    direction: Direction = "both"
    by_stage: bool = False


class MapGround:
    """One scope ready to be drawn. ``order`` are its products, worst first."""

    def __init__(self, facts: Facts, answers: MapAnswers) -> None:
        self.facts = facts
        self.answers = answers
        self.statuses: Mapping[str, Status] = product_statuses(facts)
        self.risks: Mapping[str, MapRisk] = risks_of(answers)
        rank = worst_first(self.statuses, self.risks)
        self._rank = rank
        self.order: tuple[str, ...] = tuple(sorted(self.statuses, key=lambda code: (rank[code], code)))
        self.links: tuple[MapLink, ...] = tuple(technical_links(facts))
        self.totals: MapTotals = count_totals(facts, self.statuses, *graded(answers))
        self.draw = lru_cache(PICTURES)(self._draw)

    @once
    def slots(self) -> Slots:
        """Stages and where each product stands."""
        return find_slots(self.facts)

    @property
    def has_stages(self) -> bool:
        """Whether stages say enough for a panorama."""
        return len(self.slots.stages) >= LEAST_STAGES

    def stage_names(self) -> dict[str, str]:
        """Top stages by code, in the order of the chain."""
        return {code: name or code for code, name, *_ in self.slots.groups if code}

    def group_of(self, product: str) -> str:
        """Code of the top stage of a product."""
        return self.slots.groups[self.slots.group_of[self.slots.stage_of[product]]][0]

    def near(self, focus: str, hops: int, direction: Direction) -> list[str]:
        """Products within ``hops`` links of a product, or of all products of a stage, nearest first."""
        return nearest_first(self.links, self.starts(focus), hops, direction)

    def starts(self, focus: str) -> list[str]:
        """The product itself, or the products of the stage of that code; none where it is neither."""
        if focus in self.statuses:
            return [focus]
        slots = self.slots
        return [c for c in self.statuses if focus in (slots.stages[slots.stage_of[c]][0], self.group_of(c))]

    def stage_name(self, code: str) -> str | None:
        """Name of a stage or top stage, None where there is none of that code."""
        named = {slot[0]: slot[1] or slot[0] for slot in (*self.slots.stages, *self.slots.groups)}
        return named.get(code)

    def facts_of(self, product: str, lang: Lang) -> list[MapFact]:
        """Lines of evidence about one product."""
        return FactWriter(self.facts, lang).write(self.answers, [product]).get(product, [])

    def _draw(self, wanted: Wanted, lang: Lang) -> ChainMap:
        """The picture asked for, never of more than ``MAX_BOXES`` boxes: the caller asks for what fits."""
        if wanted.by_stage:
            plan = bare_outline(self.facts, self._rank, MAX_BOXES)
            selection = Selection(needed_products(plan), self.links, None, 0, None, plan)
        else:
            own = (
                list(self.statuses) if wanted.focus is None else self.near(wanted.focus, wanted.hops, wanted.direction)
            )
            drawn = set(own[:MAX_BOXES])
            inside = tuple(x for x in self.links if x.from_product in drawn and x.to_product in drawn)
            stage = None if wanted.focus in self.statuses else self.stage_name(wanted.focus or "")
            focus = wanted.focus if wanted.focus in self.statuses else None
            selection = Selection(tuple(sorted(drawn)), inside, focus, len(own) - len(drawn), stage)
        lines: dict[str, list[MapFact]] = {}
        return build_map(
            self.facts, selection, self.answers.missing.grade, self.statuses, self.risks, lines,
            lane_headings(lang), self.totals,
        )  # fmt: skip


def map_ground(analyst: Analyst, chain: str, region: str | None, at: str) -> MapGround:
    """The ground of a scope, kept with the version. KeyError where the version has no such chain."""
    space = analyst.workspace(at)
    scope = space.scope(chain, region)

    def make() -> MapGround:
        return MapGround(space.facts(scope), ask_for_map(analyst, chain, region, at))

    found = space.kept.get(("map", scope), make)
    assert isinstance(found, MapGround)
    return found
