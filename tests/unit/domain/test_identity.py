"""The identity of every list, as data: complete, made of columns that exist, with keys that tell facts apart."""

from __future__ import annotations

import pytest

from graphsvc.domain.dictionary import sheets, table_columns
from graphsvc.domain.identity import IDENTITIES, key_text, key_texts


def test_every_list_but_the_cover_has_one() -> None:
    assert {sheet.table for sheet in sheets()} - set(IDENTITIES) == {"submissions"}


@pytest.mark.parametrize("table", IDENTITIES)
def test_names_columns_of_its_list(table: str) -> None:
    identity, columns = IDENTITIES[table], {c.name for c in table_columns(table)}
    named = {*identity.fields, *identity.follows, *identity.follows.values()}
    named |= {name.removeprefix("@") for name in identity.place if name != "@chain"}
    assert named | ({identity.year} if identity.year else set()) <= columns


def test_numbered_lists_go_by_their_number() -> None:
    numbered = {s.table: tuple(c.field for c in s.columns if "unique" in c.rules) for s in sheets()}
    assert sum(map(bool, numbered.values())) == 11
    for table, unique in numbered.items():
        assert not unique or IDENTITIES[table].key == unique


def test_what_the_rulings_name() -> None:
    assert IDENTITIES["capacities"].key == ("firm", "product", "site", "state")
    assert IDENTITIES["supplies"].key == ("supplier", "buyer", "product")
    assert IDENTITIES["firms"].key == ("firm_id",)
    assert {t for t, identity in IDENTITIES.items() if identity.year} == {"firms", "supplies", "product_inputs"}


def test_key_of_a_row() -> None:
    plant = {"firm": "F", "product": "P", "site": "一厂", "state": "现状", "slot_chain": "SD-C01"}
    assert key_text("capacities", plant) == '["F","P","一厂","现状"]'
    assert key_texts("capacities", plant) == ('["F","P","一厂","现状"]', '["F","P",null,"现状"]')
    stage = {"stage_code": "S1", "slot_chain": "SD-C01"}
    assert key_texts("stages", stage) == ('["SD-C01","S1"]',)
