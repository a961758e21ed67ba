"""Places. Only 高碳盘条 has a price: 15.288 万吨 × 45,000,000 元 / 10,000 = 68,796 万元, 6.9 亿元, a year, made in
Tangshan and bought whole by two plants of Shandong (39,690 and 29,106); the other 21 deliveries have no value."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path
from typing import Any

from tests.integration.pages.two_versions import Site, browser, opened, row_of, site
from tests.integration.serving import serving

__all__ = ["browser", "site"]


def test_provinces(site: Site, browser: Any) -> None:
    with opened(browser, site, "/regions") as view:
        assert row_of(view, "places", "河北省")[:4] == ["河北省", "1", "6.9 亿元", "0"]
        assert row_of(view, "places", "山东省")[:4] == ["山东省", "11", "未知", "11"]
        asked = {"entity": "region", "region_level": "province", "l1plus": "none"}
        lost = {r["entity_id"]: r["loss_days"] for r in site.asked("choke-points", chain="SD-C90", **asked)["rows"]}
        assert lost["370000"] > 0
        for code, name in (("370000", "山东省"), ("130000", "河北省")):
            assert row_of(view, "places", name)[5].split()[0] == f"{lost[code]:.1f}"
        assert view.locator("figure svg").first.get_by_role("link").count() == 34
        assert view.get_by_text("示意图：").is_visible()
        assert "所在地未填的企业" in view.locator("main").inner_text()


def test_where_purchases_come_from(site: Site, browser: Any) -> None:
    with opened(browser, site, "/regions") as view:
        texts = view.locator("figure svg").last.locator("text").all_text_contents()
        assert "河北 68,796 万元（100%）" in texts
        assert "已知金额的供货 2 笔；另有 21 笔金额未知" in view.locator("main").inner_text()


def test_a_place_counts_for_every_page(site: Site, browser: Any) -> None:
    """Losses of cities are those of the choke points of kind region, firms those of the list of firms."""
    rows = site.asked("choke-points", chain="SD-C90", entity="region", region="370000", l1plus="none")["rows"]
    zibo = next(r for r in rows if r["entity_id"] == "370300")
    with opened(browser, site, "/regions") as view:
        view.locator("figure svg").first.get_by_role("link", name="山东").click()
        view.wait_for_url("**/regions?region=370000")
        view.locator(".waiting").wait_for(state="detached", timeout=120_000)
        cells = row_of(view, "places", "淄博市")
        assert cells[1] == "3"
        assert cells[5].split()[0] == f"{zibo['loss_days']:.1f}"
        view.locator("#list-places tbody tr").filter(has_text="淄博市").get_by_role(
            "link", name="3", exact=True
        ).click()
        view.wait_for_url("**/firms?**region=370300**")
        assert view.locator("#list-firms tbody tr").count() == 3
        nav = view.locator("nav").first.get_by_role("link", name="卡点")
        assert "region=370300" in str(nav.get_attribute("href"))


def test_sole_sources_stand_where_the_supplier_stands(site: Site, browser: Any) -> None:
    rows = site.asked("single-sources", chain="SD-C90", region="370000")["rows"]
    sole = [r for r in rows if r["kind"] == "sole" and "91370300FAKE01032D" in r["supplier_ids"]]
    with opened(browser, site, "/regions?region=370000") as view:
        # Zibo has 示例合成胶 (two buyers), 示例中间体 (two) and 示例丁二烯 (one), each the only maker
        assert len(sole) == 2
        assert row_of(view, "places", "淄博市")[4] == "5"


def test_borders_of_the_customer(tyre_store: Path, tmp_path: Path, browser: Any) -> None:
    """Two round provinces; without an approval number nothing is drawn of them."""

    def ring(x: float) -> list[list[float]]:
        return [[x + math.cos(t), 36 + math.sin(t)] for t in (0.0, 1.5, 3.0, 4.5, 0.0)]

    features = [
        {"type": "Feature", "properties": {"adcode": code}, "geometry": {"type": "Polygon", "coordinates": [ring(x)]}}
        for code, x in ((370000, 118.0), (130000, 115.0))
    ]
    file = tmp_path / "borders.json"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    for number, seen in (("GS(示例)0001号", True), ("", False)):
        store = Path(shutil.copy(tyre_store, tmp_path / f"store{seen}.db"))
        with (
            serving(store, GRAPHSVC_GEOJSON=str(file), GRAPHSVC_GEOJSON_APPROVAL=number) as service,
            opened(browser, Site(service.url, ("", "")), "/regions") as view,
        ):
            assert (view.get_by_text("审图号：GS(示例)0001号").count() == 1) is seen
            assert view.locator("figure svg").first.get_by_role("link").count() == (2 if seen else 34)
