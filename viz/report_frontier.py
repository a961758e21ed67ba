"""Part of the expected loss covered over what the reserves cost, with the knee."""

from __future__ import annotations

from markupsafe import Markup

from graphsvc.domain.report import FrontierPicture
from viz.drawing import Drawing
from viz.palette import CHOKE, INK, QUIET_INK
from viz.picture import text_width
from viz.report_charts import BODY, GRID, HOLD, RECOVER, SMALL, WIDTH
from viz.report_words import ReportWords

HEIGHT = 158.0
YI = 1e4
"""万元 of an 亿元."""
STEPS = (1.0, 2.0, 2.5, 5.0)
MOST_TICKS = 6


def frontier(picture: FrontierPicture, words: ReportWords) -> Markup:
    """A line through the corners, a dot on each, a cross of dashes at the knee."""
    left, right, top, bottom = 58.0, WIDTH - 30.0, 24.0, 118.0
    end = max(cost for cost, _ in picture.points)
    in_yi = end >= YI
    scale, unit = (YI, words.unit("亿元")) if in_yi else (1.0, words.unit("万元"))
    ticks = money_ticks(end / scale)
    d = Drawing(WIDTH, HEIGHT, words("frontier_title"))

    def x(cost: float) -> float:
        return left + (right - left) * cost / scale / ticks[-1]

    def y(share: float) -> float:
        return bottom - (bottom - top) * max(0.0, min(1.0, share))

    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        d.line(left, y(share), right, y(share), GRID)
        d.text(left - 8, y(share) + 4, f"{share:.0%}", SMALL, QUIET_INK, "end")
    for tick in ticks:
        d.line(x(tick * scale), bottom, x(tick * scale), bottom + 5, RECOVER)
        d.text(x(tick * scale), bottom + 19, f"{tick:g}", SMALL, QUIET_INK, "middle")
    d.text(left - 44, 12, words("axis_covered"), SMALL, QUIET_INK)
    d.text(right, bottom + 37, words("axis_cost", unit=unit), SMALL, QUIET_INK, "end")
    way = "".join(f"{'L' if i else 'M'}{x(cost):.1f} {y(part):.1f}" for i, (cost, part) in enumerate(picture.points))
    d.path(way, stroke=HOLD, width=2.4)
    for cost, part in picture.points:
        d.circle(x(cost), y(part), 2.6, HOLD)
    if picture.knee is not None:
        cost, part = picture.knee
        at, level = x(cost), y(part)
        d.line(at, level, at, bottom, CHOKE, 1.4, (5, 4))
        d.line(left, level, at, level, CHOKE, 1.4, (5, 4))
        d.circle(at, level, 5.5, CHOKE)
        said = words("mark_knee", cost=f"{cost / scale:,.4g} {unit}", share=f"{part:.0%}")
        is_late = at + 12 + text_width(said, BODY) > right
        line = level + 22 if level + 30 < bottom else level - 12
        d.text(at - 10 if is_late else at + 12, line, said, BODY, INK, "end" if is_late else "start", True)
    return d.render()


def money_ticks(end: float) -> list[float]:
    """Round sums from 0, the last one not below ``end``, at most ``MOST_TICKS`` steps."""
    size = 10.0**-9
    while True:
        for step in STEPS:
            if end <= step * size * MOST_TICKS:
                n = max(1, -int(-end / (step * size) // 1))
                return [round(i * step * size, 12) for i in range(n + 1)]
        size *= 10.0
