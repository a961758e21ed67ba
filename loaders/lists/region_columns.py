"""A region that several columns tell: 市 beside 县, both beside an address; or that the address alone tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import permutations

from graphsvc.domain.control import lies_in
from loaders.cells.places import region
from loaders.cells.reading import Issue, Read, issue
from loaders.cells.region_tables import regions
from loaders.lists.drafts import Draft, Told
from loaders.lists.plans import Plan
from loaders.raw_cells import Cell, cell_at, text_in
from loaders.text import cell_text, is_blank

_MOST_COLUMNS = 4
_MORE_OF_ADDRESS = re.compile(r"[路街道号村镇乡园区楼室巷厦弄里庄组队]|开发|工业")
"""What stands in the rest of an address; any other word beside a place that is clear without it tells no place."""


def region_in_parts(plan: Plan, cells: Sequence[Cell]) -> Told | None:
    """The smallest region that all filled columns agree on; None where one is filled, or where they contradict.

    Columns are read alone and two together (市中区 means nothing without 济南市). What only one of them says of itself,
    a region of the past or a name that no other makes clear, is said; that an address has more in it is not.
    """
    filled = {
        text: heading
        for heading in sorted(plan.headings, key=lambda each: each.position)
        if not is_blank(text := cell_text(cell_at(cells, heading.position)).strip())
    }
    if not 2 <= len(filled) <= _MOST_COLUMNS:
        return None
    alone = {text: plan.reader(text) for text in filled}
    reads: dict[tuple[str, ...], Read] = {(text,): read for text, read in alone.items()}
    for pair in permutations(filled, 2):
        reads[pair] = plan.reader(" ".join(pair))
    clear = {texts: read for texts, read in reads.items() if read.value is not None and not read.issues}
    if not clear:
        return None
    best = max(clear.values(), key=_depth)
    if not all(_agree(read, best) for read in alone.values() if read.value is not None):
        return None
    telling = [texts for texts, read in clear.items() if read == best]
    alone_best = {texts[0] for texts in telling if len(texts) == 1}
    explained = {
        text
        for texts in telling
        for text in texts
        if text in alone_best or _MORE_OF_ADDRESS.search(text) or not alone_best.intersection(texts)
    }
    said: list[Issue] = []
    for text, read in alone.items():
        if text not in explained:
            of_itself = [each for each in read.issues if read.value is None or each.code == "former_place"]
            said += [each._replace(original=text) for each in of_itself]
    first = next(iter(filled))
    return Told(plan.column, filled[first], " ".join(filled), best._replace(issues=tuple(said)))


def region_of_address(row: Draft) -> Told | None:
    """The region of a firm whose production address alone tells one; a region that could not be read stays unknown."""
    heading, address = row.plan.headings.get("address"), text_in(row.values, "address")
    if row.plan.sheet.table != "firms" or heading is None or address is None:
        return None
    place = region(address)
    if place.code is None or row.values.get("reg_region") is not None or "reg_region" in row.said:
        return None
    said = issue("region_from_address", "defaulted", value=regions().shown(place.code))
    zone = {"reg_region_zone": place.zone} if place.zone else None
    return Told(row.plan.sheet.column("reg_region"), heading, address, Read(place.code, zone, (said,)))


def _depth(read: Read) -> tuple[int, bool]:
    code = str(read.value)
    return 0 if code.endswith("0000") else 1 if code.endswith("00") else 2, bool(read.beside)


def _agree(one: Read, other: Read) -> bool:
    return lies_in(str(one.value), str(other.value)) or lies_in(str(other.value), str(one.value))
