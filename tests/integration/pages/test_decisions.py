"""The page of decisions: every table holds what its question answers, the picture the frontier, the files every row."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from tests.integration.browsers import browser
from tests.integration.pages.opening import follow
from tests.integration.pages.server_chain import CHAIN, site
from tests.integration.pages.two_versions import Site, opened

__all__ = ["browser", "site"]
pytestmark = pytest.mark.browser
PAGE = f"/chains/{CHAIN}/decisions"
MONEY = 1e4
"""万元 in one 亿元."""


def cells(view: Any, key: str) -> list[list[str]]:
    """Lines of a table as they are read, without the link to their rows."""
    lines = view.locator(f"#list-{key} tbody tr")
    return [
        [" ".join(text.split()) for text in lines.nth(i).locator("th, td").all_inner_texts()][:-1]
        for i in range(lines.count())
    ]


def number(text: str) -> float:
    """The figure a cell begins with."""
    found = re.match(r"[\d,.]+", text)
    assert found, text
    return float(found[0].replace(",", ""))


def figures(view: Any) -> dict[str, str]:
    """Every figure of the page by its name; of two with one name the first."""
    names = [name.rstrip("?").strip() for name in view.locator(".figures dt").all_inner_texts()]
    told = [" ".join(text.split()) for text in view.locator(".figures dd").all_inner_texts()]
    return dict(reversed(list(zip(names, told, strict=True))))


def test_measures_are_what_the_plan_takes(site: Site, browser: Any) -> None:
    answer = site.asked("backup-plan", chain=CHAIN)
    taken = {
        (row["instrument_label"], row["product_name"], row["name"] or row["usable_reason_label"]): row
        for row in answer["rows"]
        if row["plan_quantity"]
    }
    plan, needs = answer["summary"]["plan"], {n["product_name"]: n for n in answer["summary"]["need"]}
    assert taken
    with opened(browser, site, PAGE) as view:
        shown = cells(view, "measures")
        assert view.locator("#list-measures caption small").inner_text().startswith(f"共 {len(taken)} 行")
        assert len(shown) == min(10, len(taken))
        for line in shown:
            row = taken[line[0], line[1], line[2]]
            assert number(line[3]) == pytest.approx(row["plan_quantity"], rel=5e-3)
            assert line[3].endswith(row["unit"])
            assert number(line[4]) == row["activation_days"]
            assert number(line[5]) == pytest.approx(row["plan_cost"], rel=5e-3, abs=5e-4)
            assert number(line[7]) == pytest.approx(needs[line[1]]["loss_days"], abs=5e-3)
        told = figures(view)
        assert number(told["方案费用"]) * (MONEY if "亿元" in told["方案费用"] else 1) == pytest.approx(
            plan["cost"], rel=5e-3
        )
        assert number(told["平均损失，不备"]) == pytest.approx(plan["loss_days_before"], abs=5e-3)
        assert number(told["平均损失，备后"]) == pytest.approx(plan["loss_days"], abs=5e-3)
        assert told["方案状态"] == plan["plan_status_label"]


def test_every_corner_of_the_frontier_is_drawn(site: Site, browser: Any) -> None:
    summary = site.asked("backup-plan", chain=CHAIN)["summary"]
    with opened(browser, site, PAGE) as view:
        svg = view.locator("figure svg").first
        assert svg.locator("title").text_content() == "备份费用与避免的损失"
        dots = svg.locator("circle[r='3']")
        spots = [(float(dots.nth(i).get_attribute("cx")), float(dots.nth(i).get_attribute("cy")))
                 for i in range(dots.count())]  # fmt: skip
        corners = [(point["cost"], point["coverage"]) for point in summary["frontier"]]
        assert len(spots) == len(corners) > 1
        (x0, y0), (x1, y1) = spots[0], spots[-1]
        (c0, s0), (c1, s1) = corners[0], corners[-1]
        for (x, y), (cost, covered) in zip(spots, corners, strict=True):
            assert x == pytest.approx(x0 + (x1 - x0) * (cost - c0) / (c1 - c0), abs=0.05)
            assert y == pytest.approx(y0 + (y1 - y0) * (covered - s0) / (s1 - s0), abs=0.05)
        assert f"{summary['plan']['covered']:.0%}" in str(svg.text_content())


def test_white_list_extensions_and_suppliers_outside_are_the_answers(site: Site, browser: Any) -> None:
    white = site.asked("white-list", chain=CHAIN)
    extended = site.asked("extensions", chain=CHAIN)["rows"]
    outside = site.asked("outside-suppliers", chain=CHAIN)
    with opened(browser, site, PAGE) as view:
        smallest = [row for row in white["rows"] if row["list"] == "smallest"]
        told = figures(view)
        assert told["最小名单（家）"] == str(white["summary"]["n_smallest"]) == str(len(smallest))
        assert number(told["名单保住的产出"]) == round(white["summary"]["covered_output"] * 100)
        assert [line[0] for line in cells(view, "white_smallest")] == [row["name"] for row in smallest][:10]
        for line, row in zip(cells(view, "white_smallest"), smallest, strict=False):
            assert line[1] == row["role_label"]
            assert number(line[3]) == pytest.approx(row["output_at_stake"] * 100, abs=0.5)
        pairs = [(line[0], line[1]) for line in cells(view, "extensions")]
        assert pairs == [(row["from_name"], row["to_name"]) for row in extended][:10]
        assert told["区外供应（供方×产品）"] == str(outside["n_rows"])
        shown = {(line[1], line[2]): line for line in cells(view, "outside")}
        assert len(shown) == min(10, outside["n_rows"])
        for row in outside["rows"]:
            found = shown.get((row["supplier_name"], row["product_name"]))
            if found is not None:
                assert (number(found[3]), number(found[4])) == (row["n_buyers"], row["n_only_source"])


def test_backups_that_hang_on_the_same_thing(site: Site, browser: Any) -> None:
    rows = [r for r in site.asked("backup-independence", chain=CHAIN)["rows"] if r["is_independent"] != "yes"]
    with opened(browser, site, PAGE) as view:
        shown = cells(view, "backups_shared")
        assert [line[0] for line in shown if len(line) > 1] == [row["reserve_no"] for row in rows]


def test_files_hold_every_row_of_the_question(site: Site, browser: Any) -> None:
    with opened(browser, site, PAGE) as view:
        links = [a.get_attribute("href") for a in view.locator("p.links a[href*='/questions/']").all()]
        asked = {re.sub(r".*/questions/([a-z-]+)\?.*", r"\1", href) for href in links}
        assert asked == {"backup-plan", "backup-independence", "white-list", "extensions", "outside-suppliers"}
        assert len(links) == 3 * len(asked)
        for href in links:
            body = site.fetched(href)
            if "format=csv" in href:
                question = re.sub(r".*/questions/([a-z-]+)\?.*", r"\1", href)
                lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
                assert len(lines) - 1 == site.asked(question, chain=CHAIN)["n_rows"]


def test_it_is_reached_from_the_bar_and_leads_to_the_rows(site: Site, browser: Any) -> None:
    with opened(browser, site, f"/chains/{CHAIN}/gaps") as view:
        follow(view, view.get_by_role("navigation", name="页面").get_by_role("link", name="决策", exact=True))
        assert view.url.endswith(PAGE)
        follow(view, view.locator("#list-measures tbody tr").first.get_by_role("link", name="看依据的行"))
        assert "/evidence/EV-" in view.url
