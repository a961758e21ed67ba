"""What is said while reading: like every report, but cells still hold personal numbers, which are masked here."""

from __future__ import annotations

from dataclasses import replace

from graphsvc.domain.notices import Notice
from loaders.personal import mask
from loaders.report import Report


class ReadingReport(Report):
    """Notices of reading: phone and identity numbers are masked in originals and facts alike."""

    def take(self, notice: Notice) -> None:
        """Keep a notice."""
        original = None if notice.original is None else mask(notice.original)
        facts = {key: mask(value) if isinstance(value, str) else value for key, value in notice.facts.items()}
        heading = notice.place.column
        place = notice.place if heading is None else replace(notice.place, column=mask(heading))
        super().take(Notice(notice.code, place, original, notice.action, facts))
