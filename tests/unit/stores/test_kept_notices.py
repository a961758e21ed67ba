"""Notices beside the tables of a slot: what another edition wrote in words that are unknown here is not guessed at."""

from __future__ import annotations

import json
from dataclasses import replace

import pyarrow as pa

from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.sentences import Code, Figure
from graphsvc.stores.kept_notices import names_and_notices, said_of
from tests.contract.small_parts import small_part

NOTICE = Notice("V10", Place("示例.xlsx", "07", 3, "供方"), None, "merged", {"ours": Figure(1.5, "万元")})


def _said(*notices: Notice) -> pa.Table:
    part = small_part(1)
    [data] = said_of([replace(part, resolved=replace(part.resolved, notices=notices))]).values()
    return data


def test_notices_come_back_as_they_were_said() -> None:
    twice = (NOTICE, NOTICE, replace(NOTICE, facts={"state": (Code("precision", "month"), "甲")}))
    assert names_and_notices(_said(*twice), {}) == (("示例C01.xlsx",), twice)


def test_unknown_wordings_are_told_as_unknown() -> None:
    told = json.loads(_said(NOTICE)["said"][0].as_py())
    told["notices"][0][1]["facts"]["ours"]["kind"] = "Picture"
    assert names_and_notices(pa.table({"said": [json.dumps(told)]}), {}) is None
