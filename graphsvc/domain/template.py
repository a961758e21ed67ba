"""The empty workbook in words: what stands in its example rows, in the notes on its headings, on its unit lines.

The workshop that writes it and the loaders that know it again read this one source (``template.toml``). An example row
is known by its mark and by standing as it was printed; what an office altered under the mark is no example.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from graphsvc.domain.dictionary import Column, Sheet, sheet_of

EXAMPLE = "【示例】"
"""How the first cell of an example row begins, and cells of sheet 00 that only show how to fill it in."""

NOTE = "【填写】"
"""How a note on a heading begins."""

OPTIONS_SHEET = "下拉选项"
"""Name of the sheet that holds the entries of drop-down lists; it is no list."""


@cache
def _texts() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("template.toml").read_text(encoding="utf-8"))


@cache
def word(key: str) -> str:
    """A word of the template."""
    text: str = _texts()["word"][key]
    return text


@cache
def examples(table: str) -> Mapping[str, str]:
    """What stands in the example row of a list: printed heading to text, the first text marked; blanks left out."""
    found: dict[str, str] = {}
    for column in sheet_of(table).columns:
        text = "" if column.is_derived else example_of(table, column)
        if text:
            found[column.heading] = text if found else EXAMPLE + text
    return found


def example_of(table: str, column: Column) -> str:
    """An example for one column as a person writes it, "" where its own row is better without."""
    told = _texts()["example"].get(table, {})
    if column.field in told:
        return str(told[column.field])
    usual = _texts()["usual"]
    for key in (column.references, column.rules.get("kind")):
        if key in usual:
            return str(usual[key])
    return column.allowed[0] if column.allowed else str(usual.get(column.type, ""))


def unit_line(column: Column) -> str:
    """What the line over the headings says of a column: its unit, else how it is written."""
    if column.type in ("number", "integer") and column.default_unit:
        return str(_texts()["unit"].get(column.default_unit, column.default_unit))
    return _way(column, "short")


def note_on(sheet: Sheet, column: Column) -> str:
    """The note on a heading: whether it is required, what to write, unit, what a blank means, an example."""
    lines = [f"{NOTE}{column.heading} {column.label_en}", _needed(column), _way(column, "long")]
    if column.type in ("number", "integer") and column.default_unit:
        lines.append(word("unit").format(unit=unit_line(column)))
    if column.references:
        number = sheet_of(column.references.partition(".")[0])
        lines.append(word("reference").format(list=f"{number.number}_{number.name}"))
    if column.required != "R":
        lines.append(_blank(column))
    example = example_of(sheet.table, column)
    if example:
        lines.append(word("example").format(text=example))
    return "\n".join(filter(None, lines))


def is_printed_note(sheet: Sheet, text: str) -> bool:
    """Whether a note beside a cell is one of the template's, word for word; blanks and line breaks aside."""
    return _bare(text) in _printed_notes(sheet.table)


@cache
def _printed_notes(table: str) -> frozenset[str]:
    sheet = sheet_of(table)
    return frozenset(_bare(note_on(sheet, column)) for column in sheet.columns if not column.is_derived)


def _bare(text: str) -> str:
    return "".join(text.split())


def _needed(column: Column) -> str:
    if column.required != "C":
        return word("required" if column.required == "R" else "optional")
    conditions: Mapping[str, str] = _texts()["condition"]
    return word("conditional").format(when=conditions[column.condition or ""])


def _way(column: Column, length: str) -> str:
    """How a column is written, shortly or in a sentence."""
    kind = column.rules.get("kind") or ""
    ways: Mapping[str, Mapping[str, str]] = _texts()["way"]
    if column.type == "list":
        plain = kind or _told(column) or ("enum" if column.allowed else "")
        return " · ".join(filter(None, (ways["list"][length], ways[plain][length] if plain else "")))
    key = "year" if column.field.endswith("year") else kind or _told(column) or column.type
    way = ways[key][length]
    if length == "long" and "open" in column.rules:
        way += ways["open"][length]
    return way


def _told(column: Column) -> str:
    """The way of a column that refers to another list, "" of any other."""
    return "" if not column.references else "firms" if column.references.startswith("firms.") else "reference"


def _blank(column: Column) -> str:
    told, _, value = column.blank_means.partition(":")
    blanks: Mapping[str, str] = _texts()["blank"]
    return blanks["default"].format(value=blanks.get(value, value)) if told == "default" else blanks[told]
