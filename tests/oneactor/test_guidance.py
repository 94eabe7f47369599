from __future__ import annotations

import torch
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import rescale_noise_cfg

from oneactor.guidance import Form, base_embedding, classifier_free, placing, rescale, shifted


def test_cluster_guidance_is_equation_19() -> None:
    eps_0, tar, aver = torch.randn(3, 2, 4, 5, 5, generator=torch.Generator().manual_seed(0))
    eta_1, eta_2 = 8.5, 1.0
    written_out = eps_0 + eta_1 * (tar - eps_0) - eta_2 * (aver - eps_0)
    form = Form(eta_1 - eta_2, eta_2)
    assert form.rows == ("empty", "target", "average")
    torch.testing.assert_close(form.guided((eps_0, tar, aver)), written_out, atol=1e-5, rtol=1e-5)
    assert torch.equal(Form(3.0).guided((eps_0, tar)), classifier_free(eps_0, tar, 3.0))


def test_without_guidance_there_is_no_empty_row() -> None:
    eps_0, tar, aver = torch.randn(3, 2, 4, 5, 5, generator=torch.Generator().manual_seed(0))
    for scale in (0.0, 0.5, 1.0):
        assert Form(scale).rows == ("target",)
        assert Form(scale).guided((tar,), phi=0.7) is tar
    assert Form(1.0, 0.5).rows == ("target", "average")
    with_all = classifier_free(eps_0, tar, 1.0) + 0.5 * (tar - aver)
    torch.testing.assert_close(Form(1.0, 0.5).guided((tar, aver)), with_all, atol=1e-5, rtol=1e-5)


def test_rescale_is_the_stock_one() -> None:
    guided, tar = torch.randn(2, 2, 4, 5, 5, generator=torch.Generator().manual_seed(0))
    assert torch.equal(rescale(guided, tar, 0.7), rescale_noise_cfg(guided, tar, 0.7))
    assert rescale(guided, tar, 0.0) is guided


def test_placing_gives_every_token_the_offset_of_its_rank() -> None:
    place = placing([(1, 2, 3), (6,)], 8, 2)
    assert place.nonzero().tolist() == [[1, 0], [2, 1], [3, 1], [6, 0]]


def test_shift_touches_the_word_only() -> None:
    states = torch.randn(8, 3, generator=torch.Generator().manual_seed(0))
    place, offset = placing([(1, 2), (5,)], 8, 2), torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    moved = shifted(states, place, offset, v=0.5) - states
    torch.testing.assert_close(moved[[1, 2, 5]], 0.5 * offset[[0, 1, 0]])
    assert torch.equal(moved[[0, 3, 4, 6, 7]], torch.zeros(5, 3))
    torch.testing.assert_close(base_embedding(states, place), states[[1, 2, 5]].mean(0))
