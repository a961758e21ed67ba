"""Positions that are due, as bits: the earliest is taken first, at the cost of a look at the words between.

Where many positions of one flow order are due this costs a fraction of a heap. Compiled; plain arrays in and out.
"""

from __future__ import annotations

import numpy as np

from graphsvc.analysis.outages.all_cores import in_place
from graphsvc.domain.arrays import Longs, Words

_SIX, _LOW, _ONE, _SHIFT = np.uint64(6), np.uint64(63), np.uint64(1), np.uint64(58)
_FACTOR = np.uint64(0x03F79D71B4CB0A89)
"""A de Bruijn sequence: times any power of two, its upper six bits are different ones."""


def _places() -> Longs:
    found = np.empty(64, np.int64)
    for bit in range(64):
        found[(int(_FACTOR) << bit & 0xFFFFFFFFFFFFFFFF) >> int(_SHIFT)] = bit
    return found


_PLACE = _places()


@in_place
def n_words(n: int) -> int:
    """Words that n positions take."""
    return -(-n // 64)


@in_place
def put_bit(words: Words, at: int) -> None:
    """Let a position be due."""
    words[at >> 6] |= _ONE << (np.uint64(at) & _LOW)


@in_place
def has_bit_at(words: Words, at: int) -> bool:
    """Whether a position is due."""
    return bool(words[at >> 6] >> (np.uint64(at) & _LOW) & _ONE)


@in_place
def clear_bit(words: Words, at: int) -> None:
    """Let a position be due no more."""
    words[at >> 6] &= ~(_ONE << (np.uint64(at) & _LOW))


@in_place
def first_bit(words: Words, word: int) -> int:
    """The earliest position that is due in ``word`` or later; there must be one."""
    while words[word] == 0:
        word += 1
    bits = words[word]
    lowest = bits & (~bits + _ONE)
    return int(64 * word + _PLACE[np.int64((lowest * _FACTOR) >> _SHIFT)])
