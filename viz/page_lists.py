"""Lines of a list as plain rows for a file: figures as numbers with their unit in the heading, else as it is read."""

from __future__ import annotations

from graphsvc.domain.notices import Lang
from graphsvc.domain.pages import Field, Linked, Listing, Shown
from graphsvc.domain.report import Amount, Cell
from graphsvc.domain.values import Document
from viz.page_words import PageWords


def list_rows(listing: Listing, lang: Lang) -> tuple[list[str], list[Document]]:
    """Headings, and a row by heading for every line. Bounds and units that differ have columns of their own."""
    words = PageWords(lang)
    headings: list[str] = []
    rows: list[Document] = [{} for _ in listing.lines]
    for i, name in enumerate(listing.columns):
        said = words.term("col", name) if isinstance(name, str) else words.plain(name)
        cells = [_cell(line.cells[i]) for line in listing.lines]
        amounts = [cell for cell in cells if isinstance(cell, Amount)]
        units = {cell.unit for cell in amounts}
        head = f"{said} [{words.unit(next(iter(units)))}]" if len(units) == 1 and words.unit(*units) else said
        headings.append(head)
        extra = f"{said} {words('unit_of_column')}" if len(units) > 1 else None
        bounds = [f"{head} {words(key)}" for key in ("lower_bound", "upper_bound")]
        has_bounds = any(cell.lower is not None or cell.upper is not None for cell in amounts)
        headings += [extra] if extra else []
        headings += bounds if has_bounds else []
        for row, cell in zip(rows, cells, strict=True):
            if not isinstance(cell, Amount):
                row[head] = cell if isinstance(cell, int) else None if cell in (None, ()) else words.plain(cell)
                continue
            row[head] = None if cell.is_open else _number(cell.value, cell.unit)
            if extra:
                row[extra] = words.unit(cell.unit)
            if has_bounds:
                row[bounds[0]], row[bounds[1]] = _number(cell.lower, cell.unit), _number(cell.upper, cell.unit)
    return headings, rows


def _cell(shown: Shown) -> Cell:
    """The value of a cell; of a field of a form what it holds."""
    if isinstance(shown, Field):
        return shown.value
    return shown.cell if isinstance(shown, Linked) else shown


def _number(value: float | None, unit: str) -> float | None:
    """A figure in the unit its heading names: shares in percent."""
    return value if value is None or unit != "share" else round(value * 100.0, 10)
