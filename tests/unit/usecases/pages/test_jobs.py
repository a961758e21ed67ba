"""Pages of jobs as values: what they tell of a job in each of its states, and what can be done about it."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from graphsvc.domain.jobs import Job, Seen, State
from graphsvc.domain.pages import Form, Links, Listing, Page, Sentences, Tiles, Waiting
from graphsvc.domain.report import Amount
from graphsvc.domain.sentences import Both
from graphsvc.usecases.pages.jobs import job_list, job_page

RUNNING = Job(
    "J1", "choke-points", {"chain": "SD-C90", "horizon_days": 30, "limit": 200}, "v000001-00000000", "snapshot", "zh",
    "json", created="2026-01-01T00:00:00.000Z", state="running", stage="analyse", fraction=0.25,
    started="2026-01-01T00:00:01.000Z", heard="2026-01-01T00:00:09.000Z",
)  # fmt: skip


def _of(page: Page, kind: type) -> list[object]:
    return [block for block in page.blocks if isinstance(block, kind)]


def test_an_open_job_is_waited_for_and_can_be_cancelled() -> None:
    page = job_page(Seen(RUNNING, 24.0), "zh")
    (waiting,) = _of(page, Waiting)
    assert isinstance(waiting, Waiting)
    assert (waiting.fraction, waiting.seconds_left, waiting.again.path) == (0.25, 24.0, "/jobs/J1")
    (form,) = _of(page, Form)
    assert isinstance(form, Form)
    assert (form.to.path, form.is_post) == ("/jobs/J1/cancel", True)


@pytest.mark.parametrize("state", ["succeeded", "failed", "cancelled"])
def test_what_has_ended_is_not_waited_for_and_can_be_run_again(state: State) -> None:
    problem = {"code": "busy", "facts": {"queue": 50}} if state == "failed" else None
    job = replace(RUNNING, state=state, ended="2026-01-01T00:00:11.000Z", problem=problem)
    page = job_page(Seen(job), "en")
    assert _of(page, Waiting) == []
    (form,) = _of(page, Form)
    assert isinstance(form, Form)
    told = {field.name: field.value for field in form.fields}
    assert told["question"] == "choke-points"
    assert orjson.loads(told["parameters"]) == {"chain": "SD-C90", "horizon_days": 30}  # pages are the reader's affair
    assert any(isinstance(block, Links) and block.links[0][0] == "answer_json" for block in page.blocks) == (
        state == "succeeded"
    )
    warned = [block for block in page.blocks if isinstance(block, Sentences) and block.tone == "warn"]
    assert len(warned) == (state == "failed")
    tiles = next(block for block in page.blocks if isinstance(block, Tiles))
    assert {str(tile.key): tile.value for tile in tiles.tiles}["seconds"] == Both("10 秒", "10 s")


def test_the_list_tells_each_job_and_offers_what_needs_no_more() -> None:
    page = job_list([Seen(RUNNING)], [("SD-C90", "示例轮胎链")])
    (listing,) = _of(page, Listing)
    assert isinstance(listing, Listing)
    (line,) = listing.lines
    assert line.cells[2] == "示例轮胎链"
    assert line.cells[4] == Amount(0.25, "share")
    (form,) = _of(page, Form)
    assert isinstance(form, Form)
    offered = {option.value for option in form.fields[0].options}
    assert "choke-points" in offered
    assert not offered & {"firm-outage", "evidence", "stress-test"}  # they must be told something


def test_an_empty_store_offers_nothing() -> None:
    assert _of(job_list([], []), Form) == []
