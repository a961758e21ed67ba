"""ChainKnowledgeGraph: a folder of seven CSV files becomes one submission of the slot (XX-C00, no region).

Industries are stages, listed companies are firms, main products are present-day capacities of unknown quantity,
materials are product inputs of unknown coefficient and necessity. What the files do not say stays null. A product's
key is its name as it stands. Every row of every file is loaded, merged or parked, and counted (``rows_accounted``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.submission import LoadOptions, Slot, Staged
from graphsvc.domain.tables import ChainTables, arrow_columns, arrow_table
from loaders.cells.places import region as find_region
from loaders.knowledge_graph.files import NEEDED, GraphFile, absent, mapping, read_graph_file
from loaders.knowledge_graph.firms import firm_stages, firms
from loaders.knowledge_graph.products import capacities, product_relations, products
from loaders.knowledge_graph.stages import Made, stage_inputs, stages
from loaders.report import Report

FORMAT = "chain-knowledge-graph"
CHAIN_CODE, CHAIN_NAME = "XX-C00", "产业链知识图谱"


def is_chain_knowledge_graph(tables: ChainTables) -> bool:
    """Whether staged tables came from this loader: their ids are final and need no resolving."""
    submissions = tables["submissions"]
    return "format" in submissions.column_names and FORMAT in submissions["format"].to_pylist()


def read_graph(folder: Path, options: LoadOptions) -> Staged:
    """Read a folder of this format.

    Raises
    ------
    LoadError
        ``not_a_graph_folder``: it is no folder, or holds no products.csv; ``bad_region_option``; refusals of single
        files as in ``read_graph_file``.
    """
    lacking = [f"{stem}.csv" for stem in NEEDED if not (folder / f"{stem}.csv").is_file()]
    if lacking:
        facts = {"file": folder.name or str(folder), "lacking": "、".join(lacking)}
        raise LoadError(
            "not_a_graph_folder",
            notices=[Notice("not_a_graph_folder", Place(facts["file"]), None, "refused", facts)],
            **facts,
        )
    report = Report()
    slot = _slot(options, folder)
    files = {
        stem: read_graph_file(path, report) if (path := folder / f"{stem}.csv").is_file() else absent(stem, report)
        for stem in mapping()
    }
    raws = tuple(file.raw for file in files.values() if file.raw.sha256)
    digest = hashlib.sha256("\n".join([FORMAT, *sorted(f.sha256 for f in raws), slot.chain, slot.region]).encode())
    submission_id = f"sub-{digest.hexdigest()[:16]}"
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in files:
            report.add("unknown_sheet", Place(path.name, path.stem), path.name, "ignored")
    beside = {"slot_chain": slot.chain, "slot_region": slot.region, "submission_id": submission_id}
    tables = _tables(files, slot, beside, report)
    accounts = [file.account() for file in files.values() if file.raw.sha256]
    return Staged(submission_id, slot, raws, ChainTables(tables), (*accounts, *report.notices()))


def _slot(options: LoadOptions, folder: Path) -> Slot:
    if options.region is None:
        return Slot(options.chain or CHAIN_CODE, "")
    found = find_region(options.region)
    if found.code is None:
        facts = {"file": folder.name, "value": options.region}
        notice = Notice("bad_region_option", Place(folder.name), None, "refused", facts)
        raise LoadError("bad_region_option", notices=[notice], **facts)
    return Slot(options.chain or CHAIN_CODE, found.code)


def _tables(
    files: Mapping[str, GraphFile], slot: Slot, beside: Mapping[str, str], report: Report
) -> dict[str, pa.Table]:
    made: dict[str, Made] = {}
    stage_book, made["stages"] = stages(files["industries"])
    made["stage_inputs"] = stage_inputs(files["industry_upstream"], stage_book)
    firm_book, made["firms"] = firms(files["companies"])
    made["firm_stages"] = firm_stages(files["company_industry"], firm_book, stage_book)
    known, made["products"] = products(files["products"])
    made["capacities"] = capacities(files["company_product"], firm_book, known)
    made |= product_relations(files["product_product"], known)
    tables = {}
    for table, (file, rows, columns) in made.items():
        if rows:
            where = {"source_file": file.raw.name, "source_sheet": file.stem}
            lines = [file.lines[row] for row in rows]
            tables[table] = arrow_columns(table, len(rows), {**columns, **where, "source_row": lines, **beside})
    head = {**beside, "source_file": next(iter(files.values())).raw.name, "chain_code": slot.chain}
    head["chain_name"] = CHAIN_NAME
    tables["submissions"] = arrow_columns(
        "submissions", 1, {**head, "region_code": slot.region or None, "format": FORMAT}
    )
    tables["chains"] = arrow_columns("chains", 1, {**head, "region_code": slot.region or None})
    parked = [{**row, **beside} for file in files.values() for row in file.parked_rows(known)]
    if parked:
        tables["parked"] = arrow_table("parked", parked)
    _say_what_is_missing(tables, report)
    return tables


def _say_what_is_missing(tables: Mapping[str, pa.Table], report: Report) -> None:
    """What the format never tells, in one line each."""
    if "firms" in tables:
        report.add("firms_by_stock_code", Place("companies.csv", "companies"), None, "kept", n=tables["firms"].num_rows)
    if "products" in tables:
        inputs = set(tables["product_inputs"]["to_product"].to_pylist()) if "product_inputs" in tables else set()
        n = sum(code not in inputs for code in tables["products"]["product_code"].to_pylist())
        report.add("products_without_inputs", Place("products.csv", "products"), None, "kept", n=n)
    report.add("V01", Place("companies.csv", "07_供应关系"), None, "kept", list="07_供应关系")
    report.add("no_cutoff_date", Place("products.csv"), None, "kept")
