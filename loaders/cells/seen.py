"""What a person sees of a cell, for a column of figures or of words; what is left out of it is said."""

from __future__ import annotations

import re
from collections.abc import Callable

from loaders.cells.reading import Issue, Read, issue
from loaders.raw_cells import Cell, Fault, Runs, Shown

_MARKS = r"[⁰¹²³⁴-⁹①-⑳❶-❿*＊※†‡#]|[\[〔【]\d{1,2}[\]〕】]|[\(（]注\d{0,2}[\)）]|注\d{1,2}$"
_FOOTNOTE = re.compile(rf"(?<=[\d%％])\s*(?:{_MARKS})+$|(?<=[^\W\d_mM㎡㎥])(?:[⁰¹²³⁴-⁹①-⑳])+$")
_PLAIN_SIGNS = re.compile(r"[-+]?\d+(?:\.\d+)?")

_FAULTS = {
    "error": "formula_error",
    "formula": "formula_without_value",
    "picture": "picture_in_cell",
    "struck": "struck_cell",
}


def read_seen(cell: Cell, is_figure: bool, read: Callable[[Cell], Read]) -> Read | None:
    """What is read of a cell that is not as a person sees it; None where it is, and is read as it stands."""
    if isinstance(cell, Fault):
        return Read(None, None, (issue(_FAULTS[cell.kind], "nulled", value=cell.shown),))
    plain, said = seen(cell, is_figure)
    if plain is cell:
        return None
    found = read(plain)
    if isinstance(cell, Shown) and found.value == cell.number:
        return found
    return found._replace(issues=(*said, *found.issues))


def seen(cell: Cell, is_figure: bool) -> tuple[Cell, tuple[Issue, ...]]:
    """A cell as plain text, number, date or fault, and what had to be said of it.

    ``is_figure``: the column holds figures; raised runs and footnote marks are then no part of the cell.
    """
    if isinstance(cell, Shown):
        return _of_format(cell, is_figure)
    if isinstance(cell, Runs):
        return _of_runs(cell, is_figure)
    if is_figure and isinstance(cell, str) and (match := _FOOTNOTE.search(cell)):
        return cell[: match.start()], (issue("footnote_left_out", "repaired", value=match[0].strip()),)
    return cell, ()


def _of_format(cell: Shown, is_figure: bool) -> tuple[Cell, tuple[Issue, ...]]:
    """What a number format makes of a number; said where it changes the size of what is stored."""
    if not is_figure:
        return cell.text, ()
    plain = float(cell.text) if _PLAIN_SIGNS.fullmatch(cell.text) else cell.text
    if plain == cell.number:
        return cell.number, ()
    return plain, (issue("format_applied", "repaired", stored=f"{cell.number:.15g}", value=cell.text),)


def _of_runs(cell: Runs, is_figure: bool) -> tuple[Cell, tuple[Issue, ...]]:
    """A text without its struck-out runs, a figure without the raised ones too."""
    issues = []
    if cell.struck.strip():
        issues.append(issue("struck_left_out", "repaired", value=cell.struck))
    if is_figure and cell.figure != cell.text:
        issues.append(issue("footnote_left_out", "repaired", value=cell.raised))
    return cell.figure if is_figure else cell.text, tuple(issues)
