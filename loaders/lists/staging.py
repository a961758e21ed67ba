"""The rows of one sheet, typed and with provenance; what cannot be read is parked or null, and said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from graphsvc.domain.dictionary import Column, Sheet
from graphsvc.domain.personal import mask
from loaders.cells.products_in_cells import Names, Products, split_states
from loaders.cells.reading import BLANK, DOUBTED, Issue, Read, issue
from loaders.concerns import as_written
from loaders.entity_names import name_key
from loaders.files.sheets import Cell
from loaders.lists.amounts import read_amounts
from loaders.lists.doubts import Doubt, settle
from loaders.lists.headings import Heading
from loaders.lists.plans import Plan, SheetPlan
from loaders.lists.row_rules import Row, missing_fields, missing_key
from loaders.lists.secrecy import Mark
from loaders.rows import Report
from loaders.text import cell_text, clean, is_blank

_SPLIT_TABLES = frozenset({"capacities", "supplies"})
_AMOUNTS = frozenset({"unit/yr", "万元", "1"})
_REJECTED = frozenset({"V03", "V04"})


@dataclass
class Context:
    """What the sheets of one submission share while they are read."""

    report: Report
    products: Products = field(default_factory=Products)
    stages: Names = field(default_factory=Names)
    firms: Names = field(default_factory=Names)
    as_of: str | None = None
    data_year: int | None = None
    parked: list[Row] = field(default_factory=list)
    secrecy: list[Mark] = field(default_factory=list)


@dataclass
class Outcome:
    """Rows of one sheet, how many were read, and which of them were bad (row number and code)."""

    rows: list[Row] = field(default_factory=list)
    n_read: int = 0
    bad: list[tuple[int, str, str]] = field(default_factory=list)


class _RowState:
    """One row while it is read."""

    __slots__ = ("doubted", "is_repaired", "is_short", "number", "parked", "rejected", "said", "values")

    def __init__(self, number: int) -> None:
        self.number = number
        self.values: Row = {}
        self.said: set[str] = set()
        self.doubted: list[Doubt] = []
        self.parked: tuple[str, str] | None = None
        self.rejected: tuple[str, str] | None = None
        self.is_repaired = False
        self.is_short = False


class Stager:
    """Reads the data rows of one sheet by its plan."""

    def __init__(self, plan: SheetPlan, context: Context) -> None:
        self.plan, self.context = plan, context
        self.table = plan.sheet.table
        self.simple = [p for p in plan.plans if not p.is_quantity]
        self.amounts = [p for p in plan.plans if p.is_quantity]
        self.product = next((p for p in self.simple if self._is_product(p.column)), None)
        self.by_field = {p.column.field: p for p in plan.plans}
        self.headings = {p.column.field: p.headings[0] for p in plan.plans}

    def _is_product(self, column: Column) -> bool:
        return self.table in _SPLIT_TABLES and column.field == "product"

    def run(self, data: Sequence[tuple[int, list[Cell]]]) -> Outcome:
        """Read all rows."""
        outcome = Outcome()
        hidden = self.plan.raw.hidden_rows
        for number, cells in data:
            outcome.n_read += 1
            if number in hidden:
                self.context.report.add("hidden_row", self.plan.place(number), None, "kept")
            bad: tuple[str, str] | None = None
            for state in self.read_row(number, cells):
                if state.parked:
                    self.park(state, cells)
                    bad = bad or state.parked
                    continue
                bad = bad or state.rejected
                state.values["quality"] = "C" if state.is_short else "B" if state.is_repaired else "A"
                state.values["source_file"] = self.plan.raw.file
                state.values["source_sheet"] = self.plan.raw.name
                state.values["source_row"] = number
                outcome.rows.append(state.values)
            if bad:
                outcome.bad.append((number, *bad))
        return outcome

    def read_row(self, number: int, cells: list[Cell]) -> Iterator[_RowState]:
        """One row of the sheet as one row of the list, or several."""
        state = _RowState(number)
        width = len(cells)
        for plan in self.simple:
            position = plan.headings[0].position
            if plan.mode == "single":
                cell = cells[position] if position < width else None
                if cell is None:
                    continue
                found = plan.reader(cell)
                if found is BLANK:
                    continue
                if found.issues:
                    self.say(state, plan.column, plan.headings[0], cell, found)
                self.take(state, plan.column.field, found)
            else:
                self.read_several(state, plan, cells)
        self.combined(state)
        products = self._products(state)
        extra = self._states(state, cells) if self.table == "capacities" else None
        read_amounts(self, state, cells, with_figures=len(products) < 2)
        for doubt in state.doubted:
            settled = settle(doubt, state.values)
            self.say(state, doubt.column, doubt.heading, doubt.cell, settled)
            self.take(state, doubt.column.field, settled)
        if len(products) > 1:
            yield from self._split(state, products, cells)
            return
        self.finish(state)
        yield state
        if extra is not None:
            self.finish(extra)
            yield extra

    def take(self, state: _RowState, name: str, found: Read) -> None:
        """Keep what a cell became; a sibling never overwrites a column's own value."""
        if found.value is not None:
            state.values[name] = found.value
        for key, value in (found.beside or {}).items():
            if state.values.get(key) is None:
                state.values[key] = value

    def say(self, state: _RowState, column: Column, heading: Heading | None, cell: Cell, found: Read) -> None:
        """Say the issues of a cell at its place; note parking and rejection."""
        original = cell_text(cell)
        if "personal" in column.rules or column.field == "person":
            original = mask(original, True)
        place = self.plan.place(state.number, heading)
        for each in found.issues:
            if each.action == DOUBTED:
                state.doubted.append(Doubt(column, heading, cell, each))
                continue
            self.context.report.add(each.code, place, original or None, each.action, **each.facts)
            state.said.add(column.field)
            if each.action == "parked":
                state.parked = state.parked or (each.code, place.column or "")
            elif each.action != "kept":
                state.is_repaired = True
            if each.code in _REJECTED and column.field == "uscc":
                state.rejected = (each.code, place.column or "")

    def note(self, state: _RowState, field_name: str, cell: Cell, *issues: Issue) -> None:
        """Say something about a field of the row."""
        column = self.plan.sheet.column(field_name)
        self.say(state, column, self.headings.get(field_name), cell, Read(None, None, issues))

    def read_several(self, state: _RowState, plan: Plan, cells: list[Cell]) -> None:
        """A field that several columns feed: lists add up, a name stands in for its code, else the first counts."""
        name = plan.column.field
        for index, heading in enumerate(plan.headings):
            cell = cells[heading.position] if heading.position < len(cells) else None
            if cell is None or is_blank(cell_text(cell)):
                continue
            found = plan.reader(cell)
            before = state.values.get(name)
            if plan.mode == "list":
                found = found._replace(value=_joined(before, found.value))
            elif before is not None and found.value is not None:
                if plan.mode == "pair":
                    self._check_pair(state, plan, heading, str(before), cell)
                elif before != found.value:
                    facts = {"kept": str(before), "heading": plan.headings[0].text}
                    said = Read(None, None, (issue("conflicting_cells", "ignored", **facts),))
                    self.say(state, plan.column, heading, cell, said)
                continue
            if found.issues and (index == 0 or found.value is not None or before is None):
                self.say(state, plan.column, heading, cell, found)
            self.take(state, name, found)

    def _check_pair(self, state: _RowState, plan: Plan, heading: Heading, code: str, cell: Cell) -> None:
        """Say where the name beside a code is another one's."""
        lists = {"firms": self.context.firms, "products": self.context.products, "stages": self.context.stages}
        known = lists.get((plan.column.references or "").partition(".")[0])
        if known is not None and known.disagree(code, cell_text(cell)):
            named = known.codes.get(name_key(code), code)
            said = Read(None, None, (issue("code_name_mismatch", "kept", named=code, known=named),))
            self.say(state, plan.column, heading, cell, said)

    def combined(self, state: _RowState) -> None:
        """Columns printed as 环节/产品 or 适用环节/企业类型: each entry goes where it belongs."""
        values, stages = state.values, self.context.stages
        if self.table == "risks" and "/" in getattr(self.headings.get("product"), "text", ""):
            text = values.get("product")
            if text and not values.get("stage") and not self.context.products.knows(text) and stages.knows(text):
                values["stage"] = values.pop("product")
        if self.table == "policies" and "/" in getattr(self.headings.get("stages"), "text", ""):
            entries = values.get("stages") or []
            values["stages"] = [e for e in entries if stages.knows(e)] or None
            types = [e for e in entries if not stages.knows(e)]
            values["firm_types"] = _joined(values.get("firm_types"), types or None)

    def _products(self, state: _RowState) -> list[str]:
        text = state.values.get("product") if self.product else None
        return self.context.products.split(text) if isinstance(text, str) else []

    def _split(self, state: _RowState, products: list[str], cells: list[Cell]) -> Iterator[_RowState]:
        """Several products in one cell: as many rows, their figures left null and told in the warning."""
        figures: dict[str, str] = {}
        for plan in self.plan.plans:
            heading = plan.headings[0]
            cell = cells[heading.position] if heading.position < len(cells) else None
            if plan.column.unit in _AMOUNTS and cell is not None:
                figures[heading.text] = cell_text(cell)
                for name in ("", "_lower", "_upper", "_flag"):
                    state.values.pop(plan.column.field + name, None)
                state.said.add(plan.column.field)
        told = "；".join(f"{heading} {text}" for heading, text in figures.items()) or "—"
        split = issue("products_split", "repaired", n=len(products), figures=told)
        self.note(state, "product", state.values["product"], split)
        for product in products:
            each = _RowState(state.number)
            each.values = {**state.values, "product": product}
            each.said, each.parked, each.is_repaired = set(state.said), state.parked, True
            self.finish(each)
            yield each

    def _states(self, state: _RowState, cells: list[Cell]) -> _RowState | None:
        """500(在建300): the row keeps 500 and a second row 在建 carries 300 as design capacity."""
        extra: _RowState | None = None
        for plan in self.amounts:
            position = plan.headings[0].position
            cell = cells[position] if position < len(cells) else None
            found = split_states(cell) if isinstance(cell, str) else None
            if found is None:
                continue
            now, other, figure = found
            cells[position] = now
            heading = plan.headings[0]
            if figure:
                said = issue("states_split", "repaired", state=other, figure=figure)
                self.say(state, plan.column, heading, cell, Read(None, None, (said,)))
                extra = extra or _RowState(state.number)
                extra.is_repaired = True
                keep = ("firm", "site", "site_region", "site_region_zone", "park", "product")
                extra.values.update({k: state.values[k] for k in keep if k in state.values}, state=other)
                if "design_capacity" not in extra.values or plan.column.field == "design_capacity":
                    design = self.by_field.get("design_capacity", plan)
                    width = design.headings[0].position + 1
                    line: list[Cell] = [None] * width
                    line[width - 1] = figure
                    read_amounts(self, extra, line, only="design_capacity")
                state.values.setdefault("state", "现状")
            else:
                stands = state.values.setdefault("state", other)
                said = issue("state_in_cell", "repaired", state=other, stands=stands)
                self.say(state, plan.column, heading, cell, Read(None, None, (said,)))
        return extra

    def finish(self, state: _RowState) -> None:
        """Defaults and missing cells."""
        sheet, values = self.plan.sheet, state.values
        missing = missing_key(self.table, values)
        if missing:
            self._missing_key(state, missing)
        for column in missing_fields(sheet, values):
            default = column.blank_means.removeprefix("default:")
            if default in column.allowed:
                values[column.field] = default
                self.note(state, column.field, None, issue("default_used", "defaulted", value=default))
                continue
            state.is_short = True
            if column in self.plan.absent or column.field in state.said or (missing and column.field in missing):
                continue
            self.note(state, column.field, None, issue("missing_value", "kept", heading=column.heading))

    def _missing_key(self, state: _RowState, fields: Sequence[str]) -> None:
        heading = "/".join(self.plan.sheet.column(each).heading for each in fields)
        if state.parked is None:
            self.note(state, fields[0], None, issue("missing_value", "parked", heading=heading))

    def park(self, state: _RowState, cells: Sequence[Cell]) -> None:
        """Keep the cells of a row that could not be read, with the reason."""
        self.context.parked.append(
            {
                "table": self.table,
                "code": (state.parked or ("bad_value", ""))[0],
                "file": self.plan.raw.file,
                "sheet": self.plan.raw.name,
                "row": state.number,
                "cells": parked_cells(self.plan.sheet, self.plan.plans, cells, state.values.get("product")),
                **as_written(self.table, state.values),
            }
        )


def parked_cells(sheet: Sheet, plans: Sequence[Plan], cells: Sequence[Cell], product: str | None = None) -> str:
    """A row as JSON text: heading to the cell's text as written, personal numbers masked, blanks left out."""
    shown: dict[str, str] = {}
    for plan in plans:
        for heading in plan.headings:
            cell = cells[heading.position] if heading.position < len(cells) else None
            text = cell_text(cell).strip()
            if text:
                shown[heading.text] = mask(clean(text)[0], "personal" in plan.column.rules)
            if text and product and plan.column.field == "product" and sheet.table in _SPLIT_TABLES:
                shown[heading.text] = product
    return orjson.dumps(dict(sorted(shown.items()))).decode()


def _joined(before: Any, after: Any) -> Any:
    if not isinstance(before, list) or not isinstance(after, list):
        return after if after is not None else before
    return [*before, *(each for each in after if each not in before)]
