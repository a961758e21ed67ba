"""Credit codes guarded for a spreadsheet, industry cells with several classes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.dictionary import sheet_of
from loaders.cells.identifiers import firm_text
from loaders.cells.industries import industry_parts
from loaders.cells.reading import Read, Reading
from loaders.cells.values import reader_of
from tests.unit.loaders.books import HEAD, STAGES, read

CODE = "91370500FAKE010162"


def _read(table: str, field: str, cell: Any) -> Read:
    return reader_of(Reading(table, sheet_of(table).column(field)))(cell)


GUARDED = [
    f"'{CODE}",
    f"’{CODE}",
    f'="{CODE}"',
    f'"{CODE}"',
    f"“{CODE}”",
    f"{CODE}\t",
    f"{CODE}\u00a0",
    f"\u200b{CODE}\ufeff",
    f"\u202d{CODE}\u202c",
    "91370500-FAKE-010162",
    "9137 0500 fake 0101 62",
    "９１３７０５００ＦＡＫＥ０１０１６２",
    f"统一社会信用代码：{CODE}",
]


@pytest.mark.parametrize("text", GUARDED)
def test_what_guards_a_code_is_no_part_of_it(text: str) -> None:
    found = _read("firms", "uscc", text)
    assert (found.value, {each.code for each in found.issues} - {"invisible_characters"}) == (CODE, set())
    assert firm_text(text) == CODE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("'9.1370100123457E+17", "V04"),
        ('="9.13701E+17"', "V04"),
        (9.1370100123457e17, "V04"),
        ("'9137O500FAKE010162", "V03"),
        ('="91370500FAKE010163"', "V03"),
    ],
)
def test_a_guarded_code_is_judged_like_a_bare_one(text: Any, code: str) -> None:
    found = _read("firms", "uscc", text)
    assert (found.value, [each.code for each in found.issues]) == (None, [code])


def test_a_letter_is_still_proposed() -> None:
    assert _read("firms", "uscc", '="9137O500FAKE010162"').issues[0].facts["proposal"] == CODE


def test_guarded_codes_of_a_csv_bundle(tmp_path: Path) -> None:
    tables = {
        "00_填报说明": "\n".join(f"{key},{value}" for key, value in HEAD),
        "02_产业链环节": "\n".join(",".join(map(str, row)) for row in STAGES),
        "05_企业名录": f'统一社会信用代码,企业名称,行业小类代码,年度\n="{CODE}",示例轮胎一厂,2911,2023\n',
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8-sig")
    assert read(tmp_path).tables.rows("firms")[0]["uscc"] == CODE


SEVERAL = [
    ("3491、3492", ["3491", "3492"]),
    ("3491/3492", ["3491", "3492"]),
    ("3491，3492", ["3491", "3492"]),
    ("3491 3492", ["3491", "3492"]),
    ("3491和3492", ["3491", "3492"]),
    ("C3491 工业机器人制造；3492", ["3491", "3492"]),
    ("工业机器人制造、特殊作业机器人制造", ["3491", "3492"]),
    ("豆类、油料和薯类种植、3491", ["012", "3491"]),
]


@pytest.mark.parametrize(("text", "codes"), SEVERAL)
def test_lists_take_every_class_and_a_single_column_the_first(text: str, codes: list[str]) -> None:
    assert _read("stages", "gb4754", text).value == codes
    found = _read("firms", "gb4754", text)
    said = next(each for each in found.issues if each.code == "industry_several")
    assert (found.value, said.action, said.facts["value"]) == (codes[0], "repaired", codes[0])
    assert said.facts["others"] == industry_parts(text)[1]


TWO_MEANINGS = [
    ("3963", "3963", [], True),  # 集成电路制造 until 2017
    ("C3620", "3620", [], True),
    ("3963智能无人飞行器制造", "3963", [], False),
    ("3963集成电路制造", "3973", ["V07"], False),
    ("3963 某某制造", "3963", ["industry_two_meanings"], True),
    ("3620 改装车", "3620", ["industry_two_meanings"], True),
    ("2911", "2911", [], False),
]


@pytest.mark.parametrize(("text", "code", "codes", "is_flagged"), TWO_MEANINGS)
def test_two_meanings_are_flagged_and_said_where_a_name_contradicts(
    text: str, code: str, codes: list[str], is_flagged: bool
) -> None:
    found = _read("firms", "gb4754", text)
    assert (found.value, [each.code for each in found.issues]) == (code, codes)
    assert ("gb4754_flag" in (found.beside or {})) == is_flagged
