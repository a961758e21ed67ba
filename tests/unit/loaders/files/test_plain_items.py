"""Rows taken by pattern and rows read by expat are the same rows, wherever a part stops being plain."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest

from loaders.files import plain_items, sheet_reader
from loaders.files.kept_rows import KeptRows
from loaders.files.lines_out import Out
from loaders.files.number_formats import number_format
from loaders.files.row_scanner import PlainRows
from loaders.files.runs import TOO_LONG
from loaders.files.xml_parts import Refused
from loaders.raw_cells import Cell
from tests.unit.loaders.books import PLAIN, make_book

HEAD = '<?xml version="1.0" encoding="UTF-8"?><worksheet><sheetData>'
TAIL = '</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>'
PLAIN_ROW = '<row r="{0}"><c r="A{0}" t="s"><v>0</v></c><c r="B{0}"><v>{0}.5</v></c></row>'
ODD = {
    "all plain": PLAIN_ROW.format(2),
    "blank and styled": '<row r="2"><c r="A2" s="1"/><c r="B2" s="1" t="n"><v>0.5</v></c><c r="D2" /></row>',
    "hidden": PLAIN_ROW.format(2).replace("<row ", '<row hidden="1" '),
    "hidden and high": PLAIN_ROW.format(2).replace(
        ' r="2"', ' r="2" spans="1:2" ht="20.5" x14ac:dyDescent="0.2" hidden="1"'
    ),
    "other columns": '<row r="2"><c r="B2"><v>7</v></c><c r="ZZ2"><v>1</v></c><c r="D2" s="1"/></row>',
    "a far column": '<row r="2"><c r="A2"><v>7</v></c><c r="XFD2"><v>1</v></c></row>',
    "without a number": "<row><c><v>7</v></c></row>",
    "no cells": '<row r="2"/><row r="3"></row>',
    "formulas": '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>A2</f><v/></c><c r="C2"><f t="x"/></c></row>',
    "shared formulas": '<row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">B2</f><v>1</v></c>'
    '<c r="B2"><f t="shared" si="0"/><v>2</v></c><c r="C2"><f>A2</f></c></row>',
    "texts": '<row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c><c r="B2" t="str"><v>a_x000D_b</v></c></row>',
    "entities": '<row r="2"><c r="A2" t="str"><v>a &amp; b</v></c></row>',
    "runs": '<row r="2"><c r="A2" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>',
    "a carriage return": '<row r="2"><c r="A2" t="str"><v>a\r\nb</v></c></row>',
    "kinds": '<row r="2"><c r="A2" t="b"><v>1</v></c><c r="B2" t="e"><v>#N/A</v></c><c r="C2"/></row>',
    "a format": '<row r="2"><c r="A2" s="1"><v>0.5</v></c></row>',
    "a comment around a row": f"<!-- {PLAIN_ROW.format(2)} -->",
    "a comment from row to row": f'<row r="2"><!-- </row>{PLAIN_ROW.format(3)} --><c r="A2"><v>4</v></c></row>',
    "a section": f"<row><c t='str'><v><![CDATA[</v></c></row>{PLAIN_ROW.format(2)}]]></v></c></row>",
    "an instruction": f"<?x {PLAIN_ROW.format(2)} ?>",
}


class Lines(Out):
    """Takes what the reader writes: rows out of their blocks, each with whether it is hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.rows_read: list[tuple[int, bool, list[Cell]]] = []
        self.ends: list[object] = []

    def _write(self, document: Any) -> None:
        if "rows" not in document:
            self.ends.append(document)
            return
        kept = KeptRows()
        kept.add(orjson.dumps(document), document["rows"])
        self.rows_read += [(number, number in document["hidden"], cells) for number, cells in kept]


class Book:
    """A workbook with one text and one percent format."""

    def __init__(self, xml: str) -> None:
        self.xml, self.is_1904, self.is_uncalculated = xml, False, False
        self.strings = ["甲", "乙", TOO_LONG]
        self.formats, self.struck = [None, number_format("9", {})], [False, False]

    def open(self, part: str) -> io.BytesIO:
        return io.BytesIO(self.xml.encode())

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        return {}


def rows_of(xml: str, monkeypatch: pytest.MonkeyPatch, *, by_pattern: bool) -> Any:
    """Rows and closing line of a worksheet part, or the code of its refusal."""
    lines = Lines()
    with monkeypatch.context() as patch:
        if not by_pattern:
            patch.setattr(PlainRows, "take", lambda self, text, position: position)
        try:
            sheet_reader.SheetReader(Book(xml), lines).read("sheet")  # type: ignore[arg-type]
        except Refused as refused:
            return refused.code, refused.facts.get("row")
    return lines.rows_read, lines.ends


@pytest.mark.parametrize("chunk", [1 << 18, 64])
@pytest.mark.parametrize("odd", ODD)
def test_both_ways_give_the_same_rows(odd: str, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    again = "".join(map(PLAIN_ROW.format, range(8, 13)))
    xml = HEAD + PLAIN_ROW.format(1) + ODD[odd] + again + 4 * ODD[odd] + again + TAIL
    by_expat = rows_of(xml, monkeypatch, by_pattern=False)
    monkeypatch.setattr(plain_items, "_CHUNK", chunk)
    assert rows_of(xml, monkeypatch, by_pattern=True) == by_expat
    assert by_expat[0][0] == (1, False, ["甲", 1.5])


PLAIN_FORMS = (
    "all plain",
    "blank and styled",
    "hidden and high",
    "no cells",
    "formulas",
    "shared formulas",
    "texts",
    "kinds",
    "a format",
)


@pytest.mark.parametrize("odd", PLAIN_FORMS)
def test_rows_in_the_forms_that_programs_write_are_taken_by_pattern(odd: str) -> None:
    reader = sheet_reader.SheetReader(Book(HEAD + PLAIN_ROW.format(1) + ODD[odd] + TAIL), Lines())  # type: ignore[arg-type]
    reader.read("sheet")
    assert reader.n_rows == 0  # rows that expat saw


CELLS = (
    "",
    ' t="s"><v>0</v></c>',
    ' s="1"><v>0.5</v></c>',
    "><v>7</v></c>",
    ' t="str"><v>x</v></c>',
    ' s="1"/>',
    ' t="n"/>',
)


@pytest.mark.parametrize("seed", range(6))
def test_rows_that_are_no_longer_like_those_before(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns change their style and type, end and begin anew; each row is what expat makes of it."""
    random, rows = Random(seed), []
    kinds = [random.choice(CELLS) for _ in range(6)]
    for number in range(1, 120):
        if random.random() < 0.1:
            kinds[random.randrange(6)] = random.choice(CELLS)
        cells = [f'<c r="{letter}{number}"{kind}' for letter, kind in zip("ABCDEF", kinds, strict=True) if kind]
        odd = f'<c r="G{number}"><f>A1</f><v>3</v></c>' if random.random() < 0.05 else ""
        rows.append(f'<row r="{number}">{"".join(cells)}{odd}</row>')
    xml = HEAD + "".join(rows) + TAIL
    by_expat = rows_of(xml, monkeypatch, by_pattern=False)
    for chunk in (100, 700, 1 << 18):
        monkeypatch.setattr(plain_items, "_CHUNK", chunk)
        assert rows_of(xml, monkeypatch, by_pattern=True) == by_expat


LONG = "x" * 32_768


@pytest.mark.parametrize("cell", [f't="str"><v>{LONG}</v>', f't="inlineStr"><is><t>{LONG}</t></is>', 't="s"><v>2</v>'])
@pytest.mark.parametrize("by_pattern", [True, False])
def test_a_text_that_is_too_long_is_refused_at_its_row(
    cell: str, by_pattern: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    xml = HEAD + "".join(map(PLAIN_ROW.format, range(1, 4))) + f'<row r="7"><c r="B7" {cell}</c></row>' + TAIL
    assert rows_of(xml, monkeypatch, by_pattern=by_pattern) == ("cell_too_long", 7)


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (("1", "-0", "2.50"), [1, 0, 2.5]),
        (("1,5", "2", "3"), ["1,5", 2, 3]),
        (("007", "1e3", "12345678901234567890"), [7, 1000.0, 12345678901234567890.0]),
        (("1", "\uff11", " 2"), [1, 1, 2]),
    ],
)
def test_numbers_of_a_column_are_each_what_they_are_alone(
    cells: tuple[str, ...], values: list[Cell], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f'<row r="{n}"><c r="A{n}"><v>{text}</v></c></row>' for n, text in enumerate(cells, 1)]
    read, _ = rows_of(HEAD + "".join(rows) + TAIL, monkeypatch, by_pattern=True)
    assert [row[2] for row in read] == [[value] for value in values]


@pytest.mark.parametrize(
    "xml",
    [
        HEAD + PLAIN_ROW.format(1) + "</sheetData>",
        HEAD + PLAIN_ROW.format(1) + "<row></worksheet>",
        HEAD + PLAIN_ROW.format(1).replace("</row>", "</c></row>") + TAIL,
        "<!DOCTYPE a []><worksheet><sheetData>" + PLAIN_ROW.format(1) + TAIL,
        HEAD + PLAIN_ROW.format(1) + TAIL + "<more/>",
        "",
    ],
)
def test_what_is_no_xml_is_refused_either_way(xml: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rows_of(xml, monkeypatch, by_pattern=True) == ("not_a_workbook", None)


def test_other_encodings_are_left_to_expat(monkeypatch: pytest.MonkeyPatch) -> None:
    latin = HEAD.replace("UTF-8", "ISO-8859-1") + '<row r="1"><c r="A1" t="str"><v>\u00e9</v></c></row>' + TAIL
    ((row,), _) = rows_of(latin, monkeypatch, by_pattern=True)
    assert row[2] == ["Ã©"]  # bytes of UTF-8 as the part declares them


def test_shared_strings_of_all_forms(tmp_path: Path) -> None:
    from loaders.files.xlsx_parts import Workbook

    strings = '<si><t>甲</t></si><si><t xml:space="preserve"> a&lt;b </t></si><si><r><t>x</t></r><r><t>y</t></r></si>'
    xml = f'<?xml version="1.0"?><sst>{strings}<si><t>_x000D_</t></si><si><t/></si><si><t>末</t></si></sst>'
    with zipfile.ZipFile(make_book(tmp_path / "a.xlsx", PLAIN), "a") as archive:
        archive.writestr("xl/strings.xml", xml)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        book = Workbook(archive)
        book._read_strings("xl/strings.xml")
    assert book.strings == ["甲", " a<b ", "xy", "\r", None, "末"]
