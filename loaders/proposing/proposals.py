"""What a person could decide about a composition, told from what was said while it was loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import orjson

from graphsvc.domain.decisions import Candidate, Doubt, Kind, Proposal
from graphsvc.domain.dictionary import list_name, sheet_of, sheets
from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.ports import Part
from loaders.entity_names import PROVISIONAL, provisional_id
from loaders.knowledge_graph.reading import is_chain_knowledge_graph
from loaders.lists.headings import match_heading
from loaders.lists.row_texts import canonical
from loaders.proposing.candidates import (
    MOST,
    Candidates,
    heading_options,
    is_provisional,
    place_options,
    unit_options,
)
from loaders.rulings import ALIASED, DANGLING, UNKNOWN_REFERENCE, WHY_UNKNOWN

_LISTS: Mapping[str, str] = {list_name(table): table for table in ALIASED.values()}
_CELLS: Mapping[str, Kind] = {
    "V08": "place", "unknown_place": "place", "unit_not_understood": "unit", "unknown_unit": "unit",
}  # fmt: skip


def proposals(parts: Sequence[Part]) -> list[Proposal]:
    """Open doubts of a composition, each once with its first place and how often it was met.

    A text that names no firm is only asked about where a listed firm is like it: others are simply not listed.
    """
    candidates = Candidates(parts)
    found: dict[str, Proposal] = {}
    for part in parts:
        if is_chain_knowledge_graph(part.staged.tables):
            continue
        for each in _of_part(part, candidates):
            known = found.get(each.doubt.key)
            found[each.doubt.key] = each if known is None else replace(known, n=known.n + each.n)
    return sorted(found.values(), key=lambda each: -each.n)


def _of_part(part: Part, candidates: Candidates) -> Iterator[Proposal]:
    notices = (*part.staged.notices, *part.resolved.notices)
    slot = part.staged.slot
    for notice in notices:
        found = _of_notice(notice, part, candidates)
        if found is not None:
            yield replace(found, slot=(slot.chain, slot.region))
    for found in _of_rows(part, notices, candidates):
        yield replace(found, slot=(slot.chain, slot.region))


def _of_notice(notice: Notice, part: Part, candidates: Candidates) -> Proposal | None:
    """The doubt that one notice tells of, None for none."""
    text, slot = notice.original or "", part.staged.slot
    if notice.code == "unknown_heading":
        return _heading(notice, part)
    if not text:
        return None
    if notice.code in _CELLS:
        kind = _CELLS[notice.code]
        options = place_options(text) if kind == "place" else unit_options()
        return Proposal(Doubt(kind, "", slot.region if kind == "place" else "", text), notice, options=options)
    if notice.code == UNKNOWN_REFERENCE:
        table = _LISTS.get(str(notice.facts.get("list")))
        return _alias(notice, table, part, candidates) if table and _is_unknown(notice) else None
    if notice.code == "V06":
        return _by_name(notice, part, candidates)
    if notice.code == "V03" and notice.facts.get("proposal") not in (None, "—"):
        option = Candidate(str(notice.facts["proposal"]))
        return Proposal(Doubt("code", "firms", "", text), notice, (option,))
    if notice.code == "V05":
        code = str(notice.facts["firm_id"])
        name = candidates.names("firms", "").get(code, "")
        return Proposal(Doubt("alias", "firms", "", text), notice, (Candidate(code, name),))
    if notice.code == "V05b":
        names = candidates.names("firms", "")
        options = tuple(Candidate(code, names.get(code, "")) for code in str(notice.facts["others"]).split("、"))
        return Proposal(Doubt("merge", "firms", "", text), notice, options)
    return None


def _is_unknown(notice: Notice) -> bool:
    return notice.facts.get("why_zh") == WHY_UNKNOWN["unknown"][0]


def _alias(notice: Notice, table: str, part: Part, candidates: Candidates) -> Proposal | None:
    """A text that names nothing in a list; the score of a short name is that of being a part of the whole."""
    text, scope = notice.original or "", "" if table == "firms" else part.staged.slot.chain
    options = candidates.alike(table, scope, text)
    if table == "firms":
        options = _with_short_name(notice, part, options)
        if not options:
            return None
    return Proposal(Doubt("alias", table, scope, text), notice, options)


def _with_short_name(notice: Notice, part: Part, options: Sequence[Candidate]) -> tuple[Candidate, ...]:
    for said in part.resolved.notices:
        if said.code == "alias_proposal" and said.original == notice.original:
            firm_id, score = str(said.facts["firm_id"]), float(str(said.facts["score"]))
            own = next((each for each in options if each.value == firm_id), None)
            first = Candidate(firm_id, str(said.facts["name"]), max(score, (own and own.score) or 0.0))
            return (first, *(each for each in options if each.value != firm_id))[:MOST]
    return tuple(options)


def _by_name(notice: Notice, part: Part, candidates: Candidates) -> Proposal | None:
    """A firm known by name only: in sheet 05 it may be another row of it, elsewhere the text may name a row."""
    text = notice.original or ""
    firm_id = str(notice.facts.get("firm_id") or provisional_id(text))
    if firm_id not in candidates.names("firms", ""):
        return _alias(notice, "firms", part, candidates)
    options = candidates.alike("firms", "", text, without=(firm_id,))
    options = tuple(each for each in options if not is_provisional(each.value))
    shown = firm_id.removeprefix(PROVISIONAL) if options else None
    return Proposal(Doubt("merge", "firms", "", firm_id), notice, options, shown=shown) if options else None


def _heading(notice: Notice, part: Part) -> Proposal | None:
    table, text = str(notice.facts.get("table")), notice.place.column or notice.original or ""
    if not text or all(sheet.table != table for sheet in sheets()):
        return None
    rows = part.staged.tables[table]
    read = [name for name in rows.column_names if rows[name].null_count < rows.num_rows]
    near, options = str(notice.facts.get("nearest")), heading_options(table, read)
    proposed = tuple(each for each in options if each.value == near)
    return Proposal(Doubt("heading", table, "", text), notice, proposed, options=options)


def _of_rows(part: Part, notices: Sequence[Notice], candidates: Candidates) -> Iterator[Proposal]:
    """Rows that wait for a fault of their own: a doubt for each faulty cell."""
    faults: dict[tuple[str | None, str | None, int | None], list[Notice]] = {}
    for notice in notices:
        if notice.action == "parked" and notice.code != DANGLING:
            faults.setdefault(_at(notice.place), []).append(notice)
    for row in part.resolved.tables.rows("parked"):
        table = row["table"]
        if row["code"] == DANGLING or all(sheet.table != table for sheet in sheets()):
            continue
        told: Mapping[str, str] = orjson.loads(row["cells"]) if row["cells"] else {}
        cells, original = tuple(told.items()), canonical(table, row["cells"])
        seen: set[str] = set()
        for notice in faults.get((row["file"], row["sheet"], row["row"]), ()):
            for field in _fields(table, notice):
                if field in seen or not _is_about(notice, row["code"], cells):
                    continue
                seen.add(field)
                column = sheet_of(table).column(field)
                proposed = _for_cell(table, field, notice, part, candidates)
                options = tuple(Candidate(value) for value in sheet_of(table).column(field).allowed)
                place = replace(notice.place, column=notice.place.column or column.heading)
                doubt = Doubt("row", table, "", original, field)
                said, shown = replace(notice, place=place), notice.original or ""
                yield Proposal(doubt, said, proposed, cells=cells, options=options, shown=shown)


def _is_about(notice: Notice, code: str, cells: Sequence[tuple[str, str]]) -> bool:
    """Whether a notice is about this one of several rows made of one line: its text stands among the cells."""
    text = notice.original
    return notice.code == code and (not text or any(text in cell or cell in text for _, cell in cells))


def _fields(table: str, notice: Notice) -> list[str]:
    """Fields of the faulty cell: as its heading says, else as the sentence names them."""
    words = [notice.place.column or "", *str(notice.facts.get("heading", "")).split("/")]
    found = [match.column.field for word in words if word and (match := match_heading(sheet_of(table), word))]
    return list(dict.fromkeys(found))


def _for_cell(table: str, field: str, notice: Notice, part: Part, candidates: Candidates) -> tuple[Candidate, ...]:
    column, text = sheet_of(table).column(field), notice.original or ""
    target = (column.references or "").partition(".")[0]
    if target in ALIASED.values() and text:
        scope = "" if target == "firms" else part.staged.slot.chain
        return candidates.alike(target, scope, text)
    return ()


def _at(place: Place) -> tuple[str | None, str | None, int | None]:
    return place.file, place.sheet, place.row
