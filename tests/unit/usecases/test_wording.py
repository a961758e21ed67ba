"""Answers in words: each code beside its label, members of objects too, and what is quoted left as it stands."""

from __future__ import annotations

from graphsvc.domain.columns import Column, RowOf, columns
from graphsvc.domain.labels import Label
from graphsvc.domain.sentences import Said
from graphsvc.usecases.wording import labelled, shown_columns, worded, worded_row

QUOTED = Column("cells", "object", Label("原格", "cells", None), quoted=True)
COLUMNS = columns("toy", "ladder", "n_firms", QUOTED)


def test_a_code_is_followed_by_its_label() -> None:
    values = {"ladder": "province_has_none", "n_firms": 3, "cells": {"risk_grade": "red"}}
    assert worded_row(COLUMNS, values, "zh") == {
        "ladder": "province_has_none", "ladder_label": "省缺国有", "n_firms": 3, "cells": {"risk_grade": "red"},
    }  # fmt: skip
    assert worded_row(COLUMNS, values, "en")["ladder_label"] == "nation has it"
    assert worded_row(COLUMNS, {**values, "ladder": None}, "zh")["ladder_label"] is None


def test_columns_shown_end_with_the_evidence() -> None:
    assert [c.name for c in shown_columns(COLUMNS)] == ["ladder", "ladder_label", "n_firms", "cells", "evidence_id"]


def test_codes_of_one_cell_and_of_a_list() -> None:
    assert labelled("ladder", "city_has_none、not_to_fill", "zh") == "市缺省有、不宜补"
    assert labelled("ladder", "city_has_none、not_to_fill", "en") == "province has it, not to fill"
    assert labelled("ladder", ["city_has_none"], "zh") == ["市缺省有"]
    assert labelled("ladder", None, "zh") is None


def test_members_of_objects_get_labels_and_sentences_are_said() -> None:
    told = worded({"at": [{"ladder": "not_to_fill"}], "why": Said("paths_cut", {"most": 5})}, "zh")
    assert told == {"at": [{"ladder": "not_to_fill", "ladder_label": "不宜补"}], "why": "超过 5 条路径，只列前面的"}


def test_a_row_inside_a_document() -> None:
    row = RowOf(COLUMNS, {"ladder": "not_to_fill", "n_firms": None, "cells": {}})
    assert worded([row], "en") == [
        {"ladder": "not_to_fill", "ladder_label": "not to fill", "n_firms": None, "cells": {}}
    ]
