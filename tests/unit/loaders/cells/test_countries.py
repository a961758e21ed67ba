"""Countries in cells: names as people write them, and lists of them that must not run together."""

from __future__ import annotations

import pytest

from graphsvc.domain.reference import country_name
from loaders.cells.countries import country
from loaders.text import read_reference


@pytest.mark.slow  # a workbook for each sign
@pytest.mark.parametrize("between", ["、", "/", ", ", "，", ";", "｜", "+"])
def test_two_codes_are_never_one_country(between: str) -> None:
    """GA、ZA are Gabon and South Africa, not Gaza; US、A is not the United States."""
    codes = sorted({row["alpha2"] for row in read_reference("countries.csv")})
    joined = [f"{one}{between}{other}" for one in codes for other in codes]
    assert [text for text in joined if country(text)] == []
    assert country(f"US{between}A") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("Korea, Republic of", "KR"), ("Korea Republic of", "KR"), ("Hong Kong, China", "HK"), ("刚果（金）", "CD")],
)
def test_names_with_a_comma_of_their_own(text: str, code: str) -> None:
    assert country(text) == code
    assert country_name(code)
