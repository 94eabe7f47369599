from __future__ import annotations

import pytest
import torch
from diffusers import DDIMScheduler, EulerAncestralDiscreteScheduler, EulerDiscreteScheduler, PNDMScheduler
from torch import Tensor

from oneactor.condition import Condition
from oneactor.denoiser import Denoiser
from oneactor.errors import ModelMissing
from oneactor.guidance import classifier_free
from oneactor.sampling import Noise, Noising, sample, stratified


@pytest.mark.parametrize(
    "kind", [DDIMScheduler, EulerDiscreteScheduler, EulerAncestralDiscreteScheduler, PNDMScheduler]
)
def test_any_scheduler_draws_what_the_stock_pipeline_draws(denoiser: Denoiser, kind: type) -> None:
    before = denoiser.pipe.scheduler
    denoiser.pipe.scheduler = kind(prediction_type="epsilon", beta_schedule="scaled_linear", steps_offset=1)
    try:
        stock = denoiser.pipe(
            "a fox",
            num_inference_steps=4,
            guidance_scale=3.0,
            generator=torch.Generator().manual_seed(5),
            output_type="latent",
        ).images
        condition = Condition.stack([denoiser.encode_empty(), denoiser.encode("a fox")])

        def predict(_: int, latents: Tensor, timestep: Tensor) -> Tensor:
            eps_0, eps = denoiser.predict(torch.cat([latents] * 2), timestep, condition).chunk(2)
            return classifier_free(eps_0, eps, 3.0)

        noise = Noise([5])
        with torch.no_grad():
            ours = sample(
                denoiser.scheduler(4), noise.start((4, 16, 16), denoiser.device), noise, predict, lambda _: None
            )
    finally:
        denoiser.pipe.scheduler = before
    torch.testing.assert_close(ours, stock, atol=1e-5, rtol=1e-5)


def test_a_picture_starts_from_its_own_seed() -> None:
    device = torch.device("cpu")
    together = Noise([3, 4, 5]).start((2, 3, 3), device)
    assert torch.equal(together[1:2], Noise([4]).start((2, 3, 3), device))


def test_noising_is_equation_1_and_its_targets_invert_it(denoiser: Denoiser) -> None:
    noising = Noising(denoiser.scheduler(2), denoiser.device)
    generator = torch.Generator().manual_seed(0)
    z_0, eps = torch.randn(2, 3, 4, 2, 2, generator=generator)
    t = torch.tensor([0, 500, 999])
    z_t, v = noising.noised(z_0, eps, t), noising.target(z_0, eps, t)
    a = noising.alphas[t][:, None, None, None]
    torch.testing.assert_close(a.sqrt() * z_t - (1 - a).sqrt() * v, z_0, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close((1 - a).sqrt() * z_t + a.sqrt() * v, eps, atol=1e-5, rtol=1e-5)


def test_epsilon_and_unknown_targets() -> None:
    eps = torch.randn(1, 4, 2, 2, generator=torch.Generator().manual_seed(0))
    noising = Noising(DDIMScheduler(prediction_type="epsilon"), torch.device("cpu"))
    assert torch.equal(noising.target(eps + 1, eps, torch.tensor([3])), eps)
    with pytest.raises(ModelMissing, match="sample"):
        Noising(DDIMScheduler(prediction_type="sample"), torch.device("cpu"))


def test_stratified_timesteps_fill_every_part_once() -> None:
    for seed in range(20):
        t = stratified(5, 1000, torch.Generator().manual_seed(seed))
        assert sorted((t % 1000 // 200).tolist()) == [0, 1, 2, 3, 4]
