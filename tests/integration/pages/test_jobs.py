"""Pages of jobs: begun by a form, seen to come further, cancelled, found again after the page was closed."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from graphsvc.api.app import create_app
from graphsvc.domain.progress import tell
from graphsvc.settings import Settings
from graphsvc.usecases.ask import Analyst
from graphsvc.wiring import House
from tests.integration.browsers import browser
from tests.integration.pages.opening import answer, follow, go, opened
from tests.integration.serving import free_port

__all__ = ["browser"]

pytestmark = pytest.mark.browser
PATIENCE = 60.0


class _Steps:
    """Asking that tells a share of its work and waits, until it is let go on by one share or by all of them."""

    def __init__(self, ask: Callable[..., Any]) -> None:
        self._ask, self._allowed = ask, threading.Semaphore(0)

    def __call__(self, *about: Any, **more: Any) -> Any:
        for share in (0.2, 0.5, 0.8):
            tell(share, "analyse")
            while not self._allowed.acquire(timeout=0.05):
                tell(share, "analyse")
        return self._ask(*about, **more)

    def go_on(self, by: int = 1) -> None:
        """Let it come further."""
        self._allowed.release(by)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> _Steps:
    """How far answers may come."""
    held = _Steps(Analyst.ask)
    monkeypatch.setattr(Analyst, "ask", lambda *about, **more: held(*about, **more))
    return held


@pytest.fixture
def base(tyre_store: Path, tmp_path: Path, steps: _Steps) -> Iterator[str]:
    """A service in this process, over a copy of the store that holds the tyre chain."""
    shutil.copy(tyre_store, tmp_path / "store.db")
    house = House(Settings(store_url=f"sqlite:///{tmp_path / 'store.db'}"))
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(create_app(house), "127.0.0.1", port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + PATIENCE
    while not server.started:
        assert time.monotonic() < end
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    steps.go_on(100)
    server.should_exit = True
    thread.join(PATIENCE)


def _begin(page: Any, base: str) -> None:
    page.goto(f"{base}/jobs")
    page.locator("#form-job select[name=question]").select_option("stages")
    page.locator("#form-job select[name=chain]").select_option("SD-C90")
    with page.expect_navigation():
        page.get_by_role("button", name="开始计算").click()


def _share(page: Any, share: float) -> None:
    page.locator(f"progress[value='{share:.3f}']").wait_for(timeout=PATIENCE * 1000)


def test_a_job_comes_further_until_it_is_done_and_asks_no_more(browser: Any, base: str, steps: _Steps) -> None:
    with opened(browser, base) as page:
        asked: list[str] = []
        _begin(page, base)
        page.on("request", lambda request: asked.append(request.url))
        _share(page, 0.2)
        steps.go_on()
        _share(page, 0.5)
        assert "计算" in page.locator("#waiting").inner_text()
        address = page.url
    with opened(browser, base) as page:  # closed meanwhile, opened again
        page.goto(address)
        steps.go_on()
        _share(page, 0.8)
        steps.go_on(100)
        page.locator("#list-answer").wait_for(timeout=PATIENCE * 1000)
        assert "已完成" in page.locator(".figures").inner_text()
        assert "100" in page.locator(".figures").inner_text()
        page.on("request", lambda request: asked.append(request.url))
        asked.clear()
        page.wait_for_timeout(3000)
        assert asked == []
        with page.expect_download() as file:
            page.get_by_role("link", name="Excel").first.click()
        assert file.value.suggested_filename == "stages.xlsx"
        rows = answer(base, "questions/stages", chain="SD-C90")["rows"]
        assert page.locator("#list-answer tbody th").all_inner_texts() == [row["stage_name"] for row in rows]
        follow(page, page.get_by_role("link", name="打开讲这件事的页面"))
        assert page.url.startswith(f"{base}/chains/SD-C90?at=")
        go(page, f"{base}/jobs")
        assert page.locator("#list-jobs tbody tr").count() == 1


def test_a_job_is_cancelled_and_run_again(browser: Any, base: str, steps: _Steps) -> None:
    with opened(browser, base) as page:
        _begin(page, base)
        _share(page, 0.2)
        first = page.url
        follow(page, page.get_by_role("button", name="取消任务"))
        assert page.url == first
        assert "已取消" in page.locator(".figures").inner_text()
        with page.expect_navigation():
            page.get_by_role("button", name="再算一次").click()
        assert page.url != first
        steps.go_on(100)
        page.locator("#list-answer").wait_for(timeout=PATIENCE * 1000)
        assert "已完成" in page.locator(".figures").inner_text()


def test_a_page_that_waits_tells_what_is_being_done(browser: Any, base: str, steps: _Steps) -> None:
    with opened(browser, base) as page:
        page.goto(f"{base}/chains/SD-C90/choke-points")
        page.locator("#waiting", has_text="计算").filter(has_text="。 计算").wait_for(timeout=PATIENCE * 1000)
        steps.go_on(3)
        page.locator(".waiting").wait_for(state="detached", timeout=PATIENCE * 1000)
        assert page.locator("h1").inner_text().endswith("卡点")
