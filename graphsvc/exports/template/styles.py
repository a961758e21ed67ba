"""Cell formats of the template and the places of its rows."""

from __future__ import annotations

from typing import Any

from graphsvc.domain.dictionary import Column

TITLE_ROW, UNIT_ROW, HEADING_ROW, EXAMPLE_ROW, FIRST_ROW = range(5)
"""Rows of a list, counted from 0."""

LAST_ROW = 5003
"""Last row that has drop-downs; rows below it are read like any other."""

_FONT = "宋体"
_LINE = "#a9b7c4"
_FILLS = {"R": "#1f4e79", "C": "#f4b183", "O": "#dce6f0"}
_INKS = {"R": "#ffffff", "C": "#000000", "O": "#000000"}
_NUMBERS = {"number": "General", "integer": "0", "share": "0.0%", "date": "yyyy-mm-dd"}


class Styles:
    """Formats of one workbook, each made once. Everything is locked but the cells to fill in."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, **properties: Any) -> Any:
        """A cell format."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": _FONT, "font_size": 11, "valign": "vcenter"}
            self._made[key] = self._book.add_format({**base, **properties})
        return self._made[key]

    def title(self) -> Any:
        """The first row of a sheet."""
        return self.style(bold=True, text_wrap=True, align="left")

    def legend(self) -> Any:
        """What the first row says beside the name."""
        return self.style(text_wrap=True, align="left", font_color="#44525f")

    def unit(self) -> Any:
        """The line over the headings."""
        return self._framed(italic=True, font_size=9, font_color="#44525f", align="center", text_wrap=True)

    def heading(self, required: str) -> Any:
        """A heading by how much its column is needed."""
        fill, ink = _FILLS[required], _INKS[required]
        return self._framed(bold=True, text_wrap=True, align="center", bg_color=fill, font_color=ink, num_format="@")

    def example(self) -> Any:
        """A cell of the example row."""
        return self._framed(italic=True, font_color="#7f7f7f", bg_color="#f2f2f2", num_format="@")

    def entry(self, column: Column, **properties: Any) -> Any:
        """A cell to fill in: codes and words stay text."""
        shown = "0" if column.field.endswith("year") else _NUMBERS.get(column.type, "@")
        return self.style(num_format=shown, locked=False, **properties)

    def framed_entry(self, column: Column) -> Any:
        """A cell to fill in that stands alone."""
        return self.entry(column, border=1, border_color=_LINE, bg_color="#fffbe6", align="left", text_wrap=True)

    def _framed(self, **properties: Any) -> Any:
        return self.style(border=1, border_color=_LINE, **properties)
