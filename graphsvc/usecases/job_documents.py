"""Jobs as documents: codes with their words, where the answer is found, why one failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

import orjson

from graphsvc.domain.errors import GraphsvcError, Refusal
from graphsvc.domain.jobs import Job
from graphsvc.domain.labels import code_label, stage_words
from graphsvc.domain.notices import Lang
from graphsvc.domain.values import Document


def job_document(job: Job, seconds_left: float | None, lang: Lang) -> Document:
    """A job as HTTP tells it; times are ISO 8601 (UTC), ``fraction`` 0-1, ``seconds_left`` an estimate [s]."""
    return {
        "job_id": job.job_id,
        "state": job.state,
        "state_label": code_label("job_state", job.state, lang),
        "stage": job.stage,
        "stage_label": stage_words(job.stage, lang),
        "fraction": round(job.fraction, 4),
        "seconds_left": None if seconds_left is None else round(seconds_left, 1),
        "question": job.question,
        "parameters": dict(job.parameters),
        "version_id": job.version_id,
        "engine": job.engine,
        "format": job.ending,
        "lang": job.lang,
        "created": job.created,
        "started": job.started or None,
        "ended": job.ended or None,
        "result": result_address(job) if job.state == "succeeded" else None,
        "problem": problem_of(job, lang),
    }


def problem_of(job: Job, lang: Lang) -> Refusal | None:
    """Why a job failed, None where it did not."""
    if job.problem is None:
        return None
    facts = job.problem["facts"]
    assert isinstance(facts, Mapping)
    return GraphsvcError(str(job.problem["code"]), **facts).document(lang)


def result_address(job: Job) -> str:
    """Where the answer of a job is: the question itself, asked of its version."""
    told: list[tuple[str, str]] = []
    for name, value in job.parameters.items():
        if isinstance(value, Mapping):
            told.append((name, orjson.dumps(value).decode()))
        elif isinstance(value, Sequence) and not isinstance(value, str):
            told += [(name, str(each)) for each in value]
        elif value is not None:
            told.append((name, str(value).lower() if isinstance(value, bool) else str(value)))
    told += [("at", job.version_id), ("lang", job.lang)]
    told += [("engine", job.engine)] if job.engine != "snapshot" else []
    told += [("format", job.ending)] if job.ending != "json" else []
    return f"/api/v1/questions/{quote(job.question)}?{urlencode(told, quote_via=quote)}"
