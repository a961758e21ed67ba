"""Rows 25–30: industries by code and name, places by code and name, countries."""

from __future__ import annotations

from typing import Any

from tests.integration.reading.defects.case import Case, Said
from tests.unit.loaders.spoiling import put

INDUSTRY, REGION, SOURCES = "行业小类代码", "注册地区划代码", "主要国外来源"


def _industries(first: object, second: object) -> Any:
    return lambda book: [put("firms", 2, gb4754=first)(book), put("firms", 3, gb4754=second)(book)]


def _regions(first: object, second: object) -> Any:
    return lambda book: [put("firms", 2, reg_region=first)(book), put("firms", 3, reg_region=second)(book)]


def _sources(*written: object) -> Any:
    return lambda book: [put("products", n, foreign_sources=cell)(book) for n, cell in enumerate(written, start=2)]


def _came_to(field: str, first: object, second: object) -> dict[str, Any]:
    return {"firms": [{field: first}, {field: second}]}


PLACES = (
    Case(
        25,
        "with its letter, as a number with a point",
        _industries("C2911", 2619.0),
        _came_to("gb4754", "2911", "2619"),
    ),
    Case(
        25,
        "with its name, its name alone",
        _industries("3670汽车零部件及配件制造", "锂离子电池制造"),
        _came_to("gb4754", "3670", "3841"),
    ),
    Case(
        26,
        "a lost zero",
        _industries("810", 912),
        _came_to("gb4754", "0810", "0912"),
        (
            Said("industry_lost_zero", "firms", 2, INDUSTRY, "810", "repaired"),
            Said("industry_lost_zero", "firms", 3, INDUSTRY, "912", "repaired"),
        ),
    ),
    Case(
        26,
        "a division and a group",
        _industries("26", "C291"),
        _came_to("gb4754", "26", "291"),
        (
            Said("industry_short", "firms", 2, INDUSTRY, "26", "kept"),
            Said("industry_short", "firms", 3, INDUSTRY, "C291", "kept"),
        ),
    ),
    Case(
        27,
        "city and county without their kinds, all three levels",
        _regions("济宁任城", "山东省青岛市即墨区"),
        _came_to("reg_region", "370811", "370215"),
    ),
    Case(
        27,
        "a county that stands alone, a code as a number",
        _regions("莱山区", 370613),
        _came_to("reg_region", "370613", "370613"),
    ),
    Case(
        28,
        "鼓楼区 is in four cities",
        _regions("鼓楼区", "370800"),
        _came_to("reg_region", None, "370800"),
        (Said("V08", "firms", 2, REGION, "鼓楼区", "nulled"),),
    ),
    Case(
        28,
        "经开区 is in every city",
        _regions("370500", "经开区"),
        _came_to("reg_region", "370500", None),
        (Said("V08", "firms", 3, REGION, "经开区", "nulled"),),
    ),
    Case(
        29,
        "zones by name",
        _regions("日照经济技术开发区", "威海高区"),
        {
            "firms": [
                {"reg_region": "371100", "reg_region_zone": "371171"},
                {"reg_region": "371000", "reg_region_zone": "371071"},
            ]
        },
    ),
    Case(
        29,
        "zones by their statistical codes",
        _regions("371471", "370671"),
        {
            "firms": [
                {"reg_region": "371400", "reg_region_zone": "371471"},
                {"reg_region": "370600", "reg_region_zone": "370671"},
            ]
        },
    ),
    Case(
        30,
        "two countries in one word, two at a slash, abroad",
        _sources("英法", "韩国/越南", "国外"),
        {
            "products": [
                {"product_code": "P1", "foreign_sources": ["GB", "FR"]},
                {"product_code": "P2", "foreign_sources": ["KR", "VN"]},
                {"product_code": "P3", "foreign_sources": ["ZZ"]},
                {"product_code": "P4", "foreign_sources": None},
            ]
        },
        (Said("place_guessed", "products", 2, SOURCES, "英法", "repaired"),),
    ),
    Case(
        30,
        "imported beside a country, a part of the world",
        _sources("进口（马来西亚）", "北美"),
        {
            "products": [
                {"product_code": "P1", "foreign_sources": ["MY"]},
                {"product_code": "P2", "foreign_sources": ["ZZ"]},
                {"product_code": "P3", "foreign_sources": None},
                {"product_code": "P4", "foreign_sources": None},
            ]
        },
        (Said("place_guessed", "products", 3, SOURCES, "北美", "repaired"),),
    ),
)
"""Cases of industries and places."""
