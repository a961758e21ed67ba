"""Forms of the pages, read strictly: what is no UTF-8, stands twice or holds control characters is refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from starlette.requests import Request

from graphsvc.api.negotiation import checked_text
from graphsvc.domain.errors import InputError, ParameterError

MEDIA = "application/x-www-form-urlencoded"
MOST_FIELDS = 1000


async def posted_form(request: Request) -> Mapping[str, str]:
    """Fields of a form by name; line breaks of a text become spaces.

    Raises
    ------
    InputError
        ``unsupported_media``: no such form. ``bad_request``: too many fields.
    ParameterError
        ``bad_parameter`` with the name of the field: not UTF-8, given twice, control characters.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if media != MEDIA:
        raise InputError("unsupported_media", media=media[:100] or "-", expected=MEDIA)
    parts = [part for part in (await request.body()).split(b"&") if part]
    if len(parts) > MOST_FIELDS:
        raise InputError("bad_request", place="body", reason=f"more than {MOST_FIELDS} fields")
    found: dict[str, str] = {}
    for part in parts:
        raw_name, _, raw_value = part.partition(b"=")
        name = _decoded(raw_name.decode("utf-8", "replace")[:40], raw_name)
        if name in found:
            raise ParameterError(
                "bad_parameter", name=name[:40], value=name[:40],
                expected_zh="一个表单里只能出现一次", expected_en="given only once in a form",
            )  # fmt: skip
        text = " ".join(_decoded(name, raw_value).split())
        found[name] = str(checked_text(name, text))
    return found


def _decoded(name: str, raw: bytes) -> str:
    told = unquote_to_bytes(raw.replace(b"+", b" "))
    try:
        return told.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParameterError(
            "bad_parameter", name=name[:40], value=told.decode("utf-8", "backslashreplace")[:40],
            expected_zh="应为 UTF-8 编码的文字，请从本页面重新填写并保存",
            expected_en="text in UTF-8; fill it in on the page again and save",
        ) from error  # fmt: skip
