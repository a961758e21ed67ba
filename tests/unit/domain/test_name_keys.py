"""What two spellings of one name have in common."""

from __future__ import annotations

import pytest

from graphsvc.domain.name_keys import name_key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("廈門後勤設備", "厦门后勤设备"),
        ("示例干燥設備", "示例干燥设备"),
        ("示例乾燥設備", "示例干燥设备"),
        ("厦门乾照光电", "厦门乾照光电"),
        ("示例宫商角徵羽", "示例宫商角徵羽"),
        ("示例 Ａ【山东】\u200b", "示例a(山东)"),
    ],
)
def test_simplified_names_stay_and_traditional_ones_meet_them(written: str, key: str) -> None:
    assert name_key(written) == key
