"""What a careless edit did to a good book, and which values may differ because of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from tests.corpus.pages import Book


@dataclass
class Edited:
    """An edit of one list.

    ``cells`` are the edited cells by row (as it was before) and field; a figure may then be one of ``values``, or what
    it was, or something is said of it. ``rows`` are further rows that the edit concerns, ``moved`` tells where the rows
    stand now. ``is_wide``: headings, columns or the sheet are concerned; a notice of the sheet or its header will do.
    ``is_lossless``: equal values and not a word.
    """

    table: str
    cells: dict[int, str] = field(default_factory=dict)
    values: tuple[object, ...] = ()
    alike: frozenset[str] = frozenset()
    rows: frozenset[int] = frozenset()
    moved: Callable[[int], int] = lambda row: row
    is_wide: bool = False
    is_lossless: bool = False


Edit = Callable[[Book, Random], Edited | None]
"""Edits a book; None where it finds nothing to edit."""

Edits = Mapping[str, Edit]
