"""What a cell names: a code with its name is both, and neither where they contradict."""

from __future__ import annotations

import pytest

from loaders.references.indexes import Index
from loaders.references.lookups import Lookup, Neighbours

TEXTS = [
    ("永磁电机（R4）", "R4"),
    ("R2 氧化镨钕", "R2"),
    ("氧化镨钕-R2", "R2"),
    ("R4（永磁电机）", "R4"),
    ("R2 永磁电机", None),
    ("永磁电机（Q9）", None),
]


@pytest.mark.parametrize(("text", "code"), TEXTS)
def test_a_code_beside_its_name(text: str, code: str | None) -> None:
    index = Index()
    index.add("R2", "R2", "氧化镨钕")
    index.add("R4", "R4", "永磁电机")
    assert Lookup(index, Neighbours([index]), 0).find(text).id == code
