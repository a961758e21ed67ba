"""Credit codes that nobody has: body ``FAKE`` and four digits, both check digits right."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORDINARY = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def made_code(number: int, region: str) -> str:
    """The credit code of one fictitious firm; ``number`` 0–9999, ``region`` six digits."""
    body = f"FAKE{number:04d}"
    rest = 11 - sum(_ORDINARY.index(c) * w for c, w in zip(body, _BODY_WEIGHTS, strict=True)) % 11
    head = f"91{region}{body}{'X' if rest == 10 else 0 if rest == 11 else rest}"
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(head))
    return head + ALPHABET[(31 - total) % 31]
