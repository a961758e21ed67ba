"""The report through the command line: golden numbers, evidence that opens, a page that works offline and on paper."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from graphsvc.domain.notices import Lang
from graphsvc.domain.report import Report
from tests.integration.browsers import browser
from tests.integration.door import Door, altered
from viz.report import paint_report

__all__ = ["browser"]

GOLDEN = ("82.5%", "45.8%", "48.8", "46.8", "33.7", "28.8", "9.8", "37.5", "52.5", "87.5%", "77.8%", "15.29", "0.225")
"""Figures of the worked example: RS_90 and its worst, losses, survival and gap of M1, CP, demand, backup (10⁴ t)."""
HEADINGS = {
    "zh": (
        "摘要", "请链长定的事", "1 怎么定", "2 最要命的卡点", "3 最坏断供", "4 能撑多久", "5 单一来源", "6 缺链与弱链",
        "7 链上环节与状态", "8 还不知道什么", "附录", "定义、阈值和单位", "问过的问题和参数", "证据编号",
    ),
    "en": (
        "Summary", "Decisions asked", "1 What to decide", "2 Worst choke points", "3 The worst outage", "4 Survival",
        "5 Single", "6 Missing and weak", "7 Stages", "8 What is not known", "Appendix", "Definitions",
        "Questions asked",
    ),
}  # fmt: skip


def written(door: Door, folder: Path, lang: str = "zh", *words: str) -> str:
    """The page the command writes."""
    out = folder / f"report-{lang}.html"
    document = door.json("report", "--out", out, "--lang", lang, *words)
    assert [item["path"] for item in document["written"]] == [str(out)]
    return out.read_text(encoding="utf-8")


def said(page: str) -> str:
    """What a reader reads."""
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"<style>.*?</style>", "", page, flags=re.S)))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_golden_numbers_and_names(door: Door, tmp_path: Path, lang: str) -> None:
    text = said(written(door, tmp_path, lang))
    assert [number for number in GOLDEN if number not in text] == []
    assert [heading for heading in HEADINGS[lang] if heading not in text] == []
    for name in ("示例中间体", "示例帘线集团", "高碳盘条", "天然橡胶", "SD-C90", "2023-12-31"):
        assert name in text
    assert not re.search(r"\{[a-z_]+\}|None|nan\b", text)


def test_same_store_same_bytes(door: Door, tmp_path: Path) -> None:
    first = written(door, tmp_path)
    assert written(door, tmp_path) == first


def test_every_evidence_id_opens(door: Door, tmp_path: Path) -> None:
    from graphsvc.settings import Settings
    from graphsvc.wiring import House

    page = written(door, tmp_path)
    ids = sorted(set(re.findall(r"EV-[0-9a-f]{16}-[0-9a-f]{12}", page)))
    assert len(ids) > 30
    house = House(Settings())
    for evidence in ids:
        answer = house.analyst.ask("evidence", {"id": evidence})
        assert answer.findings[0].values["table"], evidence
    house.close()
    anchors = set(re.findall(r'id="([eq]\d+)"', page))
    assert set(re.findall(r'href="#([eq]\d+)"', page)) <= anchors
    assert door.json("ask", "evidence", "-p", f"id={ids[0]}")["n_rows"] >= 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_notes_list_places_and_link_both_ways(door: Door, tmp_path: Path, lang: str) -> None:
    page = written(door, tmp_path, lang)
    row = r"tyre\.xlsx · \d\d_\S+ · [0-9、–]+ 行" if lang == "zh" else r"tyre\.xlsx · \d\d_\S+ · rows? [0-9, –]+"
    notes = dict(re.findall(r'<li id="(e\d+)">(.*?)</li>', page, re.S))
    asked = dict(re.findall(r'<tr id="(q\d+)">(.*?)</tr>', page, re.S))
    body = page.split('id="appendix"')[0]
    targets = set(re.findall(r'href="#([eq]\d+)"', body))
    assert targets & notes.keys()
    for target in targets:
        said_there = {**notes, **asked}[target]
        assert re.search(row, said_there) or "00_填报说明 · 数据完整声明" in said_there, target
        assert f'href="#from-{target}"' in said_there
        assert page.count(f'id="from-{target}"') == 1
    assert not re.search(r"\d</b><(?:sup|a)", page), "a mark runs into a figure"
    for marks in re.findall(r'<span class="marks">(.*?)</span>', page, re.S):
        assert re.fullmatch(r"&nbsp;\[(?:<a [^>]*>[^<]+</a>(?:, )?)+\]", marks)


def test_several_chains_have_an_overview(empty_door: Door, tyre_book: Path, tmp_path: Path) -> None:
    def other(book: Any) -> None:
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str):
                        cell.value = cell.value.replace("SD-C90", "SD-C91").replace("高端化工·轮胎", "另一条链")

    second = altered(tyre_book, tmp_path / "other.xlsx", other)
    empty_door.json("load", tyre_book, second)
    text = said(written(empty_door, tmp_path))
    for part in ("1 各链总览", "2 高端化工·轮胎 SD-C90", "3 另一条链 SD-C91", "3.8 还不知道什么"):
        assert part in text
    alone = said(written(empty_door, tmp_path, "zh", "--chain", "SD-C91"))
    assert "各链总览" not in alone
    assert "另一条链产业链韧性报告" in alone


def test_refusals(door: Door, tmp_path: Path) -> None:
    assert door.refused("report", "--out", tmp_path / "r.pdf")["code"] == "cannot_write"
    assert door.refused("report", "--out", tmp_path / "r.html", "--chain", "SD-C77")["code"] == "unknown_object"


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_opens_from_disk_and_prints(browser: Any, door: Door, tmp_path: Path, lang: str) -> None:
    written(door, tmp_path, lang)
    file = tmp_path / f"report-{lang}.html"
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    assert requests == [file.as_uri()]
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    cut = page.evaluate("""() => [...document.querySelectorAll("main table, main svg")].filter(
        e => e.getBoundingClientRect().right > document.querySelector("main").getBoundingClientRect().right).length""")
    assert cut == 0
    assert page.locator("figure svg").count() >= 6
    last = page.locator(
        "table.t-choke tbody tr:last-child th, table.t-missing tbody tr:last-child th"
    ).all_inner_texts()
    paper = tmp_path / "report.pdf"
    page.pdf(path=str(paper), prefer_css_page_size=True, print_background=True)
    context.close()
    _read_paper(paper, lang, last)


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_three_chains_take_twenty_five_pages_of_readable_print(
    browser: Any, sample_report: Report, tmp_path: Path, lang: Lang
) -> None:
    (tmp_path / "report.html").write_text(paint_report(sample_report, lang), encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "report.html").as_uri())
    page.pdf(path=str(tmp_path / "report.pdf"), prefer_css_page_size=True, print_background=True)
    page.close()
    pages = PdfReader(tmp_path / "report.pdf").pages
    assert len(pages) <= 25
    sizes: set[float] = set()

    def measure(text: str, matrix: list[float], own: list[float], font: object, size: float) -> None:
        if text.strip():
            x = own[2] * matrix[0] + own[3] * matrix[2]
            y = own[2] * matrix[1] + own[3] * matrix[3]
            sizes.add(round(abs(size) * math.hypot(x, y), 2))

    for each in pages:
        each.extract_text(visitor_text=measure)
    assert len(sizes) > 5
    assert min(sizes) >= 7.0
    assert "EV-" not in "".join(p.extract_text() for p in pages[: len(pages) // 2])
    first = pages[0].extract_text()
    worst = min(c.figures[0].amount.value or 0.0 for c in sample_report.chains)
    assert f"{worst:.1f}%" in first


def _read_paper(paper: Path, lang: str, last_rows: list[str]) -> None:
    """Every heading, the last rows and the evidence ids stand on A4 paper."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed: the printed report was NOT read")
    text = subprocess.run(["pdftotext", "-layout", str(paper), "-"], check=True, capture_output=True).stdout.decode()
    bare = "".join(text.split())
    for heading in HEADINGS[lang]:
        assert "".join(heading.split()) in bare, heading
    info = subprocess.run(["pdfinfo", str(paper)], check=True, capture_output=True).stdout.decode()
    assert re.search(r"Page size:\s+59[45][.\d]* x 84[12]", info)
    assert 6 <= int(re.search(r"Pages:\s+(\d+)", info).group(1)) <= 20  # type: ignore[union-attr]
    assert len(last_rows) == 2
    for last in (*last_rows, "示例轮胎二厂"):
        assert "".join(last.split()) in bare
    assert len(set(re.findall(r"EV-[0-9a-f]{16}-[0-9a-f]{12}", bare))) > 30
