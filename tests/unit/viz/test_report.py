"""The report's page and pictures: parse as XML, escape hostile names, say figures with units and bounds."""

from __future__ import annotations

import re
from html import unescape

import pytest
from defusedxml import ElementTree

from graphsvc.domain.notices import Lang
from graphsvc.domain.report import (
    Amount,
    ChainReport,
    Coded,
    ConcentrationPicture,
    CoverageBar,
    CoveragePicture,
    CurvePicture,
    FillingPicture,
    FrontierPicture,
    LaneBox,
    LaneLink,
    LanePicture,
    Pair,
    PairPicture,
    Picture,
    PortfolioBar,
    PortfolioPicture,
    Report,
    Row,
    Saying,
    ScatterPicture,
    Section,
    Span,
    StageBox,
    StagePicture,
    Table,
    Way,
)
from tests.unit.viz.sample_maps import MARKED
from viz.drawing import day_ticks
from viz.report import PAINTERS, paint_report
from viz.report_frontier import money_ticks
from viz.report_words import ReportWords

LANGS: list[Lang] = ["zh", "en"]
SVG = "{http://www.w3.org/2000/svg}"
EVIL = "".join(MARKED)


def pictures(name: str) -> list[Picture]:
    """One of each kind, with ``name`` wherever a name stands."""
    days, unknown = Amount(30.0, "d", 1, 10.0, 60.0), Amount(None, "d", is_beyond=True)
    return [
        PortfolioPicture((PortfolioBar(name, Span(82.5, 80.0, 90.0), Span(None), "D"),), 90.0),
        StagePicture((StageBox(name, "上游", "missing", 0), StageBox(name, name, "strong", 3)), 4),
        LanePicture(
            name,
            (
                LaneBox("a", name, (name,), 0, "failed"),
                LaneBox("b", name, (name, "x"), 1, "final", 37.5, 0.0),
                LaneBox("c", name, (), 1, "final"),
            ),
            (LaneLink("a", "b", name, 0.6), LaneLink("a", "c", name, None)),
            7,
        ),
        CurvePicture(name, ((0.0, 1.0), (37.5, 0.64), (43.25, 0.0), (90.0, 1.0)), 105.0, 37.5, 90.0, days),
        PairPicture((Pair(name, days, Amount(60.0, "d"), "red"), Pair(name, unknown, days, None)), 3, 90.0),
        ScatterPicture(((1.0, 2.0), (30.0, 10.0), (5.0, 90.0)), ((name, 5.0, 90.0),), 2),
        ConcentrationPicture(((name, 1.0, 1), (name, 0.3, 5)), 0.4, 2),
        CoveragePicture((CoverageBar("division", 30, 4, 7, "A"), CoverageBar(name, 0, 0, 0, "D"))),
        FillingPicture((0.0, 75.6, 124.4), (0.0, 0.0, 75.6), 90.0, 3),
        FrontierPicture(((0.0, 0.0), (1100.0, 0.4), (46200.0, 1.0)), (1100.0, 0.4)),
        FrontierPicture(((0.0, 0.0), (953.4, 1.0)), None),
    ]


def report(name: str = "示例", grade: str = "A") -> Report:
    """A report with one of everything."""
    saying = Saying("sum_shortest", {"name": name, "products": (name,), "survive": Amount(10.0, "d", 1, 5.0, None)})
    table = Table(
        "hidden",
        ("buyer", "product", "grade", "demand", "way"),
        (
            Row(
                (name, None, Coded("grade", "red"), Amount(1.5, "万吨", 2, 1.0, 2.0), Way(((name, name),))), None, "red"
            ),
        ),
        5,
        "hidden-sources",
    )
    section = Section("sources", grade, (saying,), (table, *pictures(name)))
    chain = ChainReport("SD-C90", name, "370000", "山东省", None, grade, (), (saying,), (), (section,))
    return Report("v1", "sha256:00", None, None, (chain,), ())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("picture", pictures(EVIL), ids=lambda p: type(p).__name__)
def test_pictures_parse_and_show_hostile_names_as_text(picture: Picture, lang: Lang) -> None:
    svg = str(PAINTERS[type(picture).__name__](picture, ReportWords(lang)))
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    allowed = {f"{SVG}{tag}" for tag in ("svg", "title", "text", "rect", "path", "circle")}
    assert {element.tag for element in root.iter()} <= allowed
    assert not any(key.startswith("on") or "href" in key for element in root.iter() for key in element.attrib)
    numbers = re.findall(r'\s(?:x|y|width|height|cx|cy|r)="([^"]*)"', svg)
    assert all(re.fullmatch(r"-?\d+(\.\d+)?", number) for number in numbers)
    assert "nan" not in svg.lower().replace("financ", "")


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_leaves_the_picture(lang: Lang) -> None:
    for picture in pictures("示例很长的企业名称有限责任公司山东分公司"):
        root = ElementTree.fromstring(str(PAINTERS[type(picture).__name__](picture, ReportWords(lang))))
        width, height = (float(v) for v in root.attrib["viewBox"].split()[2:])
        for element in root.iter():
            for key, end in (("x", width), ("cx", width), ("y", height), ("cy", height)):
                if key in element.attrib:
                    assert -1 <= float(element.attrib[key]) <= end + 1, (type(picture).__name__, element.attrib)


@pytest.mark.parametrize("lang", LANGS)
def test_page_is_one_offline_file_without_script(lang: Lang) -> None:
    page = paint_report(report(EVIL), lang)
    assert "default-src 'none'" in unescape(page)
    assert "<script" not in page.lower().replace("&lt;script", "")
    assert not re.search(r"<[^>]+\s(?:on\w+|src|srcset)\s*=", page)
    assert all(href.startswith("#") for href in re.findall(r'href="([^"]*)"', page))
    assert page == paint_report(report(EVIL), lang)


def test_axis_of_the_curve() -> None:
    svg = str(PAINTERS["CurvePicture"](pictures("x")[3], ReportWords("zh")))
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert [t for t in texts if t.endswith("%")] == ["0%", "25%", "50%", "75%", "100%"]
    assert [t for t in texts if re.fullmatch(r"\d+", t)] == ["0", "15", "30", "45", "60", "75", "90", "105"]
    assert "可撑 37.5 天" in texts
    assert "恢复 90 天" in texts
    assert day_ticks(90.0) == [0.0, 15.0, 30.0, 45.0, 60.0, 75.0, 90.0]
    assert day_ticks(0.5)[-1] >= 0.5


@pytest.mark.parametrize(("lang", "said"), [("zh", "终端产出不降"), ("en", "final output does not fall")])
def test_a_curve_that_never_falls_says_so(lang: Lang, said: str) -> None:
    steady = CurvePicture("x", ((0.0, 1.0),), 105.0, None, 90.0, Amount(0.0, "full_d"))
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", str(PAINTERS["CurvePicture"](steady, ReportWords(lang))))
    assert said in texts
    assert not [text for text in texts if text.startswith(("损失", "0 "))]


def test_lines_of_gaps_filled_in_two_orders() -> None:
    (picture,) = [p for p in pictures("x") if isinstance(p, FillingPicture)]
    svg = str(PAINTERS["FillingPicture"](picture, ReportWords("en")))
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert [t for t in texts if re.fullmatch(r"[012]", t)][-3:] == ["0", "1", "2"]
    ways = re.findall(r'd="(M[^"]*L[^"]*L[^"]*)"', svg)
    demand, effect = ([float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", way)] for way in ways)
    assert demand[0] == demand[1] == effect[0] > effect[1] == demand[2] > effect[2], "up is less lost"


def test_figures_are_said_with_unit_and_bounds() -> None:
    zh, en = ReportWords("zh"), ReportWords("en")
    assert zh.say(Amount(48.7857, "full_d")) == "48.8 满产天"
    assert zh.say(Amount(90.0, "d", 1, 90.0, 90.0)) == "90 天"
    assert zh.say(Amount(38.57, "full_d", 1, 19.29, 57.86)) == "38.6 满产天（19.3–57.9）"
    assert en.say(Amount(0.875, "share", 1)) == "87.5%"
    assert en.say(Amount(None, "d")) == "unknown"
    assert en.say(Amount(None, "d", is_beyond=True)) == "beyond horizon"
    assert en.say(Amount(10.0, "d", 1, 5.0, None)) == "10 days (≥ 5)"
    assert zh.say(Amount(15.288, "万吨", 2)) == "15.29 万吨"
    assert en.say(Amount(15.288, "万吨", 2)) == "15.29 × 10⁴ t"


@pytest.mark.parametrize("lang", LANGS)
def test_grade_d_is_grey_and_states_nothing(lang: Lang) -> None:
    page = paint_report(report("示例", "D"), lang)
    words = ReportWords(lang)
    assert words("grade_d") in page
    assert 'class="grey"' in page
    assert '<ul class="figures">' not in page
    assert words("decisions") not in page


def test_money_axis_is_round_and_holds_the_end() -> None:
    assert money_ticks(46.1) == [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]
    assert money_ticks(953.4) == [0.0, 200.0, 400.0, 600.0, 800.0, 1000.0]
    assert money_ticks(1.0)[-1] >= 1.0


@pytest.mark.parametrize(("lang", "said"), [("zh", "拐点：0.11 亿元 挡住 40%"), ("en", "knee: 0.11 10⁸ CNY cover 40%")])
def test_the_knee_is_named(lang: Lang, said: str) -> None:
    painted = [
        str(PAINTERS["FrontierPicture"](p, ReportWords(lang))) for p in pictures("x") if isinstance(p, FrontierPicture)
    ]
    assert said in painted[0].replace("× ", "")
    assert said.split("0")[0] not in painted[1]
