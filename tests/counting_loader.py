"""The loader of the house, which also counts the submissions that it resolves anew."""

from __future__ import annotations

from collections.abc import Sequence

from graphsvc.domain.submission import Resolving, Staged
from graphsvc.wiring import Loader


class CountingLoader(Loader):
    """``n_resolved``: submissions resolved so far; those that came back as they were before do not count."""

    def __init__(self) -> None:
        super().__init__("敏感")
        self.n_resolved = 0

    def resolver(self, submissions: Sequence[Staged]):  # type: ignore[no-untyped-def]
        resolve = super().resolver(submissions)

        def counted(staged: Staged, before: Resolving | None) -> Resolving:
            found: Resolving = resolve(staged, before)
            self.n_resolved += found is not before
            return found

        return counted
