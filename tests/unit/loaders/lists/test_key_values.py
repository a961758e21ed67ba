"""Sheet 00 in the forms that offices give it."""

from __future__ import annotations

from pathlib import Path

from tests.unit.loaders.books import HEAD, make_book, read, with_list


def test_keys_with_their_values_in_one_cell(tmp_path: Path) -> None:
    cells = [[f"{key}：{value}"] for key, value in HEAD]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("00_填报说明", [["填报说明"], *cells])))
    (row,) = staged.tables.rows("submissions")
    told = [row[field] for field in ("chain_name", "chain_code", "region_code", "data_year", "as_of", "secrecy")]
    assert told == ["示例链", "SD-C90", "370000", 2023, "2023-12-31", "公开"]
