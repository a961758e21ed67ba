"""Page: what the words of the pages mean, by subject; every word has an anchor that links lead to."""

from __future__ import annotations

from graphsvc.domain.pages import Block, Goto, Line, Links, Listing, Page
from graphsvc.domain.report import Coded

SUBJECTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("outage", ("choke", "risk", "impact", "loss", "full_d", "loss_value", "tts", "ttr", "gap", "horizon", "fallen",
                "binding", "substitution", "reserve", "rs", "final")),
    ("source", ("single", "sole", "by_choice", "disguised", "dominant", "hidden", "known_share", "n_eff", "group")),
    ("link", ("missing", "ladder", "demand", "cp", "weak", "W1", "W2", "W3", "W4", "W5", "W6", "W7", "ssr", "hhi",
              "strong", "verb", "priority", "here")),
    ("data", ("grade", "completeness", "declared", "waiting_rows", "unknown", "bounds", "version", "change_reason",
              "evidence")),
)  # fmt: skip
"""Words by subject, in the order they are read."""


def help_page() -> Page:
    """Every word with its definition."""
    blocks: list[Block] = [Links((("interface", Goto("/docs"), False),))]
    for subject, keys in SUBJECTS:
        lines = tuple(Line((Coded("define_word", key), Coded("define", key)), anchor=key) for key in keys)
        blocks.append(Listing(f"help_{subject}", ("word", "definition"), lines, len(lines), has_files=False))
    return Page("help", "", tuple(blocks))
