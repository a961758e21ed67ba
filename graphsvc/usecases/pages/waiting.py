"""Pages without data: nothing loaded yet, still at work, refused."""

from __future__ import annotations

from graphsvc.domain.labels import stage_words
from graphsvc.domain.pages import Field, Form, Goto, Links, Page, Sentences, Waiting
from graphsvc.domain.report import Saying
from graphsvc.domain.sentences import Both


def few_data(chain: str | None = None) -> Sentences:
    """Too little is known (grade D), and how to find out what to ask for first."""
    return Sentences(((Saying("page_grade_d"), None), (Saying("page_ask_first"), ask_first(chain))), "warn")


def ask_first(chain: str | None) -> Goto:
    """Where it is worked out whose answer would settle most."""
    return Goto("/jobs", {"question": "ask-next", "chain": chain})


def upload_form() -> Form:
    """Where files are dropped."""
    return Form("upload", Goto("/uploads"), (Field("files", "file", "files", is_required=True),), "upload",
                is_post=True, has_files=True)  # fmt: skip


def empty_page() -> Page:
    """The start with an empty store: how the first files come in."""
    template = Links((("template", Goto("/api/v1/workbooks/template"), True),))
    told = Sentences(((Saying("page_empty"), None), (Saying("page_empty_demo"), None)))
    return Page("empty", "today", (told, upload_form(), template))


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
