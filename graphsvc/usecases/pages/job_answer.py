"""What a job found, on its own page: the first rows of the answer, its files, and the page that is about the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from graphsvc.domain.answers import Answer
from graphsvc.domain.columns import Columns
from graphsvc.domain.jobs import Job
from graphsvc.domain.pages import Block, Goto, Links, Listing, Plain, Sentences
from graphsvc.domain.report import Saying
from graphsvc.domain.values import Values
from graphsvc.judgements.workspace import Workspace
from graphsvc.questions.parameters import PAGING
from graphsvc.usecases.pages.answer_list import ENDINGS, Leads, answer_list
from graphsvc.usecases.pages.told import leads_to, value_cell
from graphsvc.usecases.pages.waiting import few_data

LINES, COLUMNS = 20, 10
"""Rows and columns that the page shows at most; the files hold all."""
_BOUNDS, _CODES = ("_lower", "_upper"), ("_code", "_ids", "_id")
OF_A_CHAIN = {
    "choke-points": "/choke-points", "gap-list": "/gaps", "weak-links": "/weak-links", "missing-links": "",
    "stages": "", "backup-plan": "/decisions", "white-list": "/decisions", "extensions": "/decisions",
    "outside-suppliers": "/decisions",
}  # fmt: skip
"""Pages of a chain that tell the answer to a question, by the end of their path."""
OF_ALL = {"portfolio": "/portfolio", "early-warning": "/", "overdue-issues": "/", "changes": "/versions"}
"""Pages about all chains that do."""


def job_answer(job: Job, answer: Answer, space: Workspace) -> list[Block]:
    """The answer of a job that is done."""
    files = Goto(f"/jobs/{job.job_id}/result")
    names = shown_columns(answer.columns, [finding.values for finding in answer.findings])
    blocks: list[Block] = []
    if answer.grade == "D":
        blocks.append(few_data())
    if len(names) > COLUMNS:
        told = {"n": COLUMNS, "n_all": len(names)}
        blocks.append(Sentences(((Saying("answer_columns", told), None),)))
    listed = answer_list("answer", answer, names[:COLUMNS], leads=_leads(space, names), most=LINES)
    blocks.append(_with_files(listed, files, answer.n_rows))
    if not answer.findings:
        blocks.append(Links(tuple((f"answer_{end}", Goto(files.path, {"format": end}), True) for end in ENDINGS)))
    page = page_about(job, space)
    return [*blocks, Links((("page_of_answer", page, False),))] if page else blocks


def shown_columns(columns: Columns, rows: Sequence[Values]) -> list[str]:
    """Columns that say something to a reader: bounds stand beside their figure, codes give way to the names beside
    them, units stand with their figure; what no row tells and the chain where there is but one is left out."""
    known = set(columns.names)
    found = []
    for column in columns:
        stem = next((column.name.removesuffix(end) for end in _CODES if column.name.endswith(end)), "")
        names = {f"{stem}_name", f"{stem}_names"} | ({"name", "names"} if stem in ("entity", "firm") else set())
        is_bound = column.name.endswith(_BOUNDS) and column.name[: -len(_BOUNDS[0])] in known
        if is_bound or (stem and names & known) or column.name == "unit":
            continue
        if column.name == "chain_code" and len({row.get("chain_code") for row in rows}) < 2:
            continue
        if not rows or any(value_cell(column, row) not in (None, ()) for row in rows):
            found.append(column.name)
    return found


def page_about(job: Job, space: Workspace) -> Goto | None:
    """The page that tells the same as the answer; None where no page does, or not with these parameters."""
    given = {name: v for name, v in job.parameters.items() if name not in PAGING and v not in (None, "")}
    if set(given) - {"chain", "region"}:
        return None
    about: dict[str, Plain] = {"region": str(given.get("region") or "") or None, "at": job.version_id}
    if job.question in OF_ALL:
        return Goto(OF_ALL[job.question], about)
    chains = space.snapshot.chains
    chain = str(given.get("chain") or (next(iter(chains)) if len(chains) == 1 else ""))
    if job.question not in OF_A_CHAIN or not chain:
        return None
    own: dict[str, Plain] = {"status": "missing"} if job.question == "missing-links" else {}
    return Goto(f"/chains/{chain}{OF_A_CHAIN[job.question]}", {**own, **about})


def _leads(space: Workspace, names: Sequence[str]) -> Leads:
    """Where names of rows lead: to the firm or the product whose code stands beside them."""
    beside = {"name": ("firm_id", "entity_id"), "product_name": ("product_code",)}

    def lead(name: str) -> Callable[[Values], Goto | None]:
        codes = beside.get(name, (f"{name.removesuffix('_name')}_id", name))
        return partial(_lead, space, codes)

    return {name: lead(name) for name in names}


def _lead(space: Workspace, codes: Sequence[str], values: Values) -> Goto | None:
    return next((to for code in codes if (to := leads_to(space.snapshot, code, values.get(code)))), None)


def _with_files(listed: Listing, files: Goto, n_rows: int) -> Listing:
    return Listing(listed.key, listed.columns, listed.lines, max(n_rows, len(listed.lines)), files=files, most=LINES)
