"""What is said while reading: like every report, but cells still hold personal numbers, which are masked here."""

from __future__ import annotations

from graphsvc.domain.notices import Notice, discreet_notice
from loaders.report import Report


class ReadingReport(Report):
    """Notices of reading: phone and identity numbers are masked in originals and facts alike."""

    def take(self, notice: Notice) -> None:
        """Keep a notice."""
        super().take(discreet_notice(notice))
