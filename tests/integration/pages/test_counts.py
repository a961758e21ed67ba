"""Counts and words of pages that lead elsewhere: they are those of where they lead, and what is nothing says why."""

from __future__ import annotations

import re
import urllib.request
from html import unescape
from pathlib import Path

import pytest

from graphsvc.domain.gap_reviews import GapObject, GapReview
from graphsvc.domain.pages import Field, Linked, Listing, Page, Tiles, listings_of
from graphsvc.domain.report import Coded
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.gap_reviews import ReviewedGap
from graphsvc.usecases.pages.chief import chief
from graphsvc.usecases.pages.gaps import gaps
from graphsvc.usecases.pages.suggesting import suggest
from graphsvc.usecases.pages.today import today
from tests.integration.made_books import Rows, chain_row, firm, load_all, made, product, write_book
from tests.integration.pages.addresses import links_of, one_of_each
from tests.integration.pages.two_versions import Site, site

__all__ = ["site"]
ADA, BEA = "91370200FAKE010012", "91370300FAKE010026"


def html(url: str) -> str:
    """A page once it is made."""
    list(links_of(url))
    with urllib.request.urlopen(url) as answer:
        return str(answer.read().decode())


def test_missing_products_of_home_and_portfolio_are_those_of_the_map(site: Site) -> None:
    rows = site.asked("missing-links", chain="SD-C90")["rows"]
    n = sum(row["is_missing"] == "yes" for row in rows)
    for path in ("/", "/portfolio"):
        [href] = re.findall(r'<a href="(/chains/SD-C90\?status=missing[^"]*)">(?:\d+)</a>', html(site.url + path))
        assert f">{n}</a>" in html(site.url + path)
        assert re.search(rf"缺失 <b>{n}</b>", html(site.url + unescape(href)))


def test_weak_links_of_the_portfolio_are_those_of_the_page_it_leads_to(site: Site) -> None:
    rows = [row for row in site.asked("weak-links", chain="SD-C90")["rows"] if row["is_weak"] == "yes"]
    [(href, n)] = re.findall(r'<a href="(/chains/SD-C90/weak-links[^"]*)">(\d+)</a>', html(f"{site.url}/portfolio"))
    page = html(site.url + unescape(href))
    body = page.partition('id="list-weak_links"')[2].partition("</table>")[0]
    assert int(n) == len(rows) == len(re.findall(r'<th scope="row"', body)) > 0
    assert all(row["product_name"] in unescape(body) for row in rows)


def test_home_says_what_changes_are_counted_from(site: Site) -> None:
    text = html(f"{site.url}/")
    n = site.asked("changes")["n_rows"]
    assert f"变化与上一版 {site.versions[0]} 相比" in re.sub("<[^>]*>", "", text)
    assert f'<a href="/versions/{site.versions[0]}..{site.versions[1]}">{n}</a>' in text
    first = html(f"{site.url}/?at={site.versions[0]}")
    assert "首个版本" in first
    assert "没有更早的版本可比" in first


def test_no_key_stands_for_a_word(site: Site) -> None:
    """Every heading, button and choice of the Chinese pages is in Chinese, a name, a code or a figure."""
    heads = re.compile(r"<(?:th|dt|h1|h2|caption|summary|figcaption|option)\b[^>]*>\s*([a-z][a-z_ ]+)\s*<")
    found = {}
    for path in one_of_each(site.url)[0].values():
        told = set(heads.findall(html(site.url + path))) - {"firm_names", "reports"}  # tables that are no lists
        if told:
            found[path] = told
    assert found == {}


def book(path: Path, chain: str, park: str, maker: str, **gap: str) -> Path:
    """One product that one firm makes in one park."""
    code = f"P-{chain}"
    sheets: dict[str, Rows] = {
        "01_产业链清单": chain_row(chain, [code]),
        "02_产业链环节": [{"环节编码": f"S-{chain}", "环节名称": "整机", "所属产业链编码": chain}],
        "03_环节产品": [product(code, f"示例整机{chain}", f"S-{chain}")],
        "05_企业": [firm(maker, f"示例{chain}有限公司", "370200")],
        "06_生产能力": [made(maker, code, 10.0, 8.0, 所在园区=park)],
    }
    return write_book(path, chain, sheets)


@pytest.fixture(scope="module")
def two_chains(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    folder = tmp_path_factory.mktemp("two")
    return load_all(
        book(folder / "a.xlsx", "SD-A", "示例甲园区", ADA), book(folder / "b.xlsx", "SD-B", "示例乙园区", BEA)
    )


@pytest.mark.parametrize(("kind", "own", "other"), [("firm", ADA, BEA), ("group", ADA, BEA)])
def test_only_things_of_the_chain_are_suggested(two_chains: Analyst, kind: str, own: str, other: str) -> None:
    space = two_chains.workspace()
    told = {ident for ident, _ in suggest(space.facts(space.scope("SD-A")), kind, "示例")}
    assert own in told
    assert other not in told


@pytest.fixture(scope="module")
def tyres(tyre_book: Path) -> Analyst:
    return load_all(tyre_book)


def rows(page: Page, key: str) -> Listing:
    return next(one for one in listings_of(page.blocks) if one.key == key)


def test_who_is_in_charge_is_whom_a_person_named_else_whom_the_lists_name() -> None:
    about = GapObject("SD-A", "370000", "P-1", "weak_link")
    listed = {"owner": "示例列出处", "due": "2025-06-30"}
    row = ReviewedGap(listed, "", GapReview(about))
    assert (row.owner, row.shown.owner, row.due) == ("示例列出处", "示例列出处", "2025-06-30")
    assert ReviewedGap(listed, "", GapReview(about, owner="示例点名处")).owner == "示例点名处"
    assert ReviewedGap({"owner": None, "due": None}, "", GapReview(about)).shown == GapReview(about)


def test_one_owner_on_the_gap_page_and_the_sheet_of_the_chief(tyres: Analyst) -> None:
    at = tyres.version().version_id
    first = tyres.ask("gap-list", {"chain": "SD-C90"}, at).findings[0].values
    about = GapObject("SD-C90", "370000", first["product_code"], first["gap_kind"])
    kept = [GapReview(about, "confirmed", "", "示例处", "示例员", "2024-01-01T00:00:00Z", 1)]
    shown = rows(gaps(tyres, kept, "SD-C90", None, at, {}), "gaps")
    sheet = rows(chief(tyres, kept, ["SD-C90"], None, at), "chief_asked")
    place = shown.columns.index("owner")
    told = {}
    for line in shown.lines:
        name, field = line.cells[0], line.cells[place]
        assert isinstance(name, Linked)
        assert isinstance(field, Field)
        told[name.cell] = field.value or None
    asked = {line.cells[1]: line.cells[sheet.columns.index("owner")] for line in sheet.lines}
    assert {name: told[name] for name in asked if not isinstance(name, Linked | Field)} == asked
    assert "示例处" in asked.values()


def test_a_first_version_and_a_new_chain_have_nothing_to_compare(tyres: Analyst) -> None:
    page = today(tyres, None, tyres.version().version_id)
    tiles = next(b for panel in page.blocks for b in getattr(panel, "blocks", ()) if isinstance(b, Tiles))
    assert next(tile.value for tile in tiles.tiles if tile.key == "n_changes") == Coded("since", "first")
