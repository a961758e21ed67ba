"""Ids of firms: which of them are credit codes."""

from __future__ import annotations

from graphsvc.domain.control import credit_code


def test_only_a_credit_code_is_shown_as_one() -> None:
    assert credit_code("91370500FAKE010162") == "91370500FAKE010162"
    assert credit_code("~示例封装测试有限公司") is None
    assert credit_code("ext:JP:P001") is None
