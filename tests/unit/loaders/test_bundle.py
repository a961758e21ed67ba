"""CSV bundles and folders: what one load makes of several files."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphsvc.domain.errors import LoadError
from graphsvc.domain.submission import LoadOptions
from loaders.bundle import read_submissions
from tests.unit.loaders.books import HEAD, PLAIN, make_book, read, with_list

pytestmark = pytest.mark.slow  # a process reads each file of a bundle


def write_csv(folder: Path, encoding: str = "utf-8") -> Path:
    folder.mkdir()
    for name, rows in PLAIN.items():
        text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows)
        (folder / f"{name}.csv").write_bytes(text.encode(encoding))
    return folder


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


def _parts(folder: Path) -> list[Path]:
    """The plain book as three offices send it: one names chain and region, one leaves its sheet without a name."""
    lists = dict(PLAIN)
    trade = {"Sheet1": lists.pop("07_供应关系")}
    firms = {name: lists.pop(name) for name in ("05_企业名录", "06_生产能力")}
    return [make_book(folder / f"{name}.xlsx", each) for name, each in (("a", trade), ("b", firms), ("c", lists))]


def test_workbooks_of_one_slot_that_share_no_list_are_one(tmp_path: Path) -> None:
    whole = read(make_book(tmp_path / "whole.xlsx", PLAIN))
    options = LoadOptions(chain=whole.slot.chain, region=whole.slot.region)
    (staged,) = read_submissions(_parts(tmp_path), options, lambda fraction, stage: None)
    assert dict(staged.tables.digests) == dict(whole.tables.digests)
    assert [file.name for file in staged.files] == ["c.xlsx", "a.xlsx", "b.xlsx"]
    said = [(n.code, n.place.file, n.action) for n in staged.notices]
    joined = [("workbooks_joined", "a.xlsx", "merged"), ("workbooks_joined", "b.xlsx", "merged")]
    assert said == [*joined, ("sheet_by_header", "a.xlsx", "repaired")]


def test_workbooks_of_one_slot_that_share_a_list_are_refused(tmp_path: Path) -> None:
    paths = _parts(tmp_path)
    paths.append(make_book(tmp_path / "d.xlsx", {"05_企业名录": PLAIN["05_企业名录"]}))
    options = LoadOptions(chain="SD-C90", region="370000")
    with pytest.raises(LoadError) as caught:
        read_submissions(paths, options, lambda fraction, stage: None)
    assert {n.code for n in caught.value.notices} == {"slot_twice"}
