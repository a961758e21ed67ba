"""What a submission asked of its neighbours: written down beside what it came to, and asked again later."""

from __future__ import annotations

import orjson

from graphsvc.domain.submission import Staged
from loaders.edition import edition
from loaders.references.others import Others


def written(others: Others, staged: Staged) -> str:
    """All questions of a submission that was resolved, with a digest of the answers, as JSON."""
    questions = others.questions()
    told = {"of": _of(staged), "questions": questions, "answers": others.digest(questions)}
    return orjson.dumps(told).decode()


def is_answered_the_same(others: Others, staged: Staged, asked: str) -> bool:
    """Whether this program, asked for the same submission, gets the same answers among other neighbours."""
    told = orjson.loads(asked)
    return bool(told["of"] == _of(staged)) and others.digest(told["questions"]) == told["answers"]


def _of(staged: Staged) -> list[object]:
    """What is resolved and by which program; where a row stands is told by the name of its file."""
    slot = staged.slot
    return [edition(), staged.submission_id, slot.chain, slot.region, [file.name for file in staged.files]]
