"""The shorthands of stress-test on the tyre chain: every day and share is worked out by hand in the comments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.cli import run
from tests.integration.door import Door, altered
from tests.integration.test_tyre_acceptance import A1, A2, BLACK, C1, CORD, MIDDLE, NATURAL, R1, RUBBER, T1, T2, G

CORRIDOR, INLAND = "示例海峡", "示例铁路"


def _hit(answer: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(r["firm_id"], r["first_day"], r["min_output"], r["binding_input"]) for r in answer["rows"]]


def _curve(answer: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(point["day"], pytest.approx(point["output"])) for point in answer["summary"]["curve"]]


def test_a_park_recovers_with_its_slowest_plant(door: Door) -> None:
    """M1 (90 d), R1 (60 d), B1 (45 d). Rubber lasts 10 d at T2 (400 of 1,120) and 15 d at T1, the intermediate 20 d
    and 25 d; nothing comes back before day 90: loss = 5 x 400/1120 + 75 = 76.786."""
    answer = door.ask("park-outage", park="PK-01")
    assert _hit(answer) == [(T2, 10, 0, RUBBER), (T1, 15, 0, RUBBER), (A2, 20, 0, MIDDLE), (A1, 25, 0, MIDDLE)]
    assert _curve(answer) == [(0, 1), (10, 720 / 1120), (15, 0)]
    summary = answer["summary"]
    assert (summary["outage_days"], summary["outage_note"], summary["tts_days"]) == (90, "own_recovery", 10)
    assert summary["loss_days"] == pytest.approx(5 * 400 / 1120 + 75)
    assert door.ask("park-outage", park="示例化工园区")["rows"][0]["firm_id"] == T2, "by name too"
    fortnight = door.ask("park-outage", park="PK-01", days=14)
    assert _hit(fortnight) == [(T2, 10, 0, RUBBER)]
    assert _curve(fortnight) == [(0, 1), (10, 720 / 1120), (14, 1)]


@pytest.mark.parametrize("country", ["TH", "泰国"])
def test_a_country_cuts_natural_rubber(door: Door, country: str) -> None:
    """Thailand sends 60 %: stocks of 30 and 45 days last 50 and 75; it is back, or replaced, after 60."""
    answer = door.ask("country-cutoff", country=country, product="天然橡胶")
    assert _hit(answer) == [(T2, 50, pytest.approx(0.4), NATURAL)]
    assert _curve(answer) == [(0, 1), (50, 1 - 0.6 * 400 / 1120), (60, 1)]
    assert answer["summary"]["loss_days"] == pytest.approx(10 * 0.6 * 400 / 1120)
    assert answer["rows"][0]["min_output"] == pytest.approx(0.4)
    assert door.ask("country-cutoff", country=country)["summary"] == answer["summary"], "it sends nothing else"


def test_a_country_that_never_sent_it(door: Door) -> None:
    refused = door.refused("ask", "country-cutoff", "-p", "country=TH", "-p", "product=炭黑")
    assert refused["code"] == "unknown_object"
    assert "炭黑" in refused["detail"] or BLACK in refused["detail"]


def test_one_city_shut_for_four_weeks(door: Door) -> None:
    """潍坊 (370700) holds C2 alone: half of T2's carbon black and 2.64 of 8.64 of T1's. Stocks of 7 and 10 days last
    14 and 10 / 0.30556 = 32.7 days, so T1 never notices; T2 runs at half for 14 of the 28 days."""
    answer = door.ask("region-outage", outage_region=370700, days=28)
    assert _hit(answer) == [(T2, 14, pytest.approx(0.5), BLACK)]
    assert _curve(answer) == [(0, 1), (14, 1 - 200 / 1120), (28, 1)]
    assert answer["summary"]["loss_days"] == pytest.approx(14 * 200 / 1120)
    assert door.ask("region-outage", outage_region="潍坊市", days=28)["rows"] != []
    assert _hit(door.ask("region-outage", outage_region=370700, days=14)) == [], "the last truck comes in time"


def test_a_group_a_product_a_site(door: Door) -> None:
    """Cord: 10 and 12 days of stock, back after 45. Carbon black: 7 and 10 days, both makers back after 30."""
    group = door.ask("group-outage", group=G)
    assert _hit(group) == [(T2, 10, 0, CORD), (T1, 12, 0, CORD)]
    assert group["summary"]["loss_days"] == pytest.approx(2 * 400 / 1120 + 33)
    assert _hit(door.ask("group-outage", group="示例帘线东")) == _hit(group), "a member stands for its group"
    product = door.ask("product-outage", product="炭黑")
    assert _hit(product) == [(T2, 7, 0, BLACK), (T1, 10, 0, BLACK)]
    assert product["summary"]["loss_days"] == pytest.approx(3 * 400 / 1120 + 20)
    site, firm = door.ask("site-outage", site="示例炭黑一"), door.ask("firm-outage", firm=C1)
    assert site["rows"]
    assert _hit(site) == _hit(firm)
    assert site["summary"]["curve"] == firm["summary"]["curve"]


@pytest.mark.parametrize("name", ["park", "country", "corridor", "product", "site", "group"])
def test_things_nobody_named(door: Door, name: str) -> None:
    question = "country-cutoff" if name == "country" else f"{name}-outage"
    assert door.refused("ask", question, "-p", f"{name}=没有这个")["code"] == "unknown_object"
    assert door.refused("ask", question)["code"] == "missing_parameter"


@pytest.mark.parametrize("text", ["PK-02", "示例特钢园"])
def test_a_listed_park_without_plants_says_so_and_is_not_proposed(door: Door, text: str) -> None:
    assert door.refused("ask", "park-outage", "-p", f"park={text}")["code"] == "park_without_sites"
    nearest = door.refused("ask", "park-outage", "-p", "park=示例特刚园")["remedy"]
    assert "示例特钢园" not in nearest
    assert "示例化工园区" in nearest


@pytest.fixture
def corridor_door(tyre_book: Path, tmp_path: Path, empty_door: Door) -> Door:
    """The tyre chain with corridors: all natural rubber through one strait, C1 to T1 and all of W1 by one railway."""
    roads = {"境外·泰国": CORRIDOR, "境外·科特迪瓦": CORRIDOR, "示例盘条": INLAND}

    def mark(book: Any) -> None:
        page = next(p for p in book.worksheets if p.title.startswith("07"))
        heads = {cell.value: cell.column for cell in page[1]}
        column = heads.get("关键通道") or page.max_column + 1
        page.cell(1, column, "关键通道")
        for row in range(2, page.max_row + 1):
            supplier, buyer = page.cell(row, heads["供方"]).value, page.cell(row, heads["需方"]).value
            road = INLAND if (supplier, buyer) == ("示例炭黑一", "示例轮胎一厂") else roads.get(supplier)
            page.cell(row, column, road)

    book = altered(tyre_book, tmp_path / "corridors.xlsx", mark)
    assert run(["load", str(book), "--json"]) == 0
    return empty_door


def test_a_corridor_is_deliveries_not_makers(corridor_door: Door) -> None:
    """The strait carries all natural rubber: stocks 30 and 45 days. The railway carries 6.00 of T1's 8.64 carbon
    black, so 10 days last until less than a quarter-day's need is left: after step 57, day 14.25; rod ends at day 20,
    cord at 20 + 10 and 20 + 12."""
    strait = corridor_door.ask("corridor-outage", corridor=CORRIDOR, days=60)
    assert _hit(strait) == [(T2, 30, 0, NATURAL), (T1, 45, 0, NATURAL)]
    assert _curve(strait) == [(0, 1), (30, 720 / 1120), (45, 0), (60, 1)]
    assert corridor_door.ask("corridor-outage", corridor=CORRIDOR)["summary"]["outage_days"] == 60, "切换周期"
    rail = corridor_door.ask("corridor-outage", corridor=INLAND, days=25)
    days = {r["firm_id"]: (r["first_day"], r["min_output"], r["binding_input"]) for r in rail["rows"]}
    assert days[T1] == (14.25, pytest.approx(2.64 / 8.64), BLACK)
    assert T2 not in days
    makers = {r["firm_id"] for r in rail["rows"]}
    assert C1 not in makers
    assert R1 not in makers
    assumed = corridor_door.ask("corridor-outage", corridor=INLAND)["summary"]
    assert (assumed["outage_days"], assumed["outage_note"]) == (60, "recovery_assumed")


def test_a_corridor_as_a_hidden_source(corridor_door: Door) -> None:
    """Both cord makers get their rod by the railway: it carries no cord, and stops both. Of natural rubber the strait
    is no hidden source, it carries that itself."""
    rows = corridor_door.ask("hidden-sources", entity="corridor")["rows"]
    found = {(r["buyer_id"], r["product_code"], r["entity_id"], r["is_hidden"], r["depth"]) for r in rows}
    assert found == {(T1, CORD, INLAND, "yes", 2), (T2, CORD, INLAND, "yes", 2)}
    assert [step["product_code"] for step in rows[0]["path"]][:2] == ["P020501", CORD]
    sites = corridor_door.ask("hidden-sources", entity="site")["rows"]
    firms = corridor_door.ask("hidden-sources", entity="firm")["rows"]
    assert {(r["buyer_id"], r["entity_id"]) for r in sites} == {(r["buyer_id"], r["entity_id"]) for r in firms}


def test_a_corridor_as_a_choke_point(corridor_door: Door) -> None:
    """The strait: nothing left in the end, survives 30 days, 60 to recover: 30 of 60 days short, 45 - 30 of them by
    400 of 1,120 only."""
    rows = {r["entity_id"]: r for r in corridor_door.ask("choke-points", entity="corridor")["rows"]}
    strait = rows[CORRIDOR]
    assert (strait["impact"], strait["tts_days"], strait["ttr_days"], strait["gap_days"]) == (1, 30, 60, 30)
    assert strait["loss_days"] == pytest.approx(15 * 400 / 1120 + 15)
    assert strait["risk_grade"] == "red"
    assert strait["fallen"] == sorted([T1, T2])
    assert rows[INLAND]["impact"] == pytest.approx(1), "no rod, no cord, no tyres in the end"
