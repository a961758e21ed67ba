"""The gap list beside what persons concluded about its rows: narrowed, sorted, and changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from graphsvc.domain.answers import Answer
from graphsvc.domain.errors import ParameterError, StoreError
from graphsvc.domain.gap_reviews import CONCLUSIONS, LONGEST, Conclusion, GapObject, GapReview
from graphsvc.domain.labels import code_label, vocabulary
from graphsvc.domain.notices import Lang
from graphsvc.domain.ports import Store
from graphsvc.domain.sentences import Joined
from graphsvc.domain.values import Document, Values
from graphsvc.judgements.gaps.priority import ORDERS, order_by
from graphsvc.judgements.objects import find_chain, find_region, unknown_object
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.ask import Analyst

FILTERS = ("kind", "stage", "verb", "review")
SORTS = (*ORDERS, "loss", "days", "product")
"""Orders of the question, then those of the page alone."""
GAP_KINDS = tuple(vocabulary("gap_kind"))


@dataclass(frozen=True)
class ReviewedGap:
    """A row of ``gap-list`` with what is concluded about it."""

    values: Values
    evidence_id: str
    review: GapReview

    @property
    def stage(self) -> str:
        """The top stage it belongs to, as the lists name it; "" where it stands in none."""
        path = self.values["position_path"]
        names = [part for part in path.parts if isinstance(part, str)] if isinstance(path, Joined) else []
        return names[0] if names else ""

    @property
    def owner(self) -> str:
        """Who is in charge: whom a person named, else whom the lists name."""
        return self.review.owner or str(self.values["owner"] or "")

    @property
    def due(self) -> str | None:
        """By when, as the lists tell it."""
        due: str | None = self.values["due"]
        return due

    @property
    def shown(self) -> GapReview:
        """The conclusion as a page shows it: with whoever is in charge."""
        return replace(self.review, owner=self.owner)

    @property
    def facets(self) -> Mapping[str, str]:
        """Its value of every facet."""
        return {"kind": self.values["gap_kind"], "stage": self.stage, "verb": self.values["verb"],
                "review": self.review.conclusion}  # fmt: skip


@dataclass(frozen=True)
class ReviewedGaps:
    """The gap list of a chain in a region; ``answer`` is that of ``gap-list`` for the same parameters."""

    answer: Answer
    facts: Facts
    rows: tuple[ReviewedGap, ...]
    region: str


def reviewed_gaps(analyst: Analyst, kept: Iterable[GapReview], chain: str, region: str | None, at: str) -> ReviewedGaps:
    """The gap list of a version with the conclusions ``kept``.

    Raises
    ------
    NotFound, ParameterError
        As for asking ``gap-list``.
    """
    space = analyst.workspace(at)
    code = find_chain(space.snapshot, chain)
    assert code is not None
    facts = space.facts(space.scope(code, region))
    answer = analyst.ask("gap-list", {"chain": code, "region": region}, at)
    said, here = {review.about: review for review in kept}, facts.scope.region or ""
    rows = []
    for finding, evidence in zip(answer.findings, answer.evidence_ids, strict=True):
        about = GapObject(code, here, finding.values["product_code"], finding.values["gap_kind"])
        rows.append(ReviewedGap(finding.values, evidence, said.get(about, GapReview(about))))
    return ReviewedGaps(answer, facts, tuple(rows), here)


def narrowed(rows: Iterable[ReviewedGap], wanted: Mapping[str, str], but: str = "") -> list[ReviewedGap]:
    """Rows with the wanted value of every facet, except facet ``but``; a value nobody has leaves nothing."""
    asked = [(name, wanted[name]) for name in FILTERS if name != but and wanted.get(name)]
    return [row for row in rows if all(row.facets[name] == value for name, value in asked)]


def ordered(rows: Iterable[ReviewedGap], sort: str) -> list[ReviewedGap]:
    """Rows by priority (the order of the answer), worth of filling them or demand as the question orders by these,
    largest loss, shortest survival or name; unknown values last."""
    if sort in ORDERS[1:]:
        return sorted(rows, key=lambda row: order_by(sort, row.values, row.values["risk_grade"]))
    keys: Mapping[str, Callable[[ReviewedGap], tuple[bool, float | str]]] = {
        "loss": lambda row: (row.values["loss_value"] is None, -(row.values["loss_value"] or 0.0)),
        "days": lambda row: (row.values["tts_days"] is None, row.values["tts_days"] or 0.0),
        "product": lambda row: (False, str(row.values["product_name"])),
    }
    return sorted(rows, key=keys[sort]) if sort in keys else list(rows)


@dataclass(frozen=True)
class Change:
    """What somebody wants to say about a gap; ``revision`` is the one he saw."""

    about: GapObject
    conclusion: Conclusion
    note: str
    owner: str
    revision: int


def read_change(chain: str, region: str, told: Mapping[str, object], place: str = "") -> Change:
    """One change out of a form or document; ``place`` stands behind the name of what is refused.

    Raises
    ------
    ParameterError
        ``bad_parameter``: no such conclusion or kind, no revision, a text that is too long.
    """
    kind, conclusion = str(told.get("gap_kind", "")), str(told.get("conclusion", ""))
    found = next((one for one in CONCLUSIONS if one == conclusion), None)
    if found is None:
        raise _refuse(f"conclusion{place}", conclusion, "、".join(CONCLUSIONS), ", ".join(CONCLUSIONS))
    if kind not in GAP_KINDS:
        raise _refuse(f"gap_kind{place}", kind, "、".join(GAP_KINDS), ", ".join(GAP_KINDS))
    seen = told.get("revision", 0)
    text = str(seen) if not isinstance(seen, bool) else ""
    if not (text.isascii() and text.isdecimal() and int(text) < 2**31):
        raise _refuse(
            f"revision{place}", text, "看到的修订号，0 为未复核", "the revision seen, 0 where nobody reviewed"
        )
    about = GapObject(chain, region, str(told.get("product", "")), kind)
    note, owner = (checked(name, told.get(name), place) for name in ("note", "owner"))
    return Change(about, found, note, owner, int(text))


def checked(name: str, told: object, place: str = "") -> str:
    """A text of a conclusion, trimmed; refused where it is too long or holds what no store takes."""
    text = " ".join(str(told or "").split())
    if any(ord(letter) < 32 or 0xD800 <= ord(letter) < 0xE000 for letter in text):
        shown = text.encode("unicode_escape").decode()
        raise _refuse(f"{name}{place}", shown, "不能含控制字符", "must not hold control characters")
    if len(text) > LONGEST[name]:
        raise _refuse(f"{name}{place}", text, f"最多 {LONGEST[name]} 字", f"at most {LONGEST[name]} characters")
    return text


def reviewer(told: object) -> str:
    """Who says it; refused where nobody is named."""
    name = checked("reviewed_by", told)
    if not name:
        raise _refuse("reviewed_by", name, "复核人的姓名", "the name of who reviews")
    return name


def keep_changes(store: Store, changes: Sequence[Change], who: str) -> tuple[GapReview, ...]:
    """Keep changes, all of them or none; StoreError (``gap_review_conflict``) where one was outrun."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return store.review_gaps([GapReview(c.about, c.conclusion, c.note, c.owner, who, now, c.revision) for c in changes])


def keep_each(store: Store, changes: Sequence[Change], who: str) -> list[tuple[Change, GapReview]]:
    """Keep every change that was not outrun; those that were, each beside what is said now."""
    outrun = []
    for change in changes:
        try:
            keep_changes(store, [change], who)
        except StoreError as error:
            if error.code != "gap_review_conflict":
                raise
            outrun.append(change)
    said = {review.about: review for review in store.gap_reviews()} if outrun else {}
    return [(change, said[change.about]) for change in outrun if change.about in said]


def known_gaps(analyst: Analyst, changes: Iterable[Change], at: str) -> None:
    """Refuse changes about a chain or product the version does not know."""
    snapshot = analyst.workspace(at).snapshot
    for change in changes:
        find_region(change.about.region or None)
        codes = snapshot.chains[change.about.chain].product_codes
        if change.about.product not in codes:
            raise unknown_object("product", change.about.product[:80], codes)


def review_document(review: GapReview, lang: Lang) -> Document:
    """A conclusion as one JSON document."""
    return {
        "region": review.about.region,
        "product": review.about.product,
        "gap_kind": review.about.gap_kind,
        "gap_kind_label": code_label("gap_kind", review.about.gap_kind, lang),
        "conclusion": review.conclusion,
        "conclusion_label": code_label("gap_conclusion", review.conclusion, lang),
        "note": review.note,
        "owner": review.owner,
        "reviewed_by": review.reviewed_by,
        "reviewed_at": review.reviewed_at,
        "revision": review.revision,
    }


def reviews_document(store: Store, chain: str, region: str | None, lang: Lang) -> Document:
    """Everything concluded about gaps of a chain, in all regions or one."""
    kept = [r for r in store.gap_reviews() if r.about.chain == chain and region in (None, r.about.region)]
    return {"chain": chain, "n_rows": len(kept), "rows": [review_document(review, lang) for review in kept]}


def together(changes: Sequence[Change], conclusion: Conclusion) -> list[Change]:
    """The same conclusion about several gaps; their notes and owners stay."""
    return [replace(change, conclusion=conclusion) for change in changes]


def _refuse(name: str, value: str, zh: str, en: str) -> ParameterError:
    return ParameterError("bad_parameter", name=name, value=value[:40], expected_zh=zh, expected_en=en)
