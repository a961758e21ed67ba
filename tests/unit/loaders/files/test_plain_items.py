"""Rows taken by pattern and rows read by expat are the same rows, wherever a part stops being plain."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from loaders.files import plain_items, row_scanner, sheet_reader
from loaders.files.number_formats import number_format
from loaders.files.xml_parts import Refused, feed, new_parser
from tests.unit.loaders.books import PLAIN, make_book

HEAD = '<?xml version="1.0" encoding="UTF-8"?><worksheet><sheetData>'
TAIL = '</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>'
PLAIN_ROW = '<row r="{0}"><c r="A{0}" t="s"><v>0</v></c><c r="B{0}"><v>{0}.5</v></c></row>'
ODD = {
    "all plain": PLAIN_ROW.format(2),
    "blank and styled": '<row r="2"><c r="A2" s="1"/><c r="B2" s="1" t="n"><v>0.5</v></c><c r="D2" /></row>',
    "hidden": PLAIN_ROW.format(2).replace("<row ", '<row hidden="1" '),
    "other columns": '<row r="2"><c r="B2"><v>7</v></c><c r="ZZ2"><v>1</v></c><c r="D2" s="1"/></row>',
    "a far column": '<row r="2"><c r="A2"><v>7</v></c><c r="XFD2"><v>1</v></c></row>',
    "without a number": "<row><c><v>7</v></c></row>",
    "no cells": '<row r="2"/><row r="3"></row>',
    "formulas": '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>A2</f><v/></c><c r="C2"><f t="x"/></c></row>',
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


class Lines:
    """Takes what the reader writes."""

    def __init__(self) -> None:
        self.rows: list[Any] = []

    def row(self, *row: Any) -> None:
        self.rows.append(json.loads(json.dumps(row)))

    def line(self, document: Any) -> None:
        self.rows.append(document)


class Book:
    """A workbook with one text and one percent format."""

    def __init__(self, xml: str) -> None:
        self.xml, self.strings, self.is_1904, self.is_uncalculated = xml, ["甲", "乙"], False, False
        self.formats, self.struck = [None, number_format("9", {})], [False, False]

    def open(self, part: str) -> io.BytesIO:
        return io.BytesIO(self.xml.encode())

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        return {}


def rows_of(xml: str, monkeypatch: pytest.MonkeyPatch, *, by_pattern: bool) -> Any:
    lines = Lines()
    if not by_pattern:

        def whole(stream: io.BytesIO, reader: row_scanner.RowReader) -> None:
            feed(new_parser(reader.start, reader.end, reader.pieces_text), stream.read(), is_last=True)

        monkeypatch.setattr(sheet_reader, "scan_rows", whole)
    try:
        sheet_reader.SheetReader(Book(xml), lines).read("sheet")  # type: ignore[arg-type]
    except Refused as refused:
        return refused.code
    finally:
        monkeypatch.undo()
    return lines.rows


@pytest.mark.parametrize("chunk", [1 << 18, 64])
@pytest.mark.parametrize("odd", ODD)
def test_both_ways_give_the_same_rows(odd: str, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    again = "".join(map(PLAIN_ROW.format, range(8, 13)))
    xml = HEAD + PLAIN_ROW.format(1) + ODD[odd] + again + 4 * ODD[odd] + again + TAIL
    by_expat = rows_of(xml, monkeypatch, by_pattern=False)
    monkeypatch.setattr(plain_items, "_CHUNK", chunk)
    assert rows_of(xml, monkeypatch, by_pattern=True) == by_expat
    assert by_expat[0] == [1, False, ["甲", 1.5], 2]


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
    assert rows_of(xml, monkeypatch, by_pattern=True) == "not_a_workbook"


def test_other_encodings_are_left_to_expat(monkeypatch: pytest.MonkeyPatch) -> None:
    latin = HEAD.replace("UTF-8", "ISO-8859-1") + '<row r="1"><c r="A1" t="str"><v>\u00e9</v></c></row>' + TAIL
    assert rows_of(latin, monkeypatch, by_pattern=True)[0][2] == ["Ã©"]  # bytes of UTF-8 as the part declares them


def test_shared_strings_of_all_forms(tmp_path: Path) -> None:
    from loaders.files.xlsx_parts import Workbook

    strings = '<si><t>甲</t></si><si><t xml:space="preserve"> a&lt;b </t></si><si><r><t>x</t></r><r><t>y</t></r></si>'
    xml = f'<?xml version="1.0"?><sst>{strings}<si><t>_x000D_</t></si><si><t/></si><si><t>末</t></si></sst>'
    with zipfile.ZipFile(make_book(tmp_path / "a.xlsx", PLAIN), "a") as archive:
        archive.writestr("xl/strings.xml", xml)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        book = Workbook(archive)
        book._read_strings("xl/strings.xml")
    assert book.strings == ["甲", " a<b ", "xy", "\r", "", "末"]
