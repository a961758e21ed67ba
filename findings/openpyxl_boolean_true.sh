#!/usr/bin/env bash
# openpyxl 3.1.5: one truth value written "true" makes the whole workbook unreadable; python-calamine 0.9.1 reads it.
#
# In SpreadsheetML the value of a cell of type "b" is an XML Schema boolean (ECMA-376 part 1, 18.18.11), for which "true"
# and "1" are the same. Excel writes 1, other writers write true. openpyxl turns the text into an integer first: not the
# cell is lost but every sheet, with a ValueError that speaks of invalid XML and names neither cell nor sheet; what it
# stumbled over stands only in the error's cause. python-calamine gives True.
#
# Seen 2026-11-30. Works in a temporary folder.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1
"$folder/venv/bin/python" - "$folder/book.xlsx" <<'PY'
import sys
import zipfile

import openpyxl
from python_calamine import CalamineWorkbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def book(path: str, truth: str) -> str:
    """A workbook of one sheet whose only cell is a truth value."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="sheet1.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        '<sheets><sheet name="one" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="b"><v>{truth}</v></c></row>'
        "</sheetData></worksheet>",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


for truth in ("1", "true"):
    path = book(sys.argv[1], truth)
    try:
        openpyxls = repr(openpyxl.load_workbook(path)["one"]["A1"].value)
    except Exception as error:
        openpyxls = f"{type(error).__name__}, caused by {error.__cause__!r}"
        assert "invalid XML" in str(error) and "A1" not in str(error)
    calamines = repr(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[0][0])
    print(f"{truth}: openpyxl {openpyxls} | python-calamine {calamines}")
    if truth == "1":
        assert (openpyxls, calamines) == ("True", "True")
    else:
        assert openpyxls.startswith("ValueError") and "'true'" in openpyxls
        assert calamines == "True"
PY
# Output seen:
# 1: openpyxl True | python-calamine True
# true: openpyxl ValueError, caused by ValueError("invalid literal for int() with base 10: 'true'") | python-calamine True
