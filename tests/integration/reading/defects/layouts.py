"""Rows 1–4, 39 and 41: titles, two rows of headings, merged keys, totals, what is hidden, what was left behind."""

from __future__ import annotations

from typing import Any

from tests.corpus.pages import Book, Styled
from tests.integration.reading.defects.case import FIRM, Case, Said
from tests.unit.loaders.books import CAPACITIES, FIRMS, PRODUCTS
from tests.unit.loaders.spoiling import add, attributes, both, column, new, put, rows

_UNDER_A_TITLE = [*FIRMS[0], "营业收入", "从业人数"]


def _firms(*lines: list[Any], **what: Any) -> Any:
    return both(
        rows("firms", lambda page: page.__setitem__(slice(None), [list(line) for line in lines])),
        attributes("firms", **what),
    )


def _products(*lines: list[Any], **what: Any) -> Any:
    return both(
        rows("products", lambda page: page.__setitem__(slice(None), [list(line) for line in lines])),
        attributes("products", **what),
    )


def _hidden_row_and_column(book: Book) -> None:
    column("firms", "利润总额", 310, -25)(book)
    attributes("firms", hidden_rows={3}, hidden_columns={6})(book)


LAYOUTS = (
    Case(
        1,
        "a title over all columns, a line of units in 亿元, the header in row 3",
        _firms(
            ["示例市轮胎产业链骨干企业一览表(2022年)"],
            ["填报单位：示例局      金额单位：亿元"],
            _UNDER_A_TITLE,
            [*FIRMS[1], 2.6, 480],
            [*FIRMS[2], 0.75, 96],
            merged=[(1, 1, 1, 7)],
        ),
        {
            "firms": [
                {"revenue": 26_000.0, "employees": 480, "year": 2023, "source_row": 4},
                {"revenue": 7_500.0, "employees": 96, "year": 2023, "source_row": 5},
            ]
        },
    ),
    Case(
        1,
        "two titles, an empty line, units behind one another in 元",
        _firms(
            ["附件2"],
            ["示例县规模以上工业企业情况表"],
            [],
            [None, None, None, "（单位：元、人）"],
            _UNDER_A_TITLE,
            [*FIRMS[1], 73_500_000, 480],
            [*FIRMS[2], "8，200，000", 96],
            merged=[(2, 1, 2, 7)],
        ),
        {
            "firms": [
                {"revenue": 7_350.0, "employees": 480, "source_row": 6},
                {"revenue": 820.0, "employees": 96, "source_row": 7},
            ]
        },
    ),
    Case(
        2,
        "a group of the data year over two columns",
        _firms(
            [*FIRMS[0], "2023年主要指标", None],
            [None, None, None, None, None, "利润总额", "从业人数"],
            [*FIRMS[1], -120.5, 480],
            [*FIRMS[2], 64, 96],
            merged=[(1, 6, 1, 7), *((1, n, 2, n) for n in range(1, 6))],
        ),
        {"firms": [{"profit": -120.5, "employees": 480}, {"profit": 64.0, "employees": 96}]},
    ),
    Case(
        2,
        "two years side by side: the data year counts, the other is said",
        _firms(
            [*FIRMS[0], "2022年", None, "2023年", None],
            [None, None, None, None, None, "营业收入", "研发费用", "营业收入", "研发费用"],
            [*FIRMS[1], 5_100, 90, 6_300, 115],
            [*FIRMS[2], 800, 7, 910, 9.5],
            merged=[(1, 6, 1, 7), (1, 8, 1, 9), *((1, n, 2, n) for n in range(1, 6))],
        ),
        {"firms": [{"revenue": 6_300.0, "rd": 115.0}, {"revenue": 910.0, "rd": 9.5}]},
        (
            Said("other_year", "firms", 2, "2022年/营业收入", "2022年/营业收入", "ignored"),
            Said("other_year", "firms", 2, "2022年/研发费用", "2022年/研发费用", "ignored"),
        ),
    ),
    Case(
        3,
        "a stage merged over three products",
        _products(
            PRODUCTS[0],
            PRODUCTS[1],
            [*PRODUCTS[3][:2], None, *PRODUCTS[3][3:]],
            [*PRODUCTS[4][:2], None, *PRODUCTS[4][3:]],
            PRODUCTS[2],
            merged=[(2, 3, 4, 3)],
        ),
        {
            "products": [
                {"product_code": "P1", "stage_code": "S1"},
                {"product_code": "P3", "stage_code": "S1"},
                {"product_code": "P4", "stage_code": "S1"},
                {"product_code": "P2", "stage_code": "S2"},
            ]
        },
        (Said("merged_filled", "products", 2, "所属环节编码", "S1", "repaired"),),
    ),
    Case(
        3,
        "a firm merged over two capacities is filled down, its capacity is not",
        both(
            rows("capacities", lambda page: page.__setitem__(2, [None, "P3", None, "规划"])),
            attributes("capacities", merged=[(2, 1, 3, 1), (2, 3, 3, 3)]),
        ),
        {
            "capacities": [
                {"firm": "91370500FAKE010162", "product": "P2", "design_capacity": 800.0},
                {"firm": "91370500FAKE010162", "product": "P3", "design_capacity": None},
            ]
        },
        (
            Said("merged_filled", "capacities", 2, FIRM, "示例轮胎一厂", "repaired"),
            Said("merged_kept", "capacities", 2, "设计产能", "800", "kept"),
            Said("missing_value", "capacities", 3, "设计产能", None, "kept"),
        ),
    ),
    Case(
        4,
        "a sum, a remark and who audited",
        add("firms", ["总计", "2家"], ["备注：不含个体工商户"], ["审核人：示例甲"]),
        {"firms": [{"name": "示例轮胎一厂"}, {"name": "示例炭黑一厂"}]},
        (
            Said("footer_row", "firms", 4, None, "总计 | 2家", "ignored"),
            Said("footer_row", "firms", 5, None, "备注：不含个体工商户", "ignored"),
            Said("footer_row", "firms", 6, None, "审核人：示例甲", "ignored"),
        ),
    ),
    Case(
        4,
        "a subtotal inside, how many there are and whence it comes at the end",
        both(
            rows("capacities", lambda page: page.insert(2, ["小计", None, 800])),
            add("capacities", ["共2家企业"], ["数据来源：示例年报"]),
        ),
        {"capacities": [{"product": "P2", "design_capacity": 800.0}, {"product": "P1", "design_capacity": 10.0}]},
        (
            Said("footer_row", "capacities", 3, None, "小计 | 800", "ignored"),
            Said("footer_row", "capacities", 5, None, "共2家企业", "ignored"),
            Said("footer_row", "capacities", 6, None, "数据来源：示例年报", "ignored"),
        ),
    ),
    Case(
        39,
        "a hidden row and a hidden column are read and said",
        _hidden_row_and_column,
        {"firms": [{"profit": 310.0}, {"profit": -25.0}]},
        (
            Said("hidden_row", "firms", 3, None, None, "kept"),
            Said("hidden_column", "firms", 1, "利润总额", "利润总额", "kept"),
        ),
    ),
    Case(
        39,
        "a hidden sheet is read; a note with the real number is said and not read",
        both(
            attributes("capacities", state="hidden"),
            put("capacities", 2, design_capacity=Styled(800, comment="实际 950")),
        ),
        {"capacities": [{"design_capacity": 800.0}, {"design_capacity": 10.0}]},
        (
            Said("hidden_sheet", "capacities", None, None, "06_生产能力", "kept"),
            Said("cell_comment", "capacities", 2, "设计产能", "实际 950", "ignored"),
        ),
    ),
    Case(
        41,
        "a copy that is called old is not read and asked about",
        new("firms", [FIRMS[0], [FIRMS[1][0], "示例轮胎旧名厂", *FIRMS[1][2:]]], "05_企业名录 (3)"),
        {"firms": [{"name": "示例轮胎一厂"}, {"name": "示例炭黑一厂"}]},
        (Said("leftover_sheet", "05_企业名录 (3)", None, None, "05_企业名录 (3)", "asked"),),
    ),
    Case(
        41,
        "a second list of capacities on a sheet without a name is not added in silence",
        new("capacities", CAPACITIES, "Sheet2"),
        {"capacities": [{"design_capacity": 800.0}, {"design_capacity": 10.0}]},
        (Said("leftover_sheet", "Sheet2", None, None, "Sheet2", "asked"),),
    ),
)
"""Cases of the form of sheets."""
