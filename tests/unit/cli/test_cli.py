"""What nobody foresaw: one sentence, and the stack where the settings ask for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphsvc import cli


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder to run in, with a command line that fails inside."""

    def fail(**_: object) -> None:
        raise ZeroDivisionError("示例")

    monkeypatch.setattr(cli, "app", fail)
    monkeypatch.chdir(tmp_path)
    for name in ("GRAPHSVC_DEBUG", "GRAPHSVC_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    return tmp_path


@pytest.mark.parametrize(("value", "is_shown"), [("true", True), ("1", True), ("false", False), ("0", False)])
@pytest.mark.parametrize("place", ["environment", "file"])
def test_the_stack_is_shown_where_debug_is_true(
    broken: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    place: str,
    value: str,
    is_shown: bool,
) -> None:
    if place == "file":
        (broken / ".env").write_text(f"GRAPHSVC_DEBUG={value}\n")
    else:
        monkeypatch.setenv("GRAPHSVC_DEBUG", value)
    assert cli.run(["versions"]) == 2
    told = capsys.readouterr().err
    assert "internal_error" in told
    assert ("Traceback" in told) is is_shown


def test_the_language_of_a_refusal_comes_from_the_file_too(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["versions"]) == 2
    assert "程序内部错误" in capsys.readouterr().err
    (broken / ".env").write_text("GRAPHSVC_LANG=en\n")
    assert cli.run(["versions"]) == 2
    assert "Internal error" in capsys.readouterr().err


def test_a_wrong_setting_does_not_silence_what_needs_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GRAPHSVC_DEBUG", "perhaps")
    assert cli.run(["version"]) == 0
    assert cli.run(["versions", "--json"]) == 2
    assert '"bad_setting"' in capsys.readouterr().out
