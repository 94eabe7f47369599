from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from oneactor.errors import InvalidRequest, ModelMissing
from oneactor.evaluation.details import details
from oneactor.evaluation.stage import Amounts
from oneactor.evaluation.subjects import (
    Scene,
    Split,
    check_size,
    first_seed,
    groups,
    prompts_of,
    world_scenes,
    world_subjects,
)
from oneactor.picturebook.world.about import questions

YAML = """
animals:
  - {style: A watercolor of, subject: a green tree frog, settings: [in a pond, on a leaf]}
people:
  - {style: A sketch of, subject: an old sailor, settings: [at sea]}
"""


def test_characters_of_the_world_differ_by_species_or_seed() -> None:
    subjects = world_subjects(questions(), 20, 500)
    assert len({subject.key for subject in subjects}) == 20
    assert subjects[0].description == "a fox"
    assert {subject.base_word for subject in subjects} == set(questions().names)


def test_scenes_are_different_and_show_what_candidates_do_not() -> None:
    scenes = world_scenes(questions(), 8, 1)
    assert len({scene.text for scene in scenes}) == 8
    assert all(scene.asked["place"] != "paper" and scene.asked["action"] != "standing" for scene in scenes)
    assert scenes == world_scenes(questions(), 8, 1)
    assert scenes != world_scenes(questions(), 8, 2)
    with pytest.raises(InvalidRequest, match="ask for fewer"):
        world_scenes(questions(), 1000, 1)


def test_choices_are_made_by_others_than_are_reported() -> None:
    """No candidate and no scene of one split is in the other, whatever the seed; each has every place and action."""
    tests = {subject.seed for subject in world_subjects(questions(), 200, 500)}
    others = {subject.seed for subject in world_subjects(questions(), 200, 500, "validation")}
    assert min(abs(one - other) for one in tests for other in others) > 1000
    whole = [{scene.text for scene in world_scenes(questions(), 42, seed)} for seed in (500, 501)]
    kept = {scene.text for scene in world_scenes(questions(), 42, 7, "validation")}
    assert whole[0] == whole[1]
    assert not whole[0] & kept
    assert len(whole[0] | kept) == 84
    for question, count in (("place", 12), ("action", 7)):
        asked = {scene.asked[question] for scene in world_scenes(questions(), 42, 0, "validation")}
        assert len(asked) == count


def candidates(seed: int, split: Split) -> set[int]:
    """Seeds of all candidates of a full run's characters."""
    each = range(Amounts().candidates)
    return {subject.seed + index for subject in world_subjects(questions(), 20, seed, split) for index in each}


def test_another_seed_has_no_candidate_of_this_one() -> None:
    """In either split; those of the usual seed are where they always were, for much has been learnt from them."""
    runs: list[tuple[int, Split]] = [(500, "test"), (500, "validation"), (501, "test"), (501, "validation")]
    found = [candidates(*run) for run in runs]
    assert [len(seeds) for seeds in found] == [220] * 4
    assert not any(one & other for one, other in combinations(found, 2))
    usual = [subject.seed for subject in world_subjects(questions(), 20, 500)]
    chosen = [subject.seed for subject in world_subjects(questions(), 20, 500, "validation")]
    assert usual == list(range(500, 2500, 100))
    assert chosen == list(range(100_500, 102_500, 100))
    assert (first_seed(500, "test"), first_seed(500, "validation")) == (500, 100_500)


def test_a_probe_of_another_size_than_the_pictures_is_refused() -> None:
    asked = questions()
    check_size(asked, (asked.size, asked.size))
    with pytest.raises(InvalidRequest, match=f"pictures of {asked.size} px and the model draws 64 x 64"):
        check_size(asked, (64, 64))


def test_groups_are_different_sets_of_different_nouns() -> None:
    subjects = world_subjects(questions(), 20, 500)
    triples = groups(subjects, 3, 10, 0)
    assert len({frozenset(s.key for s in group) for group in triples}) == 10
    assert all(len({s.base_word for s in group}) == 3 for group in triples)
    assert triples == groups(subjects, 3, 10, 0)
    with pytest.raises(InvalidRequest, match="ask for more characters"):
        groups(subjects[:2], 2, 2, 0)
    with pytest.raises(InvalidRequest, match="do not make 1 groups of 3"):
        groups(subjects[:2], 3, 1, 0)


def test_prompts_name_everybody_from_left_to_right() -> None:
    assert Scene("in the snow").prompt(["a fox", "a cat", "a bear"]) == "a fox, a cat and a bear, in the snow"


def test_a_file_of_prompts(tmp_path: Path) -> None:
    path = tmp_path / "prompts.yaml"
    path.write_text(YAML)
    frog, sailor = prompts_of(path, 0)
    assert (frog.base_word, sailor.base_word) == ("frog", "sailor")
    assert frog.scenes[1].prompt([frog.description]) == "A watercolor of a green tree frog on a leaf"
    assert frog.seed != sailor.seed


@pytest.mark.parametrize("text", ["animals: [{style: x}]", "[1, 2]", "animals: 3"])
def test_a_file_of_another_form(tmp_path: Path, text: str) -> None:
    path = tmp_path / "prompts.yaml"
    path.write_text(text)
    with pytest.raises(InvalidRequest, match="ConsiStory"):
        prompts_of(path, 0)


def test_a_file_that_is_not_there_says_where_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="1Prompt1Story"):
        prompts_of(tmp_path / "consistory+.yaml", 0)
    (tmp_path / "bad.yaml").write_text("a: [")
    with pytest.raises(InvalidRequest, match="no YAML"):
        prompts_of(tmp_path / "bad.yaml", 0)


def test_looks_in_words() -> None:
    read = {"coat": "white", "garment": "scarf", "garment_color": "red", "hat": "none", "hat_color": "none"}
    assert details(read, "fox") == "in a red scarf a white fox"
    assert (
        details(read | {"hat": "cap", "hat_color": "blue"}, "girl")
        == "in a red scarf and a blue cap a white haired girl"
    )
    assert details(read | {"garment_color": "none"}, "fox") == "a white fox"
