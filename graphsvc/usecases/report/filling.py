"""The picture of what filling the first gaps of the list avoids, in two orders."""

from __future__ import annotations

from graphsvc.domain.report import FillingPicture, Picture
from graphsvc.judgements.gaps.filling import avoided_by_length, codes_by
from graphsvc.usecases.report.answers import ChainAnswers
from graphsvc.usecases.report.outage_told import HORIZON_DAYS


def filling_pictures(answers: ChainAnswers) -> list[Picture]:
    """One picture, none where no gap of the list avoids any loss."""
    rows = answers.gaps.rows
    if not any(row["effect_loss_days"] for row in rows):
        return []
    facts = answers.facts
    by_effect, by_demand = (avoided_by_length(facts, codes_by(o, rows), HORIZON_DAYS) for o in ("effect", "demand"))
    note = answers.gaps.note("effect_loss_days")
    return [FillingPicture(tuple(by_effect), tuple(by_demand), HORIZON_DAYS, len(rows) + 1 - len(by_effect), (note,))]
