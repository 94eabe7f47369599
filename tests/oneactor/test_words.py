from __future__ import annotations

from dataclasses import replace

import pytest

from oneactor.errors import InvalidRequest
from oneactor.words import (
    CastWords,
    Span,
    Vocabulary,
    check_words,
    compose,
    cut_words,
    find_base_word,
    find_mentions,
    match_cast,
    without_names,
)

VOCABULARY = Vocabulary.from_lists(
    {
        "words": ["a", "the", "white", "in", "and", "scarf", "red"],
        "characters": ["fox", "bear", "polar bear", "mouse"],
        "places": ["in the snow"],
    }
)
MIA = CastWords("Mia", "a white fox", "fox")
TIM = CastWords("Tim", "a red fox", "fox")
BO = CastWords("Bo", "a robot", "robot")
FAY = CastWords("Fay", "a white bunny", "bunny")


def letters(text: str) -> list[Span]:
    """One token per letter, between two special tokens."""
    return [(0, 0), *((i, i + 1) for i in range(len(text))), (0, 0)]


def spelt(text: str, mentions: list[tuple[int, ...]]) -> list[str]:
    return ["".join(text[token - 1] for token in mention) for mention in mentions]


def test_unknown_words_come_with_near_ones_and_only_once() -> None:
    unknown = check_words("A whyte fox's scarf, whyte snow in a zzz", VOCABULARY)
    assert [(u.word, u.near[:1]) for u in unknown] == [("whyte", ("white",)), ("zzz", ())]
    assert check_words("anything goes", None) == []


def test_word_with_hyphens_is_known_by_its_parts() -> None:
    assert check_words("a red-white polar-bear's scarf", VOCABULARY) == []
    assert [each.word for each in check_words("a red-zzz fox", VOCABULARY)] == ["red-zzz"]


@pytest.mark.parametrize(
    ("description", "with_vocabulary", "without"),
    [
        ("a white fox with a red scarf", "fox", "fox"),
        ("a fox dressed in black", "fox", "fox"),
        ("a fox clad like a king", "fox", "fox"),
        ("a well-dressed fox", "fox", "fox"),
        ("a smartly dressed fox", "fox", "fox"),
        ("a fox called Mia", "fox", "fox"),
        ("a so-called fox", "fox", "fox"),
        ("in a red scarf a white fox", "fox", "fox"),
        ("a Polar Bear in the snow", "polar bear", "Bear"),
        ("two foxes", "fox", "foxes"),
        ("two mice", "mouse", "mice"),
    ],
)
def test_base_word(description: str, with_vocabulary: str, without: str) -> None:
    assert find_base_word(description, VOCABULARY) == with_vocabulary
    if not description.startswith("in "):
        assert find_base_word(description, None) == without


def test_base_word_of_something_that_cannot_be_drawn() -> None:
    with pytest.raises(InvalidRequest, match="bear"):
        find_base_word("a bera", VOCABULARY)
    with pytest.raises(InvalidRequest, match="it can be"):
        find_base_word("a qqq", VOCABULARY)
    with pytest.raises(InvalidRequest):
        find_base_word("123", None)


def test_what_can_be_drawn_is_told_without_the_other_words_for_it() -> None:
    lists = {"words": [], "characters": ["rabbit", "bunny", "hare", "fox"], "species": ["rabbit", "fox"]}
    vocabulary = Vocabulary.from_lists(lists)
    with pytest.raises(InvalidRequest, match=r"it can be: rabbit, fox\."):
        find_base_word("a qqq", vocabulary)
    assert find_base_word("a white hare", vocabulary) == "hare"
    del lists["species"]
    assert Vocabulary.from_lists(lists).species == vocabulary.characters


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("a fox, in the snow", "fox", ["fox"]),
        ("A FOX and a Fox", "fox", ["FOX", "Fox"]),
        ("two foxes and the fox's hat", "fox", ["fox", "fox"]),
        ("an outfoxed foxglove", "fox", []),
        ("a polar  bear", "polar bear", ["polar  bear"]),
        ("snow", "", []),
        ("cubes and kites, manes, cubs", "cub", ["cub"]),
        ("cubes and kites, manes", "kit", []),
        ("cubes and kites, manes and men's hats", "man", ["men"]),
        ("witches and a witch's hat", "witch", ["witch", "witch"]),
        ("a bunny, two Bunnies, the bunnies' den", "bunny", ["bunny", "Bunnies", "bunnies"]),
        ("boys, not boies", "boy", ["boy"]),
        ("three wolves", "wolf", ["wolves"]),
        ("a serf serves", "serf", ["serf"]),
        ("a mouse and mice", "mouse", ["mouse", "mice"]),
        ("two women and a man", "woman", ["women"]),
        ("the children's den", "child", ["children"]),
        ("geese", "goose", ["geese"]),
        ("two arctic  wolves", "arctic wolf", ["arctic  wolves"]),
    ],
)
def test_mentions_are_whole_words_without_their_endings(text: str, word: str, found: list[str]) -> None:
    assert spelt(text, find_mentions(text, [word], letters(text))[word]) == found


def test_a_plural_that_changes_the_word_is_found_by_all_of_its_tokens() -> None:
    text = "two bunnies"
    pieces = [(0, 3), (4, 8), (8, 11)]
    assert find_mentions(text, ["bunny"], pieces) == {"bunny": [(1, 2)]}
    assert find_mentions(text, ["bunny"], pieces[:2]) == {"bunny": []}, "its end was cut off"
    assert find_mentions("two foxes", ["fox"], [(0, 3), (4, 7), (7, 9)]) == {"fox": [(1,)]}


def test_longer_words_claim_their_letters() -> None:
    text = "an arctic fox and a fox"
    found = find_mentions(text, ["fox", "arctic fox"], letters(text))
    assert spelt(text, found["arctic fox"]) == ["arctic fox"]
    assert found["fox"] == [(21, 22, 23)]


def test_words_beyond_the_last_token_are_not_found() -> None:
    assert find_mentions("snow and a fox", ["fox"], letters("snow")) == {"fox": []}
    assert find_mentions("snow and a fox", ["fox"], letters("snow and a fo")) == {"fox": []}


def test_twins_take_mentions_in_order_and_the_last_takes_the_rest() -> None:
    text = "fox fox bear fox"
    first, bear, second = match_cast(text, ["fox", "bear", "fox"], letters(text))
    assert (first, second) == ([(1, 2, 3)], [(5, 6, 7), (14, 15, 16)])
    assert spelt(text, bear) == ["bear"]


@pytest.mark.parametrize(
    ("scene", "cast", "prompt", "order"),
    [
        ("Mia waves, in the snow", [MIA], "a white fox waves, in the snow", (0,)),
        ("mia's day", [MIA], "a white fox's day", (0,)),
        ("the fox waves", [MIA], "a white fox waves", (0,)),
        ("a sad fox", [MIA], "a sad fox", (0,)),
        ("the foxes wave", [MIA], "the foxes wave", (0,)),
        ("the foxes' den", [MIA], "the foxes' den", (0,)),
        ("the robots wave", [BO], "the robots wave", (0,)),
        ("the fox's den", [MIA], "a white fox's den", (0,)),
        ("Tim waves at Mia", [MIA, TIM], "a red fox waves at a white fox", (1, 0)),
        ("the fox and the fox", [MIA, TIM], "a white fox and a red fox", (0, 1)),
        ("Bo and Mia and Mia", [MIA, BO], "a robot and a white fox and the fox", (1, 0)),
        ("Mia and Tim and Mia", [MIA, TIM], "a white fox and a red fox and Mia", (0, 1)),
        ("the bunnies wave", [FAY], "the bunnies wave", (0,)),
        ("the bunny, two bunnies hop", [FAY], "a white bunny, two bunnies hop", (0,)),
        ("two bunnies and the bunny", [FAY, replace(FAY, name="Max")], "two bunnies and a white bunny", (0, 1)),
        ("M\u0131a waves", [MIA], "a white fox waves", (0,)),
        ("snow", [], "snow", ()),
    ],
)
def test_compose(scene: str, cast: list[CastWords], prompt: str, order: tuple[int, ...]) -> None:
    composed = compose(scene, cast)
    assert (composed.prompt, composed.order, composed.notices) == (prompt, order, ())


def test_compose_puts_unmentioned_members_in_front_and_says_so() -> None:
    composed = compose("in the snow", [MIA, BO])
    assert composed.prompt == "a white fox and a robot, in the snow"
    said = "{} is in this picture too, though its scene does not say the name.".format
    assert composed.notices == (said("Mia"), said("Bo"))
    assert compose("", [BO]).notices == (said("Bo"),)
    assert compose("", [MIA]).prompt == "a white fox"
    assert compose("Bo jumps", [MIA, BO]).order == (0, 1)


def test_a_plural_is_not_torn_apart_by_looks_behind_the_noun() -> None:
    scarf = CastWords("Mia", "a fox in a scarf", "fox")
    assert compose("the foxes wave", [scarf]).prompt == "the foxes wave"


@pytest.mark.parametrize(
    ("seen", "cut"),
    [("a fox, in the snow.", ""), ("a fox, in the snow", ""), ("a fox, in the", "snow"), ("a fox, in th", "the snow")],
)
def test_words_that_do_not_fit(seen: str, cut: str) -> None:
    assert cut_words("a fox, in the snow.", letters(seen)) == cut
    assert cut_words("", letters("")) == ""


def test_a_storys_names_are_left_out_whole_and_with_their_signs() -> None:
    text = "Mr. Oak meets R2D2's friend and Mia, in the snow"
    left = without_names(text, ["Mr. Oak", "R2D2", "Mia", " "])
    assert left.split() == ["meets", "friend", "and", ",", "in", "the", "snow"]
    assert without_names("Miami", ["Mia"]) == "Miami"
