"""Positions as bits: the earliest comes first, whatever the order in which they were put."""

from __future__ import annotations

import numpy as np
import pytest

from graphsvc.analysis.outages.bit_queue import clear_bit, first_bit, has_bit_at, n_words, put_bit


@pytest.mark.parametrize("seed", range(3))
def test_positions_come_in_order(seed: int) -> None:
    rng = np.random.default_rng(seed)
    wanted = rng.choice(1000, 200, replace=False)
    words = np.zeros(n_words(1000), np.uint64)
    for at in wanted.tolist():
        put_bit(words, at)
    found, word = [], 0
    while words.any():
        at = first_bit(words, word)
        assert has_bit_at(words, at)
        clear_bit(words, at)
        assert not has_bit_at(words, at)
        found.append(at)
        word = at >> 6
    assert found == sorted(wanted.tolist())


def test_every_bit_of_a_word() -> None:
    for bit in range(64):
        words = np.array([0, 1 << bit], np.uint64)
        assert first_bit(words, 0) == 64 + bit
