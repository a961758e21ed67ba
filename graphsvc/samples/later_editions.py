"""Later editions of a made chain: the same workbook with a few cells, rows and dates changed, and what must follow.

``later.toml`` beside the sources lists them. ``[[edition]]`` has a name, the cells of list 00 that differ
(``submission``) and ``[[edition.cell]]`` (list, where, set), ``[[edition.row]]`` (list, cells) and
``[[edition.changes]]``: rows that the question ``changes`` must give from the first edition to this one.
``python -m graphsvc.samples.later_editions FOLDER`` makes the workbooks of all of them.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphsvc.domain.values import Values
from graphsvc.samples.making.chain_sources import chain_folders, read_sources
from graphsvc.samples.making.made_chains import made_chain, write_lists
from graphsvc.samples.making.sheet_writer import KEY_VALUE_SHEET, Lines

LATER = "later.toml"


@dataclass(frozen=True)
class Edition:
    """One later edition: what differs from the first, as it stands in ``later.toml``."""

    name: str
    says: Values

    @property
    def changes(self) -> list[Mapping[str, str]]:
        """Rows that ``changes`` must give from the first edition to this one; ``after`` is "" where nothing is said."""
        found: list[Mapping[str, str]] = self.says.get("changes", [])
        return found


def editions(folder: Path) -> tuple[Edition, ...]:
    """The later editions of a folder of sources, in the order of the file."""
    told = tomllib.loads((folder / LATER).read_text(encoding="utf-8"))
    return tuple(Edition(says["name"], says) for says in told["edition"])


def edition_lists(folder: Path, edition: Edition) -> dict[str, Lines]:
    """All lists of one edition.

    Raises
    ------
    ValueError
        A change that meets no row, or a heading that the list does not have.
    """
    lists = {number: [list(line) for line in lines] for number, lines in made_chain(read_sources(folder)).items()}
    for line in lists[KEY_VALUE_SHEET]:
        line[1] = str(edition.says.get("submission", {}).get(line[0], line[1]))
    for change in edition.says.get("cell", ()):
        _set_cells(lists[change["list"]], change)
    for addition in edition.says.get("row", ()):
        lines = lists[addition["list"]]
        unknown = set(addition["cells"]) - set(lines[0])
        if unknown:
            raise ValueError(f"{LATER}: list {addition['list']} has no {sorted(unknown)}")
        lines.append([str(addition["cells"].get(heading, "")) for heading in lines[0]])
    return dict(lists)


def _set_cells(lines: list[list[str]], change: Values) -> None:
    position = {heading: i for i, heading in enumerate(lines[0])}
    unknown = {*change["where"], *change["set"]} - set(position)
    if unknown:
        raise ValueError(f"{LATER}: list {change['list']} has no {sorted(unknown)}")
    met = [line for line in lines[1:] if all(line[position[h]] == str(v) for h, v in change["where"].items())]
    if not met:
        raise ValueError(f"{LATER}: no row of list {change['list']} has {dict(change['where'])}")
    for line in met:
        for heading, value in change["set"].items():
            line[position[heading]] = str(value)


def write_editions(folder: Path, out_dir: Path) -> dict[str, Path]:
    """Write every later edition as ``FOLDER_NAME.xlsx`` (``tyre_chemicals_later.xlsx``); paths by name."""
    return {
        edition.name: write_lists(
            edition_lists(folder, edition), out_dir / f"{folder.name}_{edition.name}.xlsx", folder.name
        )
        for edition in editions(folder)
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Make all later editions in the folder named on the command line and list their paths."""
    parser = argparse.ArgumentParser(prog="python -m graphsvc.samples.later_editions", description=main.__doc__)
    parser.add_argument("folder", type=Path)
    out_dir = parser.parse_args(arguments).folder
    for chain in chain_folders():
        if (chain / LATER).is_file():
            for path in write_editions(chain, out_dir).values():
                print(path)


if __name__ == "__main__":
    main()
