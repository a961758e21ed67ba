"""What a load came to as a public document; knows no question, so that loading imports no mathematics."""

from __future__ import annotations

from graphsvc.domain.notices import Lang, notice_document
from graphsvc.domain.ports import Part
from graphsvc.domain.values import Document
from graphsvc.domain.verdict import Verdict, verdict_of
from graphsvc.usecases.load_submission import LoadOutcome
from graphsvc.usecases.sheets_read import sheets_read


def load_document(outcome: LoadOutcome, lang: Lang) -> Document:
    """What ``load`` and ``validate`` answer."""
    return {
        "version_id": outcome.version_id,
        "content_hash": outcome.content_hash,
        "published": outcome.published,
        "submissions": [
            {
                "submission_id": part.staged.submission_id,
                "file": part.staged.files[0].name
                if len(part.staged.files) == 1
                else [f.name for f in part.staged.files],
                "slot": {"chain": part.staged.slot.chain, "region": part.staged.slot.region},
                "rows": part.resolved.tables.n_rows(),
                "sheets": [each._asdict() for each in sheets_read(part.staged)],
                **_accounts(part),
            }
            for part in outcome.parts
        ],
        "warnings": [notice_document(n, lang) for n in outcome.notices],
        "verdict": verdict_document(verdict(outcome)),
    }


def verdict(outcome: LoadOutcome) -> Verdict:
    """How a load or a validation came out."""
    return verdict_of(outcome.notices, sum(part.resolved.tables["parked"].num_rows for part in outcome.parts))


def verdict_document(found: Verdict) -> Document:
    """Counts by gravity, then one entry per kind, worst first."""
    return {
        **found.counts,
        "by_code": [
            {
                "code": kind.code,
                "action": kind.action,
                "n": kind.n,
                "first": [{"file": p.file, "sheet": p.sheet, "row": p.row} for p in kind.first],
            }
            for kind in found.kinds
        ],
    }


def _accounts(part: Part) -> Document:
    """Rows in = loaded + merged + parked per file, where the loader counted them."""
    found = [dict(n.facts) for n in part.staged.notices if n.code == "rows_accounted"]
    return {"files": found} if found else {}
