"""Names of firms as lists write them: an id made from a name is a key, and no person should have to read it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from graphsvc.domain.tables import ChainTables


def written_names(tables: ChainTables) -> dict[str, str]:
    """Firm id to name as written, for firms that list 05 does not have; of several spellings always the same one."""
    data = tables["firm_names"]
    found: dict[str, str] = {}
    for firm, name in zip(data["firm"].to_pylist(), data["name"].to_pylist(), strict=True):
        if firm not in found or _rank(name) < _rank(found[firm]):
            found[firm] = name
    return found


def name_of(firm: str, names: Mapping[str, str]) -> str:
    """What people call a firm that list 05 does not have: as written, else what its id says."""
    return names.get(firm) or firm.removeprefix("~").partition("@")[0]


def _rank(name: str) -> tuple[bool, bool, int, str]:
    """Smallest is best: capitals beside small letters, no full-width ones, most small letters, first in the alphabet.

    Hangs on the spelling alone, so neither the order of rows nor of loads decides.
    """
    n_small = sum(letter.islower() for letter in name)
    is_mixed = n_small > 0 and any(letter.isupper() for letter in name)
    is_wide = any(unicodedata.east_asian_width(letter) == "F" and letter.isalnum() for letter in name)
    return (not is_mixed, is_wide, -n_small, name)
