"""The sheet for the chief and all chains side by side: numbers as the interface has them, one page of A4, a wall."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.integration.browsers import browser
from tests.integration.serving import Served, serving

__all__ = ["browser"]
pytestmark = pytest.mark.browser
CHAIN = "SD-C90"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, tyre_store: Path) -> Iterator[Served]:
    """The service on the tyre chain; nothing is written here."""
    store = tmp_path_factory.mktemp("sheets") / "store.db"
    shutil.copy(tyre_store, store)
    with serving(store) as running:
        yield running


def told(served: Served, path: str) -> Any:
    """A JSON document of the interface."""
    with urllib.request.urlopen(f"{served.url}/api/v1{path}") as answer:
        return json.load(answer)


def opened(browser: Any, served: Served, path: str) -> tuple[Any, list[str]]:
    """A page once it is there, and what it complains about."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(served.url + path)
    page.locator(".waiting").wait_for(state="detached", timeout=60_000)
    page.locator(".listing").first.wait_for(timeout=60_000)
    return page, complaints


def test_chief_tells_the_worst_five_on_one_page(browser: Any, served: Served, tmp_path: Path) -> None:
    asked = f"/questions/choke-points?chain={CHAIN}&entity=group&horizon_days=90&l1plus=none"
    proven = [r for r in told(served, asked)["rows"] if r["is_choke_point"] == "yes"]
    page, complaints = opened(browser, served, f"/chains/{CHAIN}/chief")
    shown = page.locator("#list-chief_worst tbody tr")
    assert shown.count() == min(5, len(proven))
    for n, expected in enumerate(proven[:5]):
        text = shown.nth(n).inner_text()
        assert expected["name"] in text
        assert f"{expected['loss_days']:.1f}" in text
    assert proven[0]["name"] in page.locator(".say").first.inner_text()
    paper = tmp_path / "chief.pdf"
    page.pdf(path=str(paper), prefer_css_page_size=True)
    info = subprocess.run(["pdfinfo", str(paper)], check=True, capture_output=True).stdout.decode()
    assert re.search(r"Pages:\s+1\b", info)
    assert re.search(r"Page size:\s+59[45][.\d]* x 84[12]", info)
    assert complaints == []
    page.close()


def test_chief_as_a_file_needs_nothing_else(browser: Any, served: Served, tmp_path: Path) -> None:
    with urllib.request.urlopen(f"{served.url}/api/v1/exports/chief.html?chain={CHAIN}") as answer:
        (tmp_path / "chief.html").write_bytes(answer.read())
    page = browser.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((tmp_path / "chief.html").as_uri())
    assert requests == [(tmp_path / "chief.html").as_uri()]
    assert complaints == []
    assert page.locator("a, script, form").count() == 0
    assert page.locator("#list-chief_asked tbody tr").count() > 0
    page.close()


def test_portfolio_has_the_figures_of_its_answers(browser: Any, served: Served) -> None:
    document = told(served, "/exports/portfolio")
    [row] = document["rows"]
    kept = told(served, f"/questions/resilience?chain={CHAIN}&horizon_days=90")["summary"]
    missing = told(served, f"/questions/missing-links?chain={CHAIN}&limit=1000")["rows"]
    assert (row["rs"], row["rs_min"], row["worst"]) == (kept["rs"], kept["rs_min"], kept["worst"])
    assert row["n_missing"] == sum(r["is_missing"] == "yes" for r in missing)
    assert [p["rs_min"] for p in document["summary"]["trend"][CHAIN]] == [kept["rs_min"]]
    page, complaints = opened(browser, served, "/portfolio")
    line = page.locator("#list-portfolio tbody tr").inner_text()
    for said in (row["chain"], f"{row['rs_min']:.1f}", f"{row['rs']:.1f}", row["worst_name"], row["grade"]):
        assert said in line
    verbs = ("stabilise", "fill", "strengthen", "extend", "build", "bind")
    shown = page.locator("#list-portfolio_gaps tbody td").all_inner_texts()
    assert [text.split()[0] for text in shown[:6]] == [str(row[f"n_{verb}"]) for verb in verbs]
    shown = page.locator("#list-portfolio_national tbody td").all_inner_texts()
    assert [text.split()[0] for text in shown[:2]] == [str(row["n_five_bases"]), str(row["n_five_bases_gaps"])]
    with page.expect_download() as waiting:
        page.locator("#list-portfolio").get_by_role("link", name="Excel").click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes())).worksheets[0]
    assert (sheet.max_row, sheet.max_column) == (2, len(document["columns"]))
    assert complaints == []
    page.close()


def test_wall_is_dark_and_comes_back_by_itself(browser: Any, served: Served) -> None:
    page, complaints = opened(browser, served, "/portfolio?wall=1")
    assert page.locator("html.wall").count() == 1
    assert page.locator("meta[http-equiv=refresh]").get_attribute("content") == "300"
    ground = page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor")
    assert max(int(part) for part in re.findall(r"\d+", ground)[:3]) < 40
    assert complaints == []
    page.close()
