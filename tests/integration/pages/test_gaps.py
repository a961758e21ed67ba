"""The gap list in a browser: numbers of the interface, conclusions saved, kept and contested, and its files."""

from __future__ import annotations

import io
import json
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.integration.browsers import browser
from tests.integration.pages.opening import follow
from tests.integration.serving import Served, serving

__all__ = ["browser"]
pytestmark = pytest.mark.browser
CHAIN = "SD-C90"
PATH = f"/chains/{CHAIN}/gaps"


@pytest.fixture
def served(tmp_path: Path, tyre_store: Path) -> Iterator[Served]:
    """The service on a store of its own that holds the tyre chain."""
    shutil.copy(tyre_store, tmp_path / "store.db")
    with serving(tmp_path / "store.db") as running:
        yield running


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page whose complaints are gathered."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    opened = context.new_page()
    opened.complaints = []
    opened.on("console", lambda message: opened.complaints.append(message.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    yield opened
    assert [said for said in opened.complaints if "409" not in said] == []
    context.close()


def told(served: Served, path: str) -> Any:
    """A JSON document of the interface."""
    with urllib.request.urlopen(f"{served.url}/api/v1{path}") as answer:
        return json.load(answer)


def opened(page: Any, served: Served, path: str = PATH) -> Any:
    """A page once it is there."""
    page.goto(served.url + path)
    page.locator(".waiting").wait_for(state="detached", timeout=60_000)
    page.locator("#list-gaps").wait_for(timeout=60_000)
    return page


def row(page: Any, product: str) -> Any:
    """The line of a product."""
    return page.locator(f"tr[id^='gap-{product}-']")


def test_rows_and_facets_are_those_of_the_answer(served: Served, page: Any) -> None:
    rows = told(served, f"/questions/gap-list?chain={CHAIN}")["rows"]
    opened(page, served)
    shown = page.locator("#list-gaps tbody tr[id]")
    assert shown.count() == len(rows) > 1
    for n, expected in enumerate(rows):
        assert expected["product"] in shown.nth(n).inner_text()
    kinds = [r["gap_kind_label"].partition("·")[0] for r in rows]
    for kind in sorted(set(kinds)):
        opened(page, served)
        n = kinds.count(kind)
        follow(page, page.locator(".facet").first.get_by_role("link", name=f"{kind} {n}", exact=True))
        page.locator(".facet").first.locator(".chosen", has_text=kind).wait_for()
        assert page.locator("#list-gaps tbody tr[id]").count() == n


def test_what_filling_is_worth_is_the_answer_in_each_of_its_orders(served: Served, page: Any) -> None:
    for order in ("priority", "effect", "demand"):
        rows = told(served, f"/questions/gap-list?chain={CHAIN}&order={order}")["rows"]
        opened(page, served, PATH if order == "priority" else f"{PATH}?sort={order}")
        lines = page.locator("#list-gaps tbody tr[id]")
        heads = [head.strip() for head in page.locator("#list-gaps thead th").all_inner_texts()]
        assert lines.count() == len(rows)
        for n, expected in enumerate(rows):
            cells = [" ".join(text.split()) for text in lines.nth(n).locator("th, td").all_inner_texts()]
            assert expected["product"] == cells[0]
            columns = (("补上少损失", "effect_loss_days", 1), ("CP 增", "effect_cp", 100),
                       ("SSR 增", "effect_ssr", 100), ("RS_90 增", "effect_rs", 1))  # fmt: skip
            for name, key, scale in columns:
                text = cells[heads.index(name)]
                if expected[key] is None:
                    assert text == "未知"
                else:
                    assert float(text.split()[0]) == pytest.approx(expected[key] * scale, rel=6e-3, abs=5e-3)


def test_what_is_not_listed_is_listed_below_with_the_reason(served: Served, page: Any) -> None:
    excluded = told(served, f"/questions/gap-list?chain={CHAIN}")["summary"]["excluded"]
    opened(page, served)
    tile = page.locator(".figures > div", has_text="识别但不列入").locator("dd")
    assert tile.inner_text() == str(len(excluded))
    lines = page.locator("#list-gaps_excluded tbody tr")
    shown = [lines.nth(n).inner_text() for n in range(lines.count())]
    assert len(shown) == min(15, len(excluded))
    for text, each in zip(shown, excluded, strict=False):
        assert each["product_code"] in text
        assert each["reason_code_label"] in text


def test_conclusion_is_saved_by_row_and_survives_a_reload(served: Served, page: Any) -> None:
    product = told(served, f"/questions/gap-list?chain={CHAIN}")["rows"][0]["product_code"]
    opened(page, served)
    page.locator("input[name=who]").fill("示例复核员")
    line = row(page, product)
    line.locator("select").select_option("confirmed")
    line.locator("input[name^=note]").fill('=1+1 <b>示例&"备注"')
    line.locator("input[name^=owner]").fill("示例处")
    line.locator("button").press("Enter")
    page.wait_for_url("**who=**")
    opened(page, served)
    line = row(page, product)
    assert line.locator("select").input_value() == "confirmed"
    assert line.locator("input[name^=note]").input_value() == '=1+1 <b>示例&"备注"'
    assert "示例复核员" in page.locator(f"tr[id^='gap-{product}-'] + tr.below").inner_text()
    [kept] = told(served, f"/chains/{CHAIN}/gaps/reviews")["rows"]
    assert (kept["product"], kept["conclusion_label"], kept["owner"], kept["revision"]) == (
        product, "确认短板", "示例处", 1,
    )  # fmt: skip


def test_second_of_two_editors_sees_the_first_and_loses_nothing(served: Served, page: Any, browser: Any) -> None:
    product = told(served, f"/questions/gap-list?chain={CHAIN}")["rows"][0]["product_code"]
    opened(page, served)
    other = browser.new_page()
    opened(other, served)
    for each, who, note in ((other, "示例甲", "甲的备注"), (page, "示例乙", "乙的备注")):
        each.locator("input[name=who]").fill(who)
        row(each, product).locator("input[name^=note]").fill(note)
        row(each, product).locator("select").select_option("confirmed")
        follow(each, row(each, product).locator("button"))
    other.close()
    page.locator("#list-gaps_outrun").wait_for()
    assert "示例甲" in page.locator(".say").first.inner_text()
    assert "甲的备注" in page.locator("#list-gaps_outrun").inner_text()
    assert page.locator("input[name='note.0']").input_value() == "乙的备注"
    follow(page, page.get_by_role("button", name="按我写的保存"))
    page.locator("#list-gaps").wait_for()
    [kept] = told(served, f"/chains/{CHAIN}/gaps/reviews")["rows"]
    assert (kept["note"], kept["reviewed_by"], kept["revision"]) == ("乙的备注", "示例乙", 2)


def test_one_conclusion_for_picked_rows(served: Served, page: Any) -> None:
    n_rows = told(served, f"/questions/gap-list?chain={CHAIN}")["n_rows"]
    opened(page, served)
    page.locator("input[name=who]").fill("示例复核员")
    for n in (0, 1):
        page.locator(f"input[name='chosen.{n}']").check()
    page.locator("select[name=together]").select_option("purchasable")
    follow(page, page.get_by_role("button", name="改选中的行"))
    page.wait_for_url("**who=**")
    kept = told(served, f"/chains/{CHAIN}/gaps/reviews")["rows"]
    assert [one["conclusion"] for one in kept] == ["purchasable", "purchasable"]
    opened(page, served, f"{PATH}?review=open")
    assert page.locator("#list-gaps tbody tr[id]").count() == n_rows - 2


def test_narrow_list_fits_a4_and_holds_text_alone(served: Served, page: Any) -> None:
    rows = told(served, f"/questions/gap-list?chain={CHAIN}")["rows"]
    first = rows[0]
    change = {"product": first["product_code"], "gap_kind": first["gap_kind"], "conclusion": "confirmed",
              "note": "=2+3", "owner": "@示例"}  # fmt: skip
    body = json.dumps({"reviewed_by": "示例复核员", "rows": [change]}).encode()
    asked = urllib.request.Request(f"{served.url}/api/v1/chains/{CHAIN}/gaps/reviews", body, method="PUT")
    asked.add_header("Content-Type", "application/json")
    urllib.request.urlopen(asked).close()
    kind = first["gap_kind"]
    opened(page, served, f"{PATH}?kind={kind}")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="A4 清单").click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes())).worksheets[0]
    chosen = [r for r in rows if r["gap_kind"] == kind]
    assert (sheet.max_column, sheet.max_row) == (10, 6 + len(chosen))
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth in (None, 1), sheet.page_setup.fitToHeight) == (True, 0)  # 1 goes unsaid
    fit = sheet.sheet_properties.pageSetUpPr
    assert fit is not None
    assert fit.fitToPage
    assert sheet.print_title_rows == "$6:$6"
    head = " ".join(str(sheet.cell(r, 1).value) for r in range(1, 6))
    for said in (
        first["gap_kind_label"].partition("·")[0],
        told(served, "/versions")[0]["version_id"],
        "示例复核员",
        "2023-12-31",
    ):
        assert said in head
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert any("=2+3" in str(cell.value) for cell in cells)
