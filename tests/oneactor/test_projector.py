from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from oneactor.errors import ModelMissing
from oneactor.projector import Projector, ProjectorShape, adain, condense, normalised


def test_size_for_sdxl_is_two_to_four_million() -> None:
    size = sum(p.numel() for p in Projector.seeded(ProjectorShape(1280, 2048), 0).parameters())
    assert 2e6 < size < 4.1e6


def test_shapes_for_any_picture_size() -> None:
    projector = Projector.seeded(ProjectorShape(6, 10, ranks=2, channels=8, blocks=1), 0)
    for side in ((3, 5), (8, 8), (32, 20)):
        assert projector(condense(torch.randn(4, 6, *side))).shape == (4, 2, 10)


def test_a_seed_gives_the_same_projector_and_leaves_the_global_one_alone() -> None:
    before = torch.random.get_rng_state()
    first, second = (Projector.seeded(ProjectorShape(6, 10), 3) for _ in range(2))
    assert torch.equal(before, torch.random.get_rng_state())
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))


def test_adain_has_the_spread_of_the_word_times_the_gate() -> None:
    generator = torch.Generator().manual_seed(0)
    f, c_b = torch.randn(5, 1, 64, generator=generator), 3 * torch.randn(64, generator=generator) + 7
    offset = adain(normalised(f), c_b, torch.tensor(0.3))
    torch.testing.assert_close(
        offset.std(-1, correction=0), torch.full((5, 1), 0.3 * float(c_b.std(correction=0))), rtol=1e-4, atol=0
    )
    torch.testing.assert_close(offset.mean(-1), torch.zeros(5, 1), atol=1e-5, rtol=0)


def test_with_its_mean_it_is_adain_to_the_letter() -> None:
    generator = torch.Generator().manual_seed(0)
    f, c_b = torch.randn(5, 2, 64, generator=generator), 3 * torch.randn(2, 64, generator=generator) + 7
    spread, middle = (part(c_b, -1, keepdim=True) for part in (torch.std, torch.mean))
    style = torch.nn.functional.instance_norm(f, eps=1e-6) * spread * (63 / 64) ** 0.5 + middle
    torch.testing.assert_close(adain(normalised(f), c_b, torch.tensor(0.3), 1.0), 0.3 * style)


def test_the_mean_of_offsets_is_the_offset_of_the_mean() -> None:
    generator = torch.Generator().manual_seed(0)
    f_hat, c_b = normalised(torch.randn(5, 2, 16, generator=generator)), torch.randn(16, generator=generator)
    gate = torch.tensor(0.5)
    for mean in (0.0, 1.0):
        torch.testing.assert_close(adain(f_hat, c_b, gate, mean).mean(0), adain(f_hat.mean(0), c_b, gate, mean))


@pytest.mark.parametrize("other", [{"features": 7}, {"width": 4}, {"width": 7}, {"channels": 4}, {"blocks": 2}])
def test_another_models_projector_is_no_start(other: dict[str, int]) -> None:
    shape = ProjectorShape(8, 6, ranks=1, channels=5, blocks=1)
    own, before = Projector.seeded(shape, 0), Projector.seeded(shape, 0)
    with pytest.raises(ModelMissing, match="another model"):
        own.start_from(Projector.seeded(replace(shape, **other), 1).state_dict())
    assert all(torch.equal(a, b) for a, b in zip(own.parameters(), before.parameters(), strict=True))
