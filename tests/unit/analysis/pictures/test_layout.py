"""Layout of chain maps: nothing overlaps, links run between boxes, cycles are legal, same input same picture."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from graphsvc.analysis.igraph_adapter import betweenness, layered_positions
from graphsvc.analysis.pictures.layout import lay_out
from graphsvc.domain.chain_map import BOX_HEIGHT, BOX_WIDTH, ChainMap, MapLink
from tests.unit.viz.sample_maps import LABELS, chain_map, random_map, tyre_map
from viz import picture

MAPS = [tyre_map(), *(random_map(n, seed) for n, seed in [(9, 1), (28, 5), (60, 3), (90, 8)])]


@pytest.mark.parametrize("drawn", MAPS, ids=lambda m: str(len(m.boxes)))
def test_no_two_boxes_overlap_and_all_stand_in_their_lane(drawn: ChainMap) -> None:
    for a, b in combinations(drawn.layout.boxes, 2):
        apart = abs(a.x - b.x) >= BOX_WIDTH + 30 or abs(a.y - b.y) >= BOX_HEIGHT + 8
        assert apart, (a, b)
    for box, placed in zip(drawn.boxes, drawn.layout.boxes, strict=True):
        lane = drawn.layout.lanes[placed.lane]
        assert lane.label == box.position
        assert lane.x_left < placed.x - BOX_WIDTH / 2 < placed.x + BOX_WIDTH / 2 < lane.x_right
        assert 40 < placed.y - BOX_HEIGHT / 2 < placed.y + BOX_HEIGHT / 2 < drawn.layout.height


@pytest.mark.parametrize("drawn", MAPS, ids=lambda m: str(len(m.boxes)))
def test_links_join_their_boxes_and_pass_behind_none(drawn: ChainMap) -> None:
    where = {placed.product_code: placed for placed in drawn.layout.boxes}
    for link, route in zip(drawn.links, drawn.layout.routes, strict=True):
        tail, head = where[link.from_product], where[link.to_product]
        assert abs(abs(route[0][0] - tail.x) - BOX_WIDTH / 2) < 1e-9
        assert abs(abs(route[-1][0] - head.x) - BOX_WIDTH / 2) < 1e-9
        assert abs(route[0][1] - tail.y) < BOX_HEIGHT / 2
        assert abs(route[-1][1] - head.y) < BOX_HEIGHT / 2
        for (x0, y0), (x1, y1) in pairwise(route):
            low, high = sorted((y0, y1))
            for box in drawn.layout.boxes:
                beside = max(x0, x1) <= box.x - BOX_WIDTH / 2 or min(x0, x1) >= box.x + BOX_WIDTH / 2
                above_or_below = high < box.y - BOX_HEIGHT / 2 - 5 or low > box.y + BOX_HEIGHT / 2 + 5
                assert beside or above_or_below, (link, box)


def test_same_input_same_picture() -> None:
    assert random_map(60, 3).layout == random_map(60, 3).layout


def test_lanes_stand_in_order_and_links_inside_a_lane_run_to_the_right() -> None:
    drawn = tyre_map()
    assert [lane.label for lane in drawn.layout.lanes] == ["上游", "中游", "下游", "配套支撑"]
    where = {placed.product_code: placed for placed in drawn.layout.boxes}
    assert where["P020601"].x < where["P020602"].x


def test_a_cycle_is_drawn_with_one_link_backwards() -> None:
    boxes = [box for box in tyre_map().boxes if box.position == "上游"][:3]
    a, b, c = (box.product_code for box in boxes)
    links = [MapLink(x, y, "必需", None) for x, y in [(a, b), (b, c), (c, a), (b, a), (a, a)]]
    placed = lay_out(boxes, links, LABELS)
    forward = [route[0][0] < route[-1][0] for route in placed.routes[:4]]
    assert forward == [True, True, False, False]
    assert placed.routes[4] == ()


def test_a_link_to_a_product_that_is_not_drawn_has_no_route() -> None:
    boxes = tyre_map().boxes[:2]
    placed = lay_out(boxes, [MapLink(boxes[0].product_code, "elsewhere", "必需", None)], LABELS)
    assert placed.routes == ((),)


def test_nothing_to_draw() -> None:
    assert chain_map([], []).layout.boxes == ()


def test_thirty_boxes_fit_a_small_screen_with_readable_text() -> None:
    for seed in range(6):
        placed = random_map(30, seed, 1.1).layout
        scale = min(1342 / placed.width, 590 / placed.height)
        assert scale * picture.SMALL_SIZE >= 11 or placed.width > 9 * (BOX_WIDTH + 36), (seed, scale)


def test_layered_positions_cut_long_edges() -> None:
    points, bends = layered_positions(4, [(0, 1), (1, 2), (0, 3), (3, 0)], [0, 1, 2, 3])
    assert points[:, 1].tolist() == [0, 1, 2, 3]
    assert [layer for _, layer in bends[2]] == [1, 2]
    assert [layer for _, layer in bends[3]] == [2, 1]
    assert bends[0] == []
    with pytest.raises(ValueError):
        layered_positions(2, [(0, 1)], [0, 0])
    with pytest.raises(ValueError):
        layered_positions(2, [], [0])


def test_betweenness_of_a_path() -> None:
    path = [(0, 1), (1, 2), (2, 3)]
    np.testing.assert_allclose(betweenness(4, path), [0, 2, 2, 0])
    np.testing.assert_allclose(betweenness(3, [(0, 1), (1, 2)], directed=False), [0, 1, 0])
