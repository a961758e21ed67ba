"""XML of many equal items (rows, shared strings): the plainest taken by pattern, everything else by expat.

Items are taken by pattern where their text is one of very few forms, all of them well-formed, and where they follow
the opening or another item at once. Any other goes to expat; where expat is not done with it at its end (it stands in
a comment, say), no further item is taken by pattern. What stands around the items is expat's as well, so that a part
that is no XML, or declares a document type, is refused as ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from loaders.files.xml_parts import ExpatParser, feed

PLAIN_TEXT = r"[^<>&\x00-\x08\x0b-\x1f]*+"
"""Text of an element that is what it shows: no entities, no carriage returns, nothing that XML forbids."""

_CHUNK = 1 << 18
_LONGEST_ITEM = 64 * _CHUNK
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["'](?!utf-8["'])""", re.IGNORECASE)


@dataclass(frozen=True)
class Items:
    """How items stand in a part: what comes before the first one, what closes each.

    ``take(text, position)`` takes the plain items from there on and gives where they end, which is the position itself
    where the first is not plain; ``n_closed`` tells how many items expat has seen to their end.
    """

    opening: re.Pattern[bytes]
    close: str
    take: Callable[[str, int], int]
    n_closed: Callable[[], int]


def items_pattern(item: str) -> re.Pattern[str]:
    """The pattern of items in succession, for ``items_at``; ``item`` is that of one."""
    return re.compile(rf"{item}\s*|((?s:.+))")


def items_at(pattern: re.Pattern[str], text: str, position: int) -> tuple[list[tuple[str, ...]], int]:
    """The groups of each item from a position on, without a gap (the last is empty); where the last item ends."""
    found: list[tuple[str, ...]] = pattern.findall(text, position)
    if not found or not found[-1][-1]:
        return found, len(text)
    rest = found.pop()[-1]  # all that follows from the first that is no such item
    return found, len(text) - len(rest)


def scan(stream: IO[bytes], parser: ExpatParser, items: Items) -> None:
    """Read a part; document types and what is no XML are refused."""
    head = b""
    while not (found := items.opening.search(head)) and len(head) < 4 * _CHUNK and (chunk := stream.read(_CHUNK)):
        head += chunk
    end = found.end() if found else len(head)
    feed(parser, head[:end])
    for text in _others(head[end:], stream, items) if _is_plain(head[:end]) else _whole(head[end:], stream):
        feed(parser, text)
    feed(parser, b"", is_last=True)


def _is_plain(head: bytes) -> bool:
    """Whether the part's text is UTF-8 and its head holds neither comments nor instructions that could hide items."""
    return b"<!" not in head and head.count(b"<?") <= 1 and not _ENCODING.search(head)


def _whole(rest: bytes, stream: IO[bytes]) -> Iterator[bytes]:
    yield rest
    while chunk := stream.read(_CHUNK):
        yield chunk


def _others(rest: bytes, stream: IO[bytes], items: Items) -> Iterator[bytes]:
    """Take items from the text that follows; yield what expat has to see."""
    close = items.close.encode()
    pending = rest
    while True:
        chunk = stream.read(_CHUNK)
        pending += chunk
        cut = pending.rfind(close) + 1
        after = pending
        if cut:
            cut += len(close) - 1
            after = pending[cut:]
            try:
                text = str(memoryview(pending)[:cut], "utf-8")
            except UnicodeDecodeError:
                break
            position = 0
            while position < len(text):
                end = items.take(text, position)
                if end == position:
                    end = text.find(items.close, position) + len(items.close)
                    n_closed = items.n_closed()
                    yield text[position:end].encode()
                    if items.n_closed() != n_closed + 1:
                        yield text[end:].encode()
                        yield from _whole(after, stream)
                        return
                position = end
            pending = after
        if not chunk or len(pending) > _LONGEST_ITEM:
            break
    yield from _whole(pending, stream)
