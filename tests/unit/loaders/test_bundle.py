"""CSV bundles and folders: what one load makes of several files."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphsvc.domain.submission import LoadOptions
from loaders.bundle import read_submissions
from tests.unit.loaders.books import HEAD, PLAIN, make_book, read, with_list


def write_csv(folder: Path, encoding: str = "utf-8") -> Path:
    folder.mkdir()
    for name, rows in PLAIN.items():
        text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows)
        (folder / f"{name}.csv").write_bytes(text.encode(encoding))
    return folder


@pytest.mark.slow  # a chain in every encoding
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_csv_bundle(tmp_path: Path, encoding: str) -> None:
    staged = read(write_csv(tmp_path / "lists", encoding))
    assert staged.notices == ()
    assert (staged.slot.chain, len(staged.files)) == ("SD-C90", 6)
    firm = staged.tables.rows("firms")[0]
    assert (firm["source_file"], firm["source_sheet"], firm["year"]) == ("05_企业名录.csv", "05_企业名录", 2023)
    assert staged.tables.rows("capacities")[0]["design_capacity"] == 800.0


def test_workbook_and_csv_say_the_same(tmp_path: Path) -> None:
    book = read(make_book(tmp_path / "a.xlsx", PLAIN))
    bundle = read(write_csv(tmp_path / "lists"))
    assert dict(book.tables.digests) == dict(bundle.tables.digests)


def test_folder_of_workbooks_gives_one_submission_each(tmp_path: Path) -> None:
    make_book(tmp_path / "a.xlsx", PLAIN)
    other = [list(row) for row in HEAD]
    other[3][1] = "371300"
    make_book(tmp_path / "b.xlsx", with_list("00_填报说明", other))
    (tmp_path / "~$a.xlsx").write_bytes(b"lock")
    told: list[float] = []
    staged = read_submissions([tmp_path], LoadOptions(), lambda fraction, stage: told.append(fraction))
    assert [each.slot.region for each in staged] == ["370000", "371300"]
    assert told == [0.0, 0.5, 1.0]
