"""Kinds of cells for the page ``cells``: a workbook written part by part, and what each reader makes of its cells."""

from __future__ import annotations

import tempfile
import warnings
import zipfile
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from loaders.files.sheets import read_file
from loaders.raw_cells import Cell, Fault, IsoDay, Percent, Runs, Shown

FORMATS = (
    *("General", "yyyy-mm-dd", 'yyyy"年"m"月"', "yyyy", "yyyy-mm-dd hh:mm", "hh:mm", "0%", "0.0,", "0!.0,", '0"万吨"'),
    *("#,##0.00", "00000000", "@"),
)
"""Number formats of the styles, by their index; the style after the last is struck out as a whole."""

STRUCK = len(FORMATS)
_SUPER = '<r><rPr><vertAlign val="superscript"/></rPr><t>{}</t></r>'
_STRUCK = "<r><rPr><strike/></rPr><t>{}</t></r>"
_RUN = "<r><t>{}</t></r>"


class Kind(NamedTuple):
    """A kind of cell: its name, what a person sees, its style, its type, and what stands inside."""

    name: str
    seen: str
    style: int
    type: str
    inside: str
    shared: str = ""


def _number(name: str, seen: str, format: str, value: str) -> Kind:
    return Kind(f"{name} `{format}`", seen, FORMATS.index(format), "n", f"<v>{value}</v>")


def _shared(name: str, seen: str, runs: str, style: int = 0) -> Kind:
    return Kind(name, seen, style, "s", "", runs)


KINDS = (
    _number("日期 date", "2023-04-01", "yyyy-mm-dd", "45017"),
    _number("年月 month", "2023年4月", 'yyyy"年"m"月"', "45017"),
    _number("年 year", "2023", "yyyy", "45017"),
    _number("日期时间 date and time", "2023-04-01 12:00", "yyyy-mm-dd hh:mm", "45017.5"),
    _number("时刻 time of day", "12:00", "hh:mm", "0.5"),
    _number("百分数 percent", "35%", "0%", "0.35"),
    _number("按千显示 shown in thousands", "1234.6", "0.0,", "1234567"),
    _number("按千显示 shown in thousands, WPS", "123.5", "0!.0,", "123456"),
    _number("格式里写单位 unit in the format", "12万吨", '0"万吨"', "12"),
    _number("千分位 thousands", "1,234.50", "#,##0.00", "1234.5"),
    _number("补零的编码 code with zeros by format", "02071200", "00000000", "2071200"),
    _number("长数字 long number", "9.137E+17", "General", "913701001234567890"),
    _shared("带首位零的编码 code as text", "00610", "<t>00610</t>", FORMATS.index("@")),
    _shared("共享字符串 shared string", "示例炭黑", "<t>示例炭黑</t>"),
    Kind("内联字符串 inline string", "示例炭黑", 0, "inlineStr", "<is><t>示例炭黑</t></is>"),
    _shared("富文本 rich text", "示例炭黑", _RUN.format("示例") + "<r><rPr><b/></rPr><t>炭黑</t></r>"),
    _shared("拼音 phonetic reading", "东京", '<t>东京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh>'),
    _shared("上标脚注 superscript footnote", "800¹", _RUN.format("800") + _SUPER.format("1")),
    _shared("删除线的一段 struck-out run", "4̶0̶0̶500", _STRUCK.format("400") + _RUN.format("500")),
    Kind("整格删除线 cell struck out", "4̶0̶0̶", STRUCK, "n", "<v>400</v>"),
    _shared("换行 line break", "示例 / 炭黑", "<t>示例_x000A_炭黑</t>"),
    Kind("真假 truth value `1`", "TRUE", 0, "b", "<v>1</v>"),
    Kind("真假 truth value `true`", "TRUE", 0, "b", "<v>true</v>"),
    Kind("公式 formula with a result", "12", 0, "n", "<f>6*2</f><v>12</v>"),
    Kind("文字公式 formula with a text", "炭黑", 0, "str", '<f>"炭黑"</f><v>炭黑</v>'),
    Kind("没有结果的公式 formula without a result", "", 0, "n", "<f>6*2</f>"),
    Kind("错误 error", "#DIV/0!", 0, "e", "<f>1/0</f><v>#DIV/0!</v>"),
    Kind("合并区首格 first cell of a merged area", "示例环节", 0, "inlineStr", "<is><t>示例环节</t></is>"),
    Kind("合并区其他格 other cell of that area", "示例环节", 0, "n", ""),
)


def rows() -> list[tuple[str, str, str, str, str]]:
    """Per kind: its name, what a person sees, what we read, what openpyxl and python-calamine read."""
    with tempfile.TemporaryDirectory(prefix="graphsvc-cells-") as folder:
        path = _write(Path(folder) / "cells.xlsx", range(1, len(KINDS) + 1))
        ours = {number: cells[0] for number, cells in read_file(path).sheets[0].rows}
        fast = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        found = []
        for number, kind in enumerate(KINDS, 1):
            calamine = fast[number - 1][0] if number <= len(fast) else None
            read = _by_openpyxl(Path(folder) / "one.xlsx", number)
            found.append((kind.name, kind.seen, _told(ours.get(number)), read, _shown(calamine)))
    return found


def _by_openpyxl(path: Path, number: int) -> str:
    """One cell as openpyxl reads it, in a workbook of its own: what it cannot read it refuses with the whole file."""
    _write(path, [number])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that a workbook of cells alone does without
        try:
            return _shown(load_workbook(path, data_only=True).worksheets[0].cell(row=number, column=1).value)
        except ValueError:
            return "整个文件打不开 the whole file is refused"


def headings() -> tuple[str, str, str, str, str]:
    """Headings of those columns, with the versions of both libraries."""
    names = [f"{name} {version(name)}" for name in ("openpyxl", "python-calamine")]
    return "单元格 cell", "看到的 shown", "本服务 this service", names[0], names[1]


def _told(cell: Cell) -> str:
    if isinstance(cell, Percent):
        return f"{cell.value!r}（百分数 percent）"
    if isinstance(cell, IsoDay):
        kept = {"month": "，精度到月 to the month", "year": "，精度到年 to the year"}.get(cell.precision, "")
        return f"{cell.iso}（日期 date{kept}）"
    if isinstance(cell, Shown):
        return f"`{cell.text!r}`（按显示的 as shown）"
    if isinstance(cell, Runs):
        left_out = [f"删除线 struck {cell.struck}"] * bool(cell.struck) + [f"上标 raised {cell.raised}"] * bool(
            cell.raised
        )
        return f"`{cell.figure!r}`（不读 left out: {'，'.join(left_out)}）"
    if isinstance(cell, Fault):
        return _FAULTS[cell.kind].format(shown=cell.shown)
    return _shown(cell)


_FAULTS = {
    "formula": "公式没有结果 formula without a result",
    "error": "错误 error {shown}",
    "picture": "图片 picture",
    "struck": "已删除 deleted: {shown}",
}


def _shown(value: Any) -> str:
    return "空 blank" if value in (None, "") else f"`{value!r}`"


def _write(path: Path, numbers: Iterable[int]) -> Path:
    """A workbook of the kinds with these numbers: each in its row, in column A."""
    shared = [kind.shared for kind in KINDS if kind.shared]
    lines = []
    for number in numbers:
        kind = KINDS[number - 1]
        inside = f"<v>{shared.index(kind.shared)}</v>" if kind.shared else kind.inside
        lines.append(f'<row r="{number}"><c r="A{number}" s="{kind.style}" t="{kind.type}">{inside}</c></row>')
    merged = f'<mergeCells count="1"><mergeCell ref="A{len(KINDS) - 1}:A{len(KINDS)}"/></mergeCells>'
    formats = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{_quoted(f)}"/>' for n, f in enumerate(FORMATS) if n)
    styles = "".join(f'<xf numFmtId="{164 + n if n else 0}" fontId="0"/>' for n in range(len(FORMATS)))
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{sheet}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{sheet}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{sheet}.sharedStrings+xml"/></Types>',
        "_rels/.rels": _relations(package, [(f"{office}/officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets><sheet name="cells" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            package,
            [
                (f"{office}/worksheet", "worksheets/sheet1.xml"),
                (f"{office}/styles", "styles.xml"),
                (f"{office}/sharedStrings", "sharedStrings.xml"),
            ],
        ),
        "xl/styles.xml": f'<styleSheet {main}><numFmts count="{len(FORMATS) - 1}">{formats}</numFmts><fonts count="2">'
        "<font/><font><strike/></font></fonts>"
        '<fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders>'
        f'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="{STRUCK + 1}">{styles}'
        '<xf numFmtId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f"<sst {main}>{''.join(f'<si>{each}</si>' for each in shared)}</sst>",
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{''.join(lines)}</sheetData>{merged}</worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return path


def _relations(package: str, targets: list[tuple[str, str]]) -> str:
    told = "".join(f'<Relationship Id="rId{n}" Type="{t}" Target="{p}"/>' for n, (t, p) in enumerate(targets, 1))
    return f'<Relationships xmlns="{package}/relationships">{told}</Relationships>'


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;")
