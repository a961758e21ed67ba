"""Files that a version has already: the reply is that of resolving them once more, whichever way it is found."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest

from graphsvc.domain.ports import Part, Published
from graphsvc.domain.submission import LoadOptions, Slot
from graphsvc.stores.database import open_database
from graphsvc.stores.sql_store import SqlStore
from graphsvc.usecases.load_documents import load_document
from graphsvc.usecases.load_submission import LoadOutcome, load
from graphsvc.usecases.review.open_doubts import review_of
from tests.counting_loader import CountingLoader
from tests.integration.overlapping import levels


class _Forgetful(SqlStore):
    """A store whose versions an older program published: it does not keep what was said."""

    def published(self, version_id: str, slots: Collection[Slot]) -> dict[Slot, Published]:
        return {}

    def parts(self, version_id: str, without: Collection[Slot]) -> list[Part]:
        return [replace(part, resolving=None) for part in super().parts(version_id, without)]


def _load(store: SqlStore, *paths: Path) -> tuple[LoadOutcome, int]:
    loader = CountingLoader()
    outcome = load(paths, LoadOptions(), store, loader, lambda *_: None)
    return outcome, loader.n_resolved


@pytest.fixture
def books(tmp_path: Path) -> list[Path]:
    return levels(tmp_path)


def _same(one: LoadOutcome, other: LoadOutcome) -> bool:
    return one.notices == other.notices and all(
        load_document(one, lang) == load_document(other, lang) for lang in ("zh", "en")
    )


def test_the_same_files_are_told_the_same_without_resolving(books: list[Path], tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'store.db'}")
    store, forgetful = SqlStore(database), _Forgetful(database)
    first, _ = _load(store, *books)
    assert any(len(part.resolved.notices) for part in first.parts)
    for some in ([books[0]], [books[1]], [books[2]], books[:2], books[::-1]):
        (kept, n_kept), (anew, n_anew) = _load(store, *some), _load(forgetful, *some)
        assert (n_kept, n_anew) == (0, 3)
        assert _same(kept, anew)
        assert (kept.published, kept.content_hash) == (False, first.content_hash)
    assert store.latest() == store.version(str(first.version_id))
    store.close()


def test_another_name_of_the_same_file_is_told_under_that_name(books: list[Path], tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'store.db'}")
    store, forgetful = SqlStore(database), _Forgetful(database)
    _load(store, *books)
    copy = Path(shutil.copy(books[0], tmp_path / "示例副本.xlsx"))
    (kept, _), (anew, _) = _load(store, copy), _load(forgetful, copy)
    assert _same(kept, anew)
    assert kept.parts[0].staged.files[0].name == copy.name
    store.close()


def test_one_new_file_among_the_same_leaves_alone_what_does_not_refer_to_it(books: list[Path], tmp_path: Path) -> None:
    store = SqlStore(open_database(f"sqlite:///{tmp_path / 'store.db'}"))
    _load(store, *books[:2])
    outcome, n_resolved = _load(store, books[0], books[2])
    assert (outcome.published, n_resolved) == (True, 2)
    store.close()


def test_a_review_resolves_nothing_anew_where_nothing_was_decided(books: list[Path], tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'store.db'}")
    store, forgetful = SqlStore(database), _Forgetful(database)
    _load(store, *books)
    found = {}
    for each in (store, forgetful):
        loader = CountingLoader()
        review = review_of(each, loader, None, lambda *_: None)
        said = [(part.staged.notices, part.resolved.notices, part.resolved.tables.digests) for part in review.parts]
        found[each] = loader.n_resolved, review.proposals, said
    assert [found[each][0] for each in (store, forgetful)] == [0, 3]
    assert found[store][1:] == found[forgetful][1:]
    store.close()
