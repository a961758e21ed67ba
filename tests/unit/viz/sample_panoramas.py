"""Made-up chains drawn by stage for tests of pictures: about 60 stages and 300 products, and hostile names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from graphsvc.analysis.pictures.layout import lay_out
from graphsvc.analysis.pictures.layout_panorama import lay_out_panorama
from graphsvc.domain.chain_map import ChainMap, MapBox, MapLayout, MapLink, MapStage, Panorama, StageLink, StageView
from tests.unit.viz.sample_maps import LABELS, MARKED, chain_map, random_map

LANES = (("上游", 4), ("中游", 4), ("下游", 2), ("配套支撑", 2))


def panorama_map(
    n_products: int = 300,
    lanes: Sequence[tuple[str, int]] = LANES,
    stages_each: int = 4,
    seed: int = 5,
    names: Sequence[str] = (),
    n_views: int = 0,
) -> ChainMap:
    """``lanes`` of (position, top stages) with ``stages_each`` stages each (0: products right in the top stages).

    Neighbourhoods are laid out for the first ``n_views`` stages only.
    """
    rng = np.random.default_rng(seed)
    tops = [(position, f"T{k:02d}") for k, position in enumerate(p for p, n in lanes for _ in range(n))]
    slots = [
        (g, f"{code}-{s}" if stages_each else code)
        for g, (_, code) in enumerate(tops)
        for s in range(max(1, stages_each))
    ]
    where = np.sort(np.concatenate([np.arange(len(slots)), rng.integers(0, len(slots), n_products - len(slots))]))
    boxes = [
        replace(
            box,
            stage_code=slots[i][1],
            position=tops[slots[i][0]][0],
            name=names[k % len(names)] if names else box.name,
            product_code=f"{names[k % len(names)]}#{k}" if names else box.product_code,
        )
        for k, (box, i) in enumerate(zip(random_map(n_products, seed, 0.0).boxes, where.tolist(), strict=True))
    ]
    pairs = {tuple(sorted(rng.choice(n_products, 2, replace=False).tolist())) for _ in range(2 * n_products)}
    links = [MapLink(boxes[a].product_code, boxes[b].product_code, "必需", 0.5) for a, b in sorted(pairs)]
    stage_of = {box.product_code: int(i) for box, i in zip(boxes, where, strict=True)}
    return chain_map(
        boxes,
        links,
        layout=MapLayout(0.0, 0.0, (), (), ()),
        panorama=_panorama(tops, slots, boxes, links, stage_of, names, n_views),
    )


def _panorama(
    tops: Sequence[tuple[str, str]],
    slots: Sequence[tuple[int, str]],
    boxes: Sequence[MapBox],
    links: Sequence[MapLink],
    stage_of: dict[str, int],
    names: Sequence[str],
    n_views: int,
) -> Panorama:
    def stage(code: str, k: int, group: int, own: Sequence[MapBox]) -> MapStage:
        name = names[k % len(names)] if names else f"示例环节{code}"
        firms = {firm.firm_id for box in own for firm in box.firms}
        counts = Counter(box.status for box in own)
        chips = tuple(box.product_code for box in own)
        position = tops[group][0]
        return MapStage(
            f"{code}{name}" if names else code, name, name, position, group, len(own), len(firms), counts, chips
        )

    held: list[list[MapBox]] = [[] for _ in slots]
    for box in boxes:
        held[stage_of[box.product_code]].append(box)
    stages = tuple(stage(code, i, g, held[i]) for i, (g, code) in enumerate(slots))
    groups = tuple(
        stage(code, i, i, [b for b in boxes if slots[stage_of[b.product_code]][0] == i])
        for i, (_, code) in enumerate(tops)
    )
    between = Counter((stage_of[x.from_product], stage_of[x.to_product]) for x in links)
    bundles: Counter[tuple[int, int]] = Counter()
    for (a, b), n in between.items():
        bundles[(slots[a][0], slots[b][0])] += n
    drawn = tuple(StageLink(a, b, n) for (a, b), n in bundles.most_common(60) if a != b)
    by_code = {box.product_code: box for box in boxes}
    return Panorama(
        groups=groups,
        stages=stages,
        links=drawn,
        n_bundles_left_out=3,
        n_links_inside=tuple(bundles[(g, g)] for g in range(len(groups))),
        stage_links=tuple(StageLink(a, b, n) for (a, b), n in sorted(between.items()) if a != b),
        views=tuple(
            _view(entry, by_code, links) for entry in list({s.code: s for s in (*stages, *groups)}.values())[:n_views]
        ),
        layout=lay_out_panorama(groups, stages, drawn, LABELS),
        sheet=lay_out_panorama(groups, stages, drawn, LABELS, n_columns=6, width=None, height_wish=1250.0),
    )


def _view(stage: MapStage, boxes: dict[str, MapBox], links: Sequence[MapLink]) -> StageView:
    own = set(stage.chips)
    inside = tuple(x for x in links if own & {x.from_product, x.to_product})[:40]
    products = tuple(sorted({*stage.chips[:20], *(c for x in inside for c in (x.from_product, x.to_product))}))
    return StageView(
        stage.code, stage.name, stage.path, products, inside, 2, lay_out([boxes[c] for c in products], inside, LABELS)
    )


def hostile_panorama() -> ChainMap:
    """Hostile texts as names and codes of stages and products."""
    return panorama_map(170, (("上游", 3), (MARKED[0], 2)), 3, names=MARKED, n_views=20)
