"""Codes and names of the past become the region that took them over, by decisions of the State Council."""

from __future__ import annotations

import pytest

from loaders.cells.places import region

SUCCESSORS = [
    ("110103", "110101"),  # 崇文区 → 东城区, 2010
    ("110104", "110102"),  # 宣武区 → 西城区, 2010
    ("120107", "120116"),  # 塘沽区 → 滨海新区, 2009
    ("310103", "310101"),  # 卢湾区 → 黄浦区, 2011
    ("310108", "310106"),  # 闸北区 → 静安区, 2015
    ("310119", "310115"),  # 南汇区 → 浦东新区, 2009
    ("320107", "320106"),  # 下关区 → 鼓楼区, 2013
    ("320502", "320508"),  # 沧浪区 → 姑苏区, 2012
    ("330103", "330105"),  # 下城区 → 拱墅区, 2021
    ("440116", "440112"),  # 萝岗区 → 黄埔区, 2014
    ("上海市闸北区", "310106"),
    ("北京市宣武区", "110102"),
    ("苏州市平江区", "320508"),
]


@pytest.mark.parametrize(("text", "code"), SUCCESSORS)
def test_a_region_that_was_taken_over_is_the_one_that_took_it(text: str, code: str) -> None:
    found = region(text)
    assert (found.code, found.problem) == (code, "former")
    assert found.former is not None
    assert found.former.has_successor


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("130103", "130100"),  # 桥东区 of 石家庄 went to 长安区 and 桥西区, 2014
        ("330104", "330100"),  # 江干区 went to 上城区 and 钱塘区, 2021
        ("杭州市江干区", "330100"),
        ("370111", "370100"),  # 郊区 of 济南 was parted among five, 1987
        ("640222", "640000"),  # 陶乐县 went to 兴庆区 of 银川 and to 平罗县 of 石嘴山, 2003
    ],
)
def test_a_region_that_was_parted_is_the_city_of_its_parts(text: str, city: str) -> None:
    found = region(text)
    assert (found.code, found.problem) == (city, "former")
