"""Pages for people; each route reads an address, has the page put together by a use case and painted."""

from fastapi import APIRouter

from graphsvc.api.pages import (
    chief,
    choke_points,
    decisions,
    docs,
    evidence,
    firms,
    gaps,
    help,
    jobs,
    maps,
    moving,
    portfolio,
    regions,
    today,
    versions,
    what_if,
)

router = APIRouter(include_in_schema=False)
for part in (
    today, choke_points, chief, gaps, decisions, portfolio, maps, what_if, evidence, firms, regions, versions,
    jobs, help, moving, docs,
):  # fmt: skip
    router.include_router(part.router)
