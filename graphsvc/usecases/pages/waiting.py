"""Pages without data: nothing loaded yet, still at work, refused."""

from __future__ import annotations

from graphsvc.domain.labels import stage_words
from graphsvc.domain.pages import Field, Form, Goto, Page, Sentences, Waiting
from graphsvc.domain.report import Saying
from graphsvc.domain.sentences import Both


def upload_form() -> Form:
    """Where files are dropped."""
    return Form("upload", Goto("/uploads"), (Field("files", "file", "files", is_required=True),), "upload",
                is_post=True, has_files=True)  # fmt: skip


def empty_page() -> Page:
    """The start with an empty store: how the first files come in."""
    return Page("empty", "today", (Sentences(((Saying("page_empty"), None),)), upload_form()))


def waiting_page(again: Goto, stage: str | None) -> Page:
    """Still at work: the page asks again by itself. What share is done nobody knows: a page asks several questions."""
    return Page("waiting", "", (at_work(again, stage),))


def at_work(
    again: Goto, stage: str | None, fraction: float | None = None, seconds_left: float | None = None
) -> Waiting:
    """Work that goes on, with how far it has come as far as that is known."""
    words = None if stage is None else Both(stage_words(stage, "zh"), stage_words(stage, "en"))
    return Waiting(again, fraction, words, seconds_left)


def problem_page(title: str, detail: str, remedy: str) -> Page:
    """Something was refused: what, and what to do."""
    told = [(Saying("page_problem", {"text": text}), None) for text in (title, detail, remedy) if text]
    return Page("problem", "", (Sentences(tuple(told), "warn"),))
