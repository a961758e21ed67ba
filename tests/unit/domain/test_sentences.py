"""Sentences with their facts in both languages, each written out by hand."""

from __future__ import annotations

import pytest

from graphsvc.domain.sentences import Code, Country, Figure, Joined, Said, said_fact, say, tell


def test_a_sentence_inside_a_sentence() -> None:
    cut = Said("paths_cut", {"most": 10_000})
    both = Said("both", {"first": cut, "second": "示例"})
    assert say(both, "zh") == "超过 10000 条路径，只列前面的；示例"
    assert say(both, "en") == "more than 10000 paths; the first are given; 示例"


@pytest.mark.parametrize(
    ("fact", "zh", "en"),
    [
        (Code("ladder", "province_has_none"), "省缺国有", "nation has it"),
        (Country("JP"), "日本", "Japan"),
        (Figure(15.288, "万吨"), "15.288 万吨", "15.288 × 10⁴ t"),
        (Figure(15.288, "万吨", is_close=True), "15.288万吨", "15.288 × 10⁴ t"),
        (Figure(0.5), "0.5", "0.5"),
        (("甲", Country("JP")), "甲、日本", "甲, Japan"),
        (Joined((Country("JP"), "河北"), mark=" / "), "日本 / 河北", "Japan / 河北"),
        (Joined((Country("JP"), "河北"), "、"), "日本、河北", "Japan, 河北"),
        (1793149.861, "1793150", "1793150"),
        ("示例厂", "示例厂", "示例厂"),
        (7, "7", "7"),
    ],
)
def test_facts_in_words(fact: object, zh: str, en: str) -> None:
    assert (tell(fact, "zh"), tell(fact, "en")) == (zh, en)


def test_numbers_of_a_message_stay_numbers() -> None:
    assert said_fact(7, "zh") == 7
    assert said_fact(("甲", "乙"), "zh") == "甲、乙"


def test_a_sentence_nobody_wrote_is_no_sentence() -> None:
    with pytest.raises(KeyError, match="no_such_sentence"):
        say(Said("no_such_sentence"), "zh")


def test_sentences_of_the_same_facts_are_one() -> None:
    assert len({Said("both", {"first": 1, "second": 2}), Said("both", {"second": 2, "first": 1})}) == 1
