"""Files to staged submissions: one workbook, or the CSV files of one place, fills one slot (chain, region)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from graphsvc.domain.dictionary import sheets
from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.ports import Progress
from graphsvc.domain.submission import LoadOptions, Slot, Staged
from loaders.files.folders import Arrival, Arrived, empty, gather, is_list_file, left_out
from loaders.files.kinds import is_text
from loaders.files.verdicts import refusal, shown_name
from loaders.knowledge_graph.reading import FORMAT as GRAPH_FORMAT
from loaders.knowledge_graph.reading import graph_form, may_be_graph, read_graph
from loaders.lists.slots import no_slot
from loaders.lists.submission import read_submission


def read_submissions(paths: Sequence[Path], options: LoadOptions, progress: Progress) -> list[Staged]:
    """Read workbooks and CSV files into staged submissions, one per slot, references as written.

    Parameters
    ----------
    paths
        Files; a folder stands for the workbooks and CSV files in it and its subfolders, an archive (.zip) for those it
        holds. A workbook is a submission of its own, or one with others of its slot where no list stands in two of
        them; CSV files are one where they were named one by one, and one for each folder, each subfolder and each
        folder of an archive.
    options
        ``chain`` and ``region`` for files that name none; ``format`` workbook or csv narrows what is read,
        ``chain-knowledge-graph`` takes folders of that format (auto knows them by the names of their files).

    Raises
    ------
    LoadError
        Files are refused, every one of them named (``several_refused``), under their own codes: those of
        ``loaders.files.sheets``, ``archive_unsafe``, ``empty_folder``, ``no_list``, ``no_header``, ``missing_column``,
        ``no_slot``, ``slot_conflict``, ``slot_twice``, ``too_many_bad_rows``, ``V20``. ``too_many_files`` at once.
    """
    with TemporaryDirectory(prefix="graphsvc-") as folder:
        arrival = gather(paths, Path(folder))
        work, notices, refused = _sort_out(paths, arrival, options)
        found: list[tuple[_Read, Staged]] = []
        for index, read in enumerate(work):
            progress(index / max(len(work), 1), "read")
            try:
                found.append((read, read()))
            except LoadError as error:
                refused.append(error)
        staged = list(_joined(found, refused))
    refused = [_with_offers(error, staged) for error in [*refused, *_slots_twice(staged)]]
    if refused:
        raise LoadError.together(refused)
    if notices:
        staged[0] = replace(staged[0], notices=(*notices, *staged[0].notices))
    progress(1.0, "read")
    return staged


@dataclass(frozen=True)
class _Lists:
    """Files of one submission of our own lists."""

    files: Sequence[Arrived]
    options: LoadOptions
    is_workbook: bool = False

    def __call__(self) -> Staged:
        return read_submission(self.files, self.options)


@dataclass(frozen=True)
class _Graph:
    """Files of a folder that are a graph."""

    files: Sequence[Arrived]
    name: str
    options: LoadOptions

    def __call__(self) -> Staged:
        return read_graph({each.base: each.path for each in self.files}, self.name, self.options)


_Read = Callable[[], Staged]
Work = list[_Read]


def _sort_out(
    paths: Sequence[Path], arrival: Arrival, options: LoadOptions
) -> tuple[Work, list[Notice], list[LoadError]]:
    """What is to be read: workbooks, then texts, then graphs; what was left out; and what is refused already."""
    graphs, files = _graphs(paths, arrival.files, options)
    others = [each for each in files if each.source is not None and not is_list_file(each.name)]
    files = [each for each in files if each not in others]
    refused = [*arrival.refused, *_empty_sources(files, others, graphs)]
    is_csv = {each.path: is_text(each.path, each.name) for each in files}
    if options.format in ("csv", "workbook"):
        refused += [refusal("wrong_format", e.name) for e in files if is_csv[e.path] != (options.format == "csv")]
    workbooks = [each for each in files if not is_csv[each.path]]
    texts, most = [each for each in files if is_csv[each.path]], options.most_files
    if over := [*workbooks[most:], *texts[3 * most :]]:
        notices = [Notice("too_many_files", Place(file=over[0].name), None, "refused")]
        raise LoadError("too_many_files", notices=notices, n=len(files), limit=most)
    places: dict[str, list[Arrived]] = {}
    for each in files:
        if is_csv[each.path]:
            places.setdefault(each.folder, []).append(each)
    lists: Work = [_Lists([each], options, is_workbook=True) for each in workbooks]
    lists += [_Lists(group, options) for group in places.values()]
    notices = [notice for notice in map(left_out, others) if notice is not None]
    return [*lists, *graphs], notices, refused


def _graphs(
    paths: Sequence[Path], files: Sequence[Arrived], options: LoadOptions
) -> tuple[list[_Graph], list[Arrived]]:
    """Folders that are a graph, and the files of no such folder; asked for graphs alone, nothing else is looked for."""
    folders: dict[str, list[Arrived]] = {}
    for each in files:
        if each.source is not None:
            folders.setdefault(each.folder, []).append(each)
    if options.format == GRAPH_FORMAT:
        named = {name: group for name, group in folders.items() if may_be_graph(each.base for each in group)}
        found = {group[0].source for group in named.values()}
        asked = [shown_name(str(path) if path.is_dir() else path.name) for path in dict.fromkeys(paths)]
        lacking = [_Graph((), Path(name).name, options) for name in asked if name not in found]
        return [*(_Graph(group, Path(name).name, options) for name, group in named.items()), *lacking], []
    if options.format != "auto":
        return [], list(files)
    whole = {name: group for name, group in folders.items() if graph_form(each.base for each in group)}
    rest = [each for each in files if each.source is None or each.folder not in whole]
    return [_Graph(group, Path(name).name, options) for name, group in whole.items()], rest


def _empty_sources(files: Sequence[Arrived], others: Sequence[Arrived], graphs: Sequence[_Graph]) -> list[LoadError]:
    """Refusals of folders and archives of which nothing can be read."""
    read = {each.source for each in files} | {each.source for graph in graphs for each in graph.files}
    return [empty(name) for name in dict.fromkeys(each.source for each in others) if name and name not in read]


def _with_offers(error: LoadError, staged: Sequence[Staged]) -> LoadError:
    """The refusal of a file without slot, with the codes that the other files name."""
    if error.code != "no_slot":
        return error
    others = {
        "chain": list(dict.fromkeys(each.slot.chain for each in staged)),
        "region": list(dict.fromkeys(each.slot.region for each in staged)),
    }
    return no_slot(str(error.facts["file"]), str(error.facts["lacking"]).split(), others)


def _joined(found: Sequence[tuple[_Read, Staged]], refused: list[LoadError]) -> Iterator[Staged]:
    """The submissions; workbooks of one slot that share no list (each office sends its own) are read as one."""
    slots: dict[Slot, list[tuple[_Lists, Staged]]] = {}
    for read, staged in found:
        if isinstance(read, _Lists) and read.is_workbook:
            slots.setdefault(staged.slot, []).append((read, staged))
    done: set[Slot] = set()
    for read, staged in found:
        parts = slots.get(staged.slot, []) if isinstance(read, _Lists) and read.is_workbook else []
        if len(parts) < 2 or not _share_no_list([part for _, part in parts]):
            yield staged
        elif staged.slot not in done:
            done.add(staged.slot)
            try:
                yield _as_one(parts)
            except LoadError as error:
                refused.append(error)


def _share_no_list(parts: Sequence[Staged]) -> bool:
    """Whether each list stands in one of the workbooks alone, rows that wait included."""
    lists = [table for part in parts for table in _lists_of(part)]
    return len(set(lists)) == len(lists)


def _lists_of(staged: Staged) -> set[str]:
    known = {sheet.table for sheet in sheets()}
    return known & {*staged.tables.n_rows(), *(str(row["table"]) for row in staged.tables.rows("parked"))}


def _as_one(parts: Sequence[tuple[_Lists, Staged]]) -> Staged:
    """Workbooks of one slot as one submission: first the one that tells what it is of; each further one is said."""
    ordered = sorted(parts, key=lambda part: "submissions" not in _lists_of(part[1]))
    files = [file for read, _ in ordered for file in read.files]
    staged = read_submission(files, ordered[0][0].options)
    facts = {"chain": staged.slot.chain, "region": staged.slot.region, "first": staged.files[0].name}
    said = [Notice("workbooks_joined", Place(file=each.name), each.name, "merged", facts) for each in staged.files[1:]]
    return replace(staged, notices=(*said, *staged.notices))


def _slots_twice(staged: Sequence[Staged]) -> list[LoadError]:
    """Refusals of submissions that fill the slot of an earlier one."""
    seen: dict[Slot, str] = {}
    refused: list[LoadError] = []
    for each in staged:
        name = each.files[0].name
        if each.slot in seen:
            files = (seen[each.slot], name)
            facts = {"chain": each.slot.chain, "region": each.slot.region, "files": "、".join(files)}
            notices = [Notice("slot_twice", Place(file=file), None, "refused", facts) for file in files]
            refused.append(LoadError("slot_twice", notices=notices, **facts))
        seen.setdefault(each.slot, name)
    return refused
