"""Defects of single cells: what cannot be read, is guessed at, or lies outside of what may be."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from random import Random
from typing import Any, NamedTuple

from tests.corpus.defects import Defect, Expected, at, some_row
from tests.corpus.pages import Book, Styled


class Cell(NamedTuple):
    """Table and field of a cell, what is written there (``{}``: what stood there), the code, what else follows."""

    table: str
    field: str
    written: Any
    code: str
    follows: tuple[str, ...] = ()


LOST = ("dangling", "V09", "V12", "V14", "no_final_products")
"""What follows where the row of a product is put aside."""

CELLS: Mapping[str, Cell] = {
    "unit of another measure": Cell("capacities", "design_capacity", "5万kWh", "V11"),
    "unit nobody knows": Cell("capacities", "design_capacity", "{}箩筐", "unit_mismatch"),
    "words for a figure": Cell("firms", "revenue", "很多", "bad_value"),
    "words for a share": Cell("supplies", "share_buyer", "大部分", "bad_value", ("V09",)),
    "words for a date": Cell("capacities", "start", "不久以前", "bad_value"),
    "words for a truth value": Cell("stages", "is_key", "大概", "bad_value"),
    "value outside the list": Cell("supplies", "mode", "空投", "bad_value"),
    "required value outside the list": Cell("capacities", "state", "半停", "bad_value", ("V12",)),
    "a word for nothing": Cell("capacities", "output", "未统计", "null_word"),
    "an error": Cell("firms", "employees", "#REF!", "formula_error"),
    "a formula without its value": Cell("firms", "revenue", "=1+1", "formula_without_value"),
    "struck out": Cell("capacities", "output", Styled(5, is_struck=True), "struck_cell"),
    "a footnote": Cell("firms", "employees", "{}①", "footnote_left_out"),
    "a remark behind a figure": Cell("firms", "employees", "{}(含劳务派遣3)", "remark_left_out"),
    "a state behind a maker": Cell("capacities", "firm", "{}（停产）", "annotation_read"),
    "a role behind a supplier": Cell("supplies", "supplier", "{}（备选）", "annotation_left_out"),
    "a doubt behind a buyer": Cell("supplies", "buyer", "{}-待定", "annotation_left_out"),
    "a state before a product": Cell("capacities", "product", "【停产】{}", "annotation_read"),
    "about": Cell("capacities", "output", "约{}", "approximate"),
    "a bound": Cell("capacities", "design_capacity", "不低于{}", "bounded"),
    "a range": Cell("capacities", "design_capacity", "{0}-{0}", "range"),
    "a month": Cell("capacities", "start", "2019年5月", "date_precision"),
    "January or October": Cell("capacities", "start", "2019.1", "bad_value"),
    "end of a plan": Cell("supplies", "contract_end", "十四五末", "date_guessed"),
    "two dates": Cell("capacities", "start", "2015.3-2016.12", "two_dates"),
    "after the cut-off": Cell("capacities", "start", "2024-05-01", "V17"),
    "another year": Cell("firms", "year", 2021, "V17"),
    "half a person": Cell("firms", "employees", 120.5, "rounded"),
    "below nothing": Cell("firms", "revenue", -5, "out_of_range"),
    "off the map": Cell("firms", "lon", 20, "out_of_range"),
    "a year among days": Cell("capacities", "ttr_days", 2023, "year_as_figure"),
    "more days than anyone counts": Cell("capacities", "convert_days", 45017, "implausible"),
    "a year of stock": Cell("supplies", "lead", 900, "out_of_range"),
    "a place with several namesakes": Cell("firms", "reg_region", "市中区", "V08"),
    "a place nobody knows": Cell("firms", "reg_region", "示例乌有县", "unknown_place"),
    "a dissolved place": Cell("firms", "reg_region", "370282", "former_place"),
    "a country nobody knows": Cell("products", "foreign_sources", "示例乌有国", "unknown_place"),
    "an industry of no edition": Cell("products", "gb4754", "9999", "V07"),
    "an industry of the old edition": Cell("products", "gb4754", "3610", "V07"),
    "an industry of three digits": Cell("firms", "gb4754", "397", "industry_short"),
    "an industry that lost its zero": Cell("firms", "gb4754", "610", "industry_lost_zero"),
    "an industry of two meanings": Cell("firms", "gb4754", "3620 改装车", "industry_two_meanings"),
    "a customs code too short": Cell("products", "hs", "123", "bad_pattern"),
    "a customs code that lost its zero": Cell("products", "hs", "2071200", "hs_lost_zero"),
    "a telephone": Cell("firms", "address", "示例路1号 13812345678", "personal_masked"),
    "an invisible sign": Cell("firms", "address", "示例路\u200b1号", "invisible_characters"),
    "a name too long": Cell("capacities", "site", "示" * 501, "text_too_long"),
    "no necessity": Cell("product_inputs", "necessity", None, "default_used"),
    "no state": Cell("capacities", "state", None, "missing_value"),
    "no evidence": Cell("supplies", "evidence", None, "missing_value"),
    "no position": Cell("stages", "position", None, "missing_value"),
    "no buyer": Cell("supplies", "buyer", None, "missing_value", ("V09", "V12")),
    "an unknown product": Cell("supplies", "product", "示例乌有品", "V02", ("V09", "V12")),
    "an unknown maker": Cell("capacities", "firm", "甲乙丙丁戊", "V02"),
    "an unknown buyer": Cell("supplies", "buyer", "甲乙丙丁戊", "V02", ("V09", "V12")),
    "an unknown stage": Cell("products", "stage_code", "示例乌有环节", "V02", LOST),
    "an unknown park": Cell("parks", "lead_stages", "示例乌有环节", "V02"),
    "a level too many": Cell("stages", "level", 4, "V13", ("missing_value",)),
    "used too little": Cell("capacities", "utilization", 0.1, "V11"),
    "an alias of nothing": Cell("aliases", "target", "示例乌有企业", "alias_target"),
    "a region of its own": Cell("chains", "region_code", "110000", "region_differs"),
    "no final product": Cell("chains", "final_products", None, "no_final_products", ("missing_value",)),
    "working days": Cell("capacities", "ttr_days", "10个工作日", "working_days"),
    "a figure in brackets": Cell("firms", "profit", "(120)", "sign_read"),
    "a state beside nothing": Cell("capacities", "output", "0(未投产)", "state_in_cell", ("V11", "V12")),
    "a unit nobody knows": Cell("products", "unit", "筐筐", "unknown_unit"),
    "a format that scales": Cell("firms", "revenue", Styled(9e5, '0!.0,"万"'), "format_applied", ("magnitude_doubt",)),
    "a note that lies in the cell": Cell("firms", "name", Styled("{}", comment="示例批注"), "cell_comment"),
    "figures of two states": Cell("capacities", "design_capacity", "{}(在建300)", "states_split"),
}


def _spoil(cell: Cell, book: Book, random: Random) -> Expected | None:
    table, name, written, code, follows = cell
    found = some_row(book, random, table, name) or some_row(book, random, table)
    if found is None:
        return None
    page, row = found
    before = page.get(row, name)
    if isinstance(written, str) and "{" in written:
        if before is None:
            return None
        written = written.format(before)
    if isinstance(written, Styled) and written.value == "{}":
        written = Styled(before, comment=written.comment)
    page.put(row, name, written)
    return at(page, row, name, code, *follows)


CELL_DEFECTS: Mapping[str, Defect] = {kind: partial(_spoil, cell) for kind, cell in CELLS.items()}
