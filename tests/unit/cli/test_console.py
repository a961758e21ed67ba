"""How the command line speaks: values as people read them, markup of nobody's making."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from rich.console import Console

from graphsvc.cli import console
from graphsvc.cli.console import Voice, cell_text
from graphsvc.domain.errors import NotFound
from graphsvc.domain.progress import listener


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


@pytest.mark.parametrize(("untold", "shown"), [(-1.0, True), (3600.0, False)])
def test_work_shows_a_bar_once_it_takes_its_time(monkeypatch: pytest.MonkeyPatch, untold: float, shown: bool) -> None:
    """What a sweep tells stands on a terminal, in the language asked; short work leaves no trace there."""
    monkeypatch.setattr(console, "SECONDS_UNTOLD", untold)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    voice = Voice("zh")
    screen = StringIO()
    voice.err = Console(file=screen, force_terminal=True, width=100)
    with voice.sweeping():
        heard = listener()
        assert heard is not None
        heard.sweep(0.5, "hidden")
    assert ("查隐形单一来源" in screen.getvalue()) == shown
    assert ("25%" in screen.getvalue()) == shown


def test_a_document_is_asked_for_without_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "SECONDS_UNTOLD", -1.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    voice = Voice("en", as_json=True)
    screen = StringIO()
    voice.err = Console(file=screen, force_terminal=True, width=100)
    with voice.sweeping():
        heard = listener()
        assert heard is not None
        heard.sweep(0.5, "sweep")
    assert screen.getvalue() == ""
