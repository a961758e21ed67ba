"""Pages for people; each route reads an address, has the page put together by a use case and painted."""

from fastapi import APIRouter

from graphsvc.api.pages import chief, choke_points, docs, gaps, moving, portfolio, today

router = APIRouter(include_in_schema=False)
for part in (today, choke_points, chief, gaps, portfolio, moving, docs):
    router.include_router(part.router)
