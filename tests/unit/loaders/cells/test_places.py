"""Regions, zones and countries as offices write them. Codes come from GB/T 2260 and ISO 3166, read by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.dictionary import sheet_of
from loaders.cells.countries import country
from loaders.cells.places import region
from loaders.cells.reading import Read, Reading
from loaders.cells.several_places import places
from loaders.cells.values import reader_of
from loaders.text import read_reference
from tests.unit.loaders.books import make_book, read, with_list


def _read(table: str, field: str, cell: Any) -> Read:
    return reader_of(Reading(table, sheet_of(table).column(field)))(cell)


CERTAIN = [
    ("莱州", "370683", None),
    ("山东济南", "370100", None),
    ("湖北仙桃", "429004", None),  # a county that its province governs itself
    ("济源市", "419001", None),
    ("恩施州", "422800", None),
    ("延边", "222400", None),
    ("内蒙古呼和浩特", "150100", None),
    ("新疆生产建设兵团第八师石河子市", "659001", None),
    ("第六师五家渠市", "659004", None),
    ("萊州", "370683", None),
    ("山东省/烟台市/福山区", "370611", None),
    ("264006山东省烟台市", "370600", None),  # a postal code
    ("370600 烟台市福山区", "370611", None),
    ("青岛西海岸新区", "370211", "青岛西海岸新区"),
    ("山东省青岛市西海岸新区", "370211", "青岛西海岸新区"),
    ("雄安新区", "130600", "雄安新区"),
    ("重庆两江新区", "500000", "两江新区"),
    ("浦东新区", "310115", None),
    ("天津滨海新区", "120116", None),
    ("烟台开发区", "370600", "370676"),
    ("烟台国家级经济技术开发区", "370600", "370676"),
    ("国家级烟台经济技术开发区", "370600", "370676"),
    ("烟台经济技术开发区（国家级）", "370600", "370676"),
    ("烟台市烟台开发区", "370600", "370676"),
    ("济南市高新技术产业开发区", "370100", "370176"),
    ("威海经区", "371000", "371072"),
    ("合肥高新区", "340100", "合肥高新区"),
    ("昆山经济技术开发区", "320583", "昆山经济技术开发区"),
    ("沈阳市沈北新区", "210113", None),  # a district, no zone
]


@pytest.mark.parametrize(("text", "code", "zone"), CERTAIN)
def test_what_is_certain_is_read_without_a_word(text: str, code: str, zone: str | None) -> None:
    found = _read("firms", "reg_region", text)
    assert (found.value, (found.beside or {}).get("reg_region_zone"), found.issues) == (code, zone, ())


ADDRESSES = [
    ("山东省烟台市福山区示例路1号", "370611", None),
    ("山东烟台示例海路300号", "370600", None),
    ("济南高新区示例路1号", "370100", "370176"),
    ("中国（山东）自由贸易试验区济南片区", "370100", None),
    ("中国（山东）自由贸易试验区烟台片区烟台开发区示例路3号", "370600", "370676"),
    ("新疆生产建设兵团第一师", "650000", None),
    ("370611001201", "370611", None),
]


@pytest.mark.parametrize(("text", "code", "zone"), ADDRESSES)
def test_the_head_of_an_address_counts_and_is_said(text: str, code: str, zone: str | None) -> None:
    found = _read("firms", "reg_region", text)
    assert (found.value, (found.beside or {}).get("reg_region_zone")) == (code, zone)
    assert [(each.code, each.action) for each in found.issues] == [("place_guessed", "repaired")]
    assert code in str(found.issues[0].facts["value"])


AMBIGUOUS = [
    ("市中区", {"济南市市中区 370103", "枣庄市市中区 370402"}),
    ("朝阳", {"北京市朝阳区 110105", "辽宁省朝阳市 211300"}),
    ("市中区高新区", {"济南市市中区 370103"}),
    ("370611烟台市芝罘区", {"烟台市福山区 370611", "烟台市芝罘区 370602"}),
    ("高新区", {"—"}),
    ("国家级经济技术开发区", {"—"}),
]


@pytest.mark.parametrize(("text", "candidates"), AMBIGUOUS)
def test_what_is_ambiguous_stays_open_with_names_and_codes(text: str, candidates: set[str]) -> None:
    found = _read("firms", "reg_region", text)
    (said,) = found.issues
    assert (found.value, said.code) == (None, "V08")
    assert candidates <= set(str(said.facts["candidates"]).split("、"))


@pytest.mark.parametrize("text", ["南京东路100号", "河南南阳路", "中关村大街1号", "某地", "市辖区"])
def test_a_road_named_like_a_city_is_no_city(text: str) -> None:
    assert region(text).code is None


FORMER = [
    ("330103", "330105", "下城区 330103"),
    ("110103", "110101", "崇文区 110103"),
    ("320802", "320812", "清河区 320802"),
    ("370181", "370114", "章丘市 370181"),
    ("371202", "370116", "莱城区 371202"),
    ("371200", "370100", "莱芜市 371200"),  # two successors, both in 济南
    ("341400", "340000", "巢湖市 341400"),
    ("杭州市下城区", "330105", "下城区 330103"),
    ("杭州下城", "330105", "下城区 330103"),
    ("淮安市清河区示例路1号", "320812", "清河区 320802"),
    ("崇文区", "110101", "崇文区 110103"),
    ("胶南市", "370211", "胶南市 370284"),
    ("莱芜市莱城区", "370116", "莱城区 371202"),
]


@pytest.mark.parametrize(("text", "code", "was"), FORMER)
def test_regions_of_the_past_say_what_they_were_and_became(text: str, code: str, was: str) -> None:
    found = _read("firms", "reg_region", text)
    (said,) = found.issues
    assert (found.value, said.code, said.action, said.facts["was"]) == (code, "former_place", "repaired", was)
    assert str(said.facts["value"]).endswith(code)


PAST = sorted({row["code"] for row in read_reference("regions.csv") if row["status"] != "current"})
TODAY = {row["code"]: row["name"] for row in read_reference("regions.csv") if row["status"] == "current"}


def test_every_code_of_the_past_becomes_one_of_today_or_says_which_it_may_be() -> None:
    gone = [code for code in PAST if code not in TODAY]
    assert len(gone) > 800
    for code in gone:
        found = region(code)
        assert found.problem == "former", code
        assert found.code in TODAY, code
        assert TODAY[found.code] not in ("市辖区", "县"), code


def test_every_name_of_a_country_has_one_code() -> None:
    rows = read_reference("country_names.csv")
    assert len(rows) > 600
    for row in rows:
        assert country(row["name"]) == row["alpha2"], row["name"]


def test_a_name_in_use_today_is_not_of_the_past() -> None:
    assert region("清河区").code == "211204"  # 铁岭; 淮安 had one too
    assert region("巢湖市").code == "340181"


COUNTRIES = {
    "TW": "Taiwan|TW|台湾|台灣|臺灣|台湾省|中国台湾|Taiwan, China|Taiwan, Province of China|Chinese Taipei",
    "HK": "Hong Kong|HongKong|Hong Kong SAR|Hong Kong S.A.R.|Hong Kong, China|香港|中国香港|香港特别行政区",
    "MO": "Macau|Macao|Macao SAR|Macau, China|澳门|澳門|中国澳门|澳门特别行政区",
    "KR": "Korea|South Korea|Republic of Korea|Korea, Republic of|Korea (South)|S. Korea|ROK|韩国|南韩|大韩民国",
    "KP": "North Korea|DPRK|Korea, Democratic People's Republic of|Democratic People's Republic of Korea|朝鲜|北韩",
    "GB": "UK|U.K.|United Kingdom|Great Britain|England|Scotland|Wales|Northern Ireland|英国|英格兰|苏格兰",
    "US": "USA|U.S.A.|US|United States|United States of America|The United States of America|America|美国|美利坚合众国",
    "NL": "Holland|The Netherlands|Netherlands|Netherlands, The|荷兰",
    "CZ": "Czech Republic|The Czech Republic|Czechia|捷克|捷克共和国",
    "MK": "FYROM|Macedonia (FYROM)|Macedonia|North Macedonia|Macedonia, the former Yugoslav Republic of|马其顿",
    "TR": "Turkey|Türkiye|Turkiye|Republic of Türkiye|土耳其",
    "CI": "Côte d'Ivoire|Cote d’Ivoire|Ivory Coast|科特迪瓦|象牙海岸",
    "RU": "Russia|Russian Federation|俄罗斯|俄国",
    "MM": "Burma|Myanmar|缅甸",
    "SZ": "Swaziland|Eswatini|斯威士兰",
    "CV": "Cape Verde|Cabo Verde|佛得角",
    "VN": "Vietnam|Viet Nam|越南",
    "AE": "UAE|U.A.E.|United Arab Emirates|阿联酋",
    "SA": "KSA|Kingdom of Saudi Arabia|沙特|沙特阿拉伯",
    "CD": "DR Congo|DRC|Democratic Republic of the Congo|Congo (Kinshasa)|Zaire|刚果金|刚果（金）",
    "CG": "Congo (Brazzaville)|Republic of the Congo|刚果布",
    "BA": "Bosnia|Bosnia & Herzegovina|Bosnia-Herzegovina|波黑",
    "TT": "Trinidad and Tobago|Trinidad & Tobago",
    "GM": "Gambia|The Gambia",
    "LC": "St. Lucia|Saint Lucia",
    "CN": "PRC|P.R. China|People's Republic of China|Mainland China|国内|中国大陆",
    "DE": "Germany|Deutschland|Federal Republic of Germany|德国|西德",
    "NZ": "New Zealand|新西兰|纽西兰|紐西蘭",
    "PG": "Papua New Guinea|PNG",
    "GN": "Guinea|几内亚",
    "GW": "Guinea-Bissau|几内亚比绍",
    "NE": "Niger|尼日尔",
    "NG": "Nigeria|尼日利亚",
}


@pytest.mark.parametrize(
    ("code", "text"), [(code, name) for code, all_ in COUNTRIES.items() for name in all_.split("|")]
)
def test_countries_as_people_write_them(code: str, text: str) -> None:
    found = _read("supplies", "supplier_region", text)
    assert (found.value, found.issues) == ([code], ())


@pytest.mark.parametrize(
    "text", ["EU", "欧盟", "欧洲", "东南亚", "Various countries", "ASEAN", "Middle East", "多个国家"]
)
def test_several_countries_are_an_unknown_one_and_said(text: str) -> None:
    found = _read("supplies", "supplier_region", text)
    assert found.value == ["ZZ"]
    assert [(each.code, each.original) for each in found.issues] == [("place_guessed", text)]


@pytest.mark.parametrize("text", ["进口", "国外", "overseas", "Imported"])
def test_abroad_alone_is_an_unknown_country(text: str) -> None:
    assert _read("supplies", "supplier_region", text) == Read(["ZZ"], None, ())


LISTS = [
    ("Bulgaria、China、Italy、Macedonia (FYROM)", ["BG", "CN", "IT", "MK"], []),
    ("Taiwan, China; Hong Kong, China", ["TW", "HK"], []),
    ("Italy, Korea, Republic of and Japan", ["IT", "KR", "JP"], []),
    ("德国和日本", ["DE", "JP"], []),
    ("Bosnia and Herzegovina and Serbia", ["BA", "RS"], []),
    ("Germany Japan", ["DE", "JP"], []),
    ("Germany, Wakanda, Japan", ["DE", "JP"], ["Wakanda"]),
    ("瓦坎达和日本", ["JP"], ["瓦坎达"]),
    ("Munich, Germany", ["DE"], ["Munich"]),
    ("德国、日本等国", ["DE", "JP"], []),
    ("原产国：德国", ["DE"], []),
    ("Made in Germany", ["DE"], []),
]


@pytest.mark.parametrize(("text", "codes", "lost"), LISTS)
def test_of_a_list_the_known_stay_and_the_unknown_part_alone_is_said(
    text: str, codes: list[str], lost: list[str]
) -> None:
    found = _read("supplies", "supplier_region", text)
    assert found.value == codes
    assert [(each.code, each.original) for each in found.issues] == [("unknown_place", part) for part in lost]


def test_a_city_abroad_gives_its_country_and_is_said() -> None:
    for text, code in (("美国加州", "US"), ("日本东京", "JP"), ("台湾新竹", "TW"), ("Germany (Munich)", "DE")):
        assert (places(text, True).codes, places(text, True).repaired) == ((code,), (text,))
    for text in ("印度洋", "马里兰州", "几内亚湾"):
        assert country(text) is None
        assert not places(text, True).codes


def test_a_code_of_taiwan_hong_kong_macau_is_a_country_among_countries() -> None:
    assert places("710000、810000、820000", True).codes == ("TW", "HK", "MO")
    assert region("香港").code == "810000"


COLUMNS = [
    (["烟台市", "福山区", "山东省烟台市福山区示例路1号"], "370611", None, []),
    (["济南", "市中区", None], "370103", None, []),
    (["济南市", "高新区", None], "370100", "370176", []),
    (["青岛", "黄岛", "青岛经济技术开发区示例路"], "370211", None, []),
    (["370600", "烟台市福山区", None], "370611", None, []),
    (["北京市", "崇文区", None], "110000", None, [("former_place", "崇文区")]),
    (["烟台市", "某某区", None], "370600", None, [("unknown_place", "某某区")]),
    ([None, None, "山东省烟台市福山区示例路1号"], "370611", None, [("place_guessed", "山东省烟台市福山区示例路1号")]),
]


@pytest.mark.slow  # a workbook for each case
@pytest.mark.parametrize(("cells", "code", "zone", "said"), COLUMNS)
def test_a_region_in_several_columns(
    tmp_path: Path, cells: list[str | None], code: str, zone: str | None, said: list[tuple[str, str]]
) -> None:
    head = ["企业名称", "所在市", "所在县（市、区）", "注册地址", "行业小类代码", "年度"]
    staged = read(
        make_book(tmp_path / "a.xlsx", with_list("05_企业名录", [head, ["示例轮胎一厂", *cells, "2911", 2023]]))
    )
    (firm,) = staged.tables.rows("firms")
    assert (firm["reg_region"], firm["reg_region_zone"]) == (code, zone)
    assert [(each.code, each.original) for each in staged.notices] == said


def test_columns_that_contradict_each_other_say_so(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["企业名称", "所在市", "所在区县", "行业小类代码", "年度"],
        ["示例轮胎一厂", "烟台市", "历下区", "2911", 2023],
    ]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("05_企业名录", rows)))
    assert [each.code for each in staged.notices] == ["conflicting_cells"]


HEADINGS = [
    "所在市县",
    "属地",
    "所在区县",
    "所在城市",
    "注册地址",
    "经营所在地",
    "县市区",
    "行政区划",
    "所在县（市、区）",
    "所属区县",
    "企业所在地",
]


@pytest.mark.slow  # a workbook for each heading
@pytest.mark.parametrize("heading", HEADINGS)
def test_headings_of_place(tmp_path: Path, heading: str) -> None:
    rows: list[list[object]] = [["企业名称", heading, "行业小类代码", "年度"], ["示例轮胎一厂", "莱州市", "2911", 2023]]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("05_企业名录", rows)))
    assert [row["reg_region"] for row in staged.tables.rows("firms")] == ["370683"]
    assert not [each for each in staged.notices if each.code in ("unknown_heading", "duplicate_heading")]
