"""The header of a sheet: which row it is, which columns it names, the unit line above it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from graphsvc.domain.dictionary import Sheet
from graphsvc.domain.notices import shortened
from loaders.entity_names import name_key
from loaders.files.sheets import RawSheet
from loaders.lists.headings import SERIAL, Heading, is_unit, match_heading, nearest_heading
from loaders.lists.unit_lists import units_in
from loaders.raw_cells import Cell, Runs, cell_at
from loaders.text import DASHES, cell_text, is_blank

HEADER_ROWS = 15
"""So many rows with content are looked at for the header."""

_UNIT_LINE = re.compile(
    r"(?<![编填报制主办上送承属表牵责管布])(?:单位|unit)(?:[:为是]|(?=[万亿元]))\s*([^::]+?)(?=(?:[一-龥]{2,6}:)|$)"
)
_UNIT_WORDS = frozenset({"计量单位", "单位", "产量单位", "产能单位", "数量单位", "产品单位", "产品计量单位"})
_OWN_UNIT = frozenset({"capacities", "supplies", "observations"})
"""Lists without a column for units in which offices write one beside their figures."""
_TITLE_UNIT = re.compile(r"\(((?:[万亿千百]*元|[万千]?人)(?:[、,](?:[万亿千百]*元|[万千]?人|家|%))*)\)$")
_ORDINALS = frozenset("甲乙丙丁戊己庚辛壬癸")


@dataclass
class Header:
    """The header of a sheet: first and last header row, headings read, what was not read, unit line above.

    ``units_at`` are positions of columns that hold the unit of each row's figures, ``serials`` those of columns
    printed to count the rows.
    """

    row: int
    headings: list[Heading]
    unknown: list[tuple[int, str, str]] = field(default_factory=list)
    units: tuple[str, ...] = ()
    unread_units: tuple[str, ...] = ()
    first_row: int = 0
    units_at: list[int] = field(default_factory=list)
    serials: set[int] = field(default_factory=set)

    def unit_column(self, position: int) -> int | None:
        """The column of units for the figures of a column: the only one, of several the first behind it."""
        behind = [at for at in self.units_at if at > position]
        return self.units_at[0] if len(self.units_at) == 1 else behind[0] if behind else None


def grid(raw: RawSheet, n_rows: int, begin: int = 0) -> dict[int, list[str]]:
    """Texts of the first rows with content from row ``begin`` on, merged values spread over their area."""
    first = islice((line for line in raw.rows if line[0] >= begin), n_rows)
    rows = {number: [cell_text(cell) for cell in cells] for number, cells in first}
    for top, left, bottom, right in raw.merged:
        if top not in rows or left > len(rows[top]):
            continue
        value = rows[top][left - 1]
        for row in range(top, min(bottom, top + n_rows) + 1):
            if row == top or row in rows:
                line = rows[row]
                line.extend([""] * (min(right, 512) - len(line)))
                line[left - 1 : min(right, 512)] = [value] * (min(right, 512) - left + 1)
    return rows


def find_header(raw: RawSheet, sheet: Sheet, begin: int = 0) -> Header | None:
    """The header of a list's sheet; None where fewer than 3 and under 40 % of the cells are headings.

    ``begin``: the row from which it is looked for.
    """
    rows = grid(raw, HEADER_ROWS, begin)
    best = _best_row(rows, sheet)
    if best is None:
        return None
    for top, _, bottom, _ in raw.merged:
        if top <= best < bottom and bottom in rows:
            best = bottom
    levels = [number for number in (best - 2, best - 1) if _is_group(raw, rows, number, best, sheet)]
    levels = levels if best - 1 in levels else []
    last = _last_row(raw, rows, best, sheet)
    found = _Columns([rows[number] for number in (*levels, *range(best, last + 1)) if number in rows], len(levels))
    header = Header(last, [], first_row=levels[0] if levels else best)
    below = {n: rows[n] for n in range(best + 1, last + 1) if n in rows and _is_unit_line(rows[n])}
    header.units, header.unread_units = _unit_line(below or rows, last + 1 if below else header.first_row)
    for position in range(max(len(line) for line in found.lines)):
        text, group = found.at(position)
        if is_blank(text):
            continue
        match = match_heading(sheet, text, group)
        shown = shortened(" ".join((f"{group}/{text}" if group and group != text else text).split()))
        if match:
            unit = match.unit or found.unit_at(position)
            read = Heading(position, shown, match.column, match.rank, unit, match.year, match.unread)
            header.headings.append(read)
        elif name_key(text) in _UNIT_WORDS and sheet.table in _OWN_UNIT:
            header.units_at.append(position)
        elif name_key(text) in SERIAL:
            header.serials.add(position)
        else:
            header.unknown.append((position, shown, nearest_heading(sheet, text)))
    return header


def _best_row(rows: Mapping[int, Sequence[str]], sheet: Sheet) -> int | None:
    best, most = 0, 0
    for number, texts in rows.items():
        hits = heading_hits(sheet, texts)
        if hits > most:
            best, most = number, hits
    filled = len({text for text in rows.get(best, ()) if not is_blank(text)})
    return best if most and (most >= 3 or most >= 0.4 * filled) else None


def heading_hits(sheet: Sheet, texts: Sequence[str]) -> int:
    """How many different texts of a row are headings of a list."""
    return sum(1 for text in dict.fromkeys(texts) if not is_blank(text) and match_heading(sheet, text))


class _Columns:
    """Header rows read downwards: of each position the lowest heading and the one above it.

    ``lines`` are the rows from the top group down to the last, ``n_groups`` of them above the row that names most.
    """

    def __init__(self, lines: Sequence[Sequence[str]], n_groups: int) -> None:
        self.units = next((line for line in lines[n_groups + 1 :] if _is_unit_row(line)), [])
        numbered = [line for line in lines if _is_numbering(line)]
        left_out = [line for line in lines if line is self.units or line in numbered or _is_unit_line(line)]
        self.lines = [line for at, line in enumerate(lines) if at == n_groups or line not in left_out]

    def at(self, position: int) -> tuple[str, str]:
        """(heading, group above it); a group written once stands over the blank cells to its right too."""
        texts = [line[position].strip() if position < len(line) else "" for line in self.lines]
        below = max((level for level, text in enumerate(texts) if text), default=-1)
        if below < 0:
            return "", ""
        for level in range(below):
            if not texts[level]:
                left = self.lines[level][:position]
                texts[level] = next((text.strip() for text in reversed(left) if not is_blank(text)), "")
        above = [text for text in dict.fromkeys(texts[:below]) if text and text != texts[below]]
        return texts[below], "/".join(above)

    def unit_at(self, position: int) -> str | None:
        """The unit that a row of units below the headings gives."""
        text = self.units[position].strip("()（） ") if position < len(self.units) else ""
        return text if text and is_unit(name_key(text)) else None


def _is_group(raw: RawSheet, rows: Mapping[int, Sequence[str]], number: int, header_row: int, sheet: Sheet) -> bool:
    """Whether a row above the header holds headings over several columns: no title, units, hints or data."""
    texts = rows.get(number, ())
    filled = [(position, text) for position, text in enumerate(texts) if not is_blank(text)]
    different = {text for _, text in filled}
    if not filled or (len(different) == 1 and filled[0][0] == 0) or any(len(text) > 30 for text in different):
        return False
    below = rows[header_row]
    if _names_years(filled, below):
        return True
    if any(_UNIT_LINE.search(name_key(text)) for text in different) or _has_figures(raw, number):
        return False
    if len(different) >= sum(not is_blank(text) for text in below):  # two years side by side repeat their headings
        return False
    if _fills_what_every_row_must(texts, below, sheet):
        return False
    spans = any(top == number and right > left for top, left, _, right in raw.merged)
    stretches = spans or any(
        is_blank(texts[at + 1] if at + 1 < len(texts) else "") and at + 1 < len(below) and not is_blank(below[at + 1])
        for at, _ in filled
    )
    n_headings = len({text for text in below if not is_blank(text)})
    return stretches and _n_single(texts, below) <= _MOST_SINGLE * n_headings


def _fills_what_every_row_must(texts: Sequence[str], below: Sequence[str], sheet: Sheet) -> bool:
    """Whether a row has a text of its own over every one of the columns, three or more, that no row goes without."""
    matches = {position: match_heading(sheet, text) for position, text in enumerate(below) if not is_blank(text)}
    needed = [position for position, match in matches.items() if match and match.column.required == "R"]
    above = [texts[position] for position in needed if position < len(texts) and not is_blank(texts[position])]
    own = {text for text in above if not match_heading(sheet, text)}
    return len(own) == len(needed) >= _LEAST_NEEDED


_LEAST_NEEDED = 3


def _names_years(filled: Sequence[tuple[int, str]], below: Sequence[str]) -> bool:
    """Whether a row holds years over headings, one or more columns wide, and beside them what stands below it too."""
    years = [_ONE_YEAR.match(name_key(text)) is not None for _, text in filled]
    beside = [
        at for (at, text), is_year in zip(filled, years, strict=True) if not is_year and below[at : at + 1] != [text]
    ]
    over = [at for (at, _), is_year in zip(filled, years, strict=True) if is_year]
    return bool(over) and not beside and all(not is_blank("".join(below[at : at + 1])) for at in over)


_ONE_YEAR = re.compile(r"(?:19|20)\d{2}(?:年度?)?$")

_MOST_SINGLE = 0.6
"""So large a part of the headings may have a text of their own above them; beyond it the row is one of data."""


def _n_single(texts: Sequence[str], below: Sequence[str]) -> int:
    """How many texts of a row stand over one heading alone and are not that heading."""
    told = zip(texts, below, strict=False)
    own = [(position, text) for position, (text, heading) in enumerate(told) if not is_blank(text) and text != heading]
    return sum(1 for position, text in own if texts.count(text) == 1 and not is_blank(below[position]))


def _last_row(raw: RawSheet, rows: Mapping[int, Sequence[str]], best: int, sheet: Sheet) -> int:
    """The last of the header rows: those below the row that names most may name parts of it, units or numbers."""
    last = best
    while last + 1 in rows and last - best < 2:
        texts, above = rows[last + 1], rows[best]
        told = [(position, text) for position, text in enumerate(texts) if not is_blank(text)]
        if _is_numbering(texts) or _is_unit_line(texts) or (_is_unit_row(texts) and not _has_figures(raw, last + 1)):
            last += 1
            continue
        same = all(position < len(above) and above[position] == text for position, text in told)
        parts = _Columns([above, texts], 0)
        if same or not told or _has_figures(raw, last + 1):
            break
        if not all(match_heading(sheet, *parts.at(position)) for position, _ in told) and not _divides(above, told):
            break
        last += 1
    return last


def _divides(above: Sequence[str], told: Sequence[tuple[int, str]]) -> bool:
    """Whether texts below the headings divide some that are several columns wide (产量: 本月, 累计), and no others.

    Such a part need not be known: then its column is not read, and said; under the wide heading alone it would be
    read as what it is not.
    """
    above = [text if text != left else "" for left, text in zip(["", *above], above, strict=False)]
    wide = {at for at, text in enumerate(above) if not is_blank(text) and is_blank("".join(above[at + 1 : at + 2]))}
    first = {at: max((p for p in wide if p <= at), default=None) for at, _ in told}
    under = {p for p in first.values() if p is not None}
    is_under = all(p is not None and all(is_blank(t) for t in above[p + 1 : at + 1]) for at, p in first.items())
    return is_under and len(told) > len(under)


def _has_figures(raw: RawSheet, number: int) -> bool:
    cells = next((cells for row, cells in raw.rows if row == number), [])
    return any(cell is not None and not isinstance(cell, (str, Runs)) for cell in cells)


def _is_unit_row(texts: Sequence[str]) -> bool:
    """Whether a row holds nothing but units: 万元 人 %."""
    told = [name_key(text).strip("()") for text in texts if not is_blank(text) and text.strip() not in DASHES]
    return bool(told) and all(is_unit(text) for text in told)


def _is_unit_line(texts: Sequence[str]) -> bool:
    """Whether a row holds the line of units and nothing else: 单位：万元."""
    told = {name_key(text) for text in texts if not is_blank(text)}
    return len(told) == 1 and _UNIT_LINE.match(told.pop().strip("()")) is not None


def _is_numbering(texts: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: 甲 乙 1 2 3."""
    told = [name_key(text).strip("()") for text in texts if not is_blank(text)]
    figures = [text for text in told if text not in _ORDINALS]
    return len(told) >= 3 and len(set(told)) == len(told) and figures == [str(n + 1) for n in range(len(figures))]


def _unit_line(rows: Mapping[int, Sequence[str]], header_row: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Units named above the header by 单位:万元、人, and what stands there and is no unit."""
    for number, texts in rows.items():
        if number >= header_row:
            break
        for text in dict.fromkeys(texts):
            if (match := _UNIT_LINE.search(name_key(text))) or (match := _TITLE_UNIT.search(name_key(text))):
                return units_in(match[1])
    return (), ()


def is_unit_line(texts: Sequence[str], header: Header) -> bool:
    """Whether a data row repeats the unit line of the header."""
    return _is_unit_line(texts) and _unit_line({0: texts}, 1) == (header.units, header.unread_units)


def has_repeated_header(header: Header, cells: Sequence[Cell]) -> bool:
    """Whether a data row repeats the header (page breaks)."""
    same = 0
    for heading in header.headings:
        cell = cell_at(cells, heading.position)
        if isinstance(cell, str) and name_key(cell) == name_key(heading.text.rpartition("/")[2] or heading.text):
            same += 1
    return same >= min(3, max(1, len(header.headings)))
