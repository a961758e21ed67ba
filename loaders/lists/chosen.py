"""A sheet, or a table of it, as the list it is."""

from __future__ import annotations

from typing import NamedTuple

from graphsvc.domain.dictionary import Sheet
from loaders.files.sheets import RawSheet
from loaders.lists.header import Header


class Chosen(NamedTuple):
    """A sheet that is a list, with its header; sheet 00 has none."""

    sheet: Sheet
    raw: RawSheet
    header: Header | None
