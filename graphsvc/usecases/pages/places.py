"""Places of the lists by level: provinces, cities of a province, counties of a city."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graphsvc.domain.control import region_prefix
from graphsvc.domain.reference import region_name


def parts_of(region: str | None, *codes: Sequence[str]) -> list[str]:
    """Codes one level below a region (provinces where none is asked) in which some of ``codes`` lie, sorted.

    Examples
    --------
    >>> parts_of(None, ["371302", "130200", ""]), parts_of("370000", ["371302", "130200"])
    (['130000', '370000'], ['371300'])
    """
    return at_level(region, level_below(region), [code for part in codes for code in part])


def level_below(region: str | None) -> int:
    """How many digits tell the parts of a region: 2 provinces, 4 cities, 6 counties."""
    if not region:
        return 2
    return min(6, max(2, len(region_prefix(region))) + 2)


def at_level(region: str | None, digits: int, codes: Iterable[str]) -> list[str]:
    """Codes known to GB/T 2260 with ``digits`` telling digits under a region in which some of ``codes`` lie, sorted."""
    head = region_prefix(region) if region else ""
    found = set()
    for code in set(codes):
        part = code[:digits]
        if len(code) == 6 and code.startswith(head) and len(region_prefix(code)) >= digits:
            found.add(part.ljust(6, "0"))
    return sorted(code for code in found if code != region and region_name(code))
