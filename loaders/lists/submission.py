"""One workbook, or the CSV files of one load, to one staged submission."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from graphsvc.domain.dictionary import sheet_of, sheets
from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Place
from graphsvc.domain.submission import LoadOptions, RawFile, Slot, Staged
from graphsvc.domain.tables import ChainTables
from loaders.decided import DECIDED, Decided
from loaders.decided import kept as kept_decisions
from loaders.files.folders import Arrived
from loaders.files.sheets import RawBook, read_file
from loaders.later_units import LATER, kept
from loaders.lists.choosing import choose_lists, no_header
from loaders.lists.chosen import Chosen
from loaders.lists.decided_cells import with_decided_headings
from loaders.lists.key_values import stage_submission
from loaders.lists.learned import Learned
from loaders.lists.lines import data_rows
from loaders.lists.plans import plan_sheet
from loaders.lists.saying import ReadingReport
from loaders.lists.secrecy import file_level, marks_over
from loaders.lists.slots import find_slot
from loaders.lists.staged_rows import StagedRows
from loaders.lists.staging import Context, Outcome, stage_rows
from loaders.raw_cells import Row, Value
from loaders.rulings import is_refused, too_many_bad_rows

REQUIRED_LISTS = ("02", "03", "05", "06", "07")
"""Lists without which most questions have no answer (V01)."""

_ERRORS_SHOWN = 500


def read_submission(arrived: Sequence[Arrived], options: LoadOptions) -> Staged:
    """Read the files of one submission, references as written; refusals as in ``read_submissions``."""
    decided = Decided(options.decisions, (options.chain, options.region))
    context = Context(ReadingReport(), Learned(decided))
    told = _read_files(arrived, context)
    slot = _complete_heads(told.tables, file_level(context.secrecy, options.max_secrecy), options, told.files[0].name)
    _say_missing(told, context)
    decided.note_scope(slot.chain)
    decided.note_scope(slot.region)
    typed = _typed(told.tables, context, slot)
    later = {LATER: kept(context.later)} if context.later else {}
    about = decided.about({**typed, **later}) if decided.has_names() else []
    submission_id = _submission_id(told.files, slot, decided)
    typed = {name: _with_id(data, submission_id) for name, data in typed.items()} | later
    if about:
        typed[DECIDED] = kept_decisions(about)
    return Staged(submission_id, slot, told.files, ChainTables(typed), context.report.notices())


class _Told(NamedTuple):
    """What files tell: they themselves, rows by table, and the numbers of the lists they have."""

    files: tuple[RawFile, ...]
    tables: dict[str, StagedRows]
    present: frozenset[str]


def _read_files(arrived: Sequence[Arrived], context: Context) -> _Told:
    """Raw cells stay in here: they are gone before tables are made of what they came to."""
    books = _read_all(arrived)
    files = tuple(book.file for book in books)
    for book in books:
        for notice in book.notices:
            context.report.take(notice)
    raws = [raw for book in books for raw in book.sheets]
    chosen = choose_lists(raws, files[0].name, context.report)
    context.secrecy += [mark for raw in raws for mark in marks_over(raw)]
    return _Told(files, _read_lists(chosen, context), frozenset(each.sheet.number for each in chosen))


def _submission_id(files: Sequence[RawFile], slot: Slot, decided: Decided) -> str:
    """Made of the bytes, the slot, and what persons decided as far as it was applied."""
    applied = sorted(f"{key} {each.verdict} {each.value}" for key, each in decided.used.items())
    told = "\n".join([*sorted(f.sha256 for f in files), slot.chain, slot.region, *applied])
    return f"sub-{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _read_all(arrived: Sequence[Arrived]) -> list[RawBook]:
    """Every file as raw cells; where some are refused, each of them is named."""
    books: list[RawBook] = []
    refused: list[LoadError] = []
    for each in arrived:
        try:
            books.append(read_file(each.path, each.name))
        except LoadError as error:
            refused.append(error)
    if refused:
        raise LoadError.together(refused)
    return books


def _read_lists(chosen: Sequence[Chosen], context: Context) -> dict[str, StagedRows]:
    """Rows by table; later sheets are read with what earlier ones told. Every list that is refused is named."""
    outcomes: dict[str, Outcome] = {}
    refused: dict[str, LoadError] = {}
    for each in chosen:
        table, found = each.sheet.table, _read_list(each, context)
        whole = outcomes.setdefault(table, Outcome())
        whole.add(found)
        context.learned.learn(table, found.rows)
        if is_refused(len(whole.bad), whole.n_read):
            refused[table] = _too_bad(each, whole, context)
    if refused:
        raise LoadError.together(list(refused.values()))
    context.later = [each for outcome in outcomes.values() for each in outcome.later]
    return {table: outcome.rows for table, outcome in outcomes.items()}


def _read_list(chosen: Chosen, context: Context) -> Outcome:
    sheet, raw, header = chosen
    if header is not None:
        header = with_decided_headings(header, sheet, raw, context.learned.decided, context.report)
        data = data_rows(raw, sheet, header, context.report)
        return stage_rows(plan_sheet(raw, sheet, header, data, context.report, context.learned), data, context)
    outcome = stage_submission(raw, sheet, context)
    if outcome is None:
        raise no_header(raw, sheet)
    return outcome


def _too_bad(chosen: Chosen, outcome: Outcome, context: Context) -> LoadError:
    """The refusal of a list with too many bad rows: every notice that stands at one of them."""
    raw, bad = chosen.raw, set(outcome.bad)
    notices = [n for n in context.report.notices() if n.place.sheet == raw.name and n.place.row in bad]
    counts = len(outcome.bad), outcome.n_read
    return too_many_bad_rows(raw.file, raw.name, chosen.sheet.name, counts, notices[:_ERRORS_SHOWN])


def _say_missing(told: _Told, context: Context) -> None:
    for sheet in sheets():
        if sheet.number in REQUIRED_LISTS and sheet.number not in told.present:
            name = f"{sheet.number}_{sheet.name}"
            context.report.add("V01", Place(told.files[0].name, name), None, "kept", list=name)
    if context.learned.as_of is None:
        context.report.add("no_cutoff_date", Place(told.files[0].name), None, "kept")


def _complete_heads(tables: dict[str, StagedRows], secrecy: str | None, options: LoadOptions, file: str) -> Slot:
    """The slot, told in sheets 00 and 01 where they left it blank, and the 密级 that counts."""
    heads: dict[str, list[Row]] = {t: list(tables[t]) for t in ("submissions", "chains") if t in tables}
    for row in heads.get("submissions", ()):
        row["secrecy"] = secrecy
    slot = find_slot(heads, options, file)
    tables.update({table: StagedRows(rows) for table, rows in heads.items()})
    return slot


def _typed(tables: dict[str, StagedRows], context: Context, slot: Slot) -> dict[str, pa.Table]:
    """Rows with their slot as canonical tables; they leave ``tables`` one after the other."""
    beside: dict[str, Value] = {"slot_chain": slot.chain, "slot_region": slot.region}
    made: dict[str, pa.Table] = {}
    for table in list(tables):
        has_date = any(c.field == "as_of" for c in sheet_of(table).columns)
        rows = tables.pop(table)
        if rows.n:
            made[table] = rows.table(table, beside if has_date else {**beside, "as_of": context.learned.as_of})
    if context.parked:
        made["parked"] = StagedRows(context.parked).table("parked", beside)
    return made


def _with_id(data: pa.Table, submission_id: str) -> pa.Table:
    """A table whose rows say which submission they belong to."""
    at = data.schema.get_field_index("submission_id")
    ids = pa.repeat(pa.scalar(submission_id, pa.string()), data.num_rows)
    return data.set_column(at, data.schema.field(at), ids)
