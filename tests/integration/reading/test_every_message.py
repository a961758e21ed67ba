"""Every code of reading and resolving is reached: by a small book here, or by a test that asserts it elsewhere."""

from __future__ import annotations

import importlib
import inspect
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from graphsvc.domain.notices import notice_document
from loaders import report
from tests.corpus.pages import write_book
from tests.corpus.reading import loaded, read_here
from tests.unit.loaders.spoiled_in_reading import READING
from tests.unit.loaders.spoiled_in_resolving import RESOLVING
from tests.unit.loaders.spoiling import Spoiled, plain_pages

MORE = "more_of_the_same"
CASES = (*READING, *RESOLVING)

AS_SENT, DECIDED = "tests.integration.reading.test_cases_as_sent", "tests.unit.loaders.test_decided"
BORDERS, HEADER, OVERLAP = (
    "tests.unit.loaders.test_borders",
    "tests.unit.loaders.lists.test_header",
    "tests.unit.loaders.test_overlap",
)
ELSEWHERE = {
    "workbooks_joined": ("tests.unit.loaders.test_bundle", "test_workbooks_of_one_slot_that_share_no_list_are_one"),
    "decided": (DECIDED, "test_row_by_its_cells"),
    "not_geojson": (BORDERS, "test_no_geojson"),
    "struck_left_out": (AS_SENT, "test_footnotes_and_struck_digits_are_no_part_of_a_number"),
    "beneath_merged": (HEADER, "test_what_lies_beneath_a_merge_is_said"),
    "picture_in_cell": (AS_SENT, "test_pictures_are_no_text"),
    "overlap": (OVERLAP, "test_narrowest_region_that_contains_the_object_counts"),
    "other_years": (OVERLAP, "test_years_go_before_regions_and_figures_of_earlier_ones_fill_nothing"),
    "site_total": (OVERLAP, "test_total_without_site_beside_sites"),
    "site_total_differs": (OVERLAP, "test_total_without_site_beside_sites"),
    "other_unit": (OVERLAP, "test_one_product_in_two_units"),
    "unit_not_comparable": (OVERLAP, "test_units_that_cannot_be_compared_leave_the_figures_unknown"),
    "same_number": (OVERLAP, "test_one_number_of_two_offices_for_two_things_loses_neither"),
}
"""Codes whose books are larger than a line, and the test that asserts them."""


def _codes(*parts: str) -> set[str]:
    found: set[str] = set()
    for part in parts:
        text = resources.files("graphsvc.domain.messages").joinpath(f"{part}.toml").read_text(encoding="utf-8")
        found |= set(tomllib.loads(text))
    return found


@pytest.mark.parametrize("case", CASES, ids=[case.code for case in CASES])
def test_a_book_that_is_spoiled_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: Spoiled) -> None:
    read_here(monkeypatch)
    book = plain_pages()
    case.spoil(book)
    found = loaded([write_book(list(book.values()), tmp_path / "示例.xlsx")])
    sheet = book[case.sheet].name if case.sheet in book else case.sheet
    said = [
        n for n in found.notices if n.code == case.code and n.place.sheet == sheet and n.place.column == case.column
    ]
    assert said, [(n.code, n.place) for n in found.notices]
    assert case.row is None or case.row in {n.place.row for n in said}
    for lang in ("zh", "en"):
        document = notice_document(said[0], lang)
        assert document["message"]
        assert document["remedy"]
        asks = document["message"].endswith("?")
        assert "?" not in document["message"][: -1 if asks else None], "a fact of the sentence is missing"


@pytest.mark.parametrize(("code", "where"), ELSEWHERE.items())
def test_what_is_listed_as_reached_elsewhere_is_asserted_there(code: str, where: tuple[str, str]) -> None:
    module, name = where
    assert f'"{code}"' in inspect.getsource(getattr(importlib.import_module(module), name))


def test_of_many_notices_of_one_kind_the_number_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_here(monkeypatch)
    monkeypatch.setattr(report, "MOST_OF_ONE_KIND", 1)
    book = plain_pages()
    for row in (2, 3):
        book["firms"].put(row, "employees", "未统计")
    found = loaded([write_book(list(book.values()), tmp_path / "示例.xlsx")])
    (more,) = [n for n in found.notices if n.code == MORE]
    assert (more.facts["code"], more.facts["n"], more.place.column) == ("null_word", 1, "从业人数")


def test_no_code_is_left_out() -> None:
    from tests.integration.reading.test_every_refusal import REFUSALS

    reached = {case.code for case in CASES} | set(ELSEWHERE) | {MORE} | {refusal.code for refusal in REFUSALS}
    assert sorted(_codes("reading", "resolving") - reached) == []
