"""Defects of rows, and of what rows say together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from random import Random

from graphsvc.samples.making.credit_codes import ALPHABET, made_code
from tests.corpus.cell_defects import LOST
from tests.corpus.defects import Defect, Expected, at, renamed, rows_with, some_row
from tests.corpus.pages import Book

_FREE = 4321
"""Number of a credit code that a chain may hold too, but hardly does."""


def _with_code(book: Book, random: Random) -> tuple[int, str, str]:
    """A firm: row, code, name; it is then named, not coded, in every list."""
    page = book["firms"]
    row = random.choice(rows_with(page, "uscc"))
    code, name = str(page.get(row, "uscc")), str(page.get(row, "name"))
    renamed(book, code, name, "firms")
    return row, code, name


def wrong_check(book: Book, random: Random) -> Expected | None:
    row, code, _ = _with_code(book, random)
    others = [letter for letter in ALPHABET if letter != code[-1]]
    book["firms"].put(row, "uscc", code[:-1] + random.choice(others))
    return at(book["firms"], row, "uscc", "V03", "V06")


def wrong_inner_check(book: Book, random: Random) -> Expected | None:
    row, code, _ = _with_code(book, random)
    head = code[:16] + ("1" if code[16] != "1" else "2")
    total = sum(ALPHABET.index(letter) * pow(3, i, 31) for i, letter in enumerate(head))
    book["firms"].put(row, "uscc", head + ALPHABET[(31 - total) % 31])
    return at(book["firms"], row, "uscc", "V03b")


def code_as_number(book: Book, random: Random) -> Expected | None:
    row, _, _ = _with_code(book, random)
    book["firms"].put(row, "uscc", 913701001234567000)
    return at(book["firms"], row, "uscc", "V04", "V06")


def organisation_code(book: Book, random: Random) -> Expected | None:
    row, code, _ = _with_code(book, random)
    book["firms"].put(row, "uscc", code[8:17])
    return at(book["firms"], row, "uscc", "other_identity", "V06")


def no_code(book: Book, random: Random) -> Expected | None:
    row, _, _ = _with_code(book, random)
    book["firms"].put(row, "uscc", None)
    return at(book["firms"], row, "name", "V06")


def shares_above_one(book: Book, random: Random) -> Expected | None:
    page = book["supplies"]
    rows = [row for row in rows_with(page, "share_buyer") if page.get(row, "share_buyer") < 1]
    groups = Counter((page.get(row, "buyer"), page.get(row, "product")) for row in range(2, len(page.rows) + 1))
    few = (len(page.rows) - 1) // 5  # all rows of the purchase wait; beyond a fifth of the list the file is refused
    rows = [row for row in rows if groups[page.get(row, "buyer"), page.get(row, "product")] <= few]
    if not rows:
        return None
    row = random.choice(rows)
    page.put(row, "share_buyer", 0.95)
    return at(page, row, "share_buyer", "V09", "V12")


def shares_below(book: Book, random: Random) -> Expected | None:
    page = book["supplies"]
    rows = [row for row in rows_with(page, "share_buyer") if page.get(row, "share_buyer") == 1]
    if not rows:
        return None
    row = random.choice(rows)
    page.put(row, "share_buyer", 0.5)
    return at(page, row, "share_buyer", "V09")


def bought_too_much(book: Book, random: Random) -> Expected | None:
    page = book["supplies"]
    row = random.choice(rows_with(page, "qty"))
    page.put(row, "qty", page.get(row, "qty") * 7)
    key = [page.get(row, "buyer"), page.get(row, "product")]
    same = [r for r in rows_with(page, "qty") if page.get(r, "buyer") == key[0]]
    return replace(at(page, row, "qty", "V12"), rows=frozenset(same))


def own_input(book: Book, random: Random) -> Expected | None:
    page = book["product_inputs"]
    row = random.choice(rows_with(page, "to_product"))
    page.put(row, "from_product", page.get(row, "to_product"))
    return at(page, row, "from_product", "V13", "V14")


def circle_of_inputs(book: Book, random: Random) -> Expected | None:
    page = book["product_inputs"]
    row = random.choice(rows_with(page, "to_product"))
    new = list(page.rows[row - 1])
    page.rows.append(new)
    last = len(page.rows)
    page.put(last, "to_product", page.get(row, "from_product"))
    page.put(last, "from_product", page.get(row, "to_product"))
    made = at(page, last, "from_product", "V13", "V12")
    return replace(made, rows=frozenset(range(2, last + 1)))


def circle_of_stages(book: Book, random: Random) -> Expected | None:
    page = book["stages"]
    first, second = random.sample(range(2, len(page.rows) + 1), 2)
    page.put(first, "parent_code", page.get(second, "stage_code"))
    page.put(second, "parent_code", page.get(first, "stage_code"))
    found = at(page, first, "parent_code", "V13", *LOST, "position_differs", "V02")
    return replace(found, rows=frozenset({first, second}))


def repeated_row(book: Book, random: Random) -> Expected | None:
    page = book[random.choice(("supplies", "capacities", "product_inputs", "products", "stages"))]
    page.rows.append(list(random.choice(page.rows[1:])))
    return at(page, len(page.rows), None, "V18")


def two_names(book: Book, random: Random) -> Expected | None:
    page = book["firms"]
    row = random.choice(rows_with(page, "uscc"))
    page.rows.append(list(page.rows[row - 1]))
    last = len(page.rows)
    page.put(last, "name", "示例另名机械有限公司")
    found = at(page, row, "name", "V05", "duplicate_firm")
    return replace(found, rows=frozenset({row, last}))


def two_codes(book: Book, random: Random) -> Expected | None:
    page = book["firms"]
    row = random.choice(rows_with(page, "uscc"))
    renamed(book, page.get(row, "name"), page.get(row, "uscc"), "firms")
    page.rows.append(list(page.rows[row - 1]))
    last = len(page.rows)
    page.put(last, "uscc", made_code(_FREE, "371600"))
    return replace(at(page, row, "uscc", "V05b"), rows=frozenset({row, last}))


def same_code_twice(book: Book, random: Random) -> Expected | None:
    page = book["products"]
    row = random.choice(rows_with(page, "product_code"))
    page.rows.append([*page.rows[row - 1]])
    last = len(page.rows)
    page.put(last, "product_name", "示例另一产品")
    found = at(page, last, "product_code", "duplicate_key", *LOST)
    return replace(found, rows=frozenset({row, last}))


def second_report(book: Book, random: Random) -> Expected | None:
    page = book["supplies"]
    row = random.choice(rows_with(page, "qty"))
    page.rows.append(list(page.rows[row - 1]))
    last = len(page.rows)
    page.put(last, "qty", page.get(row, "qty") * 2)
    page.put(last, "evidence", "供方填报")
    return at(page, last, "qty", "V10", "reports_merged")


def contract_twice(book: Book, random: Random) -> Expected | None:
    page = book["supplies"]
    rows = [row for row in rows_with(page, "share_buyer") if page.get(row, "share_buyer") == 1]
    if not rows:
        return None
    row = random.choice(rows)
    page.put(row, "share_buyer", 0.4)
    page.put(row, "qty", page.get(row, "qty") / 2)
    page.rows.append(list(page.rows[row - 1]))
    page.put(len(page.rows), "share_buyer", 0.6)
    return at(page, len(page.rows), None, "contracts_merged")


def closed_firm(book: Book, random: Random) -> Expected | None:
    capacities, firms = book["capacities"], book["firms"]
    row = random.choice(rows_with(capacities, "firm"))
    named = capacities.get(row, "firm")
    owner = next(r for r in range(2, len(firms.rows) + 1) if named in (firms.get(r, "uscc"), firms.get(r, "name")))
    firms.put(owner, "status", "注销")
    return at(capacities, row, "firm", "V16")


def no_source_of_a_part(book: Book, random: Random) -> Expected | None:
    page = book["products"]
    rows = [row for row in rows_with(page, "nature") if page.get(row, "nature") == "原材料"]
    row = random.choice(rows)
    page.put(row, "nature", "零部件")
    return at(page, row, "product_code", "V14")


def struck_off_without_basis(book: Book, random: Random) -> Expected | None:
    if "issues" not in book:
        return None
    book["issues"].put(2, "status", "已销号")
    return at(book["issues"], 2, "closing_basis", "V19", "missing_value")


def due_too_early(book: Book, random: Random) -> Expected | None:
    if "issues" not in book:
        return None
    book["issues"].put(2, "due", "2022-01-01")
    return at(book["issues"], 2, "due", "V19")


def merged_figure(book: Book, random: Random) -> Expected | None:
    page = book["capacities"]
    row = random.randrange(2, len(page.rows))
    column = page.column("design_capacity")
    page.rows[row][column] = None
    page.merged.append((row, column + 1, row + 1, column + 1))
    return at(page, row, "design_capacity", "merged_kept", "missing_value", "V12")


def several_products(book: Book, random: Random) -> Expected | None:
    page, products = book["capacities"], book["products"]
    row = random.randrange(2, len(page.rows) + 1)
    names = [str(products.get(r, "product_name")) for r in (2, 3)]
    page.put(row, "product", "、".join(names))
    return at(page, row, "product", "products_split", "missing_value")


def another_legal_form(book: Book, random: Random) -> Expected | None:
    found = some_row(book, random, "capacities", "firm")
    if found is None:
        return None
    page, row = found
    firms, named = book["firms"], found[0].get(found[1], "firm")
    owner = next(r for r in range(2, len(firms.rows) + 1) if named in (firms.get(r, "uscc"), firms.get(r, "name")))
    name = str(firms.get(owner, "name"))
    page.put(row, "firm", name.replace("有限公司", "股份有限公司"))
    return at(page, row, "firm", "name_variant")


def unnamed_source(book: Book, random: Random) -> Expected | None:
    page = book["supplies"]
    row = random.choice(rows_with(page, "supplier"))
    page.put(row, "supplier", "市场采购")
    page.put(row, "supplier_region", None)
    return at(page, row, "supplier", "unnamed_source")


def supplier_of_nowhere(book: Book, random: Random) -> Expected | None:
    page = book["supplies"]
    row = random.choice(rows_with(page, "supplier"))
    page.put(row, "supplier", "甲乙丙丁戊")
    page.put(row, "supplier_region", None)
    return at(page, row, "supplier_region", "supplier_place_missing", "V06")


def magnitude(book: Book, random: Random) -> Expected | None:
    page = book["capacities"]
    row = random.randrange(2, len(page.rows) + 1)
    page.put(row, "output", page.get(row, "output") * 10_000)
    return at(page, row, "output", "magnitude_doubt", "V11", "V12")


def per_month(book: Book, random: Random) -> Expected | None:
    page, products = book["capacities"], book["products"]
    row = random.randrange(2, len(page.rows) + 1)
    code = page.get(row, "product")
    unit = next(products.get(r, "unit") for r in rows_with(products, "unit") if products.get(r, "product_code") == code)
    page.put(row, "design_capacity", f"{page.get(row, 'design_capacity')}{unit}/月")
    return at(page, row, "design_capacity", "made_yearly", "V11", "magnitude_doubt")


ROW_DEFECTS: Mapping[str, Defect] = {
    made.__name__: made
    for made in (
        wrong_check, wrong_inner_check, code_as_number, organisation_code, no_code, shares_above_one,
        shares_below, bought_too_much, own_input, circle_of_inputs, circle_of_stages, repeated_row, two_names,
        two_codes, same_code_twice, second_report, contract_twice, closed_firm, no_source_of_a_part,
        struck_off_without_basis, due_too_early, merged_figure, several_products, another_legal_form,
        unnamed_source, supplier_of_nowhere, magnitude, per_month,
    )
}  # fmt: skip
