"""Blank is not zero: whatever numbers of the lists are blanked, no answer of any question becomes surer."""

from __future__ import annotations

import os
from random import Random

from hypothesis import given, note, settings
from hypothesis import strategies as st

from tests.properties.blank_rules import breaches
from tests.properties.blanks import Rows, ask_all, objects, some_cells, told_chains, with_blanks, workspace

N_CHAINS = 300 if os.environ.get("GRAPHSVC_HYPOTHESIS_PROFILE") == "soak" else 100


@settings(max_examples=N_CHAINS)
@given(told_chains(), st.randoms(use_true_random=False))
def test_no_answer_becomes_surer(rows: Rows, rng: Random) -> None:
    cells = some_cells(rows, rng)
    note(f"blank: {cells}")
    whole, blank = workspace(rows), workspace(with_blanks(rows, cells))
    about = objects(whole, rng)
    assert breaches(ask_all(whole, about), ask_all(blank, about), cells) == []
