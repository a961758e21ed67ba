"""Files to staged submissions: one workbook, or all CSV files of one load, fills one slot (chain, region)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.ports import Progress
from graphsvc.domain.submission import LoadOptions, Slot, Staged
from loaders.files.sheets import CSV_ENDING, WORKBOOK_ENDINGS, shown_name
from loaders.knowledge_graph.files import is_graph_folder
from loaders.knowledge_graph.reading import FORMAT as GRAPH_FORMAT
from loaders.knowledge_graph.reading import read_graph
from loaders.lists.submission import read_submission

MAX_FILES = 20


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
        staged.append(read_submission(group, options))
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
    over = [*workbooks[MAX_FILES:], *tables[3 * MAX_FILES :]]
    if over:
        notices = [Notice("too_many_files", Place(file=shown_name(over[0].name)), None, "refused")]
        raise LoadError("too_many_files", notices=notices, n=len(found), limit=MAX_FILES)
    return workbooks, tables
