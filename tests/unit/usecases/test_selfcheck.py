"""The self-check: it passes as installed, and notices one constant of one loop."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from graphsvc import cli
from graphsvc.analysis.outages import failure, reallocation
from graphsvc.api.app import create_app
from graphsvc.domain.errors import AnalysisError
from graphsvc.domain.labels import vocabulary
from graphsvc.settings import Settings
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.selfcheck import WORDS, Line, check_figures, self_check
from graphsvc.usecases.selfcheck.measuring import MEASURES
from graphsvc.usecases.selfcheck.published import PUBLISHED, Published
from graphsvc.wiring import House
from tests.integration.made_books import load_all


@pytest.fixture
def example(tyre_book: Path) -> Analyst:
    """The worked example, nothing of it worked out yet."""
    return load_all(tyre_book)


def test_every_row_has_words_a_source_and_a_measure() -> None:
    assert {row.name for row in PUBLISHED} == set(vocabulary(WORDS))
    assert {row.subject for row in PUBLISHED} == set(MEASURES)
    assert all(row.source and row.expected and len(row.margins) == len(row.expected) for row in PUBLISHED)
    assert len({(row.name, row.about) for row in PUBLISHED}) == len(PUBLISHED)


@pytest.mark.parametrize(
    ("got", "passed"),
    [
        ((1.0, None, "red"), True),
        ((1.04, None, "red"), True),
        ((1.06, None, "red"), False),
        ((float("nan"), None, "red"), False),
        ((None, None, "red"), False),
        ((1.0, 5.0, "red"), False),
        ((1.0, None, "orange"), False),
        ((1.0, None), False),
        ((), False),
    ],
)
def test_what_counts_as_the_printed_figure(got: tuple[float | str | None, ...], passed: bool) -> None:
    assert Line(Published("tyres", "sources", "", "by hand", (1.0, None, "red"), 0.05), got).passed is passed


@pytest.mark.slow  # two dozen answers
def test_as_installed(example: Analyst) -> None:
    document = self_check(example, "en")
    assert document["passed"]
    assert len(document["checks"]) == document["n_checks"] == len(PUBLISHED)
    assert all(line["passed"] for line in document["checks"])
    json.dumps(document, allow_nan=False)


def _failed(example: Analyst) -> set[tuple[str, str]]:
    return {(line.published.name, line.published.about) for line in check_figures(example) if not line.passed}


@pytest.mark.slow  # two dozen answers
def test_another_step_of_time_is_noticed(example: Analyst, monkeypatch: pytest.MonkeyPatch) -> None:
    """S1 lasts 12 / 0.62 = 19.35 days, 19.25 by steps of a quarter day, 19 by those of half a day."""
    monkeypatch.setattr(failure, "STEP_DAYS", 0.5)
    failed = _failed(example)
    assert ("tyre_outage", "示例帘线东") in failed
    assert {name for name, _ in failed} <= {"tyre_outage", "resilience", "loss_sum", "first_days", "backup_need"}


@pytest.mark.slow  # two dozen answers
def test_what_cannot_be_worked_out_fails_alone(example: Analyst, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> float:
        raise ZeroDivisionError("示例")

    monkeypatch.setattr(reallocation.Reallocation, "kept", broken)
    failed = _failed(example)
    assert failed == {(row.name, row.about) for row in PUBLISHED if row.subject == "tyres"}
    with pytest.raises(AnalysisError) as refused:
        self_check(example, "en")
    told = refused.value.document("en")
    assert told["code"] == "selfcheck_failed"
    assert "ZeroDivisionError" in told["detail"]
    assert len(told["errors"]) == len(failed)


@pytest.mark.slow  # two dozen answers
def test_at_the_command_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["selfcheck", "--lang", "en"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == len(PUBLISHED) + 1
    assert all("expected" in line and "got" in line and "source" in line for line in shown[:-1])
    monkeypatch.setattr(failure, "STEP_DAYS", 0.5)
    assert cli.run(["selfcheck", "--json", "--lang", "zh"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"code", "title", "detail", "remedy", "errors"}
    assert told["code"] == "selfcheck_failed"
    assert "48.7857" in told["detail"] or "应为" in told["detail"]
    assert {error["code"] for error in told["errors"]} == {"figure_differs"}


@pytest.mark.slow  # two dozen answers
def test_over_http(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = House(Settings(store_url=f"sqlite:///{tmp_path / 'empty.db'}", interactive_seconds=120.0))
    with TestClient(create_app(house), "http://127.0.0.1", raise_server_exceptions=False) as client:
        first = client.get("/selfcheck?lang=en")
        assert (first.status_code, first.json()["passed"]) == (200, True)
        monkeypatch.setattr(House, "self_check", None)
        assert client.get("/selfcheck?lang=en").content == first.content  # worked out once
    assert house.store.latest() is None
    house.close()


@pytest.mark.slow  # two dozen answers
def test_a_failure_over_http(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failure, "STEP_DAYS", 0.5)
    house = House(Settings(store_url=f"sqlite:///{tmp_path / 'empty.db'}", interactive_seconds=120.0))
    with TestClient(create_app(house), "http://127.0.0.1", raise_server_exceptions=False) as client:
        told = client.get("/selfcheck")
    assert (told.status_code, told.json()["code"]) == (500, "selfcheck_failed")
    house.close()
