"""Captions whose looks are carried by their nouns: which, from where, and by how much."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
import torch

from oneactor.errors import InvalidRequest
from oneactor.picturebook.renderer import load_world
from oneactor.picturebook.training.carrying import SHORT, carried, carried_states, choose
from oneactor.picturebook.training.denoiser import Painter
from oneactor.picturebook.training.lessons import Captions, Lessons, Material
from oneactor.picturebook.training.text import LENGTH, build_tokenizer, noun_tokens

WORLD = load_world()
LOOKS = ("cap", "crown", "scarf", "dress", "sweater", "glasses", "white", "orange", "purple", "furred", "haired")


@pytest.fixture(scope="module")
def captions() -> Captions:
    scenes = [WORLD.sample_scene(Random(seed)) for seed in range(40)]
    material = Material(torch.zeros(40, 24, 16, 16).half(), torch.ones(40, 16, 16, dtype=torch.uint8), scenes, WORLD)
    return Captions(material, build_tokenizer(WORLD), batch=16)


def words(captions: Captions, ids: torch.Tensor) -> str:
    return str(captions.phrases.tokenizer.decode(ids, skip_special_tokens=True))


def test_a_carried_caption_tells_of_no_looks_and_its_phrases_of_all(captions: Captions) -> None:
    index, ids, phrases, places = captions[0]
    rows = (places[0] >= 0).any(1).nonzero()[:, 0].tolist()
    assert 3 <= len(rows) <= 12
    for row in rows:
        said = words(captions, ids[row])
        assert not set(LOOKS) & set(said.replace(",", "").split()), said
        figures = captions.material.scenes[int(index[row])].figures
        slots = sorted({int(place) // SHORT for place in places[0, row] if place >= 0})
        assert len(slots) == len(figures)
        for slot, figure in zip(slots, figures, strict=True):
            named, bare = (words(captions, phrases[side, slot]) for side in (0, 1))
            assert figure.coat in named
            assert figure.coat not in bare
            assert figure.garment == "none" or figure.garment.split()[-1] in named


def test_a_noun_is_moved_by_its_own_noun_in_both_phrases(captions: Captions) -> None:
    nouns = noun_tokens(captions.phrases.tokenizer, WORLD.questions())
    moved = 0
    for number in range(4):
        _, ids, phrases, places = captions[number]
        assert torch.equal(places[0] >= 0, places[1] >= 0)
        for row, token in (places[0] >= 0).nonzero().tolist():
            label = nouns[int(ids[row, token])]
            for side in (0, 1):
                assert nouns[int(phrases[side].flatten()[places[side, row, token]])] == label
            moved += 1
        stays = [row for row in range(16) if (places[0, row] < 0).all()]
        assert any(set(ids[row].tolist()) & set(nouns) for row in stays), "not every caption is carried"
    assert moved > 20


def test_the_longest_noun_phrase_fits(captions: Captions) -> None:
    base = WORLD.sample_scene(Random(0), 1)
    worn = {
        "garment": "overalls",
        "garment_color": "green",
        "hat": "bobble hat",
        "hat_color": "pink",
        "glasses": "glasses",
    }
    figure = replace(base.figures[0], species="grandmother", coat="yellow", mood="surprised", **worn)
    scene = replace(base, figures=(figure,), shot="close", style="paper cut-out")
    said = WORLD.full_description(scene)
    assert all(word in said for word in ("close-up", "cut-out", "bobble", "glasses", "overalls", "surprised"))
    kept = words(captions, captions.phrases.tokens([said], SHORT)[0])
    assert "grandmother" in kept.replace(" ", "")


def test_a_figure_that_its_phrase_does_not_name_is_no_index_error(captions: Captions) -> None:
    phrases, scene = captions.phrases, WORLD.sample_scene(Random(0), 1)
    species = scene.figures[0].species
    ids = phrases.tokens([f"a {species}"], LENGTH)
    other = next(name for name in WORLD.questions().names if name != species)
    renamed = replace(scene, figures=(replace(scene.figures[0], species=other),))
    label = 1 + WORLD.questions().names.index(species)
    with pytest.raises(InvalidRequest, match=f"“{species}”"):
        phrases._nouns(ids[0], phrases.tokens([WORLD.full_description(renamed)] * 2, SHORT), label)


def test_none_is_empty_and_no_room_is_overdrawn() -> None:
    scenes = [WORLD.sample_scene(Random(seed)) for seed in range(30)]
    texts = ["" if i % 3 == 0 else "a fox" for i in range(30)]
    for room in (0, 1, 7, 100):
        rows = choose(Random(2), texts, scenes, room)
        assert sum(len(scenes[row].figures) for row in rows) <= room
        assert all(texts[row] for row in rows)
        assert len(set(rows)) == len(rows)
    assert len(rows) == 20


def test_only_the_nouns_move_and_by_the_difference() -> None:
    generator = torch.Generator().manual_seed(0)
    states, said = torch.randn(2, 5, 3, generator=generator), torch.randn(2, 4, SHORT, 3, generator=generator)
    places = torch.full((2, 2, 5), -1)
    places[:, 1, 2] = torch.tensor([2 * SHORT + 6, 2 * SHORT + 4])
    moved = carried(states, said, places)
    assert torch.allclose(moved[1, 2], states[1, 2] + said[0, 2, 6] - said[1, 2, 4])
    moved[1, 2] = states[1, 2]
    assert torch.equal(moved, states)


@torch.no_grad()
def test_the_denoiser_is_given_what_an_offset_would_give(captions: Captions) -> None:
    """Beside the encoder asked one text at a time."""
    tokenizer = captions.phrases.tokenizer
    torch.manual_seed(0)
    model = Painter(tokenizer, WORLD.questions()).eval()
    batch = Lessons(captions, torch.linspace(0.99, 0.01, 10), steps=2, device=torch.device("cpu"))(0)
    states = carried_states(model.text, batch.ids, batch.phrases, batch.places)
    row, token = (batch.places[0] >= 0).nonzero()[0].tolist()

    def state(ids: torch.Tensor, place: int) -> torch.Tensor:
        found: torch.Tensor = model.text(input_ids=ids[None]).last_hidden_state
        return found[0, place]

    named, bare = (
        state(batch.phrases[side, place // SHORT], place % SHORT)
        for side, place in enumerate(batch.places[:, row, token].tolist())
    )
    assert torch.allclose(states[row, token], state(batch.ids[row], token) + named - bare, atol=1e-5)
    assert torch.allclose(states[row, LENGTH - 1], state(batch.ids[row], LENGTH - 1), atol=1e-5)
    assert (named - bare).abs().max() > 0.01
