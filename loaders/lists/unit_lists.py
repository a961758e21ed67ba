"""Several units in one title, line or heading: which there are, and which of them a column can be kept in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graphsvc.domain.dictionary import Column
from loaders.cells.units import parse_unit
from loaders.lists.headings import is_magnitude, is_unit

_BETWEEN = re.compile(r"[、,，;；\s()]+")
_POINTERS = re.compile(r"^(?:详?见|如|按|同|各)")
"""How a text begins that points to where the units stand: 见各栏, 详见表头."""


def units_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The units that a text lists, and its parts that are none; a stroke divides what is no unit as a whole (台/套).

    Examples
    --------
    >>> units_in("万元、人"), units_in("万吨/台"), units_in("万吨/月"), units_in("见各栏")
    ((('万元', '人'), ()), (('万吨', '台'), ()), (('万吨/月',), ()), ((), ()))
    """
    parts: list[str] = []
    for part in filter(None, _BETWEEN.split(text)):
        is_whole = "/" not in part or parse_unit(part) is not None
        parts += [part] if is_whole else [piece for piece in part.split("/") if piece]
    units = tuple(part for part in parts if is_unit(part))
    return units, tuple(part for part in parts if part not in units and not _POINTERS.match(part))


def listed_in_heading(column: Column, unit: str | None, unread: str | None) -> tuple[str, ...]:
    """The units of a quantity's heading that names several, 产量(吨、台) or 产量(万吨/台); () where it names one."""
    if column.unit not in ("unit/yr", "unit/period", "unit"):
        return ()
    units, others = units_in(unit or unread or "")
    return units if len(units) > 1 and not others else ()


def units_from_line(column: Column, units: Sequence[str]) -> tuple[str, ...]:
    """The units of a unit line in which the figures of a column may stand, each once."""
    if column.type not in ("number", "integer") or not column.unit:
        return ()
    own = parse_unit(column.default_unit or "")
    if own is None and not column.unit.startswith("unit/yr"):
        return ()
    found: list[str] = []
    for text in units:
        text = f"{text}元" if is_magnitude(text) else text
        unit = parse_unit(text)
        if unit is None or (own is None and unit.measure in ("金额", "人数", "时长")):
            continue
        if own is None or own.measure == unit.measure:
            found.append(text)
    return tuple(dict.fromkeys(found))
