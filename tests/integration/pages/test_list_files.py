"""Files of the lists that pages show: every list has them, with all its lines and no others, as its page says."""

from __future__ import annotations

import csv
import io
import re
import urllib.error
import urllib.request
from html import unescape
from typing import Any
from urllib.parse import urljoin

import openpyxl
import orjson
import pytest

from tests.integration.pages.addresses import links_of, one_of_each
from tests.integration.pages.conftest import CHAIN, Site

LIST = re.compile(r'<div class="listing" id="list-([^"]+)">(.*?)</table>', re.DOTALL)
FILE = re.compile(r'<a href="([^"]+)" download>(Excel|CSV|JSON)</a>')
SAID = re.compile(r"共 (\d+) 行")
WITHOUT = {"gaps"}
"""Lists in a form; their files stand above it, as they are narrowed by it."""


def html(url: str) -> str:
    """A page once it is made."""
    list(links_of(url))
    with urllib.request.urlopen(url) as answer:
        return str(answer.read().decode())


def fetched(url: str) -> bytes:
    """A file."""
    with urllib.request.urlopen(url, timeout=120) as answer:
        return bytes(answer.read())


def files_of(url: str) -> dict[str, dict[str, str]]:
    """Addresses of the files of every list of a page by ending, and how many lines the page says there are."""
    found = {}
    for key, body in LIST.findall(html(url)):
        links = {name: urljoin(url, unescape(href)) for href, name in FILE.findall(body)}
        said = SAID.search(body)
        assert said is not None, key
        found[key] = {**links, "n": said[1]}
    return found


def test_every_list_has_files_with_all_its_lines(site: Site) -> None:
    seen, told = set(), {}
    for path in one_of_each(site.served.url)[0].values():
        for key, links in files_of(site.url(path)).items():
            if key.startswith("help_") or key in WITHOUT or links["n"] == "0":
                continue
            assert set(links) == {"Excel", "CSV", "JSON", "n"}, (path, key)
            rows = orjson.loads(fetched(links["JSON"]))["rows"]
            if len(rows) != int(links["n"]):
                told[path, key] = (len(rows), links["n"])
            seen.add(key.partition("-")[0])
    assert told == {}
    assert {"choke", "firms", "places", "buyers", "versions", "compared", "firm_products", "portfolio"} <= seen


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_file_of_a_narrowed_list_holds_its_lines_alone(site: Site, ending: str) -> None:
    page = f"/chains/{CHAIN}/choke-points?verdict=all&grade=red"
    links = files_of(site.url(page))["choke"]
    rows = orjson.loads(fetched(links["JSON"]))["rows"]
    every = orjson.loads(fetched(files_of(site.url(f"/chains/{CHAIN}/choke-points?verdict=all"))["choke"]["JSON"]))
    assert 0 < len(rows) == int(links["n"]) < every["n_rows"]
    body = fetched(links["Excel" if ending == "xlsx" else "CSV"])
    if ending == "csv":
        assert len(list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))) == len(rows) + 1
        return
    names = {str(row["名称"] if "名称" in row else next(iter(row.values()))) for row in rows}
    sheets = openpyxl.load_workbook(io.BytesIO(body))
    written = {str(cell.value) for sheet in sheets for line in sheet.iter_rows() for cell in line}
    assert names <= written


def test_gap_files_hold_the_rows_that_the_facets_leave_in_their_order(site: Site) -> None:
    whole = orjson.loads(fetched(site.url(f"/api/v1/questions/gap-list?chain={CHAIN}")))["rows"]
    kind = whole[0]["gap_kind"]
    expected = [row for row in whole if row["gap_kind"] == kind]
    expected.sort(key=lambda row: str(row["product_name"]))
    assert 0 < len(expected) < len(whole)
    text = html(site.url(f"/chains/{CHAIN}/gaps?kind={kind}&sort=product"))
    hrefs = {m[1]: unescape(m[0]) for m in re.findall(r'href="(/api/v1/exports/gaps\.(xlsx|csv|json)[^"]*)"', text)}
    assert set(hrefs) == {"xlsx", "csv", "json"}
    told = orjson.loads(fetched(site.url(hrefs["json"])))
    codes = [row["product_code"] for row in expected]
    assert [row["product_code"] for row in told["rows"]] == codes
    assert (told["n_rows"], told["parameters"]["kind"], told["parameters"]["sort"]) == (len(codes), kind, "product")
    lines = list(csv.DictReader(io.StringIO(fetched(site.url(hrefs["csv"])).decode("utf-8-sig"))))
    assert [line["product_code"] for line in lines] == codes
    shown = re.findall(r'<tr id="gap-(.+?)-' + kind, text)
    assert shown == codes
    assert _products(fetched(site.url(hrefs["xlsx"])), codes) == codes


def _products(book: bytes, codes: list[str]) -> list[str]:
    """Codes of products in the first sheet, from top to bottom."""
    sheet: Any = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    found = []
    for line in sheet.iter_rows(values_only=True):
        texts = [str(value) for value in line if value is not None]
        found += [code for code in codes if any(re.search(rf"\b{re.escape(code)}\b", text) for text in texts)][:1]
    return found


def test_a_list_that_the_page_does_not_have_is_refused_with_those_it_has(site: Site) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetched(site.url(f"/chains/{CHAIN}/choke-points?format=json&list=odd"))
    assert refused.value.code == 404
    assert "choke" in refused.value.read().decode()
