"""How a page is served: its address read, its blocks made beside the event loop and kept, its frame put around it.

What takes longer than a moment is told to take a little longer: the page that waits asks again by itself, and what was
begun is kept, so that asking again finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from graphsvc.api.desk import Desk, Made
from graphsvc.api.negotiation import MEDIA, checked_text, known_ending, pinned
from graphsvc.api.running import Seen
from graphsvc.domain.errors import GraphsvcError, NotFound, ParameterError, StoreError
from graphsvc.domain.notices import Lang
from graphsvc.domain.pages import Frame, Goto, Page, listings_of
from graphsvc.domain.ports import ListEnding, VersionInfo
from graphsvc.domain.reference import region_name
from graphsvc.judgements.objects import find_chain, find_region
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.pages.list_files import list_document, list_file
from graphsvc.usecases.pages.waiting import empty_page, problem_page, waiting_page
from graphsvc.wiring import House

MOMENT = 1.0
"""How long a page is waited for before its asker is told to wait [s]."""
HTML = "text/html; charset=utf-8"
AMBIENT = frozenset({"at", "lang"})
OF_FILES = ("format", "list")
"""Which list of a page is wanted as a file, and how."""
HANDED_ON = ("region", "at", "lang")
"""Parameters that go along from page to page."""
_OWN = """
b bsub chain change city counts day dir entity focus format grade horizon k kind level list mark page paper q reason
region review s sel sort stage status sub tag v verb verdict view wall who
"""
OWN = frozenset(_OWN.split())
"""Parameters that some page knows; others are ignored and make no page anew."""
LONGEST, LONGEST_SCENARIO = 200, 4_000
"""Characters of one parameter; of a scenario, which lists several failures."""
EVERYWHERE = frozenset({"firms", "versions"})
"""Rooms whose pages are about all regions unless one is asked, whatever the chain."""


@dataclass(frozen=True)
class PageAsk:
    """What a page was asked with: version, chain by code, region by its six digits, and the rest of the address.

    ``is_file``: a list of it is wanted as a file, whole; ``list_name`` says which.
    """

    analyst: Analyst
    version: VersionInfo
    chain: str | None
    region: str | None
    query: Mapping[str, str]
    lang: Lang
    is_file: bool = False
    list_name: str = ""

    @property
    def at(self) -> str:
        """The version asked, as questions take it."""
        return self.version.version_id

    @property
    def about(self) -> dict[str, str | None]:
        """Chain and region as questions take them."""
        return {"chain": self.chain, "region": self.region}


PageMaker = Callable[[PageAsk], Page]


async def page(request: Request, make: PageMaker, chain: str | None = None, state: object = None) -> Response:
    """A page about a version: ``make`` puts it together; ``state`` is what it hangs on beside version and address."""
    lang, desk = page_language(request), _desk(request)
    house: House = request.app.state.house
    at, ending = request.query_params.get("at"), known_ending(request.query_params.get("format", ""), MEDIA)
    try:
        newest = (await desk.version(None)).version_id
    except NotFound as error:
        if error.code != "no_version":
            raise
        return _painted(request, empty_page(), Frame(Goto(request.url.path)), lang)

    def paint(asked: PageAsk) -> Made:
        told = make(asked)
        if ending is not None:
            return _list_file(house, told, asked, ending)
        frame = _frame(request, asked, at, newest, told.room)
        body = house.painter.page(told, frame, lang)
        return Made(body, HTML, {"Cache-Control": "no-cache", **pinned(asked.version)})

    try:
        done = await made(request, paint, chain, (newest, state), MOMENT if ending is None else None)
        return _anew(request) or done
    except StoreError as error:
        if error.code != "too_long" or ending is not None:
            raise
        seen = desk.running(*await _about(request, (newest, state)))
        return _waiting(request, lang, seen)


async def made(
    request: Request,
    make: Callable[[PageAsk], Made],
    chain: str | None = None,
    state: object = None,
    seconds: float | None = None,
) -> Response:
    """Something about a version that hangs on the address alone (and ``state``), kept; waited for ``seconds``, by
    default the interactive limit."""
    lang, desk = page_language(request), _desk(request)
    query = query_of(request)
    version = await desk.version(query.get("at"))

    def work() -> Made:
        return make(page_ask(desk, version, chain, query, lang))

    about = await _about(request, state)
    return (await desk.kept(about, work, seconds=seconds)).response(request)


async def _about(request: Request, state: object) -> tuple[object, ...]:
    """Everything that a page hangs on."""
    query = query_of(request)
    version = await _desk(request).version(query.get("at"))
    return ("page", version.version_id, version.content_hash, request.url.path, query, page_language(request), state)


async def standing_page(request: Request, make: Callable[[], Page]) -> Response:
    """A page that hangs on no version; what it links to is that of the newest one, where there is any."""
    desk, lang = _desk(request), page_language(request)
    try:
        version = await desk.version(None)
    except NotFound:
        return _painted(request, make(), Frame(Goto(request.url.path)), lang)
    return _painted(request, make(), await desk.look_up(partial(_standing_frame, request, version)), lang)


async def worked_page(request: Request, make: Callable[[], Page]) -> Response:
    """A page like those of ``standing_page`` that takes work and never changes: kept, and waited for where it takes
    longer than a moment."""
    desk, lang = _desk(request), page_language(request)
    newest = await desk.version(None)
    house: House = request.app.state.house

    def work() -> Made:
        body = house.painter.page(make(), _standing_frame(request, newest), lang)
        return Made(body, HTML, {"Cache-Control": "no-cache"})

    about = ("worked", newest.version_id, request.url.path, request.query_params.get("at"), lang)
    try:
        done = (await desk.kept(about, work, seconds=MOMENT)).response(request)
        return _anew(request) or done
    except StoreError as error:
        if error.code != "too_long":
            raise
        return _waiting(request, lang, desk.running(*about))


def _anew(request: Request) -> Response | None:
    """A page that waited loads itself anew, so that head, title and scripts are those of what it waited for."""
    return Response(headers={"HX-Refresh": "true"}) if request.headers.get("hx-trigger") == "waiting" else None


def _standing_frame(request: Request, newest: VersionInfo) -> Frame:
    snapshot = _desk(request).analyst.workspace(newest.version_id).snapshot
    chains = tuple((info.code, info.name) for info in snapshot.chains.values())
    only = chains[0][0] if len(chains) == 1 else None
    return Frame(Goto(request.url.path), chains, only, pinned=request.query_params.get("at"))


def _list_file(house: House, told: Page, asked: PageAsk, ending: ListEnding) -> Made:
    """A list of a page as a file: all its lines, narrowed as the page is; the first one where none is named."""
    wanted = asked.list_name
    lists = [block for block in listings_of(told.blocks) if block.has_files and block.files is None]
    listing = next((block for block in lists if wanted in ("", block.name)), None)
    if listing is None:
        known = ", ".join(block.name for block in lists) or "-"
        raise NotFound("unknown_object", kind="list", value=wanted or ending, nearest=known)
    columns, rows = house.painter.listing(listing, asked.lang)
    snapshot = asked.analyst.workspace(asked.at).snapshot
    document = list_document(listing.key, columns, rows, snapshot, {**asked.about, **asked.query})
    body = list_file(document, house.writer, ending, asked.lang)
    name = {"Content-Disposition": f'attachment; filename="{listing.name}.{ending}"'} if ending != "json" else {}
    return Made(body, MEDIA[ending], {"Cache-Control": "no-cache", **pinned(asked.version), **name})


def query_of(request: Request) -> dict[str, str]:
    """What an address asks with; refused where a value is longer than anything a page knows."""
    found = {}
    for name, value in request.query_params.items():
        if name in OWN or name in AMBIENT:
            most = LONGEST_SCENARIO if name in ("s", "b") else LONGEST
            if len(value) > most:
                raise ParameterError(
                    "bad_parameter", name=name, value=value[:40] + "…",
                    expected_zh=f"最多 {most} 个字", expected_en=f"at most {most} characters",
                )  # fmt: skip
            found[name] = str(checked_text(name, value))
    return found


def page_ask(desk: Desk, version: VersionInfo, chain: str | None, query: Mapping[str, str], lang: Lang) -> PageAsk:
    """What an address asks about a version; NotFound or ParameterError where it names no chain or region."""
    code = find_chain(desk.analyst.workspace(version.version_id).snapshot, chain)
    own = {name: value for name, value in query.items() if name not in (*AMBIENT, *OF_FILES)}
    is_file, listed = known_ending(query.get("format", ""), MEDIA) is not None, query.get("list", "")
    return PageAsk(desk.analyst, version, code, find_region(query.get("region") or None), own, lang, is_file, listed)


async def page_now(request: Request, make: PageMaker, asked: PageAsk, status: int) -> Response:
    """A page that is the outcome of a request and kept by nobody."""
    desk, at = _desk(request), request.query_params.get("at")
    newest = (await desk.version(None)).version_id

    def work() -> Response:
        told = make(asked)
        response = _painted(request, told, _frame(request, asked, at, newest, told.room), asked.lang)
        response.status_code = status
        response.headers["Cache-Control"] = "no-store"
        return response

    return await desk.finished(work)


def refused_page(request: Request, error: GraphsvcError, status: int) -> Response:
    """What was refused, as a page with the remedy."""
    lang = page_language(request)
    told = error.document(lang)
    made = problem_page(str(told["title"]), str(told.get("detail") or ""), str(told.get("remedy") or ""))
    response = _painted(request, made, Frame(Goto("/")), lang)
    response.status_code = status
    return response


def page_language(request: Request) -> Lang:
    """The language of a page: as its address says, which alone is the state of a view; Chinese where it is silent."""
    return "en" if request.query_params.get("lang", "").lower().startswith("en") else "zh"


def wants_page(request: Request) -> bool:
    """Whether a refusal is read by a person: a browser that asked for a page."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def _waiting(request: Request, lang: Lang, seen: Seen | None) -> Response:
    again = Goto(request.url.path, {k: v for k, v in request.query_params.items() if k not in AMBIENT})
    frame = Frame(again, pinned=request.query_params.get("at"))
    response = _painted(request, waiting_page(again, None if seen is None else seen.stage), frame, lang)
    response.headers["Cache-Control"] = "no-store"
    return response


def _painted(request: Request, made: Page, frame: Frame, lang: Lang) -> Response:
    house: House = request.app.state.house
    return Response(house.painter.page(made, frame, lang), media_type=HTML)


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _frame(request: Request, asked: PageAsk, at: str | None, newest: str, room: str) -> Frame:
    snapshot = asked.analyst.workspace(asked.at).snapshot
    info = None if asked.chain is None else snapshot.chains[asked.chain]
    region = asked.region or (info.region if info and room not in EVERYWHERE else None)
    frame = Frame(
        here=Goto(request.url.path, asked.query),
        chains=tuple((c.code, c.name) for c in snapshot.chains.values()),
        chain=asked.chain,
        region=asked.region,
        region_name=(region_name(region) or region) if region else "",
        version_id=asked.at,
        created=asked.version.created,
        as_of=(info.as_of if info else None) or snapshot.as_of,
        secrecy=snapshot.secrecy,
        pinned=at,
        newest=newest,
    )
    only = next(iter(snapshot.chains)) if len(snapshot.chains) == 1 else None
    return frame if frame.chain is not None or only is None else replace(frame, chain=only)
