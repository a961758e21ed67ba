"""One defect in a clean book is said at its sheet, row and column, and nothing is said that it does not entail."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Notice
from tests.corpus.cell_defects import CELL_DEFECTS
from tests.corpus.chains import random_chain
from tests.corpus.defects import Expected
from tests.corpus.pages import write_book
from tests.corpus.plain import plain_book
from tests.corpus.reading import loaded, read_here
from tests.corpus.row_defects import ROW_DEFECTS
from tests.corpus.sheet_defects import SHEET_DEFECTS
from tests.properties.engine import examples

DEFECTS = {**CELL_DEFECTS, **ROW_DEFECTS, **SHEET_DEFECTS}


def _is_expected(notice: Notice, expected: Expected) -> bool:
    place = notice.place
    is_there = place.row == expected.row or place.row in expected.rows
    return (notice.code, place.sheet, place.column) == (expected.code, expected.sheet, expected.column) and is_there


def _said(path: Path) -> Sequence[Notice]:
    """What is said of a book, or named in its refusal: three bad rows of a list of twelve are more than a fifth."""
    try:
        return loaded([path]).notices
    except LoadError as refused:
        if refused.code != "too_many_bad_rows":
            raise
        return refused.notices


@given(kind=st.sampled_from(sorted(DEFECTS)), seed=st.integers(0, 2**32 - 1))
@examples(60)
def test_a_defect_is_said_at_its_place_and_nothing_else(kind: str, seed: int) -> None:
    random = Random(seed)
    book = plain_book(random_chain(random))
    expected = DEFECTS[kind](book, random)
    assume(expected is not None)
    assert expected is not None
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        read_here(patch)
        notices = _said(write_book(list(book.values()), Path(folder, "示例.xlsx")))
    told = [(n.code, n.place, n.original) for n in notices]
    assert any(_is_expected(notice, expected) for notice in notices), (kind, expected, told[:5])
    assert not [each for each in told if each[0] not in (expected.code, *expected.follows)], (kind, expected)
