from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from oneactor.backend import Progress
from oneactor.denoiser import Denoiser
from oneactor.errors import Cancelled, InvalidRequest, ProposalDamaged
from oneactor.presets import Preset
from oneactor.projector import condense
from oneactor.proposing import Proposal, candidate_prompt, propose
from oneactor.requests import ProposeRequest, Sampling

REQUEST = ProposeRequest("a white fox", "fox", seed=7, count=4)


def silent(_: Progress) -> None:
    pass


def test_every_candidate_is_reported_once_and_progress_never_falls(denoiser: Denoiser, preset: Preset) -> None:
    seen: list[Progress] = []
    proposal = propose(denoiser, preset, REQUEST, seen.append)
    assert proposal.latents.shape == (4, 4, 16, 16)
    assert proposal.features.shape == (4, 32, 8, 8)
    assert [p.index for p in seen if p.picture is not None] == [0, 1, 2, 3]
    done = [p.done for p in seen]
    assert done == sorted(done)
    assert done[-1] == seen[-1].total == 16


def test_features_are_read_with_the_candidates_words(denoiser: Denoiser, preset: Preset) -> None:
    drawn = propose(denoiser, preset, replace(REQUEST, count=2), silent)
    words = denoiser.encode(candidate_prompt(REQUEST, preset)).rows([0, 0])
    expected = condense(denoiser.features(drawn.latents, words))
    torch.testing.assert_close(drawn.features, expected)
    empty = condense(denoiser.features(drawn.latents, denoiser.encode_empty().rows([0, 0])))
    assert not torch.allclose(empty, expected, atol=1e-3)


def test_a_candidate_is_the_same_alone_and_in_a_batch(denoiser: Denoiser, preset: Preset) -> None:
    together = propose(denoiser, preset, REQUEST, silent)
    alone = propose(denoiser, preset, replace(REQUEST, seed=9, count=1), silent)
    torch.testing.assert_close(alone.latents[0], together.latents[2], atol=1e-4, rtol=1e-4)
    again = propose(denoiser, preset, REQUEST, silent)
    assert torch.equal(again.latents, together.latents)


def test_the_setting_is_put_behind_the_description(preset: Preset) -> None:
    assert candidate_prompt(REQUEST, preset) == "a white fox, on white paper"
    assert candidate_prompt(replace(REQUEST, setting="in the snow"), preset) == "a white fox, in the snow"
    assert candidate_prompt(replace(REQUEST, setting=""), preset) == "a white fox"


@pytest.mark.parametrize(
    "change",
    [
        {"count": 0},
        {"base_word": "bear"},
        {"base_word": ""},
        {"description": ""},
        {"sampling": Sampling(steps=0)},
        {"sampling": Sampling(steps=-1)},
        {"sampling": Sampling(scale=float("nan"))},
        {"sampling": Sampling(scale=float("inf"))},
    ],
)
def test_requests_that_cannot_be_drawn(denoiser: Denoiser, preset: Preset, change: dict[str, object]) -> None:
    with pytest.raises(InvalidRequest):
        propose(denoiser, preset, replace(REQUEST, **change), silent)  # type: ignore[arg-type]


def test_a_description_that_does_not_fit(denoiser: Denoiser, preset: Preset) -> None:
    with pytest.raises(InvalidRequest, match=r"“.*white paper” do not fit"):
        propose(denoiser, preset, replace(REQUEST, description="a fox" + ", low" * 30), silent)


def test_cancelling_ends_the_run(denoiser: Denoiser, preset: Preset) -> None:
    def cancel(progress: Progress) -> None:
        if progress.done:
            raise Cancelled

    with pytest.raises(Cancelled):
        propose(denoiser, preset, REQUEST, cancel)


def proposal() -> Proposal:
    generator = torch.Generator().manual_seed(0)
    request = replace(REQUEST, count=2, sampling=Sampling(steps=3, negative="é"))
    return Proposal(
        torch.randn(2, 4, 3, 3, generator=generator), torch.randn(2, 5, 2, 2, generator=generator), request, "m"
    )


def test_round_trip(tmp_path: Path) -> None:
    saved = proposal()
    saved.save(tmp_path / "p")
    loaded = Proposal.load(tmp_path / "p")
    assert (loaded.request, loaded.model) == (saved.request, "m")
    assert torch.equal(loaded.latents, saved.latents)
    assert torch.equal(loaded.features, saved.features)


def test_damaged_proposals(tmp_path: Path) -> None:
    with pytest.raises(ProposalDamaged):
        Proposal.load(tmp_path / "nothing")
    replace(proposal(), latents=torch.full((2, 4, 3, 3), torch.nan)).save(tmp_path / "nan")
    replace(proposal(), features=torch.zeros(3, 5, 2, 2)).save(tmp_path / "count")
    for name in ("nan", "count"):
        with pytest.raises(ProposalDamaged):
            Proposal.load(tmp_path / name)
