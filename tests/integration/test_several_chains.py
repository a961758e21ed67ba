"""Two chains in one version: shared products and firms are one node each, a shock in one shows in the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graphsvc.domain.errors import LoadError
from graphsvc.domain.submission import LoadOptions
from graphsvc.samples.workbooks import SOURCES, make_workbook
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.load_submission import LoadOutcome, load
from graphsvc.wiring import Loader
from tests.benchmarks.made_chain import made_code

TYRE_1, TYRE_2, ADDITIVE = "91370500FAKE010162", "91371000FAKE01024F", "91370300FAKE011046"
TRUCKS = made_code(77, "371300")
TYRE = "P020801"

TRUCK_SHEETS: dict[str, list[list[Any]]] = {
    "00_填报说明": [
        ["产业链名称", "商用车"], ["产业链编码", "SD-C91"], ["编制单位", "示例处"], ["区划代码", "370000"],
        ["数据年度", 2023], ["数据截止日期", "2023-12-31"], ["图谱版本", "1"], ["密级", "公开"],
        ["数据完整声明", "05、06、07"],
    ],
    "01_产业链信息": [
        ["产业链编码", "产业链名称", "类别", "适用区划代码", "牵头单位", "终端产品编码"],
        ["SD-C91", "商用车", "重点产业链", "370000", "示例处", "P090101"],
    ],
    "02_产业链环节": [["环节编码", "环节名称", "层级", "链位"], ["C91-01", "整车", 1, "下游"]],
    "03_环节产品": [
        ["产品编码", "产品名称", "所属环节编码", "计量单位", "产品性质"],
        ["P090101", "载货汽车", "C91-01", "万辆", "终端产品"],
    ],
    "04_产品投入产出": [["下游产品编码", "上游产品编码", "单耗", "必需性"], ["P090101", TYRE, 10, "必需"]],
    "05_企业名录": [
        ["统一社会信用代码", "企业名称", "登记状态", "注册地区划代码", "行业小类代码", "年度"],
        [TRUCKS, "示例卡车厂", "存续", "371300", "3612", 2023],
    ],
    "06_生产能力": [
        ["企业(信用代码或名称)", "产品编码或名称", "有效产能", "产量", "状态", "停产恢复时间"],
        [TRUCKS, "P090101", 6, 5, "现状", 60],
    ],
    "07_供应关系": [
        ["供方", "需方", "产品", "年供应量", "需方库存天数", "年度", "数据来源"],
        [TYRE_1, TRUCKS, TYRE, 30, 5, 2023, "需方填报"],
        [TYRE_2, TRUCKS, TYRE, 20, 5, 2023, "需方填报"],
    ],
}  # fmt: skip


def truck_workbook(path: Path, **changes: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in {**TRUCK_SHEETS, **changes}.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


Loads = Callable[..., LoadOutcome]


@pytest.fixture
def house(tmp_path: Path) -> tuple[MemoryStore, Loads, Path, Path]:
    store = MemoryStore()

    def run(*paths: Path) -> LoadOutcome:
        return load(list(paths), LoadOptions(), store, Loader("敏感"), lambda fraction, stage: None)

    return store, run, make_workbook(SOURCES / "tyre", tmp_path / "tyre.xlsx"), truck_workbook(tmp_path / "truck.xlsx")


def test_either_order_gives_one_version_of_the_same_content(house: tuple[MemoryStore, Loads, Path, Path]) -> None:
    store, run, tyre, truck = house
    together = run(tyre, truck)
    other = MemoryStore()
    for path in (truck, tyre):  # the truck workbook alone cannot know the tyre; beside it, it can
        last = load([path], LoadOptions(), other, Loader("敏感"), lambda fraction, stage: None)
    assert together.content_hash == last.content_hash
    assert [e.slot.chain for e in store.versions()[0].slots] == ["SD-C90", "SD-C91"]
    assert store.tables(str(together.version_id)).rows("parked") == ()


def test_answers_are_per_chain_and_the_network_is_joined(house: tuple[MemoryStore, Loads, Path, Path]) -> None:
    store, run, tyre, truck = house
    run(tyre, truck)
    analyst = Analyst(store)
    network = analyst.workspace().snapshot.network
    assert network.product_codes.count(TYRE) == 1
    assert network.firm_ids.count(TYRE_1) == 1
    answer = analyst.ask("choke-points", {})
    assert set(answer.summary) == {"SD-C90", "SD-C91"}
    by_chain = {f.values["chain_code"] for f in answer.findings if f.values["entity_id"] == ADDITIVE}
    assert by_chain == {"SD-C90", "SD-C91"}
    curves = analyst.ask("firm-outage", {"firm": ADDITIVE, "days": 90}).summary
    assert curves["SD-C90"]["tts_days"] == 37.5
    # both tyre makers have stopped by day 45, the truck maker's tyres last 5 days more than the last of its shares
    assert 37.5 < curves["SD-C91"]["tts_days"] <= 50
    assert curves["SD-C91"]["curve"][-1]["output"] == 0


def test_replacing_reverting_and_refusing(house: tuple[MemoryStore, Loads, Path, Path], tmp_path: Path) -> None:
    store, run, tyre, truck = house
    first = run(tyre, truck)
    rows = TRUCK_SHEETS["06_生产能力"]
    changed = truck_workbook(
        tmp_path / "later.xlsx", **{"06_生产能力": [rows[0], [TRUCKS, "P090101", 6, 4, "现状", 60]]}
    )
    second = run(changed)
    assert second.published
    assert second.content_hash != first.content_hash
    back = run(truck)
    assert (back.published, back.content_hash) == (True, first.content_hash)
    assert back.version_id != first.version_id
    assert not run(tyre, truck).published
    broken = tmp_path / "broken.xlsx"
    broken.write_text("not a workbook")
    with pytest.raises(LoadError):
        run(changed, broken)
    latest = store.latest()
    assert latest is not None
    assert latest.version_id == back.version_id
    with pytest.raises(LoadError) as twice:
        run(truck, changed)
    assert twice.value.code == "slot_twice"
