"""What backups cost and what they avoid: the frontier corner by corner, its knee, and the plan shown."""

from __future__ import annotations

from math import ceil, log10

from markupsafe import Markup

from graphsvc.domain.page_pictures import FrontierPicture
from viz.drawing import Drawing
from viz.page_words import PageWords
from viz.palette import CHOKE, QUIET_INK
from viz.picture import text_width
from viz.report_charts import BODY, GRID, HOLD, RECOVER, SMALL, WIDTH

HEIGHT = 292.0
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
LARGE = 1e4
"""From so many 万元 on the axis counts in 亿元."""


def frontier(picture: FrontierPicture, words: PageWords) -> Markup:
    """Cost to the right, share of the mean loss avoided upwards; a dot a corner."""
    left, right, top, bottom = 58.0, WIDTH - 30.0, 34.0, 236.0
    d = Drawing(WIDTH, HEIGHT, words("frontier_title"))
    drawn = [*picture.points, *((picture.plan,) if picture.plan else ())]
    most = max((cost for cost, _ in drawn), default=0.0)
    scale, unit = (LARGE, "亿元") if most >= LARGE else (1.0, "万元")
    ticks = _ticks(most / scale)

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return left + (right - left) * point[0] / scale / ticks[-1], bottom - (bottom - top) * min(1.0, point[1])

    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        _, y = at((0.0, share))
        d.line(left, y, right, y, GRID)
        d.text(left - 8, y + 4, f"{share:.0%}", SMALL, QUIET_INK, "end")
    for tick in ticks:
        x, _ = at((tick * scale, 0.0))
        d.line(x, bottom, x, bottom + 5, RECOVER)
        d.text(x, bottom + 20, f"{tick:g}", SMALL, QUIET_INK, "middle")
    d.text(left - 50, 16, words("axis_avoided"), SMALL, QUIET_INK)
    d.text(right, bottom + 40, words("axis_cost", unit=words.unit(unit)), SMALL, QUIET_INK, "end")
    spots = [at(point) for point in picture.points]
    d.path("".join(f"{'L' if i else 'M'}{x:.1f} {y:.1f}" for i, (x, y) in enumerate(spots)), stroke=HOLD, width=2.2)
    for x, y in spots:
        d.circle(x, y, 3, HOLD)
    # a frontier bends downwards, so that nothing is drawn to the lower right
    for point, key, colour, lift in ((picture.plan, "mark_plan", CHOKE, 40.0), (picture.knee, "mark_knee", HOLD, 16.0)):
        if point is not None:
            d.circle(*at(point), 6, colour)
            said = words(key, cost=f"{point[0] / scale:,.3g}", unit=words.unit(unit), share=f"{point[1]:.0%}")
            d.text(right - 6, bottom - lift, said, BODY, colour, "end", True)
            d.circle(right - 18 - text_width(said, BODY), bottom - lift - 5, 6, colour)
    if not picture.is_complete:
        d.text(left, bottom + 40, words("frontier_part"), SMALL, QUIET_INK)
    return d.render()


def _ticks(most: float) -> list[float]:
    """Round steps from 0 to at least ``most``, seven at the utmost."""
    if most <= 0.0:
        return [0.0, 1.0]
    size = 10.0 ** int(log10(most / 6) // 1)
    step = size * next(s for s in STEPS if size * s * 6 >= most * (1 - 1e-9))
    return [step * i for i in range(ceil(most / step - 1e-9) + 1)]
