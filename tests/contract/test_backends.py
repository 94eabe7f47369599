"""What every back-end must do, whoever wrote it. The picture book runs on its shipped weights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from oneactor import (
    Area,
    Backend,
    Cancelled,
    InvalidRequest,
    ModelMissing,
    Painted,
    Placement,
    Progress,
    ProposalDamaged,
    ProposeRequest,
    RenderRequest,
    Sampling,
    TuneRequest,
    backend_names,
    describe_backend,
    load_backend,
)
from oneactor.actor import CARD_LIMIT, Actor
from oneactor.proposing import Proposal
from tests.tiny import tiny_pipeline

QUICK = Sampling(steps=2)
PROPOSE = ProposeRequest("a fox", "fox", seed=3, count=3, sampling=QUICK)


#: random tiny checkpoints that stand for the ones a back-end is meant for; one without an entry ships its own weights
TINY = {"sd15": "sd", "sd21": "sd", "sdxl": "sdxl"}
NAMES = [name if name in TINY else pytest.param(name, marks=pytest.mark.weights) for name in backend_names()]


@pytest.fixture(scope="module", params=NAMES)
def backend(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Backend:
    if request.param not in TINY:
        return load_backend(request.param, device="cpu")
    folder = tmp_path_factory.mktemp(request.param)
    tiny_pipeline(TINY[request.param]).save_pretrained(folder)
    return load_backend(request.param, model=folder, device="cpu")


@pytest.fixture(scope="module")
def proposal(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("proposal") / "proposal.safetensors"
    backend.propose(PROPOSE, lambda _: None).save(path)
    return path


@pytest.fixture(scope="module")
def card(backend: Backend, proposal: Path) -> Path:
    path = proposal.with_name("card.safetensors")
    backend.tune(TuneRequest(proposal, 1, max_steps=2, min_steps=2), lambda _: None).save(path)
    return path


def cancel(progress: Progress) -> None:
    if progress.done:
        raise Cancelled


def orderly(seen: list[Progress]) -> bool:
    done = [progress.done for progress in seen]
    return done == sorted(done) and done[-1] == seen[-1].total and len({p.total for p in seen}) == 1


def test_has_a_name(backend: Backend) -> None:
    assert backend.name


def test_candidates_are_reported_saved_and_the_same_again(backend: Backend, proposal: Path) -> None:
    seen: list[Progress] = []
    again = backend.propose(PROPOSE, seen.append)
    assert [p.index for p in seen if p.picture is not None] == [0, 1, 2]
    assert orderly(seen)
    assert Proposal.load(proposal).request == PROPOSE
    assert bool((Proposal.load(proposal).latents == again.latents).all())


def test_a_card_is_small_and_the_same_again(backend: Backend, proposal: Path, card: Path, tmp_path: Path) -> None:
    seen: list[Progress] = []
    backend.tune(TuneRequest(proposal, 1, max_steps=2, min_steps=2), seen.append).save(tmp_path / "again")
    assert orderly(seen)
    assert (tmp_path / "again").read_bytes() == card.read_bytes()
    assert card.stat().st_size <= CARD_LIMIT
    assert Actor.load(card).header.base_word == "fox"


def test_the_same_request_draws_the_same_picture(backend: Backend, card: Path) -> None:
    request = RenderRequest("a fox, in the snow", (Placement("a fox", "fox", card),), seed=5, sampling=QUICK)
    seen: list[Progress] = []
    pictures = [np.asarray(backend.render(request, report).picture) for report in (seen.append, lambda _: None)]
    assert orderly(seen)
    assert np.array_equal(pictures[0], pictures[1])
    other = np.asarray(backend.render(replace(request, seed=6), lambda _: None).picture)
    assert not np.array_equal(pictures[0], other)
    seen.clear()
    many = backend.render_many([request, replace(request, seed=6)], seen.append)
    assert [
        np.array_equal(np.asarray(made.picture), drawn) for made, drawn in zip(many, (pictures[0], other), strict=True)
    ] == [True] * 2
    assert [each.index for each in seen if each.picture is not None] == [0, 1]
    told = {each.index: each.rendering for each in seen if each.rendering is not None}
    assert all(told[index] is rendering for index, rendering in enumerate(many))


def test_two_characters(backend: Backend, card: Path) -> None:
    cast = (Placement("a fox", "fox", card), Placement("a bear", "bear"))
    rendering = backend.render(RenderRequest("a fox and a bear", cast, sampling=QUICK), lambda _: None)
    assert len(rendering.areas) == 2
    assert all(0 <= area <= 1 for area in rendering.areas)
    assert set(rendering.absent) <= {0, 1}


def test_an_outfit_goes_into_the_card(backend: Backend, card: Path, tmp_path: Path) -> None:
    request = replace(PROPOSE, description="a fox with a scarf", count=2, card=card)
    backend.propose(request, lambda _: None).save(tmp_path / "proposal")
    tune = TuneRequest(tmp_path / "proposal", 0, max_steps=2, min_steps=2, card=card, outfit="scarf")
    backend.tune(tune, lambda _: None).save(tmp_path / "card")
    assert (tmp_path / "card").stat().st_size <= CARD_LIMIT
    bare = RenderRequest("a fox", (Placement("a fox", "fox", card),), seed=5, sampling=QUICK)
    before = np.asarray(backend.render(bare, lambda _: None).picture)
    for outfit, same in (("", True), ("scarf", False)):
        cast = (Placement("a fox", "fox", tmp_path / "card", outfit=outfit),)
        drawn = np.asarray(backend.render(replace(bare, cast=cast), lambda _: None).picture)
        assert np.array_equal(drawn, before) == same


def test_areas_bound_the_characters(backend: Backend, card: Path) -> None:
    cast = (Placement("a fox", "fox", card, Painted(("10",))), Placement("a bear", "bear", area=Area(0.5, 0, 1, 1)))
    rendering = backend.render(RenderRequest("a fox and a bear", cast, sampling=QUICK), lambda _: None)
    assert all(area <= 0.5 for area in rendering.areas)


def test_every_verb_can_be_cancelled(backend: Backend, proposal: Path) -> None:
    with pytest.raises(Cancelled):
        backend.propose(PROPOSE, cancel)
    with pytest.raises(Cancelled):
        backend.tune(TuneRequest(proposal, 0, max_steps=3), cancel)
    with pytest.raises(Cancelled):
        backend.render(RenderRequest("a fox", sampling=QUICK), cancel)


def test_requests_that_cannot_be_carried_out(backend: Backend, proposal: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest):
        backend.propose(replace(PROPOSE, base_word="bear"), lambda _: None)
    with pytest.raises(InvalidRequest):
        backend.tune(TuneRequest(proposal, 99), lambda _: None)
    with pytest.raises(ProposalDamaged):
        backend.tune(TuneRequest(tmp_path / "nothing", 0), lambda _: None)
    with pytest.raises(InvalidRequest):
        backend.render(RenderRequest("a fox", guided=2.0), lambda _: None)


def test_likeness_is_a_share_or_nothing(backend: Backend, tmp_path: Path) -> None:
    paths = []
    for seed in (0, 1):
        picture = backend.render(RenderRequest("a fox", seed=seed, sampling=QUICK), lambda _: None).picture
        paths.append(tmp_path / f"{seed}.png")
        picture.save(paths[-1])
    likeness = backend.likeness(paths[0], paths[1], "fox")
    assert likeness is None or 0 <= likeness.score <= 1


def test_enlarges_as_it_says_or_says_that_it_cannot(backend: Backend) -> None:
    found = describe_backend(backend.name).enlarging
    picture = Image.new("RGB", (24, 16), "teal")
    if found is None:
        with pytest.raises(ModelMissing):
            backend.enlarge(picture)
    else:
        assert backend.enlarge(picture).size == (24 * found.factor, 16 * found.factor)
