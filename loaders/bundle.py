"""Files to staged submissions: one workbook, or all CSV files of one load, fills one slot (chain, region)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from graphsvc.domain.dictionary import Sheet, sheet_of, sheets
from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.ports import Progress
from graphsvc.domain.submission import LoadOptions, RawFile, Slot, Staged
from graphsvc.domain.tables import ChainTables, arrow_table
from loaders.files.sheets import CSV_ENDING, WORKBOOK_ENDINGS, RawSheet, read_file, shown_name
from loaders.knowledge_graph.files import is_graph_folder
from loaders.knowledge_graph.reading import FORMAT as GRAPH_FORMAT
from loaders.knowledge_graph.reading import read_graph
from loaders.lists.headings import Header, bare_name, find_header, identify
from loaders.lists.key_values import stage_submission
from loaders.lists.lines import data_rows
from loaders.lists.plans import plan_sheet
from loaders.lists.row_rules import Row
from loaders.lists.saying import ReadingReport
from loaders.lists.secrecy import file_level, marks_over
from loaders.lists.slots import find_slot
from loaders.lists.staging import Context, Outcome, Stager
from loaders.rows import Report
from loaders.text import cell_text, is_blank

MAX_FILES = 20
REQUIRED_LISTS = ("02", "03", "05", "06", "07")
"""Lists without which most questions have no answer (V01)."""

BAD_SHARE, BAD_FROM = 0.2, 10
"""A list of ten rows or more with a larger share of bad rows refuses the file."""

Chosen = tuple[Sheet, RawSheet, Header | None]
_ORDER = ("00", "01", "02", "03", "23", "05")


def read_submissions(paths: Sequence[Path], options: LoadOptions, progress: Progress) -> list[Staged]:
    """Read workbooks and CSV files into staged submissions, one per slot, references as written.

    Parameters
    ----------
    paths
        Files; a folder stands for the workbooks and CSV files in it. A workbook is a submission of its own, all
        CSV files of the call are one.
    options
        ``chain`` and ``region`` for files that name none; ``format`` workbook or csv narrows what is read,
        ``chain-knowledge-graph`` takes folders of that format (auto knows them by their seven files).

    Raises
    ------
    LoadError
        A file is refused (codes of ``loaders.files.sheets``; ``no_list``, ``no_header``, ``missing_column``,
        ``no_slot``, ``slot_conflict``, ``slot_twice``, ``too_many_bad_rows``, ``too_many_files``, ``V20``).
    """
    is_graph = {path: options.format == GRAPH_FORMAT or is_graph_folder(path) for path in paths}
    graphs = [path for path in paths if is_graph[path] and options.format in ("auto", GRAPH_FORMAT)]
    workbooks, tables = _files([path for path in paths if path not in graphs], options.format)
    groups = [[path] for path in workbooks] + ([tables] if tables else [])
    staged: list[Staged] = []
    for index, group in enumerate(groups):
        progress(index / max(len(groups), 1), "read")
        staged.append(_submission(group, options))
    staged += [read_graph(path, options) for path in dict.fromkeys(graphs)]
    seen: dict[Slot, str] = {}
    for each in staged:
        if each.slot in seen:
            files = (seen[each.slot], each.files[0].name)
            facts = {"chain": each.slot.chain, "region": each.slot.region, "files": "、".join(files)}
            notices = [Notice("slot_twice", Place(file=name), None, "refused", facts) for name in files]
            raise LoadError("slot_twice", notices=notices, **facts)
        seen[each.slot] = each.files[0].name
    progress(1.0, "read")
    return staged


def _files(paths: Sequence[Path], kind: str) -> tuple[list[Path], list[Path]]:
    """Workbooks and CSV files behind the paths, in order, each once."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith(("~$", ".")))
            endings = (*WORKBOOK_ENDINGS, CSV_ENDING)
            inside = [p for p in inside if p.suffix.lower() in endings]
            if not inside:
                name = shown_name(str(path))
                raise LoadError("empty_folder", notices=[Notice("empty_folder", Place(file=name))], file=name)
            found += inside
        else:
            found.append(path)
    found = list(dict.fromkeys(found))
    is_csv = {path: path.suffix.lower() == CSV_ENDING for path in found}
    if kind in ("csv", "workbook"):
        for path in found:
            if is_csv[path] != (kind == "csv"):
                name = shown_name(path.name)
                raise LoadError("wrong_format", notices=[Notice("wrong_format", Place(file=name))], file=name)
    workbooks = [path for path in found if not is_csv[path]]
    tables = [path for path in found if is_csv[path]]
    if len(workbooks) > MAX_FILES or len(tables) > 3 * MAX_FILES:
        raise LoadError("too_many_files", n=len(found), limit=MAX_FILES)
    return workbooks, tables


def _submission(paths: Sequence[Path], options: LoadOptions) -> Staged:
    books = [read_file(path) for path in paths]
    files = tuple(book.file for book in books)
    context = Context(ReadingReport())
    raws = [raw for book in books for raw in book.sheets]
    chosen = _choose(raws, files[0].name, context.report)
    outcomes: dict[str, Outcome] = {}
    context.secrecy += [mark for raw in raws for mark in marks_over(raw)]
    for sheet, raw, header in chosen:
        outcome = _stage(sheet, raw, header, context)
        before = outcomes.setdefault(sheet.table, Outcome())
        before.rows += outcome.rows
        before.bad += outcome.bad
        before.n_read += outcome.n_read
        _learn(sheet.table, outcome.rows, context)
        if before.n_read >= BAD_FROM and len(before.bad) > BAD_SHARE * before.n_read:
            raise _too_bad(raw, sheet, before, context.report)
    tables = {table: outcome.rows for table, outcome in outcomes.items()}
    level = file_level(context.secrecy, options.max_secrecy)
    for row in tables.get("submissions", ()):
        row["secrecy"] = level
    slot = find_slot(tables, options, files[0].name)
    _say_missing(chosen, files, context)
    digest = hashlib.sha256("\n".join([*sorted(f.sha256 for f in files), slot.chain, slot.region]).encode())
    submission_id = f"sub-{digest.hexdigest()[:16]}"
    return Staged(
        submission_id,
        slot,
        files,
        ChainTables(_typed(tables, context.parked, slot, submission_id, context.as_of)),
        context.report.notices(),
    )


def _choose(raws: Sequence[RawSheet], file: str, report: Report) -> list[Chosen]:
    """Sheets that are lists, in reading order; copies and unknown ones are said and left out."""
    found: list[Chosen] = []
    names: dict[str, list[RawSheet]] = {}
    for raw in raws:
        if not any(not is_blank(cell_text(cell)) for _, cells in raw.rows for cell in cells):
            continue
        place = Place(raw.file, raw.name)
        sheet, kind = identify(raw.name)
        header = find_header(raw, sheet) if sheet and sheet.number != "00" and kind != "copy" else None
        taken = names.get(sheet.table, []) if sheet else []
        if kind == "copy" or any(bare_name(other.name) == bare_name(raw.name) for other in taken):
            report.add("leftover_sheet", place, raw.name, "asked", list=sheet.name if sheet else "—")
            continue
        if sheet is None or (kind == "unknown" and header is None):
            report.add("unknown_sheet", place, raw.name, "ignored")
            continue
        if sheet.number != "00" and header is None:
            if kind == "list" and _has_table(raw):
                raise LoadError("no_header", notices=[_no_header(raw, sheet)], **_no_header(raw, sheet).facts)
            report.add("unknown_sheet", place, raw.name, "ignored")
            continue
        if kind == "unknown":
            report.add("sheet_guessed", place, raw.name, "repaired", list=sheet.name)
        if taken:
            report.add("lists_merged", place, raw.name, "merged", list=sheet.name, other=taken[0].name)
        if raw.state != "visible":
            report.add("hidden_sheet", place, raw.name, "kept")
        if raw.n_far_cells:
            report.add("far_cells", place, None, "ignored", n=raw.n_far_cells)
        for row, column, text in raw.comments:
            heading = next((h.text for h in header.headings if h.position == column - 1), None) if header else None
            report.add("cell_comment", Place(raw.file, raw.name, row, heading), text, "ignored")
        names.setdefault(sheet.table, []).append(raw)
        found.append((sheet, raw, header))
    if not found:
        raise LoadError("no_list", notices=[Notice("no_list", Place(file=file), None, "refused")], file=file)
    return sorted(found, key=lambda each: _ORDER.index(each[0].number) if each[0].number in _ORDER else len(_ORDER))


def _has_table(raw: RawSheet) -> bool:
    return any(sum(1 for cell in cells if cell is not None) >= 2 for _, cells in raw.rows)


def _no_header(raw: RawSheet, sheet: Sheet) -> Notice:
    keys = "、".join(c.heading for c in sheet.columns if c.required == "R")
    facts = {"file": raw.file, "sheet": raw.name, "list": sheet.name, "columns": keys}
    return Notice("no_header", Place(raw.file, raw.name), None, "refused", facts)


def _stage(sheet: Sheet, raw: RawSheet, header: Header | None, context: Context) -> Outcome:
    if header is None:
        outcome = stage_submission(raw, sheet, context)
        if outcome is None:
            raise LoadError("no_header", notices=[_no_header(raw, sheet)], **_no_header(raw, sheet).facts)
        return outcome
    data = data_rows(raw, sheet, header, context.report)
    knows = {"products": context.products.knows, "stages": context.stages.knows, "firms": context.firms.knows}
    plan = plan_sheet(raw, sheet, header, data, context.report, context.data_year, knows)
    return Stager(plan, context).run(data)


def _learn(table: str, rows: Sequence[Row], context: Context) -> None:
    """Note what later sheets need: products with units, stages, firms, cut-off date and data year."""
    for row in rows:
        if table == "submissions":
            context.as_of, context.data_year = row.get("as_of"), row.get("data_year")
        elif table == "products" and row.get("product_code"):
            names = (row.get("product_name"), *(row.get("aliases") or ()))
            context.products.add_product(row["product_code"], names, row.get("unit"))
        elif table == "stages":
            context.stages.add(row.get("stage_code"), (row.get("stage_name"),))
        elif table == "firms":
            code = row.get("uscc") or row.get("other_id")
            context.firms.add(code, (row.get("name"), *(row.get("aliases") or ())))
        elif table == "aliases" and row.get("target") and row.get("alias"):
            known = {"产品": context.products, "环节": context.stages, "企业": context.firms}.get(row.get("kind") or "")
            if known is not None:
                known.add(known.code(row["target"]), (row["alias"],))


def _too_bad(raw: RawSheet, sheet: Sheet, outcome: Outcome, report: Report) -> LoadError:
    """The refusal of a list with too many bad rows: every notice that stands at one of them."""
    rows = {number for number, _, _ in outcome.bad}
    notices = [n for n in report.notices() if n.place.sheet == raw.name and n.place.row in rows]
    facts = {"file": raw.file, "sheet": raw.name, "n": len(outcome.bad), "of": outcome.n_read, "list": sheet.name}
    return LoadError("too_many_bad_rows", notices=notices[:500], **facts)


def _say_missing(chosen: Sequence[Chosen], files: Sequence[RawFile], context: Context) -> None:
    present = {sheet.number for sheet, _, _ in chosen}
    for sheet in sheets():
        if sheet.number in REQUIRED_LISTS and sheet.number not in present:
            name = f"{sheet.number}_{sheet.name}"
            context.report.add("V01", Place(files[0].name, name), None, "kept", list=name)
    if context.as_of is None:
        context.report.add("no_cutoff_date", Place(files[0].name), None, "kept")


def _typed(
    tables: dict[str, list[Row]], parked: list[Row], slot: Slot, submission_id: str, as_of: str | None
) -> dict[str, pa.Table]:
    """Rows with their provenance as canonical tables."""
    made: dict[str, pa.Table] = {}
    for table, rows in ({**tables, "parked": parked}).items():
        dated = table != "parked" and not any(c.field == "as_of" for c in sheet_of(table).columns)
        for row in rows:
            row["slot_chain"], row["slot_region"] = slot.chain, slot.region
            row["submission_id"] = submission_id
            if dated:
                row["as_of"] = as_of
        if rows:
            made[table] = arrow_table(table, rows)
    return made
