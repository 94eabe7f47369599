"""Outfits: named offsets on top of an identity's, kept in its card, learnt from candidates that show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from oneactor import tensorfile
from oneactor.actor import CARD_LIMIT, Actor, CardHeader, Outfit, OutfitHeader
from oneactor.backend import Progress
from oneactor.base_set import load_base_set
from oneactor.card import LONGEST_NAME, MOST_OUTFITS
from oneactor.cast import assemble
from oneactor.denoiser import Denoiser
from oneactor.errors import CardDamaged, InvalidRequest
from oneactor.mentions import identity_words
from oneactor.presets import Preset
from oneactor.projector import normalised
from oneactor.proposing import Proposal, propose
from oneactor.rendering import render
from oneactor.requests import Placement, ProposeRequest, RenderRequest, TuneRequest
from oneactor.tuner import Tuner, row_offsets
from oneactor.tuning import tune

PROPOSE = ProposeRequest("a fox in a blue coat", "fox", seed=3, count=3)


def silent(_: Progress) -> None:
    pass


def outfit(name: str, width: int, ranks: int = 1, seed: int = 7) -> Outfit:
    offset = normalised(torch.randn(ranks, width, generator=torch.Generator().manual_seed(seed)))
    return Outfit(offset.half(), torch.tensor(0.5), OutfitHeader(name, f"a fox in a {name}", 1, 2, 40, 0.2, 0.01))


@pytest.fixture
def identity(make_actor: Callable[..., Actor], tmp_path: Path) -> Path:
    make_actor(gate=2.0).save(tmp_path / "identity")
    return tmp_path / "identity"


@pytest.fixture
def proposal(denoiser: Denoiser, preset: Preset, identity: Path, tmp_path: Path) -> Path:
    propose(denoiser, preset, replace(PROPOSE, card=identity), silent).save(tmp_path / "proposal")
    return tmp_path / "proposal"


def test_an_outfit_adds_to_target_and_average_alike(make_actor: Callable[..., Actor]) -> None:
    actor = make_actor(gate=2.0)
    width = actor.target.shape[1]
    coat = outfit("coat", width)
    c_b = torch.randn(width, generator=torch.Generator().manual_seed(1))
    bare, dressed = actor.offsets(c_b), actor.with_outfit(coat).wearing("Coat").offsets(c_b)
    expected = 0.5 * c_b.std(correction=0) * coat.offset.float()
    for before, after in zip(bare, dressed, strict=True):
        torch.testing.assert_close(after - before, expected, atol=1e-5, rtol=1e-4)


def test_a_card_keeps_its_outfits_and_the_identity(make_actor: Callable[..., Actor], tmp_path: Path) -> None:
    actor = make_actor(gate=2.0)
    width = actor.target.shape[1]
    dressed = actor.with_outfit(outfit("coat", width)).with_outfit(outfit("Hat", width, seed=8))
    dressed.save(tmp_path / "card")
    loaded = Actor.load(tmp_path / "card")
    assert [each.header.name for each in loaded.outfits] == ["coat", "Hat"]
    assert torch.equal(loaded.target, actor.target)
    assert loaded.fingerprint == actor.fingerprint
    assert torch.equal(
        loaded.wearing("hat").offsets(torch.arange(width) * 1.0)[0],
        dressed.wearing("Hat").offsets(torch.arange(width) * 1.0)[0],
    )
    again = loaded.with_outfit(outfit("COAT", width, seed=9))
    assert [each.header.name for each in again.outfits] == ["Hat", "COAT"]
    with pytest.raises(InvalidRequest, match=r"no outfit “scarf”; it has: coat, Hat"):
        loaded.wearing("scarf")


@pytest.mark.parametrize(("ranks", "least"), [(1, 10), (4, 1)])
def test_outfits_of_sdxl_fit_the_card_until_it_is_full(ranks: int, least: int) -> None:
    header = CardHeader("model", "sdxl", "a fox", "fox", 1, 2, 140, 0.25, 0.01)
    target = normalised(torch.randn(ranks, 2048, generator=torch.Generator().manual_seed(0)))
    actor, held = Actor(target, torch.zeros(ranks, 2048), torch.tensor(0.3), header), 0
    with pytest.raises(InvalidRequest, match="no room for more"):
        for number in range(20):
            actor = actor.with_outfit(outfit(f"outfit {number}", 2048, ranks))
            held = number + 1
    assert held >= least
    assert len(actor.packed()) <= CARD_LIMIT


HEADER = asdict(outfit("coat", 4).header)


@pytest.mark.parametrize("kind", [{"compat": "official"}, {"kind": "style"}, {"also": ("bear",)}])
def test_only_a_figure_alone_in_the_papers_form_has_outfits(
    make_actor: Callable[..., Actor], tmp_path: Path, kind: dict[str, Any]
) -> None:
    actor = make_actor(ranks=2)
    other = replace(actor, header=replace(actor.header, **kind))
    other.save(tmp_path / "bare")
    assert Actor.load(tmp_path / "bare").header == other.header
    other.with_outfit(outfit("coat", actor.target.shape[1], ranks=2)).save(tmp_path / "dressed")
    with pytest.raises(CardDamaged, match="never learns"):
        Actor.load(tmp_path / "dressed")


@pytest.mark.parametrize(
    ("tensors", "headers"),
    [
        ({}, [HEADER | {"name": " "}]),
        ({}, [HEADER | {"name": "coat "}]),
        ({}, [HEADER | {"name": "x" * 41}]),
        ({}, [HEADER | {"steps": 1.5}]),
        ({}, [HEADER | {"more": 1}]),
        ({}, [HEADER, HEADER | {"name": "COAT"}]),
        ({}, []),
        ({"outfits": torch.ones(1, 1, 4)}, [HEADER]),
        ({"outfits": torch.zeros(1, 1, 4).half()}, [HEADER]),
        ({"outfits": torch.ones(1, 2, 4).half()}, [HEADER]),
        ({"outfits": torch.full((1, 1, 4), torch.inf).half()}, [HEADER]),
        ({"outfit_gates": torch.tensor([1e30])}, [HEADER]),
        ({"outfit_gates": torch.ones(2)}, [HEADER]),
    ],
)
def test_wrong_outfits_in_a_card(tmp_path: Path, tensors: dict[str, Tensor], headers: list[Any]) -> None:
    card = CardHeader("model", "tiny", "a fox", "fox", 1, 2, 140, 0.25, 0.01)
    good = {
        "target": torch.tensor([[1.0, -1, 1, -1]]),
        "average": torch.zeros(1, 4),
        "gate": torch.tensor(0.3),
        "outfits": torch.tensor([[[1.0, 1, -1, -1]]]).half(),
        "outfit_gates": torch.tensor([0.3]),
    }
    header = {"format": "oneactor card 3", **asdict(card)}
    tensorfile.write(tmp_path / "good", good, header | {"outfits": [HEADER]})
    assert Actor.load(tmp_path / "good").outfits[0].header.name == "coat"
    tensorfile.write(tmp_path / "card", good | tensors, header | {"outfits": headers})
    with pytest.raises(CardDamaged):
        Actor.load(tmp_path / "card")


def test_candidates_of_an_outfit_show_the_character(
    denoiser: Denoiser, preset: Preset, identity: Path, proposal: Path
) -> None:
    drawn, plain = Proposal.load(proposal), propose(denoiser, preset, PROPOSE, silent)
    assert drawn.identity == Actor.load(identity).fingerprint
    assert drawn.request == PROPOSE, "a file names no other file"
    assert not torch.equal(drawn.latents, plain.latents)
    words = identity_words(denoiser, "a fox in a blue coat", Actor.load(identity))
    request = RenderRequest("a fox in a blue coat", (Placement("a fox", "fox", identity),))
    cast = assemble(denoiser, request)
    assert torch.equal(words.states, cast.shifts(1.0).target)


def test_learning_an_outfit_leaves_the_identity_alone(
    denoiser: Denoiser, preset: Preset, identity: Path, proposal: Path, tmp_path: Path
) -> None:
    request = TuneRequest(proposal, 1, max_steps=4, min_steps=4, card=identity, outfit="blue coat")
    dressed = tune(denoiser, preset, request, silent)
    before = Actor.load(identity)
    assert torch.equal(dressed.target, before.target)
    assert dressed.header == before.header
    assert dressed.outfits[0].header.description == "a fox in a blue coat"
    dressed.save(tmp_path / "dressed")
    scene = RenderRequest("a fox in the snow", (Placement("a fox", "fox", identity),), seed=4)
    coat = replace(scene, cast=(Placement("a fox", "fox", tmp_path / "dressed", outfit="blue coat"),))
    pictures = [
        np.asarray(render(denoiser, preset.drawing, each, silent).picture)
        for each in (scene, replace(scene, cast=(Placement("a fox", "fox", tmp_path / "dressed"),)), coat)
    ]
    assert np.array_equal(pictures[0], pictures[1]), "undressed it is drawn as before"
    assert not np.array_equal(pictures[0], pictures[2])


def test_all_rows_start_at_the_identitys_offset(
    denoiser: Denoiser, preset: Preset, identity: Path, proposal: Path
) -> None:
    actor = Actor.load(identity)
    base = load_base_set(denoiser, Proposal.load(proposal), 0, preset, identity=actor)
    tuner = Tuner(denoiser, base, preset.tuning, seed=0)
    rows, f_hat = tuner.validation, torch.zeros(len(base.latents), 1, actor.target.shape[1])
    offset = row_offsets(base, rows, f_hat, tuner.projector.gate)
    for row, template in enumerate(rows.template.tolist()):
        torch.testing.assert_close(offset[row], actor.offsets(base.templates.base[template])[0])
    assert float(tuner.projector.gate.detach()) == pytest.approx(preset.tuning.outfit_gate)


def test_an_outfit_learns_and_resumes(
    denoiser: Denoiser, preset: Preset, identity: Path, proposal: Path, tmp_path: Path
) -> None:
    request = TuneRequest(
        proposal, 1, max_steps=4, min_steps=4, checkpoint=tmp_path / "kept", card=identity, outfit="blue coat"
    )
    whole = tune(denoiser, preset, replace(request, checkpoint=None), silent)

    def stop(progress: Progress) -> None:
        if progress.done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tune(denoiser, preset, request, stop)
    seen: list[Progress] = []
    assert tune(denoiser, preset, request, seen.append).packed() == whole.packed()
    assert [progress.done for progress in seen] == [0, 4, 4]


@pytest.mark.parametrize(("ranks", "looks"), [(1, "a fox in the foxes' coat"), (2, "a fox in a blue coat")])
def test_an_outfit_has_the_identitys_ranks(
    denoiser: Denoiser,
    preset: Preset,
    make_actor: Callable[..., Actor],
    tmp_path: Path,
    ranks: int,
    looks: str,
) -> None:
    """The stem of "foxes" is two tokens, "fox" is one."""
    make_actor(gate=2.0, ranks=ranks).save(tmp_path / "identity")
    propose(denoiser, preset, replace(PROPOSE, description=looks, card=tmp_path / "identity"), silent).save(
        tmp_path / "proposal"
    )
    request = TuneRequest(tmp_path / "proposal", 1, max_steps=1, min_steps=1, card=tmp_path / "identity", outfit="coat")
    tune(denoiser, preset, request, silent).save(tmp_path / "dressed")
    assert Actor.load(tmp_path / "dressed").outfits[0].offset.shape[0] == ranks


def test_a_name_that_can_be_learnt_can_be_read(
    denoiser: Denoiser, preset: Preset, identity: Path, proposal: Path, tmp_path: Path
) -> None:
    name = "ß" * LONGEST_NAME
    request = TuneRequest(proposal, 1, max_steps=1, min_steps=1, card=identity, outfit=f" {name} ")
    tune(denoiser, preset, request, silent).save(tmp_path / "dressed")
    assert Actor.load(tmp_path / "dressed").wearing(name.upper()).worn is not None
    with pytest.raises(InvalidRequest, match="a name of 1 to 40"):
        tune(denoiser, preset, replace(request, outfit=name + "ß"), silent)


def test_a_full_card_is_told_before_learning(
    denoiser: Denoiser, preset: Preset, identity: Path, proposal: Path, tmp_path: Path
) -> None:
    actor = Actor.load(identity)
    for number in range(MOST_OUTFITS):
        actor = actor.with_outfit(outfit(f"coat {number}", actor.target.shape[1]))
    actor.save(tmp_path / "full")
    seen: list[Progress] = []
    request = TuneRequest(proposal, 1, max_steps=1, min_steps=1, card=tmp_path / "full", outfit="hat")
    with pytest.raises(InvalidRequest, match="no room for more"):
        tune(denoiser, preset, request, seen.append)
    assert [progress.step for progress in seen] == ["preparing"]
    anew = tune(denoiser, preset, replace(request, outfit="Coat 3"), silent)
    assert len(anew.outfits) == MOST_OUTFITS


def test_requests_for_outfits_that_cannot_be_met(
    denoiser: Denoiser, preset: Preset, make_actor: Callable[..., Actor], identity: Path, proposal: Path, tmp_path: Path
) -> None:
    good = TuneRequest(proposal, 1, max_steps=1, min_steps=1, card=identity, outfit="coat")
    make_actor(gate=2.0, seed=5).save(tmp_path / "stranger")
    released = make_actor()
    replace(released, header=replace(released.header, compat="official")).save(tmp_path / "official")
    plain = tmp_path / "plain"
    propose(denoiser, preset, PROPOSE, silent).save(plain)
    wrong = {
        "say whose": replace(good, card=None, outfit=""),
        "a name of 1 to 40": replace(good, outfit=" "),
        "needs its character's card": replace(good, card=None),
        "knows no outfits": replace(good, compat="official"),
        "do not show": replace(good, card=tmp_path / "stranger"),
        "draw them with its card": replace(good, proposal=plain),
        "in the paper's form": replace(good, card=tmp_path / "official"),
    }
    for message, request in wrong.items():
        with pytest.raises(InvalidRequest, match=message):
            tune(denoiser, preset, request, silent)
    with pytest.raises(InvalidRequest, match="call the character “fox”"):
        propose(denoiser, preset, replace(PROPOSE, description="a bear", base_word="bear", card=identity), silent)
    with pytest.raises(InvalidRequest, match="not learnt yet"):
        assemble(denoiser, RenderRequest("a fox", (Placement("a fox", "fox", outfit="coat"),)))
