"""Numbers of persons in the spellings people use, and numbers that look like them and are none."""

from __future__ import annotations

import re

import pytest

from graphsvc.domain.personal import mask

MOBILE = (
    "13812345678",
    "138 1234 5678",
    "138-1234-5678",
    "138.1234.5678",
    "138·1234·5678",
    "+8613812345678",
    "+86 138 1234 5678",
    "0086-13812345678",
    "(+86)13812345678",
    "86 13812345678",
    "１３８１２３４５６７８",
    "１３８－１２３４－５６７８",
    "电话13812345678",
    "tel13812345678",
    "A13812345678",
    "13812345678张某",
    "1 3 8 1 2 3 4 5 6 7 8",
    "138\u200b12345678",
    "手机：138_1234_5678；",
    "138  1234  5678",
)
IDENTITY = (
    "371302199001011234",
    "37130219900101123X",
    "371302 19900101 1234",
    "371302-19900101-1234",
    "３７１３０２１９９００１０１１２３４",
    "证件371302199001011234。",
    "ID371302199001011234",
    "371302199001011234号",
)
LANDLINE = (
    "0531-86012345",
    "0531 86012345",
    "(0531)86012345",
    "（0531）8601 2345",
    "053186012345",
    "010-65432100",
    "+86-10-65432100",
    "0539-8012345",
    "电话0531-86012345转801",
)
ACCOUNTS = (
    "QQ:12345678",
    "QQ 12345678",
    "qq号12345678",
    "微信：lisi_2023",
    "微信号 zhang8899",
    "WeChat: li-8899x",
    "VX：abc12345",
)

OTHERS = (
    "91370300FAKE01032D",
    "91370100MA30000378",
    "91350100M000100Y43",
    "370102600123456",
    "产能13800万吨",
    "02071200",
    "0207120010",
    "2023-12-31",
    "12345678",
    "138 家企业 1234 人",
    "示例〔2023〕13812号",
    "P010212",
    "合计 1,381,234,567.8 元",
    "QQ 音乐",
    "4008001234",
    "第 13812345 号",
    "137010012345678901234",
)


@pytest.mark.parametrize("text", [*MOBILE, *IDENTITY, *LANDLINE, *ACCOUNTS])
def test_a_number_of_a_person_is_masked(text: str) -> None:
    masked = mask(text)
    assert "****" in masked
    assert len(re.sub(r"\D", "", masked.removesuffix("转801"))) <= 10
    assert mask(masked) == masked


@pytest.mark.parametrize("text", OTHERS)
def test_other_numbers_stay(text: str) -> None:
    assert mask(text) == text


def test_what_is_kept() -> None:
    assert mask("张某 +86 138 1234 5678，证件371302199001011234") == "张某 138****5678，证件371302********1234"
    assert mask("座机 (0531) 8601 2345") == "座机 0531****2345"
    assert mask("微信 li_2023a") == "微信 li****3a"
    assert mask("86012345", is_personal=True) == "860****2345"


def test_hashes_stay() -> None:
    for text in ("9f86d08a13812345678b0822cd15d6c15b0f00a08", "sha256:a13812345678b" + "0a" * 16):
        assert mask(text) == text
    assert mask("a13812345678b0a") == "a138****5678b0a"
