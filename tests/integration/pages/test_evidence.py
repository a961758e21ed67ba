"""Evidence: the rows of the answer, where they stand in the file, as they were written."""

from __future__ import annotations

from typing import Any

import openpyxl

from tests.integration.pages.two_versions import Site, browser, opened, site

__all__ = ["browser", "site"]


def _choke(site: Site) -> dict[str, Any]:
    answer = site.asked("choke-points", chain="SD-C90", entity="group", l1plus="none", at=site.versions[0])
    row: dict[str, Any] = next(r for r in answer["rows"] if r["name"] == "示例合成胶")
    return row


def test_every_row_of_the_answer_is_shown_where_it_stands(site: Site, browser: Any, tyre_book: Any) -> None:
    choke = _choke(site)
    rows = site.asked("evidence", id=choke["evidence_id"], limit="1000")["rows"]
    wanted = {(r["source_sheet"], r["source_row"]) for r in rows if r["table"] != "submissions"}
    book = openpyxl.load_workbook(tyre_book)
    with opened(browser, site, f"/evidence/{choke['evidence_id']}") as view:
        shown = set()
        for sheet in view.locator(".sheet").all():
            name = sheet.locator("caption").inner_text().split(" · ")[1].split()[0]
            if name not in book.sheetnames:
                continue
            letters = sheet.locator(".letters td").all_inner_texts()[1:-1]
            for line in sheet.locator("tbody tr").all():
                number = int(line.locator("th").inner_text())
                shown.add((name, number))
                for letter, cell in zip(letters, line.locator("td").all(), strict=False):
                    written = book[name][f"{letter}{number}"].value
                    if isinstance(written, int | float):
                        assert cell.inner_text().split()[0] == f"{written:g}"
        assert wanted
        assert wanted <= shown


def test_what_the_finding_says(site: Site, browser: Any) -> None:
    choke = _choke(site)
    with opened(browser, site, f"/evidence/{choke['evidence_id']}") as view:
        text = view.locator("dl.list").first.inner_text()
        assert "示例合成胶" in text
        assert f"{choke['loss_days']:.1f} 天" in text
        assert choke["risk_grade_label"] in text
        view.get_by_text("当时的参数").click()
        assert view.get_by_text("SD-C90").last.is_visible()


def test_an_unknown_id_is_refused(site: Site, browser: Any) -> None:
    view = browser.new_page()
    response = view.goto(f"{site.url}/evidence/EV-0000000000000000-000000000000")
    assert response.status == 404
    view.close()
