"""Number formats as a person sees them (ECMA-376 part 1, 18.8.31); the shown texts were worked out by hand."""

from __future__ import annotations

import pytest

from loaders.files.number_formats import number_format


def shown(code: str, value: float) -> str | None:
    section = number_format("200", {"200": code}).of(value)
    return section.shown(value) if section.kind == "shown" else None


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ('0!.0,"万"', 123456, "12.3456万"),
        ('0\\.0,"万元"', 123456, "12.3456万元"),
        ('0"."0000"万"', 123456, "12.3456万"),
        ("#,##0,", 1234567, "1234.567"),
        ("0.0,,", 5_000_000, "5"),
        ('0.00,,"亿"', 120_000_000, "120亿"),
        ('#,##0.00"万元"', 12.5, "12.5万元"),
        ('General"台"', 3, "3台"),
        ('G/通用格式"台"', 3, "3台"),
        ('"约"0"吨"', 500, "约500吨"),
        ('[Red][<0]-0"吨";0"吨"', 7, "7吨"),
        ('[>=10000]0!.0,"万";0', 123456, "12.3456万"),
        ("00000000", 2071200, "02071200"),
        ("000000", 10203, "010203"),
        ('"¥"#,##0.00', 1234.5, "¥1234.5"),
        ("[$¥-804]#,##0.00", 1234.5, "¥1234.5"),
        ("0.0_ ", 1.5, None),
        ("#,##0_);[Red]\\(#,##0\\)", -500, None),
        ('_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', 0, None),
        ('[>=10000]0!.0,"万";0', 300, None),
        ("0.00E+00", 1, None),
        ("# ?/?", 1.5, None),
        ("@", 3, None),
        ("G/通用格式", 3, None),
    ],
)
def test_figures(code: str, value: float, text: str | None) -> None:
    assert shown(code, value) == text


@pytest.mark.parametrize(
    ("code", "kind", "precision"),
    [
        ("yyyy-mm-dd", "date", ""),
        ("yyyy/m/d h:mm", "date", ""),
        ('[DBNum1][$-804]yyyy"年"m"月"d"日"', "date", ""),
        ('m"月"d"日"', "date", ""),
        ("aaaa", "date", ""),
        ('yyyy"年"m"月"', "date", "month"),
        ('e"年"m"月"', "date", "month"),
        ("mmm-yy", "date", "month"),
        ('yyyy"年"', "date", "year"),
        ("h:mm", "time", ""),
        ("[h]:mm", "time", ""),
        ("mm:ss.0", "time", ""),
        ("0.0%", "percent", ""),
        ('0.0"%"', "shown", ""),
    ],
)
def test_dates_and_percents(code: str, kind: str, precision: str) -> None:
    section = number_format("200", {"200": code}).of(45_000)
    assert (section.kind, section.precision) == (kind, precision)


def test_formats_named_by_number_alone() -> None:
    assert [number_format(n, {}).of(45_000).kind for n in ("0", "3", "9", "14", "49")] == [
        "plain", "plain", "percent", "date", "plain",
    ]  # fmt: skip
    assert [number_format(n, {}).of(45_000).precision for n in ("17", "27", "31", "57")] == [
        "month",
        "month",
        "",
        "month",
    ]
