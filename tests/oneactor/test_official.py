"""The released code's choices: what they are, and that a run with them can be resumed and drawn with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from oneactor.backend import Progress
from oneactor.base_set import BaseSet, load_base_set
from oneactor.denoiser import Denoiser
from oneactor.errors import Cancelled, InvalidRequest
from oneactor.official import PERSON, STYLE, THING, OfficialTuner, official_settings
from oneactor.presets import Preset
from oneactor.proposing import Proposal
from oneactor.rendering import render
from oneactor.requests import Placement, ProposeRequest, RenderRequest, TuneRequest
from oneactor.tuner import Rows
from oneactor.tuning import tune


def silent(_: Progress) -> None:
    pass


@pytest.fixture
def request_(request_: TuneRequest) -> TuneRequest:
    return replace(request_, max_steps=6, min_steps=1, checkpoint=None, compat="official")


def official(denoiser: Denoiser, preset: Preset, proposal: Proposal) -> OfficialTuner:
    settings = official_settings(preset.tuning)
    base = load_base_set(denoiser, proposal, 1, replace(preset, tuning=settings))
    return OfficialTuner(denoiser, base, settings, seed=0)


def test_rows_are_those_of_the_release(denoiser: Denoiser, preset: Preset, proposal: Proposal) -> None:
    """Target, three auxiliaries with replacement, the target once more: same noise, words and side, another time."""
    tuner = official(denoiser, preset, proposal)
    assert tuner.base.targets == (1,)
    repeated, sides, times, odd = 0, set(), 0, set()
    for _ in range(40):
        rows, shown, drawn = tuner._rows_of_a_step()
        samples, mirrored = (rows.sample % 4).tolist(), (rows.sample // 4).tolist()
        assert samples[0] == samples[-1] == 1
        assert mirrored[0] == mirrored[-1]
        assert torch.equal(rows.eps[0], rows.eps[-1])
        assert rows.template[0] == rows.template[-1]
        auxiliaries = [samples[index] for index in drawn]
        assert auxiliaries == samples[1:-1]
        assert 1 not in auxiliaries
        assert shown[:-1] == samples[:-1], "h is never mirrored"
        assert shown[-1] in shown[:-1]
        repeated += len(set(auxiliaries)) < len(auxiliaries)
        times += bool(rows.t[0] != rows.t[-1])
        sides.add(tuple(mirrored))
        odd.add(shown[-1] == 1)
    assert repeated, "auxiliaries are drawn with replacement"
    assert len(sides) > 8, "every row by itself"
    assert times > 30
    assert odd == {True, False}


def test_mirrored_pictures_are_encoded_again(denoiser: Denoiser, preset: Preset, proposal: Proposal) -> None:
    tuner = official(denoiser, preset, proposal)
    latents = tuner.either_way.latents
    assert torch.equal(latents[:4], tuner.base.latents)
    assert torch.equal(latents[6:7], denoiser.mirrored(tuner.base.latents[2:3]))
    assert not torch.allclose(latents[6], latents[2].flip(-1), atol=1e-3), "this autoencoder does not commute"


def test_the_average_of_a_step_is_that_of_the_drawn_rows(
    denoiser: Denoiser, preset: Preset, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And batch normalisation sees the rows of the step: target, auxiliaries, and anyone's in the last."""
    tuner = official(denoiser, preset, proposal)
    seen = dict[str, torch.Tensor]()
    wanted = dict[str, torch.Tensor]()
    drawing = tuner._rows_of_a_step

    def drawn() -> tuple[Rows, list[int], list[int]]:
        rows, shown, auxiliaries = drawing()
        with torch.no_grad():
            f_hat = tuner.projector(tuner.base.features[shown])
        wanted["offset"] = torch.stack([*f_hat[:-1], f_hat[1:-1].mean(0)])
        return rows, shown, auxiliaries

    def losses(_: Denoiser, __: BaseSet, rows: Rows, offset: torch.Tensor) -> torch.Tensor:
        seen["offset"] = offset.detach()
        return offset.square().mean((1, 2))

    monkeypatch.setattr(tuner, "_rows_of_a_step", drawn)
    monkeypatch.setattr("oneactor.official.row_losses", losses)
    tuner.learn()
    assert torch.allclose(seen["offset"], wanted["offset"], atol=1e-6)


def test_all_steps_are_taken_and_the_last_is_kept(denoiser: Denoiser, preset: Preset, request_: TuneRequest) -> None:
    seen: list[Progress] = []
    actor = tune(denoiser, preset, request_, seen.append)
    assert seen[-1].done == 6
    assert len({progress.done for progress in seen}) == 7
    assert (actor.header.compat, actor.header.steps) == ("official", 6)
    assert float(actor.gate) == 1.0
    ours = tune(denoiser, preset, replace(request_, compat="paper"), silent)
    assert ours.header.compat == "paper"
    assert not torch.equal(ours.target, actor.target)


def test_what_is_kept_is_the_last_step_over_all_pictures(
    denoiser: Denoiser, preset: Preset, proposal: Proposal
) -> None:
    tuner = official(denoiser, preset, proposal)
    tuner.look()
    assert tuner.best is None, "nothing was learnt"
    for _ in range(3):
        tuner.learn()
        tuner.look()
    best = tuner.best
    assert best is not None
    assert (best.step, best.loss) == (3, tuner.looks[-1])
    with torch.no_grad():
        f_hat = tuner.projector(tuner.base.features)
    assert torch.equal(best.target, f_hat[1])
    assert torch.allclose(best.average, f_hat[[0, 2, 3]].mean(0))
    assert best.target.square().mean(-1) == pytest.approx(torch.ones(len(best.target)), abs=0.01), "a layer norm"


def test_no_earlier_step_is_the_last_one(
    denoiser: Denoiser, preset: Preset, request_: TuneRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers that stop being finite leave nothing to keep, and that is said."""
    learn = OfficialTuner.learn

    def breaks(tuner: OfficialTuner) -> None:
        learn(tuner)
        if tuner.step == 5:
            for weights in tuner.projector.parameters():
                torch.nn.init.constant_(weights, float("nan"))

    monkeypatch.setattr(OfficialTuner, "learn", breaks)
    with pytest.raises(InvalidRequest, match="no finite numbers"):
        tune(denoiser, preset, request_, silent)


def test_its_numbers_are_the_releases(preset: Preset) -> None:
    settings = official_settings(replace(preset.tuning, lr=1.0, weight_decay=1.0, flip=True, crop=True, outside=0.3))
    assert (settings.lr, settings.weight_decay) == (1e-4, 0.01)
    assert (settings.flip, settings.crop, settings.outside, settings.outside_adopted) == (False, False, 1.0, 1.0)


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


def test_its_cards_act_in_two_thirds_of_the_steps(
    denoiser: Denoiser, preset: Preset, request_: TuneRequest, tmp_path: Path
) -> None:
    """Unless the request says how many; beside a card of ours the back-end's own part holds."""
    whole = replace(preset.drawing, guided=1.0)
    for form in ("official", "paper"):
        tune(denoiser, preset, replace(request_, compat=form), silent).save(tmp_path / form)

    def guided(*cards: str, said: float | None = None) -> object:
        cast = tuple(Placement("a fox", "fox", tmp_path / card) for card in cards)
        request = RenderRequest(" and ".join(["a fox"] * len(cards)), cast, guided=said)
        return render(denoiser, whole, request, silent).drawn_with["guided"]

    assert guided("official") == guided("official", "official") == pytest.approx(20 / 30)
    assert guided("official", said=1.0) == guided("paper") == guided("paper", "official") == 1.0


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
