"""A made-up answer of question ``gap-list``: the row of the specification, a full row, a hostile row."""

from __future__ import annotations

from typing import Any

from graphsvc.domain.labels import code_label
from graphsvc.domain.notices import Lang
from graphsvc.exports.gap_cells import FIELDS

MARKED = (
    "=SUM(1,2)",
    "-2+3",
    "+1",
    "@SUM(A1)",
    "\t=1+1",
    '=CONCATENATE("a","b")',
    "{=1+1}",
    "http://example.invalid/",
    "</t><b>粗体</b>",
    "\x00\x0b\ud800控制",
    "_x0041_",
    "0123",
)


def plain_row(**other: Any) -> dict[str, Any]:
    """The example row: a fully missing stage with a low risk, most of the right side still blank."""
    row: dict[str, Any] = dict.fromkeys(FIELDS)
    row.update(
        no=1,
        chain="高端化工·轮胎",
        position_path="上游/骨架材料/原料",
        product="高碳盘条",
        product_code="P020501",
        gb4754="3130 钢压延加工",
        gap_kind="missing_link",
        ladder="province_has_none",
        verb="fill",
        reasons=["ML: 本省2家帘线企业全部外购, 本省0家生产", "派生需求15.288万吨"],
        scope_region="370000 山东省",
        demand=15.288,
        unit="万吨",
        local_supply=0,
        gap_qty=15.288,
        gap_rate=1.0,
        demand_value=68796.0,
        demanders=[{"name": "示例帘线东", "qty": 8.82}, {"name": "示例帘线西", "qty": 6.468}],
        current_sources=[{"name": "河北", "share": 1.0}],
        import_dep=0.0,
        risk_grade="yellow",
        tts_days=30,
        loss_value=0.0,
        data_grade="B",
        as_of="2023-12-31",
        evidence_id="EV-02-0007",
    )
    row.update(other)
    return row


def full_row(no: int) -> dict[str, Any]:
    """A row with every field filled and long texts."""
    return plain_row(
        no=no,
        product="橡胶助剂中间体（二苯胍合成用）",
        product_code=f"P0206{no:02d}",
        gap_kind="weak_link",
        ladder="city_has_none",
        verb="strengthen",
        reasons=["W1: 本地自给率 38%，低于 70%", "W2: 供应企业 2 家，同属 1 个控制组", "W6: 进口依赖度 62%"],
        import_dep=0.625,
        risk_grade="orange",
        tts_days=17.75,
        loss_value=12345.67,
        loss_value_lower=9800.0,
        loss_value_upper=15020.5,
        upstream_ready=0.875,
        downstream_ready=0.92,
        suggested_capacity=2.5,
        target_profile="中间体（纯度 ≥99%），年产 ≥1 万吨，已为助剂厂认证，化工园区内，危化品安全生产许可",
        candidates=[
            {"name": f"示例精细化工{c}", "uscc": f"91370500FAKE0{no:02d}{i}0Q", "place": "东营市", "fit": 0.62}
            for i, c in enumerate("甲乙丙丁戊")
        ],
        mode="技改转产/合资",
        park="示例化工园区（已认定）",
        factors="用地 80 亩；用能需等量替代；环评 报告书；工艺工程师 12 人",
        pipeline="示例助剂扩建 2025-06 投产，填补 40%",
        challenge="JB-2024-011",
        policies="鲁政办发〔2023〕示例号 第 4 条",
        effect="CP 0.875→1.0；本地配套率 38%→71%；RS_90 82.5→86.1",
        priority=3,
        owner="省工信厅·示例处",
        person="张某",
        due="2024-12-31",
        contact_stage="线索",
    )


def hostile_row() -> dict[str, Any]:
    """Hostile text in every text field."""
    row = {field: MARKED[i % len(MARKED)] for i, field in enumerate(FIELDS)}
    return {**row, "no": 3, "demand": -4.5, "gap_rate": 0.5, "demanders": list(MARKED)}


CODES = ("ladder", "verb", "unit", "risk_grade", "contact_stage")


def in_words(row: dict[str, Any], lang: Lang) -> dict[str, Any]:
    """The row with a label beside each code; text that is no code is its own label."""
    labels = {f"{name}_label": row[name] and code_label(name, row[name], lang) for name in CODES}
    kind = row["gap_kind"] and code_label("gap_kind", row["gap_kind"], lang)
    step = labels["ladder_label"]
    return {**row, **labels, "gap_kind_label": f"{kind}{'·' if lang == 'zh' else ' · '}{step}" if step else kind}


def document(rows: list[dict[str, Any]], lang: Lang = "zh", **other: Any) -> dict[str, Any]:
    """An answer document around ``rows``, in words of ``lang``."""
    return {
        "question": "gap-list",
        "version_id": "v-20231231-1a2b3c4d",
        "content_hash": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "parameters": {"chain": "SD-C90", "region": "370000", "horizon_days": 90, "theta1": 0.7, "limit": None},
        "data_grade": "B",
        "completeness": 0.93,
        "truncated": False,
        "truncated_reason": None,
        "columns": [{"name": field, "unit": None, "label": field, "label_en": field} for field in FIELDS],
        "rows": [in_words(row, lang) for row in rows],
        "n_rows": len(rows),
        "summary": {
            "excluded": [
                {
                    "chain": "高端化工·轮胎",
                    "product_code": "P020201",
                    "product_name": "天然橡胶",
                    "gap_kind": "missing_link",
                    "gap_kind_label": code_label("gap_kind", "missing_link", lang),
                    "reason_code": "not_to_fill",
                    "reason_code_label": code_label("exclusion", "not_to_fill", lang),
                }
            ],
            "blank_fields": [
                {
                    "field": "park",
                    "blank_code": "list_empty",
                    "blank_code_label": code_label("blank", "list_empty", lang),
                    "table": "parks",
                }
            ],
        },
        "warnings": [
            {
                "code": "default_stock",
                "message": "2 处库存为空，按 15 天计。",
                "remedy": "在清单 07 填写库存天数。",
                "file": "示例轮胎.xlsx",
                "sheet": "07_供应关系清单",
                "row": 14,
                "column": "库存天数",
                "original": None,
                "action": "defaulted",
            }
        ],
        **other,
    }
