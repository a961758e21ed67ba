"""Reading workbooks: 100,000 rows against pandas with openpyxl, and the cases cell by cell against both libraries."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import xlsxwriter
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from loaders.files.sheets import read_file
from loaders.raw_cells import Cell, Fault, IsoDay, Percent
from tests.benchmarks.ratio import Ratio

N_ROWS = 100_000
CASES = (Path(__file__).parents[3] / "shared" / "cases", Path(__file__).parents[1] / "data" / "cases")
"""Where the workbooks of the cases lie: beside the checkout whole, in it those that tests use."""

HEADINGS = ("供方", "需方", "产品", "年供应量", "单位", "占需方采购比重", "年度", "数据来源", "可信度", "备注")
_SAME = """
import hashlib, orjson, re, resource, sys, time
from pathlib import Path
def digest(rows):
    told = hashlib.sha256()
    for row in rows:
        told.update(orjson.dumps([float(c) if isinstance(c, (int, float)) else c for c in row]))
    return told.hexdigest()
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
def used():
    both = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(each.ru_utime + each.ru_stime for each in both)
"""
_OURS = (
    _SAME
    + """
from loaders.files.sheets import read_file
before, began, cpu = peak(), time.perf_counter(), used()
book = read_file(Path(sys.argv[1]))
(sheet,) = book.sheets
for number, cells in sheet.rows:  # every cell once: they are made when they are asked for
    pass
seconds, cpu = time.perf_counter() - began, used() - cpu
grown, child = peak() - before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
rows = ([c.value if hasattr(c, "value") else c for c in cells] for _, cells in sheet.rows)
told = {"seconds": seconds, "cpu": cpu, "grown": grown, "child": child, "digest": digest(rows),
        "beside": [len(sheet.hidden_rows), len(sheet.merged), len(sheet.comments)]}
print(orjson.dumps(told).decode())
"""
)
_PEER = (
    _SAME
    + """
import openpyxl, pandas
began, cpu = time.perf_counter(), used()
frame = pandas.read_excel(sys.argv[1], engine="openpyxl", header=None, dtype=object, keep_default_na=False)
seconds, cpu = time.perf_counter() - began, used() - cpu
print(orjson.dumps({"seconds": seconds, "cpu": cpu, "digest": digest(frame.itertuples(index=False))}).decode())
"""
)


def make_large(path: Path, n_rows: int = N_ROWS) -> Path:
    """A ledger of trades: every thousandth row hidden and with a note, as many merged areas."""
    book = xlsxwriter.Workbook(str(path))
    page, percent = book.add_worksheet("07_供应关系"), book.add_format({"num_format": "0.0%"})
    page.write_row(0, 0, HEADINGS)
    for row in range(1, n_rows + 1):
        page.write_row(row, 0, (f"示例供方{row % 5000}有限公司", f"示例需方{row % 3000}有限公司", f"产品{row % 700}"))
        page.write_row(row, 3, (row * 1.25, "吨"))
        page.write_number(row, 5, row % 100 / 100, percent)
        page.write_row(row, 6, (2023, "需方填报", 0.9, f"备注{row}"))
        if row % 1000 == 0:
            page.set_row(row, None, None, {"hidden": True})
            page.write_comment(row, 3, f"注{row}")
        if row % 1000 == 500:
            page.merge_range(row, 10, row + 1, 10, "")
    book.close()
    return path


def workbook_ratios(n_rows: int = N_ROWS) -> Iterator[str | Ratio]:
    """Seconds against pandas, equal tables asserted; what the reader and its child grow by."""
    with TemporaryDirectory(prefix="graphsvc-bench-") as folder:
        path = make_large(Path(folder) / "large.xlsx", n_rows)
        ours, peer = _run(_OURS, path), _run(_PEER, path)
    assert ours["digest"] == peer["digest"]
    assert ours["beside"] == [n_rows // 1000] * 3
    what = f"reading a workbook of {n_rows} rows, hidden rows, merges, notes"
    yield Ratio(what, ours["seconds"], peer["seconds"], "s (pandas)", peer["seconds"] / ours["seconds"], ">= 8")
    yield Ratio("  in seconds of processor", ours["cpu"], peer["cpu"], "s (pandas)", peer["cpu"] / ours["cpu"], ">= 8")
    yield Ratio("  what the process grows by", ours["grown"], 32.0, "MB (goal)", ours["grown"] / 32.0, "<= 1")
    yield Ratio("  peak of the disposable reader", ours["child"], 512.0, "MB (limit)", ours["child"] / 512.0, "<= 1")


def _run(script: str, path: Path) -> dict[str, Any]:
    command = [sys.executable, "-c", script, str(path)]
    found: dict[str, Any] = orjson.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found


def case_differences() -> Iterator[str]:
    """Per case the cells that the three readers give differently."""
    folder = next(each for each in CASES if each.is_dir())
    for path in sorted(folder.rglob("*.xlsx")):
        yield from (f"{path.name}: {line}" for line in differences(path))


def differences(path: Path) -> Iterator[str]:
    """Cells of a workbook where openpyxl or python-calamine gives something else than this service."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(path, data_only=True)
        except ValueError as error:
            yield f"openpyxl refuses the file ({str(error).splitlines()[0]})"
            book = None
    fast = CalamineWorkbook.from_path(path)
    for sheet in read_file(path).sheets:
        page = book[sheet.name] if book else None
        told = fast.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        for number, cells in sheet.rows:
            for position, cell in enumerate(cells):
                others = {"python-calamine": _at(told, number - 1, position)}
                if page is not None:
                    others["openpyxl"] = page.cell(row=number, column=position + 1).value
                unlike = [f"{name} {value!r}" for name, value in others.items() if _plain(value) != _ours(cell)]
                if unlike:
                    yield f"{sheet.name} row {number} column {position + 1}: {cell!r}, {', '.join(unlike)}"


def _at(rows: list[list[Any]], row: int, column: int) -> Any:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def _ours(cell: Cell) -> object:
    if isinstance(cell, Percent):
        return cell.value
    if isinstance(cell, IsoDay):
        return cell.iso
    return cell.shown if isinstance(cell, Fault) else _plain(cell)


def _plain(value: Any) -> object:
    """A value without what is a matter of form: blank or "", whole numbers as floats, days with the hour 0."""
    if value is None or value == "":
        return None
    if hasattr(value, "isoformat") and hasattr(value, "year"):
        return value.isoformat()[:10]
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
