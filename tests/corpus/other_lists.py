"""The lists beside the core of a made chain, each now and then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

Record = dict[str, Any]


def other_lists(random: Random, chain: Mapping[str, Sequence[Record]]) -> dict[str, list[Record]]:
    """Rows of lists 01 and 08–24 by table; a list that is left out is missing."""
    head, firm = chain["submissions"][0], random.choice(chain["firms"])
    final = chain["products"][-1]
    inner = {row.get("parent_code") for row in chain["stages"]}
    stage = random.choice([row["stage_code"] for row in chain["stages"] if row["stage_code"] not in inner])
    product, due = random.choice(chain["products"])["product_code"], date(2025, 6, 30)
    who, name = firm["uscc"], firm["name"]
    number = random.randrange(100, 1000)
    rows: dict[str, Record] = {
        "chains": {
            "chain_code": head["chain_code"],
            "chain_name": head["chain_name"],
            "category": "重点产业链",
            "region_code": head["region_code"],
            "lead_dept": "示例厅",
            "lead_usccs": [who],
            "final_products": [final["product_code"]],
        },
        "strengths": {"stage_code": stage, "product_code": product, "type": "技术", "firms": [name]},
        "shortfalls": {
            "stage_code": stage,
            "type": "弱链",
            "situation": "示例现状描述",
            "import_dependence": Decimal("0.6"),
            "remedies": ["招引", "攻关"],
            "owner": "示例局",
            "due": due,
        },
        "technologies": {
            "tech_code": f"T{number}",
            "tech_name": "示例技术",
            "products": [product],
            "demander": name,
            "indicators": "示例指标",
            "budget": Decimal(number),
            "trl": random.randrange(1, 10),
            "status": "发布",
        },
        "platforms": {"platform_code": f"L{number}", "name": "示例平台", "level": "省", "host": who, "year": 2020},
        "parks": {
            "park_code": f"PK-{number}",
            "name": "示例园区",
            "type": "化工园区",
            "park_region": "370500",
            "land": Decimal(number),
            "is_chemical_park": True,
        },
        "projects": {
            "project_code": f"X{number}",
            "name": "示例项目",
            "builder": name,
            "invest": Decimal(number * 10_000),
            "site_region": "371302",
            "type": "补链",
            "phase": "在建",
            "start": date(2022, 3, 1),
            "progress": Decimal("0.4"),
        },
        "targets": {
            "kind": "企业",
            "name": "示例招商对象有限公司",
            "location": "110000",
            "stage": stage,
            "contact_stage": "洽谈",
            "owner": "示例局",
            "person": "示例责任人",
            "last_contact": date(2023, 5, 4),
        },
        "outside_resources": {
            "type": "备选供方",
            "name": "示例外部供方有限公司",
            "origin": "320000",
            "products": [product],
            "status": "潜在",
            "qualify_days": 60,
        },
        "issues": {
            "issue_no": f"W{number}",
            "opened": date(2023, 2, 3),
            "raised_by": who,
            "type": "原料短缺",
            "products": [product],
            "description": "示例问题描述",
            "severity": "减产",
            "affected_value": Decimal(number),
            "owner": "示例局",
            "due": date(2024, 2, 3),
            "status": "办理中",
        },
        "risks": {
            "risk_no": f"R{number}",
            "product": product,
            "source_type": "材料",
            "trigger": "出口管制",
            "top_share": Decimal("0.75"),
            "alternative": "无",
            "declared_grade": "橙",
        },
        "policies": {"doc_no": f"示例〔2023〕{number}号", "name": "示例政策", "level": "省", "valid_until": due},
        "experts": {"name": "示例专家", "affiliation": "示例大学", "stages": [stage], "type": "技术专家"},
        "observations": {"firm": who, "product": product, "period": "2023-07", "sales": Decimal(number)},
        "codes": {"code_set": "示例代码集", "code": f"K{number}", "name": "示例代码"},
        "aliases": {"alias": f"示例旧称{number}", "target": name, "kind": "企业", "confirmed_by": "示例科"},
    }
    return {table: [row] for table, row in rows.items() if random.random() < 0.3}
