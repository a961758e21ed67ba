"""Loading under a key: the store keeps what was told, and repeating it loads nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from graphsvc.domain.errors import InputError
from graphsvc.domain.ports import Part, Progress
from graphsvc.domain.submission import LoadOptions, Resolved, Resolving, Staged
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.usecases.load_submission import LoadOutcome, Told, load_once
from tests.contract.small_parts import small_part


class _Loader:
    """Reads the number that stands in a file as a small submission."""

    def __init__(self) -> None:
        self.n_read = 0

    def read(self, paths: Sequence[Path], options: LoadOptions, progress: Progress) -> list[Staged]:
        self.n_read += 1
        return [small_part(int(path.read_text())).staged for path in paths]

    def resolver(self, submissions: Sequence[Staged]) -> Callable[[Staged, Resolving | None], Resolving]:
        return lambda staged, _: Resolving(Resolved(staged.tables, ()), "")

    def reconcile(self, parts: Sequence[Part]) -> list[Part]:
        return list(parts)


def _tell(outcome: LoadOutcome) -> Told:
    return Told(201 if outcome.published else 200, f"told {outcome.version_id}".encode())


class _Door:
    def __init__(self, folder: Path) -> None:
        self.store, self.loader, self._file = MemoryStore(), _Loader(), folder / "示例.xlsx"

    def __call__(self, number: int, key: str | None, region: str | None = None) -> Told:
        self._file.write_text(str(number))
        options = LoadOptions(region=region)
        return load_once([self._file], options, self.store, self.loader, lambda *_: None, _tell, key)


def test_the_same_key_is_told_the_same_and_loads_nothing(tmp_path: Path) -> None:
    door = _Door(tmp_path)
    first = door(1, "a")
    assert (first.status, first.is_repeated) == (201, False)
    assert first.body == f"told {door.store.versions()[0].version_id}".encode()
    door(2, "b")
    again = door(1, "a")
    assert again == Told(201, first.body, is_repeated=True)
    assert (door.loader.n_read, len(door.store.versions())) == (2, 2)


def test_without_a_key_the_same_files_publish_nothing_and_older_ones_come_back(tmp_path: Path) -> None:
    door = _Door(tmp_path)
    assert [door(number, None).status for number in (1, 1, 2, 1)] == [201, 200, 201, 201]


@pytest.mark.parametrize(("number", "region"), [(2, None), (1, "370000")])
def test_a_key_is_for_one_load(tmp_path: Path, number: int, region: str | None) -> None:
    door = _Door(tmp_path)
    door(1, "a")
    with pytest.raises(InputError) as caught:
        door(number, "a", region)
    assert caught.value.code == "idempotency_conflict"
    assert len(door.store.versions()) == 1


def test_a_refused_load_leaves_the_key_free(tmp_path: Path) -> None:
    door = _Door(tmp_path)
    (tmp_path / "示例.xlsx").write_text("")
    with pytest.raises(ValueError):
        load_once([tmp_path / "示例.xlsx"], LoadOptions(), door.store, door.loader, lambda *_: None, _tell, "a")
    assert door(1, "a").status == 201
