"""Kept files read once more: the same bytes under other decisions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from graphsvc.domain.submission import LoadOptions, Staged
from loaders.bundle import read_submissions
from loaders.files.sheets import CSV_ENDING
from loaders.knowledge_graph.reading import is_chain_knowledge_graph


def reread(kept: Staged, options: LoadOptions) -> Staged:
    """Read the files of a submission again, under their own names and for their own slot.

    What is no list of ours (a folder in the format of chain knowledge graphs) is given back as it is: no decision is
    about it.
    """
    if is_chain_knowledge_graph(kept.tables):
        return kept
    is_tables = all(file.name.lower().endswith(CSV_ENDING) for file in kept.files)
    own = replace(
        options, chain=kept.slot.chain, region=kept.slot.region or None, format="csv" if is_tables else "workbook"
    )
    with TemporaryDirectory(prefix="graphsvc-") as folder:
        paths = []
        for n, file in enumerate(kept.files):
            inner = Path(folder, str(n))
            inner.mkdir()
            path = inner / (Path(file.name).name or "file")
            path.write_bytes(file.data)
            paths.append(path)
        [staged] = read_submissions(paths, own, lambda fraction, stage: None)
    return staged
