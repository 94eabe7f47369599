"""The rulers of the model card, held against what can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from oneactor.errors import CardMismatch, InvalidRequest, ModelMissing
from oneactor.picturebook.measuring.drawn import Tally
from oneactor.picturebook.measuring.ledger import Ledger
from oneactor.picturebook.measuring.openness import entropy
from oneactor.picturebook.measuring.rendered import psnr
from oneactor.picturebook.questions import FILE, Questions
from oneactor.picturebook.renderer import World, load_world
from oneactor.picturebook.report import require_world
from oneactor.picturebook.world.about import questions
from oneactor.picturebook.world.scene import HELD_OUT, Figure


def test_entropy_in_bits() -> None:
    assert entropy("aabb") == pytest.approx(1)
    assert entropy("aaaa") == 0
    assert entropy("abcd") == pytest.approx(2)


def test_a_part_is_measured_once_for_each_model_and_number_of_seeds(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    measured: list[int] = []

    def measure() -> dict[str, float]:
        measured.append(1)
        return {"place": 97.5}

    for settings in ((4,), (4,), (5,)):
        assert Ledger(tmp_path / "kept", tmp_path, *settings)("one", measure) == {"place": 97.5}
    assert len(measured) == 2
    another = Ledger(tmp_path / "kept", tmp_path, 4)("held out", lambda: {"held out": 99.0})  # as a second process does
    assert another == {"held out": 99.0}
    (tmp_path / "manifest.json").write_text('{"unet": ""}')
    ledger = Ledger(tmp_path / "kept", tmp_path, 4)
    assert ledger("one", measure) == ledger("one", measure) == {"place": 97.5}
    assert len(measured) == 3


def test_psnr_of_a_known_error() -> None:
    black, gray = np.zeros((2, 2, 3), np.uint8), np.full((2, 2, 3), 51, np.uint8)
    assert psnr(black, gray) == pytest.approx(20 * np.log10(5))


def test_a_tally_gives_per_cent() -> None:
    tally = Tally()
    for answer in (True, True, False, True):
        tally.note("place", answer)
    assert tally.shares() == {"place": 75.0}


def test_questions_survive_their_file_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    questions().save(tmp_path)
    assert Questions.load(tmp_path) == questions()
    for text in ("", "[]", '{"species": {}}', '{"species": 3, "figure": {}, "picture": {}, "looks": [], "size": 1}'):
        (tmp_path / FILE).write_text(text)
        with pytest.raises(ModelMissing, match=r"questions\.json"):
            Questions.load(tmp_path)


def test_only_what_is_there_can_be_alike() -> None:
    asked = questions()
    nothing = dict.fromkeys(asked.looks, "none")
    assert asked.visible(nothing) == ["coat", "garment", "hat", "glasses"]
    assert "hat_color" in asked.visible(nothing | {"hat": "cap"})
    assert "skin" in asked.visible(nothing | {"skin": "tan"})


def test_what_is_measured_of_combinations_and_sides_is_what_the_words_say() -> None:
    world = load_world()
    rng, first = Random(1), set()
    for index in range(16):
        unseen, seen = ((each.species, each.garment, each.garment_color) for each in _alone(world, rng, index))
        assert unseen in HELD_OUT
        assert seen not in HELD_OUT
        assert seen[0] == unseen[0]
        assert seen[1] != "none"
        scene, said = world.said_sides(rng)
        left, right = (figure.species for figure in scene.figures)
        order = said.index(left) < said.index(right)
        assert ("to the left of" if order else "to the right of") in said
        first.add(order)
    assert first == {True, False}


def _alone(world: World, rng: Random, index: int) -> list[Figure]:
    return [scene.figures[0] for scene in world.held_out_pair(rng, index)]


def test_nouns_lead_to_their_species() -> None:
    asked = questions()
    plurals = {"puppies": "dog", "foxes": "fox", "Bunnies": "rabbit", "bears": "bear", "grannies": "grandmother"}
    assert {noun: asked.species_of(noun) for noun in plurals} == plurals
    assert asked.species_of("grandma") == "grandmother"
    with pytest.raises(InvalidRequest, match="unicorn"):
        asked.species_of("unicorn")


def test_weights_of_another_world_are_refused() -> None:
    require_world(load_world(), questions())
    with pytest.raises(CardMismatch, match="another world"):
        require_world(load_world(), replace(questions(), picture={}))
