"""Files are written whole or not at all, for their owner alone, and say what was written."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest

from graphsvc.cli.writing import ending_of, write_file, written_document
from graphsvc.domain.errors import InputError


def test_a_file_replaces_an_older_one_and_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_bytes(b"older and longer")
    path.chmod(0o644)
    told = write_file(path, b"new", ("html",))
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert told == {"path": str(path), "sha256": hashlib.sha256(b"new").hexdigest()} == written_document(path)
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_put_in_place_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "map.html"
    folder.mkdir()
    for path in (folder, tmp_path / "no" / "map.html"):
        with pytest.raises(InputError) as caught:
            write_file(path, b"new", ("html", "svg"))
        assert caught.value.code == "cannot_write"
        assert caught.value.facts["known"] == ".html, .svg"
    assert list(tmp_path.iterdir()) == [folder]
    assert list(folder.iterdir()) == []


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target, link = tmp_path / "elsewhere" / "real.csv", tmp_path / "link.csv"
    target.write_bytes(b"older")
    link.symlink_to(target)
    write_file(link, b"new", ("csv",))
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_endings_are_known_in_any_case_and_no_other() -> None:
    assert ending_of(Path("清单.CSV"), ("xlsx", "csv")) == "csv"
    for name in ("清单.doc", "清单", ".csv"):
        with pytest.raises(InputError) as caught:
            ending_of(Path(name), ("xlsx", "csv"))
        assert caught.value.code == "cannot_write"
