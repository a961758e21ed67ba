"""Projects of list 13 as rows of list 06: the capacity they add, from the day they start."""

from __future__ import annotations

import pyarrow as pa

from graphsvc.domain.listed import listed_products
from graphsvc.domain.rows import ProjectRow
from graphsvc.domain.tables import ChainTables, arrow_schema, arrow_table

UNDER_CONSTRUCTION, PLANNED, PRESENT = "在建", "规划", "现状"
_STATE_OF = {"谋划": PLANNED, "签约": PLANNED, "立项": PLANNED, None: PLANNED, "开工": UNDER_CONSTRUCTION,
             "在建": UNDER_CONSTRUCTION, "投产": UNDER_CONSTRUCTION}  # fmt: skip
"""By phase; 达效 is in list 06 already."""
RUNNING = "投产"
_LEVEL = ("slot_chain", "slot_region", "source_file", "source_sheet", "source_row", "submission_id", "as_of", "quality")


def capacities_of_projects(tables: ChainTables) -> tuple[pa.Table, list[int]]:
    """Rows of list 06 for projects that add capacity to a product, and the positions of their own rows.

    One whose builder has a row of list 06 for the product under construction or planned is that row, and adds none.
    One that runs already, of a builder that list 06 knows as a maker today, may be in its figures: the state is blank.
    """
    units = {code: row["unit"] for code, row in listed_products(tables).items()}
    plants = tables["capacities"].select(["firm", "product", "state"]).to_pylist()
    listed = {(p["firm"], p["product"]) for p in plants if p["state"] in (UNDER_CONSTRUCTION, PLANNED)}
    made = {(p["firm"], p["product"]) for p in plants if p["state"] == PRESENT}
    found, rows = [], []
    for i, row in enumerate(tables.rows("projects")):
        key = (row["builder"], row["product"])
        if row["product"] is None or row["phase"] not in _STATE_OF or (row["builder"] and key in listed):
            continue
        state = None if row["phase"] == RUNNING and key in made else _STATE_OF[row["phase"]]
        found.append(_capacity(row, state, units))
        rows.append(i)
    made_table = arrow_table("capacities", found)
    return made_table if found else pa.Table.from_batches([], schema=arrow_schema("capacities")), rows


def _capacity(row: ProjectRow, state: str | None, units: dict[str, str | None]) -> dict[str, object]:
    unit = units.get(row["product"] or "")
    is_told = row["added_capacity_unit"] in (None, unit, f"{unit}/年")
    return {
        "firm": row["builder"],
        "site": row["name"],
        "site_region": row["site_region"],
        "product": row["product"],
        "design_capacity": row["added_capacity"] if is_told else None,
        "state": state,
        "start": row["commission_date"],
        "start_precision": row.get("commission_date_precision"),
        **{name: row.get(name) for name in _LEVEL},
    }
