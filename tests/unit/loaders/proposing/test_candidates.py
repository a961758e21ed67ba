"""Which firms are proposed as the one that a name means: never for place and legal form alone."""

from __future__ import annotations

import pytest

from loaders.entity_names import short_key
from loaders.proposing.candidates import have_same_core

SAME = [
    ("示例青岛北海造船有限公司", "示例青岛北海造船厂有限公司"),
    ("示例炭黑有限公司", "示例碳黑有限公司"),
    ("山东示例轮胎有限公司", "示例轮胎股份有限公司"),
    ("示例青岛市船用电机有限公司", "青岛示例船用电机集团有限公司"),
]
OTHERS = [
    ("示例青岛船用涂料有限公司", "示例青岛北海造船有限公司"),
    ("示例青岛涂料有限公司", "示例青岛造船有限公司"),
    ("山东省青岛市示例帘线有限公司", "山东省青岛市示例橡胶有限公司"),
    ("青岛有限公司", "青岛造船有限公司"),
]


@pytest.mark.parametrize(("one", "other", "same"), [*((*pair, True) for pair in SAME), *((*p, False) for p in OTHERS)])
def test_place_and_form_are_no_likeness(one: str, other: str, same: bool) -> None:
    assert have_same_core(short_key(one), short_key(other)) == same
