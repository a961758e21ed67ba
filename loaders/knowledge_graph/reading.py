"""ChainKnowledgeGraph: a folder of seven CSV files, or of JSON lines as published, becomes one submission (XX-C00).

Industries are stages, listed companies are firms, main products are present-day capacities of unknown quantity,
materials are product inputs of unknown coefficient and necessity. What the files do not say stays null. A product's
key is its name as it stands. Every row of every file is loaded, merged or parked, and counted (``rows_accounted``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import pyarrow as pa

from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.submission import LoadOptions, Slot, Staged
from graphsvc.domain.tables import ChainTables, arrow_columns, arrow_table
from loaders.cells.places import region as find_region
from loaders.knowledge_graph.files import GraphFile, absent, mapping, read_graph_file
from loaders.knowledge_graph.firms import firm_stages, firms
from loaders.knowledge_graph.products import capacities, product_relations, products
from loaders.knowledge_graph.published import published, read_published
from loaders.knowledge_graph.stages import Made, stage_inputs, stages
from loaders.report import Report

FORMAT = "chain-knowledge-graph"
Form = Literal["csv", "json"]
NEEDED: Mapping[Form, str] = {"csv": "products.csv", "json": "product.json"}
"""The file without which a folder is no such graph; any other may be absent and is said."""

CHAIN_CODE, CHAIN_NAME = "XX-C00", "产业链知识图谱"


def is_chain_knowledge_graph(tables: ChainTables) -> bool:
    """Whether staged tables came from this loader: their ids are final and need no resolving."""
    submissions = tables["submissions"]
    return "format" in submissions.column_names and FORMAT in submissions["format"].to_pylist()


def graph_form(names: Iterable[str]) -> Form | None:
    """In which form files of these names are a whole graph: CSV, JSON lines as published, or neither."""
    there = set(names)
    return next((form for form, files in _files_of().items() if files.keys() <= there), None)


def may_be_graph(names: Iterable[str]) -> bool:
    """Whether the file is among them without which there is no graph."""
    return not set(NEEDED.values()).isdisjoint(names)


def read_graph(files: Mapping[str, Path], folder: str, options: LoadOptions) -> Staged:
    """Read the files of a folder, by name, that are a graph in one of both forms.

    Raises
    ------
    LoadError
        ``not_a_graph_folder``: there is no list of products; ``bad_region_option``; refusals of single files as in
        ``read_graph_file`` and ``read_published``.
    """
    form: Form | None = next((form for form, names in _files_of().items() if NEEDED[form] in files), None)
    if form is None:
        facts = {"file": folder, "lacking": "、".join(NEEDED.values())}
        notices = [Notice("not_a_graph_folder", Place(folder), None, "refused", facts)]
        raise LoadError("not_a_graph_folder", notices=notices, **facts)
    report = Report()
    slot = _slot(options, folder)
    if form == "json":
        found, raws = read_published(files, report)
    else:
        found = {
            stem: read_graph_file(files[name], report) if name in files else absent(stem, report, name)
            for name, stem in _files_of()["csv"].items()
        }
        raws = [file.raw for file in found.values() if file.raw.sha256]
    digest = hashlib.sha256("\n".join([FORMAT, *sorted(f.sha256 for f in raws), slot.chain, slot.region]).encode())
    submission_id = f"sub-{digest.hexdigest()[:16]}"
    for name in sorted(files):
        if name.endswith((".csv", ".json")) and name not in _files_of()[form]:
            report.add("unknown_sheet", Place(name, Path(name).stem), name, "ignored")
    beside = {"slot_chain": slot.chain, "slot_region": slot.region, "submission_id": submission_id}
    tables = _tables(found, slot, beside, report)
    accounts = [file.account() for file in found.values() if file.raw.sha256]
    return Staged(submission_id, slot, tuple(raws), ChainTables(tables), (*accounts, *report.notices()))


@cache
def _files_of() -> Mapping[Form, Mapping[str, str]]:
    """File names of each form, with the stem of the CSV that says the same."""
    as_published = {each.file: stem for stem, each in published().items()}
    return {"csv": {f"{stem}.csv": stem for stem in mapping()}, "json": as_published}


def _slot(options: LoadOptions, folder: str) -> Slot:
    if options.region is None:
        return Slot(options.chain or CHAIN_CODE, "")
    found = find_region(options.region)
    if found.code is None:
        facts = {"file": folder, "value": options.region}
        notice = Notice("bad_region_option", Place(folder), None, "refused", facts)
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
    _say_what_is_missing(tables, files["companies"].raw.name, files["products"].raw.name, report)
    return tables


def _say_what_is_missing(tables: Mapping[str, pa.Table], companies: str, products: str, report: Report) -> None:
    """What the format never tells, in one line each, at the files of companies and products."""
    if "firms" in tables:
        report.add("firms_by_stock_code", Place(companies, "companies"), None, "kept", n=tables["firms"].num_rows)
    if "products" in tables:
        inputs = set(tables["product_inputs"]["to_product"].to_pylist()) if "product_inputs" in tables else set()
        n = sum(code not in inputs for code in tables["products"]["product_code"].to_pylist())
        report.add("products_without_inputs", Place(products, "products"), None, "kept", n=n)
    report.add("V01", Place(companies, "07_供应关系"), None, "kept", list="07_供应关系")
    report.add("no_cutoff_date", Place(products), None, "kept")
