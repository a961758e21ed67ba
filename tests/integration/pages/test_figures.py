"""Every figure of every page is the one the interface gives for the same parameters: tiles, lists and sentences.

Lines of lists name the finding they tell; the interface is asked for it, and every figure of the line is a value of
that finding. What has no finding is compared with the answer it comes from, or counted anew from the tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from tests.integration.browsers import browser
from tests.integration.pages import opening
from tests.integration.pages.figures import Line, Listed, Seen, agrees, figure_in, finding, printed, seen
from tests.integration.pages.interface import CHAIN, HORIZON, Api, Values
from tests.integration.pages.opening import answer
from tests.integration.pages.two_versions import Site, site

__all__ = ["browser", "site"]
pytestmark = pytest.mark.browser
HOME = f"/chains/{CHAIN}"
WORST, MIDDLE = "91370300FAKE011046", "P020601"
"""示例中间体, which costs most, and what it makes."""
IN_PERCENT = frozenset({"rs", "rs_min", "effect_rs"})
Field = str | Callable[[Any], object]
"""A column of the answer, with its bounds, or what is worked out of a row: a value, or (value, lower, upper)."""

OF_FINDINGS: Mapping[str, Field] = {
    "损失（满产天）": "loss_days", "影响（%）": "impact", "第几天断": "tts_days", "第几天恢复": "ttr_days",
    "缺口（天）": "gap_days", "直接需方（家）": "n_buyers", "跟着全停（家）": lambda row: len(row["fallen"]),
    "首次减产（第几天）": "first_day", "最低产出（%）": "min_output", "缺口量": "gap_qty", "数量": "quantity",
    "启用": "activation_days", "补上少损失": "effect_loss_days", "CP 增": "effect_cp", "SSR 增": "effect_ssr",
    "RS_90 增": "effect_rs", "损失金额": lambda row: row.get("loss_value"), "位次": "rank",
    "位列前十的情形": "in_top_share", "超出各自之和": "superadditive_days", "几家": "order",
    "九成情形的损失": lambda row: (row["loss_days_p50"], row["loss_days_p05"], row["loss_days_p95"]),
    "同时停的概率": "set_probability", "重要度": "birnbaum",
    "各自单独断（满产天）": lambda row: "、".join(f"{one['loss_days']:.1f}" for one in row["losses_alone"]),
}  # fmt: skip
"""What stands under a heading of a list whose lines tell findings; else the column of the question called like that.
No firm of the chain lists a price, so that of choke points no loss is known in money."""


@pytest.fixture(scope="module")
def api(site: Site) -> Api:
    return Api(site.url, site.versions)


@pytest.fixture(scope="module")
def view(browser: Any, site: Site) -> Iterator[Any]:
    with opening.opened(browser, site.url) as page:
        yield page


def read(view: Any, site: Site, path: str) -> Seen:
    opening.go(view, site.url + path)
    return seen(view)


def differs(line: Line, row: Any, fields: Mapping[str, Field]) -> list[str]:
    """Cells of a line that are not what the interface gives."""
    found = []
    for heading, text in line.cells.items():
        field = fields.get(heading)
        if field is None:
            found += [f"{heading}: nobody answers for {text}"] if figure_in(text) else []
            continue
        value = field(row) if callable(field) else bounded(row, field)
        told = value if isinstance(value, tuple) else (value,)
        is_right = text == value if isinstance(value, str) else agrees(text, *told)
        if (figure_in(text) or told[0] is None or isinstance(value, str)) and not is_right:
            found.append(f"{heading}: {text} is not {told}")
    return found


def of_findings(api: Api, page: Seen, *but: str) -> dict[str, list[str]]:
    """Differences of the lists of a page whose lines tell findings; every other list must be named in ``but``."""
    found = {}
    for name, listed in page.lists.items():
        if name in but or not listed.lines:
            continue
        told: list[str] = []
        for line in listed.lines:
            assert line.evidence, f"{name}: {line}"
            question, values = finding(api.base, line.evidence)
            told += differs(line, values, {**api.labels(question), **OF_FINDINGS})
        if told:
            found[name] = told
    return found


def of_rows(listed: Listed, rows: list[Any], by: Callable[[Any], str], fields: Mapping[str, Field]) -> list[str]:
    """Differences of a list from rows, each found by what stands first in the line."""
    named = {by(row): row for row in rows}
    return [told for line in listed.lines for told in differs(line, named[line.first], fields)]


def tiles(page: Seen, **wanted: object) -> list[str]:
    """Tiles that differ; every tile that is a figure must be told."""
    found = []
    for name, text in page.tiles:
        if name not in wanted:
            found += [f"{name}: nobody answers for {text}"] if figure_in(text) else []
            continue
        value = wanted[name]
        told = value if isinstance(value, tuple) else (value,)
        if not agrees(text, *told):
            found.append(f"{name}: {text} is not {told}")
    return found


def bounded(values: Values, name: str) -> tuple[object, object, object]:
    """A figure with its bounds; what the interface gives in percent as a share, as all others are."""
    scale = 100.0 if name in IN_PERCENT else 1.0
    told = (values[name], values.get(f"{name}_lower"), values.get(f"{name}_upper"))
    value, low, high = (one / scale if isinstance(one, float) else one for one in told)
    return value, low, high


def test_today(view: Any, site: Site, api: Api) -> None:
    page, summary = read(view, site, "/"), api("resilience", horizon_days=HORIZON)["summary"]
    worst = api.proven[0]
    assert tiles(
        page, 平均保住产出=bounded(summary, "rs"), 最坏保住产出=bounded(summary, "rs_min"), 卡点=len(api.proven),
        红色卡点=api.n_red, 缺链产品=sum(row["is_missing"] == "yes" for row in api("missing-links")["rows"]),
        比上一版变化=api("changes")["n_rows"], 超期问题=api("overdue-issues")["n_rows"],
        预警=len({(r["alert"], r["firm_id"], r["product_code"]) for r in api("early-warning")["rows"]}),
    ) == []  # fmt: skip
    told = next(said for said in page.sentences if "最坏的一处" in said)
    assert worst["name"] in told
    for name in ("tts_days", "ttr_days", "loss_days"):
        assert f" {printed(worst[name])} " in told
    changes = page.lists[f"changes-{CHAIN}"]
    assert changes.n == api("changes")["n_rows"]
    assert of_findings(api, page) == {}


def test_choke_points(view: Any, site: Site, api: Api) -> None:
    page = read(view, site, f"{HOME}/choke-points?verdict=all")
    summary = api.choke["summary"]
    assert tiles(
        page, 卡点=summary["n_choke_points"], 红色卡点=api.n_red, 结论未知=summary["n_unknown"],
        已知比例=api.choke["completeness"],
    ) == []  # fmt: skip
    assert page.lists["choke"].n == len(page.lists["choke"].lines) == len(api.choke["rows"])
    assert [line.first for line in page.lists["choke"].lines] == [row["name"] for row in api.choke["rows"]]
    assert of_findings(api, page) == {}


def _share(api: Api, supply: Values) -> float | None:
    """What part of a purchase a supplier brings: as listed, else its quantity in what all bring."""
    if supply["share_buyer"] is not None:
        return float(supply["share_buyer"])
    same = [s for s in api.table("supplies") if (s["buyer"], s["product"]) == (supply["buyer"], supply["product"])]
    bought = [s["qty"] for s in same]
    return None if None in bought else float(supply["qty"] / sum(bought))


def test_the_card_of_every_choke_point(view: Any, site: Site, api: Api) -> None:
    for row in api.choke["rows"]:
        page = read(view, site, f"{HOME}/choke-points/group/{row['entity_id']}")
        assert tiles(
            page, 损失=bounded(row, "loss_days"), 终端产出减少=bounded(row, "impact"),
            第几天断=bounded(row, "tts_days"), 第几天恢复=bounded(row, "ttr_days"), 缺口=bounded(row, "gap_days"),
        ) == [], row["name"]  # fmt: skip
        assert f"直接需方 {row['n_buyers']} 家" in page.sentences[0]
        assert of_findings(api, page, "buyers", "others") == {}, row["name"]
        supplies = [s for s in api.table("supplies") if s["supplier"] == row["entity_id"]]
        names = {f["firm_id"]: f["name"] for f in api.table("firms")}
        bought = {(names[s["buyer"]], api.product(s["product"])): s for s in supplies}
        for line in page.lists["buyers"].lines:
            of = bought.get((line.first, line.cells["产品"]))
            if of is not None:  # what several firms of a group sell has a line each
                assert differs(line, of, {"其采购中占": lambda s: _share(api, s), "库存": "stock"}) == []
    assert {row["entity_id"] for row in api.choke["rows"]} >= {WORST}


def test_why(view: Any, site: Site, api: Api) -> None:
    page = read(view, site, f"{HOME}/why")
    told = api("ranking-confidence", horizon_days=HORIZON)["summary"]
    blanks = sum(told[name] for name in ("n_stocks", "n_shares", "n_recoveries"))
    assert f"有 {blanks} 个数没填" in page.sentences[0]
    assert f"推演 {told['n_worlds']} 种情形" in page.sentences[0]
    assert page.lists["sure"].n == api("ranking-confidence", horizon_days=HORIZON)["n_rows"]
    assert page.lists["worst_pairs"].n == api("worst-pairs", horizon_days=HORIZON)["n_rows"]
    sets = api("cut-sets")
    assert page.lists["cut_sets"].n == sets["n_rows"]
    assert of_findings(api, page, "stopped") == {}
    fields: dict[str, Field] = {"组合数": "n_cut_sets", "最少几家": "smallest_order", "造不出的概率": "probability"}
    assert (
        of_rows(page.lists["stopped"], sets["summary"]["by_product"], lambda row: str(row["product_name"]), fields)
        == []
    )


@pytest.mark.parametrize("shock", [f"firm:{WORST}:30", "region:370300:14"])
def test_what_if(view: Any, site: Site, api: Api, shock: str) -> None:
    kind, ident, days = shock.split(":")
    scenario = {"shocks": [{"entity_type": kind, "entity_id": ident, "duration": float(days)}]}
    told = api("stress-test", scenario=scenario, horizon_days=HORIZON)
    page = read(view, site, f"{HOME}/what-if?s={shock}")
    mine = dict(page.tiles)
    summary = told["summary"]
    for name, value in {
        "损失": (summary["loss_days"],), "最低产出": (summary["min_output"],), "第几天断": bounded(summary, "tts_days"),
    }.items():  # fmt: skip
        assert agrees(mine[name], *value), (name, mine[name], value)
    assert page.lists["hit"].n == told["n_rows"]
    assert [line.first for line in page.lists["hit"].lines] == [row["name"] for row in told["rows"]]
    found = of_findings(api, page)
    steps = [each for each in found.get("hit", []) if not each.startswith("离断供几级")]  # told by the walk below
    assert steps == []
    reached = {s["buyer"] for s in api.table("supplies") if s["supplier"] == WORST}
    firms = {f["firm_id"]: f["name"] for f in api.table("firms")}
    if kind == "firm":
        first = {line.first for line in page.lists["hit"].lines if line.cells["离断供几级"] == "1"}
        assert first == {firms[buyer] for buyer in reached}


def test_gaps(view: Any, site: Site, api: Api) -> None:
    page, told = read(view, site, f"{HOME}/gaps"), api("gap-list")
    kept = answer(api.base, f"chains/{CHAIN}/gaps/reviews")
    assert kept in ([], {"reviews": []}) or not kept.get("reviews")
    assert tiles(
        page, 短板=told["n_rows"], 待复核=told["n_rows"], 确认短板=0, 数据缺漏=0, 可外购=0,
        识别但不列入=told["summary"]["n_excluded"],
    ) == []  # fmt: skip
    assert page.lists["gaps"].n == told["n_rows"]
    assert of_findings(api, page, "gaps_excluded") == {}
    assert page.lists["gaps_excluded"].n == told["summary"]["n_excluded"]


def test_weak_links(view: Any, site: Site, api: Api) -> None:
    page = read(view, site, f"{HOME}/weak-links")
    assert page.lists["weak_links"].n == api("weak-links")["summary"]["n_weak"]
    assert of_findings(api, page) == {}


def test_the_sheet_of_the_chief(view: Any, site: Site, api: Api) -> None:
    page, summary = read(view, site, f"{HOME}/chief"), api("resilience", horizon_days=HORIZON)["summary"]
    assert tiles(
        page, 最坏保住产出=bounded(summary, "rs_min"), 平均保住产出=bounded(summary, "rs"), 卡点=len(api.proven),
        红色卡点=api.n_red, 短板=api("gap-list")["n_rows"],
    ) == []  # fmt: skip
    for name in ("chief_worst", "chief_first"):
        assert of_rows(page.lists[name], api.proven, lambda row: str(row["name"]), OF_FINDINGS) == []
    asked = {row["product"]: row for row in api("gap-list")["rows"]}
    for line in page.lists["chief_asked"].lines:
        assert differs(line, asked[line.cells["产品"]], OF_FINDINGS) == []


def test_decisions(view: Any, site: Site, api: Api) -> None:
    page = read(view, site, f"{HOME}/decisions")
    plan, white = api("backup-plan")["summary"], api("white-list")["summary"]
    extensions, outside = api("extensions"), api("outside-suppliers")
    assert tiles(
        page, 方案费用=plan["plan"]["cost"], **{"平均损失，不备": plan["plan"]["loss_days_before"],
        "平均损失，备后": plan["plan"]["loss_days"], "最小名单（家）": white["n_smallest"],
        "不可能少于（家）": white["bound"], "现有名单（家）": white["existing"]["n_listed"],
        "区外供应（供方×产品）": outside["n_rows"]}, 避免的损失=plan["plan"]["covered"],
        考虑的断供=plan["plan"]["n_failures"],
        要保的终端产出=white["target"], 名单保住的产出=bounded(white, "covered_output"),
        可延伸的产品=extensions["summary"]["n_candidates"], 结论未知=extensions["summary"]["n_unknown"],
        每年外流的产值=extensions["summary"]["value_leaving"],
        来自省份=outside["summary"]["n_provinces"], 来自国家和地区=outside["summary"]["n_countries"],
    ) == []  # fmt: skip
    assert page.lists["outside"].n == outside["n_rows"]
    assert page.lists["white_smallest"].n == white["n_smallest"]
    assert of_findings(api, page, "uncovered") == {}
    fields: dict[str, Field] = {"数量": "quantity"}
    assert (
        of_rows(page.lists["uncovered"], plan["plan"]["uncovered"], lambda row: str(row["product_name"]), fields) == []
    )


def test_portfolio(view: Any, site: Site, api: Api) -> None:
    page, rows = read(view, site, "/portfolio"), api("portfolio", horizon_days=HORIZON)["rows"]
    fields: dict[str, Field] = {
        "最坏保住产出 (%)": "rs_min", "平均保住产出 (%)": "rs", "卡点": "n_choke_points", "红色": "n_red",
        "缺链": "n_missing", "弱链": "n_weak", "在建项目可补缺口": "gap_closed_share",
    }  # fmt: skip
    assert of_rows(page.lists["portfolio"], rows, lambda row: str(row["chain"]), fields) == []
    assert of_findings(api, page, "portfolio") == {}
    assert tiles(page) == []


def _n_firms(api: Api, side: str, other: str) -> Counter[str]:
    """Distinct partners of every firm, by the rows of list 07 that name both."""
    pairs = {(s[side], s[other]) for s in api.table("supplies") if s[side] and s[other]}
    return Counter(one for one, _ in pairs)


def test_firms(view: Any, site: Site, api: Api) -> None:
    page = read(view, site, "/firms")
    firms = {f["firm_id"]: f for f in api.table("firms")}
    buyers = _n_firms(api, "supplier", "buyer")
    named = {f["name"]: {**f, "n_buyers": buyers[f["firm_id"]]} for f in firms.values()}
    assert dict(page.tiles)["在企业名录"] == str(len(firms))
    assert page.lists["firms"].n == int(dict(page.tiles)["符合条件"])
    of_list = [line for line in page.lists["firms"].lines if line.first in named]
    assert len(of_list) == len(firms)
    makers: dict[str, set[str]] = {}
    groups = {f["firm_id"]: f["controller"] or f["firm_id"] for f in firms.values()}
    for row in api.table("capacities"):
        makers.setdefault(row["product"], set()).add(groups[row["firm"]])
    for line in of_list:
        row = named[line.first]
        mine = {c["product"] for c in api.table("capacities") if c["firm"] == row["firm_id"]}
        assert agrees(line.cells["直接需方（家）"], row["n_buyers"]), line
        assert agrees(line.cells["只有它做的产品"], sum(len(makers[p]) == 1 for p in mine)), line
        assert agrees(line.cells["营业收入"], row["revenue"]), line


def test_a_firm(view: Any, site: Site, api: Api) -> None:
    page = read(view, site, f"/firms/{WORST}")
    assert of_findings(api, page, "firm_products", "firm_buyers", "firm_suppliers", "group_members") == {}
    made = {api.product(c["product"]): c for c in api.table("capacities") if c["firm"] == WORST}
    sold = [s for s in api.table("supplies") if s["supplier"] == WORST]
    bought = [s for s in api.table("supplies") if s["buyer"] == WORST]
    told = dict(page.tiles)
    assert (told["产品"], told["需方"], told["供方"]) == (str(len(made)), str(len({s["buyer"] for s in sold})),
                                                     str(len({s["supplier"] for s in bought})))  # fmt: skip
    whole = sum(c["effective_capacity"] for c in api.table("capacities") if c["product"] == MIDDLE)
    fields: dict[str, Field] = {
        "年有效产能": "effective_capacity", "年产量": "output",
        "产能利用": lambda c: c["output"] / c["effective_capacity"],
        "占清单产能": lambda c: c["effective_capacity"] / whole, "别的控制主体（家）": lambda c: 0,
        "第几天恢复": "ttr_days", "位次": lambda c: "1 / 1",
    }  # fmt: skip
    assert (
        of_rows(page.lists["firm_products"], [{**c, "name": n} for n, c in made.items()], lambda c: c["name"], fields)
        == []
    )
    names = {f["firm_id"]: f["name"] for f in api.table("firms")}
    trade: dict[str, Field] = {
        "其采购中占": "share_buyer",
        "占它该项采购": "share_buyer",
        "数量": "qty",
        "库存": "stock",
    }
    assert of_rows(page.lists["firm_buyers"], sold, lambda s: names[s["buyer"]], trade) == []
    assert len(page.lists["firm_suppliers"].lines) == len(bought)


def test_regions(view: Any, site: Site, api: Api) -> None:
    page = read(view, site, "/regions")
    single, prices = (
        api("single-sources")["summary"],
        {p["product_code"]: p["ref_price"] for p in api.table("products")},
    )
    firms = {f["firm_id"]: f for f in api.table("firms")}
    makers = api.table("capacities")
    known = [c for c in makers if c["output"] is not None and prices[c["product"]] is not None]
    places = Counter(f["reg_region"][:2] for f in firms.values() if f["reg_region"])
    value = sum(c["output"] * prices[c["product"]] for c in known) / 1e4  # prices are in 元
    assert tiles(
        page, 有企业的地区=len(places), 所在地未填的企业=sum(not f["reg_region"] for f in firms.values()),
        产值未知的产线=len(makers) - len(known), 唯一来源的采购=single["n_sole"],
        **{"企业（在几地的各计一次）": sum(places.values()), "年产值，已知部分": value},
    ) == []  # fmt: skip
    listed = page.lists["places"]
    assert sum(int(line.cells["企业（家）"]) for line in listed.lines) == sum(places.values())
    ignored = {"企业（家）", "年产值，已知部分", "产值未知（条）", "当地供方为唯一来源（项）"}
    for line in listed.lines:
        _, row = finding(api.base, line.evidence)
        rest = Line({h: t for h, t in line.cells.items() if h not in ignored}, line.evidence)
        assert differs(rest, row, OF_FINDINGS) == []


def _near(links: set[tuple[str, str]], about: str) -> list[list[int]]:
    """Products within one, two and three links: up, down and either way."""
    ways = {"up": lambda a, b: (b, a), "down": lambda a, b: (a, b)}
    found = []
    for way in ("up", "down", "both"):
        steps = {ways[w](*link) for link in links for w in (("up", "down") if way == "both" else (way,))}
        reached, counts = {about}, []
        for _ in range(3):
            reached |= {b for a, b in steps if a in reached}
            counts.append(len(reached) - 1)
        found.append(counts)
    return found


@pytest.mark.parametrize("path", [HOME, f"{HOME}/graph"])
def test_maps_and_their_panel(view: Any, site: Site, api: Api, path: str) -> None:
    page = read(view, site, f"{path}?sel={MIDDLE}")
    chips = dict(opening.chips(view))
    missing = [row for row in api("missing-links")["rows"] if row["is_missing"] == "yes"]
    assert chips["产品 全部"] == len(api("missing-links")["rows"])
    assert chips["状态 缺失"] == len(missing)
    worst = api.proven[0]
    told = dict(page.tiles)
    assert worst["products"] == [MIDDLE]
    for name, field in {"损失": "loss_days", "第几天断": "tts_days", "第几天恢复": "ttr_days"}.items():
        assert agrees(told[name], worst[field]), name
    mine = [c for c in api.table("capacities") if c["product"] == MIDDLE]
    names = {f["firm_id"]: f["name"] for f in api.table("firms")}
    (only,) = mine
    capacity, share = page.lists["map_firms"].heads[2:4]
    fields: dict[str, Field] = {capacity: "effective_capacity", share: lambda c: 1.0}
    assert of_rows(page.lists["map_firms"], [only], lambda c: names[c["firm"]], fields) == []
    reach = page.lists["map_reach"].lines
    assert len(reach) == 3
    links = {(r["from_product"], r["to_product"]) for r in api.table("product_inputs")}
    for line, near in zip(reach, _near(links, MIDDLE), strict=True):
        assert [text for text in line.cells.values() if figure_in(text)] == [str(n) for n in near]


def test_versions(view: Any, site: Site, api: Api) -> None:
    page, known = read(view, site, "/versions?counts=1"), answer(api.base, "versions")
    assert page.lists["versions"].n == len(known)
    kinds = Counter(row["change"] for row in api("changes")["rows"])
    newest = page.lists["versions"].lines[0]
    assert [newest.cells[h] for h in ("新增结论", "变化", "消除")] == [
        str(kinds[change]) for change in ("added", "changed", "closed")
    ]


def test_two_versions_side_by_side(view: Any, site: Site, api: Api) -> None:
    old, new = site.versions
    page = read(view, site, f"/versions/{old}..{new}")
    told = api("changes", **{"from": old, "to": new})
    summary = told["summary"]
    assert (
        tiles(page, 新增结论=summary["n_added"], 变化的结论=summary["n_changed"], 消除的结论=summary["n_closed"]) == []
    )
    assert page.lists["compared"].n == told["n_rows"]
    (line,) = page.lists["compared_chains"].lines
    assert (line.cells["新增结论"], line.cells["变化"], line.cells["消除"]) == tuple(
        str(summary[name]) for name in ("n_added", "n_changed", "n_closed")
    )
    # by hand: one cell of list 06 was changed from 60 to 5 days
    (line,) = page.lists["rows_changed"].lines
    assert (line.cells["之前"], line.cells["现在"]) == ("60 天", "5 天")
    (line,) = page.lists["lists_changed"].lines
    assert list(line.cells.values())[1:4] == ["0", "0", "1"]


def test_evidence(view: Any, site: Site, api: Api) -> None:
    row = api.choke["rows"][0]
    page = read(view, site, f"/evidence/{row['evidence_id']}")
    rows = api("evidence", id=row["evidence_id"], chain=None)
    told, names = dict(page.tiles), {column: label for label, column in api.labels("choke-points").items()}
    for column in ("impact", "tts_days", "ttr_days", "gap_days", "loss_days", "n_buyers", "n_alternatives"):
        assert agrees(told[names[column]], *bounded(row, column)), (column, told[names[column]])
    placed = [each for each in rows["rows"] if each["table"]]
    assert f"的 {len(placed)} 行" in page.sentences[0]


def test_jobs(view: Any, site: Site, api: Api) -> None:
    told = api("stages")
    view.goto(f"{site.url}/jobs")
    view.locator("select[name=question]").select_option("stages")
    view.locator("#form-job select[name=chain]").select_option(CHAIN)
    with view.expect_navigation():
        view.locator("#form-job button[type=submit]").click()
    view.locator("#list-answer").wait_for(timeout=60_000)
    page = seen(view)
    assert page.lists["answer"].n == told["n_rows"]
    labels = api.labels("stages")
    named = {row["stage_name"]: row for row in told["rows"]}
    assert of_rows(page.lists["answer"], list(named.values()), lambda row: str(row["stage_name"]), {**labels}) == []
