"""A small sheet to draw on: SVG elements from plain numbers, every text escaped, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from markupsafe import Markup

from viz.palette import INK
from viz.picture import clean


class Drawing:
    """SVG of ``width`` × ``height`` picture units with an accessible title; elements stack in drawing order."""

    def __init__(self, width: float, height: float, title: str, is_linked: bool = False) -> None:
        """``is_linked``: parts of it lead somewhere, so that it is a group of links and no single image."""
        self._head = Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="{}" fill="{}"><title>{}</title>'
        ).format(_n(width), _n(height), "group" if is_linked else "img", INK, clean(title))
        self._parts: list[Markup] = []

    def text(
        self,
        x: float,
        y: float,
        said: str,
        size: float = 12,
        fill: str = INK,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """One line of text; ``anchor`` start, middle or end."""
        weight = Markup(' font-weight="600"') if bold else Markup("")
        self._parts.append(
            Markup('<text x="{}" y="{}" font-size="{}" fill="{}" text-anchor="{}"{}>{}</text>').format(
                _n(x), _n(y), _n(size), fill, anchor, weight, clean(said)
            )
        )

    def line(
        self, x0: float, y0: float, x1: float, y1: float, stroke: str, width: float = 1.0, dash: Sequence[float] = ()
    ) -> None:
        """A straight line."""
        self.path(f"M{_n(x0)} {_n(y0)}L{_n(x1)} {_n(y1)}", stroke=stroke, width=width, dash=dash)

    def path(
        self, data: str, *, stroke: str = "none", fill: str = "none", width: float = 1.0, dash: Sequence[float] = ()
    ) -> None:
        """A path; ``data`` is made of numbers and letters only."""
        dashed = Markup(' stroke-dasharray="{}"').format(" ".join(map(_n, dash))) if dash else Markup("")
        self._parts.append(
            Markup(
                '<path d="{}" fill="{}" stroke="{}" stroke-width="{}" stroke-linejoin="round" '
                'stroke-linecap="round"{}/>'
            ).format(data, fill, stroke, _n(width), dashed)
        )

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        stroke: str = "none",
        stroke_width: float = 1.0,
        radius: float = 0.0,
        dash: Sequence[float] = (),
    ) -> None:
        """A rectangle; nothing where it has no extent."""
        if width <= 0 or height <= 0:
            return
        dashed = Markup(' stroke-dasharray="{}"').format(" ".join(map(_n, dash))) if dash else Markup("")
        self._parts.append(
            Markup(
                '<rect x="{}" y="{}" width="{}" height="{}" rx="{}" fill="{}" stroke="{}" stroke-width="{}"{}/>'
            ).format(_n(x), _n(y), _n(width), _n(height), _n(radius), fill, stroke, _n(stroke_width), dashed)
        )

    def circle(self, x: float, y: float, radius: float, fill: str, opacity: float = 1.0) -> None:
        """A dot."""
        self._parts.append(
            Markup('<circle cx="{}" cy="{}" r="{}" fill="{}" fill-opacity="{}"/>').format(
                _n(x), _n(y), _n(radius), fill, _n(opacity)
            )
        )

    def icon(self, x: float, y: float, data: str, stroke: str, fill: str = "none", scale: float = 1.0) -> None:
        """A symbol drawn in a field of 14 × 14 units."""
        self._parts.append(
            Markup(
                '<path transform="translate({} {}) scale({})" d="{}" fill="{}" stroke="{}" stroke-width="1.6" '
                'stroke-linecap="round" stroke-linejoin="round"/>'
            ).format(_n(x), _n(y), _n(scale), data, fill, stroke)
        )

    def begin_link(self, href: str, said: str) -> None:
        """What follows leads to an address of this service, until ``end_link``."""
        self._parts.append(Markup('<a href="{}" aria-label="{}">').format(href, clean(said)))

    def end_link(self) -> None:
        """The link ends here."""
        self._parts.append(Markup("</a>"))

    def render(self) -> Markup:
        """The picture as an element to stand inside a page."""
        return self._head + Markup("").join(self._parts) + Markup("</svg>")


DAY_STEPS = (1, 2, 5, 10, 15, 30, 60, 90, 180, 365)


def day_ticks(end: float, most: int = 8) -> list[float]:
    """Positions on an axis of days: from 0 in steps people count in, the last one not before ``end``."""
    step = next((s for s in DAY_STEPS if end / s <= most), DAY_STEPS[-1])
    return [float(i * step) for i in range(max(1, ceil(end / step - 1e-9)) + 1)]


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
