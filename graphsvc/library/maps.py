"""A chain map as an object that a notebook shows."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphsvc.domain.chain_map import ChainMap
    from graphsvc.domain.notices import Lang
    from graphsvc.domain.ports import Painter

HEIGHT = 720
"""Of the picture in a notebook [px]."""


@dataclass(frozen=True)
class MapPicture:
    """The map of a chain: ``drawn`` as plain values; shown by itself where it is the last line of a cell."""

    drawn: ChainMap
    painter: Painter
    lang: Lang

    @property
    def html(self) -> str:
        """One page that works offline."""
        return self.painter.chain_map(self.drawn, "html", self.lang).decode()

    @property
    def svg(self) -> str:
        """The picture alone."""
        return self.painter.chain_map(self.drawn, "svg", self.lang).decode()

    def _repr_html_(self) -> str:
        style = f"width:100%;height:{HEIGHT}px;border:0"
        return f'<iframe sandbox="allow-scripts" style="{style}" srcdoc="{escape(self.html)}"></iframe>'
