"""Rows of lists 02, 03 and 05 as the whole version knows them: over all slots, with their position in the table."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import ReadOnly

from graphsvc.domain.rows import FirmRow, ProductRow, StageRow
from graphsvc.domain.tables import ChainTables


class ListedStage(StageRow):
    """A stage and its position in the table."""

    row: ReadOnly[int]


class ListedProduct(ProductRow):
    """A product: the first slot's row, its position, and the chains that list it."""

    row: ReadOnly[int]
    chains: ReadOnly[Sequence[str]]


class ListedFirm(FirmRow):
    """A firm and the position of its row."""

    row: ReadOnly[int]


def listed_stages(tables: ChainTables) -> dict[tuple[str, str], ListedStage]:
    """Stages by (chain, stage code)."""
    return {(r["slot_chain"], r["stage_code"]): {**r, "row": at} for at, r in enumerate(tables.each("stages"))}


def listed_products(tables: ChainTables) -> dict[str, ListedProduct]:
    """Products by code."""
    found: dict[str, ListedProduct] = {}
    chains: dict[str, list[str]] = {}
    for position, row in enumerate(tables.each("products")):
        code, chain = row["product_code"], row["slot_chain"]
        own = chains.setdefault(code, [])
        if code not in found:
            found[code] = {**row, "row": position, "chains": own}
        if chain not in own:
            own.append(chain)
    return found


def listed_firms(tables: ChainTables) -> dict[str, ListedFirm]:
    """One row per firm: a version has one each, the latest year of an older version's."""
    found: dict[str, ListedFirm] = {}
    for position, row in enumerate(tables.each("firms")):
        held = found.get(row["firm_id"])
        if held is None or (row["year"] or 0) > (held["year"] or 0):
            found[row["firm_id"]] = {**row, "row": position}
    return found
