"""Networks of few steps: those that are told the guidance scale (LCM), and samplers that checkpoints bring."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import (
    DPMSolverMultistepScheduler,
    EDMEulerScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    LCMScheduler,
    StableDiffusionControlNetPipeline,
    StableDiffusionXLControlNetPipeline,
    TCDScheduler,
    UNet2DConditionModel,
)
from PIL import Image

from oneactor.backend import Progress
from oneactor.backends.checkpoint import Checkpoint, StableDiffusion21
from oneactor.base_set import load_base_set
from oneactor.denoiser import Denoiser, Precision, make_denoiser
from oneactor.errors import InvalidRequest, ModelMissing
from oneactor.presets import SD15, Preset
from oneactor.proposing import propose
from oneactor.rendering import render
from oneactor.requests import Control, ProposeRequest, RenderRequest, Sampling
from oneactor.tuner import Tuner
from tests.oneactor.test_control import make_net
from tests.tiny import tiny_pipeline

DRAW = RenderRequest("a fox, in the snow", seed=11, sampling=Sampling(steps=3))


def silent(_: Progress) -> None:
    pass


def make_distilled(family: str) -> Denoiser:
    """A network with an input for the guidance scale, and the sampler of such."""
    pipe: Any = tiny_pipeline(family)
    torch.manual_seed(1)
    config = {**pipe.unet.config, "time_cond_proj_dim": 8}
    del config["_use_default_values"]  # diffusers would take them for what they name
    pipe.register_modules(unet=UNet2DConditionModel.from_config(config))
    torch.nn.init.normal_(pipe.unet.time_embedding.cond_proj.weight)
    pipe.scheduler = LCMScheduler(beta_schedule="scaled_linear", prediction_type="epsilon", steps_offset=1)
    return make_denoiser(pipe, "tiny", torch.device("cpu"))


def make_turbo(family: str) -> Denoiser:
    """A network with the sampler of sd-turbo and sdxl-turbo."""
    pipe: Any = tiny_pipeline(family)
    pipe.scheduler = EulerDiscreteScheduler(
        beta_schedule="scaled_linear", prediction_type="epsilon", timestep_spacing="trailing", steps_offset=1
    )
    return make_denoiser(pipe, "tiny", torch.device("cpu"))


@pytest.fixture(params=["sd", "sdxl"])
def distilled(request: pytest.FixtureRequest) -> Denoiser:
    return make_distilled(request.param)


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


@pytest.mark.parametrize("family", ["sd", "sdxl"])
@pytest.mark.parametrize(("make", "scale"), [(make_turbo, 1.0), (make_distilled, 8.0)], ids=["turbo", "lcm"])
def test_a_control_picture_steers_few_steps(
    preset: Preset, tmp_path: Path, make: Callable[[str], Denoiser], scale: float, family: str
) -> None:
    """As the stock pipeline does, up to rounding; the ControlNet is one of the plain network, as they are in use."""
    denoiser, net = make(family), make_net(tiny_pipeline(family).unet)
    drawing, path = replace(preset.drawing, scale=scale), tmp_path / "lines.png"
    Image.effect_mandelbrot((48, 40), (-2, -1.5, 1, 1.5), 60).convert("RGB").save(path)

    def drawn(weight: float | None) -> Any:
        control = None if weight is None else Control(path, "net", weight)
        return np.asarray(render(denoiser, drawing, replace(DRAW, control=control), silent, net).picture).astype(int)

    kind = StableDiffusionControlNetPipeline if family == "sd" else StableDiffusionXLControlNetPipeline
    parts = {name: part for name, part in denoiser.pipe.components.items() if name != "image_encoder"}
    options = {"requires_safety_checker": False} if family == "sd" else {"add_watermarker": False}
    stock = kind(**parts, **options, controlnet=net)
    stock.set_progress_bar_config(disable=True)
    decoded = list[torch.Tensor]()
    denoiser.vae.post_quant_conv.register_forward_pre_hook(lambda _, inputs: decoded.append(inputs[0]))
    stock(
        DRAW.prompt,
        image=Image.open(path),
        height=32,
        width=32,
        num_inference_steps=3,
        guidance_scale=scale,
        controlnet_conditioning_scale=0.8,
        generator=torch.Generator().manual_seed(11),
    )
    steered, free = drawn(0.8), drawn(None)
    torch.testing.assert_close(decoded[1], decoded[0], atol=1e-4, rtol=1e-4)
    assert np.array_equal(drawn(0.0), free)
    assert np.abs(steered - free).max() > 8
    Image.new("RGB", (32, 32), "orange").save(path)
    assert np.abs(steered - drawn(0.8)).max() > 8, "it is the picture that steers"


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


@pytest.mark.parametrize(
    ("sampler", "kind", "steps", "scale"),
    [
        (EulerDiscreteScheduler, "epsilon", 4, 1.0),
        (EulerAncestralDiscreteScheduler, "epsilon", 4, 1.0),
        (EulerDiscreteScheduler, "v_prediction", 30, 7.5),
    ],
)
def test_timesteps_that_trail_stay_and_turbo_checkpoints_take_few(
    tmp_path: Path, sampler: Any, kind: str, steps: int, scale: float
) -> None:
    """As sd-turbo and sdxl-turbo ship their sampler, and as a model of zero terminal SNR does."""
    pipe: Any = tiny_pipeline("sd")
    pipe.scheduler = sampler(
        beta_schedule="scaled_linear", prediction_type=kind, timestep_spacing="trailing", steps_offset=1
    )
    pipe.save_pretrained(tmp_path)
    for backend in (Checkpoint(tmp_path, "cpu"), StableDiffusion21(tmp_path, "cpu")):
        assert type(backend.denoiser.scheduler(2)) is sampler
        assert (backend.preset.drawing.steps, backend.preset.drawing.scale) == (steps, scale)
        assert backend.info.default_steps == steps
    assert Checkpoint(tmp_path, "cpu", SD15).preset is SD15, "what is asked for is used as it is"


@pytest.mark.parametrize(
    "sampler", [EDMEulerScheduler(), DPMSolverMultistepScheduler(use_flow_sigmas=True, steps_offset=1)]
)
def test_a_model_of_another_kind_of_noise_is_refused(tmp_path: Path, sampler: Any) -> None:
    pipe: Any = tiny_pipeline("sd")
    pipe.scheduler = sampler
    pipe.save_pretrained(tmp_path)
    with pytest.raises(ModelMissing, match=f"draws with {type(sampler).__name__}"):
        Checkpoint(tmp_path, "cpu")


def test_a_consistency_model_is_loaded_by_its_own_kind(distilled: Denoiser, tmp_path: Path) -> None:
    distilled.pipe.save_pretrained(tmp_path)
    index = json.loads((tmp_path / "model_index.json").read_text())
    if distilled.family == "sd":
        index["_class_name"] = "LatentConsistencyModelPipeline"
    (tmp_path / "model_index.json").write_text(json.dumps(index))
    backend = Checkpoint(tmp_path, "cpu")
    assert backend.denoiser.distilled
    assert (backend.preset.drawing.steps, backend.preset.drawing.scale) == (4, 7.5), "the network is told the scale"
    with pytest.raises(InvalidRequest, match="60 steps; nothing was drawn"):
        backend.render(replace(DRAW, sampling=Sampling(steps=60)), silent)


def test_a_network_that_is_told_the_scale_keeps_any_sampler(distilled: Denoiser, tmp_path: Path) -> None:
    distilled.pipe.scheduler = EulerDiscreteScheduler(beta_schedule="scaled_linear", steps_offset=1)
    distilled.pipe.save_pretrained(tmp_path)
    assert sampler_of(tmp_path) is EulerDiscreteScheduler
