"""However an office lays a clean chain out, its content is the same, and nothing is said but of the layout."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.chains import random_chain
from tests.corpus.layouts import LAYOUTS
from tests.corpus.reading import loaded, read_here
from tests.properties.engine import examples


@given(seed=st.integers(0, 2**32 - 1))
@examples(8)
def test_five_layouts_are_one_content(seed: int) -> None:
    chain = random_chain(Random(seed))
    hashes = {}
    with pytest.MonkeyPatch.context() as patch:
        read_here(patch)
        for layout, unavoidable in LAYOUTS.items():
            with TemporaryDirectory() as folder:
                found = loaded(layout(chain, Path(folder), Random(seed)))
            said = [n for n in found.notices if n.code not in unavoidable]
            assert not said, (layout.__name__, said[:3])
            hashes[layout.__name__] = found.content_hash
    assert len(set(hashes.values())) == 1, hashes
