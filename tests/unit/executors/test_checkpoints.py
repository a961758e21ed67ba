"""Finished chunks on disk: taken up whole, never believed where damaged, never more than allowed, never in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from graphsvc.analysis.outages.all_cores import Work, engage, in_chunks
from graphsvc.domain.arrays import Longs
from graphsvc.domain.attempts import keeping
from graphsvc.executors import checkpoints
from graphsvc.executors.checkpoints import FolderCheckpoints

N, CHUNK = 60, 10
T = TypeVar("T")


class _Alone:
    """A crew of one that does everything as it is handed over."""

    def n_at_once(self) -> int:
        return 1

    def begin(self, run: Callable[[int, int], T]) -> Callable[[int, int], Future[T]]:
        def submit(first: int, last: int) -> Future[T]:
            done: Future[T] = Future()
            try:
                done.set_result(run(first, last))
            except MemoryError as error:
                done.set_exception(error)
            return done

        return submit

    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing waits for a second before it is written, nor runs on when the sweep breaks off."""
    monkeypatch.setattr(checkpoints, "PATIENCE_SECONDS", -1.0)
    engage(_Alone())
    yield
    engage(None)


@pytest.fixture
def kept(tmp_path: Path) -> FolderCheckpoints:
    return FolderCheckpoints(tmp_path / "kept", 1_000_000)


def powers(notes: str, end: int, first: int, last: int) -> tuple[Longs, Longs]:
    """Squares and cubes; notes what it was asked, and breaks at ``end``."""
    if first >= end:
        raise MemoryError
    with Path(notes).open("a") as file:
        file.write(f"{first}\n")
    values = np.arange(first, last)
    return values**2, values**3


def broken(notes: Path) -> Work[tuple[Longs, Longs]]:
    """Breaks where a file says so: the same work, whether it breaks or not."""
    return Work(powers_until, str(notes))


def powers_until(notes: str, first: int, last: int) -> tuple[Longs, Longs]:
    """``powers`` up to what stands in the file ``end`` beside the notes."""
    end = Path(notes).with_name("end")
    return powers(notes, int(end.read_text()) if end.exists() else N, first, last)


def _asked(notes: Path) -> list[int]:
    return sorted(map(int, notes.read_text().split())) if notes.exists() else []


def _break_off(kept: FolderCheckpoints, notes: Path, end: int = 40) -> None:
    notes.with_name("end").write_text(str(end))
    with pytest.raises(MemoryError), keeping(kept):
        in_chunks(broken(notes), N, CHUNK)
    notes.with_name("end").unlink()


def _again(kept: FolderCheckpoints, notes: Path) -> list[int]:
    """Run it to its end; what had to be worked out."""
    before = _asked(notes)
    notes.unlink()
    with keeping(kept):
        found = in_chunks(broken(notes), N, CHUNK)
    np.testing.assert_array_equal(np.concatenate([part[0] for part in found]), np.arange(N) ** 2)
    np.testing.assert_array_equal(np.concatenate([part[1] for part in found]), np.arange(N) ** 3)
    assert before == [0, 10, 20, 30]
    return _asked(notes)


def test_the_next_run_takes_up_what_is_finished_and_removes_it(kept: FolderCheckpoints, tmp_path: Path) -> None:
    _break_off(kept, tmp_path / "notes")
    (folder,) = kept.left()
    assert {each.name for each in folder.iterdir()} == {"0-10", "10-20", "20-30", "30-40"}
    assert folder.stat().st_mode & 0o077 == 0
    assert _again(kept, tmp_path / "notes") == [40, 50]
    assert kept.left() == []


def test_a_run_that_ends_well_leaves_nothing(kept: FolderCheckpoints, tmp_path: Path) -> None:
    with keeping(kept):
        in_chunks(broken(tmp_path / "notes"), N, CHUNK)
    assert kept.left() == []


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])


def _flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[-5] ^= 1
    path.write_bytes(body)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _of_another(path: Path) -> None:
    path.write_bytes(path.with_name("10-20").read_bytes())


@pytest.mark.parametrize("damage", [_cut, _flip, _empty, _of_another, Path.unlink])
def test_a_damaged_chunk_is_worked_out_again(
    kept: FolderCheckpoints, tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    _break_off(kept, tmp_path / "notes")
    damage(kept.left()[0] / "20-30")
    assert _again(kept, tmp_path / "notes") == [20, 40, 50]


def test_no_more_is_kept_than_allowed(tmp_path: Path) -> None:
    """A chunk of two times ten numbers takes some 500 bytes: two of them fit."""
    kept = FolderCheckpoints(tmp_path / "kept", 1200)
    _break_off(kept, tmp_path / "notes")
    (folder,) = kept.left()
    assert sum(each.stat().st_size for each in folder.iterdir()) <= 1200
    assert _again(kept, tmp_path / "notes") == [20, 30, 40, 50]


def test_what_nobody_took_up_makes_room(tmp_path: Path) -> None:
    kept = FolderCheckpoints(tmp_path / "kept", 1200)
    old = kept.folder / "old"
    old.mkdir(parents=True)
    (old / "0-10").write_bytes(bytes(1000))
    _break_off(kept, tmp_path / "notes")
    assert not old.exists()
    assert _again(kept, tmp_path / "notes") == [20, 30, 40, 50]


def test_where_nothing_can_be_written_the_answer_comes_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = FolderCheckpoints(tmp_path / "file" / "kept", 1_000_000)
    _break_off(kept, tmp_path / "notes")
    assert _again(kept, tmp_path / "notes") == [0, 10, 20, 30, 40, 50]


def test_what_is_over_soon_is_not_written(
    kept: FolderCheckpoints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "PATIENCE_SECONDS", 3600.0)
    _break_off(kept, tmp_path / "notes")
    assert not kept.folder.exists()
