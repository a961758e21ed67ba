"""Stores under test, by kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.postgres import ABSENT, postgres_server, postgres_url, second_postgres_url

__all__ = ["postgres_server", "postgres_url", "second_postgres_url"]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty store of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.sqlite"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A second empty store, to restore into."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/other.sqlite"
    url: str = request.getfixturevalue("second_postgres_url")
    return url


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line nobody can overlook where the tests of a store did not run."""
    skipped = terminalreporter.stats.get("skipped", [])
    n_skipped = sum(ABSENT in str(report.longrepr) for report in skipped)
    if n_skipped:
        terminalreporter.write_sep("!", f"POSTGRESQL IS NOT HERE, {n_skipped} TESTS DID NOT RUN", red=True, bold=True)
