"""The generator of the big sample chains on sources of a few lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from graphsvc.samples.making.chain_sources import Sources, chain_folders, plain, read_sources
from graphsvc.samples.making.credit_codes import made_code
from graphsvc.samples.making.made_chains import made_chain, main
from graphsvc.samples.making.made_demand import demand
from graphsvc.samples.making.made_firms import register
from graphsvc.samples.making.made_quantities import holdings
from graphsvc.samples.making.source_checks import faults_of

SETTINGS = """
[chain]
code = "SD-C98"
name = "示例链"
category = "重点产业链"
field = "示例"
region = "370000"
lead_dept = "省工信厅·示例处"
chief = "王某"
boundary = "示例"
final_products = ["P980201"]
compiled_by = "示例专班"
data_year = 2023
as_of = "2023-12-31"
map_version = "1"
secrecy = "内部"
complete_lists = "05、06、07"
[make]
seed = 1
code_range = [9000, 9499]
makers_default = 4
[places]
370305 = 3
370523 = 2
370785 = 2
371302 = 1
370211 = 1
[final_output]
P980201 = 1000
[product.P980102]
stock_days = 9
"""
STAGES = """环节编码,环节名称,上级环节编码,层级,链位
C98-01,原料,,1,上游
C98-01-01,胶料,C98-01,2,上游
C98-02,整胎,,1,中游
C98-02-01,轮胎,C98-02,2,中游
"""
PRODUCTS = """产品编码,产品名称,所属环节编码,计量单位,产品性质,行业小类代码,参考单价,本地企业数,外省企业数,境外来源
P980101,炭黑,C98-01-01,万吨,原材料,2619,80000000,,1,JP:0.1
P980102,合成橡胶,C98-01-01,万吨,中间产品,2652,120000000,,0,
P980103,丁二烯,C98-01-01,万吨,原材料,2614,80000000,1,0,
P980104,再生橡胶,C98-01-01,万吨,中间产品,2914,40000000,3,0,
P980201,载重胎,C98-02-01,万条,终端产品,2911,9000000,5,0,
"""
INPUTS = """下游产品编码,上游产品编码,单耗,必需性,替代组
P980201,P980101,0.01,必需,
P980201,P980102,0.006,必需,
P980201,P980104,0.001,非必需,
P980102,P980103,0.75,必需,
P980104,P980201,0.5,非必需,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Sources of a chain of five products with one loop."""
    made = tmp_path / "small"
    (made / "rows").mkdir(parents=True)
    for name, text in (
        ("chain.toml", SETTINGS), ("stages.csv", STAGES), ("products.csv", PRODUCTS), ("inputs.csv", INPUTS)
    ):  # fmt: skip
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def sources(folder: Path) -> Sources:
    """The same, read."""
    return read_sources(folder)


def change(folder: Path, name: str, before: str, after: str) -> Sources:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    read_sources.cache_clear()
    return read_sources(folder)


def test_codes_are_those_of_the_worked_example() -> None:
    assert made_code(101, "370500") == "91370500FAKE010162"
    assert made_code(112, "130200") == "91130200FAKE01120Q"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (1e-7, "0.0000001"), (123456789.0, "123457000"), (2.50, "2.5"), (1e21, "1" + "0" * 21)],
)
def test_numbers_are_written_without_exponents(value: float, text: str) -> None:
    assert plain(value) == text


def test_demand_goes_through_a_loop_to_its_fixpoint(sources: Sources) -> None:
    figures = demand(sources)
    tyres, recycled = figures.use["P980201"], figures.output["P980104"]
    assert tyres == pytest.approx(1000 + 0.5 * recycled)
    assert figures.use["P980104"] == pytest.approx(0.001 * figures.output["P980201"])


def test_makers_of_a_product_share_no_controller_and_no_county(sources: Sources) -> None:
    for makers in register(sources).makers.values():
        controllers = [firm.controller_code or firm.code for firm in makers]
        assert len(set(controllers)) == len(makers)
        assert len({firm.region for firm in makers}) == len(makers)


def test_purchases_are_spread_and_balance(sources: Sources) -> None:
    assert not faults_of(sources)
    lists = made_chain(sources)
    headings, *rows = lists["07"]
    trades = [dict(zip(headings, row, strict=True)) for row in rows]
    shares: dict[tuple[str, str], list[float]] = defaultdict(list)
    sold: Counter[tuple[str, str]] = Counter()
    for trade in trades:
        shares[trade["需方"], trade["产品"]].append(float(trade["占需方采购比重"]))
        sold[trade["供方"], trade["产品"]] += float(trade["年供应量"])  # type: ignore[assignment]
    for (_, product), several in shares.items():
        assert sum(several) == pytest.approx(1, abs=2e-3)
        if product == "P980103":
            assert several == [1.0]
        else:
            assert len(several) >= 3
            assert max(several) <= 0.5
    for makers in holdings(sources).values():
        for maker in makers:
            assert sold[maker.firm.name, maker.product] <= 1.1 * maker.output + 1e-9
    assert {t["需方库存天数"] for t in trades if t["产品"] == "P980102"} == {"9"}


def test_other_products_leave_a_firm_as_it_was(folder: Path, sources: Sources) -> None:
    before = {firm.name for firm in register(sources).firms if "P980103" in firm.products}
    after = change(folder, "chain.toml", "P980201 = 1000", "P980201 = 1200")
    assert before == {firm.name for firm in register(after).firms if "P980103" in firm.products}


def test_rows_by_hand_take_the_place_of_made_ones(folder: Path) -> None:
    (folder / "rows" / "05_firms.csv").write_text(
        "统一社会信用代码,企业名称,注册地区划代码,行业小类代码\n"
        f"{made_code(9000, '370305')},示例丁二烯厂,370305,2614\n",
        encoding="utf-8",
    )
    (folder / "rows" / "06_capacities.csv").write_text(
        "企业(信用代码或名称),产品编码或名称,状态,停产恢复时间\n示例丁二烯厂,丁二烯,现状,45\n", encoding="utf-8"
    )
    read_sources.cache_clear()
    sources = read_sources(folder)
    assert not faults_of(sources)
    (maker,) = holdings(sources)["P980103"]
    assert maker.firm.name == "示例丁二烯厂"
    assert maker.output == pytest.approx(demand(sources).output["P980103"], rel=1e-5)
    assert maker.capacity > maker.output


@pytest.mark.parametrize(
    ("name", "before", "after", "says"),
    [
        ("products.csv", "C98-01-01,万吨,原材料,2619", "C98-01-01,万桶,原材料,2619", "计量单位"),
        ("products.csv", "2652", "2999", "GB/T 4754"),
        ("products.csv", "P980104,再生橡胶,C98-01-01", "P980104,再生橡胶,C98-01", "not a leaf"),
        ("products.csv", "80000000,1,0,", "80000000,owner,0,", "shared product without owner"),
        ("products.csv", "JP:0.1", "XQ:0.1", "ISO 3166"),
        ("products.csv", "JP:0.1", "JP", "境外来源"),
        ("inputs.csv", "P980102,P980103,0.75", "P980102,P980109,0.75", "P980109 is not in products.csv"),
        ("inputs.csv", "0.006,必需", "0.006,也许", "必需性"),
        ("stages.csv", "C98-02-01,轮胎,C98-02,2", "C98-02-01,轮胎,C98-02,3", "层级"),
        ("chain.toml", "seed = 1", "", "lacks seed"),
        ("chain.toml", "370305 = 3", "379905 = 3", "GB/T 2260"),
    ],
)
def test_faults_of_sources_are_named(folder: Path, name: str, before: str, after: str, says: str) -> None:
    assert any(says in fault for fault in faults_of(change(folder, name, before, after)))


def test_the_big_chains_have_sound_sources(capsys: pytest.CaptureFixture[str]) -> None:
    for folder in chain_folders():
        assert main([folder.name, "check"]) == 0, capsys.readouterr().err


def test_chains_share_no_firm_and_products_only_by_owner() -> None:
    firms: dict[str, str] = {}
    makers: dict[str, str] = {}
    for folder in chain_folders():
        sources = read_sources(folder)
        for firm in register(sources).firms:
            assert firms.setdefault(firm.code, folder.name) == folder.name
            assert firm.name.startswith("示例")
        for product in sources.products.values():
            if not product.owned:
                assert makers.setdefault(product.code, folder.name) == folder.name, product.code
