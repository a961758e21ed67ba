"""Small multiples: output kept at worst by version, a panel a chain."""

from __future__ import annotations

from markupsafe import Markup

from graphsvc.domain.report import TrendLine, TrendPicture
from viz.drawing import Drawing
from viz.palette import CHOKE, INK, QUIET_INK
from viz.picture import one_line, shortened
from viz.report_charts import BODY, GRID, SMALL, WIDTH
from viz.report_words import ReportWords

ACROSS, STEP = 3, 128.0


def trends(picture: TrendPicture, words: ReportWords) -> Markup:
    """A panel for every chain on one scale, 0 to 100 %: its line over the versions, the last value in figures."""
    n_rows = -(-len(picture.lines) // ACROSS)
    d = Drawing(WIDTH, STEP * n_rows + 6, words("trend_title", days=words.bare(picture.horizon)))
    width = WIDTH / ACROSS
    for i, line in enumerate(picture.lines):
        _panel(d, line, (i % ACROSS) * width, (i // ACROSS) * STEP, width - 22.0, words)
    return d.render()


def _panel(d: Drawing, line: TrendLine, left: float, top: float, width: float, words: ReportWords) -> None:
    high, low, start, end = top + 30.0, top + 98.0, left + 34.0, left + width - 46.0
    d.text(left + 4, top + 18, shortened(one_line(line.name), width, BODY), BODY, INK, "start", True)
    for share in (0.0, 50.0, 100.0):
        y = low - (low - high) * share / 100.0
        d.line(start, y, end, y, GRID)
        d.text(start - 5, y + 4, f"{share:.0f}", SMALL, QUIET_INK, "end")
    n = max(1, len(line.points) - 1)
    spots = [
        (start + (end - start) * (i / n if len(line.points) > 1 else 1.0), low - (low - high) * value / 100.0, value)
        for i, (_, value) in enumerate(line.points)
        if value is not None
    ]
    if spots:
        way = "".join(f"{'L' if i else 'M'}{x:.1f} {y:.1f}" for i, (x, y, _) in enumerate(spots))
        d.path(way, stroke=CHOKE, width=2.2)
        for x, y, _ in spots:
            d.path(f"M{x - 3:.1f} {y:.1f}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0Z", fill=CHOKE)
        x, y, value = spots[-1]
        d.text(x + 7, y + 4, f"{value:.1f} %", BODY, CHOKE, "start", True)
    else:
        d.text(start, (high + low) / 2 + 4, words("not_known"), BODY, QUIET_INK)
    d.text(start, low + 17, words("trend_versions", n=len(line.points)), SMALL, QUIET_INK)
