"""Page: how a load came out. Counts by gravity, kinds with remedies, the cells concerned with their original text, and
which list each sheet was read as, so that a table that was lost is missed."""

from __future__ import annotations

from graphsvc.domain.dictionary import list_name, sheets
from graphsvc.domain.notices import Lang, notice_document
from graphsvc.domain.pages import Block, Goto, Line, Links, Listing, Page, Sentences, Tile, Tiles
from graphsvc.domain.report import Cell, Coded, Saying
from graphsvc.domain.sentences import Both
from graphsvc.usecases.load_documents import verdict
from graphsvc.usecases.load_submission import LoadOutcome
from graphsvc.usecases.pages.waiting import upload_form
from graphsvc.usecases.sheets_read import sheets_read

CELLS = 200
"""Cells shown; the load report of the submission holds all."""


def uploaded(outcome: LoadOutcome, lang: Lang) -> Page:
    """What a person is told after a load."""
    found = verdict(outcome)
    files = tuple(file.name for part in outcome.parts for file in part.staged.files)
    facts: dict[str, Cell] = {
        "version": outcome.version_id or "",
        "n": len(outcome.parts),
        "files": files,
        "n_rows": sum(sum(part.resolved.tables.n_rows().values()) for part in outcome.parts),
    }
    told = Saying("uploaded" if outcome.published else "uploaded_nothing_new", facts)
    blocks: list[Block] = [
        Sentences(((told, None),), "green"),
        Tiles(tuple(Tile(f"n_{gravity}", n) for gravity, n in found.counts.items())),
    ]
    if outcome.published:
        links = (("changes", Goto("/versions"), False), ("today", Goto("/"), False))
        blocks.append(Links(links))
    if found.kinds:
        blocks.append(_kinds(outcome, lang))
        blocks.append(_cells(outcome, lang))
    return Page("uploaded", "today", (*blocks, _sheets(outcome), upload_form()))


def _sheets(outcome: LoadOutcome) -> Listing:
    names = {list_name(each.table): Both(list_name(each.table), f"{each.number} {each.name_en}") for each in sheets()}
    lines = [
        Line((read.file, read.sheet, names[read.list], read.rows, read.waiting))
        for part in outcome.parts
        for read in sheets_read(part.staged)
    ]
    return Listing("sheets_read", ("file", "sheet", "list", "rows_read", "rows_waiting"), tuple(lines), len(lines))


def _kinds(outcome: LoadOutcome, lang: Lang) -> Listing:
    lines = []
    for kind in verdict(outcome).kinds:
        said = notice_document(kind.example, lang)
        cells = (said["message"], kind.n, Coded("action", kind.action or "kept"), said["remedy"])
        lines.append(Line(cells))
    return Listing("load_kinds", ("kind", "n", "done", "remedy"), tuple(lines), len(lines), has_files=False)


def _cells(outcome: LoadOutcome, lang: Lang) -> Listing:
    """Cells and rows as they stand on their sheet."""
    told = [notice for notice in outcome.notices if notice.place.sheet is not None]
    lines = []
    for notice in told[:CELLS]:
        said, place = notice_document(notice, lang), notice.place
        cells = (place.file, place.sheet, place.row, place.column, notice.original, said["message"],
                 Coded("action", notice.action or "kept"))  # fmt: skip
        lines.append(Line(cells))
    columns = ("file", "sheet", "row", "column", "original", "what", "done")
    return Listing("load_cells", columns, tuple(lines), len(told), has_files=False)
