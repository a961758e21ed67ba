"""What a request wants back: language, format, paging, parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from starlette.requests import Request

from graphsvc.domain.errors import ParameterError
from graphsvc.domain.notices import Lang
from graphsvc.domain.ports import AnswerEnding, ListEnding, VersionInfo
from graphsvc.domain.values import Values
from graphsvc.questions.catalogue import find_question
from graphsvc.usecases.ask import ENGINES

JSON = "application/json"
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET, ARROW = "application/vnd.apache.parquet", "application/vnd.apache.arrow.stream"
MEDIA: Mapping[ListEnding, str] = {"json": JSON, "csv": CSV, "xlsx": XLSX}
ANSWERS: Mapping[AnswerEnding, str] = {
    "json": JSON, "csv": CSV, "xlsx": XLSX, "parquet": PARQUET, "arrow": ARROW,
}  # fmt: skip
_ACCEPTED = {"text/csv": "csv", "spreadsheetml": "xlsx", PARQUET: "parquet", ARROW: "arrow"}
"""What tells in the header ``Accept`` that an answer is wanted as a file; the first that is known counts."""
Ending = TypeVar("Ending", bound=str)
RESERVED = frozenset({"at", "format", "lang", "engine"})
DEFAULT_ROWS, MOST_ROWS = 200, 1000


@dataclass(frozen=True)
class Wish(Generic[Ending]):
    """How an answer is to be told."""

    lang: Lang
    format: Ending
    at: str | None
    engine: str


def language_of(request: Request) -> Lang:
    """``lang`` of the query, else the language header, else Chinese."""
    told = request.query_params.get("lang") or request.headers.get("accept-language", "")
    return "en" if told.lower().startswith("en") else "zh"


def wish_of(request: Request) -> Wish[ListEnding]:
    """Language, format, version and engine of a request; refused where one of them is not known."""
    return _wish(request, MEDIA, "json")


def answer_wish(request: Request) -> Wish[AnswerEnding]:
    """The same where tables for other programs are given too."""
    return _wish(request, ANSWERS, "json")


def _wish(request: Request, media: Mapping[Ending, str], otherwise: Ending) -> Wish[Ending]:
    query = request.query_params
    lang = query.get("lang")
    if lang is not None and lang not in ("zh", "en"):
        raise _refuse("lang", lang, ("zh", "en"))
    named, accept = query.get("format"), request.headers.get("accept", "")
    wished = (known_ending(ending, media) for told, ending in _ACCEPTED.items() if told in accept)
    chosen = next(filter(None, wished), otherwise) if named is None else known_ending(named, media)
    if chosen is None:
        raise _refuse("format", str(named), tuple(media))
    engine = query.get("engine", "snapshot")
    if engine not in ENGINES:
        raise _refuse("engine", engine, ENGINES)
    return Wish(language_of(request), chosen, checked_text("at", query.get("at")), engine)


def known_ending(given: str, media: Mapping[Ending, str]) -> Ending | None:
    """The ending of ``media`` that is given, None where there is none."""
    return next((ending for ending in media if ending == given), None)


def parameters_of_query(request: Request) -> dict[str, Any]:
    """Parameters of a question as they stand in the query; one given several times is a list."""
    given: dict[str, Any] = {}
    for name in request.query_params:
        if name not in RESERVED:
            values = [checked_text(name, value) for value in request.query_params.getlist(name)]
            given[name] = values[0] if len(values) == 1 else values
    return given


def text_of(request: Request, name: str) -> str | None:
    """A parameter that is one text; refused (``bad_parameter``) where it is given several times."""
    values = request.query_params.getlist(name)
    if len(values) > 1:
        raise ParameterError(
            "bad_parameter", name=name, value="、".join(values)[:40],
            expected_zh="只能给一次", expected_en="must be given once",
        )  # fmt: skip
    return checked_text(name, values[0]) if values else None


def pinned(version: VersionInfo) -> dict[str, str]:
    """Headers that say which version an answer shows."""
    return {"X-Version-Id": version.version_id, "X-Content-Hash": version.content_hash}


def paged(given: Values, rows: int = DEFAULT_ROWS) -> dict[str, Any]:
    """Parameters with ``limit`` filled in (``rows``) and held below the most rows of a page."""
    page = {"limit": rows, **given}
    try:
        too_many = float(page["limit"]) > MOST_ROWS
    except (TypeError, ValueError):
        too_many = False  # told by the reading of parameters
    if too_many:
        raise ParameterError(
            "bad_parameter", name="limit", value=str(page["limit"])[:40],
            expected_zh=f"最多 {MOST_ROWS}", expected_en=f"must be at most {MOST_ROWS}",
        )  # fmt: skip
    return page


def page_of(name: str, given: Values) -> dict[str, Any]:
    """Parameters of a question with a page's rows filled in: the question's own default where it has one."""
    return paged(given, {p.name: p.default for p in find_question(name).parameters}["limit"] or DEFAULT_ROWS)


def checked_text(name: str, value: str | None) -> str | None:
    """A text without control characters that databases and logs could stumble over."""
    if value is not None and any(ord(letter) < 32 or 0xD800 <= ord(letter) < 0xE000 for letter in value):
        raise ParameterError(
            "bad_parameter", name=name[:40], value=value.encode("unicode_escape").decode()[:40],
            expected_zh="不能含控制字符", expected_en="must not hold control characters",
        )  # fmt: skip
    return value


def _refuse(name: str, value: str, allowed: tuple[str, ...]) -> ParameterError:
    return ParameterError(
        "bad_parameter", name=name, value=value[:40],
        expected_zh="只能是 " + "、".join(allowed), expected_en="must be one of " + ", ".join(allowed),
    )  # fmt: skip
