"""Text in runs, inside the disposable reader: what is struck out, what is raised, what only tells a reading."""

from __future__ import annotations

from loaders.files.child_lines import JsonCell
from loaders.files.xml_parts import local_name, unescape

_OFF = frozenset({"0", "false", "off"})


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
        """The text, or ``["runs", figure, text, struck, raised]`` where runs of it mean different things."""
        if not any(struck or raised for _, struck, raised in self._pieces):
            return unescape("".join(data for data, _, _ in self._pieces))
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
        return ["runs", *(unescape(part) for part in (figure, text, left_out, above))]
