"""What is said while files are read and resolved: notices in their order, of one kind only so many."""

from __future__ import annotations

from collections import Counter

from graphsvc.domain.notices import Notice, Place, message, shortened

MOST_OF_ONE_KIND = 500
"""Notices of one code, sheet and column that are kept one by one; of the others only the number is told."""

Kind = tuple[str, str | None, str | None]


def _titles(code: str) -> dict[str, str]:
    return {"kind_zh": message(code, {}, "zh").title, "kind_en": message(code, {}, "en").title}


class Report:
    """Notices with their place among the facts; after many of one kind only their number."""

    def __init__(self) -> None:
        self._notices: list[Notice] = []
        self._counts: Counter[Kind] = Counter()
        self._sheets: dict[Kind, Place] = {}

    def add(
        self, code: str, place: Place, original: str | None = None, action: str | None = None, **facts: object
    ) -> None:
        """Say one thing at one place."""
        self.take(Notice(code, place, original, action, facts))

    def take(self, notice: Notice) -> None:
        """Keep a notice, completed with its place among the facts."""
        place = notice.place
        key = (notice.code, place.sheet, place.column)
        self._counts[key] += 1
        self._sheets.setdefault(key, place)
        if self._counts[key] > MOST_OF_ONE_KIND:
            return
        shown = {"file": place.file, "sheet": place.sheet, "row": place.row, "column": place.column}
        told = {key: shortened(value) if isinstance(value, str) else value for key, value in notice.facts.items()}
        facts = {**{k: v for k, v in shown.items() if v is not None}, **told}
        original = None if notice.original is None else shortened(notice.original)
        self._notices.append(Notice(notice.code, place, original, notice.action, facts))

    def notices(self) -> tuple[Notice, ...]:
        """Everything said, in the order of saying; what was left out is told by number."""
        left_out = [
            Notice(
                "more_of_the_same",
                Place(self._sheets[key].file, key[1], None, key[2]),
                facts={"code": key[0], "n": n - MOST_OF_ONE_KIND, "sheet": key[1], **_titles(key[0])},
            )
            for key, n in self._counts.items()
            if n > MOST_OF_ONE_KIND
        ]
        return (*self._notices, *left_out)
