"""A filled review workbook: its decisions are kept and applied to everything that is published, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from graphsvc.domain.decisions import Decision, Doubt, FilledReview, FilledRow, Verdict, in_force
from graphsvc.domain.errors import LoadError, NotFound
from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.ports import Progress, Reviewer, Store, VersionInfo
from graphsvc.domain.review_words import known_word, review_word
from graphsvc.usecases.load_submission import content_hash_of
from graphsvc.usecases.review.open_doubts import Review, recomposed, review_of


@dataclass(frozen=True)
class Applied:
    """What applying a review came to: the version that is published now, what was decided anew, what is to be said."""

    version: VersionInfo
    published: bool
    decisions: tuple[Decision, ...]
    notices: tuple[Notice, ...]


def apply_review(path: Path, store: Store, loader: Reviewer, progress: Progress) -> Applied:
    """Keep what was decided and publish the latest version anew with it.

    Nothing is published where nothing new was decided, or where what was decided changes no content (it is kept all
    the same).

    Raises
    ------
    NotFound
        ``no_version``.
    LoadError
        ``not_a_review``, ``review_foreign``: no review, or one of another store; ``review_refused``: rows that
        cannot be followed, each told; what loading refuses once the decisions are applied.
    StoreError
        ``store_conflict``: another version was published meanwhile.
    """
    filled = loader.read_review(path)
    _check_origin(filled, store)
    review = review_of(store, loader, None, progress)
    decided, notices = _decisions(filled, review, loader)
    if not decided:
        return Applied(review.version, False, (), notices)
    force = in_force([*store.decisions(), *decided])
    parts = recomposed(store, loader, review.version, force, progress)
    notices += tuple(n for p in parts for n in (*p.staged.notices, *p.resolved.notices) if n.code == "decided")
    latest = review.version
    if {p.staged.slot: p.staged.submission_id for p in parts} == {e.slot: e.submission_id for e in latest.slots}:
        store.decide(decided, latest.version_id)
        return Applied(latest, False, decided, notices)
    progress(0.9, "publish")
    version = store.publish(parts, content_hash_of(parts), latest.version_id, decisions=decided)
    progress(1.0, "publish")
    return Applied(version, True, decided, notices)


def _check_origin(filled: FilledReview, store: Store) -> None:
    """The version that a review names must stand in this store, with the same content."""
    facts = {"file": filled.file, "version": filled.version_id}
    try:
        version = store.version(filled.version_id or "")
    except NotFound:
        version = None
    if version is None or version.content_hash != filled.content_hash:
        notice = Notice("review_foreign", Place(file=filled.file), filled.version_id, "refused", facts)
        raise LoadError("review_foreign", notices=[notice], **facts)


def _decisions(
    filled: FilledReview, review: Review, loader: Reviewer
) -> tuple[tuple[Decision, ...], tuple[Notice, ...]]:
    """What is decided anew, and what is said of rows that nobody asks about any more."""
    reader = _Rows(filled, review, loader)
    for row in filled.rows:
        reader.take(row)
    reader.look_for_circles()
    if reader.faults:
        facts = {"file": filled.file, "n": len(reader.faults)}
        raise LoadError("review_refused", notices=reader.faults, **facts)
    return tuple(reader.found.values()), tuple(reader.notices)


class _Rows:
    """Lines of a filled review, one after the other."""

    def __init__(self, filled: FilledReview, review: Review, loader: Reviewer) -> None:
        self._filled, self._loader, self._parts = filled, loader, review.parts
        self._open = {each.doubt.key: each for each in review.proposals}
        self._force = {each.doubt.key: each for each in review.decisions}
        self._now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.found: dict[str, Decision] = {}
        self.faults: list[Notice] = []
        self.notices: list[Notice] = []

    def take(self, row: FilledRow) -> None:
        """Note what a line decides, or what is wrong with it."""
        choice = known_word("verdicts", row.verdict) if row.verdict else "changed" if row.value else "later"
        if choice is None:
            self._fault("review_choice", row, "verdict", row.verdict)
            return
        if choice == "later":
            return
        standing, proposal = self._force.get(row.key), self._open.get(row.key)
        if standing is None and proposal is None:
            self.notices.append(self._gone(row))
            return
        doubt = standing.doubt if standing else proposal.doubt if proposal else None
        assert doubt is not None
        if choice == "withdrawn" and standing is None:
            self._fault("review_choice", row, "verdict", row.verdict)
            return
        best = proposal.first if proposal else None
        first = best.value if best else standing.value if standing else None
        value = None if choice in ("rejected", "withdrawn") else self._value(row, doubt, choice, first)
        if value is None and choice in ("accepted", "changed"):
            return
        verdict: Verdict = "rejected" if choice == "rejected" else "withdrawn" if choice == "withdrawn" else "accepted"
        self._keep(row, doubt, verdict, value)

    def _value(self, row: FilledRow, doubt: Doubt, choice: str, first: str | None) -> str | None:
        """What is accepted: what stands in 改为, else the first proposal; None where that is nothing."""
        text = row.value or (first if choice == "accepted" else None)
        if text is None:
            self._fault("review_no_value", row, "value", None)
            return None
        value = self._loader.fitting(self._parts, doubt, text)
        if value is None or value == doubt.original:
            self._fault("review_value", row, "value", text)
            return None
        return value

    def _keep(self, row: FilledRow, doubt: Doubt, verdict: Verdict, value: str | None) -> None:
        by = row.decided_by or self._filled.decided_by
        made = Decision(doubt, verdict, value, by or "", self._now, row.note)
        if made.says_the_same(self._force.get(doubt.key)):
            return
        if by is None:
            self._fault("review_nobody", row, "decided_by", None)
        elif doubt.key in self.found and not made.says_the_same(self.found[doubt.key]):
            self._fault("review_twice", row, "verdict", row.verdict)
        else:
            self.found.setdefault(doubt.key, made)

    def look_for_circles(self) -> None:
        """Firms that would be merged into each other, in however many steps."""
        force = in_force([*self._force.values(), *self.found.values()])
        into = {d.doubt.original: d.value for d in force if d.doubt.kind == "merge" and d.verdict == "accepted"}
        for row in self._filled.rows:
            made = self.found.get(row.key)
            firm, seen = made.doubt.original if made else None, set[str]()
            while firm in into and firm not in seen:
                seen.add(firm)
                firm = into[firm]
            if firm in seen:
                self._fault("review_circle", row, "verdict", row.verdict)

    def _gone(self, row: FilledRow) -> Notice:
        facts = {"sheet": row.sheet, "row": row.row, "id": row.key}
        return Notice("review_gone", self._place(row, "key"), row.key, "ignored", facts)

    def _fault(self, code: str, row: FilledRow, column: str, original: str | None) -> None:
        place = self._place(row, column)
        facts = {"sheet": row.sheet, "row": row.row, "column": place.column}
        self.faults.append(Notice(code, place, original, "refused", facts))

    def _place(self, row: FilledRow, column: str) -> Place:
        return Place(self._filled.file, row.sheet, row.row, review_word("columns", column, "zh"))
