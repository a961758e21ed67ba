"""Whatever is done to a good book, it is accepted, accepted with a word, or refused; no value changes in silence."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import notice_document
from tests.corpus.cell_edits import CELL_EDITS
from tests.corpus.chains import random_chain
from tests.corpus.pages import copy_of, write_book, write_tables
from tests.corpus.plain import plain_book
from tests.corpus.reading import Loaded, loaded, read_here
from tests.corpus.sheet_edits import SHEET_EDITS
from tests.corpus.silent_changes import silent_changes
from tests.properties.engine import examples

EDITS = {**CELL_EDITS, **SHEET_EDITS}


def _outcome(paths: list[Path]) -> Loaded | None:
    """What files came to, None where they are refused; what is said has its place, sentences and a remedy."""
    outcome: Loaded | None = None
    refusal: LoadError | None = None
    try:
        outcome = loaded(paths)
    except LoadError as refused:
        refusal = refused
    told = outcome.notices if outcome is not None else ()
    if refusal is not None:
        told = refusal.notices
        assert refusal.code != "reader_failed", "the reader broke"
        assert told, refusal.code
        assert all(notice.place.file for notice in told), refusal.code
        assert refusal.document("zh")["remedy"]
    for notice in told:
        for lang in ("zh", "en"):
            document = notice_document(notice, lang)
            assert document["message"]
            assert document["remedy"]
    return outcome


@given(kind=st.sampled_from(sorted(EDITS)), seed=st.integers(0, 2**32 - 1))
@examples(40, soaked=75_000)
def test_no_edit_changes_a_value_in_silence(kind: str, seed: int) -> None:
    random = Random(seed)
    book = plain_book(random_chain(random))
    other = copy_of(book)
    edited = EDITS[kind](other, random)
    assume(edited is not None)
    assert edited is not None
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        read_here(patch)
        before = loaded([write_book(list(book.values()), Path(folder, "示例.xlsx"))])
        after = _outcome([write_book(list(other.values()), Path(folder, "示例改.xlsx"))])
    if edited.is_lossless:
        assert after is not None
        assert after.notices == (), kind
        assert after.content_hash == before.content_hash, (kind, silent_changes(other, before, after, edited))
    elif after is not None:
        assert silent_changes(other, before, after, edited) == [], kind


@given(seed=st.integers(0, 2**32 - 1))
@examples(15, soaked=25_000)
def test_bytes_of_tables_may_be_anything(seed: int) -> None:
    """A byte more, less or other in a table; which digit it was nobody can tell, so that values are not compared."""
    random = Random(seed)
    book = plain_book(random_chain(random))
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        read_here(patch)
        paths = write_tables(list(book.values()), Path(folder), random.choice(("gb18030", "utf-8-sig", "utf-16")))
        for _ in range(random.randrange(1, 4)):
            path = random.choice(paths)
            data = bytearray(path.read_bytes())
            if not data:  # nothing was left of it
                continue
            at = random.randrange(len(data))
            way = random.randrange(4)
            if way == 0:
                data[at] = random.randrange(256)
            elif way == 1:
                data[at:at] = random.choice((b'"', b"\x00", b",", b"\n", b"\xff\xfe", b"\r", b";", b"\t\t"))
            elif way == 2:
                del data[at : at + random.randrange(1, 40)]
            else:
                del data[at:]
            path.write_bytes(data)
        _outcome(paths)
