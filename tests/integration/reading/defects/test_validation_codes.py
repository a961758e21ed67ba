"""Each of the codes V01–V20 with two own cases: place, original and what was done, and the level of the domain."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.reading import read_here
from tests.integration.reading.defects.case import case_id, load, rows_of, said, wanted_notices, wanted_rows
from tests.integration.reading.defects.check_cases import OF_CHECKS
from tests.integration.reading.defects.code_cases import OF_READING, Coded

CODES = (*OF_READING, *OF_CHECKS)


@pytest.mark.parametrize("case", CODES, ids=map(case_id, CODES))
def test_a_code_is_said_where_it_must(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: Coded) -> None:
    read_here(monkeypatch)
    book, found = load(case, tmp_path)
    assert rows_of(case, found) == wanted_rows(case)
    assert said(found) == wanted_notices(case, book)
    parked = sorted((row["table"], row["row"]) for row in found.tables.rows("parked"))
    assert parked == sorted(case.parks)
    actions = {each.action for each in said(found) if each.code == case.kind}
    if case.level == "E":  # the row waits, the value is refused, or (V01) whole answers are unknown
        assert actions <= {"parked", "nulled", "asked"} or case.kind == "V01"
    else:
        assert actions <= {"kept", "merged", "repaired", "nulled"}
        assert not parked
