"""Public code tables as data: regions, development zones, countries, industry classes of both editions, units.

Facts of GB/T 2260, GB/T 4754 (2011 and 2017) and ISO 3166; sources stand in the manual's page on reference tables.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources

_SHORT_TAILS = ("壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区", "自治区", "省", "市")


@cache
def reference_rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Rows of one code table: regions, zones, countries, industries, industries_2011, industry_limits,
    essentiality or units.

    ``province_tiles`` places the 34 provinces of GB/T 2260 on a grid of tiles by who lies beside whom: our own
    arrangement, a schematic picture that shows neither borders nor areas.
    """
    text = resources.files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _names(table: str, key: str, value: str) -> Mapping[str, str]:
    rows = reference_rows(table)
    if table == "regions":
        rows = tuple(r for r in rows if r["status"] == "current") + tuple(r for r in rows if r["status"] != "current")
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row[key], row[value])
    return found


def region_name(code: str, short: bool = False) -> str:
    """Name of a GB/T 2260 code ("" if unknown); ``short`` drops 省, 市, 自治区 … of provinces."""
    name = _names("regions", "code", "name").get(code, "")
    if short:
        for tail in _SHORT_TAILS:
            if name.endswith(tail) and len(name) > len(tail):
                return name[: -len(tail)]
    return name


def country_name(alpha2: str, lang: str = "zh") -> str:
    """Name of an ISO 3166 country in Chinese or (``en``) English, the code itself if unknown."""
    return _names("countries", "alpha2", "name" if lang == "zh" else "name_en").get(alpha2, alpha2)


def industry_name(code: str | None) -> str:
    """Name of a GB/T 4754-2017 code, "" if unknown."""
    return _names("industries", "code", "name").get(code or "", "")


INDUSTRY_COUNTS: Mapping[str, int] = {"division": 41, "group": 207, "class": 666}
"""Codes of industry (sections B, C and D) in GB/T 4754-2017, by level."""


@cache
def industrial_codes(level: str) -> Mapping[str, str]:
    """Names of all industry codes (sections B, C, D) of one level, by code, in the standard's order.

    Raises
    ------
    ValueError
        The table at hand is not the whole 2017 edition: it must hold 41 divisions, 207 groups, 666 classes.
    """
    found = {
        row["code"]: row["name"]
        for row in reference_rows("industries")
        if row["section"] in ("B", "C", "D") and row["level"] == level
    }
    if len(found) != INDUSTRY_COUNTS[level]:
        raise ValueError(f"industries.csv holds {len(found)} of {INDUSTRY_COUNTS[level]} codes of level {level}")
    return found


def industry_limit(code: str) -> tuple[str, str] | None:
    """(resource, franchised or capacity_controlled; note) of a code that is not open to anybody, else None."""
    for row in reference_rows("industry_limits"):
        if code.startswith(row["code"]):
            return row["restriction"], row["note"]
    return None
