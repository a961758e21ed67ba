"""What the interface answers about the worked example, each question asked once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from tests.integration.pages.opening import answer

CHAIN, HORIZON = "SD-C90", 90.0
NEEDS = frozenset({"stress-test"})
"""Questions that must be told more than the chain."""
Values = Mapping[str, Any]


class Api:
    """What the interface gives about the chain."""

    def __init__(self, base: str, versions: tuple[str, str]) -> None:
        self.base, self.versions = base, versions
        self._asked: dict[str, Any] = {}

    def __call__(self, question: str, **given: object) -> Any:
        key = f"{question} {sorted(given.items())}"
        if key not in self._asked:
            self._asked[key] = answer(self.base, f"questions/{question}", **{"chain": CHAIN, **given})
        return self._asked[key]

    def table(self, name: str) -> list[Values]:
        rows: list[Values] = answer(self.base, f"versions/{self.versions[1]}/tables/{name}")["rows"]
        return rows

    def labels(self, question: str) -> dict[str, str]:
        """Columns of a question by what they are called."""
        if question in NEEDS:
            return {}
        return {c["label"]: c["name"] for c in self(question)["columns"] if not c["name"].endswith("_label")}

    @cached_property
    def choke(self) -> Any:
        return self("choke-points", horizon_days=HORIZON, l1plus="none")

    @cached_property
    def proven(self) -> list[Values]:
        return [row for row in self.choke["rows"] if row["is_choke_point"] == "yes"]

    @cached_property
    def n_red(self) -> int:
        return sum(row["risk_grade"] == "red" for row in self.proven)

    def product(self, code: str) -> str:
        names: dict[str, str] = {row["product_code"]: row["product_name"] for row in self("missing-links")["rows"]}
        return names[code]
