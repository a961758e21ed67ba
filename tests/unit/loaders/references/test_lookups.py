"""What a cell names: a code with its name is both, and neither where they contradict."""

from __future__ import annotations

import pytest

from loaders.references.composition import Composition
from loaders.references.naming import NameBook
from tests.unit.loaders.staging import stage

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
    listed = [("R2", "氧化镨钕"), ("R4", "永磁电机")]
    tables = {"products": [{"product_code": of, "product_name": name, "unit": "吨"} for of, name in listed]}
    staged = stage(tables)
    assert NameBook.of(Composition([staged]).others(staged), ()).find("products", text).id == code
