"""Loss avoided over the number of gaps filled, in two orders of the list."""

from __future__ import annotations

from markupsafe import Markup

from graphsvc.domain.report import FillingPicture
from viz.drawing import Drawing, day_ticks
from viz.palette import QUIET_INK
from viz.report_charts import GRID, HOLD, RECOVER, SMALL, WIDTH
from viz.report_words import ReportWords

HEIGHT = 104.0
DASH: tuple[float, ...] = (6.0, 4.0)
WHOLE: tuple[float, ...] = ()


def filling(picture: FillingPicture, words: ReportWords) -> Markup:
    """Two step lines from nothing filled: in the order of effect solid, in that of demand value dashed."""
    left, right, top, bottom = 58.0, WIDTH - 190.0, 10.0, 78.0
    n = max(len(picture.by_effect), len(picture.by_demand)) - 1
    most = max((*picture.by_effect, *picture.by_demand), default=0.0)
    ticks = day_ticks(most, 2) if most > 0 else [0.0, 1.0]
    d = Drawing(WIDTH, HEIGHT, words("filling_title"))

    def x(count: float) -> float:
        return left + (right - left) * count / max(1, n)

    def y(days: float) -> float:
        return bottom - (bottom - top) * max(0.0, min(days, ticks[-1])) / ticks[-1]

    for days in ticks:
        d.line(left, y(days), right, y(days), GRID)
        d.text(left - 8, y(days) + 4, f"{days:g}", SMALL, QUIET_INK, "end")
    for count in range(n + 1):
        d.line(x(count), bottom, x(count), bottom + 5, RECOVER)
        d.text(x(count), bottom + 20, str(count), SMALL, QUIET_INK, "middle")
    d.text(right + 14, bottom + 20, words("axis_filled"), SMALL, QUIET_INK)
    for points, colour, dash in ((picture.by_demand, RECOVER, DASH), (picture.by_effect, HOLD, WHOLE)):
        way = "".join(f"{'L' if i else 'M'}{x(i):.1f} {y(days):.1f}" for i, days in enumerate(points))
        d.path(way, stroke=colour, width=2.4, dash=dash)
    for line, (key, colour, dash) in enumerate((("key_by_effect", HOLD, WHOLE), ("key_by_demand", RECOVER, DASH))):
        at = top + 12 + 26 * line
        d.line(right + 14, at, right + 38, at, colour, 2.4, dash)
        d.text(right + 44, at + 4, words(key), SMALL, colour)
    return d.render()
