"""The dictionary agrees with the public one, where that stands beside the checkout."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from graphsvc.domain.dictionary import sheets
from tests.docs import manual

PUBLIC = manual.ROOT.parent / "shared" / "dictionary.csv"
OWN = {("05", "firm_id"), ("05", "other_id"), ("07", "supplier_count")}
"""Fields the program derives; they have no heading, so the public dictionary has no row for them."""
MORE_VALUES = frozenset({("03", "unit"), ("00", "secrecy")})
"""The public dictionary names the least units of measure; the program may know more."""

Row = dict[str, str]
Key = tuple[str, str]


def _own_rows() -> dict[Key, Row]:
    folder = manual.ROOT / "graphsvc" / "domain" / "dictionary"
    found: dict[Key, Row] = {}
    for path in sorted(folder.glob("[0-9][0-9]_*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            found |= {(path.name[:2], row["field"]): row for row in csv.DictReader(stream)}
    return found


def _public_rows(path: Path) -> dict[Key, Row]:
    if not path.exists():
        pytest.skip(f"NOT CHECKED: no {path.name} beside the checkout, so agreement with it is not tested")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {(row["sheet"], row["field"]): row for row in csv.DictReader(stream)}


def _list(text: str) -> list[str]:
    return [part for part in re.split(r"[；｜|]", text) if part]


def test_fields_are_those_of_the_public_dictionary() -> None:
    own, public = _own_rows(), _public_rows(PUBLIC)
    assert set(public) - set(own) == set()
    assert set(own) - set(public) <= OWN
    assert all(own[key]["heading"] == "" for key in set(own) - set(public))


@pytest.mark.parametrize("part", ["heading", "type", "unit", "default_unit", "required", "condition", "references"])
def test_facts_agree(part: str) -> None:
    own, public = _own_rows(), _public_rows(PUBLIC)
    assert {key: own[key][part] for key in public} == {key: row[part] for key, row in public.items()}


def test_aliases_values_and_blanks_agree() -> None:
    own, public = _own_rows(), _public_rows(PUBLIC)
    for key, row in public.items():
        assert own[key]["blank_means"] == row["blank_means"], key
        told = _list(row["aliases"])
        assert _list(own[key]["aliases"])[: len(told)] == told, key  # the program may know more headings
        mine, theirs = _list(own[key]["allowed"]), _list(row["allowed"])
        assert mine[: len(theirs)] == theirs if key in MORE_VALUES else mine == theirs, key


def test_english_labels_are_words() -> None:
    for sheet in sheets():
        labels = [column.label_en for column in sheet.columns]
        assert len(set(labels)) == len(labels), sheet.table
        for label in labels:
            assert re.fullmatch(r"[A-Za-z][A-Za-z0-9 ()/&'-]+", label), f"{sheet.table}: {label!r}"
            assert "_" not in label
