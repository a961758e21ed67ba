"""Kept files read once more: the same bytes under other decisions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from graphsvc.domain.submission import LoadOptions, Staged
from loaders.files.folders import Arrived
from loaders.knowledge_graph.reading import is_chain_knowledge_graph
from loaders.lists.submission import read_submission


def reread(kept: Staged, options: LoadOptions) -> Staged:
    """Read the files of a submission again, under their own names and for their own slot.

    What is no list of ours (a folder in the format of chain knowledge graphs) is given back as it is: no decision is
    about it.
    """
    if is_chain_knowledge_graph(kept.tables):
        return kept
    own = replace(options, chain=kept.slot.chain, region=kept.slot.region or None)
    with TemporaryDirectory(prefix="graphsvc-") as folder:
        arrived = []
        for n, file in enumerate(kept.files):
            path = Path(folder, str(n))
            path.write_bytes(file.data)
            arrived.append(Arrived(path, file.name))
        return read_submission(arrived, own)
