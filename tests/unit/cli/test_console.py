"""How the command line speaks: language, values as people read them, markup of nobody's making."""

from __future__ import annotations

import json

import pytest

from graphsvc.cli.console import Voice, cell_text, language
from graphsvc.domain.errors import NotFound


@pytest.fixture(autouse=True)
def _no_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


def test_the_option_goes_before_the_setting_and_both_before_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    assert language(None, None) == "zh"
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert language(None, None) == "en"
    assert language(None, "zh") == "zh"
    assert language("en", "zh") == "en"
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert language(None, None) == "zh"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"), (True, "✓"), (False, "✗"), (0.69444444, "0.694444"), (3, "3"), ([], "—"),
        (["甲", None], "甲; —"), ({"days": 7.5, "of": ["甲"]}, "days=7.5 of=甲"),
    ],
)  # fmt: skip
def test_values_in_a_table(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_columns_without_any_value_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    rows: list[dict[str, object]] = [{"a": "甲[bold]", "b": None, "c": 0}, {"a": None, "b": [], "c": None}]
    Voice("zh").table("表", {"a": "名称", "b": "空", "c": "数"}, rows)
    shown = capsys.readouterr().out
    assert "名称" in shown
    assert "空" not in shown
    assert "甲[bold]" in shown, "text of a list is no markup"


def test_a_refusal_is_a_document_on_standard_output_or_sentences_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    error = NotFound("unknown_version", given="v9", version="v9")
    Voice("zh", as_json=True).refusal(error)
    out, err = capsys.readouterr()
    assert (json.loads(out)["code"], err) == ("unknown_version", "")
    Voice("zh").refusal(error)
    out, err = capsys.readouterr()
    assert out == ""
    assert "unknown_version" in err


def test_more_warnings_than_are_shown_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    place = {"file": "甲.xlsx", "sheet": None, "row": 3, "column": None}
    warnings = [{"code": "V04", "message": f"第 {i} 条", "remedy": "改", **place} for i in range(5)]
    Voice("en").warnings(warnings, limit=2)
    err = capsys.readouterr().err
    assert err.count("甲.xlsx · 3") == 2
    assert "3 more" in err
