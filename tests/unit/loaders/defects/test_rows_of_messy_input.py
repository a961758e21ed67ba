"""Each of the 44 rows of messy input, with two cases of our own beside the printed ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.reading import read_here
from tests.unit.loaders.defects.case import Case, case_id, load, rows_of, said, wanted_notices, wanted_rows
from tests.unit.loaders.defects.figures import FIGURES
from tests.unit.loaders.defects.firms import FIRMS
from tests.unit.loaders.defects.layouts import LAYOUTS
from tests.unit.loaders.defects.places import PLACES
from tests.unit.loaders.defects.products import PRODUCTS
from tests.unit.loaders.defects.suppliers import SUPPLIERS
from tests.unit.loaders.defects.texts import TEXTS

CASES = (*LAYOUTS, *FIGURES, *PRODUCTS, *FIRMS, *PLACES, *SUPPLIERS, *TEXTS)


@pytest.mark.parametrize("case", CASES, ids=map(case_id, CASES))
def test_messy_input_comes_out_as_it_must(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
    read_here(monkeypatch)
    book, found = load(case, tmp_path)
    assert rows_of(case, found) == wanted_rows(case)
    assert said(found) == wanted_notices(case, book)
