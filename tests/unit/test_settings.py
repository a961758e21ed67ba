"""Settings read once: which language is spoken, and a value that is none is refused by its name."""

from __future__ import annotations

import pytest

from graphsvc.domain.errors import InputError
from graphsvc.settings import language, read_settings


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


def test_a_wrong_value_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSVC_WORKERS", "none")
    with pytest.raises(InputError) as refused:
        read_settings()
    assert (refused.value.code, refused.value.facts["name"]) == ("bad_setting", "GRAPHSVC_WORKERS")
