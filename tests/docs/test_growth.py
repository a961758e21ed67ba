"""The growth pages say what the committed table says, and nothing about the machine but its kind."""

from __future__ import annotations

import importlib.util
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
SIZES = {"1250", "6000", "12500", "25000"}


@pytest.fixture(scope="module")
def growth() -> ModuleType:
    """The script that draws."""
    spec = importlib.util.spec_from_file_location("build_growth", ROOT / "docs" / "build_growth.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_page_and_picture_are_those_of_the_table(growth: ModuleType, lang: str) -> None:
    measured, page = growth.rows(), growth.PAGES[lang]
    text = page.read_text(encoding="utf-8")
    assert growth.page(text, measured, lang) == text
    drawn = growth.PICTURES[lang].read_text(encoding="utf-8")
    assert growth.picture(measured, lang) == drawn
    points = [each for each in ET.fromstring(drawn).iter() if each.tag.endswith("circle")]
    assert len(points) == 2 * len(measured)


def test_growth_is_the_power_of_the_number_of_firms(growth: ModuleType) -> None:
    small, large = {"firms": "1000", "cpu_s": "2"}, {"firms": "4000", "cpu_s": "16"}
    assert growth.exponent(small, large) == pytest.approx(
        1.5
    )  # four times the firms, eight times the time: 8 = 4 ** 1.5


def test_the_table_holds_every_question_at_sizes_of_a_province(growth: ModuleType) -> None:
    measured = growth.rows()
    assert {row["firms"] for row in measured} <= SIZES
    assert {row["what"] for row in measured} == {
        "load", "choke-points", "hidden-sources", "systemic-risk", "gap-list",
    }  # fmt: skip
    assert all(float(row["cpu_s"]) > 0 and float(row["peak_mb"]) > 0 for row in measured)
