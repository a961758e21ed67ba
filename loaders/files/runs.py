"""Texts inside the disposable reader: as cells, and in runs (struck out, raised, only telling a reading)."""

from __future__ import annotations

import re

from loaders.files.child_lines import JsonCell
from loaders.files.xml_parts import MAX_CELL_TEXT, local_name, unescape

TOO_LONG: JsonCell = ["too_long"]
"""Stands for a text beyond the limit: a cell that shows it is refused at its row."""

PLAINEST_TEXT = rf"[^<>&=_DI\x00-\x08\x0b-\x1f][^<>&_\x00-\x08\x0b-\x1f]{{0,{MAX_CELL_TEXT - 1}}}+"
"""Text of an element that is plain (``plain_items``), and that ``unescape`` and ``text_cell`` leave as it is."""

_OFF = frozenset({"0", "false", "off"})
_PICTURE = re.compile(r"=?(?:_xlfn\.)*(?:DISPIMG|IMAGE)\(", re.IGNORECASE)


def text_cell(text: str) -> JsonCell:
    """A text as a cell: pictures in cells stand there as formulas of their writers; "" is blank."""
    if len(text) > MAX_CELL_TEXT:
        return TOO_LONG
    return ["picture", text] if text[:1] in "=_DI" and _PICTURE.match(text) else text or None


class Runs:
    """The runs of one text while its XML goes by.

    Readings (``rPh``) are no part of a text. Struck-out runs are left out of it, raised ones stay in the text but not
    in a figure (800¹), but for those of a unit (m²).
    """

    def __init__(self) -> None:
        self._in_text = self._in_reading = False
        self._struck = self._raised = False
        self._pieces: list[tuple[str, bool, bool]] = []

    def begin(self) -> None:
        """A new text begins."""
        self._pieces.clear()
        self._in_text = self._in_reading = self._struck = self._raised = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element of the text begins."""
        local = local_name(tag)
        if local == "t":
            self._in_text = not self._in_reading
        elif local == "rPh":
            self._in_reading = True
        elif local in ("r", "si", "is"):
            self._struck = self._raised = False
        elif local in ("strike", "dstrike"):
            self._struck = attributes.get("val", "1") not in _OFF
        elif local == "vertAlign":
            self._raised = attributes.get("val") == "superscript"

    def end(self, tag: str) -> None:
        """An element of the text ends."""
        local = local_name(tag)
        if local == "t":
            self._in_text = False
        elif local == "rPh":
            self._in_reading = False
        elif local == "r":
            self._struck = self._raised = False

    def text(self, data: str) -> None:
        """Letters go by."""
        if self._in_text:
            self._pieces.append((data, self._struck, self._raised))

    def value(self) -> JsonCell:
        """The text as a cell, or ``["runs", figure, text, struck, raised]`` where runs of it mean different things."""
        if not any(struck or raised for _, struck, raised in self._pieces):
            return text_cell(unescape("".join(data for data, _, _ in self._pieces)))
        figure, text, left_out, above = "", "", "", ""
        for data, struck, raised in self._pieces:
            if struck:
                left_out += data
                continue
            text += data
            if raised and not (data.strip() in ("2", "3") and figure[-1:].casefold() == "m"):
                above += data
            else:
                figure += data
        parts = [unescape(part) for part in (figure, text, left_out, above)]
        seen = text_cell(parts[1])
        return seen if isinstance(seen, list) else ["runs", *parts]
