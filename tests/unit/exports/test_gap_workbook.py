"""The gap list on paper and as files: 35 columns, numbers as numbers, text never a formula, same bytes."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from graphsvc.domain.notices import Lang
from graphsvc.exports.gap_cells import COLUMNS, FIELDS
from graphsvc.exports.gap_workbook import gap_csv, gap_json, gap_workbook
from tests.unit.exports.sample_gaps import MARKED, document, full_row, hostile_row, plain_row

NAMES = [
    "序号",
    "产业链",
    "链位/环节路径",
    "缺口产品",
    "行业小类",
    "缺口类型",
    "建补延强稳",
    "判定依据",
    "诊断范围",
    "年需求量(单位)",
    "本地有效供给",
    "缺口量/缺口率",
    "估算年采购额(万元)",
    "主要需求企业",
    "现有供应来源地",
    "进口依赖度",
    "风险等级/断供可撑天数",
    "断供影响(90天损失产值,万元)",
    "上游配套条件",
    "下游就近消纳",
    "建议规模",
    "目标企业画像",
    "候选目标企业",
    "招引方式",
    "建议落地载体",
    "要素需求",
    "关联项目/在途产能",
    "关联攻关榜单",
    "适用政策",
    "预计填补效果",
    "优先级",
    "牵头单位/责任人/时限",
    "对接阶段",
    "数据等级/截至日期",
    "证据编号",
]


def book(path: Path, rows: list[dict[str, Any]], lang: Lang = "zh", **other: Any) -> openpyxl.Workbook:
    """Write a workbook and read it back."""
    path.write_bytes(gap_workbook(document(rows, lang, **other), lang))
    return openpyxl.load_workbook(path)


def first(workbook: openpyxl.Workbook) -> Worksheet:
    """The list itself."""
    sheet = workbook.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def margin_text(sheet: Worksheet, part: str, side: str) -> str:
    """What a printed margin says."""
    return str(getattr(getattr(sheet, f"odd{part}"), side).text or "")


def test_thirty_five_columns_in_order(tmp_path: Path) -> None:
    sheet = first(book(tmp_path / "g.xlsx", [plain_row(), full_row(2)]))
    assert [str(cell.value).replace(" ", "") for cell in sheet[3]] == NAMES
    assert len(COLUMNS) == sheet.max_column == 35
    assert str(sheet["A1"].value).startswith("补链招商清单")
    assert str(sheet["A2"].value).startswith("单位：")
    assert not sheet.merged_cells.ranges


def test_the_example_row(tmp_path: Path) -> None:
    sheet = first(book(tmp_path / "g.xlsx", [plain_row()]))
    line = [cell.value for cell in sheet[4]]
    assert line[:7] == [
        *(1, "高端化工·轮胎", "上游/骨架材料/原料", "高碳盘条 P020501", "3130 钢压延加工", "缺链·省缺国有", "补链"),
    ]
    assert line[8:13] == ["370000 山东省", 15.288, 0, "15.288 万吨 / 100%", 68796]
    assert line[13] == "示例帘线东 8.82\n示例帘线西 6.468"
    assert line[14:18] == ["河北 100%", 0, "黄 / 30 天", 0]
    assert line[33:] == ["B / 2023-12-31", "EV-02-0007"]
    assert all(value is None for value in line[18:33])


def test_numbers_stay_numbers_and_show_unit_percent_and_interval(tmp_path: Path) -> None:
    sheet = first(book(tmp_path / "g.xlsx", [full_row(2)]))
    assert (sheet["J4"].value, sheet["J4"].number_format) == (15.288, '#,##0.000" 万吨"')
    assert (sheet["P4"].value, sheet["P4"].number_format) == (0.625, "0.0%")
    assert (sheet["R4"].value, sheet["R4"].number_format) == (12345.67, '#,##0" (9,800–15,020)"')
    assert sheet["S4"].number_format == "0.0%"
    assert sheet["AE4"].value == 3


def test_text_is_never_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "g.xlsx"
    hostile = document([hostile_row()], parameters={f"p{i}": text for i, text in enumerate(MARKED)})
    hostile["summary"]["excluded"] = [
        dict.fromkeys(("chain", "reason_code_label", "product_name"), text) for text in MARKED
    ]
    hostile["version_id"] = "=1+1&L&D"
    path.write_bytes(gap_workbook(hostile))
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            text = parts.read(name).decode("utf-8")
            assert "<f>" not in text
            assert "<hyperlink" not in text
    for each in openpyxl.load_workbook(path).worksheets:
        for line in each.iter_rows():
            for cell in line:
                assert cell.data_type in ("s", "n", "inlineStr"), (cell.coordinate, cell.value)
    sheet = first(openpyxl.load_workbook(path))
    assert sheet["B4"].value == "-2+3"
    assert sheet["J4"].value == -4.5


def test_print_set_up(tmp_path: Path) -> None:
    for sheet in book(tmp_path / "g.xlsx", [plain_row()]).worksheets:
        assert isinstance(sheet, Worksheet)
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "8"
        assert str(sheet.page_setup.fitToWidth or 1) == "1"
        assert str(sheet.page_setup.fitToHeight) == "0"
        assert sheet.print_title_rows == "$1:$3"
        assert "v-20231231-1a2b3c4d" in margin_text(sheet, "Footer", "left")
        assert "sha256:9f86d081884c7d65" in margin_text(sheet, "Footer", "right")
        assert "内部资料" in margin_text(sheet, "Header", "center")
        assert str(sheet.freeze_panes).endswith("4")


@pytest.mark.parametrize(("secrecy", "mark"), [("公开", ""), ("敏感", "敏感 · 内部资料"), (None, "内部资料")])
def test_watermark_follows_secrecy(tmp_path: Path, secrecy: str | None, mark: str) -> None:
    sheet = first(book(tmp_path / "g.xlsx", [plain_row()], secrecy=secrecy))
    assert margin_text(sheet, "Header", "center") == mark


def test_excluded_and_parameters_sheets(tmp_path: Path) -> None:
    workbook = book(tmp_path / "g.xlsx", [plain_row()])
    assert workbook.sheetnames == ["补链招商清单", "排除缺口", "参数", "依据"]
    said = [cell.value for cell in workbook["排除缺口"][4]]
    assert said[1] == "P020201"
    assert "资源禀赋" in str(said[5])
    third = {line[0]: line[1] for line in workbook["参数"].iter_rows(min_row=4, values_only=True)}
    assert third["版本"] == "v-20231231-1a2b3c4d"
    assert third["theta1"] == 0.7
    assert third["建议落地载体 (park)"] == "相应清单没有数据: 12 区域布局(园区)清单"
    assert third["default_stock"] == "2 处库存为空，按 15 天计。"


def test_summary_keyed_by_chain(tmp_path: Path) -> None:
    one = document([plain_row()])["summary"]
    workbook = book(tmp_path / "g.xlsx", [plain_row()], summary={"SD-C01": one, "SD-C02": one})
    assert workbook["排除缺口"].max_row == 5


def test_english_headings(tmp_path: Path) -> None:
    workbook = book(tmp_path / "g.xlsx", [plain_row()], "en")
    heads = [str(cell.value) for cell in first(workbook)[3]]
    assert heads[:5] == ["No.", "Chain", "Position, stage path", "Product", "Industry class"]
    assert all(not any("\u4e00" <= char <= "\u9fff" for char in head) for head in heads)
    line = [cell.value for cell in first(workbook)[4]]
    assert line[5:7] == ["missing link · nation has it", "fill"]
    assert (line[11], line[16]) == ("15.288 × 10⁴ t / 100%", "yellow / 30 d")
    assert first(workbook)["J4"].number_format == '#,##0.000" × 10⁴ t"'


def test_same_document_same_bytes() -> None:
    made = gap_workbook(document([full_row(1)]))
    assert made == gap_workbook(document([full_row(1)]))
    assert str(openpyxl.load_workbook(io.BytesIO(made)).properties.created) == "2023-12-31 00:00:00"


def test_nothing_listed(tmp_path: Path) -> None:
    sheet = first(book(tmp_path / "g.xlsx", [], summary={}, parameters={}, warnings=[]))
    assert sheet["A4"].value == "没有符合条件的缺口。"


def test_csv_for_spreadsheets() -> None:
    raw = gap_csv(document([plain_row(), hostile_row()]))
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert tuple(lines[0]) == FIELDS
    assert (lines[0]["demand"], lines[0]["unit"], lines[0]["gap_rate"]) == ("15.288", "万吨", "1.0")
    codes = ("gap_kind", "gap_kind_label", "ladder", "verb", "verb_label", "risk_grade", "risk_grade_label")
    assert [lines[0][name] for name in codes] == [
        *("missing_link", "缺链·省缺国有", "province_has_none", "fill", "补链", "yellow", "黄"),
    ]
    assert (lines[0]["candidates"], lines[1]["demand"]) == ("", "-4.5")
    for field, text in lines[1].items():
        numeric = field in ("no", "demand", "gap_rate")
        assert numeric or not text.startswith(("=", "+", "-", "@", "\t", "\r")), field


def test_json_is_strict_and_complete() -> None:
    row = {key: value for key, value in plain_row(loss_value=float("nan")).items() if key != "park"}
    made = gap_json(document([{**row, "loss_value_lower": 1.5}, hostile_row()]))
    found = json.loads(made, parse_constant=lambda text: pytest.fail(text))
    assert found["version_id"] == "v-20231231-1a2b3c4d"
    assert set(FIELDS) <= set(found["rows"][0])
    assert (found["rows"][0]["park"], found["rows"][0]["loss_value"]) == (None, None)
    assert found["rows"][0]["loss_value_lower"] == 1.5


PROOF = [
    {
        "source_file": "示例.xlsx",
        "source_sheet": "07_供应关系",
        "source_row": 2471,
        "says": "示例盘条 → 示例帘线东 · 高碳盘条",
    },
    {"source_file": "示例.xlsx", "source_sheet": "06_生产能力", "source_row": 3, "says": "示例帘线东 · 钢帘线"},
]


def proven_row(**other: Any) -> dict[str, Any]:
    """A row with the places of its proof and the parts of its priority."""
    parts = {"loss": 0.5, "value": None, "feasibility": 1.0, "leverage": 0.5, "candidates": 0.25}
    about = {"priority": 3, "priority_score": 0.45, "priority_score_upper": 0.7, "priority_parts": parts}
    return plain_row(proof=PROOF, n_proof=17, priority_unknown=["value"], **about, **other)


def test_places_of_proof_on_paper(tmp_path: Path) -> None:
    workbook = book(tmp_path / "g.xlsx", [proven_row()])
    assert first(workbook)["AI4"].value == "EV-02-0007\n07_供应关系 第2471行等17行"
    lines = [[cell.value for cell in line] for line in workbook["依据"].iter_rows(min_row=4)]
    assert lines[0][3] == "EV-02-0007"
    assert lines[0][7] == (
        "优先级 3，得分 0.45; 避免的损失 0.50, 落地条件 1.00, 牵动链数 0.50, 候选企业 0.25; "
        "未知：采购额（得分只计已知部分，补填后最高 0.70）"
    )
    assert [line[4:] for line in lines[1:3]] == [list(place.values()) for place in PROOF]
    assert lines[3][7] == "另有 15 行依据，可用证据编号打开"
    assert {line[0] for line in lines} == {1}


def test_places_of_proof_in_english_and_in_csv(tmp_path: Path) -> None:
    workbook = book(tmp_path / "g.xlsx", [proven_row()], "en")
    assert str(first(workbook)["AI4"].value).endswith("07_供应关系 row 2471; 17 rows in all")
    (line,) = csv.DictReader(io.StringIO(gap_csv(document([proven_row()])).decode("utf-8-sig"), newline=""))
    assert line["proof"].split(";")[0] == "示例.xlsx 07_供应关系 2471 示例盘条 → 示例帘线东 · 高碳盘条"


def test_days_beyond_the_horizon_and_the_horizon_in_the_heading(tmp_path: Path) -> None:
    row = plain_row(tts_days=None, tts_days_note="beyond_horizon")
    sheet = first(book(tmp_path / "g.xlsx", [row], parameters={"horizon_days": 120.0}))
    assert sheet["Q4"].value == "黄 / 观察期内不断"
    assert sheet["R3"].value == "断供影响(120天损失产值, 万元)"


def test_a_hair_of_an_interval_is_not_shown(tmp_path: Path) -> None:
    sheet = first(book(tmp_path / "g.xlsx", [full_row(2) | {"loss_value_lower": 12345.0, "loss_value_upper": 12346.0}]))
    assert sheet["R4"].number_format == "#,##0"


def test_parts_of_a_text_stand_on_lines_of_their_own(tmp_path: Path) -> None:
    sheet = first(book(tmp_path / "g.xlsx", [plain_row(demanders="示例甲 8.8; 示例乙 ≥6")]))
    assert sheet["N4"].value == "示例甲 8.8\n示例乙 ≥6"
