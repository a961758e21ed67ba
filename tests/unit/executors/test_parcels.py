"""What a sweep reads on its way to other processes: whole, as it was, and known again by its content."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from graphsvc.analysis.outages.all_cores import Work
from graphsvc.domain.arrays import Longs
from graphsvc.executors import parcels
from graphsvc.executors.parcels import identity, packed, unpacked

CHUNKS = [(0, 5), (5, 10)]


def added(one: Longs, other: Longs, first: int, last: int) -> Longs:
    """A sum."""
    return (one[:10] + other[:10])[first:last]


def _work(seed: int = 1, n: int = 1000) -> Work[Longs]:
    one = np.random.default_rng(seed).integers(0, 99, n)
    one.setflags(write=False)
    return Work(added, one, np.arange(n))


def test_large_arrays_travel_beside_the_head_and_come_back_as_they_were() -> None:
    parcel = packed(_work())
    assert [raw.nbytes for raw in parcel.arrays] == [8000, 8000]
    assert len(parcel.head) < 1000
    assert parcel.writable == (False, True)
    again = unpacked(parcel.head, [bytes(raw) for raw in parcel.arrays], parcel.writable)
    assert isinstance(again, Work)
    one, other = again.shared
    assert isinstance(one, np.ndarray)
    assert isinstance(other, np.ndarray)
    assert (one.flags.writeable, other.flags.writeable) == (False, True)
    np.testing.assert_array_equal(again(3, 9), _work()(3, 9))


def test_small_arrays_stay_in_the_head() -> None:
    parcel = packed(_work(n=10))
    assert parcel.arrays == ()
    np.testing.assert_array_equal(unpacked(parcel.head, [], [])(0, 10), _work(n=10)(0, 10))


@pytest.mark.slow  # a process of its own
def test_a_sweep_is_the_same_by_what_it_reads_and_how_it_is_cut() -> None:
    name = identity(packed(_work()), CHUNKS)
    assert identity(packed(_work()), CHUNKS) == name
    assert identity(packed(_work(seed=2)), CHUNKS) != name
    assert identity(packed(_work()), [(0, 10)]) != name
    told = (
        "from tests.unit.executors.test_parcels import CHUNKS, _work\n"
        "from graphsvc.executors.parcels import identity, packed\nprint(identity(packed(_work()), CHUNKS))"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == name  # another process finds it again


def test_another_program_is_another_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    name = identity(packed(_work()), CHUNKS)
    monkeypatch.setattr(parcels, "program", lambda: "another")
    assert identity(packed(_work()), CHUNKS) != name
