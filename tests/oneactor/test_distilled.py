"""Networks that are told the guidance scale (LCM), number formats, and layouts in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import (
    DPMSolverMultistepScheduler,
    EulerDiscreteScheduler,
    LCMScheduler,
    TCDScheduler,
    UNet2DConditionModel,
)

from oneactor.actor import Actor, CardHeader
from oneactor.backend import Progress
from oneactor.backends import checkpoint
from oneactor.backends.checkpoint import Checkpoint
from oneactor.base_set import load_base_set
from oneactor.denoiser import Denoiser, Precision, make_denoiser
from oneactor.errors import OutOfMemory
from oneactor.presets import SD15, Memory, Preset
from oneactor.projector import normalised
from oneactor.proposing import propose
from oneactor.rendering import render
from oneactor.requests import Placement, ProposeRequest, RenderRequest, Sampling
from oneactor.tuner import Tuner
from tests.tiny import tiny_pipeline

DRAW = RenderRequest("a fox, in the snow", seed=11, sampling=Sampling(steps=3))


def silent(_: Progress) -> None:
    pass


@pytest.fixture(params=["sd", "sdxl"])
def distilled(request: pytest.FixtureRequest) -> Denoiser:
    """A network with an input for the guidance scale, and the sampler of such."""
    pipe: Any = tiny_pipeline(request.param)
    torch.manual_seed(1)
    config = {**pipe.unet.config, "time_cond_proj_dim": 8}
    del config["_use_default_values"]  # diffusers would take them for what they name
    pipe.register_modules(unet=UNet2DConditionModel.from_config(config))
    torch.nn.init.normal_(pipe.unet.time_embedding.cond_proj.weight)
    pipe.scheduler = LCMScheduler.from_config({"beta_schedule": "scaled_linear", "prediction_type": "epsilon"})
    return make_denoiser(pipe, "tiny", torch.device("cpu"))


@pytest.mark.parametrize("scale", [1.0, 2.0, 8.0])
def test_it_is_the_stock_pipeline_bit_for_bit(distilled: Denoiser, preset: Preset, scale: float) -> None:
    stock = distilled.pipe(
        DRAW.prompt, num_inference_steps=3, guidance_scale=scale, generator=torch.Generator().manual_seed(11)
    ).images[0]
    ours = render(distilled, replace(preset.drawing, scale=scale), DRAW, silent).picture
    assert np.array_equal(np.asarray(ours), np.asarray(stock))


def test_one_row_is_enough_and_the_scale_acts(distilled: Denoiser) -> None:
    assert distilled.form(8.0).rows == ("target",)
    assert distilled.form(8.0, 1.0).rows == ("target", "average")
    words, latents = distilled.encode("a fox"), torch.zeros(1, 4, 16, 16)
    outputs = []
    for scale in (2.0, 8.0):
        with distilled.told(scale):
            outputs.append(distilled.predict(latents, 500, words))
    assert not torch.equal(*outputs)
    assert torch.equal(distilled.predict(latents, 500, words), outputs[1]), "afterwards it is told the middle again"


def test_candidates_and_tuning(distilled: Denoiser, preset: Preset) -> None:
    request = ProposeRequest("a fox", "fox", seed=11, count=2)
    proposal = propose(distilled, preset, request, silent)
    latents = distilled.pipe(
        "a fox, on white paper",
        num_inference_steps=3,
        guidance_scale=preset.drawing.scale,
        generator=torch.Generator().manual_seed(11),
        output_type="latent",
    ).images
    torch.testing.assert_close(proposal.latents[:1], latents, atol=1e-4, rtol=1e-3)  # two in a batch round otherwise
    tuner = Tuner(distilled, load_base_set(distilled, proposal, 0, preset), preset.tuning, seed=0)
    tuner.learn()
    tuner.look()
    assert tuner.best is not None


def sampler_of(folder: Path) -> type:
    return type(Checkpoint(folder, "cpu", SD15, Precision()).denoiser.scheduler(2))


@pytest.mark.parametrize("kept", [LCMScheduler, TCDScheduler])
def test_a_checkpoint_keeps_the_sampler_that_it_was_distilled_for(kept: Any, tmp_path: Path) -> None:
    pipe: Any = tiny_pipeline("sd")
    for own, drawn_by in ((kept, kept), (EulerDiscreteScheduler, DPMSolverMultistepScheduler)):
        pipe.scheduler = own(beta_schedule="scaled_linear", steps_offset=1)
        pipe.save_pretrained(tmp_path / own.__name__)
        assert sampler_of(tmp_path / own.__name__) is drawn_by


def test_a_network_that_is_told_the_scale_keeps_any_sampler(distilled: Denoiser, tmp_path: Path) -> None:
    distilled.pipe.scheduler = EulerDiscreteScheduler(beta_schedule="scaled_linear", steps_offset=1)
    distilled.pipe.save_pretrained(tmp_path)
    assert sampler_of(tmp_path) is EulerDiscreteScheduler


@pytest.fixture(scope="module", params=["sd", "sdxl"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp(request.param)
    tiny_pipeline(request.param).save_pretrained(path)
    return path


def drawn(backend: Checkpoint, card: Path | None) -> Any:
    cast = (Placement("a fox", "fox", card), Placement("a bear", "bear"))
    request = replace(DRAW, prompt="a fox and a bear", cast=cast, eta_2=1.0)
    return np.asarray(backend.render(request, silent).picture).astype(int)


@pytest.fixture
def card_for(tmp_path: Path) -> Callable[[Checkpoint], Path]:
    def make(backend: Checkpoint) -> Path:
        target, average = normalised(
            torch.randn(2, 1, backend.denoiser.width, generator=torch.Generator().manual_seed(0))
        )
        header = CardHeader(backend.denoiser.model, "tiny", "a fox", "fox", 0, 0, 1, 0.5, 0.1)
        Actor(target, average, torch.tensor(1.0), header).save(tmp_path / "card")
        return tmp_path / "card"

    return make


@pytest.mark.parametrize(
    "memory", [Memory(channels_last=True), Memory(tiled=True), Memory(offload=True), Memory(compiled="aot_eager")]
)
def test_layouts_in_memory_draw_the_same(folder: Path, card_for: Callable[..., Path], memory: Memory) -> None:
    plain, laid_out = (Checkpoint(folder, "cpu", SD15, Precision(), each) for each in (Memory(), memory))
    card = card_for(plain)
    assert np.abs(drawn(plain, card) - drawn(laid_out, card)).max() <= 1
    proposals = [each.propose(ProposeRequest("a fox", "fox", count=2, sampling=Sampling(steps=2)), silent)
                 for each in (plain, laid_out)]  # fmt: skip
    torch.testing.assert_close(proposals[0].latents, proposals[1].latents, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(proposals[0].features, proposals[1].features, atol=1e-4, rtol=1e-4)


def test_layouts_are_what_was_asked_for(folder: Path) -> None:
    memory = Memory(channels_last=True, tiled=True, offload=True, compiled="aot_eager")
    denoiser = Checkpoint(folder, "cpu", SD15, Precision(), memory).denoiser
    weight = denoiser.unet.conv_in.weight
    assert weight.is_contiguous(memory_format=torch.channels_last)
    assert denoiser.vae.use_tiling
    assert hasattr(denoiser.unet, "_hf_hook"), "it is fetched when it computes"
    assert denoiser.unet.mid_block.attentions[0].transformer_blocks[0]._compiled_call_impl is not None


@pytest.fixture
def memory_for(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[int]]:
    """Lets the memory run out so many times when a picture is drawn; gives a list that counts the tries."""

    def run_out(times: int) -> list[int]:
        tries = list[int]()

        def scarce(*args: Any) -> Any:
            tries.append(1)
            if len(tries) <= times:
                raise torch.OutOfMemoryError
            return render(*args)

        monkeypatch.setattr(checkpoint, "render", scarce)
        return tries

    return run_out


def test_where_memory_runs_out_the_picture_is_drawn_with_less(
    folder: Path, card_for: Callable[..., Path], memory_for: Callable[[int], list[int]]
) -> None:
    plain, frugal = (Checkpoint(folder, "cpu", SD15, Precision(), each) for each in (None, checkpoint.FRUGAL))
    card = card_for(plain)
    wanted, tries = drawn(frugal, card), memory_for(1)
    assert np.array_equal(drawn(plain, card), wanted)
    assert plain.denoiser.vae.use_tiling
    assert hasattr(plain.denoiser.unet, "_hf_hook")
    assert np.array_equal(drawn(plain, card), wanted), "it stays so"
    assert len(tries) == 3


def test_memory_that_is_too_small_for_that_too_is_said_once(
    folder: Path, memory_for: Callable[[int], list[int]]
) -> None:
    backend, tries = Checkpoint(folder, "cpu", SD15, Precision()), memory_for(3)
    for most in (2, 3):  # what is laid out already is not laid out again
        with pytest.raises(OutOfMemory):
            drawn(backend, None)
        assert len(tries) == most
    drawn(backend, None)


def test_memory_of_the_computer_that_is_too_small_is_said_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Checkpoint(folder, "cpu", SD15, Precision())
    monkeypatch.setattr(checkpoint, "render", lambda *_: torch.empty(10**15))
    with pytest.raises(OutOfMemory, match="not enough memory"):
        drawn(backend, None)
    assert not backend.denoiser.vae.use_tiling, "there is nowhere else to put it"


def test_other_faults_stay_what_they_are(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "render", lambda *_: torch.zeros(2) @ torch.zeros(3))
    with pytest.raises(RuntimeError, match="size"):
        drawn(Checkpoint(folder, "cpu", SD15, Precision()), None)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_is_near(folder: Path, card_for: Callable[..., Path], dtype: torch.dtype) -> None:
    exact, half = (Checkpoint(folder, "cpu", SD15, Precision(each, each)) for each in (torch.float32, dtype))
    card = card_for(exact)
    assert half.denoiser.unet.dtype == dtype
    one, other = drawn(exact, card), drawn(half, card)
    assert np.abs(one - other).mean() < 8
    latents = torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(0))
    outputs = [each.denoiser.predict(latents, 500, each.denoiser.encode("a fox")) for each in (exact, half)]
    assert outputs[1].dtype == torch.float32
    torch.testing.assert_close(*outputs, atol=0.06, rtol=0.06)
