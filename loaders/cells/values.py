"""One cell and its column to a typed value, its siblings and what has to be said about it."""

from __future__ import annotations

import re

from graphsvc.domain.dictionary import Column
from graphsvc.domain.identity import IDENTITIES
from graphsvc.domain.personal import mask
from graphsvc.domain.sentences import Code
from loaders.cells.annotations import annotated, naming_of, with_remarks
from loaders.cells.codes import read_industry, read_list, read_place, read_region, read_uscc
from loaders.cells.dates import Day, date_of_number, iso_period, parse_date, parse_period
from loaders.cells.figures import about_number_behind, read_plain_number, read_share
from loaders.cells.identifiers import firm_text
from loaders.cells.reading import (
    BLANK,
    Read,
    Reader,
    Reading,
    allowed_keys,
    bad,
    issue,
    nfkc,
    null_of,
    ticked,
    without_quotes,
    word_keys,
)
from loaders.cells.seen import read_seen
from loaders.cells.units import parse_unit
from loaders.entity_names import name_key
from loaders.raw_cells import Cell, IsoDay, Value, is_number
from loaders.text import LONGEST_NAME, cell_text, clean, null_reason, number_text, words

FIGURES = frozenset({"number", "integer", "share", "date", "bool"})
"""Types of columns whose long numbers are figures."""
TRUE_WORDS = words("是 √ ✓ ✔ ☑ ● 1 y yes true t 有 对 真 独家 唯一 独家供应 独家供货 唯一供应商 唯一供方 v on")
FALSE_WORDS = words("否 × ✗ ✘ x 0 n no false f 非 不是 不 假 off ☐ ○ 非独家 不独家")


def reader_of(reading: Reading) -> Reader:
    """The function that reads cells of a column (quantities in product units: see ``read_number``)."""
    kind = reading.column.rules.get("kind")
    by_kind = {"region": read_region, "uscc": read_uscc, "industry": read_industry}
    by_type = {
        "text": read_text,
        "code": read_code,
        "enum": read_enum,
        "bool": read_bool,
        "date": read_date,
        "list": read_list,
        "share": read_share,
    }
    is_written = reading.column.type not in FIGURES
    is_personal = "personal" in reading.column.rules
    is_short = _is_short(reading.table, reading.column)
    is_name = is_short and reading.column.type in ("text", "code", "enum")
    naming = naming_of(reading.table, reading.column)
    if kind in ("place", "country"):
        read = read_place
    elif kind in by_kind and reading.column.type != "list":
        read = by_kind[kind]
    else:
        read = by_type.get(reading.column.type, read_plain_number)

    def reader(cell: Cell) -> Read:
        """Everything that is the same for all columns comes first; numbers of persons go no further than here."""
        if cell is None:
            return BLANK
        if (as_seen := read_seen(cell, not is_written, reader)) is not None:
            return as_seen
        if is_short and isinstance(cell, str) and len(cell) > LONGEST_NAME:
            return Read(None, None, (issue("text_too_long", "nulled", n=len(cell), limit=LONGEST_NAME),))
        if is_written and (isinstance(cell, str) or is_number(cell)):
            masked = mask(cell_text(cell), is_personal)
            if masked != cell_text(cell):
                found = Read(None) if kind == "uscc" else reader(masked)
                return found._replace(
                    issues=(*found.issues, issue("personal_masked", "repaired" if found.value else "nulled"))
                )
        if isinstance(cell, str):
            text, was_dirty = clean(cell)
            if not text:
                return BLANK
            told = annotated(text, naming) if naming is not None and not reading.knows(text) else None
            if naming is not None and told is not None and told.notes:
                return with_remarks(naming, told, reader(told.name))
            if is_name and (match := _FOOTNOTE.search(text)) and match.start():
                found = reader(text[: match.start()])
                return found._replace(issues=(issue("footnote_left_out", "repaired", value=match[0]), *found.issues))
            if is_name and (match := _MARK.match(text)):
                found = reader(text[match.end() :])
                return found._replace(issues=(issue("footnote_left_out", "repaired", value=match[0]), *found.issues))
            found = read(reading, text)
            if told is not None and told.unclear:
                found = found._replace(issues=(*found.issues, issue("bracket_in_name", "kept", value=told.unclear)))
            if was_dirty:
                return found._replace(issues=(issue("invisible_characters", "repaired"), *found.issues))
            return found
        return read(reading, cell)

    return _remembering(reader)


_REMEMBERED = 1 << 15
"""Cells of a column of which it is remembered what they came to, so many at a time."""


def _remembering(read: Reader) -> Reader:
    """Read equal cells of a column once: names, codes and figures come again and again, and need one place in memory.

    What comes to a list, or to further fields, is read anew: no two rows share what one of them could change.
    """
    known: dict[tuple[type[Cell], Cell], Read] = {}

    def reader(cell: Cell) -> Read:
        if cell is None:
            return BLANK
        key = (type(cell), cell)
        found = known.get(key)
        if found is None:
            found = read(cell)
            if cell and found.beside is None and not isinstance(found.value, list):  # 0.0 and -0.0 are equal
                if len(known) >= _REMEMBERED:
                    known.clear()
                known[key] = found
        return found

    return reader


_FOOTNOTE = re.compile(r"\s*(?:[*＊※★☆▲△]|[(（]注\s*\d*[)）]|[①-⑳]|[¹²³⁴-⁹]|\[\d{1,2}\])+$")
"""Marks behind a name that point to a note."""

_MARK = re.compile(r"[＊※★☆▲△●◆■✦]+\s*(?=\w)|\*+\s*(?=[^\W\da-zA-Z])")
"""Marks in front of a name that set it apart; of *ST示例 the star belongs to the name."""


def _is_short(table: str, column: Column) -> bool:
    """Whether a cell of the column names, counts or dates something: all but remarks, descriptions and lists."""
    is_name = column.field.endswith("name") or (table in IDENTITIES and column.field in IDENTITIES[table].fields)
    return column.type not in ("text", "list") or is_name


def read_text(reading: Reading, cell: Cell) -> Read:
    """Free text, trimmed."""
    text = cell_text(cell)
    if len(text) < 8 and (null := null_of(reading, text)):
        return null
    if reading.table == "observations" and reading.column.field == "period":
        return _period(reading, cell)
    shortest = int(reading.column.rules.get("min_length", "0"))
    return Read(text, None, (issue("short_name", "kept", limit=shortest),) if len(text) < shortest else ())


def _period(reading: Reading, cell: Cell) -> Read:
    text = cell_text(cell)
    if isinstance(cell, IsoDay):
        return Read(cell.iso[:7])
    found = iso_period(text)
    return Read(found) if found else bad(reading, text)


def read_code(reading: Reading, cell: Cell) -> Read:
    """A code, or a reference as it is written; an own code loses inner blanks."""
    if is_number(cell):
        text = number_text(cell)
        if reading.column.references == "firms.firm_id" and len(text) > 15:
            return Read(text, None, (issue("V04", "kept"),))
        return Read(text)
    text = cell_text(cell)
    if reading.column.references:
        if len(text) < 8 and (null_reason(text) is not None):
            return Read(None, None, (issue("null_word", "nulled", word=text),))
        if reading.column.references == "firms.firm_id":
            return Read(firm_text(text))
        return Read(text)
    if null := null_of(reading, text):
        return null
    code = re.sub(r"\s+", "", nfkc(text))
    pattern = reading.column.rules.get("pattern")
    if pattern and not re.fullmatch(pattern, code):
        kept = reading.column.required == "R"
        return Read(code if kept else None, None, (issue("bad_pattern", "kept" if kept else "nulled"),))
    return Read(code)


def read_enum(reading: Reading, cell: Cell) -> Read:
    """One of the allowed values, exact after normalisation; units of measure are an open list."""
    text = cell_text(cell)
    key = name_key(without_quotes(ticked(text) or text)).strip("。.;；、")
    found = allowed_keys(reading.column.allowed).get(key) or word_keys(reading.table, reading.column.field).get(key)
    if found is not None:
        return Read(found)
    if null := null_of(reading, text):
        return null
    if reading.table == "products" and reading.column.field == "unit":
        return _unit(text)
    return bad(reading, text)


def _unit(text: str) -> Read:
    """A unit of measure: a remark in brackets (wafer size) stays, an alias becomes the unit, others are kept."""
    unit = parse_unit(text)
    if unit is None:
        return Read(text, None, (issue("unknown_unit", "kept"),))
    return Read(f"{unit.name}({unit.note})" if unit.note else unit.name)


def read_bool(reading: Reading, cell: Cell) -> Read:
    """是 or 否 in any of the usual signs."""
    if isinstance(cell, bool):
        return Read(cell)
    text = cell_text(cell)
    shown = ticked(text) or text
    key = name_key(shown).strip("。.;；")
    own = word_keys(reading.table, reading.column.field)
    for known, value in ((TRUE_WORDS, True), (FALSE_WORDS, False)):
        if key in known or own.get(key) == ("是" if value else "否"):
            return Read(value)
        if (remark := _BEHIND.fullmatch(key)) and remark[1] in known:  # 是(唯一)
            return Read(value, None, (issue("remark_left_out", "repaired", value=f"({remark[2]})"),))
    return null_of(reading, text) or bad(reading, text)


_BEHIND = re.compile(r"([^()]+)\(([^()]+)\)")


def read_date(reading: Reading, cell: Cell) -> Read:
    """A date; two dates in one cell give the sibling column too, or the later one (有效期)."""
    if isinstance(cell, IsoDay):
        beside = {f"{reading.column.field}_precision": cell.precision} if cell.precision else None
        return Read(cell.iso, beside, about_number_behind(cell.iso))
    text = cell_text(cell)
    if is_number(cell):
        day = date_of_number(cell)
        return _dated(reading, day) if day else bad(reading, text)
    if null := null_of(reading, text):
        return null
    if day := parse_date(text):
        return _dated(reading, day)
    if pair := parse_period(text):
        return _two_dates(reading, *pair)
    return bad(reading, text)


def _dated(reading: Reading, day: Day) -> Read:
    precision = reading.column.field + "_precision"
    if not day.precision and not day.repaired:
        return Read(day.iso, None, about_number_behind(day.iso))
    issues = (issue("date_guessed", "repaired", value=day.iso),) if day.repaired else ()
    if day.precision and not issues:
        issues = (issue("date_precision", "repaired", value=day.iso, precision=Code("precision", day.precision)),)
    return Read(day.iso, {precision: day.precision} if day.precision else None, issues)


_ENDS = {("technologies", "start"): "end", ("projects", "start"): "commission_date"}


def _two_dates(reading: Reading, first: Day, second: Day) -> Read:
    field = reading.column.field
    other = _ENDS.get((reading.table, field))
    if other is None:
        return _dated(reading, second if field == "valid_until" else first)._replace(
            issues=(issue("two_dates", "repaired", value=second.iso if field == "valid_until" else first.iso),)
        )
    beside: dict[str, Value] = {other: second.iso}
    if first.precision:
        beside[f"{field}_precision"] = first.precision
    if second.precision:
        beside[f"{other}_precision"] = second.precision
    return Read(first.iso, beside, (issue("two_dates", "repaired", value=f"{first.iso}, {second.iso}"),))
