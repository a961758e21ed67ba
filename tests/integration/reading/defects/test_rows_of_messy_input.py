"""Each of the 44 rows of messy input, with two cases of our own beside the printed ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.reading import read_here
from tests.integration.reading.defects.case import Case, case_id, load, rows_of, said, wanted_notices, wanted_rows
from tests.integration.reading.defects.figures import FIGURES
from tests.integration.reading.defects.firms import FIRMS
from tests.integration.reading.defects.layouts import LAYOUTS
from tests.integration.reading.defects.places import PLACES
from tests.integration.reading.defects.products import PRODUCTS
from tests.integration.reading.defects.suppliers import SUPPLIERS
from tests.integration.reading.defects.texts import TEXTS

CASES = (*LAYOUTS, *FIGURES, *PRODUCTS, *FIRMS, *PLACES, *SUPPLIERS, *TEXTS)


@pytest.mark.parametrize("case", CASES, ids=map(case_id, CASES))
def test_messy_input_comes_out_as_it_must(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
    read_here(monkeypatch)
    book, found = load(case, tmp_path)
    assert rows_of(case, found) == wanted_rows(case)
    assert said(found) == wanted_notices(case, book)
