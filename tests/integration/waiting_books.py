"""A robot chain of four factories as cells, to be spoiled cell by cell and asked about."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.workspace import Facts, Workspace
from loaders.resolve import resolve
from tests.asked import asked_of_chain
from tests.unit.loaders.books import make_book, read

CHAIN = "SD-C88"
MOTOR_A, ROBOT, MOTOR_C, STEEL = (f"示例{name}有限公司" for name in ("甲一", "乙二", "丙三", "丁四"))
Book = dict[str, list[list[Any]]]

_BOOK: Book = {
    "00_填报说明": [
        ["产业链名称", "示例机器人链"],
        ["产业链编码", CHAIN],
        ["区划代码", "370000"],
        ["数据年度", 2025],
        ["数据截止日期", "2025-12-31"],
        ["编制单位", "示例局"],
        ["图谱版本", "1"],
        ["密级", "内部"],
        ["数据完整声明", "05、06、07"],
    ],
    "02_产业链环节": [["环节编码", "环节名称", "层级", "链位"], ["A1", "部件", 1, "上游"]],
    "03_环节产品": [
        ["产品编码", "产品名称", "所属环节编码", "计量单位", "产品性质"],
        ["Q1", "电机", "A1", "台", "零部件"],
        ["Q2", "钢材", "A1", "吨", "零部件"],
        ["Q3", "机器人", "A1", "台", "终端产品"],
    ],
    "04_产品投入产出": [
        ["下游产品编码", "上游产品编码", "单耗", "必需性"],
        ["Q3", "Q2", 1, "必需"],
        ["Q3", "Q1", 1, "必需"],
    ],
    "05_企业名录": [
        ["企业名称", "注册地", "行业代码", "是否规上", "年度"],
        *([name, "山东济南", "3491", "是", 2025] for name in (MOTOR_A, ROBOT, MOTOR_C, STEEL)),
    ],
    "06_生产能力": [
        ["企业名称", "基地区划", "产品", "设计产能", "产量", "状态"],
        [MOTOR_A, None, "Q1", 5000, 4500, "现状"],
        [ROBOT, None, "Q3", 5000, 4500, "现状"],
        [MOTOR_C, None, "Q1", 5000, 4500, "现状"],
        [STEEL, None, "Q2", 9000, 4500, "现状"],
    ],
    "07_供应关系": [
        ["供方", "供方所在地", "需方", "产品", "年供应量", "占需方采购比重", "年度", "数据来源"],
        [MOTOR_A, None, ROBOT, "Q1", 2250, "50%", 2025, "需方填报"],
        [MOTOR_C, None, ROBOT, "Q1", 2250, "50%", 2025, "需方填报"],
        ["示例外省钢厂有限公司", "河北省", ROBOT, "Q2", 4500, "100%", 2025, "需方填报"],
    ],
}


def robots() -> Book:
    """The book, fresh to be altered: steel is made here, and bought from another province."""
    return copy.deepcopy(_BOOK)


class Asked:
    """A book loaded by itself, to be asked in memory."""

    def __init__(self, folder: Path, book: Book) -> None:
        staged = read(make_book(folder / "robots.xlsx", book))
        self.resolved = resolve(staged, [])
        self.snapshot = GraphSnapshot("v1", "sha256:v1", self.resolved.tables)
        self._space = Workspace(self.snapshot)

    def facts(self, region: str | None = None) -> Facts:
        """The chain in a region, by default its own."""
        return self._space.facts(self._space.scope(CHAIN, region))

    def rows(self, name: str, region: str | None = None, **given: Any) -> list[dict[str, Any]]:
        """Rows of one question."""
        result = asked_of_chain(self.facts(region), name, given)
        self.result = result
        return [dict(finding.values) for finding in result.findings]

    def product(self, name: str, code: str, region: str | None = None) -> dict[str, Any]:
        """The row of one product."""
        (row,) = [row for row in self.rows(name, region) if row["product_code"] == code]
        return row
