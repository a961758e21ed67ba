"""A workbook whose only sign of a need is a purchase without quantity: the product is missing here all the same."""

from __future__ import annotations

from pathlib import Path

from graphsvc.domain.submission import LoadOptions
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.load_submission import load
from graphsvc.wiring import Loader

BOOK = Path(__file__).parents[3] / "data" / "cases" / "bought_without_quantity.xlsx"


def test_it_is_missing_and_nobody_knows_how_much_is_needed() -> None:
    store = MemoryStore()
    load([BOOK], LoadOptions(), store, Loader("敏感"), lambda fraction, stage: None)
    answer = Analyst(store).ask("missing-links", {})
    row = next(f.values for f in answer.findings if f.values["product_name"] == "模具")
    assert (row["is_missing"], row["demand"], row["ladder_note"]) == ("yes", None, "no_known_maker_elsewhere_in_nation")
    single = Analyst(store).ask("single-sources", {})
    assert [f.values["kind"] for f in single.findings if f.values["product_name"] == "模具"] == ["sole"]
