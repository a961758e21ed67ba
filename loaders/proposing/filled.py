"""A review workbook that came back: its lines, and which version it was made from. It is as hostile as any file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from graphsvc.domain.decisions import FilledReview, FilledRow
from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Notice, Place, shortened
from graphsvc.domain.personal import mask
from graphsvc.domain.review_words import known_word
from loaders.files.sheets import RawSheet, read_file
from loaders.raw_cells import Cell, cell_at
from loaders.text import cell_text, clean

_NEEDED = ("verdict", "key")


def read_review(path: Path) -> FilledReview:
    """Read a review workbook; refusals as for any workbook.

    Raises
    ------
    LoadError
        ``not_a_review``: no sheet tells the version it was made from.
    """
    book = read_file(path)
    about: dict[str, str] = {}
    rows: list[FilledRow] = []
    for raw in book.sheets:
        begin = next((at for at, (_, cells) in enumerate(raw.rows) if set(_NEEDED) <= _columns(cells).keys()), None)
        if begin is None:
            about |= {k: v for k, v in _about(raw).items() if k not in about}
        else:
            rows += _lines(raw, begin)
    if "version_id" not in about:
        notice = Notice("not_a_review", Place(file=book.name), None, "refused", {"file": book.name})
        raise LoadError("not_a_review", notices=[notice], file=book.name)
    facts = (about.get("version_id"), about.get("content_hash"), _masked(about.get("decided_by")))
    return FilledReview(book.name, *facts, tuple(rows))


def _columns(cells: Sequence[Cell]) -> Mapping[str, int]:
    """Columns that a header line names, by position."""
    named = ((known_word("columns", _text(cell) or ""), at) for at, cell in enumerate(cells))
    return {name: at for name, at in reversed([*named]) if name}


def _lines(raw: RawSheet, begin: int) -> list[FilledRow]:
    at = _columns(raw.rows[begin][1])
    found = []
    for number, cells in raw.rows[begin + 1 :]:
        told = {name: _text(cell_at(cells, position)) for name, position in at.items()}
        key = told.get("key")
        if key:
            value, note, by = (_masked(told.get(name)) for name in ("value", "note", "decided_by"))
            filled = (told.get("verdict"), value, note and shortened(note), by and shortened(by))
            found.append(FilledRow(raw.name, number, key, *filled))
    return found


def _about(raw: RawSheet) -> dict[str, str]:
    found: dict[str, str] = {}
    for _, cells in raw.rows:
        name = known_word("about", _text(cell_at(cells, 0)) or "")
        value = _text(cell_at(cells, 1))
        if name and value:
            found.setdefault(name, value)
    return found


def _masked(text: str | None) -> str | None:
    """What a person wrote, numbers of persons masked as in every cell."""
    return text and mask(text)


def _text(cell: Cell) -> str | None:
    return clean(cell_text(cell))[0] or None
