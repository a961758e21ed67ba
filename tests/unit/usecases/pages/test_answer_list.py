"""An answer as a table of a page: words of the question, figures with unit and bounds, files with every row."""

from __future__ import annotations

from graphsvc.domain.answers import Answer
from graphsvc.domain.columns import columns
from graphsvc.domain.pages import Goto, Linked
from graphsvc.domain.report import Amount
from graphsvc.domain.sentences import Both
from graphsvc.usecases.pages.answer_list import answer_files, answer_list

COLUMNS = columns("extensions", "from_name", "to_product", "uplift", "uplift_lower", "uplift_upper", "surplus_value")
NAMES = ("from_name", "uplift", "surplus_value")


def answer(*rows: tuple[object, ...]) -> Answer:
    """An answer of these rows."""
    findings = tuple(
        COLUMNS.finding(dict(zip(COLUMNS.names, row, strict=True)), (str(i),)) for i, row in enumerate(rows)
    )
    ids = tuple(f"EV-{i}" for i in range(len(rows)))
    return Answer(
        "extensions", "v1", "hash", None, {}, COLUMNS, findings, ids, {"SD-A": {}}, (), 1.0, "A", None, len(rows)
    )


def test_figures_stand_with_unit_and_bounds_and_what_nobody_knows_is_unknown() -> None:
    told = answer_list("x", answer(("甲", "P1", 0.25, 0.2, 0.3, 12.34), ("乙", "P2", None, None, None, None)), NAMES)
    assert [line.evidence_id for line in told.lines] == ["EV-0", "EV-1"]
    assert told.lines[0].cells == ("甲", Amount(0.25, "share", 0, 0.2, 0.3), Amount(12.34, "万元", 1))
    assert [cell.value for cell in told.lines[1].cells[1:] if isinstance(cell, Amount)] == [None, None]
    assert told.columns[1] == Both("增值率", "uplift")


def test_a_column_is_read_in_percent_whole_or_not_at_all() -> None:
    """1.25 is no part of anything: then 0.25 beside it is not told as 25 %."""
    told = answer_list("x", answer(("甲", "P1", 0.25, 0.2, 0.3, 1.0), ("乙", "P2", 1.25, 1.0, 1.5, 1.0)), NAMES)
    cells = [line.cells[1] for line in told.lines]
    assert [cell.unit for cell in cells if isinstance(cell, Amount)] == ["number", "number"]


def test_values_lead_on_and_may_be_said_otherwise() -> None:
    made = answer(("甲", "P1", 0.25, 0.2, 0.3, 1.0))
    leads = {"from_name": lambda values: Goto("/graph", {"focus": values["to_product"]})}
    told = answer_list("x", made, ("from_name", "to_product"), None, leads, told={"to_product": ("product", len)})
    assert told.lines[0].cells == (Linked("甲", Goto("/graph", {"focus": "P1"})), 6)
    assert told.columns[1] == "product"


def test_files_are_asked_for_with_every_row() -> None:
    links = answer_files(answer(), {"chain": "SD-A", "region": None}).links
    assert [to.query["format"] for _, to, _ in links] == ["xlsx", "csv", "json"]
    assert {(to.path, to.query["limit"], to.query["chain"]) for _, to, _ in links} == {
        ("/api/v1/questions/extensions", 1000, "SD-A")
    }
