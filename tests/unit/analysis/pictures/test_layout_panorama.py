"""Layout of panoramas: nothing overlaps, links run between boxes and never along each other, text stays readable."""

from __future__ import annotations

from functools import cache
from itertools import combinations, pairwise
from typing import Any

import pytest

from graphsvc.analysis.pictures import layout_panorama
from graphsvc.analysis.pictures.layout_panorama import lay_out_panorama
from graphsvc.analysis.pictures.layout_tracks import lay_tracks
from graphsvc.domain.chain_map import Panorama, PanoramaLayout, Rect
from tests.unit.viz.sample_maps import LABELS
from tests.unit.viz.sample_panoramas import panorama_map

SHAPES: tuple[dict[str, Any], ...] = (
    {},
    {"n_products": 420, "lanes": (("上游", 6), ("中游", 9), ("下游", 5)), "stages_each": 3, "seed": 2},
    {"n_products": 200, "lanes": (("", 9),), "stages_each": 2, "seed": 3},
    {"n_products": 160, "lanes": (("中游", 1), ("配套支撑", 1)), "stages_each": 5, "seed": 4},
    {"n_products": 300, "lanes": (("上游", 20), ("中游", 22), ("", 4), ("配套支撑", 6)), "stages_each": 0, "seed": 6},
)


@cache
def shape(k: int) -> Panorama:
    """The panorama of a shape, drawn when a test first asks for it."""
    drawn = panorama_map(**SHAPES[k]).panorama
    assert drawn is not None
    return drawn


@pytest.fixture(params=[0, *(pytest.param(k, marks=pytest.mark.slow) for k in range(1, len(SHAPES)))])
def drawn(request: pytest.FixtureRequest) -> Panorama:
    return shape(request.param)


@pytest.fixture(params=["layout", "sheet"])
def placed(request: pytest.FixtureRequest, drawn: Panorama) -> PanoramaLayout:
    return drawn.layout if request.param == "layout" else drawn.sheet


def apart(a: Rect, b: Rect) -> bool:
    return (
        a.left + a.width <= b.left
        or b.left + b.width <= a.left
        or a.top + a.height <= b.top
        or b.top + b.height <= a.top
    )


def inside(inner: Rect, outer: Rect) -> bool:
    return (
        outer.left <= inner.left
        and inner.left + inner.width <= outer.left + outer.width + 0.1
        and outer.top <= inner.top
        and inner.top + inner.height <= outer.top + outer.height
    )


def test_nothing_overlaps_and_all_stands_inside(drawn: Panorama, placed: PanoramaLayout) -> None:
    whole = Rect(0, 0, placed.width, placed.height)
    lanes = [rect for _, rect in placed.lanes]
    for rects in (lanes, placed.groups, *placed.chips):
        assert all(apart(a, b) for a, b in combinations(rects, 2))
    for group, rect in zip(drawn.groups, placed.groups, strict=True):
        lane = next(r for name, r in placed.lanes if name == group.position)
        assert inside(rect, lane)
        assert inside(lane, whole)
    for i, stage in enumerate(drawn.stages):
        assert inside(placed.stages[i], placed.groups[stage.group])
        assert 0 < len(placed.chips[i]) == placed.n_shown[i] <= len(stage.chips)
        head = layout_panorama.GROUP_HEAD if placed.is_bare[i] else layout_panorama.STAGE_HEAD
        for chip in placed.chips[i]:
            assert inside(chip, placed.stages[i])
            assert chip.top >= placed.stages[i].top + head
        others = [k for k, other in enumerate(drawn.stages) if other.group == stage.group and k > i]
        assert all(apart(placed.stages[i], placed.stages[k]) for k in others)


def test_bundles_join_their_groups_and_pass_behind_none(drawn: Panorama, placed: PanoramaLayout) -> None:
    for link, route, spot in zip(drawn.links, placed.routes, placed.labels, strict=True):
        for end, group in ((route[0], link.tail), (route[-1], link.head)):
            rect = placed.groups[group]
            assert min(abs(end[0] - rect.left), abs(end[0] - rect.left - rect.width)) < 0.11
            assert rect.top < end[1] < rect.top + rect.height
        for (x0, y0), (x1, y1) in pairwise(route):
            assert x0 == x1 or y0 == y1
            for rect in placed.groups:
                assert (
                    max(x0, x1) <= rect.left + 0.11
                    or min(x0, x1) >= rect.left + rect.width - 0.11
                    or max(y0, y1) <= rect.top
                    or min(y0, y1) >= rect.top + rect.height
                )
        assert 0 <= spot[0] <= placed.width
    for a, b in combinations(placed.labels, 2):
        assert abs(a[0] - b[0]) >= 30 or abs(a[1] - b[1]) >= 15


def test_trunks_of_two_groups_never_run_along_each_other(drawn: Panorama, placed: PanoramaLayout) -> None:
    pieces = {
        (link.tail, piece) for link, route in zip(drawn.links, placed.routes, strict=True) for piece in pairwise(route)
    }
    for (tail, a), (other, b) in combinations(sorted(pieces), 2):
        if tail == other:
            continue
        for along, across in ((0, 1), (1, 0)):
            if a[0][across] == a[1][across] == b[0][across] == b[1][across]:
                low = max(min(a[0][along], a[1][along]), min(b[0][along], b[1][along]))
                high = min(max(a[0][along], a[1][along]), max(b[0][along], b[1][along]))
                assert high <= low + 0.2, (a, b)


def test_the_page_is_as_wide_as_a_small_screen_reads() -> None:
    """At 1366 pixels, less scroll bar and margins, 12 units are at least 11 pixels."""
    drawn = shape(0)
    assert 12 * (1366 - 15 - 16) / drawn.layout.width >= 11
    assert drawn.layout.height <= 2200
    assert drawn.sheet.width > 1.2 * drawn.sheet.height
    assert sum(drawn.layout.n_shown) >= 200


def test_supporting_stages_stand_below_the_lowest_column() -> None:
    drawn = shape(0)
    lanes = dict(drawn.layout.lanes)
    assert lanes["配套支撑"].left == lanes["下游"].left
    assert lanes["配套支撑"].top > lanes["下游"].top + lanes["下游"].height
    assert [lanes[p].left for p in ("上游", "中游", "下游")] == sorted(lanes[p].left for p in ("上游", "中游", "下游"))


@pytest.mark.slow  # a panorama is laid out twice
def test_same_input_same_picture_and_nothing_to_draw() -> None:
    assert panorama_map().panorama == shape(0)
    assert lay_out_panorama((), (), (), LABELS).groups == ()


def test_links_of_one_box_share_a_trunk() -> None:
    tracks = lay_tracks([[0], [1, 2], [3]], [96.0] * 4, [(0, 1), (0, 2), (0, 3), (3, 0)], 40.0)
    routes, _ = tracks.draw([(0, 100), (200, 300), (200, 300), (400, 500)], [100, 300, 500])
    assert len({route[0] for route in routes[:3]}) == 1
    assert len({route[1][0] for route in routes[:3]}) == 1
    assert routes[3][0][0] == 400
    assert routes[3][-1][0] == 100
