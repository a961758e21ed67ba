"""Names as keys, ids from names, branches, unnamed sources."""

from __future__ import annotations

import pytest

from graphsvc.domain.credit_codes import is_credit_code
from loaders.entity_names import (
    code_key,
    external_id,
    is_other_identity,
    is_repairable,
    loose_key,
    name_key,
    provisional_id,
    short_key,
    split_site,
)
from loaders.references.origins import Origin, named_part, origin_of, place_code, places_behind


@pytest.mark.parametrize(
    "written",
    ["山东示例科技（集团）有限公司", "山东 示例科技(集團)有限公司", "山东示例\u200b科技〔集团〕有限公司 "],
)
def test_spellings_of_one_name_share_a_key(written: str) -> None:
    assert name_key(written) == "山东示例科技(集团)有限公司"


def test_full_width_and_case_fold_to_one_key() -> None:
    assert name_key("Ｓｈｉｌｉ Tyre Co.,Ltd") == name_key("shili tyre co.,ltd")


def test_legal_forms_share_the_loose_key_alone() -> None:
    assert loose_key("示例科技股份有限公司") == loose_key("示例科技有限公司") == "示例科技公司"
    assert loose_key("示例科技") is None
    assert short_key("示例科技有限公司") == short_key("示例科技")
    assert name_key("示例科技股份有限公司") != name_key("示例科技有限公司")


@pytest.mark.parametrize(
    ("code", "is_valid"),
    [
        ("91350100M000100Y43", True),
        ("91370500FAKE010162", True),
        ("91370500FAKE010163", False),
        ("91370500FAKE01O162", False),
        ("9.1370100123457E+17", False),
        ("", False),
    ],
)
def test_credit_codes_are_checked_by_their_last_character(code: str, is_valid: bool) -> None:
    assert is_credit_code(code_key(code)) is is_valid


def test_letters_like_digits_can_be_repaired() -> None:
    assert is_repairable("9137O500FAKE010162")
    assert not is_repairable("9137O500FAKE010163")


def test_licences_and_organisation_codes_are_identities_of_another_kind() -> None:
    assert is_other_identity("370100228041234")
    assert is_other_identity("12345678-X")
    assert not is_other_identity("9.1370100123457E+17")


def test_ids_derive_from_names() -> None:
    assert provisional_id("示例 化工（集团）") == "~示例化工(集团)"
    assert provisional_id("示例化工", "370500") == "~示例化工@370500"
    assert external_id("371300", "P1") == "ext:370000:P1"


@pytest.mark.parametrize(
    ("name", "firms", "parent"),
    [
        ("示例化工有限公司一分公司", None, "示例化工有限公司"),
        ("示例化工有限公司临沂工厂", {"示例化工有限公司"}, "示例化工有限公司"),
        ("示例轮胎一分公司", {"示例轮胎"}, "示例轮胎"),
        ("示例化工有限公司", {"示例化工"}, None),
        ("山东示例化工厂", {"山东示例"}, None),
        ("示例化工有限公司研究院", {"示例化工有限公司"}, None),
        ("示例轮胎一厂", {"示例轮胎"}, None),
    ],
)
def test_branches_and_plants_are_sites_of_their_parent(name: str, firms: set[str] | None, parent: str | None) -> None:
    split = split_site(name, firms)
    assert (split.parent if split else None) == parent


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("境外·泰国", Origin("place", ("TH",))),
        ("境外·泰国·天然橡胶", Origin("place", ("TH",))),
        ("泰国", Origin("place", ("TH",))),
        ("泰国進口", Origin("place", ("TH",))),
        ("进口", Origin("place", ("ZZ",))),
        ("国外(德国)", Origin("place", ("DE",))),
        ("德国/日本", Origin("place", ("DE", "JP"), several=True)),
        ("日韩", Origin("place", ("JP", "KR"), several=True)),
        ("河北某厂", Origin("place", ("130000",))),
        ("宁波、无锡等地多家企业", Origin("place", ("330200", "320200"), several=True)),
        ("省内", Origin("place", ("370000",))),
        ("多家企业", Origin("unknown", several=True)),
        ("市场采购", Origin("trader", several=True)),
        ("宁波贸易商", Origin("trader", several=True)),
        ("其他", Origin("other", several=True)),
        ("自产", Origin("self")),
        ("集团内部", Origin("group")),
        ("山东示例橡胶有限公司", None),
        ("境外·泰国·示例橡胶", None),
        ("天然橡胶", None),
    ],
)
def test_unnamed_sources_are_told_from_names(text: str, expected: Origin | None) -> None:
    assert origin_of(text, lambda part: part == "天然橡胶", "371300") == expected


def test_places_beside_a_name_are_taken_off() -> None:
    assert named_part("境外·泰国·示例橡胶") == ("示例橡胶", ("TH",))
    assert named_part("示例橡胶") is None
    behind = (
        "示例橡胶有限公司（泰国）",
        "Example Co. (德国)",
        "示例（中国）",
        "示例有限公司（二期）",
        "示例（德国）有限公司",
    )
    assert list(map(places_behind, behind)) == [("TH",), ("DE",), (), (), ()]


def test_names_of_several_regions_give_their_province_or_nothing() -> None:
    assert place_code("市中区") is None
    assert place_code("临沂") == "371300"
    assert place_code("山东省济南市市中区") == "370103"
