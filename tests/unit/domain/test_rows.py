"""Types of canonical rows: written from the dictionary, true of what is loaded, minded by the type checker."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

import pytest
from mypy import api
from pydantic import ValidationError

from graphsvc.domain import rows
from graphsvc.domain.dictionary import table_names
from graphsvc.domain.dictionary.row_types import TARGET, row_name, row_types
from graphsvc.domain.tables import ChainTables, arrow_schema, arrow_table
from tests.row_checks import row_check

ROOT = Path(__file__).parents[3]
WRONG = """
from graphsvc.domain.rows import TypedRows

def read(tables: TypedRows) -> None:
    product, plant = tables.rows("products")[0], tables.rows("capacities")[0]
    product["localisation"]
    product["localization"] + 1.0
    plant["state"] == "现在"
    plant["output"] = 1.0
    product["product_code"].upper()
    plant["state"] == "现状"
"""
"""Four wrong lines, then two right ones."""


def test_file_is_what_the_dictionary_says() -> None:
    assert TARGET.read_text(encoding="utf-8") == row_types(), "run: make rows"


@pytest.mark.parametrize("table", table_names())
def test_every_column_of_every_table_has_a_type(table: str) -> None:
    held = getattr(rows, row_name(table))
    assert set(held.__required_keys__) == set(arrow_schema(table).names)


def test_types_refuse_what_the_dictionary_refuses() -> None:
    row = dict.fromkeys(arrow_schema("capacities").names)
    row |= {"firm": "F", "product": "P", "slot_chain": "SD-C90", "submission_id": "s", "state": "现状", "output": 1.5}
    plant = row_check("capacities")
    plant.validate_python(row, strict=True)
    for wrong in ({"firm": None}, {"state": "现在"}, {"output": "1.5"}, {"convertible_to": "P2"}):
        with pytest.raises(ValidationError):
            plant.validate_python(row | wrong, strict=True)


@pytest.mark.slow  # runs the type checker
def test_type_checker_finds_each_wrong_line(tmp_path: Path) -> None:
    """With the settings of the project: what the check of all types has read just before is not read again."""
    source = tmp_path / "reader.py"
    source.write_text(WRONG, encoding="utf-8")
    report, _, _ = api.run(
        [f"--config-file={ROOT / 'pyproject.toml'}", f"--cache-dir={ROOT / '.mypy_cache'}", str(source)]
    )
    found = [line.split(":")[1] for line in report.splitlines() if ": error:" in line]
    assert found == ["6", "7", "8", "9"], report


def test_each_reads_the_rows_asked_for() -> None:
    tables = ChainTables({"parks": arrow_table("parks", [{"park_code": f"PK-{i}"} for i in range(4)])})
    assert [row["park_code"] for row in tables.each("parks")] == ["PK-0", "PK-1", "PK-2", "PK-3"]
    assert [row["park_code"] for row in tables.each("parks", [3, 1])] == ["PK-3", "PK-1"]
    assert tables.rows("parks") == tuple(tables.each("parks"))
    with pytest.raises(KeyError):
        tables.rows("no_such_list")


def test_rows_are_made_once_for_all_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = ChainTables({"parks": arrow_table("parks", [{"park_code": "PK-1"}])})
    both, made = threading.Barrier(2), []

    class Told:
        """The table, whose rows take until a second thread makes them too, or half a second."""

        def to_pylist(self) -> list[dict[str, str]]:
            made.append(1)
            with contextlib.suppress(threading.BrokenBarrierError):
                both.wait(timeout=0.5)
            return [{"park_code": "PK-1"}]

    monkeypatch.setattr(tables, "_tables", {"parks": Told()})
    given: list[object] = []
    asking = [threading.Thread(target=lambda: given.append(tables.rows("parks"))) for _ in range(2)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert len(made) == 1
    assert given[0] is given[1]
