"""Charts of the report: the output curve, survival against recovery, portfolio, concentration and coverage."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from graphsvc.domain.report import (
    Amount,
    ConcentrationPicture,
    CoveragePicture,
    CurvePicture,
    PairPicture,
    PortfolioPicture,
    ScatterPicture,
    Span,
)
from viz.drawing import Drawing, day_ticks
from viz.palette import ACCENT, CHOKE, FINAL, INK, QUIET_INK
from viz.picture import one_line, shortened, text_width
from viz.report_words import ReportWords

WIDTH = 720.0
"""Picture units across; a page of A4 shows about one unit a CSS pixel."""
SMALL, BODY = 12.0, 13.0
GRID, SOFT, LOST = "#dfe6ec", "#b9c8d6", "#fbe3e1"
HOLD, RECOVER = "#2f6f9f", "#5b6b7a"
TONES = {"red": CHOKE, "orange": "#c25a00", "yellow": "#8f6b00", "green": "#2e7d32", "grey": "#7d868f"}
MARKS = {"red": "▲", "orange": "◆", "yellow": "■", "green": "●", "grey": "○"}


def curve(picture: CurvePicture, words: ReportWords) -> Markup:
    """Final output as a step line over days: what is lost is shaded, survival and recovery are marked."""
    left, right, top, bottom = 52.0, WIDTH - 24.0, 54.0, 204.0
    days = day_ticks(picture.end_day)
    d = Drawing(WIDTH, 248, words("curve_title", name=one_line(picture.name)))

    def x(day: float) -> float:
        return left + (right - left) * min(day, picture.end_day) / picture.end_day

    def y(output: float) -> float:
        return bottom - (bottom - top) * max(0.0, min(1.0, output))

    points = sorted(picture.points)
    corners, area = "", f"M{x(0):.1f} {y(1):.1f}"
    level = 1.0
    for i, (day, output) in enumerate(points):
        lead = f"M{x(day):.1f} {y(output):.1f}" if i == 0 else f"L{x(day):.1f} {y(level):.1f}V{y(output):.1f}"
        corners += lead
        area += f"L{x(day):.1f} {y(level):.1f}V{y(output):.1f}"
        level = output
    if points:
        corners += f"H{right:.1f}"
        area += f"H{right:.1f}V{y(1):.1f}Z"
        d.path(area, fill=LOST)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        d.line(left, y(share), right, y(share), GRID)
        d.text(left - 8, y(share) + 4, f"{share:.0%}", SMALL, QUIET_INK, "end")
    for day in days:
        if day <= picture.end_day + 1e-9:
            d.line(x(day), bottom, x(day), bottom + 5, RECOVER)
            d.text(x(day), bottom + 20, f"{day:g}", SMALL, QUIET_INK, "middle")
    d.text(left - 44, 20, words("axis_output"), SMALL, QUIET_INK)
    d.text(right, bottom + 38, words("axis_days"), SMALL, QUIET_INK, "end")
    d.path(corners, stroke=CHOKE, width=2.6)
    marks = [(picture.survive, "mark_survive", HOLD), (picture.recover, "mark_recover", INK)]
    told = [(day, words(key, days=f"{day:g}"), colour) for day, key, colour in marks if day is not None]
    is_close = len(told) == 2 and abs(x(told[0][0]) - x(told[1][0])) < 190
    for i, (day, said, colour) in enumerate(told):
        if day > picture.end_day:
            continue
        d.line(x(day), top - 12, x(day), bottom, colour, 1.6, (5, 4))
        anchor = "end" if is_close and i == 0 and x(day) - left > 170 else "start"
        if x(day) + text_width(said, BODY) > right:
            anchor = "end"
        lift = 16.0 if is_close and i == 1 and x(told[0][0]) - left <= 170 else 0.0
        d.text(x(day) + (-5 if anchor == "end" else 5), top - 16 - lift, said, BODY, colour, anchor, True)
    worst = min(points, key=lambda p: p[1], default=(0.0, 1.0))
    is_steady = worst[1] >= 1.0 - 1e-9
    lost = words("mark_steady") if is_steady else words("mark_loss", loss=words.say(picture.loss))
    middle = (x(worst[0]) + x(min(picture.end_day, picture.recover or picture.end_day))) / 2
    half = text_width(lost, BODY) / 2
    at = min(max(middle, left + half + 4), right - half - 4)
    d.text(at, y(0.5 + 0.5 * min(0.98, worst[1])) + (24 if is_steady else 0), lost, BODY, HOLD if is_steady else CHOKE,
           "middle", True)  # fmt: skip
    return d.render()


def pairs(picture: PairPicture, words: ReportWords) -> Markup:
    """Two bars per entity, survival above recovery; what recovery exceeds is hatched as the gap."""
    names, right, step, top = 176.0, WIDTH - 118.0, 35.0, 34.0
    height = top + step * len(picture.pairs) + 44
    longest = [v for p in picture.pairs for v in (p.survive.value, p.recover.value, p.recover.upper) if v is not None]
    end = max(longest, default=picture.horizon_days)
    ends = day_ticks(end)
    d = Drawing(WIDTH, height, words("pairs_title"))

    def x(day: float) -> float:
        return names + (right - names) * day / ends[-1]

    base = top + step * len(picture.pairs)
    for day in ends:
        d.line(x(day), top - 8, x(day), base, GRID)
        d.text(x(day), base + 16, f"{day:g}", SMALL, QUIET_INK, "middle")
    d.text(right, base + 34, words("axis_days"), SMALL, QUIET_INK, "end")
    _key(d, names, 14, [(HOLD, words("key_survive")), (SOFT, words("key_recover")), (CHOKE, words("key_gap"))])
    for i, pair in enumerate(picture.pairs):
        y = top + i * step
        hold, back = pair.survive.value, pair.recover.value
        held = ends[-1] if hold is None and pair.survive.is_beyond else hold
        tone = TONES.get(pair.tone or "", INK)
        d.text(10, y + 17, MARKS.get(pair.tone or "", ""), SMALL, tone, "middle")
        d.text(22, y + 17, shortened(one_line(pair.name), names - 30, BODY), BODY)
        d.rect(names, y + 2, x(held or 0) - names, 11, HOLD)
        d.rect(names, y + 15, x(back or 0) - names, 11, SOFT)
        if held is not None and back is not None and back > held:
            d.rect(x(held), y + 15, x(back) - x(held), 11, CHOKE)
        _whisker(d, pair.recover, x, y + 20.5)
        _whisker(d, pair.survive, x, y + 7.5)
        d.text(WIDTH - 8, y + 12, words("key_survive_short", days=words.bare(_alone(pair.survive))), SMALL, HOLD, "end")
        d.text(
            WIDTH - 8, y + 26, words("key_recover_short", days=words.bare(_alone(pair.recover))), SMALL, RECOVER, "end"
        )
    return d.render()


def _alone(amount: Amount) -> Amount:
    """The figure without its bounds, which the picture draws."""
    return replace(amount, lower=None, upper=None)


def _whisker(d: Drawing, amount: Amount, x: object, y: float) -> None:
    """Bounds of a bar as a thin line with ends."""
    assert callable(x)
    low, high = amount.lower, amount.upper
    if low is None or high is None or high - low < 1e-9:
        return
    d.line(x(low), y, x(high), y, INK, 1)
    for end in (low, high):
        d.line(x(end), y - 3, x(end), y + 3, INK, 1)


def scatter(picture: ScatterPicture, words: ReportWords) -> Markup:
    """A dot per row; above the line TTS = TTR recovery comes too late."""
    left, right, top, bottom = 56.0, 470.0, 34.0, 342.0
    end = day_ticks(max([v for p in picture.points for v in p], default=90.0), 6)
    d = Drawing(WIDTH, 386, words("scatter_title"))

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return left + (right - left) * point[0] / end[-1], bottom - (bottom - top) * point[1] / end[-1]

    d.path(f"M{left} {bottom}L{right} {top}H{left}Z", fill=LOST)
    for day in end:
        (x, _), (_, y) = at((day, 0.0)), at((0.0, day))
        d.line(x, top, x, bottom, GRID)
        d.line(left, y, right, y, GRID)
        d.text(x, bottom + 18, f"{day:g}", SMALL, QUIET_INK, "middle")
        d.text(left - 8, y + 4, f"{day:g}", SMALL, QUIET_INK, "end")
    d.line(left, bottom, right, top, INK, 1.4, (6, 4))
    d.text(right, bottom + 36, words("axis_survive"), SMALL, QUIET_INK, "end")
    d.text(left, 12, words("axis_recover"), SMALL, QUIET_INK)
    for point in picture.points:
        x, y = at(point)
        d.circle(x, y, 4.2 if len(picture.points) < 200 else 2.8, CHOKE if point[1] > point[0] else HOLD, 0.72)
    side = right + 22
    late = sum(p[1] > p[0] for p in picture.points)
    d.circle(side + 5, 32, 5, CHOKE)
    d.text(side + 18, 36, words("dots_late", n=late), BODY)
    d.circle(side + 5, 56, 5, HOLD)
    d.text(side + 18, 60, words("dots_held", n=len(picture.points) - late), BODY)
    if picture.n_unknown:
        d.text(side + 18, 84, words("dots_unknown", n=picture.n_unknown), BODY, QUIET_INK)
    d.text(side, 122, words("dots_worst"), SMALL, QUIET_INK)
    for i, (name, x_day, y_day) in enumerate(picture.labelled):
        x, y = at((x_day, y_day))
        d.circle(x, y, 8.5, CHOKE)
        d.text(x, y + 4, str(i + 1), 11, "#ffffff", "middle", True)
        line = 144 + 36 * i
        d.circle(side + 8, line - 4, 8.5, CHOKE)
        d.text(side + 8, line, str(i + 1), 11, "#ffffff", "middle", True)
        d.text(side + 24, line, shortened(one_line(name), WIDTH - side - 28, BODY), BODY)
        d.text(side + 24, line + 15, words("dots_days", x=f"{x_day:g}", y=f"{y_day:g}"), SMALL, QUIET_INK)
    return d.render()


def portfolio(picture: PortfolioPicture, words: ReportWords) -> Markup:
    """Mean and worst output kept of every chain, with bounds."""
    names, right, step, top = 168.0, WIDTH - 92.0, 38.0, 34.0
    base = top + step * len(picture.bars)
    d = Drawing(WIDTH, base + 40, words("portfolio_title"))

    def x(value: float) -> float:
        return names + (right - names) * value / 100.0

    for value in (0, 20, 40, 60, 80, 100):
        d.line(x(value), top - 8, x(value), base, GRID)
        d.text(x(value), base + 16, f"{value}%", SMALL, QUIET_INK, "middle")
    _key(d, names, 14, [(HOLD, words("key_rs")), (CHOKE, words("key_rs_min"))])
    for i, bar in enumerate(picture.bars):
        y = top + i * step
        is_grey = bar.grade == "D"
        d.text(12, y + 19, shortened(one_line(bar.name), names - 20, BODY), BODY, QUIET_INK if is_grey else INK)
        for j, (span, colour) in enumerate(((bar.mean, HOLD), (bar.worst, CHOKE))):
            line = y + 2 + 16 * j
            d.rect(names, line, x(span.known or 0) - names, 13, "#b7bec5" if is_grey else colour)
            _span(d, span, x, line + 6.5)
            said = words("not_known") if span.known is None else f"{span.known:.1f}%"
            d.text(WIDTH - 8, line + 11, said, SMALL, QUIET_INK if is_grey else colour, "end", True)
    return d.render()


def _span(d: Drawing, span: Span, x: object, y: float) -> None:
    _whisker(d, Amount(span.value, "percent", 1, span.lower, span.upper), x, y)


def concentration(picture: ConcentrationPicture, words: ReportWords) -> Markup:
    """HHI per product; bars beyond the threshold are marked, the number of makers is written."""
    names, right, step, top = 168.0, WIDTH - 150.0, 22.0, 30.0
    base = top + step * len(picture.bars)
    d = Drawing(WIDTH, base + 40, words("hhi_title"))

    def x(value: float) -> float:
        return names + (right - names) * min(1.0, value)

    for value in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        d.line(x(value), top - 6, x(value), base, GRID)
        d.text(x(value), base + 16, f"{value:g}", SMALL, QUIET_INK, "middle")
    for i, (name, value, makers) in enumerate(picture.bars):
        y = top + i * step
        beyond = value >= picture.line - 1e-9
        d.text(names - 10, y + 15, shortened(one_line(name), names - 20, BODY), BODY, anchor="end")
        d.rect(names, y + 3, x(value) - names, 16, "#c98a2b" if beyond else SOFT)
        d.text(right + 10, y + 15, words("makers", hhi=f"{value:.2f}", n=makers), SMALL, QUIET_INK)
    d.line(x(picture.line), top - 8, x(picture.line), base, CHOKE, 1.6, (5, 4))
    d.text(x(picture.line) + 5, top - 12, words("hhi_line", line=f"{picture.line:g}"), SMALL, CHOKE)
    d.text(right, base + 34, words("axis_hhi"), SMALL, QUIET_INK, "end")
    return d.render()


def coverage(picture: CoveragePicture, words: ReportWords) -> Markup:
    """Covered, unknown and open parts of a whole, one bar each."""
    names, right, step, top = 168.0, WIDTH - 100.0, 38.0, 34.0
    d = Drawing(WIDTH, top + step * len(picture.bars) + 8, words("coverage_title"))
    _key(d, names, 14, [(HOLD, words("covered")), (SOFT, words("coverage_unknown")), (LOST, words("not_covered"))])
    for i, bar in enumerate(picture.bars):
        y = top + i * step
        total = max(1, bar.total)
        d.text(names - 10, y + 17, words.term("coverage", bar.key), BODY, anchor="end")
        at = names
        is_grey = bar.grade == "D"
        colours = ("#9aa3ab", "#c8cdd2", "#eceef0") if is_grey else (HOLD, SOFT, LOST)
        inks = (QUIET_INK,) * 3 if is_grey else ("#ffffff", INK, INK)
        for count, colour, ink in zip((bar.covered, bar.unknown, bar.open), colours, inks, strict=True):
            part = (right - names) * count / total
            d.rect(at, y + 2, part, 22, colour)
            if part > text_width(str(count), SMALL) + 8:
                d.text(at + part / 2, y + 18, str(count), SMALL, ink, "middle", True)
            at += part
        d.rect(names, y + 2, right - names, 22, "none", FINAL, 0.8)
        said = f"{bar.covered}/{bar.total}" + (f" · {words('grade_word', grade='D')}" if is_grey else "")
        d.text(right + 10, y + 17, said, SMALL if is_grey else BODY, QUIET_INK if is_grey else ACCENT, bold=not is_grey)
    return d.render()


def _key(d: Drawing, x: float, y: float, entries: list[tuple[str, str]]) -> None:
    for colour, said in entries:
        d.rect(x, y - 10, 14, 11, colour, RECOVER, 0.5)
        d.text(x + 20, y, said, SMALL, QUIET_INK)
        x += 38 + text_width(said, SMALL)
