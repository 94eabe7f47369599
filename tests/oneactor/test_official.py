"""The released code's choices: what they are, and that a run with them can be resumed and drawn with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from oneactor.backend import Progress
from oneactor.base_set import load_base_set
from oneactor.denoiser import Denoiser
from oneactor.errors import Cancelled
from oneactor.official import PERSON, STYLE, THING, OfficialTuner, official_settings
from oneactor.presets import Preset
from oneactor.proposing import Proposal
from oneactor.rendering import render
from oneactor.requests import Placement, ProposeRequest, RenderRequest, TuneRequest
from oneactor.tuning import tune


def silent(_: Progress) -> None:
    pass


@pytest.fixture
def proposal(tmp_path: Path) -> Proposal:
    g = torch.Generator().manual_seed(0)
    latents, features = torch.randn(4, 4, 16, 16, generator=g), torch.randn(4, 32, 8, 8, generator=g)
    made = Proposal(latents, features, ProposeRequest("a white fox", "fox", count=4), "tiny")
    made.save(tmp_path / "proposal")
    return made


@pytest.fixture
def request_(proposal: Proposal, tmp_path: Path) -> TuneRequest:
    return TuneRequest(tmp_path / "proposal", 1, seed=5, max_steps=6, min_steps=1, compat="official")


def test_rows_are_those_of_the_release(denoiser: Denoiser, preset: Preset, proposal: Proposal) -> None:
    settings = official_settings(preset.tuning)
    base = load_base_set(denoiser, proposal, 1, replace(preset, tuning=settings))
    assert base.targets == (1,)
    tuner = OfficialTuner(denoiser, base, settings, seed=0)
    repeated = 0
    for _ in range(30):
        rows, drawn = tuner._rows_of_a_step()
        assert rows.sample[0] == rows.sample[-1] == 1
        assert torch.equal(rows.eps[0], rows.eps[-1])
        auxiliaries = rows.sample[drawn].tolist()
        assert 1 not in auxiliaries
        repeated += len(set(auxiliaries)) < len(auxiliaries)
    assert repeated, "auxiliaries are drawn with replacement"


def test_all_steps_are_taken_and_the_luckiest_is_kept(
    denoiser: Denoiser, preset: Preset, request_: TuneRequest
) -> None:
    seen: list[Progress] = []
    actor = tune(denoiser, preset, request_, seen.append)
    assert seen[-1].done == 6
    assert len({progress.done for progress in seen}) == 7
    assert actor.header.compat == "official"
    assert 1 <= actor.header.steps <= 6
    assert float(actor.gate) == 1.0
    ours = tune(denoiser, preset, replace(request_, compat="paper"), silent)
    assert ours.header.compat == "paper"
    assert not torch.equal(ours.target, actor.target)


def test_adain_to_the_letter_is_learnt_with_the_words_mean(
    denoiser: Denoiser, preset: Preset, request_: TuneRequest
) -> None:
    for name, bias in denoiser.pipe.text_encoder.named_parameters():
        if name.endswith("final_layer_norm.bias"):
            bias.data += 2  # random encoders end with a mean of 0
    paper, literal = (tune(denoiser, preset, replace(request_, compat=form), silent) for form in ("paper", "literal"))
    assert literal.header.compat == "literal"
    assert not torch.equal(literal.target, paper.target)


def test_it_resumes_to_the_same_card(denoiser: Denoiser, preset: Preset, request_: TuneRequest, tmp_path: Path) -> None:
    whole = tune(denoiser, preset, request_, silent)
    half = replace(request_, checkpoint=tmp_path / "checkpoint")

    def stop(progress: Progress) -> None:
        if progress.done == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        tune(denoiser, preset, half, stop)
    seen: list[Progress] = []
    resumed = tune(denoiser, preset, half, seen.append)
    assert any("learning on" in progress.step for progress in seen)
    whole.save(tmp_path / "a")
    resumed.save(tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_prompts_are_the_bare_word_in_families_of_the_releases_sizes(
    denoiser: Denoiser, preset: Preset, proposal: Proposal, encoded: list[str]
) -> None:
    assert (len(set(PERSON)), len(set(THING)), len(set(STYLE))) == (25, 27, 19)
    kinds = {"a fox": THING, "an Owl": THING, "a Boy": PERSON, "a style": STYLE}
    for words, family in kinds.items():
        encoded.clear()
        word = words.split()[1]
        request = ProposeRequest(f"a white {word}", word, count=4, kind="style" if word == "style" else "figure")
        settings = official_settings(preset.tuning, word)
        load_base_set(denoiser, replace(proposal, request=request), 1, replace(preset, tuning=settings))
        assert encoded[: len(family)] == [text.format(words=words) for text in family]


def test_a_card_of_the_release_draws_with_v_and_without_exclusion(
    denoiser: Denoiser, preset: Preset, request_: TuneRequest, tmp_path: Path
) -> None:
    def drawn(card: str, v: float, eta_2: float) -> NDArray[np.int64]:
        drawing = replace(preset.drawing, eta_2=eta_2)
        request = RenderRequest("a fox", (Placement("a fox", "fox", tmp_path / card),), seed=2, v=v)
        return np.asarray(render(denoiser, drawing, request, silent).picture).astype(int)

    released = replace(tune(denoiser, preset, request_, silent), gate=torch.tensor(20.0))  # to be seen in few steps
    released.save(tmp_path / "official")
    replace(released, header=replace(released.header, compat="paper")).save(tmp_path / "paper")
    assert np.abs(drawn("official", 1.0, 0.0) - drawn("official", 0.5, 0.0)).max() > 1
    assert np.abs(drawn("official", 1.0, 0.0) - drawn("official", 1.0, 5.0)).max() <= 1
    assert np.abs(drawn("paper", 1.0, 0.0) - drawn("paper", 1.0, 5.0)).max() > 1
